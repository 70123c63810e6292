package need_test

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with menus and this noun's service.
type env struct {
	*world.World
	*need.Service
	relation *relation.Service
	menu     *menu.Service
	t        testing.TB
}

func newEnv(t testing.TB) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, Service: need.New(w.Kit), relation: relation.New(w.Kit), menu: menu.New(w.Kit), t: t}
	e.Weigh(engagement.Verdicts, funding.OpenPledges)
	for _, r := range w.Regions() {
		e.must(e.menu.InstallDefaults(t.Context(), r.Admin, r.Root))
	}
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) item(r *world.Region, code string) id.ID {
	e.t.Helper()
	items, err := e.menu.Card(e.t.Context(), r.Admin, false)
	e.must(err)
	i := slices.IndexFunc(items, func(i menu.Item) bool { return i.Code == code })
	return items[i].ID
}

// company adds a company with a contact person and a guest lesson on offer; change adapts the offer.
func (e *env) company(r *world.Region, name string, change func(c *menu.Choice)) id.ID {
	e.t.Helper()
	company, err := e.relation.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	e.must(err)
	_, err = e.relation.AddPerson(e.t.Context(), r.Relation, company, relation.PersonInput{
		Name: "Henk " + name, Email: "henk@" + strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(name)) + ".example", Requests: true,
	})
	e.must(err)
	c := menu.Choice{Item: e.item(r, "guest_lesson"), Times: "3", MaxGroup: "30"}
	if change != nil {
		change(&c)
	}
	e.must(e.menu.Choose(e.t.Context(), r.Relation, company, []menu.Choice{c}))
	return company
}

func (e *env) input(r *world.Region) need.AskInput {
	return need.AskInput{
		Unit: r.Noordik, Item: e.item(r, "guest_lesson"), Title: "Gastles over warmtepompen", Goal: "Weten wat een monteur doet.",
		Profiles: []string{"PIE"}, Levels: []string{"BB", "KB"}, Year: "3", Pupils: "24", Wanted: "1", From: "2027-01-11", To: "2027-02-26",
	}
}

func (e *env) ask(r *world.Region, change func(in *need.AskInput)) id.ID {
	e.t.Helper()
	in := e.input(r)
	if change != nil {
		change(&in)
	}
	key, err := e.Ask(e.t.Context(), r.Teacher, in)
	e.must(err)
	return key
}

func (e *env) record(sc access.Scope, key id.ID) need.Record {
	e.t.Helper()
	r, err := e.Record(e.t.Context(), sc, key)
	e.must(err)
	return r
}

const day = clock.Date("2027-01-20")

// invite asks the companies and returns the link of each.
func (e *env) invite(sc access.Scope, key id.ID, companies ...id.ID) []link.Link {
	e.t.Helper()
	e.must(e.Invite(e.t.Context(), sc, key, companies, day))
	var out []link.Link
	for _, c := range companies {
		out = append(out, e.link(key, c))
	}
	return out
}

func (e *env) link(key, company id.ID) link.Link {
	e.t.Helper()
	var l link.Link
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.person_id, l.subject_id, l.used_at, l.revoked_at
			FROM link l JOIN invitation i ON i.id = l.subject_id WHERE i.need_id = $1 AND i.organisation_id = $2 ORDER BY l.id`, key, company))
		return err
	}))
	return l
}

// lastLink is the newest link to an invitation.
func (e *env) lastLink(key, company id.ID) link.Link {
	e.t.Helper()
	var l link.Link
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.person_id, l.subject_id, l.used_at, l.revoked_at
			FROM link l JOIN invitation i ON i.id = l.subject_id WHERE i.need_id = $1 AND i.organisation_id = $2 ORDER BY l.id DESC`, key, company))
		return err
	}))
	return l
}

func (e *env) scope(l link.Link) access.Scope {
	e.t.Helper()
	sc, err := l.Scope()
	e.must(err)
	return sc
}

