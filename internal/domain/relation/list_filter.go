package relation

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/curriculum"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Sort is an order of the list.
type Sort string

// The orders.
const (
	SortName    Sort = ""
	SortPlace   Sort = "place"
	SortContact Sort = "contact" // longest ago first, never on top
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

// Owner words of a Filter beside an account's id.
const (
	OwnerMe   = "me"
	OwnerNone = "none"
)

// Filter chooses organisations. Its values come from an address, so anything may be in them; what is unknown filters nothing.
type Filter struct {
	Group    Group
	Text     string // words of the name or the place, a register number, a postcode: what kernel/search finds
	Place    string
	Profile  string
	Umbrella id.ID
	Owner    string // me, none
	Depth    Depth
	Status   Status
	Quiet    int // no contact for this many days; 0: does not matter
	Sort     Sort
	After    string // cursor of the page before

	now time.Time
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
	if key := check.Key(clip(f.Place)); key != "" {
		b.Add(` AND o.place_key = $1`, key)
	}
	if p, ok := curriculum.ParseProfile(clip(f.Profile)); ok {
		b.Add(` AND o.profiles LIKE $1 ESCAPE '!'`, "%"+element(string(p))+"%")
	}
	if f.Umbrella != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM umbrella_membership s WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.umbrella_id = $1
			AND s.valid_to IS NULL AND s.deleted_at IS NULL)`, f.Umbrella)
	}
	f.related(b, sc)
	if f.Quiet > 0 {
		b.Add(` AND NOT EXISTS (SELECT 1 FROM contact_moment q WHERE {contact.read:q} AND q.organisation_id = o.id AND q.deleted_at IS NULL AND q.at >= $1)`,
			f.now.AddDate(0, 0, -min(f.Quiet, 36500)))
	}
}

// related filters on the relationships within reach.
func (f Filter) related(b *db.Builder, sc access.Scope) {
	const mine = `EXISTS (SELECT 1 FROM relationship r WHERE {relationship.read:r} AND r.organisation_id = o.id AND r.deleted_at IS NULL`
	switch f.Owner {
	case OwnerMe:
		b.Add(` AND `+mine+` AND (r.owner_id = $1 OR r.deputy_id = $1))`, string(sc.Account()))
	case OwnerNone:
		b.Add(` AND NOT ` + mine + ` AND r.owner_id IS NOT NULL)`)
	}
	if f.Depth != "" {
		b.Add(` AND `+mine+` AND r.depth = $1)`, f.Depth)
	}
	if f.Status != "" {
		b.Add(` AND `+mine+` AND r.status = $1)`, f.Status)
	}
}

// page adds the order, the cursor and the limit.
func (f Filter) page(b *db.Builder, limit int) {
	value, key, ok := readCursor(f.After)
	switch f.Sort {
	case SortPlace:
		if place, name, found := strings.Cut(value, "|"); ok && found {
			b.Add(` AND (o.place_key, o.name_key, o.id) > ($1, $2, $3)`, place, name, key)
		}
		b.Add(` ORDER BY o.place_key, o.name_key, o.id LIMIT $1`, limit)
	case SortContact:
		if micros, err := strconv.ParseInt(value, 10, 64); ok && err == nil {
			b.Add(` WHERE (COALESCE(o.last_at, 0), o.id) > ($1, $2)`, micros, key)
		}
		b.Add(` ORDER BY COALESCE(o.last_at, 0), o.id LIMIT $1`, limit)
	default:
		if ok {
			b.Add(` AND (o.name_key, o.id) > ($1, $2)`, value, key)
		}
		b.Add(` ORDER BY o.name_key, o.id LIMIT $1`, limit)
	}
}

func (f Filter) cursorOf(r ListRow) string {
	switch f.Sort {
	case SortPlace:
		return cursor(r.PlaceKey+"|"+r.NameKey, r.ID)
	case SortContact:
		if r.LastContact.IsZero() {
			return cursor("0", r.ID)
		}
		return timeCursor(r.LastContact, r.ID)
	default:
		return cursor(r.NameKey, r.ID)
	}
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
