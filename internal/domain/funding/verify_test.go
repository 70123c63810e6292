package funding

import (
	"testing"

	"schakel/internal/platform/id"
)

// Who knows how the chain is made can make a whole new one. What it says must still be what the other rows say.
func TestBrokenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const network = id.ID("n")
	c := Contribution{ID: "c", Unit: "u", Grant: "g", Cents: 100, PerformedOn: "2026-01-01"}
	digest, err := c.digest()
	if err != nil {
		t.Fatal(err)
	}
	whole := func(change func(p *proof)) proof {
		p := proof{Transfer: Transfer{Seq: 1, ID: "t", Contribution: "c", Debit: Source, Credit: CarriedOut, Cents: 100, Digest: digest}, Found: true, Evidence: true}
		change(&p)
		p.Hash = p.seal(network)
		return p
	}
	for name, want := range map[string]struct {
		proof proof
		why   Flaw
	}{
		"nothing":                      {whole(func(*proof) {}), ""},
		"another amount, sealed anew":  {whole(func(p *proof) { p.Cents, p.Found = 200, false }), FlawNoRow},
		"another digest, sealed anew":  {whole(func(p *proof) { p.Digest = "x" }), FlawContribution},
		"evidence gone":                {whole(func(p *proof) { p.Debit, p.Credit, p.Evidence = CarriedOut, Evidenced, false }), FlawEvidence},
		"a reversal needs no evidence": {whole(func(p *proof) { p.Debit, p.Credit, p.Evidence, p.Reverses = Checked, Evidenced, false, "x" }), ""},
		"sealed for another network":   {func() proof { p := whole(func(*proof) {}); p.Hash = p.seal("m"); return p }(), FlawTransfer},
		"the one before is another":    {whole(func(p *proof) { p.Prev = "x" }), FlawOrder},
		"the first one is the second":  {whole(func(p *proof) { p.Seq = 2 }), FlawMissing},
	} {
		if why := want.proof.broken(network, Head{}, c); why != want.why {
			t.Errorf("%s: got %q, want %q", name, why, want.why)
		}
	}
}
