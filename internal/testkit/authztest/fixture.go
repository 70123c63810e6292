package authztest

import (
	"context"
	"testing"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
	"schakel/internal/web"
)

// Fixture is a site with two networks of the same shape in which something of everything exists.
type Fixture struct {
	*webtest.Site
	Words  *Canaries
	Tree   oracle.World // the units of both networks, as parent pointers
	Nets   []*Net       // Twente, Zwolle
	Today  clock.Date
	t      testing.TB
	logged *logWatch
}

// Net is one network with what stands in it.
type Net struct {
	*world.Region
	f       *Fixture
	Units   map[string]id.ID // root, almelo, hengelo, noordik, canisius, montessori, pie
	Objects map[string][]*Object
	Links   map[string]string // path of a link by name: "menu of kolk"
	about   map[string]oracle.Link
	names   map[id.ID]string // the canary in an account's name
}

// Object is something that a route can be about.
type Object struct {
	Kind  string
	Net   *Net
	ID    id.ID
	Unit  string // name of the owner unit in Net.Units; empty for what the whole network owns
	Tag   string // what is special about it: "open", "signed"
	Owner id.ID  // the company or account it belongs to
	Above *Object
	Word  string // a canary that its own page shows
	Gone  bool
}

// thing is what the oracle is told about the object.
func (o *Object) thing() oracle.Thing {
	t := oracle.Thing{Network: text(o.Net.ID), Kind: oracle.Kind(o.Kind), Gone: o.Gone}
	if o.Unit != "" {
		t.Unit = text(o.Net.Units[o.Unit])
	}
	if company := o.Net.tagOf(o.Owner); company != "" {
		t.Company = o.Net.companyKey(company)
	}
	switch o.Kind {
	case "account", "session", "passkey", "identity", "token", "contact_mention", "dropped_mail", "saved_view", "need_template", "bulk_change", "calendar_feed":
		t.Account = text(o.Owner)
	}
	return t
}

func (o *Object) String() string {
	name := o.Kind
	if o.Tag != "" {
		name += " " + o.Tag
	}
	if o.Unit != "" {
		name += " of " + o.Unit
	}
	return name + " in " + o.Net.Name
}

// longAgo is how far the clock moves between the oldest links and the rest: every kind of link has expired then.
const longAgo = 366 * 24 * time.Hour

// New builds the fixture. It costs about a second, so tests share one.
func New(t testing.TB) *Fixture {
	t.Helper()
	w := world.New(t)
	f := &Fixture{
		Site: webtest.On(t, w), Words: &Canaries{told: map[string][]oracle.Thing{}, phrases: map[string]oracle.Thing{}, shown: map[oracle.Kind]bool{}}, Tree: oracle.World{Parent: map[string]string{}}, t: t,
		logged: &logWatch{rehearsed: map[string]bool{}, internal: map[string]string{}},
	}
	for _, r := range w.Regions() {
		f.Nets = append(f.Nets, f.net(r))
	}
	for _, n := range f.Nets {
		n.people()
		n.companies()
		n.menu()
		n.oldLinks()
	}
	w.Clock.Advance(longAgo)
	f.Today = clock.Today(w.Clock)
	for _, n := range f.Nets {
		n.quiet()
		n.twins()
		n.imports()
		n.lists()
		n.programme()
		n.needs()
		n.engagements()
		n.calendar()
		n.money()
		n.agreements()
		n.inspections()
		n.invitedPeople()
		n.securedPeople()
		n.lookedAt()
		n.liveLinks()
		n.colleagues()
		n.kept()
		n.programs()
		n.webhooks()
		n.providers()
		n.directories()
		n.ownRelationship()
		n.hopeless()
		n.contacts()                        // last, so that the notes stand on the first page of a company's timeline
		n.ask(n.Teacher, "noordik", "late") // the newest page of the log tells of a need
	}
	if _, err := f.Jobs.Drain(context.Background()); err != nil {
		t.Fatalf("authztest: mails: %v", err)
	}
	for _, n := range f.Nets {
		n.givenUp()
		n.workingImports() // after the jobs, so that they stay at work
	}
	f.installRehearsal()
	return f
}

