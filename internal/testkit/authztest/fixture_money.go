package authztest

import (
	"bytes"

	"schakel/internal/domain/budget"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// paper is a file that counts as evidence.
var paper = []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")

// programme is a grant with its shares, a line, and activities of the network and of each subregion.
func (n *Net) programme() {
	f := n.f
	got[int](f)(n.svc().Funding.InstallSchemes(f.ctx(), n.System))
	word := n.word("grant", "root")
	n.also(word, "programme", "root") // a programme line says which grant pays it
	scheme := one[id.ID](f, `SELECT id FROM scheme WHERE network_id = $1 AND code = 'STO-2025-2028'`, n.ID)
	n.add(&Object{Kind: "scheme", ID: scheme})
	n.add(&Object{Kind: "own_scheme", ID: scheme, Unit: "root"}) // decided about by who manages the grants of the whole network
	reason := n.word("grant", "root")
	rule := got[id.ID](f)(n.svc().Funding.DecideOwn(f.ctx(), n.Lead, scheme, funding.OwnRuleInput{
		Kind: funding.StaffHour, Rate: "60", ValidFrom: "2028-12-01", DecidedOn: "2026-01-01", Reason: "onderbouwd in " + reason,
	}))
	n.add(&Object{Kind: "own_rule", ID: rule, Unit: "root", Word: reason, Above: n.the("own_scheme", "root", "")})
	grant := got[id.ID](f)(n.svc().Funding.AddGrant(f.ctx(), n.Lead, funding.GrantInput{
		Unit: n.Root, Scheme: scheme, Reference: n.word("grant", "root"), Name: word, DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
		Grant: "3.000.000", Budget: "4.000.000", Costs: "5.000.000",
	}))
	n.add(&Object{Kind: "grant", ID: grant, Unit: "root", Word: word})
	for _, unit := range []string{"almelo", "hengelo"} {
		f.must(n.svc().Funding.SetShare(f.ctx(), n.Lead, grant, funding.ShareInput{Unit: n.Units[unit], Year: "2027", Base: "100.000"}))
	}
	for i, unit := range []string{"root", "almelo", "hengelo"} {
		word := n.word("programme", unit)
		line := got[id.ID](f)(n.svc().Programme.AddLine(f.ctx(), n.System, programme.LineInput{Unit: n.Units[unit], Grant: grant, Code: string(rune('A' + i)), Name: word}))
		n.add(&Object{Kind: "line", ID: line, Unit: unit, Word: word})
		word = n.word("programme", unit)
		activity := got[id.ID](f)(n.svc().Programme.AddActivity(f.ctx(), n.System, programme.ActivityInput{
			Unit: n.Units[unit], Line: line, Code: string(rune('A'+i)) + ".1", Name: word, From: "2025-01-01", To: "2028-12-31",
		}))
		n.add(&Object{Kind: "activity", ID: activity, Unit: unit, Word: word})
	}
	word = n.word("grant", "root")
	line := got[id.ID](f)(n.svc().Budget.AddLine(f.ctx(), n.Lead, grant, budget.LineInput{
		Activity: n.the("activity", "root", "").ID, Year: "2026", Cost: budget.Staff, What: word, Measure: "hour", Quantity: "100", Price: "50",
	}))
	n.add(&Object{Kind: "budget_line", ID: line, Unit: "root", Word: word, Above: n.the("grant", "root", "")})
	for _, unit := range []string{"root", "almelo", "hengelo"} {
		word := n.word("contribution", unit)
		n.add(&Object{Kind: "steering_request", ID: got[id.ID](f)(n.svc().Steering.Request(f.ctx(), n.Lead, n.Units[unit], "Meer geld voor "+word)), Unit: unit, Word: word})
	}
	for _, unit := range []string{"almelo", "hengelo"} {
		pledge := got[id.ID](f)(n.svc().Funding.Pledge(f.ctx(), n.Lead, funding.PledgeInput{
			Grant: grant, Unit: n.Units[unit], Line: n.the("line", unit, "").ID, Organisation: n.the("organisation", "", "koepel").ID, Year: "2027", Kind: funding.KindGoods, Value: "1.111,13",
		}))
		n.add(&Object{Kind: "pledge", ID: pledge, Unit: unit, Above: n.the("grant", "root", "")})
	}
}

// money is a contribution at every stage, at every school: signed and checked, signed, recorded by hand without and with
// evidence, rejected; and a signature that waits for its value.
func (n *Net) money() {
	n.years() // first, so that the newest page of the log has words in it
	for _, a := range []struct {
		teacher, project access.Scope
		unit, company    string
		activity         string
	}{
		{n.Teacher, n.Project, "noordik", "kolk", "almelo"},
		{n.TeacherCanisius, n.Project, "canisius", "kolk", "almelo"},
		{n.TeacherHengelo, n.ProjectHengelo, "montessori", "ziel", "hengelo"},
	} {
		under := func(in *engagement.AgreeInput) { in.Activity = n.the("activity", a.activity, "").ID }
		n.signed(a.teacher, a.unit, a.company, "signed", under)
		checked := n.signed(a.teacher, a.unit, a.company, "signed, checked", under)
		n.check(checked, funding.CheckInput{Outcome: funding.Approved})
		n.waiting(a.teacher, a.unit, a.company)
		n.byHand(a.project, a.unit, a.company, a.activity, "bare", false)
		n.byHand(a.project, a.unit, a.company, a.activity, "proven", true)
		rejected := n.byHand(a.project, a.unit, a.company, a.activity, "rejected", true)
		n.check(rejected, funding.CheckInput{Outcome: funding.Rejected, Reason: n.word("contribution", a.unit)})
		parked := n.byHand(a.project, a.unit, a.company, a.activity, "parked", true)
		n.f.must(n.svc().Funding.Park(n.f.ctx(), n.Controller, parked.ID, funding.DoubtInput{Reason: n.word("contribution", a.unit)}))
	}
}

// years is a grant of an earlier scheme with a year in every state. Somebody whom no case signs in asked to reopen the last.
func (n *Net) years() {
	f := n.f
	scheme := one[id.ID](f, `SELECT id FROM scheme WHERE network_id = $1 AND code = 'STO-2020-2024'`, n.ID)
	word := n.word("grant", "root")
	key := got[id.ID](f)(n.svc().Funding.AddGrant(f.ctx(), n.Lead, funding.GrantInput{
		Unit: n.Root, Scheme: scheme, Reference: n.word("grant", "root"), Name: word, DecidedOn: "2020-01-15", StartOn: "2020-01-01", EndOn: "2024-12-31",
		Grant: "3.000.000", Budget: "4.000.000", Costs: "5.000.000",
	}))
	n.add(&Object{Kind: "old_grant", ID: key, Unit: "root", Word: word})
	asker := f.Hire(f.t, n.Region, "asker@"+n.slug()+".example", "Asker", access.Controller, n.Root)
	for year := 2022; year <= 2024; year++ { // 2021 stays open, 2022 is being closed
		f.must(n.svc().Funding.StartClosing(f.ctx(), n.Lead, key, year))
		if year > 2022 {
			f.must(n.svc().Funding.Close(f.ctx(), n.Lead, key, year))
		}
	}
	for i, state := range []string{"draft", "checked"} { // drafted by somebody whom no case signs in
		made := got[id.ID](f)(n.svc().Funding.DraftStatement(f.ctx(), asker, funding.StatementInput{Grant: key, Year: "2021", Audience: funding.Audiences()[i], Progress: n.word("grant", "root")}))
		n.add(&Object{Kind: "statement", ID: made, Unit: "root", Tag: state, Word: word})
		if state == "checked" {
			f.must(n.svc().Funding.CheckStatement(f.ctx(), n.Controller, made))
		}
	}
	f.must(n.svc().Funding.AskReopen(f.ctx(), asker, key, 2024, funding.ReopenInput{Reason: "een factuur ontbreekt"}))
}

func (n *Net) check(c *Object, in funding.CheckInput) {
	n.f.must(n.svc().Funding.Check(n.f.ctx(), n.Controller, c.ID, in))
}

// signed makes an engagement of two weeks ago whose company signed its hours.
func (n *Net) signed(sc access.Scope, unit, company, tag string, more ...func(*engagement.AgreeInput)) *Object {
	e := n.agree(sc, unit, company, tag, -14, more...)
	receipt := n.sign(sc, e)
	if receipt.Contribution == "" {
		return e
	}
	n.also(e.Word, "contribution", unit)
	c := n.add(&Object{Kind: "contribution", ID: receipt.Contribution, Unit: unit, Tag: tag, Owner: e.Owner, Word: n.the("organisation", "", company).Word})
	n.evidenceOf(c)
	return c
}

func (n *Net) sign(sc access.Scope, e *Object) funding.Receipt {
	f := n.f
	got[bool](f)(n.svc().Engagement.Count(f.ctx(), sc, e.ID, 22, 1))
	about := n.occurrence(e)
	l := n.linkOf(link.SignOff, about)
	link, err := l.Scope()
	f.must(err)
	word := func() string {
		return n.wordOf(oracle.Thing{Kind: "signature", About: text(about)}, e.Unit)
	}
	receipt, err := n.svc().Funding.SignOff(f.ctx(), link, l, funding.SignOffInput{SignerName: word(), SignerFunction: word(), People: 2, Minutes: 150, Remark: word()})
	f.must(err)
	return receipt
}

// waiting makes a signature under something whose value nobody has said yet.
func (n *Net) waiting(sc access.Scope, unit, company string) {
	f := n.f
	e := n.agree(sc, unit, company, "signed, waiting", -13, func(in *engagement.AgreeInput) { in.Item = n.the("menu_item", "root", "goods").ID })
	n.also(e.Word, "contribution", unit)
	receipt := n.sign(sc, e)
	if receipt.Contribution != "" {
		f.t.Fatalf("authztest: goods were valued without anybody saying so")
	}
	n.add(&Object{Kind: "pending", ID: receipt.SignOff.ID, Unit: unit, Owner: e.Owner, Word: n.the("organisation", "", company).Word})
}

func (n *Net) byHand(sc access.Scope, unit, company, activity, tag string, proven bool) *Object {
	f := n.f
	word := n.word("contribution", unit)
	in := funding.RecordInput{
		ID: f.Kit.IDs.New(), Unit: n.Units[unit], Organisation: n.the("organisation", "", company).ID, Activity: n.the("activity", activity, "").ID, Kind: funding.KindGoods,
		PerformedOn: string(f.Today.AddDays(-30)), Value: "2.222,17", Reason: "wat er gegeven is: " + word, Other: true,
	}
	if proven {
		in.Evidence = &funding.Upload{Name: n.word("contribution", unit) + ".pdf", Content: bytes.NewReader(paper)}
	}
	key := got[id.ID](f)(n.svc().Funding.Record(f.ctx(), sc, in))
	c := n.add(&Object{Kind: "contribution", ID: key, Unit: unit, Tag: tag, Owner: in.Organisation, Word: word})
	if proven {
		n.evidenceOf(c)
	}
	return c
}

// evidenceOf notes the evidence of a contribution as an object of its own.
func (n *Net) evidenceOf(c *Object) {
	key := one[id.ID](n.f, `SELECT id FROM evidence WHERE network_id = $1 AND contribution_id = $2 ORDER BY id LIMIT 1`, n.ID, c.ID)
	n.add(&Object{Kind: "evidence", ID: key, Unit: c.Unit, Tag: c.Tag, Above: c})
}
