package funding_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// golden is a region with two grants under two schemes, three subregions, an umbrella with one of two companies, and five
// years of contributions. Every amount below was worked out by hand from the rates and percentages of domain.md §1.
type golden struct {
	*env
	r                       *world.Region
	rijssen                 id.ID
	old, new                id.ID // grants
	l1, l2, m1              id.ID // lines
	kolk, vos, vrienden     id.ID // Kolk belongs to the umbrella Vrienden, Vos does not
	kolk22, rejected, goods id.ID // contributions
	receipts                []funding.Receipt
	supervision, bare       id.ID
	lessons                 id.ID // activity of line A
}

func share(unit id.ID, year, base string) funding.ShareInput {
	return funding.ShareInput{Unit: unit, Year: year, Base: base}
}

func newGolden(t *testing.T) *golden {
	e := newEnv(t)
	g := &golden{env: e, r: e.Twente}
	r := g.r
	g.rijssen = e.subregion(r, "Rijssen-Holten")
	g.kolk, g.vos = e.company(r, "Kolk Installaties"), e.company(r, "Vos Metaal")
	g.vrienden = e.umbrella(r, "Vrienden van Techniek", g.kolk)

	// Base of STO-2020-2024 is the grant, 300,000.00. Shares: 80,000.14 + 110,000.00 + 100,000.00 = 290,000.14.
	g.old = e.grant(r, "STO-2020-2024", "STO20-001", "2022-01-01", "2024-12-31")
	for _, in := range []funding.ShareInput{
		share(r.Almelo, "2022", "40.000,07"), share(r.Hengelo, "2022", "30.000,07"), share(g.rijssen, "2022", "10000"),
		share(r.Almelo, "2023", "50.000"), share(r.Hengelo, "2023", "40.000"), share(g.rijssen, "2023", "20.000"),
		share(r.Almelo, "2024", "50.000"), share(r.Hengelo, "2024", "40.000"), share(g.rijssen, "2024", "10.000"),
	} {
		e.must(e.SetShare(t.Context(), r.Lead, g.old, in))
	}
	// Base of STO-2025-2028 is the subsidisable budget, 400,000.00. Shares: 100,000.00, all of 2025.
	g.new = e.grant(r, "STO-2025-2028", "STO25-001", "2025-01-01", "2028-12-31")
	for _, in := range []funding.ShareInput{share(r.Almelo, "2025", "60.000"), share(r.Hengelo, "2025", "30.000"), share(g.rijssen, "2025", "10.000")} {
		e.must(e.SetShare(t.Context(), r.Lead, g.new, in))
	}
	var stage, nieuw id.ID
	g.l1, g.lessons = e.activity(r, g.old, "A", "2022-01-01", "2024-12-31")
	g.l2, stage = e.activity(r, g.old, "B", "2022-01-01", "2024-12-31")
	g.m1, nieuw = e.activity(r, g.new, "C", "2025-01-01", "2028-12-31")
	g.pledges()

	sign := func(v visit) id.ID {
		t.Helper()
		receipt := e.sign(r, v)
		g.receipts = append(g.receipts, receipt)
		if receipt.Waiting != "" {
			t.Fatalf("%s waits: %s", v.day, receipt.Waiting)
		}
		return receipt.Contribution
	}
	approve := func(c id.ID) { t.Helper(); e.approve(r.Controller, c) }

	// 1. 2 people × 150 min = 5 h × €50 = 250.00; Almelo, line A, via the umbrella.
	g.kolk22 = sign(visit{unit: r.Noordik, company: g.kolk, activity: g.lessons, day: "2022-05-10", people: 2, minutes: 150})
	approve(g.kolk22)
	// 2. 1 × 95 min × €55 ÷ 60 = 87.0833… = 87.08; Hengelo, line A.
	approve(sign(visit{unit: r.Montessori, company: g.vos, activity: g.lessons, day: "2023-03-15", people: 1, minutes: 95}))
	// 3. Goods by hand: 1,250.00; Hengelo, no line; with a file as evidence.
	g.goods = g.record(t, r.Hengelo, g.vos, funding.KindGoods, "2023-09-01", "1.250,00", pdf("pakbon"))
	approve(g.goods)
	// 4. 1 × 60 min × €55 = 55.00; Almelo, line A; rejected: counts nowhere.
	g.rejected = sign(visit{unit: r.Noordik, company: g.vos, activity: g.lessons, day: "2023-11-07", people: 1, minutes: 60})
	e.must(e.Check(t.Context(), r.Lead, g.rejected, funding.CheckInput{Outcome: funding.Rejected, Reason: "De les ging niet door."}))
	// 5. Supervision: 5 pupils × 180 min = 15 h × 25% × €60 = 225.00; Rijssen, line B, via the umbrella; not checked.
	g.supervision = sign(visit{unit: g.rijssen, company: g.kolk, activity: stage, day: "2024-03-12", rule: occurrence.SupervisionHours, people: 1, minutes: 180, pupils: 5})
	// 6. A room, by hand, 300.00; Rijssen, 2025, no line, no evidence.
	g.bare = g.record(t, g.rijssen, g.vos, funding.KindFacility, "2025-02-01", "300", nil)
	// 7. 3 × 130 min = 6.5 h × €55 = 357.50; Almelo, line C.
	approve(sign(visit{unit: r.Canisius, company: g.vos, activity: nieuw, day: "2025-06-03", people: 3, minutes: 130}))
	// Planned: 2 × (120 + 30 min) = 5 h × €55 = 275.00; Almelo, line C, 2026.
	e.on("2026-11-25")
	g.plan(r, visit{unit: r.Noordik, company: g.kolk, activity: nieuw, day: "2026-12-10", people: 2})
	return g
}

