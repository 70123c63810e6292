package relation_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// modelCompany is what the model knows of a company.
type modelCompany struct {
	fields  map[string]string
	madeBy  int // import, from 1; 0: by hand
	called  bool
	changes []modelChange
}

// modelChange is a field that an import, or somebody (0), changed.
type modelChange struct {
	by                 int
	field, was, became string
	undone             bool
}

func (c *modelCompany) set(by int, field, value string) {
	if value != "" && c.fields[field] != value {
		c.changes = append(c.changes, modelChange{by: by, field: field, was: c.fields[field], became: value})
		c.fields[field] = value
	}
}

// undo takes an import's changes back, newest first, and tells whether the company is still there.
func (c *modelCompany) undo(by int) (stays bool) {
	for _, ch := range slices.Backward(c.changes) {
		if ch.by == by && !ch.undone && c.fields[ch.field] == ch.became {
			c.fields[ch.field] = ch.was
		}
	}
	stays = c.madeBy != by || c.called
	for i := range c.changes {
		if c.changes[i].by == by {
			c.changes[i].undone = true
		} else if !c.changes[i].undone {
			stays = true
		}
	}
	return stays
}

// play does random things to a network and to its model.
type play struct {
	*env
	random   *rand.Rand
	model    map[string]*modelCompany
	imports  int
	undoable map[int]id.ID
	log      []string
}

// TestImportModel does random imports, edits, calls and undos in any order, and compares what is there with a simple model after
// each. SCHAKEL_SEED plays one again.
func TestImportModel(t *testing.T) {
	t.Parallel()
	first := uint64(1)
	if seed, err := strconv.ParseUint(os.Getenv("SCHAKEL_SEED"), 10, 64); err == nil {
		first = seed
	}
	for seed := first; seed < first+6; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			e.t = t
			p := &play{env: e, random: rand.New(rand.NewPCG(seed, 1)), undoable: map[int]id.ID{}} //nolint:gosec // no secret
			p.model = map[string]*modelCompany{"Kolk Installaties": {fields: map[string]string{}}}
			for range 30 {
				e.Clock.Advance(time.Minute)
				[]func(){p.bringIn, p.bringIn, p.bringIn, p.edit, p.call, p.takeBack, p.takeBack}[p.random.IntN(7)]()
				if got, want := p.present(), p.expected(); got != want {
					t.Fatalf("SCHAKEL_SEED=%d\n%s\ngot  %s\nwant %s", seed, strings.Join(p.log, "\n"), got, want)
				}
			}
		})
	}
}

// bringIn imports a few companies of a small stock, so that they meet again.
func (p *play) bringIn() {
	p.imports++
	var b strings.Builder
	b.WriteString("Naam;Plaats;Telefoon;Website\n")
	stock := []string{"Adelaar", "Buizerd", "Condor", "Duif", "Ekster", "Fazant", "Grutto", "Kolk Installaties"}
	for _, i := range p.random.Perm(len(stock))[:1+p.random.IntN(4)] {
		in := map[string]string{}
		if p.random.IntN(2) == 0 {
			in["phone"] = fmt.Sprintf("+3154612%04d", p.random.IntN(4))
		}
		if p.random.IntN(2) == 0 {
			in["website"] = fmt.Sprintf("https://%d.example", p.random.IntN(3))
		}
		fmt.Fprintf(&b, "%s;Almelo;%s;%s\n", stock[i], in["phone"], in["website"])
		if c := p.model[stock[i]]; c != nil {
			c.set(p.imports, "phone", in["phone"])
			c.set(p.imports, "website", in["website"])
		} else {
			p.model[stock[i]] = &modelCompany{madeBy: p.imports, fields: in}
		}
	}
	p.log = append(p.log, fmt.Sprintf("import %d: %s", p.imports, strings.ReplaceAll(b.String(), "\n", " / ")))
	run := p.check(b.String())
	if err := p.rel.ApplyImport(p.t.Context(), p.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood, Doubles: relation.DoublesMake}); err != nil {
		p.t.Fatal(err)
	}
	if run = p.run(run.ID); run.Failed > 0 || run.State != relation.RunApplied {
		p.t.Fatalf("%s: %s", run.State, p.problems(run))
	}
	if run.Created+run.Updated > 0 {
		p.undoable[p.imports] = run.ID
	}
}

// one chooses a company that is there.
func (p *play) one() (string, relation.Organisation) {
	var names []string
	for name := range p.model {
		names = append(names, name)
	}
	slices.Sort(names)
	name := names[p.random.IntN(len(names))]
	return name, p.record(p.Twente.Relation, p.find(strings.ToLower(name))).Organisation
}

func (p *play) edit() {
	name, o := p.one()
	in := o.Input()
	in.Phone = fmt.Sprintf("+3154699%04d", p.random.IntN(9000))
	p.log = append(p.log, "by hand: "+name+" "+in.Phone)
	if err := p.rel.EditOrganisation(p.t.Context(), p.Twente.Relation, o.ID, o.Version, in); err != nil {
		p.t.Fatal(err)
	}
	p.model[name].set(0, "phone", in.Phone)
}

func (p *play) call() {
	name, o := p.one()
	p.log = append(p.log, "called "+name)
	if _, err := p.rel.RecordContact(p.t.Context(), p.Twente.Relation, relation.ContactInput{Unit: p.Twente.Almelo, Organisation: o.ID, Kind: "call"}); err != nil {
		p.t.Fatal(err)
	}
	p.model[name].called = true
}

func (p *play) takeBack() {
	var numbers []int
	for n := range p.undoable {
		numbers = append(numbers, n)
	}
	if len(numbers) == 0 {
		return
	}
	slices.Sort(numbers)
	n := numbers[p.random.IntN(len(numbers))]
	p.log = append(p.log, fmt.Sprintf("undo %d", n))
	p.undo(p.run(p.undoable[n]))
	delete(p.undoable, n)
	for name, c := range p.model {
		if !c.undo(n) {
			delete(p.model, name)
		}
	}
}

// present lists what the database holds.
func (p *play) present() string {
	type row struct {
		Name    string `db:"name"`
		Phone   string `db:"phone"`
		Website string `db:"website"`
	}
	var out []string
	err := p.DB.Read(p.t.Context(), db.Settings{}, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, db.Q(`SELECT name, phone, website FROM organisation WHERE deleted_at IS NULL`))
		for _, r := range rows {
			out = append(out, strings.Join([]string{r.Name, r.Phone, r.Website}, " "))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (p *play) expected() string {
	var out []string
	for name, c := range p.model {
		out = append(out, strings.Join([]string{name, c.fields["phone"], c.fields["website"]}, " "))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}
