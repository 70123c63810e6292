package relation_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"schakel/internal/platform/id"
)

func (p *play) rowIsThere(table string, key id.ID) bool {
	return len(find[int](p.env, `SELECT 1 FROM `+table+` WHERE id = $1 AND deleted_at IS NULL`, key)) == 1
}

func (p *play) isThere(t *thing) bool {
	return p.rowIsThere("organisation", t.id) || p.rowIsThere("person", t.id)
}

// adopt gives what the model made the ids that the product gave it.
func (p *play) adopt() error {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	known := map[id.ID]bool{}
	for _, t := range slices.Concat(p.orgs, p.people) {
		known[t.id] = true
	}
	for table, list := range map[string][]*thing{"organisation": p.orgs, "person": p.people} {
		for _, r := range find[row](p.env, `SELECT id, name FROM `+table+` ORDER BY id`) {
			for _, t := range list {
				if t.id == "" && t.name == r.Name && !known[r.ID] {
					t.id, known[r.ID] = r.ID, true
				}
			}
		}
		for _, t := range list {
			if t.id == "" {
				return fmt.Errorf("%s was not made", t.name)
			}
		}
	}
	type place struct {
		ID  id.ID `db:"id"`
		Who id.ID `db:"person_id"`
		At  id.ID `db:"organisation_id"`
	}
	for _, l := range p.places {
		known[l.id] = true
	}
	for _, r := range find[place](p.env, `SELECT id, person_id, organisation_id FROM position ORDER BY id`) {
		for _, l := range p.places {
			if l.id == "" && !known[r.ID] && now(l.who).id == r.Who && now(l.at).id == r.At {
				l.id, known[r.ID] = r.ID, true
			}
		}
	}
	return nil
}

// liveOrg joins an organisation that people see.
const liveOrg = ` JOIN organisation o ON o.id = x.organisation_id AND o.deleted_at IS NULL `

// look reads everything that people see, a line each.
func (p *play) look() []string {
	type row struct {
		A  string `db:"a"`
		AI id.ID  `db:"ai"`
		B  string `db:"b"`
		BI id.ID  `db:"bi"`
		C  id.ID  `db:"c"`
	}
	var out []string
	lines := func(query string, line func(r row, a, b string) string) {
		for _, r := range find[row](p.env, query) {
			out = append(out, line(r, r.A+"/"+tail(r.AI), r.B+"/"+tail(r.BI)))
		}
	}
	lines(`SELECT name AS a, id AS ai, phone AS b, website AS c FROM organisation WHERE deleted_at IS NULL AND merged_into IS NULL`, func(r row, a, _ string) string {
		return fmt.Sprintf("org %s %s %s", a, r.B, r.C)
	})
	lines(`SELECT name AS a, id AS ai, phone AS b FROM person WHERE deleted_at IS NULL AND merged_into IS NULL`, func(r row, a, _ string) string {
		return fmt.Sprintf("person %s %s", a, r.B)
	})
	lines(`SELECT q.name AS a, q.id AS ai, o.name AS b, o.id AS bi FROM position x`+liveOrg+`JOIN person q ON q.id = x.person_id AND q.deleted_at IS NULL
		WHERE x.deleted_at IS NULL AND x.valid_to IS NULL`, func(_ row, a, b string) string { return "place " + a + " at " + b })
	lines(`SELECT o.name AS a, o.id AS ai, COALESCE(q.name, '') AS b, COALESCE(q.id, '') AS bi, x.id AS c FROM contact_moment x`+liveOrg+`LEFT JOIN person q ON q.id = x.person_id
		WHERE x.deleted_at IS NULL`, func(r row, a, b string) string {
		return strings.TrimSuffix(fmt.Sprintf("talk %s with %s %s", tail(r.C), a, b), "/") + map[bool]string{true: "-"}[r.BI == ""]
	})
	lines(`SELECT o.name AS a, o.id AS ai FROM organisation_tag x`+liveOrg+`WHERE x.deleted_at IS NULL`, func(_ row, a, _ string) string { return "label on " + a })
	slices.Sort(out)
	return out
}

