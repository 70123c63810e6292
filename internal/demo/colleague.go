package demo

import (
	"context"

	colleague "schakel/internal/domain/company" // company is a type of the story
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// tellColleagues lets the contact person of a company with a visit to come let two colleagues in; the first takes an account and is one of
// the logins.
func (s *story) tellColleagues(ctx context.Context) error {
	today := clock.DateOf(s.now)
	for _, a := range s.agreed {
		if a.counted || a.on <= today {
			continue
		}
		first, err := s.linkScope(ctx, link.Menu, "organisation_id", a.company.key)
		if fault.Is(err, fault.KindNotFound) {
			continue // nobody there has a link of the menu any more
		}
		if err != nil {
			return err
		}
		return s.letIn(ctx, first, a.company)
	}
	return nil
}

func (s *story) letIn(ctx context.Context, first access.Scope, c *company) error {
	who := &actor{name: s.cast.person(), mail: string(access.CompanyContact) + "@techniekregio-oost.example"}
	all := colleague.Parts{Offers: true, Visits: true, Signing: true}
	if err := s.app.Company.Add(ctx, first, colleague.AddInput{Name: who.name, Email: who.mail, Parts: all}); err != nil {
		return err
	}
	s.tick()
	own, err := s.linkScope(ctx, link.Company, "organisation_id", c.key)
	if err != nil {
		return err
	}
	other := s.cast.person()
	if err := s.app.Company.Add(ctx, own, colleague.AddInput{Name: other, Email: mailbox(other, c.name), Parts: colleague.Parts{Visits: true}}); err != nil {
		return err
	}
	s.tick()
	if err := s.app.Company.AskAccount(ctx, own); err != nil {
		return err
	}
	err = s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		who.account, err = db.Get[id.ID](tx, db.Q(`SELECT a.id FROM account a WHERE a.email = $1 LIMIT 1`, who.mail))
		return err
	})
	if err != nil {
		return err
	}
	if err := s.join(ctx, who); err != nil {
		return err
	}
	s.logins = append(s.logins, Login{Role: access.CompanyContact, Mail: who.mail, Password: Password})
	return nil
}
