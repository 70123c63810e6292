package relation

import (
	"slices"
	"time"

	"schakel/internal/platform/check"
	"schakel/internal/platform/id"
)

// candidate is an organisation that a row may be about: one of the network, or one that an earlier row makes.
type candidate struct {
	Organisation
	nameKey  string
	placeKey string
	line     int   // row of this file that made or touched it last; 0: none
	made     bool  // by this file
	shelf    int32 // where a dry run keeps it, from 1
	people   []ContactPerson
	member   []importMember
	relation importRelation // of the unit for which is imported
	moments  []string       // that unit's contact on days that the file names
}

// importMember is a membership.
type importMember struct {
	ID       id.ID  `db:"id"`
	Member   id.ID  `db:"member_id"`
	Umbrella id.ID  `db:"umbrella_id"`
	From     string `db:"valid_from"`
	To       string `db:"valid_to"`
}

// importRelation is what the unit has with a candidate.
type importRelation struct {
	ID           id.ID `db:"id"`
	Organisation id.ID `db:"organisation_id"`
	Depth        Depth `db:"depth"`
	Binned       bool  `db:"binned"`
}

// pool holds the candidates of a batch of rows.
type pool struct {
	kind         ImportKind
	unit         id.ID
	unitName     string
	asks         Mapping
	keys         []MatchKey
	byID         map[id.ID]*candidate
	byKVK        map[string][]*candidate
	byName       map[string][]*candidate
	byEmail      map[string][]*candidate
	byDomain     map[string][]*candidate
	umbrellas    map[string]id.ID         // by folded name
	persons      map[string]ContactPerson // known anywhere in the network, by mail address and folded name
	former       *former                  // nil: no row is about what was merged
	formerPeople []formerPerson
	doubles      map[int]Likely // by line: what a row that would make an organisation is likely to double
	touched      map[id.ID]int  // line that touched an organisation, over all batches
	began        time.Time      // when bringing in began; zero in a dry run
}

func newPool(run ImportRun) *pool {
	return &pool{
		kind: run.Kind, unit: run.Unit, unitName: run.UnitName, asks: run.Mapping.V, keys: run.keys(), began: run.Task.V.Began, byID: map[id.ID]*candidate{}, byKVK: map[string][]*candidate{}, byName: map[string][]*candidate{},
		byEmail: map[string][]*candidate{}, byDomain: map[string][]*candidate{}, umbrellas: map[string]id.ID{}, persons: map[string]ContactPerson{},
		doubles: map[int]Likely{}, touched: map[id.ID]int{},
	}
}

func (p *pool) matches(k MatchKey) bool { return slices.Contains(p.keys, k) }

func (p *pool) add(o Organisation) *candidate {
	if known, ok := p.byID[o.ID]; ok {
		return known
	}
	c := &candidate{Organisation: o, nameKey: check.Key(o.Name), placeKey: check.Key(o.Place), line: p.touched[o.ID]}
	p.byID[o.ID] = c
	p.byName[c.nameKey] = append(p.byName[c.nameKey], c)
	p.findable(c)
	return c
}

// findable notes the keys of a candidate that it did not have before.
func (p *pool) findable(c *candidate) {
	into := func(m map[string][]*candidate, key string) {
		if key != "" && !slices.Contains(m[key], c) {
			m[key] = append(m[key], c)
		}
	}
	into(p.byKVK, c.KVK)
	if p.matches(MatchEmail) {
		into(p.byEmail, c.Email)
	}
	if p.matches(MatchDomain) {
		for _, d := range hostsOf(c.Website, c.Email) {
			into(p.byDomain, d)
		}
	}
}

// match finds the organisation that a row is about by the chosen keys, the most certain first. Nil means that it is new; merged that
// the row is about one which was merged into it; ambiguous that more than one fits.
func (p *pool) match(in *OrganisationInput) (found *candidate, merged, ambiguous bool) {
	if found, ambiguous = p.matchOpen(in); found != nil || ambiguous {
		return found, false, ambiguous
	}
	found, ambiguous = p.former.match(in)
	return found, true, ambiguous
}

func (p *pool) matchOpen(in *OrganisationInput) (found *candidate, ambiguous bool) {
	for _, key := range MatchKeys() {
		if !p.matches(key) {
			continue
		}
		if key == MatchKVK {
			c, verdict := p.matchKVK(in)
			if verdict != undecided {
				return c, verdict == several
			}
			continue
		}
		var fits []*candidate
		for _, c := range p.alike(key, in) {
			if c.speaksFor(key, in) && !slices.Contains(fits, c) {
				fits = append(fits, c)
			}
		}
		switch len(fits) {
		case 0:
		case 1:
			return fits[0], false
		default:
			return nil, true
		}
	}
	return nil, false
}

// verdict is what the register number says about a row.
type verdict int

const (
	undecided verdict = iota
	one
	none // another establishment of a known company
	several
)

func (p *pool) matchKVK(in *OrganisationInput) (*candidate, verdict) {
	same := p.byKVK[in.KVK]
	if in.KVK == "" || len(same) == 0 {
		return nil, undecided
	}
	exact := slices.IndexFunc(same, func(c *candidate) bool { return c.Establishment == in.Establishment })
	switch {
	case exact >= 0:
		return same[exact], one
	case in.Establishment == "" && len(same) == 1:
		return same[0], one
	case in.Establishment == "":
		return nil, several
	case len(same) == 1 && same[0].Establishment == "":
		return same[0], one
	default:
		return nil, none
	}
}

// alike are the candidates that share a key with a row.
func (p *pool) alike(key MatchKey, in *OrganisationInput) []*candidate {
	switch key {
	case MatchEmail:
		return p.byEmail[in.Email]
	case MatchDomain:
		var out []*candidate
		for _, d := range hostsOf(in.Website, in.Email) {
			out = append(out, p.byDomain[d]...)
		}
		return out
	default:
		if in.Name == "" {
			return nil
		}
		return p.byName[check.Key(in.Name)]
	}
}

// speaksFor reports whether nothing else in the row speaks against a candidate that shares a key with it.
func (c *candidate) speaksFor(key MatchKey, in *OrganisationInput) bool {
	if in.KVK != "" && c.KVK != "" && (c.KVK != in.KVK || in.Establishment != "" && c.Establishment != "" && c.Establishment != in.Establishment) {
		return false
	}
	switch key {
	case MatchEmail:
		return in.Email != ""
	case MatchDomain:
		return true
	}
	if c.Postcode != "" && in.Postcode != "" {
		return c.Postcode == in.Postcode
	}
	place := check.Key(in.Place)
	return c.placeKey == "" || place == "" || c.placeKey == place
}

// taken finds another organisation that has the register number and establishment already; the index allows one only.
func (p *pool) taken(kvk, establishment string, except *candidate) bool {
	return kvk != "" && slices.ContainsFunc(p.byKVK[kvk], func(c *candidate) bool { return c != except && c.Establishment == establishment })
}

// hostsOf are the own domains of an organisation's website and mail address, each once.
func hostsOf(website, email string) []string {
	return domainsOf(&Organisation{Website: website, Email: email})
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
