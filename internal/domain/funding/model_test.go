package funding_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// The reference ledger: written from promises.md §5 and not from the real one. It knows no transfers, only where the amount of each
// contribution is and what every year of the grant was moved.
type reference struct {
	lines map[id.ID]*refLine
	years map[int]funding.PeriodState // of the grant; absent is open
	held  map[int]map[funding.Account]money.Cents
	keys  []id.ID
}

type refLine struct {
	cents  money.Cents
	at     funding.Account
	before funding.Account // where it was parked from
	booked int             // year in which it was booked first
	checks map[string]bool
	form   funding.RecordInput
}

// lands is the year in which a movement of a line counts: its own, or the next that takes it. 0: none does.
func (m *reference) lands(first int, fresh bool) int {
	for year := first; year <= 2026; year++ {
		switch m.years[year] {
		case funding.PeriodClosed, funding.PeriodReopenAsked:
		case funding.PeriodClosing:
			if !fresh {
				return year
			}
		default:
			return year
		}
	}
	return 0
}

func (m *reference) move(year int, cents money.Cents, from, to funding.Account) {
	if m.held[year] == nil {
		m.held[year] = map[funding.Account]money.Cents{}
	}
	m.held[year][from] -= cents
	m.held[year][to] += cents
}

// player plays with the real ledger and the reference.
type player struct {
	*signing
	m    *reference
	dice *rand.Rand
}

// agree fails when the ledger did not do what the reference does, or refused for another reason than the state of things.
func (p *player) agree(what string, ok bool, err error) bool {
	p.t.Helper()
	if ok != (err == nil) || err != nil && !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindForbidden) {
		p.t.Fatalf("%s: the reference says %v, the ledger %v", what, ok, err)
	}
	return ok
}

func (p *player) record() {
	year := 2025 + p.dice.IntN(2)
	day := clock.Date(fmt.Sprintf("%d-%02d-%02d", year, 1+p.dice.IntN(10), 1+p.dice.IntN(28)))
	cents := money.Cents(1 + p.dice.IntN(1_000_000))
	in := p.byHand(p.r.Almelo, p.company, funding.KindGoods, day, fmt.Sprintf("%d,%02d", cents/100, cents%100), nil)
	in.Other = true
	proven := p.dice.IntN(3) > 0
	if proven {
		in.Evidence = pdf(string(in.ID))
	}
	key, err := p.Record(p.t.Context(), p.recorder, in)
	lands := p.m.lands(year, true)
	if !p.agree("record", lands != 0, err) {
		return
	}
	l := &refLine{cents: cents, at: funding.CarriedOut, booked: lands, checks: map[string]bool{}, form: in}
	p.m.move(lands, cents, funding.Source, funding.CarriedOut)
	if proven {
		p.m.move(lands, cents, funding.CarriedOut, funding.Evidenced)
		l.at = funding.Evidenced
	}
	p.m.lines[key] = l
	p.m.keys = append(p.m.keys, key)
}

// again sends the form of a line once more, as a browser does that heard no answer.
func (p *player) again(key id.ID) {
	in := p.m.lines[key].form
	if in.Evidence != nil {
		in.Evidence = pdf(string(in.ID))
	}
	if got, err := p.Record(p.t.Context(), p.recorder, in); in.Evidence == nil && p.m.lines[key].at != funding.CarriedOut {
		if err != nil && !fault.Is(err, fault.KindConflict) { // evidence came later, so it is not the same form
			p.t.Fatal(err)
		}
	} else if err != nil || got != key {
		p.t.Fatalf("the form of %s sent again: %s, %v", key, got, err)
	}
}

// shift moves a line of the reference.
func (p *player) shift(l *refLine, to funding.Account) {
	p.m.move(p.m.lands(l.booked, false), l.cents, l.at, to)
	l.at = to
}

