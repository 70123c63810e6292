package relation

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// DuplicatesKind is the job that looks through a whole network for records that are likely the same.
const DuplicatesKind job.Kind = "relation.duplicates"

type duplicatesArgs struct {
	Kind Referred `json:"kind"`
}

const (
	searchStep = 500  // records compared at once
	maxPairs   = 5000 // pairs kept of a search: nobody looks at more
)

// SearchDuplicates starts a new search of the whole network. What was found before goes; what was said not to be the same stays.
func (s *Service) SearchDuplicates(ctx context.Context, sc access.Scope, kind Referred) error {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return err
	}
	if kind != ReferredPerson {
		kind = ReferredOrganisation
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		_, err := op.Exec(`DELETE FROM likely_duplicate AS d WHERE {organisation.merge:d} AND d.kind = $1`, kind)
		if err != nil {
			return err
		}
		err = op.Insert(`INSERT INTO duplicate_search (network_id, kind, started_at) VALUES ($1, $2, $3)
			ON CONFLICT (network_id, kind) DO UPDATE SET cursor_id = '', looked_at = 0, started_at = excluded.started_at, ended_at = NULL`, op.Network(), kind, op.At)
		op.Audit(audit.Entry{Action: "duplicates.searched", Object: string(kind)})
		op.Enqueue(job.New{Kind: DuplicatesKind, Unique: string(op.Network()) + " " + string(kind), Args: duplicatesArgs{kind}})
		return err
	})
	return operation.Wrap("search duplicates", err)
}

// FindDuplicates does the job: step by step, going on where a run that died stopped.
func (s *Service) FindDuplicates(ctx context.Context, j job.Job) error {
	var args duplicatesArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	sc := access.System(j.Network, "duplicates")
	for {
		more, err := s.findStep(ctx, sc, args.Kind)
		if err != nil || !more {
			return operation.Wrap("find duplicates", err)
		}
	}
}

// findStep compares the next records with the rest of the network.
func (s *Service) findStep(ctx context.Context, sc access.Scope, kind Referred) (more bool, err error) {
	var (
		from  id.ID
		last  id.ID
		pairs []found
		n     int
	)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		from, err = db.Get[id.ID](tx, sc.Bind(`SELECT q.cursor_id FROM duplicate_search q WHERE {wall:q} AND q.kind = $1 AND q.ended_at IS NULL LIMIT 1`, kind))
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		if err != nil {
			return err
		}
		more = true
		if kind == ReferredPerson {
			n, last, pairs, err = findPeopleTx(tx, sc, from)
		} else {
			n, last, pairs, err = findOrganisationsTx(tx, sc, from)
		}
		return err
	})
	if err != nil || !more {
		return false, err
	}
	more = n == searchStep
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := keepPairsTx(op, kind, pairs); err != nil {
			return err
		}
		var ended any
		if !more {
			ended = op.At
		}
		_, err := op.Exec(`UPDATE duplicate_search AS q SET cursor_id = $3, looked_at = looked_at + $4, ended_at = $5
			WHERE {wall:q} AND q.kind = $1 AND q.cursor_id = $2`, kind, string(from), string(last), n, ended)
		op.Audit(audit.Entry{Action: "duplicates.found", Object: string(kind), Detail: map[string]int{"looked_at": n, "pairs": len(pairs)}})
		return err
	})
	return more, err
}

// found is a pair as it is kept.
type found struct {
	a, b  id.ID
	score int
	why   []Reason
}

