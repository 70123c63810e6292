package agreementweb

import (
	"context"
	"encoding/json"
	"strconv"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/mail"
	"schakel/internal/web/contract"
)

// Attachments are the files that letters about agreements bring: the document that all have signed.
func Attachments(catalog *i18n.Catalog, s *agreement.Service) map[string]func(ctx context.Context, m post.Message) (mail.File, error) {
	return map[string]func(ctx context.Context, m post.Message) (mail.File, error){
		"agreement_signed": func(ctx context.Context, m post.Message) (mail.File, error) {
			var l agreement.Letter
			if err := json.Unmarshal([]byte(m.Data), &l); err != nil {
				return mail.File{}, err
			}
			t, err := s.Text(ctx, access.System(m.Network, "mail"), l.Agreement, strconv.Itoa(l.N))
			if err != nil {
				return mail.File{}, err
			}
			data, err := contract.PDF(catalog, t)
			return mail.File{Name: contract.FileName(t.Agreement), Type: "application/pdf", Data: data}, err
		},
	}
}
