package relation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

const secret = "Ze willen in maart een gastles geven."

func TestRecordContact(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	erik := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Requests: true})
	in := relation.ContactInput{
		Unit: r.Almelo, Organisation: e.company, Person: erik, Kind: "call", Note: secret, Next: "Voorstel mailen", Due: "2026-11-27",
	}
	if _, err := e.rel.RecordContact(t.Context(), r.Relation, in); err != nil {
		t.Fatal(err)
	}
	t.Run("keeps the contact, its note and the next action", func(t *testing.T) {
		rec := e.record(r.Relation, e.company)
		if len(rec.Timeline.Entries) != 1 || rec.Timeline.Entries[0].Text != secret || rec.Timeline.Entries[0].Person != "Erik Kolk" || rec.Timeline.Entries[0].By != "relation Twente" {
			t.Errorf("timeline: %+v", rec.Timeline.Entries)
		}
		if len(rec.Actions) != 1 || rec.Actions[0].What != "Voorstel mailen" || rec.Actions[0].Assignee != r.Relation.Account() || rec.Actions[0].Due != "2026-11-27" {
			t.Errorf("actions: %+v", rec.Actions)
		}
	})
	t.Run("a sibling subregion sees that there was contact, and nothing more", func(t *testing.T) {
		rec := e.record(r.RelationHengelo, e.company)
		if len(rec.Timeline.Entries) != 1 || rec.Timeline.Entries[0].Kind != relation.ContactCall || rec.Timeline.Entries[0].By != "relation Twente" {
			t.Errorf("timeline: %+v", rec.Timeline.Entries)
		}
		if strings.Contains(fmt.Sprintf("%+v", rec), secret) || len(rec.Actions) != 0 || len(rec.Relationships) != 0 {
			t.Errorf("the sibling sees %+v", rec)
		}
	})
	t.Run("a teacher sees the contact without the person", func(t *testing.T) {
		rec := e.record(r.Teacher, e.company)
		if len(rec.Timeline.Entries) != 1 || rec.Timeline.Entries[0].Person != "" || rec.Timeline.Entries[0].Text != "" || len(rec.Actions) != 0 {
			t.Errorf("the teacher sees %+v", rec.Timeline.Entries)
		}
	})
	t.Run("an accountant sees the facts only", func(t *testing.T) {
		rec := e.record(r.Accountant, e.company)
		if rec.Organisation.Name == "" || len(rec.Timeline.Entries) != 0 || rec.Pressure != (relation.Pressure{}) || !rec.Last.At.IsZero() {
			t.Errorf("the accountant sees %+v", rec)
		}
	})
	t.Run("another network finds nothing", func(t *testing.T) {
		_, err := e.rel.Record(t.Context(), e.Zwolle.Admin, e.company, "", "", "2026-08-01")
		_, err2 := e.rel.Timeline(t.Context(), e.Zwolle.Admin, e.company, "", "")
		if !fault.Is(err, fault.KindNotFound) || !fault.Is(err2, fault.KindNotFound) {
			t.Errorf("got %v, %v", err, err2)
		}
	})
	t.Run("a visit deepens the relationship", func(t *testing.T) {
		in := relation.ContactInput{Unit: r.Almelo, Organisation: e.company, Kind: "visit", On: "2026-11-20"}
		if _, err := e.rel.RecordContact(t.Context(), r.Relation, in); err != nil {
			t.Fatal(err)
		}
		if got := e.record(r.Relation, e.company).Relationships[0].Depth; got != relation.DepthVisit {
			t.Errorf("got %s", got)
		}
	})
}

