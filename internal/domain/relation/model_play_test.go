package relation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// step is one thing that somebody does. Its seed alone chooses among what there is, so that a sequence without some of its steps is
// a sequence still.
type step struct {
	do   int
	seed uint64
}

// play does random steps to a network and to its model.
type play struct {
	*env
	*model
	bulk   *listing.Service
	random *rand.Rand
	log    []string
	undos  []undoable
	bins   []binning
	leaves []leave
}

type undoable struct {
	number int
	what   string
	undo   func() error
}

type binning struct {
	org  *thing
	undo id.ID
}

type leave struct {
	who, at *thing
	undo    id.ID
	ended   []*place
}

func newPlay(e *env) *play {
	kolk := &thing{id: e.company, name: "Kolk", handled: true}
	p := &play{env: e, model: &model{orgs: []*thing{kolk}}, bulk: listing.New(e.Kit)}
	p.sql(`UPDATE organisation SET name = 'Kolk', name_key = 'kolk' WHERE id = $1`, e.company)
	return p
}

// steps are what can be done, some of them oftener.
func (p *play) steps() []func() error {
	return []func() error{
		p.bringIn, p.bringIn, p.bringIn, p.mergeCompanies, p.mergeCompanies, p.mergePeople, p.takeBack, p.takeBack, p.takeBack, p.undoMerge, p.undoMerge, p.undoMerge,
		p.edit, p.call, p.call, p.binCompany, p.restoreCompany, p.hire, p.removePerson, p.restorePerson, p.tag, p.tag, p.untag, p.settle, p.restoreField,
	}
}

// do takes one step and compares.
func (p *play) do(s step) error {
	p.Clock.Advance(time.Minute)
	p.random = rand.New(rand.NewPCG(s.seed, 1)) //nolint:gosec // no secret
	all := p.steps()
	if err := all[s.do%len(all)](); err != nil {
		return err
	}
	return p.compare()
}

func (p *play) say(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

func (p *play) sql(text string, args ...any) {
	err := p.DB.Write(p.t.Context(), db.Settings{}, func(tx *db.Tx) error { _, err := tx.Exec(db.Q(text, args...)); return err })
	if err != nil {
		p.t.Fatal(err)
	}
}

// any chooses one of a list; the zero value when it is empty.
func chosen[T any](p *play, list []T) (out T) {
	if len(list) > 0 {
		out = list[p.random.IntN(len(list))]
	}
	return out
}

func (p *play) batch() int { p.batches++; return p.batches }

var (
	stock = []string{"Adelaar", "Buizerd", "Condor", "Duif", "Ekster", "Fazant", "Kolk"}
	staff = []string{"Anna Smit", "Bram Bos", "Chris Vos"}
)

// bringIn imports a few companies of a small stock, some with somebody who works there, so that they meet again.
func (p *play) bringIn() error {
	number := p.batch()
	var b strings.Builder
	b.WriteString("Naam;Plaats;Telefoon;Website;Contactpersoon;E-mail contactpersoon;Mobiel\n")
	var after []func()
	used := map[*thing]bool{}
	for _, i := range p.random.Perm(len(stock))[:1+p.random.IntN(3)] {
		row := map[string]string{}
		if p.random.IntN(2) == 0 {
			row["phone"] = fmt.Sprintf("+3154612%04d", p.random.IntN(4))
		}
		if p.random.IntN(2) == 0 {
			row["website"] = fmt.Sprintf("https://%d.example", p.random.IntN(3))
		}
		if p.random.IntN(2) == 0 {
			row["person"] = staff[i%len(staff)]
			row["mobile"] = fmt.Sprintf("+3161234%04d", p.random.IntN(3))
		}
		org, who := named(p.orgs, stock[i]), named(p.people, row["person"])
		if strings.Contains(b.String(), ";"+row["person"]+";") && row["person"] != "" || len(org) > 1 || len(who) > 1 || len(org) == 1 && used[org[0]] || len(who) == 1 && used[who[0]] {
			continue // a file that speaks twice of the same is refused, which other tests show
		}
		mail := ""
		if row["person"] != "" {
			mail = strings.ToLower(row["person"][:4]) + "@mensen.example"
			if len(who) == 1 {
				used[who[0]] = true
			}
		}
		if len(org) == 1 {
			used[org[0]] = true
		}
		fmt.Fprintf(&b, "%s;Almelo;%s;%s;%s;%s;%s\n", stock[i], row["phone"], row["website"], row["person"], mail, row["mobile"])
		after = append(after, func() { p.brought(number, stock[i], org, who, row) })
	}
	if len(after) == 0 {
		return nil
	}
	p.say("import %d: %s", number, strings.ReplaceAll(b.String(), "\n", " / "))
	run := p.check(b.String())
	if err := p.rel.ApplyImport(p.t.Context(), p.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood, Doubles: relation.DoublesMake}); err != nil {
		return err
	}
	if run = p.run(run.ID); run.Failed > 0 || run.State != relation.RunApplied {
		return fmt.Errorf("%s: %s", run.State, p.problems(run))
	}
	for _, fn := range after {
		fn()
	}
	if run.Created+run.Updated > 0 {
		p.undos = append(p.undos, undoable{number, "import", func() error { return p.rel.UndoImport(p.t.Context(), p.Twente.Relation, run.ID) }})
	}
	return p.adopt()
}