// pledges: the umbrella 100 h × €50 = 5,000.00 for Almelo in 2022 on line A; Vos 1,000.00 in cash for Hengelo in 2025.
func (g *golden) pledges() {
	g.t.Helper()
	g.on("2022-03-01")
	_, err := g.Pledge(g.t.Context(), g.r.Lead, funding.PledgeInput{
		Grant: g.old, Unit: g.r.Almelo, Line: g.l1, Organisation: g.vrienden, Year: "2022", Kind: funding.KindHours, Hours: "100", PledgedOn: "2022-01-20",
	})
	g.must(err)
	g.on("2025-01-15")
	_, err = g.Pledge(g.t.Context(), g.r.Lead, funding.PledgeInput{Grant: g.new, Unit: g.r.Hengelo, Organisation: g.vos, Year: "2025", Kind: funding.KindCash, Value: "1.000,00"})
	g.must(err)
}

func pdf(text string) *funding.Upload {
	return &funding.Upload{Name: text + ".pdf", Content: strings.NewReader("%PDF-1.7\n" + text)}
}

// record books by hand on the day it was done.
func (e *env) record(t *testing.T, unit, company id.ID, kind funding.Kind, day clock.Date, value string, proof *funding.Upload) id.ID {
	t.Helper()
	e.on(day)
	key, err := e.Record(t.Context(), e.recorder, e.byHand(unit, company, kind, day, value, proof))
	e.must(err)
	return key
}

func (e *env) byHand(unit, company id.ID, kind funding.Kind, day clock.Date, value string, proof *funding.Upload) funding.RecordInput {
	return funding.RecordInput{
		ID: e.Kit.IDs.New(), Unit: unit, Organisation: company, Kind: kind, PerformedOn: string(day), Value: value,
		Reason: "Volgens de factuur van het bedrijf.", Evidence: proof,
	}
}

// wantFigures compares promised, planned, carried out, evidenced, checked and minimum.
func wantFigures(t *testing.T, name string, got funding.Figures, want [6]string) {
	t.Helper()
	have := [6]string{euro(got.Promised), euro(got.Planned), euro(got.CarriedOut), euro(got.Evidenced), euro(got.Checked), euro(got.Minimum)}
	if have != want {
		t.Errorf("%s:\n got %v\nwant %v", name, have, want)
	}
}