func (p *player) decide(key id.ID) {
	l := p.m.lines[key]
	open := p.m.lands(l.booked, false) != 0
	ctx, doubt := p.t.Context(), funding.DoubtInput{Reason: "Dat is niet zeker."}
	who, name := p.r.Controller, "controller"
	if p.dice.IntN(2) == 0 {
		who, name = p.r.Lead, "lead"
	}
	switch p.dice.IntN(6) {
	case 0:
		if p.agree("evidence", l.at == funding.CarriedOut && open, p.AddEvidence(ctx, p.recorder, key, *pdf(string(key)))) {
			p.shift(l, funding.Evidenced)
		}
	case 1, 2:
		two := l.cents >= threshold
		err := p.Check(ctx, who, key, funding.CheckInput{Outcome: funding.Approved})
		last := !two || len(l.checks) > 0
		if p.agree("approve", l.at == funding.Evidenced && !l.checks[name] && (open || !last), err) {
			l.checks[name] = true
			if last {
				p.shift(l, funding.Checked)
			}
		}
	case 3:
		err := p.Check(ctx, who, key, funding.CheckInput{Outcome: funding.Rejected, Reason: "Klopt niet."})
		if p.agree("reject", (l.at == funding.Evidenced || l.at == funding.CarriedOut || l.at == funding.Parked) && !l.checks[name] && open, err) {
			l.checks[name] = true
			p.shift(l, funding.Source)
		}
	case 4:
		if l.at == funding.Parked {
			if p.agree("release", open, p.Release(ctx, who, key, doubt)) {
				p.shift(l, l.before)
			}
			return
		}
		before := l.at
		if p.agree("park", (l.at == funding.CarriedOut || l.at == funding.Evidenced) && open, p.Park(ctx, who, key, doubt)) {
			p.shift(l, funding.Parked)
			l.before = before
		}
	default:
		if p.agree("take back", l.at == funding.Checked && open, p.TakeBack(ctx, who, key, doubt)) {
			p.shift(l, funding.Source)
		}
	}
}

func (p *player) turn() {
	ctx, year := p.t.Context(), 2025+p.dice.IntN(2)
	is := p.m.years[year]
	switch p.dice.IntN(6) {
	case 0:
		if p.agree("start closing", is == "" || is == funding.PeriodOpen, p.StartClosing(ctx, p.r.Controller, p.grant, year)) {
			p.m.years[year] = funding.PeriodClosing
		}
	case 1, 2:
		held := p.m.held[year]
		if p.agree("close", is == funding.PeriodClosing && held[funding.CarriedOut] == 0 && held[funding.Evidenced] == 0, p.Close(ctx, p.r.Lead, p.grant, year)) {
			p.m.years[year] = funding.PeriodClosed
		}
	case 3:
		if p.agree("stop closing", is == funding.PeriodClosing, p.StopClosing(ctx, p.r.Controller, p.grant, year)) {
			p.m.years[year] = funding.PeriodOpen
		}
	case 4:
		if p.agree("ask to reopen", is == funding.PeriodClosed, p.AskReopen(ctx, p.r.Lead, p.grant, year, funding.ReopenInput{Reason: "Een factuur ontbreekt."})) {
			p.m.years[year] = funding.PeriodReopenAsked
		}
	default:
		p.agree("reopen alone", false, p.Reopen(ctx, p.r.Lead, p.grant, year))
		if p.agree("reopen", is == funding.PeriodReopenAsked, p.Reopen(ctx, p.r.Controller, p.grant, year)) {
			p.m.years[year] = funding.PeriodOpen
		}
	}
}

// settle parks everything that is undecided in a year, and closes it when closing had begun.
func (p *player) settle() {
	year := 2025 + p.dice.IntN(2)
	for key, l := range p.m.lines {
		if l.booked != year || p.m.lands(l.booked, false) == 0 || l.at != funding.CarriedOut && l.at != funding.Evidenced {
			continue
		}
		p.must(p.Park(p.t.Context(), p.r.Lead, key, funding.DoubtInput{Reason: "Voor de sluiting."}))
		before := l.at
		p.shift(l, funding.Parked)
		l.before = before
	}
	if held := p.m.held[year]; p.m.years[year] == funding.PeriodClosing && held[funding.CarriedOut] == 0 && held[funding.Evidenced] == 0 {
		p.must(p.Close(p.t.Context(), p.r.Lead, p.grant, year))
		p.m.years[year] = funding.PeriodClosed
	}
}

// threshold is the amount from which two people approve.
const threshold money.Cents = 800_000

func TestLedgerAgainstModel(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.must(s.SetRules(t.Context(), s.r.Lead, s.grant, funding.GrantRules{SecondCheck: "8.000"}))
	_, err := s.Pledge(t.Context(), s.r.Lead, funding.PledgeInput{Grant: s.grant, Unit: s.r.Almelo, Organisation: s.company, Year: "2026", Kind: funding.KindGoods, Value: "9.000.000"})
	s.must(err)
	seed := uint64(20261125)
	p := &player{s, &reference{lines: map[id.ID]*refLine{}, years: map[int]funding.PeriodState{}, held: map[int]map[funding.Account]money.Cents{}}, rand.New(rand.NewPCG(seed, 1))}
	seen := map[funding.PeriodState]int{}
	for n := range 300 {
		switch x := p.dice.IntN(20); {
		case len(p.m.keys) == 0 || x < 5:
			p.record()
		case x < 15:
			p.decide(p.m.keys[p.dice.IntN(len(p.m.keys))])
		case x == 15:
			p.again(p.m.keys[p.dice.IntN(len(p.m.keys))])
		case x == 16:
			p.settle()
		default:
			p.turn()
		}
		seen[p.m.years[2025]]++
		if n%100 == 99 {
			p.compare(n)
		}
	}
	t.Logf("seed %d: %d contributions, 2025 was %v", seed, len(p.m.keys), seen)
	if len(seen) < 4 {
		t.Errorf("the play never came to some state of a year: %v", seen)
	}
}

