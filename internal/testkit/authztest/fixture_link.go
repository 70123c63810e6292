package authztest

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// keep notes a link by name. company is the tag of the company that got it.
func (n *Net) keep(name string, l link.Link, company string) {
	about := l.Subject
	if l.Kind == link.Join || l.Kind == link.SignIn {
		about = l.Account
	}
	if l.Kind == link.Evaluate || l.Kind == link.Visit { // what it shows is told of the occurrence
		about = n.occurrence(&Object{ID: l.Subject})
	}
	if l.Kind == link.Members { // what it shows is told of the umbrella
		about = l.Organisation
	}
	n.Links[name] = n.f.Site.Links.Token(l.ID)
	n.about[name] = oracle.Link{Kind: string(l.Kind), Company: n.companyKey(company), About: text(about)}
}

// oldLinks are one of every kind, made so long ago that they have expired.
func (n *Net) oldLinks() {
	f := n.f
	kolk := n.the("organisation", "", "kolk")
	f.must(n.svc().Menu.InviteToMenu(f.ctx(), n.Relation, n.Almelo, kolk.ID, ""))
	n.keep("expired menu", n.linkOf(link.Menu, kolk.ID), "kolk")
	i := n.invite(n.Teacher, n.ask(n.Teacher, "noordik", "old"), "kolk")
	n.keep("expired invitation", n.linkOf(link.Invitation, i.ID), "kolk")
	e := n.agree(n.Teacher, "noordik", "kolk", "old", -3)
	got[bool](f)(n.svc().Engagement.Count(f.ctx(), n.Teacher, e.ID, 20, 1))
	n.keep("expired sign-off", n.linkOf(link.SignOff, n.occurrence(e)), "kolk")
	hired := n.the("account", "noordik", "waiting")
	n.keep("expired join", n.linkOf(link.Join, hired.ID), "")
	got[string](f)(n.askLink("teacher"))
	n.claims(true)
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Evaluate, Organisation: kolk.ID, Subject: e.ID})
		return err
	})
	koepel := n.the("organisation", "", "koepel")
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Members, Organisation: koepel.ID, Subject: n.Almelo})
		return err
	})
	n.keep("expired members", n.linkOf(link.Members, koepel.ID), "koepel")
	n.oldCompanyLink()
	n.keep("expired visit", n.linkOf(link.Visit, e.ID), "kolk")
	n.keep("expired evaluation", n.linkOf(link.Evaluate, e.ID), "kolk")
	n.keep("expired feed", n.feed(n.Teacher, "noordik"), "")
	n.write(func(op *operation.Op) error { // the registration itself is forgotten by then
		_, err := link.MakeTx(op, link.New{Kind: link.Register, Subject: kolk.ID})
		return err
	})
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Sign, Organisation: kolk.ID, Subject: kolk.ID})
		return err
	})
	n.keep("expired sign", n.linkOf(link.Sign, kolk.ID), "kolk")
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Inspect, Subject: kolk.ID})
		return err
	})
	n.keep("expired inspection", n.linkOf(link.Inspect, kolk.ID), "")
	n.keep("expired registration", n.linkOf(link.Register, kolk.ID), "")
	n.keep("expired sign-in", n.linkOf(link.SignIn, n.Teacher.Account()), "")
}

// askLink asks for a link to sign in with, as the account's own browser would.
func (n *Net) askLink(who string) (browser string, err error) {
	browser, _, err = n.svc().Identity.AskLink(n.f.ctx(), who+"@"+n.slug()+".example", identity.Device{Address: "192.0.2.1"})
	return browser, err
}

func (n *Net) slug() string { return map[string]string{"Twente": "twente", "Zwolle": "zwolle"}[n.Name] }

// secured gives an account an app with codes, and returns the session that set it up.
func (n *Net) secured(sc access.Scope) identity.Started {
	f := n.f
	session, secret := n.settingUp(sc)
	code := got[string](f)(identity.AppCode(secret, f.Clock.Now()))
	started, _, err := n.svc().Identity.ConfirmApp(f.ctx(), sc, session, code, identity.Device{})
	f.must(err)
	return started
}

// settingUp begins an app for an account that has just signed in.
func (n *Net) settingUp(sc access.Scope) (session identity.Session, secret string) {
	f := n.f
	session = identity.Session{Method: identity.ByPassword, CreatedAt: f.Clock.Now(), Account: identity.Account{ID: sc.Account(), Email: "app@secured.example"}}
	f.must(n.svc().Identity.BeginApp(f.ctx(), sc, session, "", identity.Device{}))
	setup, err := n.svc().Identity.AppSetup(f.ctx(), sc, session)
	f.must(err)
	return session, setup.Secret
}

// securedPeople gives those who were invited an app: their second step can be reset.
func (n *Net) securedPeople() {
	for _, o := range n.Objects["account"] {
		if o.Tag == "waiting" {
			n.secured(n.f.Scope(n.f.t, n.Region, o.ID, o.Word))
		}
	}
}