func rowOf(t *testing.T, rows []funding.Row, label string) funding.Row {
	t.Helper()
	for _, r := range rows {
		if r.Label == label || r.Key == label {
			return r
		}
	}
	t.Fatalf("no row %q in %d rows", label, len(rows))
	return funding.Row{}
}

func TestGoldenReport(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	r := g.report(g.r.Controller, funding.Filter{})

	// Carried out: 250.00 + 87.08 + 1,250.00 + 225.00 = 1,812.08 (old) and 300.00 + 357.50 = 657.50 (new).
	// Minimum: 7.5% of 300,000.00 = 22,500.00 and 10% of 400,000.00 = 40,000.00.
	wantFigures(t, "total", r.Total.Figures, [6]string{"6000.00", "275.00", "2469.58", "2169.58", "1944.58", "62500.00"})
	wantFigures(t, "old grant", rowOf(t, r.ByGrant, "Beschikking STO20-001").Figures, [6]string{"5000.00", "0.00", "1812.08", "1812.08", "1587.08", "22500.00"})
	wantFigures(t, "new grant", rowOf(t, r.ByGrant, "Beschikking STO25-001").Figures, [6]string{"1000.00", "275.00", "657.50", "357.50", "357.50", "40000.00"})

	// Minimum of the old shares: 7.5% of 290,000.14 = 21,750.0105 = 21,750.01, allocated in proportion: a share gets its base times
	// 2,175,001 ÷ 29,000,014 cents. Seven shares come to a hair below their 7.5% (3,750.00 is 3,749.9999) and get the cent that
	// rounding down took, with remainders above 0.98. Of the two odd shares of 2022 the exact parts are 300,000.5181 (Almelo) and
	// 225,000.5198 cents (Hengelo): the one cent that is left goes to Hengelo. Of the new grant it is 10%.
	//  Almelo:  3,000.00 + 3,750.00 + 3,750.00 + 6,000.00 = 16,500.00
	//  Hengelo: 2,250.01 + 3,000.00 + 3,000.00 + 3,000.00 = 11,250.01
	//  Rijssen:   750.00 + 1,500.00 +   750.00 + 1,000.00 =  4,000.00
	//  not divided: 22,500.00 − 21,750.01 + 40,000.00 − 10,000.00 = 30,749.99
	wantFigures(t, "Almelo", rowOf(t, r.Units, "Almelo Twente").Figures, [6]string{"5000.00", "275.00", "607.50", "607.50", "607.50", "16500.00"})
	wantFigures(t, "Hengelo", rowOf(t, r.Units, "Hengelo Twente").Figures, [6]string{"1000.00", "0.00", "1337.08", "1337.08", "1337.08", "11250.01"})
	wantFigures(t, "Rijssen", rowOf(t, r.Units, "Rijssen-Holten").Figures, [6]string{"0.00", "0.00", "525.00", "225.00", "0.00", "4000.00"})
	wantFigures(t, "not divided", rowOf(t, r.Units, "funding.undivided").Figures, [6]string{"0.00", "0.00", "0.00", "0.00", "0.00", "30749.99"})

	wantFigures(t, "2022", rowOf(t, r.Years, "2022").Figures, [6]string{"5000.00", "0.00", "250.00", "250.00", "250.00", "6000.01"})
	wantFigures(t, "2023", rowOf(t, r.Years, "2023").Figures, [6]string{"0.00", "0.00", "1337.08", "1337.08", "1337.08", "8250.00"})
	wantFigures(t, "2024", rowOf(t, r.Years, "2024").Figures, [6]string{"0.00", "0.00", "225.00", "225.00", "0.00", "7500.00"})
	wantFigures(t, "2025", rowOf(t, r.Years, "2025").Figures, [6]string{"1000.00", "0.00", "657.50", "357.50", "357.50", "10000.00"})
	wantFigures(t, "2026", rowOf(t, r.Years, "2026").Figures, [6]string{"0.00", "275.00", "0.00", "0.00", "0.00", "0.00"})

	wantFigures(t, "line A", rowOf(t, r.Lines, "A Lijn A").Figures, [6]string{"5000.00", "0.00", "337.08", "337.08", "337.08", "0.00"})
	wantFigures(t, "line B", rowOf(t, r.Lines, "B Lijn B").Figures, [6]string{"0.00", "0.00", "225.00", "225.00", "0.00", "0.00"})
	wantFigures(t, "line C", rowOf(t, r.Lines, "C Lijn C").Figures, [6]string{"0.00", "275.00", "357.50", "357.50", "357.50", "0.00"})
	wantFigures(t, "no line", rowOf(t, r.Lines, "funding.no_line").Figures, [6]string{"1000.00", "0.00", "1550.00", "1250.00", "1250.00", "0.00"})

	// The umbrella's members gave 250.00 + 225.00, which is also in the total, once.
	wantFigures(t, "umbrella", rowOf(t, r.Umbrellas, "Vrienden van Techniek").Figures, [6]string{"5000.00", "0.00", "475.00", "475.00", "250.00", "0.00"})
	wantFigures(t, "no umbrella", rowOf(t, r.Umbrellas, "funding.no_umbrella").Figures, [6]string{"1000.00", "0.00", "1994.58", "1694.58", "1694.58", "0.00"})

	if rule := r.Grants[1]; rule.Rule.MinimumBP != 750 || euro(rule.Base) != "300000.00" || euro(rule.Divided) != "290000.14" || rule.Rule.Base != funding.BaseGrant {
		t.Errorf("old grant: %+v", rule)
	}
	if rule := r.Grants[0]; rule.Rule.MinimumBP != 1000 || euro(rule.Base) != "400000.00" || euro(rule.Divided) != "100000.00" {
		t.Errorf("new grant: %+v", rule)
	}
}