func TestRecordContactRefuses(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	foreign := e.add(e.Zwolle.Relation, e.Zwolle.Almelo, "Zwols bedrijf")
	erik := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk"})
	good := relation.ContactInput{Unit: r.Almelo, Organisation: e.company, Kind: "call"}
	for name, c := range map[string]struct {
		sc     access.Scope
		change func(in *relation.ContactInput)
		kind   fault.Kind
		field  string
	}{
		"a sibling's unit":             {r.Relation, func(in *relation.ContactInput) { in.Unit = r.Hengelo }, fault.KindNotFound, ""},
		"no unit":                      {r.Relation, func(in *relation.ContactInput) { in.Unit = "" }, fault.KindNotFound, ""},
		"an accountant":                {r.Accountant, func(*relation.ContactInput) {}, fault.KindForbidden, ""},
		"a foreign company":            {r.Relation, func(in *relation.ContactInput) { in.Organisation = foreign }, fault.KindInvalid, "organisation"},
		"no company":                   {r.Relation, func(in *relation.ContactInput) { in.Organisation = "" }, fault.KindInvalid, "organisation"},
		"an unknown person":            {r.Relation, func(in *relation.ContactInput) { in.Person = e.company }, fault.KindInvalid, "person"},
		"a person nobody may see":      {r.Teacher, func(in *relation.ContactInput) { in.Unit, in.Person = r.Noordik, erik }, fault.KindInvalid, "person"},
		"a kind of the system":         {r.Relation, func(in *relation.ContactInput) { in.Kind = "agreed" }, fault.KindInvalid, "kind"},
		"the future":                   {r.Relation, func(in *relation.ContactInput) { in.On = "2026-11-26" }, fault.KindInvalid, "on"},
		"a day that is none":           {r.Relation, func(in *relation.ContactInput) { in.On = "2026-02-30" }, fault.KindInvalid, "on"},
		"long ago":                     {r.Relation, func(in *relation.ContactInput) { in.On = "1999-01-01" }, fault.KindInvalid, "on"},
		"a next action in the past":    {r.Relation, func(in *relation.ContactInput) { in.Next, in.Due = "Bellen", "2026-11-24" }, fault.KindInvalid, "due"},
		"somebody of another network":  {r.Relation, func(in *relation.ContactInput) { in.Next, in.Assignee = "Bellen", e.Zwolle.Relation.Account() }, fault.KindInvalid, "assignee"},
		"somebody of a sibling":        {r.Relation, func(in *relation.ContactInput) { in.Next, in.Assignee = "Bellen", r.RelationHengelo.Account() }, fault.KindInvalid, "assignee"},
		"a citizen service number":     {r.Relation, func(in *relation.ContactInput) { in.Note = "bsn 111222333" }, fault.KindInvalid, "note"},
		"an empty note":                {r.Relation, func(in *relation.ContactInput) { in.Kind = "note" }, fault.KindInvalid, "note"},
		"a sibling's action to finish": {r.RelationHengelo, func(in *relation.ContactInput) { in.Unit, in.Finishes = r.Hengelo, e.company }, fault.KindNotFound, ""},
	} {
		in := good
		c.change(&in)
		_, err := e.rel.RecordContact(t.Context(), c.sc, in)
		f, _ := fault.As(err)
		if f == nil || f.Kind != c.kind || c.field != "" && f.Fields[c.field].Key == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := e.record(r.Admin, e.company).Timeline.Entries; len(got) != 0 {
		t.Errorf("a refused contact left %+v", got)
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	plan := func(sc access.Scope, unit id.ID, what, due string, who id.ID) {
		t.Helper()
		_, err := e.rel.RecordContact(t.Context(), sc, relation.ContactInput{Unit: unit, Organisation: e.company, Kind: "call", Next: what, Due: due, Assignee: who})
		if err != nil {
			t.Fatal(err)
		}
	}
	plan(r.Relation, r.Almelo, "later", "2026-12-10", "")
	plan(r.Relation, r.Almelo, "eerst", "2026-11-26", "")
	plan(r.Relation, r.Almelo, "voor de projectleider", "2026-11-30", r.Project.Account())
	plan(r.Teacher, r.Noordik, "van de docent", "2026-11-30", "")
	plan(r.RelationHengelo, r.Hengelo, "van de buren", "2026-11-26", "")
	what := func(sc access.Scope, f relation.ActionFilter) string {
		t.Helper()
		page, err := e.rel.Actions(t.Context(), sc, f)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, a := range page.Actions {
			out = append(out, a.What)
		}
		return strings.Join(out, ", ")
	}
	t.Run("mine, the oldest first", func(t *testing.T) {
		if got := what(r.Relation, relation.ActionFilter{Assignee: r.Relation.Account()}); got != "eerst, later" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("of my units, without the neighbours'", func(t *testing.T) {
		if got := what(r.Relation, relation.ActionFilter{}); got != "eerst, voor de projectleider, van de docent, later" {
			t.Errorf("got %s", got)
		}
		if got := what(r.Teacher, relation.ActionFilter{}); got != "van de docent" {
			t.Errorf("teacher: got %s", got)
		}
	})
	t.Run("pages", func(t *testing.T) {
		first, err := e.rel.Actions(t.Context(), r.Relation, relation.ActionFilter{Limit: 3})
		if err != nil || first.Next == "" {
			t.Fatal(first, err)
		}
		if got := what(r.Relation, relation.ActionFilter{Limit: 3, After: first.Next}); got != "later" {
			t.Errorf("got %s", got)
		}
		if got := what(r.Relation, relation.ActionFilter{After: "rubbish"}); !strings.HasPrefix(got, "eerst") {
			t.Errorf("an unreadable cursor starts at the top; got %s", got)
		}
	})
	page, err := e.rel.Actions(t.Context(), r.Relation, relation.ActionFilter{Assignee: r.Relation.Account()})
	if err != nil {
		t.Fatal(err)
	}
	first := page.Actions[0].ID
	t.Run("finished once, by somebody of the unit", func(t *testing.T) {
		if err := e.rel.FinishAction(t.Context(), r.RelationHengelo, first); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a neighbour: %v", err)
		}
		if err := e.rel.FinishAction(t.Context(), r.Project, first); err != nil {
			t.Fatal(err)
		}
		if err := e.rel.FinishAction(t.Context(), r.Relation, first); !fault.Is(err, fault.KindConflict) {
			t.Errorf("twice: %v", err)
		}
		rec := e.record(r.Relation, e.company)
		found := false
		for _, entry := range rec.Timeline.Entries {
			found = found || entry.Type == relation.EntryAction && entry.Text == "eerst" && entry.By == "project Twente"
		}
		if !found {
			t.Errorf("not on the timeline: %+v", rec.Timeline.Entries)
		}
	})
	t.Run("postponed to a day that comes", func(t *testing.T) {
		later := page.Actions[1].ID
		if err := e.rel.PostponeAction(t.Context(), r.Relation, later, "2026-11-24"); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("to the past: %v", err)
		}
		if err := e.rel.PostponeAction(t.Context(), r.RelationHengelo, later, "2027-01-10"); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a neighbour: %v", err)
		}
		if err := e.rel.PostponeAction(t.Context(), r.Relation, later, "2027-01-10"); err != nil {
			t.Fatal(err)
		}
		e.Clock.Set(time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC))
		page, err := e.rel.Actions(t.Context(), r.Relation, relation.ActionFilter{Assignee: r.Relation.Account()})
		if err != nil || len(page.Actions) != 1 || !page.Actions[0].Overdue("2027-01-11") || page.Actions[0].Overdue("2027-01-10") {
			t.Errorf("got %+v, %v", page, err)
		}
	})
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for i := range 35 {
		e.Clock.Advance(time.Minute)
		kind := relation.ContactCall
		if i%5 == 0 {
			kind = relation.ContactAsked
		}
		e.mustWrite(r.Relation, func(op *operation.Op) error {
			return relation.RecordContactTx(op, relation.Contact{Unit: r.Almelo, Organisation: e.company, Kind: kind})
		})
	}
	e.Clock.Advance(time.Minute)
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return post.SendTx(op, post.Letter{Key: "menu", To: "erik@kolk.example", ToName: "Erik Kolk", Unit: r.Almelo, Organisation: e.company})
	})
	e.Clock.Advance(time.Minute)
	read := func(sc access.Scope, filter relation.TimelineFilter, after string) relation.TimelinePage {
		t.Helper()
		page, err := e.rel.Timeline(t.Context(), sc, e.company, filter, after)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	t.Run("pages without a gap or a double", func(t *testing.T) {
		seen := map[id.ID]bool{}
		after, last := "", time.Now().AddDate(100, 0, 0)
		for range 3 {
			page := read(r.Relation, "", after)
			for _, entry := range page.Entries {
				if seen[entry.ID] || entry.At.After(last) {
					t.Fatalf("out of order or twice: %+v", entry)
				}
				seen[entry.ID], last = true, entry.At
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if len(seen) != 36 || after != "" {
			t.Errorf("saw %d lines", len(seen))
		}
	})
	t.Run("filters", func(t *testing.T) {
		for filter, want := range map[relation.TimelineFilter]int{"talks": 20, "requests": 7, "lessons": 0, "mails": 1, "contributions": 0, "actions": 0, "rubbish": 20} {
			if got := len(read(r.Relation, filter, "").Entries); got != want {
				t.Errorf("%s: %d lines, want %d", filter, got, want)
			}
		}
	})
	t.Run("a sibling does not see our mails", func(t *testing.T) {
		if got := read(r.RelationHengelo, "mails", ""); len(got.Entries) != 0 {
			t.Errorf("got %+v", got.Entries)
		}
	})
}

func TestRelate(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := relation.RelationshipInput{Unit: r.Almelo, Owner: r.Relation.Account(), Deputy: r.Project.Account(), Depth: "maker", Status: "active", Reason: "maakt een keuzevak mee", Version: 1}
	if err := e.rel.Relate(t.Context(), r.Relation, e.company, in); err != nil {
		t.Fatal(err)
	}
	got := e.record(r.Project, e.company).Relationships
	if len(got) != 1 || got[0].DeputyName != "project Twente" || got[0].Depth != relation.DepthMaker {
		t.Errorf("got %+v", got)
	}
	for name, c := range map[string]struct {
		sc     access.Scope
		change func(in *relation.RelationshipInput)
		kind   fault.Kind
	}{
		"an old version":            {r.Relation, func(*relation.RelationshipInput) {}, fault.KindConflict},
		"a second first one":        {r.Relation, func(in *relation.RelationshipInput) { in.Version = 0 }, fault.KindConflict},
		"a sibling's unit":          {r.RelationHengelo, func(*relation.RelationshipInput) {}, fault.KindNotFound},
		"another network":           {e.Zwolle.Relation, func(in *relation.RelationshipInput) { in.Unit = e.Zwolle.Almelo }, fault.KindNotFound},
		"a teacher":                 {r.Teacher, func(in *relation.RelationshipInput) { in.Unit = r.Noordik }, fault.KindForbidden},
		"an owner from elsewhere":   {r.Relation, func(in *relation.RelationshipInput) { in.Version, in.Owner = 2, e.Zwolle.Relation.Account() }, fault.KindInvalid},
		"a deputy who is the owner": {r.Relation, func(in *relation.RelationshipInput) { in.Version, in.Deputy = 2, in.Owner }, fault.KindInvalid},
		"an unknown depth":          {r.Relation, func(in *relation.RelationshipInput) { in.Version, in.Depth = 2, "friends" }, fault.KindInvalid},
	} {
		in := in
		c.change(&in)
		if err := e.rel.Relate(t.Context(), c.sc, e.company, in); !fault.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