// rules are what never is so, whatever happens: a query for each that finds nothing.
var rules = map[string]string{
	"a place that was left behind at what was merged": `SELECT x.id FROM position x JOIN organisation o ON o.id = x.organisation_id JOIN person q ON q.id = x.person_id
		WHERE x.deleted_at IS NULL AND x.valid_to IS NULL AND (o.merged_into IS NOT NULL OR q.merged_into IS NOT NULL)`,
	"a contact that was left behind":  `SELECT x.id FROM contact_moment x JOIN organisation o ON o.id = x.organisation_id WHERE o.merged_into IS NOT NULL AND x.deleted_at IS NULL`,
	"a tag that was left behind":      `SELECT x.id FROM organisation_tag x JOIN organisation o ON o.id = x.organisation_id WHERE o.merged_into IS NOT NULL AND x.deleted_at IS NULL`,
	"a relationship left behind":      `SELECT x.id FROM relationship x JOIN organisation o ON o.id = x.organisation_id WHERE o.merged_into IS NOT NULL AND x.deleted_at IS NULL`,
	"two who are asked first":         `SELECT x.organisation_id AS id FROM position x JOIN person q ON q.id = x.person_id AND q.deleted_at IS NULL WHERE x.is_primary AND x.deleted_at IS NULL AND x.valid_to IS NULL GROUP BY x.organisation_id HAVING COUNT(*) > 1`,
	"what leads to what was merged":   `SELECT x.id FROM organisation x JOIN organisation o ON o.id = x.merged_into WHERE o.merged_into IS NOT NULL`,
	"somebody who leads to the same":  `SELECT x.id FROM person x JOIN person o ON o.id = x.merged_into WHERE o.merged_into IS NOT NULL OR o.deleted_at IS NOT NULL`,
	"contact without a relationship":  `SELECT x.id FROM contact_moment x WHERE x.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM relationship r WHERE r.organisation_id = x.organisation_id AND r.unit_id = x.unit_id AND r.deleted_at IS NULL)`,
	"a company that cannot be found":  `SELECT o.id FROM organisation o WHERE o.deleted_at IS NULL AND o.merged_into IS NULL AND o.kind = 'company' AND NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.object_id = o.id)`,
	"a company found that is gone":    `SELECT o.id FROM organisation o JOIN search_doc d ON d.object_id = o.id WHERE o.deleted_at IS NOT NULL OR o.merged_into IS NOT NULL`,
	"somebody found who is gone":      `SELECT q.id FROM person q JOIN search_doc d ON d.object_id = q.id WHERE q.deleted_at IS NOT NULL OR q.merged_into IS NOT NULL`,
	"somebody who cannot be found":    `SELECT q.id FROM person q JOIN position x ON x.person_id = q.id` + liveOrg + `WHERE q.deleted_at IS NULL AND q.merged_into IS NULL AND x.deleted_at IS NULL AND x.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.object_id = q.id)`,
	"a last contact that is not so":   `SELECT o.id FROM organisation o WHERE o.deleted_at IS NULL AND o.merged_into IS NULL AND o.last_contact_at <> COALESCE((SELECT MAX(x.at) FROM contact_moment x WHERE x.organisation_id = o.id AND x.deleted_at IS NULL), 0)`,
	"a relationship of another day":   `SELECT r.id FROM relationship r JOIN organisation o ON o.id = r.organisation_id WHERE r.deleted_at IS NULL AND r.last_contact_at <> o.last_contact_at`,
	"a relationship of another name":  `SELECT r.id FROM relationship r JOIN organisation o ON o.id = r.organisation_id WHERE r.deleted_at IS NULL AND r.name_key <> o.name_key`,
	"a name by which nobody is found": `SELECT o.id FROM organisation o WHERE o.kind = 'company' AND o.match_name = ''`,
}

// compare tells where the database and the model, or the database and the rules, part.
func (p *play) compare() error {
	for name, query := range rules {
		if found := find[id.ID](p.env, query); len(found) > 0 {
			return fmt.Errorf("%s: %v", name, found)
		}
	}
	if text := difference(p.look(), p.lines()); text != "" {
		return errors.New("\n" + text)
	}
	return nil
}

// runSteps plays a sequence, then parts and takes back all that is left, the latest first, and tells where it went wrong.
func runSteps(t *testing.T, steps []step) (log []string, err error) {
	t.Helper()
	e := newEnv(t)
	p := newPlay(e)
	for _, s := range steps {
		if err := p.do(s); err != nil {
			return p.log, err
		}
	}
	for len(p.merges) > 0 {
		g := p.merges[len(p.merges)-1]
		p.say("in the end: undo merge %d", g.number)
		if _, _, err := p.rel.UndoMerge(t.Context(), p.Twente.Relation, g.id); err != nil {
			return p.log, err
		}
		if p.part(g); p.compare() != nil {
			return p.log, p.compare()
		}
	}
	return p.log, nil
}

const (
	playSeeds = 30 // 8 on PostgreSQL
	playSteps = 40
	// shrinking is how long a failing sequence is made shorter.
	shrinking = 20 * time.Second
)

// TestModel does random imports, merges, edits, bulk changes, bins, restores and undos in any order, and compares what people see
// with a simple model after each: nothing is lost, nothing doubles. SCHAKEL_SEED plays one again, SCHAKEL_SEEDS many.
func TestModel(t *testing.T) {
	t.Parallel()
	first, seeds := uint64(1), uint64(playSeeds)
	if os.Getenv("SCHAKEL_TEST_POSTGRES") != "" {
		seeds = 8
	}
	if seed, err := strconv.ParseUint(os.Getenv("SCHAKEL_SEED"), 10, 64); err == nil {
		first, seeds = seed, 1
	}
	if n, err := strconv.ParseUint(os.Getenv("SCHAKEL_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	for seed := first; seed < first+seeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // no secret
			steps := make([]step, playSteps)
			for i := range steps {
				steps[i] = step{random.IntN(1000), random.Uint64()}
			}
			log, err := runSteps(t, steps)
			if err == nil {
				return
			}
			log, err = shortest(t, steps, log, err)
			t.Errorf("SCHAKEL_SEED=%d\n%s\n%v", seed, strings.Join(log, "\n"), err)
		})
	}
}

// shortest leaves steps out as long as it still goes wrong.
func shortest(t *testing.T, steps []step, log []string, err error) ([]string, error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), shrinking)
	defer stop()
	for size := len(steps) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(steps) && ctx.Err() == nil; {
			fewer := slices.Concat(steps[:at], steps[at+size:])
			if l, e := runSteps(t, fewer); e != nil {
				steps, log, err = fewer, l, e
			} else {
				at += size
			}
		}
	}
	return log, err
}