func findOrganisationsTx(tx *db.Tx, sc access.Scope, from id.ID) (n int, last id.ID, pairs []found, err error) {
	rows, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.read:o.id} AND o.id > $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL ORDER BY o.id LIMIT $2`, string(from), searchStep))
	if err != nil || len(rows) == 0 {
		return 0, from, nil, err
	}
	likely, err := likelyTx(tx, sc, DuplicateThreshold, rows)
	for i, list := range likely {
		for _, l := range list {
			a, b := pair(rows[i].ID, l.Organisation.ID)
			pairs = append(pairs, found{a, b, l.Score, l.Why})
		}
	}
	return len(rows), rows[len(rows)-1].ID, pairs, err
}

func findPeopleTx(tx *db.Tx, sc access.Scope, from id.ID) (n int, last id.ID, pairs []found, err error) {
	rows, err := db.Select[Human](tx, sc.Bind(`SELECT `+humanColumns+` FROM person p
		WHERE {person.read:p.id} AND p.id > $1 AND p.deleted_at IS NULL AND p.merged_into IS NULL ORDER BY p.id LIMIT $2`, string(from), searchStep))
	if err != nil || len(rows) == 0 {
		return 0, from, nil, err
	}
	likely, err := likelyPeopleTx(tx, sc, rows)
	for i, list := range likely {
		for _, l := range list {
			a, b := pair(rows[i].ID, l.Human.ID)
			pairs = append(pairs, found{a, b, l.Score, l.Why})
		}
	}
	return len(rows), rows[len(rows)-1].ID, pairs, err
}

func keepPairsTx(op *operation.Op, kind Referred, pairs []found) error {
	kept, err := operation.Get[int](op, `SELECT COUNT(*) FROM likely_duplicate d WHERE {wall:d} AND d.kind = $1 LIMIT 1`, kind)
	if err != nil {
		return err
	}
	t := table{
		head: `INSERT INTO likely_duplicate (network_id, kind, a_id, b_id, score, reasons, found_at) VALUES`,
		tail: ` ON CONFLICT (network_id, kind, a_id, b_id) DO NOTHING`,
	}
	for _, p := range pairs[:min(len(pairs), max(0, maxPairs-kept))] {
		t.add(op.Network(), kind, p.a, p.b, p.score, reasonsOf(p.why), op.At)
	}
	return t.writeTx(op)
}

// LikelyPerson is a known person who may be the same as the one that was asked about.
type LikelyPerson struct {
	Human
	Score int
	Why   []Reason
}

// LikelyPeople returns who is likely the person of the input, before it is kept. Those who work at the organisation count more.
func (s *Service) LikelyPeople(ctx context.Context, sc access.Scope, organisation id.ID, in PersonInput) (out []LikelyPerson, err error) {
	if err := sc.Require(access.PersonRead); err != nil {
		return nil, err
	}
	in.Clean()
	if in.Name == "" {
		return nil, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		all, err := likelyPeopleTx(tx, sc, []Human{{Name: in.Name, Email: in.Email, Phone: in.Phone, WorksAt: organisation}})
		if err == nil {
			out = all[0]
		}
		return err
	})
	return out, operation.Wrap("look for the same person", err)
}

func likelyPeopleTx(tx *db.Tx, sc access.Scope, probes []Human) ([][]LikelyPerson, error) {
	var names, mails, phones []string
	var works []id.ID
	for _, p := range probes {
		names = append(names, check.Key(p.Name))
		if p.Email != "" {
			mails = append(mails, p.Email)
		}
		if p.Phone != "" {
			phones = append(phones, p.Phone)
		}
		if p.ID == "" && p.WorksAt != "" {
			works = append(works, p.WorksAt)
		}
	}
	limit := perKey * len(probes)
	const live = ` AND x.deleted_at IS NULL AND x.merged_into IS NULL LIMIT $2) AS part`
	known, err := db.Select[Human](tx, sc.BindQuery(new(db.Builder).Add(`SELECT `+humanColumns+` FROM person p WHERE {person.read:p.id} AND p.id IN (`).
		Add(`SELECT id FROM (SELECT x.id FROM person x WHERE {person.read:x.id} AND x.name_key = ANY($1)`+live, db.List(unique(names)), limit).
		Add(` UNION SELECT id FROM (SELECT x.id FROM person x WHERE {person.read:x.id} AND x.email = ANY($1) AND x.email <> ''`+live, db.List(unique(mails)), limit).
		Add(` UNION SELECT id FROM (SELECT x.id FROM person x WHERE {person.read:x.id} AND x.phone = ANY($1) AND x.phone <> ''`+live, db.List(unique(phones)), limit).
		Add(` UNION SELECT id FROM (SELECT x.id FROM position w JOIN person x ON x.network_id = w.network_id AND x.id = w.person_id
			WHERE {person.read:w} AND w.organisation_id = ANY($1) AND w.deleted_at IS NULL AND w.valid_to IS NULL`+live, db.List(works), limit).
		Add(`) LIMIT $1`, 4*limit).Query()))
	if err != nil {
		return nil, err
	}
	return comparePeople(probes, known), nil
}
