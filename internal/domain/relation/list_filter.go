package relation

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/query"
)

// Group is which kinds of organisation the list shows: its tabs.
type Group string

// The groups.
const (
	GroupCompanies Group = ""
	GroupUmbrellas Group = "umbrellas"
	GroupSchools   Group = "schools"
	GroupOthers    Group = "others"
)

// Groups lists the groups in the order of the tabs.
func Groups() []Group { return []Group{GroupCompanies, GroupUmbrellas, GroupSchools, GroupOthers} }

// Filter chooses the rows of a list and their order. Its values come from an address, so anything may be in them.
type Filter struct {
	Group Group       // of organisations
	Text  string      // free words only, for pickers
	Query query.Query // what was asked in the box
	Sort  Sort
	Down  bool   // the other way round
	After string // cursor of the page before
	With  With   // costly columns of organisations

	now    time.Time
	lately bool // of actions: also what was done lately
}

// With says which columns that cost something a list shows.
type With struct {
	Umbrella, Relationship, Tags bool
	Address                      bool // street to website
}

// where adds FROM and WHERE. Each shape of filter is one text, so statements stay cached.
func (f Filter) where(tx *db.Tx, b *db.Builder, sc access.Scope) {
	b.Add(` FROM organisation o WHERE {organisation.read:o.id} AND o.deleted_at IS NULL AND o.merged_into IS NULL`)
	switch f.Group {
	case GroupUmbrellas:
		b.Add(` AND o.kind = 'umbrella'`)
	case GroupSchools:
		b.Add(` AND o.kind = 'school'`)
	case GroupOthers:
		b.Add(` AND o.kind IN ('board', 'college', 'government', 'other')`)
	default:
		b.Add(` AND o.kind = 'company'`)
	}
	search.MatchTx(tx, b, sc, search.Organisation, "o.id", clip(f.Text))
	asker{tx: tx, b: b, sc: sc, list: ListOrganisations, now: f.now}.add(f.Query)
}

// order returns the order of a list's rows; who may not know of contacts does not sort by them.
func (f Filter) order(list ListName, sc access.Scope) (Sort, order) {
	s := f.Sort
	if s == SortContact && !sc.Can(access.ContactRead) {
		s = SortName
	}
	if o, ok := orders[list][s]; ok {
		return s, o
	}
	return firstSort(list), orders[list][firstSort(list)]
}

// micros is a moment as its column holds it; never is 0.
func micros(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.UnixMicro(), 10)
}

// likeSigns keeps the signs of LIKE … ESCAPE '!' from meaning something.
var likeSigns = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// element is a code as it stands in a stored list of codes, safe inside LIKE … ESCAPE '!'.
func element(code string) string {
	stored, err := db.Strings{code}.Value()
	text, ok := stored.(string)
	if err != nil || !ok {
		return code
	}
	return likeSigns.Replace(strings.Trim(text, "[]"))
}

// clip bounds what is looked at of a value from an address.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	return strings.TrimSpace(s)
}
