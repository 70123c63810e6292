package demo

import (
	"context"
	"fmt"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
)

// tellLedger lets the region lead name a witness outside, and the ledger be verified as it is every night.
func (s *story) tellLedger(ctx context.Context) error {
	lead := s.people[access.RegionLead].scope
	if err := s.app.Funding.SetWitnesses(ctx, lead, funding.WitnessInput{Emails: "controle@accountants.example", Lang: "nl"}); err != nil {
		return err
	}
	v, err := s.app.Funding.VerifyLedger(ctx, s.system)
	if err == nil && !v.OK() {
		err = fmt.Errorf("the ledger does not hold at %d: %s", v.FlawSeq, v.Flaw)
	}
	return err
}
