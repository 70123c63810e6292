package relation

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
)

// findDoubles looks for each row that would make an organisation whether the network has one that it is likely to be. What the file
// itself made in earlier rows does not count: those rows say so by their own keys.
//
// It blocks on fewer keys than a form does. Without one of these keys in common no two organisations reach DuplicateThreshold but by
// a name that only sounds alike in the same postcode; and in a file many begin alike.
func (p *pool) findDoubles(tx *db.Tx, sc access.Scope, rows []importRow) error {
	if !p.kind.makes() {
		return nil
	}
	var lines []int
	var probes []Organisation
	for i := range rows {
		r := &rows[i]
		if len(r.faults) > 0 {
			continue
		}
		if c, _, ambiguous := p.match(&r.company); c == nil && !ambiguous {
			o := Organisation{}
			o.take(r.company)
			lines, probes = append(lines, r.line), append(probes, o)
		}
	}
	if len(probes) == 0 {
		return nil
	}
	found, err := p.loadLikely(tx, sc, probes)
	if err != nil {
		return err
	}
	held := byKey{}
	for i := range found {
		if p.touched[found[i].ID] == 0 {
			held.put(&found[i], importKeys(&found[i]))
		}
	}
	for i := range probes {
		best := p.doubles[lines[i]]
		for o := range held.near("", importKeys(&probes[i]), crowd) {
			if score, why := likelySame(&probes[i], o); score >= DuplicateThreshold && score > best.Score {
				best = Likely{*o, score, why}
			}
		}
		if best.Score > 0 {
			p.doubles[lines[i]] = best
		}
	}
	return nil
}

// importKeys are what rows and organisations are brought together by: a letter and a value.
func importKeys(o *Organisation) []string {
	out := append(make([]string, 0, 8), "n"+matchName(o.Name))
	for _, k := range [...][2]string{{"k", o.KVK}, {"r", o.RSIN}, {"p", o.Phone}, {"e", o.Email}} {
		if k[1] != "" {
			out = append(out, k[0]+k[1])
		}
	}
	if o.Postcode != "" && o.HouseNumber != "" {
		out = append(out, "a"+o.Postcode+" "+o.HouseNumber)
	}
	for _, d := range domainsOf(o) {
		out = append(out, "d"+d)
	}
	return out
}

// likelyColumns are the columns of importKeys, by their letter.
var likelyColumns = []struct{ letter, column string }{
	{"k", "kvk"}, {"r", "rsin"}, {"p", "phone"}, {"e", "email"}, {"d", "web_domain"}, {"d", "mail_domain"}, {"n", "match_name"},
}

// farAhead is after everything that was made.
var farAhead = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// perProbe bounds how many organisations are read for each row, and crowd how many may share a key: the mail domain of a holding, or
// the address of an office building, tells nothing, and comparing all with all would take hours.
const (
	perProbe = 20
	crowd    = 50
)

func (p *pool) loadLikely(tx *db.Tx, sc access.Scope, probes []Organisation) ([]Organisation, error) {
	values := map[string][]string{}
	var postcodes []string
	for i := range probes {
		for _, key := range importKeys(&probes[i]) {
			values[key[:1]] = append(values[key[:1]], key[1:])
		}
	}
	for _, a := range values["a"] {
		postcodes = append(postcodes, a[:len("1234 AB")])
	}
	b := new(db.Builder).Add(`SELECT ` + organisationColumns + ` FROM organisation o WHERE {organisation.read:o.id} AND o.id IN (`)
	// What this import itself made is left out before it is counted. A dry run has made nothing.
	const open = ` AND x.deleted_at IS NULL AND x.merged_into IS NULL AND (x.source <> 'import' OR x.created_at <= $3) LIMIT $2) AS `
	began := p.began
	if began.IsZero() {
		began = farAhead
	}
	for _, k := range likelyColumns {
		if len(values[k.letter]) > 0 {
			b.Add(`SELECT id FROM (SELECT x.id FROM organisation x WHERE {organisation.read:x.id} AND x.`+k.column+` = ANY($1) AND x.`+k.column+` <> ''`+open+k.column+` UNION `,
				db.List(unique(values[k.letter])), perProbe*len(probes), began)
		}
	}
	b.Add(`SELECT id FROM (SELECT x.id FROM organisation x WHERE {organisation.read:x.id} AND x.postcode = ANY($4) AND x.postcode <> '' AND x.postcode || ' ' || x.house_number = ANY($1)`+open+`address`,
		db.List(unique(values["a"])), perProbe*len(probes), began, db.List(unique(postcodes)))
	b.Add(`) LIMIT $1`, 5*perProbe*len(probes))
	return db.Select[Organisation](tx, sc.BindQuery(b.Query()))
}