func (f *Fixture) net(r *world.Region) *Net {
	n := &Net{Region: r, f: f, Objects: map[string][]*Object{}, Links: map[string]string{}, about: map[string]oracle.Link{}, names: map[id.ID]string{}, Units: map[string]id.ID{
		"root": r.Root, "almelo": r.Almelo, "hengelo": r.Hengelo, "noordik": r.Noordik, "canisius": r.Canisius, "pie": r.PIE, "montessori": r.Montessori,
	}}
	parent := map[string]string{"root": "", "almelo": "root", "hengelo": "root", "noordik": "almelo", "canisius": "almelo", "pie": "almelo", "montessori": "hengelo"}
	n.add(&Object{Kind: "network", ID: r.ID})
	for _, name := range []string{"root", "almelo", "hengelo", "noordik", "canisius", "pie", "montessori"} {
		unit := n.Units[name]
		f.Tree.Parent[text(unit)] = text(n.Units[parent[name]])
		word := n.word("unit", name)
		f.must(n.svc().Network.EditUnit(f.ctx(), r.System, unit, network.UnitEdit{Name: word, Version: 1}))
		n.add(&Object{Kind: "unit", ID: unit, Unit: name, Word: word})
	}
	return n
}

func (n *Net) svc() *web.Services { return &n.f.Services }

func (f *Fixture) ctx() context.Context { return context.Background() }

func (f *Fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("authztest: fixture: %v", err)
	}
}

// got returns a value made without error.
func got[T any](f *Fixture) func(v T, err error) T {
	f.t.Helper()
	return func(v T, err error) T {
		f.t.Helper()
		f.must(err)
		return v
	}
}

// word makes a canary of a kind that a unit owns; the empty name is the network as a whole.
func (n *Net) word(kind oracle.Kind, unit string) string {
	return n.f.Words.put(oracle.Thing{Network: text(n.ID), Unit: text(n.Units[unit]), Kind: kind}, n.Name)
}

// wordOf makes a canary that belongs to a company, an account or a link's object besides.
func (n *Net) wordOf(t oracle.Thing, unit string) string {
	t.Network, t.Unit = text(n.ID), text(n.Units[unit])
	return n.f.Words.put(t, n.Name)
}

// also tells that a word occurs in one more thing of a unit.
func (n *Net) also(word string, kind oracle.Kind, unit string) {
	n.f.Words.also(word, oracle.Thing{Network: text(n.ID), Unit: text(n.Units[unit]), Kind: kind})
}

func (n *Net) add(o *Object) *Object {
	o.Net = n
	n.Objects[o.Kind] = append(n.Objects[o.Kind], o)
	return o
}

// the returns the object of a kind on a unit with a tag; it must exist.
func (n *Net) the(kind, unit, tag string) *Object {
	n.f.t.Helper()
	for _, o := range n.Objects[kind] {
		if o.Unit == unit && o.Tag == tag {
			return o
		}
	}
	n.f.t.Fatalf("authztest: no %s %q of %q in %s", kind, tag, unit, n.Name)
	return nil
}

// find reads values that a service does not return, such as the id of a row made along the way.
func find[T any](f *Fixture, text string, args ...any) []T {
	f.t.Helper()
	var rows []T
	f.must(f.DB.Read(f.ctx(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[T](tx, db.Q(text, args...))
		return err
	}))
	return rows
}

func one[T any](f *Fixture, text string, args ...any) T {
	f.t.Helper()
	rows := find[T](f, text, args...)
	if len(rows) == 0 {
		f.t.Fatalf("authztest: nothing found by %s %v", text, args)
	}
	return rows[0]
}

// write runs a use case that no service has: kernel calls such as revoking a link.
func (n *Net) write(fn func(op *operation.Op) error) {
	n.f.t.Helper()
	n.f.must(n.f.Kit.Write(n.f.ctx(), n.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	}))
}

