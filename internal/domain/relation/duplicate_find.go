package relation

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Likely is a record that may be the same as the one that was asked about.
type Likely struct {
	Organisation Organisation
	Score        int
	Why          []Reason
}

// keepLikely is how many likely duplicates are shown of one record.
const keepLikely = 5

// LikelyDuplicatesTx returns for each clean input the organisations that are likely the same, the likeliest first: those from the
// given score, DuplicateThreshold mostly. It costs one query whatever the inputs; at most a few hundred inputs at once.
func LikelyDuplicatesTx(tx *db.Tx, sc access.Scope, from int, inputs []OrganisationInput) ([][]Likely, error) {
	probes := make([]Organisation, len(inputs))
	for i, in := range inputs {
		probes[i].take(in)
	}
	return likelyTx(tx, sc, from, probes)
}

// LikelyDuplicates is LikelyDuplicatesTx for one input as typed, before it is kept.
func (s *Service) LikelyDuplicates(ctx context.Context, sc access.Scope, in OrganisationInput) (out []Likely, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return nil, err
	}
	in.Clean()
	if in.Name == "" {
		return nil, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		all, err := LikelyDuplicatesTx(tx, sc, DuplicateThreshold, []OrganisationInput{in})
		if err == nil {
			out = all[0]
		}
		return err
	})
	return out, operation.Wrap("look for duplicates", err)
}

// likelyTx compares each organisation with those that share a key with it. One that is kept already is not compared with itself.
func likelyTx(tx *db.Tx, sc access.Scope, from int, probes []Organisation) ([][]Likely, error) {
	out := make([][]Likely, len(probes))
	b := newBlocks(probes)
	found, err := b.loadTx(tx, sc, len(probes))
	if err != nil {
		return nil, operation.Wrap("look for duplicates", err)
	}
	held, crowd := byKey{}, 0
	for i := range found {
		held.put(&found[i], matchKeys(&found[i]))
	}
	if len(probes) > 1 {
		crowd = perKey
	}
	for i := range probes {
		p := &probes[i]
		for o := range held.near(p.ID, probeKeys(p), crowd) {
			if score, why := likelySame(p, o); score >= from {
				out[i] = append(out[i], Likely{*o, score, why})
			}
		}
		slices.SortFunc(out[i], func(x, y Likely) int {
			return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Organisation.ID, y.Organisation.ID))
		})
		out[i] = out[i][:min(len(out[i]), keepLikely)]
	}
	return out, nil
}

// byKey holds organisations by what they may be found by.
type byKey map[string][]*Organisation

func (b byKey) put(o *Organisation, keys []string) {
	for _, key := range keys {
		b[key] = append(b[key], o)
	}
}

// near gives each organisation but itself that shares one of the keys, once. A key that more than crowd share tells nothing and is
// passed over; 0 passes over none.
func (b byKey) near(itself id.ID, keys []string, crowd int) iter.Seq[*Organisation] {
	return func(yield func(*Organisation) bool) {
		seen := map[id.ID]bool{itself: true}
		for _, key := range keys {
			if crowd > 0 && len(b[key]) > crowd {
				continue
			}
			for _, o := range b[key] {
				if !seen[o.ID] {
					seen[o.ID] = true
					if !yield(o) {
						return
					}
				}
			}
		}
	}
}

// The sorts of key, each with its column.
var keyColumns = []struct{ sort, column string }{
	{"kvk", "kvk"},
	{"rsin", "rsin"},
	{"domain", "web_domain"},
	{"domain", "mail_domain"},
	{"phone", "phone"},
	{"postcode", "postcode"},
	{"name", "match_name"},
	{"front", "match_front"},
	{"back", "match_back"},
}

// matchKeys are what an organisation is found by.
func matchKeys(o *Organisation) []string {
	front, back := matchEdges(o.Name)
	place := check.Key(o.Place)
	out := []string{"name " + matchName(o.Name), "front " + front + " " + place, "back " + back + " " + place}
	for sort, value := range map[string]string{"kvk": o.KVK, "rsin": o.RSIN, "phone": o.Phone, "postcode": o.Postcode} {
		if value != "" {
			out = append(out, sort+" "+value)
		}
	}
	for _, d := range domainsOf(o) {
		out = append(out, "domain "+d)
	}
	slices.Sort(out)
	return out
}

// probeKeys are matchKeys, and those of organisations whose place is not known.
func probeKeys(o *Organisation) []string {
	front, back := matchEdges(o.Name)
	return append(matchKeys(o), "front "+front+" ", "back "+back+" ")
}

// blocks are the keys of all probes by sort.
type blocks map[string][]string

func newBlocks(probes []Organisation) blocks {
	b := blocks{}
	for i := range probes {
		for _, key := range probeKeys(&probes[i]) {
			sort, value, _ := strings.Cut(key, " ")
			b[sort] = append(b[sort], value)
		}
	}
	for sort := range b {
		b[sort] = unique(b[sort])
	}
	return b
}

// Of one key no more than perKey organisations are looked at: a key that so many share tells nothing.
const perKey = 200

// loadTx reads the organisations that have one of the keys, each part through its own index.
func (b blocks) loadTx(tx *db.Tx, sc access.Scope, probes int) ([]Organisation, error) {
	q := new(db.Builder).Add(`SELECT ` + organisationColumns + ` FROM organisation o WHERE {organisation.read:o.id} AND o.id IN (`)
	parts := 0
	for _, k := range keyColumns {
		if len(b[k.sort]) == 0 {
			continue
		}
		if parts++; parts > 1 {
			q.Add(` UNION `)
		}
		q.Add(`SELECT id FROM (SELECT x.id FROM organisation x WHERE {organisation.read:x.id} AND x.`+k.column+` = ANY($1) AND x.`+k.column+` <> ''
			AND x.deleted_at IS NULL AND x.merged_into IS NULL LIMIT $2) AS `+k.column, db.List(b[k.sort]), perKey*probes)
	}
	q.Add(`) LIMIT $1`, 1000*probes)
	return db.Select[Organisation](tx, sc.BindQuery(q.Query()))
}
