package authztest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
)

// TestEveryReferenceIsKnown compares what a merge moves with the schema: a column that names an organisation or a person must be
// declared by its noun, or merged records lose rows.
func TestEveryReferenceIsKnown(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../platform/db/schema/sqlite.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := New(t)
	declared := map[string]bool{}
	for _, r := range f.Services.Relation.References() {
		declared[r.Table+"."+r.Column] = true
	}
	names := []string{"organisation_id", "umbrella_id", "member_id", "via_id", "person_id", "merged_into", "company_id", "added_by_id"}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		column, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		_, name, found := strings.Cut(column, ".")
		if !found || !slices.ContainsFunc(names, func(n string) bool { return name == n || strings.HasSuffix(name, "_"+n) }) {
			continue
		}
		seen[column] = true
		if !declared[column] {
			t.Errorf("%s names an organisation or a person, but no noun declares it: add it to its References (relation.Reference)", column)
		}
	}
	for column := range declared {
		if !seen[column] {
			t.Errorf("%s is declared, but the schema has no such column", column)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d columns found: the test looks in the wrong place", len(seen))
	}
}

// rowsOf reads what every row names, by table, column and row.
func (n *Net) rowsOf(of relation.Referred) map[string]string {
	type row struct {
		ID     string `db:"id"`
		Names  string `db:"names"`
		Binned string `db:"binned"`
	}
	out := map[string]string{}
	for _, r := range n.svc().Relation.References() {
		if r.Of != of {
			continue
		}
		binned := "''"
		if r.Bin || r.Table == "relationship" {
			binned = "CASE WHEN x.deleted_at IS NULL THEN '' ELSE ' in the bin' END"
		}
		key := "x.id"
		switch r.Table { // the key of a sum is what it sums by
		case "ledger_sum":
			key = "x.grant_id || x.unit_id || x.line_id || x.umbrella_id || x.year"
		case "ledger_giver":
			key = "x.grant_id || x.organisation_id || x.year || x.umbrella_id || x.unit_id"
		}
		for _, x := range find[row](n.f, `SELECT `+key+` AS id, COALESCE(x.`+r.Column+`, '') AS names, `+binned+` AS binned FROM `+r.Table+` x WHERE x.network_id = $1`, n.ID) {
			out[fmt.Sprintf("%s.%s of %s", r.Table, r.Column, x.ID)] = x.Names + x.Binned
		}
	}
	return out
}

// TestMergeOverAllNouns merges a company that offers, was asked, agreed, signed and contributed into another: nothing is lost,
// nothing counts twice, the ledger is not touched, and undone everything is as it was.
func TestMergeOverAllNouns(t *testing.T) {
	t.Parallel()
	f := New(t)
	n := f.Nets[0]
	kept, gone := n.the("organisation", "", "ziel").ID, n.the("organisation", "", "kolk").ID
	grant := n.the("grant", "root", "").ID
	report := func(organisation id.ID) string {
		r := got[funding.Report](f)(n.svc().Funding.Report(f.ctx(), n.Lead, funding.Filter{Grant: grant, Organisation: organisation}))
		return fmt.Sprintf("%+v", r.Total)
	}
	ledger := func() string {
		return fmt.Sprint(find[string](f, `SELECT c.id || c.organisation_id FROM contribution c WHERE c.network_id = $1 ORDER BY c.id`, n.ID),
			find[string](f, `SELECT s.id || s.organisation_id FROM sign_off s WHERE s.network_id = $1 ORDER BY s.id`, n.ID))
	}
	own := report(kept)
	before, whole, booked := n.rowsOf(relation.ReferredOrganisation), report(""), ledger()
	count := func(rows map[string]string, table string, names id.ID) (sum int) {
		for key, v := range rows {
			if strings.HasPrefix(key, table+".") && v == string(names) {
				sum++
			}
		}
		return sum
	}
	for _, table := range []string{"offer", "invitation", "engagement", "occurrence", "sign_off", "contribution", "contact_moment", "position", "mail_message"} {
		if count(before, table, gone) == 0 {
			t.Fatalf("the company has no %s: the test shows nothing", table)
		}
	}
	look := got[relation.MergeLook](f)(n.svc().Relation.LookAtMerge(f.ctx(), n.Relation, kept, gone))
	merging := got[id.ID](f)(n.svc().Relation.MergeOrganisations(f.ctx(), n.Relation, relation.MergeInput{
		Kept: kept, Gone: gone, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version, Take: []string{"name"},
	}))
	after := n.rowsOf(relation.ReferredOrganisation)
	for _, table := range []string{"offer", "engagement", "contact_moment", "position", "mail_message", "pledge", "link"} {
		if left := count(after, table, gone); left > 0 {
			t.Errorf("%d rows of %s stayed behind", left, table)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d rows became %d", len(before), len(after))
	}
	if ledger() != booked {
		t.Error("the ledger or a signature was rewritten")
	}
	if report("") != whole {
		t.Errorf("the report was %s and is %s", whole, report(""))
	}
	if report(kept) == own {
		t.Error("the report of the company that stays does not follow what was booked on the other")
	}
	cards := got[[]funding.ForOrganisation](f)(n.svc().Funding.ForOrganisation(f.ctx(), n.Relation, kept))
	if len(cards) == 0 {
		t.Error("what was booked on the one that went is not on the page of the one that stays")
	}
	f.must(func() error { _, _, err := n.svc().Relation.UndoMerge(f.ctx(), n.Relation, merging); return err }())
	if undone := n.rowsOf(relation.ReferredOrganisation); !maps.Equal(undone, before) {
		for key, was := range before {
			if undone[key] != was {
				t.Errorf("%s was %s and is %s", key, was, undone[key])
			}
		}
	}
}

// TestMergeOfPeopleOverAllNouns does the same with two people.
func TestMergeOfPeopleOverAllNouns(t *testing.T) {
	t.Parallel()
	f := New(t)
	n := f.Nets[0]
	var kolk []*Object
	for _, p := range n.Objects["person"] {
		if p.Above.Tag == "kolk" {
			kolk = append(kolk, p)
		}
	}
	kept, gone := kolk[1].ID, kolk[0].ID
	before := n.rowsOf(relation.ReferredPerson)
	look := got[relation.PersonMergeLook](f)(n.svc().Relation.LookAtPersonMerge(f.ctx(), n.Relation, kept, gone))
	merging := got[id.ID](f)(n.svc().Relation.MergePeople(f.ctx(), n.Relation, relation.MergeInput{Kept: kept, Gone: gone, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version}))
	for key, names := range n.rowsOf(relation.ReferredPerson) {
		if names == string(gone) && !strings.HasPrefix(key, "person.") {
			t.Errorf("%s stayed behind", key)
		}
	}
	f.must(func() error { _, _, err := n.svc().Relation.UndoMerge(f.ctx(), n.Relation, merging); return err }())
	if !maps.Equal(n.rowsOf(relation.ReferredPerson), before) {
		t.Error("undone, not everything is as it was")
	}
}