// people gives everybody a name with a canary, and each unit somebody whose mail address and role are canaries.
func (n *Net) people() {
	f := n.f
	for _, sc := range []access.Scope{
		n.Admin, n.Lead, n.Controller, n.Accountant, n.Privacy, n.Project, n.Relation, n.LineLead, n.ProjectHengelo, n.RelationHengelo,
		n.Teacher, n.TeacherCanisius, n.TeacherHengelo, n.Member, n.Stage,
	} {
		n.names[sc.Account()] = n.wordOf(oracle.Thing{Kind: "colleague", Account: text(sc.Account())}, "")
		f.must(n.svc().Identity.Rename(f.ctx(), sc, n.names[sc.Account()]))
		unit := n.unitName(sc.HomeUnits()[0])
		n.add(&Object{Kind: "account", ID: sc.Account(), Unit: unit, Owner: sc.Account(), Tag: "joined"})
		n.addGrant(sc.Account(), unit, "")
	}
	for _, unit := range []string{"root", "almelo", "hengelo", "noordik", "montessori"} {
		word, name := n.word("account", unit), n.word("colleague", unit)
		role, reason := access.Accountant, n.word("role", unit)
		if unit != "root" {
			role = access.WorkgroupMember
		}
		account := got[id.ID](f)(n.svc().Network.InvitePerson(f.ctx(), n.System, network.InviteInput{
			Email: word + "@school.example", Name: name, Role: role, Unit: n.Units[unit], Reason: reason,
		}))
		n.add(&Object{Kind: "account", ID: account, Unit: unit, Owner: account, Tag: "waiting", Word: word})
		n.tellLink(word, account, "")
		n.tellLink(name, account, "")
		n.addGrant(account, unit, "spare")
	}
}

func (n *Net) addGrant(account id.ID, unit, tag string) {
	key := one[id.ID](n.f, `SELECT id FROM role_grant WHERE network_id = $1 AND account_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1`, n.ID, account)
	n.add(&Object{Kind: "role_grant", ID: key, Unit: unit, Owner: account, Tag: tag})
}

func (n *Net) unitName(unit id.ID) string {
	for name, key := range n.Units {
		if key == unit {
			return name
		}
	}
	n.f.t.Fatalf("authztest: unit %s has no name", unit)
	return ""
}

// companies are: kolk, known to both subregions; ziel, known to Hengelo only; koepel with both as members; spare, which
// nobody knows yet; one in the bin.
func (n *Net) companies() {
	koepel := n.company("koepel", "umbrella", n.RelationHengelo, "hengelo")
	for _, c := range []*Object{
		n.company("kolk", "company", n.Relation, "almelo"), n.company("ziel", "company", n.RelationHengelo, "hengelo"), n.company("spare", "company", n.Admin, ""),
	} {
		n.contactPerson(c, "first", true)
		n.contactPerson(c, "second", false)
		if c.Tag != "spare" {
			n.f.must(n.svc().Relation.JoinUmbrella(n.f.ctx(), n.Relation, c.ID, relation.MembershipInput{Umbrella: koepel.ID}))
			key := one[id.ID](n.f, `SELECT id FROM umbrella_membership WHERE network_id = $1 AND member_id = $2`, n.ID, c.ID)
			n.add(&Object{Kind: "membership", ID: key, Above: c})
		}
	}
	spare := n.the("organisation", "", "spare")
	known := got[relation.Organisation](n.f)(n.svc().Relation.Organisation(n.f.ctx(), n.Relation, spare.ID))
	in := known.Input()
	in.YearLimit = "9"
	n.f.must(n.svc().Relation.EditOrganisation(n.f.ctx(), n.Relation, spare.ID, known.Version, in))
	n.add(&Object{Kind: "change", Above: spare, ID: one[id.ID](n.f, `SELECT id FROM change WHERE network_id = $1 AND object_id = $2 AND field = 'year_limit'`, n.ID, spare.ID)})
	first := n.the("human", "", "first")
	at := got[relation.Human](n.f)(n.svc().Relation.Who(n.f.ctx(), n.Relation, first.ID))
	p, edited, err := n.svc().Relation.Person(n.f.ctx(), n.Relation, at.WorksAt, first.ID)
	n.f.must(err)
	edited.Phone = "06-12345678"
	n.f.must(n.svc().Relation.EditPerson(n.f.ctx(), n.Relation, at.WorksAt, first.ID, p.Version, edited))
	n.add(&Object{Kind: "person_change", Above: first, ID: one[id.ID](n.f, `SELECT id FROM change WHERE network_id = $1 AND object_id = $2 AND field = 'phone'`, n.ID, first.ID)})
	gone := n.company("gone", "company", n.Relation, "almelo")
	undo := got[id.ID](n.f)(n.svc().Relation.BinOrganisation(n.f.ctx(), n.Relation, gone.ID, 1))
	gone.Gone = true
	n.add(&Object{Kind: "binned", ID: gone.ID, Owner: undo})
	left := n.contactPerson(n.the("organisation", "", "spare"), "left", false)
	undo = got[id.ID](n.f)(n.svc().Relation.RemovePerson(n.f.ctx(), n.Relation, left.Above.ID, left.ID))
	left.Gone = true
	n.add(&Object{Kind: "removed", ID: left.ID, Above: left.Above, Owner: undo})
}

