package relation

import (
	"context"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Counted is how many rows of a sort a merge moves, or leaves where they are.
type Counted struct {
	Label string
	Rows  int
	Stay  bool // append-only: reports follow the merge
}

// MergeLook is what the page of a merge shows: both records, and what moves with the one that goes.
type MergeLook struct {
	Kept, Gone Organisation
	Counts     []Counted
}

// LookAtMerge reads both organisations and counts what would move. The counts are of the whole network: who merges moves what
// other units have, without seeing it.
func (s *Service) LookAtMerge(ctx context.Context, sc access.Scope, kept, gone id.ID) (out MergeLook, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		for to, key := range map[*Organisation]id.ID{&out.Kept: kept, &out.Gone: gone} {
			if *to, err = operation.Found(db.Get[Organisation](tx, sc.Bind(mergeableQuery, key))); err != nil {
				return err
			}
		}
		out.Counts, err = s.countTx(tx, sc, ReferredOrganisation, gone)
		return err
	})
	return out, operation.Wrap("look at merge", err)
}

// PersonMergeLook is MergeLook of two people.
type PersonMergeLook struct {
	Kept, Gone Human
	Counts     []Counted
}

// LookAtPersonMerge is LookAtMerge for two people.
func (s *Service) LookAtPersonMerge(ctx context.Context, sc access.Scope, kept, gone id.ID) (out PersonMergeLook, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		for to, key := range map[*Human]id.ID{&out.Kept: kept, &out.Gone: gone} {
			if *to, err = operation.Found(db.Get[Human](tx, sc.Bind(mergeableHuman, key))); err != nil {
				return err
			}
		}
		out.Counts, err = s.countTx(tx, sc, ReferredPerson, gone)
		return err
	})
	return out, operation.Wrap("look at merge", err)
}

// countTx counts the rows that name a record, by label, in the order of the references: one query.
func (s *Service) countTx(tx *db.Tx, sc access.Scope, of Referred, key id.ID) ([]Counted, error) {
	type row struct {
		At   int `db:"at"`
		Rows int `db:"n"`
	}
	b := new(db.Builder)
	for i, r := range s.references {
		if r.Of != of || r.Label == "" {
			continue
		}
		if len(b.Query().Args) > 0 {
			b.Add(` UNION ALL `)
		}
		b.Add(`SELECT `+strconv.Itoa(i)+` AS at, COUNT(*) AS n FROM `+r.Table+` x WHERE {organisation.merge:x} AND x.`+r.Column+` = $1`, key)
		if r.Bin || r.Table == "relationship" || r.Table == "next_action" || r.Table == "contact_moment" {
			b.Add(` AND x.deleted_at IS NULL`)
		}
	}
	rows, err := db.Select[row](tx, sc.BindQuery(b.Add(` ORDER BY at LIMIT 100`).Query()))
	if err != nil {
		return nil, err
	}
	var out []Counted
	for _, r := range rows {
		if r.Rows > 0 {
			ref := s.references[r.At]
			out = append(out, Counted{Label: ref.Label, Rows: r.Rows, Stay: ref.Stays != "" && ref.Table != "relationship"})
		}
	}
	return out, nil
}

// moreLikely is the score from which another record is offered to who wants to merge: less sure than a likely duplicate.
const moreLikely = DuplicateThreshold * 6 / 10

// LikelyTo returns an organisation with those that it may be the same as, for who wants to merge it.
func (s *Service) LikelyTo(ctx context.Context, sc access.Scope, key id.ID) (o Organisation, out []Likely, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return o, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if o, err = operation.Found(db.Get[Organisation](tx, sc.Bind(mergeableQuery, key))); err != nil {
			return err
		}
		all, err := likelyTx(tx, sc, moreLikely, []Organisation{o})
		if err == nil {
			out = all[0]
		}
		return err
	})
	return o, out, operation.Wrap("look for duplicates", err)
}