// brought is what the model makes of a row.
func (p *play) brought(number int, name string, found, who []*thing, row map[string]string) {
	var o *thing
	if len(found) == 1 {
		o = found[0]
	} else {
		o = &thing{name: name, madeBy: number}
		p.orgs = append(p.orgs, o)
	}
	by := number
	if len(found) == 0 {
		by = made
	}
	give := func(f *field, value string, as string, is *thing) {
		if as == is.name || f.value() == "" { // a row about what was merged only fills what is empty
			f.give(by, value)
		}
	}
	give(&o.phone, row["phone"], name, o)
	give(&o.website, row["website"], name, o)
	o.handled = o.handled || o.madeBy != number
	switch {
	case row["person"] == "":
	case len(who) == 0:
		h := &thing{name: row["person"], madeBy: number}
		h.phone.give(made, row["mobile"])
		p.people = append(p.people, h)
		p.places = append(p.places, &place{who: h, at: o, madeBy: number})
	case len(p.at(who[0], o)) == 0:
		who[0].handled = true
		p.places = append(p.places, &place{who: who[0], at: o, madeBy: number})
	default:
		who[0].handled = true
		if who[0].name == row["person"] || who[0].phone.value() == "" {
			who[0].phone.give(number, row["mobile"])
		}
	}
}

func (p *play) edit() error {
	o := chosen(p, live(p.orgs))
	if o == nil {
		return nil
	}
	got, err := p.rel.Organisation(p.t.Context(), p.Twente.Relation, o.id)
	if err != nil {
		return err
	}
	in := got.Input()
	in.Phone = fmt.Sprintf("+3154699%04d", p.random.IntN(9000))
	p.say("by hand: %s %s", o.show(), in.Phone)
	o.phone.give(0, in.Phone)
	o.handled = true
	return p.rel.EditOrganisation(p.t.Context(), p.Twente.Relation, o.id, got.Version, in)
}

func (p *play) call() error {
	o := chosen(p, live(p.orgs))
	if o == nil {
		return nil
	}
	c := &talk{at: o}
	in := relation.ContactInput{Unit: p.Twente.Almelo, Organisation: o.id, Kind: "visit"}
	for _, h := range live(p.people) {
		if len(p.at(h, o)) > 0 && p.random.IntN(2) == 0 {
			c.who, in.Person = h, h.id
			h.handled = true
		}
	}
	o.handled = true
	p.say("talked with %s, %s", o.show(), c.who.show())
	p.talks = append(p.talks, c)
	var err error
	c.id, err = p.rel.RecordContact(p.t.Context(), p.Twente.Relation, in)
	return err
}

// versionOf is how often a row was written.
func (p *play) versionOf(table string, t *thing) int {
	return find[int](p.env, `SELECT version FROM `+table+` WHERE id = $1`, t.id)[0]
}

func (p *play) mergeCompanies() error {
	return p.merge(false, live(p.orgs), "organisation", p.rel.MergeOrganisations, "phone", "website")
}

func (p *play) mergePeople() error {
	return p.merge(true, live(p.people), "person", p.rel.MergePeople, "phone")
}

// takeBack undoes an import or a bulk change, whichever.
func (p *play) takeBack() error {
	if len(p.undos) == 0 {
		return nil
	}
	i := p.random.IntN(len(p.undos))
	u := p.undos[i]
	p.undos = slices.Delete(p.undos, i, i+1)
	p.say("undo %s %d", u.what, u.number)
	if err := u.undo(); err != nil {
		return err
	}
	return p.tookBack(u.number)
}

// undoMerge parts two records; only a later merge may stand in the way.
func (p *play) undoMerge() error {
	g := chosen(p, p.merges)
	if g == nil {
		return nil
	}
	p.say("undo merge %d", g.number)
	_, _, err := p.rel.UndoMerge(p.t.Context(), p.Twente.Relation, g.id)
	if later := p.merges[len(p.merges)-1] != g; later && fault.Is(err, fault.KindConflict) {
		p.say("  refused: %v", err)
		return nil
	}
	if err == nil {
		p.part(g)
	}
	return err
}