func (n *Net) company(tag, kind string, sc access.Scope, unit string) *Object {
	f := n.f
	// The id is not known before the words are, so the words are about the company by its tag until then.
	about := oracle.Thing{Kind: "fact", Company: n.companyKey(tag)}
	fact := func() string { return n.wordOf(about, "") }
	word := fact()
	key := got[id.ID](f)(n.svc().Relation.AddOrganisation(f.ctx(), sc, n.Units[unit], relation.OrganisationInput{
		Kind: kind, Name: word, Street: fact(), HouseNumber: "1", Postcode: "7607 AA", Place: fact(), Website: fact() + ".example", Email: fact() + "@bedrijf.example",
	}))
	return n.add(&Object{Kind: "organisation", ID: key, Tag: tag, Word: word})
}

// companyKey names a company for the oracle: in each network the tags are the same.
func (n *Net) companyKey(tag string) string { return n.Name + " " + tag }

func (n *Net) contactPerson(c *Object, tag string, primary bool) *Object {
	f := n.f
	about := oracle.Thing{Kind: "person", Company: n.companyKey(c.Tag)}
	name, title := n.wordOf(about, ""), n.wordOf(about, "")
	if primary { // to whom links are sent: the page behind one may call them by name
		for _, word := range []string{name, title} {
			f.Words.also(word, oracle.Thing{Network: text(n.ID), Kind: "addressee", Company: n.companyKey(c.Tag)})
		}
	}
	key := got[id.ID](f)(n.svc().Relation.AddPerson(f.ctx(), n.Relation, c.ID, relation.PersonInput{
		Name: name, Email: n.wordOf(about, "") + "@bedrijf.example", Title: title, Primary: primary, Requests: true, Source: n.wordOf(about, ""),
	}))
	n.add(&Object{Kind: "whole human", ID: key, Unit: "root", Tag: tag, Word: name}) // with what every unit keeps of them
	n.add(&Object{Kind: "human", ID: key, Tag: tag, Word: name})                     // the person themselves, who stays when they leave the company
	return n.add(&Object{Kind: "person", ID: key, Tag: tag, Above: c, Word: name})
}

// contacts are what the units said to the companies, with the next action of each.
func (n *Net) contacts() {
	f := n.f
	for _, c := range []struct {
		by            access.Scope
		unit, company string
	}{
		{n.Relation, "almelo", "kolk"},
		{n.RelationHengelo, "hengelo", "kolk"},
		{n.RelationHengelo, "hengelo", "ziel"},
		{n.Teacher, "noordik", "kolk"},
		{n.TeacherHengelo, "montessori", "ziel"},
		{n.TeacherCanisius, "canisius", "kolk"},
		{n.Member, "pie", "kolk"},
	} {
		org, word := n.the("organisation", "", c.company), n.word("action", c.unit)
		got[id.ID](f)(n.svc().Relation.RecordContact(f.ctx(), c.by, relation.ContactInput{
			Unit: n.Units[c.unit], Organisation: org.ID, Kind: "call", Note: n.word("note", c.unit), Next: word,
		}))
		key := one[id.ID](f, `SELECT id FROM next_action WHERE network_id = $1 AND what = $2`, n.ID, word)
		n.add(&Object{Kind: "next_action", ID: key, Unit: c.unit, Tag: c.company, Word: word})
	}
	for _, c := range []struct {
		by             access.Scope
		unit, from, to string
	}{{n.Relation, "almelo", "kolk", "quiet"}, {n.RelationHengelo, "hengelo", "ziel", "kolk"}, {n.Teacher, "noordik", "kolk", "ziel"}} {
		key := got[id.ID](f)(n.svc().Relation.Introduce(f.ctx(), c.by, relation.IntroductionInput{
			Unit: n.Units[c.unit], By: n.the("organisation", "", c.from).ID, Organisation: n.the("organisation", "", c.to).ID, On: string(f.Today.AddDays(-200)), Note: n.word("note", c.unit),
		}))
		n.add(&Object{Kind: "introduction", ID: key, Unit: c.unit, Tag: c.from})
	}
}

// quietDays is how long ago the only contact with the company quiet was, in each network: ages in months that nothing else in
// this world has.
var quietDays = map[string]int{"Twente": 77, "Zwolle": 107}
