// Package inspection is the accountant's look into the books (accountantscontrole): access for an outside accountant to one year of one
// grant, until a day; the samples (steekproef) that they draw from its contributions; and what they say of each line.
//
// Life cycle: given → ended, by itself after its last day or earlier by a colleague. A sample is kept as it was drawn, with its method, its
// seed and the ledger's last transfer, so that anybody can draw it again (algo/sampling). A judgement (agreed, question, finding) is added
// to, never changed; colleagues answer.
//
// Invariants: the accountant reads the lines that were drawn for them and changes nothing in the books; what was drawn together with what
// was left out adds up to the figure of the report, to the cent; no pupil is named.
package inspection

import (
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/operation"
)

// Service holds the use cases of inspections.
type Service struct {
	operation.Kit
	funding *funding.Service
}

// New makes the service.
func New(kit operation.Kit, f *funding.Service) *Service { return &Service{Kit: kit, funding: f} }