// invitedPeople are invited again: that gives one a live link to join and ends the link before.
func (n *Net) invitedPeople() {
	f := n.f
	hired := n.the("account", "almelo", "waiting")
	f.must(n.svc().Network.InviteAgain(f.ctx(), n.Admin, hired.ID))
	n.keep("revoked join", n.linkOf(link.Join, hired.ID), "")
	f.must(n.svc().Network.InviteAgain(f.ctx(), n.Admin, hired.ID))
	n.keep("join", n.linkOf(link.Join, hired.ID), "")
}

// claims are what companies say of umbrellas: the public form of the umbrella, one claim whose mail waits for an answer, and one in
// the queue. old makes those whose links have expired since.
func (n *Net) claims(old bool) {
	f := n.f
	koepel := n.the("organisation", "", "koepel")
	about := oracle.Thing{Kind: "claim"}
	ask := func() (link.Link, id.ID) {
		form := n.linkOf(link.Belong, koepel.ID)
		sc, err := form.Scope()
		f.must(err)
		name := n.wordOf(about, "")
		f.must(n.svc().Relation.MakeClaim(f.ctx(), sc, relation.ClaimInput{Company: name, Place: "Almelo", Name: n.wordOf(about, ""), Email: n.wordOf(about, "") + "@bedrijf.example"}))
		key := one[id.ID](f, `SELECT id FROM membership_claim WHERE network_id = $1 AND company = $2`, n.ID, name)
		for _, word := range f.Words.In(one[string](f, `SELECT company || ' ' || contact_name || ' ' || contact_email FROM membership_claim WHERE id = $1`, key)) {
			f.Words.also(word, oracle.Thing{Network: text(n.ID), Kind: "claim", About: text(key)})
		}
		return n.linkOf(link.Claim, key), key
	}
	f.must(n.svc().Relation.SwitchPublicForm(f.ctx(), n.Relation, koepel.ID, true))
	if old {
		n.write(func(op *operation.Op) error { // the claim itself is forgotten by then
			_, err := link.MakeTx(op, link.New{Kind: link.Claim, Subject: koepel.ID})
			return err
		})
		n.keep("expired claim", n.linkOf(link.Claim, koepel.ID), "")
		n.keep("expired form", n.linkOf(link.Belong, koepel.ID), "")
		return
	}
	f.Words.also(koepel.Word, oracle.Thing{Network: text(n.ID), Kind: "published"})
	n.keep("form of koepel", n.linkOf(link.Belong, koepel.ID), "")
	waiting, _ := ask()
	n.keep("claim", waiting, "")
	answered, key := ask()
	sc, err := answered.Scope()
	f.must(err)
	f.must(n.svc().Relation.AnswerClaim(f.ctx(), sc, answered))
	n.keep("used claim", answered, "")
	n.add(&Object{Kind: "membership_claim", ID: key})

	name := n.word("fact", "") // of an umbrella to which no company belongs yet
	bond := got[id.ID](f)(n.svc().Relation.AddOrganisation(f.ctx(), n.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: name}))
	f.Words.also(name, oracle.Thing{Network: text(n.ID), Kind: "published"})
	f.must(n.svc().Relation.SwitchPublicForm(f.ctx(), n.Relation, bond, true))
	n.keep("form of bond", n.linkOf(link.Belong, bond), "")
	n.add(&Object{Kind: "open_umbrella", ID: bond})
}

// registrations are companies that registered themselves: one whose mail waits for an answer, and one in the queue.
func (n *Net) registrations() {
	f := n.f
	about := oracle.Thing{Kind: "registration"}
	ask := func() (link.Link, id.ID) {
		name := n.wordOf(about, "")
		f.must(n.svc().Menu.Register(f.ctx(), access.Public(n.ID), n.Almelo, menu.RegisterInput{
			Items: []id.ID{n.the("menu_item", "root", "").ID}, Company: name, Place: "Almelo", Name: n.wordOf(about, ""), Email: n.wordOf(about, "") + "@bedrijf.example", Times: "2", Remark: n.wordOf(about, ""),
		}))
		key := one[id.ID](f, `SELECT id FROM registration WHERE network_id = $1 AND company = $2`, n.ID, name)
		for _, word := range f.Words.In(one[string](f, `SELECT company || ' ' || contact_name || ' ' || contact_email || ' ' || remark FROM registration WHERE id = $1`, key)) {
			f.Words.also(word, oracle.Thing{Network: text(n.ID), Kind: "registration", About: text(key)})
		}
		return n.linkOf(link.Register, key), key
	}
	waiting, _ := ask()
	n.keep("registration", waiting, "")
	answered, key := ask()
	sc, err := answered.Scope()
	f.must(err)
	f.must(n.svc().Menu.AnswerRegistration(f.ctx(), sc, answered))
	n.keep("used registration", answered, "")
	n.add(&Object{Kind: "registration", ID: key})
}

