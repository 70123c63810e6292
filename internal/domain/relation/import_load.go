package relation

import (
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// loadTx reads everything of the network that a batch of rows may be about, in a fixed number of queries whatever the rows.
func (p *pool) loadTx(tx *db.Tx, sc access.Scope, rows []importRow) error {
	fresh, err := p.loadOrganisationsTx(tx, sc, rows)
	if err != nil {
		return err
	}
	for _, load := range []func(*db.Tx, access.Scope, []importRow, []id.ID) error{
		p.loadPeopleTx, p.loadPersonsTx, p.loadFormerPeopleTx, p.loadUmbrellasTx, p.loadRelationsTx, p.loadMomentsTx,
	} {
		if err := load(tx, sc, rows, fresh); err != nil {
			return err
		}
	}
	return nil
}

const openOrganisation = ` AND o.deleted_at IS NULL AND o.merged_into IS NULL`

// importable are the kinds of organisation that rows are about: schools, boards and colleges come from DUO.
const importable = ` AND o.kind IN ('company', 'umbrella', 'government', 'other')`

// rowKeys are the keys of a batch of rows.
type rowKeys struct{ numbers, names, mails, hosts []string }

func (p *pool) keysOf(rows []importRow) (k rowKeys) {
	for i := range rows {
		in := &rows[i].company
		if in.KVK != "" {
			k.numbers = append(k.numbers, in.KVK)
		}
		if in.Name != "" && p.matches(MatchName) {
			k.names = append(k.names, check.Key(in.Name))
		}
		if in.Email != "" && p.matches(MatchEmail) {
			k.mails = append(k.mails, in.Email)
		}
		if p.matches(MatchDomain) {
			k.hosts = append(k.hosts, hostsOf(in.Website, in.Email)...)
		}
	}
	return k
}

func (p *pool) loadOrganisationsTx(tx *db.Tx, sc access.Scope, rows []importRow) (fresh []id.ID, err error) {
	k := p.keysOf(rows)
	for _, by := range []struct {
		where  string
		values []string
	}{
		{`o.kvk = ANY($1)`, k.numbers},
		{`o.name_key = ANY($1)` + importable, k.names},
		{`o.email = ANY($1) AND o.email <> ''` + importable, k.mails},
		{`o.id IN (SELECT x.id FROM organisation x WHERE {wall:x} AND x.web_domain = ANY($1) AND x.web_domain <> ''
			UNION SELECT y.id FROM organisation y WHERE {wall:y} AND y.mail_domain = ANY($1) AND y.mail_domain <> '')` + importable, k.hosts},
	} {
		if len(by.values) == 0 {
			continue
		}
		found, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
			WHERE {organisation.read:o.id} AND `+by.where+openOrganisation+` LIMIT 20000`, db.List(unique(by.values))))
		if err != nil {
			return nil, err
		}
		slices.SortFunc(found, func(a, b Organisation) int { return strings.Compare(string(a.ID), string(b.ID)) }) // here: the database would walk by id
		for _, o := range found {
			if p.byID[o.ID] == nil {
				p.add(o)
				fresh = append(fresh, o.ID)
			}
		}
	}
	became, err := p.loadFormerTx(tx, sc, k)
	return append(fresh, became...), err
}

// loadPeopleTx reads who works at the candidates.
func (p *pool) loadPeopleTx(tx *db.Tx, sc access.Scope, _ []importRow, fresh []id.ID) error {
	type row struct {
		ContactPerson
		Organisation id.ID `db:"organisation_id"`
	}
	if len(fresh) == 0 || !slices.ContainsFunc(p.asks, ofPerson) {
		return nil
	}
	people, err := db.Select[row](tx, sc.Bind(`SELECT `+personColumns+`, w.organisation_id `+personJoin+`
		AND {person.read:w} AND {person.read:p} AND w.organisation_id = ANY($1) LIMIT 50000`, db.List(fresh)))
	slices.SortFunc(people, func(a, b row) int { return strings.Compare(string(a.Position), string(b.Position)) })
	for _, r := range people {
		c := p.byID[r.Organisation]
		c.people = append(c.people, r.ContactPerson)
	}
	return err
}

// personKey is by what the same person is known elsewhere in the network: many share info@, so the name tells too.
func personKey(email, name string) string { return email + " " + check.Key(name) }

// loadPersonsTx reads who is known anywhere in the network, by mail address.
func (p *pool) loadPersonsTx(tx *db.Tx, sc access.Scope, rows []importRow, _ []id.ID) error {
	var mails []string
	for i := range rows {
		if rows[i].person.Email != "" {
			mails = append(mails, rows[i].person.Email)
		}
	}
	if len(mails) == 0 || p.kind == ImportInteractions {
		return nil
	}
	people, err := db.Select[ContactPerson](tx, sc.Bind(`SELECT p.id, p.name, p.email, p.phone, p.lang, p.version FROM person p
		WHERE {person.read:p} AND p.email = ANY($1) AND p.email <> '' AND p.deleted_at IS NULL AND p.merged_into IS NULL LIMIT 20000`, db.List(unique(mails))))
	for _, who := range people {
		key := personKey(who.Email, who.Name)
		if known, ok := p.persons[key]; !ok || who.ID < known.ID {
			p.persons[key] = who
		}
	}
	return err
}

// loadUmbrellasTx reads the umbrellas that rows name, and the candidates' memberships.
func (p *pool) loadUmbrellasTx(tx *db.Tx, sc access.Scope, rows []importRow, fresh []id.ID) error {
	type umbrella struct {
		ID  id.ID  `db:"id"`
		Key string `db:"name_key"`
	}
	var names []string
	for i := range rows {
		if rows[i].umbrella != "" {
			names = append(names, check.Key(rows[i].umbrella))
		}
	}
	if !p.asks.has(FieldUmbrella) {
		return nil
	}
	all, err := db.Select[umbrella](tx, sc.Bind(`SELECT o.id, o.name_key FROM organisation o
		WHERE {organisation.read:o.id} AND o.kind = 'umbrella' AND o.name_key = ANY($1)`+openOrganisation+` LIMIT 1000`, db.List(unique(names))))
	if err != nil {
		return err
	}
	for _, u := range all {
		p.umbrellas[u.Key] = u.ID
	}
	if len(fresh) == 0 {
		return nil
	}
	members, err := db.Select[importMember](tx, sc.Bind(`SELECT s.id, s.member_id, s.umbrella_id, s.valid_from, s.valid_to FROM umbrella_membership s
		WHERE {organisation.read:s.member_id} AND s.member_id = ANY($1) AND s.deleted_at IS NULL LIMIT 50000`, db.List(fresh)))
	for _, m := range members {
		c := p.byID[m.Member]
		c.member = append(c.member, m)
	}
	return err
}

// loadRelationsTx reads what the unit has with the candidates, the bin included: there is room for one.
func (p *pool) loadRelationsTx(tx *db.Tx, sc access.Scope, _ []importRow, fresh []id.ID) error {
	if len(fresh) == 0 {
		return nil
	}
	all, err := db.Select[importRelation](tx, sc.Bind(`SELECT r.id, r.organisation_id, r.depth, r.deleted_at IS NOT NULL AS binned FROM relationship r
		WHERE {relationship.read:r} AND r.unit_id = $1 AND r.organisation_id = ANY($2) LIMIT 50000`, p.unit, db.List(fresh)))
	for _, r := range all {
		p.byID[r.Organisation].relation = r
	}
	return err
}

// loadMomentsTx reads the unit's contact with the candidates on the days that rows name.
func (p *pool) loadMomentsTx(tx *db.Tx, sc access.Scope, rows []importRow, fresh []id.ID) error {
	type row struct {
		Organisation id.ID       `db:"organisation_id"`
		Kind         ContactKind `db:"kind"`
		At           time.Time   `db:"at"`
		Note         string      `db:"body"`
	}
	if p.kind != ImportInteractions || len(fresh) == 0 {
		return nil
	}
	var from, to clock.Date
	for i := range rows {
		if on := rows[i].moment.on; on != "" {
			if from == "" || on < from {
				from = on
			}
			to = max(to, on)
		}
	}
	if from == "" {
		return nil
	}
	since, err := from.At(0, 0)
	if err != nil {
		return err
	}
	until, err := to.AddDays(1).At(0, 0)
	if err != nil {
		return err
	}
	all, err := db.Select[row](tx, sc.Bind(`SELECT m.organisation_id, m.kind, m.at, COALESCE(n.body, '') AS body FROM contact_moment m
		LEFT JOIN contact_note n ON n.network_id = m.network_id AND n.moment_id = m.id AND n.deleted_at IS NULL
		WHERE {contact.read:m} AND m.unit_id = $1 AND m.organisation_id = ANY($2) AND m.deleted_at IS NULL AND m.at >= $3 AND m.at < $4 LIMIT 100000`,
		p.unit, db.List(fresh), since, until))
	for _, r := range all {
		c := p.byID[r.Organisation]
		c.moments = append(c.moments, importMoment{kind: r.Kind, on: clock.DateOf(r.At), note: r.Note}.key())
	}
	return err
}