// answer does what engagement.Accept does, without the engagement.
func (e *env) answer(l link.Link, a need.Answer) (out need.Answered, err error) {
	sc, err := l.Scope()
	if err != nil {
		return out, err
	}
	err = e.Write(e.t.Context(), sc, func(op *operation.Op) error {
		if out, err = need.AnswerTx(op, l, a); err != nil || out.Reply != need.Yes {
			return err
		}
		_, err = need.FillTx(op, out.Need)
		return err
	})
	return out, err
}

func (e *env) accept(sc access.Scope, key, invitation id.ID) (out need.Answered, err error) {
	err = e.Write(e.t.Context(), sc, func(op *operation.Op) error {
		if out, err = need.AcceptOtherDateTx(op, key, invitation); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		_, err = need.FillTx(op, out.Need)
		return err
	})
	return out, err
}

func (e *env) count(text string, args ...any) int {
	e.t.Helper()
	var n int
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(text, args...))
		return err
	}))
	return n
}

func TestAsk(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.ask(r, nil)
	t.Run("the need is kept as it was asked", func(t *testing.T) {
		n := e.record(r.Teacher, key)
		if n.Title != "Gastles over warmtepompen" || n.Unit != r.Noordik || !slices.Equal(n.Levels, []string{"BB", "KB"}) || n.Year != 3 || n.Pupils != 24 ||
			n.State != need.Open || n.AskedBy != r.Teacher.Account() || n.ItemName("en") != "Guest lesson" || n.Asker != "teacher Twente" {
			t.Errorf("got %+v", n.Need)
		}
	})
	t.Run("I don't know yet", func(t *testing.T) {
		open := e.ask(r, func(in *need.AskInput) { in.Item, in.Year, in.Wanted, in.Profiles = "", "", "", nil })
		if n := e.record(r.Teacher, open); n.Item != "" || n.Wanted != 1 || n.Year != 0 || len(n.Profiles) != 0 {
			t.Errorf("got %+v", n.Need)
		}
	})
	for name, c := range map[string]struct {
		change func(in *need.AskInput)
		field  string
		key    string
	}{
		"no title":                      {func(in *need.AskInput) { in.Title = " " }, "title", "field.required"},
		"a citizen number in the goal":  {func(in *need.AskInput) { in.Goal = "leerling 111222333" }, "goal", "field.bsn"},
		"too many pupils":               {func(in *need.AskInput) { in.Pupils = "2001" }, "pupils", "field.range"},
		"no pupils":                     {func(in *need.AskInput) { in.Pupils = "" }, "pupils", "field.required"},
		"year 5":                        {func(in *need.AskInput) { in.Year = "5" }, "year", "field.range"},
		"an unknown profile":            {func(in *need.AskInput) { in.Profiles = []string{"MT"} }, "profiles", "field.choice"},
		"a period that ends first":      {func(in *need.AskInput) { in.To = "2027-01-01" }, "to", "field.date_order"},
		"a period in the past":          {func(in *need.AskInput) { in.From, in.To = "2026-01-01", "2026-11-24" }, "to", "need.period_passed"},
		"a period of two years":         {func(in *need.AskInput) { in.To = "2029-01-01" }, "to", "need.period_too_long"},
		"a day that is none":            {func(in *need.AskInput) { in.From = "2027-02-30" }, "from", "field.date"},
		"an item of another network":    {func(in *need.AskInput) { in.Item = e.item(e.Zwolle, "guest_lesson") }, "item", "field.choice"},
		"an item that is not there":     {func(in *need.AskInput) { in.Item = e.Kit.IDs.New() }, "item", "field.choice"},
		"an activity that is not there": {func(in *need.AskInput) { in.Activity = e.Kit.IDs.New() }, "activity", "field.choice"},
		"no unit":                       {func(in *need.AskInput) { in.Unit = "" }, "unit", "field.required"},
		"kilometres that are no number": {func(in *need.AskInput) { in.MaxKM = "ver" }, "max_km", "field.number"},
	} {
		t.Run(name+" gets a message at the field", func(t *testing.T) {
			in := e.input(r)
			c.change(&in)
			_, err := e.Ask(t.Context(), r.Teacher, in)
			f, ok := fault.As(err)
			if !ok || f.Fields[c.field].Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func TestWalls(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.ask(r, nil)
	company := e.company(r, "Kolk", nil)
	others := map[string]access.Scope{"sibling school": r.TeacherCanisius, "sibling subregion": r.ProjectHengelo, "other network": e.Zwolle.Teacher}
	for name, sc := range others {
		t.Run(name+" does not find it", func(t *testing.T) {
			for what, err := range map[string]error{
				"record":   second(e.Record(t.Context(), sc, key)),
				"match":    second(e.Match(t.Context(), sc, key)),
				"edit":     e.Edit(t.Context(), sc, key, 1, e.input(r)),
				"withdraw": e.Withdraw(t.Context(), sc, key, 1, "proef"),
				"invite":   e.Invite(t.Context(), sc, key, []id.ID{company}, day),
				"take":     e.TakeBack(t.Context(), sc, key, key),
				"copy":     second(e.Suggest(t.Context(), sc, key)),
			} {
				if !fault.Is(err, fault.KindNotFound) {
					t.Errorf("%s: got %v", what, err)
				}
			}
			if l, err := e.List(t.Context(), sc, need.Filter{}); err != nil || len(l.Rows) != 0 {
				t.Errorf("list: %d rows, %v", len(l.Rows), err)
			}
		})
	}
	t.Run("a sibling school can't be asked for", func(t *testing.T) {
		in := e.input(r)
		in.Unit = r.Canisius
		if _, err := e.Ask(t.Context(), r.Teacher, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
		in.Unit = e.Zwolle.Noordik
		if _, err := e.Ask(t.Context(), r.Admin, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the network's administrator, another network's school: %v", err)
		}
	})
	t.Run("a controller may not", func(t *testing.T) {
		if _, err := e.Ask(t.Context(), r.Controller, e.input(r)); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
		if _, err := e.List(t.Context(), r.Controller, need.Filter{}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the subregion's people reach their schools' needs", func(t *testing.T) {
		for _, sc := range []access.Scope{r.Relation, r.Project, r.Admin, r.Stage} {
			if e.record(sc, key).ID != key {
				t.Error("not reached")
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestEdit(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.ask(r, nil)
	in := e.record(r.Teacher, key).Again()
	in.Title, in.Pupils = "Gastles over zonnepanelen", "30"
	e.must(e.Edit(t.Context(), r.Relation, key, 1, in))
	if n := e.record(r.Teacher, key); n.Title != in.Title || n.Pupils != 30 || n.Version != 2 || n.Year != 3 || n.From != "2027-01-11" {
		t.Errorf("got %+v", n.Need)
	}
	if err := e.Edit(t.Context(), r.Teacher, key, 1, in); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an old version: %v", err)
	}
	t.Run("an item that went off the menu may stay", func(t *testing.T) {
		items, err := e.menu.Card(t.Context(), r.Admin, false)
		e.must(err)
		i := items[slices.IndexFunc(items, func(i menu.Item) bool { return i.ID == in.Item })]
		e.must(e.menu.SetActive(t.Context(), r.Admin, i.ID, i.Version, false))
		e.must(e.Edit(t.Context(), r.Teacher, key, 2, in))
		in.Item = e.item(r, "company_visit")
		e.must(e.Edit(t.Context(), r.Teacher, key, 3, in))
	})
	t.Run("withdrawn, it is closed", func(t *testing.T) {
		if err := e.Withdraw(t.Context(), r.Teacher, key, 1, "proef"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an old version: %v", err)
		}
		e.must(e.Withdraw(t.Context(), r.Teacher, key, 4, "proef"))
		if err := e.Edit(t.Context(), r.Teacher, key, 5, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("edit: %v", err)
		}
		if err := e.Withdraw(t.Context(), r.Teacher, key, 5, "proef"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("again: %v", err)
		}
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for i := range 54 {
		e.ask(r, func(in *need.AskInput) {
			if i%2 == 0 {
				in.Title = "Bezoek aan de BAKKERIJ"
			}
			if i < 2 {
				in.To = "2027-01-15"
			}
		})
	}
	visit := e.input(r)
	visit.Unit = r.Montessori
	_, err := e.Ask(t.Context(), r.TeacherHengelo, visit)
	e.must(err)

	t.Run("pages follow each other, the newest first", func(t *testing.T) {
		first, err := e.List(t.Context(), r.Teacher, need.Filter{})
		e.must(err)
		rest, err := e.List(t.Context(), r.Teacher, need.Filter{After: first.Next})
		e.must(err)
		if len(first.Rows) != 50 || len(rest.Rows) != 4 || rest.Next != "" || first.Rows[49].ID <= rest.Rows[0].ID {
			t.Errorf("%d and %d rows", len(first.Rows), len(rest.Rows))
		}
	})
	t.Run("filters and numbers", func(t *testing.T) {
		for name, c := range map[string]struct {
			sc   access.Scope
			f    need.Filter
			want int
		}{
			"part of the title":   {r.Teacher, need.Filter{Search: "bakkerij"}, 27},
			"a wildcard is text":  {r.Teacher, need.Filter{Search: "%%"}, 50},
			"mine":                {r.Teacher, need.Filter{Mine: true}, 50},
			"mine, somebody else": {r.Relation, need.Filter{Mine: true}, 0},
			"a unit and below":    {r.Admin, need.Filter{Unit: r.Hengelo}, 1},
			"withdrawn":           {r.Admin, need.Filter{State: need.Withdrawn}, 0},
			"not below":           {r.Relation, need.Filter{Unit: r.Hengelo}, 0},
		} {
			l, err := e.List(t.Context(), c.sc, c.f)
			if err != nil || len(l.Rows) != c.want {
				t.Errorf("%s: %d rows, want %d, %v", name, len(l.Rows), c.want, err)
			}
		}
	})
	t.Run("a period that passed makes it expired", func(t *testing.T) {
		e.World.Clock.Set(clock.Date("2027-01-16").Time())
		l, err := e.List(t.Context(), r.Teacher, need.Filter{State: need.Expired})
		if err != nil || len(l.Rows) != 2 || l.Counts[need.Expired] != 2 || l.Counts[need.Open] != 52 || l.Rows[0].StateOn("2027-01-16") != need.Expired {
			t.Errorf("%d rows, %v, %v", len(l.Rows), l.Counts, err)
		}
	})
	t.Run("two queries", func(t *testing.T) {
		var stats db.Stats
		_, err := e.List(db.WithStats(t.Context(), &stats), r.Teacher, need.Filter{})
		if e.must(err); stats.Queries != 2 {
			t.Errorf("%d queries", stats.Queries)
		}
	})
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in, err := e.Suggest(t.Context(), r.Teacher, "")
	if err != nil || in.Unit != "" || in.Wanted != "1" || in.From != "2026-12-16" || in.To != "2027-01-27" {
		t.Errorf("a first need: %+v, %v", in, err)
	}
	key := e.ask(r, nil)
	in, err = e.Suggest(t.Context(), r.Teacher, "")
	if err != nil || in.Unit != r.Noordik || in.Title != "" || in.Item != "" || !slices.Equal(in.Profiles, []string{"PIE"}) || in.Pupils != "24" {
		t.Errorf("after the last one: %+v, %v", in, err)
	}
	in, err = e.Suggest(t.Context(), r.Teacher, key)
	if err != nil || in.Title != "Gastles over warmtepompen" || in.Item == "" || in.From != "2026-12-16" {
		t.Errorf("a copy: %+v, %v", in, err)
	}
	units, err := e.Units(t.Context(), r.Teacher)
	if err != nil || len(units) != 1 || units[0].ID != r.Noordik {
		t.Errorf("a teacher asks for %v, %v", units, err)
	}
	units, err = e.Units(t.Context(), r.Relation)
	if err != nil || len(units) != 4 || units[0].Kind != "school" || units[3].ID != r.Almelo {
		t.Errorf("a relation manager asks for %v, %v", units, err)
	}
}
