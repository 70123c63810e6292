package authztest

import (
	"fmt"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/listing"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// menu is the default menu, one item of the network, one of each subregion, one taken off; and what companies offer of it.
func (n *Net) menu() {
	f := n.f
	f.must(n.svc().Menu.InstallDefaults(f.ctx(), n.Admin, n.Root))
	for _, unit := range []string{"root", "almelo", "hengelo"} {
		n.item(unit, "")
	}
	n.item("root", "goods")
	off := n.item("almelo", "off")
	f.must(n.svc().Menu.SetActive(f.ctx(), n.System, off.ID, 1, false))
	n.offer(n.Relation, "kolk", "root", "almelo")
	n.offer(n.RelationHengelo, "ziel", "root", "hengelo")
	usual := need.UsualWeights()
	rules := need.RulesInput{Unit: n.Root, Most: "100", Days: "91", Reason: "proef", Weights: map[string]string{}}
	for _, p := range usual.Parts() {
		rules.Weights[p.Name] = fmt.Sprint(*p.Points)
	}
	f.must(n.svc().Need.SetRules(f.ctx(), n.Admin, rules))
}

func (n *Net) item(unit, tag string) *Object {
	f := n.f
	word, value := n.word("item", unit), menu.ValueRule("staff_hours")
	if tag == "goods" {
		value = "goods"
	}
	key := got[id.ID](f)(n.svc().Menu.AddItem(f.ctx(), n.System, n.Units[unit], menu.ItemInput{
		NameNL: word, NameEN: n.word("item", unit), CompanyNL: n.word("item", unit), CompanyEN: n.word("item", unit), TeacherNL: n.word("item", unit), TeacherEN: n.word("item", unit),
		Place: menu.AtSchool, Minutes: "120", Prep: "30", People: "2", MinGroup: "1", MaxGroup: "40", Value: value, Conduct: menu.None,
		GuideInput: menu.GuideInput{PupilsNL: n.word("item", unit), ChecklistNL: n.word("item", unit)},
	}))
	return n.add(&Object{Kind: "menu_item", ID: key, Unit: unit, Tag: tag, Word: word})
}

// offer lets a company offer the items of the units.
func (n *Net) offer(sc access.Scope, company string, units ...string) {
	f := n.f
	org := n.the("organisation", "", company)
	var choices []menu.Choice
	var words []string
	for _, unit := range units {
		word := n.wordOf(oracle.Thing{Kind: "offer", Company: n.companyKey(company)}, "")
		words = append(words, word)
		choices = append(choices, menu.Choice{Item: n.the("menu_item", unit, "").ID, Times: "100", MaxGroup: "60", Remark: word})
	}
	f.must(n.svc().Menu.Choose(f.ctx(), sc, org.ID, choices))
	for _, word := range words {
		key := one[id.ID](f, `SELECT id FROM offer WHERE network_id = $1 AND remark = $2`, n.ID, word)
		n.add(&Object{Kind: "offer", ID: key, Tag: company, Word: word})
	}
}

// pause gives a company a holiday in half a year.
func (n *Net) pause(company string) {
	f, org := n.f, n.the("organisation", "", company)
	f.must(n.svc().Menu.PauseOffers(f.ctx(), n.Relation, org.ID, menu.PauseInput{From: string(f.Today.AddDays(200)), To: string(f.Today.AddDays(203))}))
	n.add(&Object{Kind: "offer_pause", ID: one[id.ID](f, `SELECT id FROM offer_pause WHERE network_id = $1 AND organisation_id = $2`, n.ID, org.ID), Tag: company, Owner: org.ID})
}

// ask makes a need of a unit, asked by somebody there.
func (n *Net) ask(sc access.Scope, unit, tag string) *Object {
	f := n.f
	word, today := n.word("need", unit), clock.Today(f.Clock)
	key := got[id.ID](f)(n.svc().Need.Ask(f.ctx(), sc, need.AskInput{
		Unit: n.Units[unit], Item: n.the("menu_item", "root", "").ID, Title: word, Goal: n.word("need", unit), Pupils: "24", Wanted: "2", From: today, To: today.AddDays(120),
	}))
	return n.add(&Object{Kind: "need", ID: key, Unit: unit, Tag: tag, Word: word})
}

// invite asks a company for a need; the need's words may then be seen through the invitation's link.
func (n *Net) invite(sc access.Scope, about *Object, company string) *Object {
	f := n.f
	org := n.the("organisation", "", company)
	f.must(n.svc().Need.Invite(f.ctx(), sc, about.ID, []id.ID{org.ID}, clock.Today(f.Clock).AddDays(10)))
	return n.invited(sc, about, company)
}

// invited notes the invitation of a company for a need, with the words that its link and its mails may show.
func (n *Net) invited(sc access.Scope, about *Object, company string) *Object {
	f, org := n.f, n.the("organisation", "", company)
	key := one[id.ID](f, `SELECT id FROM invitation WHERE network_id = $1 AND need_id = $2 AND organisation_id = $3`, n.ID, about.ID, org.ID)
	goal := one[string](f, `SELECT goal FROM need WHERE id = $1`, about.ID)
	for _, word := range []string{about.Word, goal, n.names[sc.Account()], n.the("organisation", "", company).Word} {
		n.tellLink(word, key, company)
	}
	return n.add(&Object{Kind: "invitation", ID: key, Unit: about.Unit, Tag: about.Tag, Above: about, Owner: org.ID, Word: about.Word})
}

// tellLink says that a word may be seen through links about an invitation or occurrence, and stands in the mails about it
// to the company; or through the link of an account, without a company.
func (n *Net) tellLink(word string, about id.ID, company string) {
	n.f.Words.also(word, oracle.Thing{Network: text(n.ID), Kind: "by link", About: text(about), Company: n.companyKey(company)})
}

// answer lets the company answer through its link.
func (n *Net) answer(i *Object, a need.Answer) {
	f := n.f
	if a.Text != "" {
		n.tellLink(a.Text, i.ID, n.tagOf(i.Owner))
	}
	l := n.linkOf(link.Invitation, i.ID)
	sc, err := l.Scope()
	f.must(err)
	_, err = n.svc().Engagement.Accept(f.ctx(), sc, l, a)
	f.must(err)
}

// tagOf returns the tag of a company.
func (n *Net) tagOf(company id.ID) string {
	for _, o := range n.Objects["organisation"] {
		if o.ID == company {
			return o.Tag
		}
	}
	return ""
}

// linkOf reads the newest link of a kind about something.
func (n *Net) linkOf(kind link.Kind, about id.ID) link.Link {
	l := one[link.Link](n.f, `SELECT l.network_id, l.id, l.kind, l.email, l.account_id, l.organisation_id, l.person_id, l.subject_id, l.created_at, l.expires_at, l.used_at, l.revoked_at
		FROM link l WHERE l.network_id = $1 AND l.kind = $2 AND (l.subject_id = $3 OR l.organisation_id = $3 OR l.account_id = $3) ORDER BY l.created_at DESC, l.id DESC LIMIT 1`, n.ID, kind, about)
	return l
}

// needs are open ones of every school and the workgroup, and ones in every further state.
func (n *Net) needs() {
	f := n.f
	tired := n.company("tired", "company", n.Admin, "")
	f.must(n.svc().Menu.Choose(f.ctx(), n.Relation, tired.ID, []menu.Choice{{Item: n.the("menu_item", "root", "").ID, Times: "3", MaxGroup: "60"}}))
	f.must(n.svc().Menu.PauseOffers(f.ctx(), n.Relation, tired.ID, menu.PauseInput{To: string(f.Today.AddDays(300))}))
	member := n.company("member", "company", n.Admin, "") // of the umbrella, to whom the menu was never mailed
	n.contactPerson(member, "member", true)
	f.must(n.svc().Relation.JoinUmbrella(f.ctx(), n.Relation, member.ID, relation.MembershipInput{Umbrella: n.the("organisation", "", "koepel").ID}))
	for _, tag := range []string{"kolk", "ziel", "spare"} { // holidays that are far away
		n.pause(tag)
	}
	for _, a := range []struct {
		by      access.Scope
		unit    string
		company string
	}{{n.Teacher, "noordik", "kolk"}, {n.TeacherCanisius, "canisius", "kolk"}, {n.TeacherHengelo, "montessori", "ziel"}, {n.Member, "pie", ""}, {n.Relation, "almelo", ""}} {
		n.ask(a.by, a.unit, "open")
		n.ask(a.by, a.unit, "partner")
		lead, follows := n.ask(a.by, a.unit, "leads"), n.ask(a.by, a.unit, "follows")
		_, err := n.svc().Need.Join(f.ctx(), a.by, lead.ID, follows.ID)
		f.must(err)
		if a.company == "" {
			continue
		}
		for _, tag := range []string{"asked", "declined", "other date", "accepted"} {
			i := n.invite(a.by, n.ask(a.by, a.unit, tag), a.company)
			word := n.word("need", a.unit)
			switch tag {
			case "declined":
				n.answer(i, need.Answer{Reply: need.No, Text: word})
			case "other date":
				n.answer(i, need.Answer{Reply: need.OtherDate, On: f.Today.AddDays(20), Text: word})
			case "accepted":
				n.answer(i, need.Answer{Reply: need.Yes, Text: word})
				n.also(i.Above.Word, "engagement", a.unit)
				n.accepted(i, a.unit)
			}
		}
		waiting := n.ask(a.by, a.unit, "queued").ID
		f.must(n.svc().Need.Queue(f.ctx(), a.by, waiting, n.the("organisation", "", "tired").ID, f.Today.AddDays(12)))
		for _, tag := range []string{"running", "paused"} {
			about := n.ask(a.by, a.unit, tag)
			key := about.ID
			f.must(n.svc().Need.StartWaves(f.ctx(), a.by, key, need.WaveInput{Size: "1", Wait: "5", Remind: "3", On: f.Today.AddDays(12)}))
			n.invited(a.by, about, n.tagOf(one[id.ID](f, `SELECT organisation_id FROM invitation WHERE need_id = $1`, key)))
			if tag == "paused" {
				f.must(n.svc().Need.PauseWaves(f.ctx(), a.by, key))
			}
		}
		name := n.wordOf(oracle.Thing{Kind: "own", Account: text(a.by.Account())}, "")
		f.must(n.svc().Need.Keep(f.ctx(), a.by, waiting, name, false))
		n.add(&Object{Kind: "need_template", ID: one[id.ID](f, `SELECT id FROM need_template WHERE network_id = $1 AND account_id = $2`, n.ID, a.by.Account()), Tag: a.unit, Owner: a.by.Account(), Word: name})
		f.must(n.svc().Need.Withdraw(f.ctx(), a.by, n.ask(a.by, a.unit, "withdrawn").ID, 1, "proef"))
	}
}

// accepted notes the engagement that a yes made.
func (n *Net) accepted(i *Object, unit string) {
	key := one[id.ID](n.f, `SELECT id FROM engagement WHERE network_id = $1 AND invitation_id = $2`, n.ID, i.ID)
	n.add(&Object{Kind: "engagement", ID: key, Unit: unit, Tag: "from need", Owner: i.Owner, Word: i.Word})
}

// agree makes an engagement by hand, so many days from today.
func (n *Net) agree(sc access.Scope, unit, company, tag string, days int, more ...func(*engagement.AgreeInput)) *Object {
	f := n.f
	org, word, place := n.the("organisation", "", company), n.word("engagement", unit), n.word("engagement", unit)
	in := engagement.AgreeInput{
		Unit: n.Units[unit], Organisation: org.ID, Item: n.the("menu_item", "root", "").ID, Title: word, Place: place,
		Slot: occurrence.Slot{On: clock.Today(f.Clock).AddDays(days), Start: 600, End: 720}, Pupils: 24, People: 2, PrepMinutes: 30, Anyway: true,
	}
	for _, fn := range more {
		fn(&in)
	}
	key := got[id.ID](f)(n.svc().Engagement.AgreeByHand(f.ctx(), sc, in))
	o := n.add(&Object{Kind: "engagement", ID: key, Unit: unit, Tag: tag, Owner: org.ID, Word: word})
	for _, w := range []string{word, place, n.names[sc.Account()]} {
		n.tellLink(w, n.occurrence(o), company)
	}
	return o
}

func (n *Net) occurrence(e *Object) id.ID {
	return one[id.ID](n.f, `SELECT id FROM occurrence WHERE network_id = $1 AND source_id = $2`, n.ID, e.ID)
}

// engagements are in every state, at every school.
func (n *Net) engagements() {
	f := n.f
	for _, a := range []struct {
		by            access.Scope
		unit, company string
	}{{n.Teacher, "noordik", "kolk"}, {n.TeacherCanisius, "canisius", "kolk"}, {n.TeacherHengelo, "montessori", "ziel"}} {
		n.agree(a.by, a.unit, a.company, "upcoming", 14)
		n.agree(a.by, a.unit, a.company, "to count", -2)
		waiting := n.agree(a.by, a.unit, a.company, "waiting", -10)
		got[bool](f)(n.svc().Engagement.Count(f.ctx(), a.by, waiting.ID, 23, 1))
		moved, place, why := n.agree(a.by, a.unit, a.company, "moved", 21), n.word("engagement", a.unit), n.word("engagement", a.unit)
		n.tellLink(place, n.occurrence(moved), a.company)
		n.tellLink(why, n.occurrence(moved), a.company)
		f.must(n.svc().Engagement.Reschedule(f.ctx(), a.by, moved.ID, engagement.RescheduleInput{
			Version: 1, Slot: occurrence.Slot{On: f.Today.AddDays(28), Start: 540, End: 660}, Place: place, Reason: why, Anyway: true,
		}))
		online := n.agree(a.by, a.unit, a.company, "online", 24)
		f.must(n.svc().Engagement.MoveOnline(f.ctx(), a.by, online.ID, engagement.OnlineInput{Version: 1, URL: "https://meet.example.org/les", Reason: "sneeuw"}))
		proposed, why := n.agree(a.by, a.unit, a.company, "date proposed", 26), n.word("engagement", a.unit)
		n.tellLink(why, n.occurrence(proposed), a.company)
		holder := n.linkOf(link.Visit, proposed.ID)
		sc, err := holder.Scope()
		f.must(err)
		f.must(n.svc().Engagement.ProposeByLink(f.ctx(), sc, holder, engagement.ProposeInput{Dates: []occurrence.Slot{{On: f.Today.AddDays(42), Start: 600, End: 720}}, Reason: why}))
		waits, why := n.agree(a.by, a.unit, a.company, "postponed", 25), n.word("engagement", a.unit)
		n.tellLink(why, n.occurrence(waits), a.company)
		f.must(n.svc().Engagement.Postpone(f.ctx(), a.by, waits.ID, engagement.PostponeInput{Version: 1, By: engagement.ByCompany, Reason: why}))
		off, why := n.agree(a.by, a.unit, a.company, "cancelled", 30), n.word("engagement", a.unit)
		n.tellLink(why, n.occurrence(off), a.company)
		f.must(n.svc().Engagement.Cancel(f.ctx(), a.by, off.ID, engagement.CancelInput{By: engagement.BySchool, Reason: why}))
	}
}

// workingImports are files on which a job is at work, one of each subregion: they are too large for a request.
func (n *Net) workingImports() {
	f := n.f
	for _, a := range []struct {
		by   access.Scope
		unit string
	}{{n.Relation, "almelo"}, {n.RelationHengelo, "hengelo"}} {
		word := n.word("import", a.unit)
		file := "naam;iets\n" + strings.Repeat(word+";"+strings.Repeat("x", 9_000)+"\n", 12)
		key := got[id.ID](f)(n.svc().Relation.Upload(f.ctx(), a.by, n.Units[a.unit], relation.ImportCompanies, word+".csv", strings.NewReader(file)))
		f.must(n.svc().Relation.CheckImport(f.ctx(), a.by, key, relation.CheckInput{Columns: []string{"name", ""}}))
		n.add(&Object{Kind: "import_run", ID: key, Unit: a.unit, Tag: "working", Word: word})
	}
}

// imports are files on their way in, one of each subregion, checked.
func (n *Net) imports() {
	f := n.f
	for _, a := range []struct {
		by   access.Scope
		unit string
	}{{n.Relation, "almelo"}, {n.RelationHengelo, "hengelo"}} {
		for _, tag := range []string{"uploaded", "checked", "applied"} {
			word := n.word("import", a.unit)
			company, place, person := n.word("import", a.unit), n.word("import", a.unit), n.word("import", a.unit)
			file := fmt.Sprintf("naam;plaats;contactpersoon\n%s;%s;%s\n", company, place, person)
			key := got[id.ID](f)(n.svc().Relation.Upload(f.ctx(), a.by, n.Units[a.unit], relation.ImportCompanies, word+".csv", strings.NewReader(file)))
			if tag != "uploaded" {
				f.must(n.svc().Relation.CheckImport(f.ctx(), a.by, key, relation.CheckInput{Columns: []string{"name", "place", "person_name"}}))
			}
			if tag == "applied" {
				f.must(n.svc().Relation.ApplyImport(f.ctx(), a.by, key, relation.ApplyInput{Mode: relation.ModeAll}))
				n.also(company, "fact", "")
				n.also(place, "fact", "")
				n.also(person, "person", "")
			}
			n.add(&Object{Kind: "import_run", ID: key, Unit: a.unit, Tag: tag, Word: word})
		}
		word := n.word("import", a.unit)
		key := got[id.ID](f)(n.svc().Relation.UploadSchools(f.ctx(), n.System, n.Units[a.unit], word+".csv", strings.NewReader(duo)))
		n.add(&Object{Kind: "duo_run", ID: key, Unit: a.unit, Word: word})
	}
}

// lists are what people keep of lists: a saved view of their own, and a change of many rows.
func (n *Net) lists() {
	f := n.f
	for _, sc := range []access.Scope{n.Relation, n.RelationHengelo} {
		tag := sc.UnitName()
		word := n.wordOf(oracle.Thing{Kind: "own", Account: text(sc.Account())}, "")
		view := got[id.ID](f)(n.svc().Listing.SaveView(f.ctx(), sc, listing.ViewInput{List: relation.ListOrganisations, Name: word}))
		n.add(&Object{Kind: "saved_view", ID: view, Tag: tag, Owner: sc.Account(), Word: word})
		reason := n.wordOf(oracle.Thing{Kind: "own", Account: text(sc.Account())}, "")
		done := got[listing.Done](f)(n.svc().Listing.Apply(f.ctx(), sc, listing.Change{
			List: relation.ListOrganisations, IDs: []id.ID{n.the("organisation", "", "kolk").ID}, What: listing.Tag, Value: "proef", Reason: reason,
		}))
		n.add(&Object{Kind: "bulk_change", ID: done.Batch, Tag: tag, Owner: sc.Account(), Word: reason})
	}
}