// liveLinks are those that work: one for each company, and used and revoked ones.
func (n *Net) liveLinks() {
	f := n.f
	for _, c := range []struct{ tag, unit string }{{"kolk", "almelo"}, {"ziel", "hengelo"}, {"spare", "almelo"}} {
		org, by := n.the("organisation", "", c.tag), n.Admin
		f.must(n.svc().Menu.InviteToMenu(f.ctx(), by, n.Units[c.unit], org.ID, ""))
		n.keep("menu of "+c.tag, n.linkOf(link.Menu, org.ID), c.tag)
	}
	f.must(n.svc().Menu.InviteToMenu(f.ctx(), n.Admin, n.Hengelo, n.the("organisation", "", "spare").ID, ""))
	revoked := n.linkOf(link.Menu, n.the("organisation", "", "spare").ID)
	n.write(func(op *operation.Op) error {
		_, err := op.Exec(`UPDATE link AS l SET revoked_at = $2 WHERE {wall:l} AND l.id = $1`, revoked.ID, op.At)
		return err
	})
	n.keep("revoked menu", revoked, "spare")

	n.keep("invitation of kolk", n.linkOf(link.Invitation, n.the("invitation", "noordik", "asked").ID), "kolk")
	n.keep("invitation of ziel", n.linkOf(link.Invitation, n.the("invitation", "montessori", "asked").ID), "ziel")
	n.keep("used invitation", n.linkOf(link.Invitation, n.the("invitation", "noordik", "declined").ID), "kolk")
	taken := n.invite(n.Teacher, n.ask(n.Teacher, "noordik", "taken back"), "kolk")
	n.keep("revoked invitation", n.linkOf(link.Invitation, taken.ID), "kolk")
	f.must(n.svc().Need.TakeBack(f.ctx(), n.Teacher, taken.Above.ID, taken.ID))

	n.keep("sign-off of kolk", n.linkOf(link.SignOff, n.occurrence(n.the("engagement", "noordik", "waiting"))), "kolk")
	n.keep("sign-off of ziel", n.linkOf(link.SignOff, n.occurrence(n.the("engagement", "montessori", "waiting"))), "ziel")
	n.keep("used sign-off", n.linkOf(link.SignOff, n.occurrence(n.the("engagement", "noordik", "signed"))), "kolk")
	again := n.the("engagement", "canisius", "waiting")
	n.keep("revoked sign-off", n.linkOf(link.SignOff, n.occurrence(again)), "kolk")
	f.must(n.svc().Engagement.ResendSignOff(f.ctx(), n.TeacherCanisius, again.ID))

	for unit, company := range map[string]string{"noordik": "kolk", "montessori": "ziel"} { // the school proposed a day
		e, by := n.the("engagement", unit, "upcoming"), n.Teacher
		if unit == "montessori" {
			by = n.TeacherHengelo
		}
		for _, w := range f.Words.In(one[string](f, `SELECT checklist_nl FROM menu_item WHERE id = $1`, n.the("menu_item", "root", "").ID)) {
			n.tellLink(w, n.occurrence(e), company)
		}
		why := n.word("engagement", unit)
		n.tellLink(why, n.occurrence(e), company)
		f.must(n.svc().Engagement.Propose(f.ctx(), by, e.ID, engagement.ProposeInput{Dates: []occurrence.Slot{{On: f.Today.AddDays(41), Start: 600, End: 720}}, Reason: why}))
		n.keep("visit of "+company, n.linkOf(link.Visit, e.ID), company)
	}
	n.keep("evaluation of kolk", n.linkOf(link.Evaluate, n.the("engagement", "noordik", "signed").ID), "kolk")
	n.keep("evaluation of ziel", n.linkOf(link.Evaluate, n.the("engagement", "montessori", "signed").ID), "ziel")
	koepel := n.the("organisation", "", "koepel")
	n.contactPerson(koepel, "koepel", true)
	for range 2 {
		f.must(n.svc().Menu.LetInvite(f.ctx(), n.Relation, n.Almelo, koepel.ID))
		if n.Links["revoked members"] == "" {
			n.keep("revoked members", n.linkOf(link.Members, koepel.ID), "koepel")
		}
	}
	n.keep("members of koepel", n.linkOf(link.Members, koepel.ID), "koepel")
	for _, tag := range []string{"kolk", "ziel", "member"} { // it sees the names of its members and where they are
		for _, word := range f.Words.In(one[string](f, `SELECT name || ' ' || place FROM organisation WHERE id = $1`, n.the("organisation", "", tag).ID)) {
			n.tellLink(word, koepel.ID, "koepel")
		}
	}
	n.annualLink("annual of kolk")
	n.claims(false)
	n.registrations()
	n.Links["browser of sign-in"] = got[string](f)(n.askLink("teacher"))
	n.keep("sign-in", n.linkOf(link.SignIn, n.Teacher.Account()), "")
}