// compare holds the ledger against the reference: every line, every year, the report, the chain.
func (p *player) compare(step int) {
	p.t.Helper()
	for key, l := range p.m.lines {
		if d, err := p.Contribution(p.t.Context(), p.r.Lead, key); err != nil || d.At != l.at {
			p.t.Fatalf("step %d: %s is at %s, the reference has %s (%v)", step, key, d.At, l.at, err)
		}
	}
	for _, year := range slices.Sorted(maps.Keys(p.m.held)) {
		held := p.m.held[year]
		checked := held[funding.Checked] + held[funding.Reported]
		want := funding.Figures{Parked: held[funding.Parked], Checked: checked, Evidenced: checked + held[funding.Evidenced]}
		want.CarriedOut = want.Evidenced + held[funding.CarriedOut]
		f := funding.Filter{Grant: p.grant, Year: year}
		for _, narrowed := range []funding.Filter{f, {Grant: p.grant, Year: year, Organisation: p.company}} { // from the sums, and from the transfers
			got := p.report(p.r.Lead, narrowed).Total.Figures
			got.Base, got.Minimum, got.Promised = 0, 0, 0
			if got != want {
				p.t.Fatalf("step %d, %d: the report says %+v, the reference %+v", step, year, got, want)
			}
		}
		for stage, cents := range map[funding.Stage]money.Cents{funding.StageCarriedOut: want.CarriedOut, funding.StageEvidenced: want.Evidenced, funding.StageChecked: want.Checked} {
			list, err := p.Contributions(p.t.Context(), p.r.Lead, funding.ListInput{Filter: f, Stage: stage, Limit: 1000})
			p.must(err)
			var sum money.Cents
			for _, row := range list.Rows {
				sum += row.Amount
			}
			if list.Total != cents || sum != cents {
				p.t.Fatalf("step %d, %d: %s lists %s (rows %s), the reference has %s", step, year, stage, euro(list.Total), euro(sum), euro(cents))
			}
		}
	}
	p.usedHolds(step)
	p.trialHolds(step)
}

// usedHolds holds what is used of the company's pledge for 2026 against the lines that were performed in it and stand, wherever they were booked.
func (p *player) usedHolds(step int) {
	p.t.Helper()
	var used money.Cents
	for _, l := range p.m.lines {
		if l.form.PerformedOn[:4] == "2026" && l.at != funding.Source {
			used += l.cents
		}
	}
	f := p.forecast(p.r.Lead, "", funding.WhatIf{})
	if len(f.Pledges) != 1 || f.Pledges[0].Used != used {
		p.t.Fatalf("step %d: of the pledge is used %+v, the reference has %s", step, f.Pledges, euro(used))
	}
}

// trialHolds checks what holds of any ledger: debits are credits, reversals mirror, the chain verifies.
func (p *player) trialHolds(step int) {
	p.t.Helper()
	var debit, credit money.Cents
	for _, b := range p.trial() {
		debit, credit = debit+b.Debit, credit+b.Credit
		if b.Account != funding.Source && b.Credit < b.Debit {
			p.t.Errorf("step %d: %s is %s", step, b.Account, euro(b.Credit-b.Debit))
		}
	}
	if debit != credit || debit == 0 {
		p.t.Errorf("step %d: debit %s, credit %s", step, euro(debit), euro(credit))
	}
	if n := p.rows(`SELECT COUNT(*) FROM ledger_transfer r LEFT JOIN ledger_transfer t ON t.id = r.reverses_id AND t.cents = r.cents AND t.debit = r.credit AND t.credit = r.debit
		WHERE r.reverses_id IS NOT NULL AND t.id IS NULL`); n != 0 {
		p.t.Errorf("step %d: %d do not mirror what they reverse", step, n)
	}
	p.verify(p.r.Accountant)
}

func (s *signing) verify(sc access.Scope) {
	s.t.Helper()
	head, err := funding.Verify(s.t.Context(), s.Kit, sc)
	s.must(err)
	if int(head.Seq) != s.rows(`SELECT COUNT(*) FROM ledger_transfer`) || head.Hash == "" {
		s.t.Errorf("head %+v", head)
	}
}
