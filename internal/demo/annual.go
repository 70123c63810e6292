package demo

import (
	"context"

	"schakel/internal/platform/fault"
)

// tellAnnual lets a project leader mail a company what it did in the year before.
func (s *story) tellAnnual(ctx context.Context) error {
	for _, c := range s.companies {
		err := s.app.Funding.MailAnnual(ctx, c.region.leader.scope, c.key, s.now.Year()-1)
		if fault.Is(err, fault.KindConflict) || fault.Is(err, fault.KindInvalid) { // nothing that year, or nobody to mail
			continue
		}
		return err
	}
	return nil
}