func TestReportAsItWasKnown(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	t.Run("before the decision of July 2022 the minimum is ten per cent", func(t *testing.T) {
		// 10% of 300,000.00; the new grant was not there yet; of the ledger only contribution 1 was booked and checked.
		r := g.report(g.r.Controller, funding.Filter{Known: "2022-07-06"})
		wantFigures(t, "total", r.Total.Figures, [6]string{"5000.00", "0.00", "250.00", "250.00", "250.00", "30000.00"})
		if len(r.Grants) != 1 || r.Grants[0].Rule.MinimumBP != 1000 {
			t.Errorf("grants: %+v", r.Grants)
		}
	})
	t.Run("from that day on it is seven and a half", func(t *testing.T) {
		r := g.report(g.r.Controller, funding.Filter{Known: "2022-07-07"})
		wantFigures(t, "total", r.Total.Figures, [6]string{"5000.00", "0.00", "250.00", "250.00", "250.00", "22500.00"})
	})
	t.Run("a contribution that was rejected later still counts", func(t *testing.T) {
		// 250.00 + 87.08 + 1,250.00 = 1,587.08; the rejection of 55.00 was booked on the day itself, so the day before misses both.
		r := g.report(g.r.Controller, funding.Filter{Known: "2023-11-06"})
		wantFigures(t, "total", r.Total.Figures, [6]string{"5000.00", "0.00", "1587.08", "1587.08", "1587.08", "22500.00"})
	})
	t.Run("a year under a filter has its own part of the minimum", func(t *testing.T) {
		r := g.report(g.r.Controller, funding.Filter{Year: 2022, Unit: g.r.Almelo})
		wantFigures(t, "Almelo 2022", r.Total.Figures, [6]string{"5000.00", "0.00", "250.00", "250.00", "250.00", "3000.00"})
	})
}
