package relation

import (
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// undoDays is how long a merge can be undone.
const undoDays = 30

// MergeInput says which two records are one, and which fields to take from the one that goes.
type MergeInput struct {
	Kept, Gone               id.ID
	KeptVersion, GoneVersion int
	Take                     []string // MergeFields of which the value of the one that goes stays
}

// The fields of an organisation among which a merge chooses, in the order of the page. An address, a number with its
// establishment and a code with its edition go together: halves of two make a third that does not exist.
var organisationMergeFields = []string{"name", "kvk", "rsin", "sbi_code", "address", "phone", "email", "website", "profiles", "year_limit"}

// MergeFields lists the fields among which a merge of organisations chooses.
func MergeFields() []string { return slices.Clone(organisationMergeFields) }

// Taking returns the facts after a merge: those of in, with the named fields of the other.
func (in OrganisationInput) Taking(from OrganisationInput, fields []string) OrganisationInput {
	for _, f := range fields {
		switch f {
		case "name":
			in.Name = from.Name
		case "kvk":
			in.KVK, in.Establishment = from.KVK, from.Establishment
		case "rsin":
			in.RSIN = from.RSIN
		case "sbi_code":
			in.SBICode, in.SBIVersion = from.SBICode, from.SBIVersion
		case "address":
			in.Street, in.HouseNumber, in.Postcode, in.Place = from.Street, from.HouseNumber, from.Postcode, from.Place
		case "phone":
			in.Phone = from.Phone
		case "email":
			in.Email = from.Email
		case "website":
			in.Website = from.Website
		case "profiles":
			in.Profiles = from.Profiles
		case "year_limit":
			in.YearLimit = from.YearLimit
		}
	}
	return in
}

// MergeOrganisations makes two organisations one. Everything that named the one that goes names the one that stays, but for what
// is append-only; the one that goes keeps its id and leads to the other. It returns the merge, which can be undone for 30 days.
func (s *Service) MergeOrganisations(ctx context.Context, sc access.Scope, in MergeInput) (id.ID, error) {
	merging, err := s.merge(ctx, sc, in, s.mergeOrganisationsTx)
	if _, taken := s.DB.Conflict(err); taken {
		return "", fault.Conflict("fault.changed")
	}
	return merging, operation.Wrap("merge organisations", err)
}

// merge runs a merge of two records of one kind under an id of its own.
func (s *Service) merge(ctx context.Context, sc access.Scope, in MergeInput, of func(op *operation.Op, batch id.ID, in MergeInput) error) (merging id.ID, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return "", err
	}
	if in.Kept == in.Gone {
		return "", fault.Invalid("relation.merge.self")
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		merging = op.NewID()
		return of(op, merging, in)
	})
	return merging, err
}

// mergeableTx loads the two records of a merge.
func mergeableTx[T any](op *operation.Op, query string, in MergeInput) (kept, gone T, err error) {
	if kept, err = operation.Get[T](op, query, in.Kept); err != nil {
		return kept, gone, err
	}
	gone, err = operation.Get[T](op, query, in.Gone)
	return kept, gone, err
}

const mergeableQuery = `SELECT ` + organisationColumns + ` FROM organisation o
	WHERE {organisation.merge:o.id} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`

func (s *Service) mergeOrganisationsTx(op *operation.Op, batch id.ID, in MergeInput) error {
	kept, gone, err := mergeableTx[Organisation](op, mergeableQuery, in)
	if err != nil {
		return err
	}
	switch {
	case kept.Version != in.KeptVersion || gone.Version != in.GoneVersion:
		return fault.Conflict("fault.changed")
	case gone.BRIN != "" || gone.Source == SourceDUO:
		return fault.Conflict("relation.merge.duo")
	}
	// First the one that goes lets go of its number, then the other may take it. Undoing goes the other way round.
	if err := leadTx(op, batch, "organisation", kept.ID, gone.ID); err != nil {
		return err
	}
	after := kept.Input().Taking(gone.Input(), in.Take)
	if err := factsTx(op, batch, kept, after); err != nil {
		return err
	}
	if err := reviveTagsTx(op, batch, kept.ID, gone.ID); err != nil {
		return err
	}
	moved, err := s.moveTx(op, batch, ReferredOrganisation, kept.ID, gone.ID)
	if err != nil {
		return err
	}
	joined, err := joinRelationshipsTx(op, batch, kept.ID, gone.ID)
	if err != nil {
		return err
	}
	moved["relationships"] = joined
	if err := onePrimaryTx(op, batch, kept.ID); err != nil {
		return err
	}
	if err := s.noteMergeTx(op, batch, ReferredOrganisation, kept.ID, gone.ID, moved); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "organisation.merged", Object: "organisation", ID: kept.ID, Detail: map[string]any{
		"merge": batch, "gone": gone.ID, "before": kept.Input(), "other": gone.Input(), "after": after, "moved": moved,
	}})
	return reindexTx(op, kept.ID, gone.ID)
}

// leadTx lets the record that goes lead to the one that stays, and all that led to it: an old address is one step away.
func leadTx(op *operation.Op, batch id.ID, table string, kept, gone id.ID) error {
	before, err := operation.Select[id.ID](op, `SELECT x.id FROM `+table+` x WHERE {organisation.merge:x.id} AND x.merged_into = $1 LIMIT 10000`, gone)
	if err != nil {
		return err
	}
	if err := history.MoveTx(op, batch, table, "merged_into", gone, kept, before); err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE `+table+` AS x SET merged_into = $2, version = version + 1, operation_id = $3
		WHERE {organisation.merge:x.id} AND x.id = $1 AND x.merged_into IS NULL AND x.deleted_at IS NULL`, gone, kept, op.ID))
	if err != nil {
		return err
	}
	return history.ChangedTx(op, batch, table, gone, history.Field{Name: "merged_into", New: kept})
}

// factsTx writes an organisation's facts and keeps what they were.
func factsTx(op *operation.Op, batch id.ID, kept Organisation, after OrganisationInput) error {
	before := kept.Input()
	err := operation.Changed(op.Exec(`UPDATE organisation AS o SET updated_at = $3, operation_id = $4, version = version + 1,
			name = $5, name_key = $6, kvk = $7, establishment = $8, street = $9, house_number = $10, postcode = $11, place = $12, place_key = $13,
			website = $14, email = $15, phone = $16, profiles = $17, year_limit = $18, rsin = $19, sbi_code = $20, sbi_version = $21,
			web_domain = $22, mail_domain = $23, match_name = $24, match_front = $25, match_back = $26
		WHERE {organisation.merge:o.id} AND o.id = $1 AND o.version = $2`, append([]any{kept.ID, kept.Version, op.At, op.ID}, after.values()...)...))
	if err != nil {
		return err
	}
	return history.ChangedTx(op, batch, "organisation", kept.ID, before.fields(&after)...)
}

// moveTx lets every row that named the record that goes name the one that stays, and counts them by label.
func (s *Service) moveTx(op *operation.Op, batch id.ID, of Referred, kept, gone id.ID) (map[string]int, error) {
	moved := map[string]int{}
	type row struct {
		ID    id.ID `db:"id"`
		Stays bool  `db:"stays"`
	}
	for _, r := range s.references {
		if r.Of != of || r.Stays != "" {
			continue
		}
		twice, open := r.twice(), `1 = 1`
		if r.Bin { // what is in the bin already, and has no room there, stays where it is
			open = `NOT (x.deleted_at IS NOT NULL AND ` + twice + `)`
		}
		rows, err := operation.Select[row](op, `SELECT x.id, `+twice+` AS stays FROM `+r.Table+` x
			WHERE {organisation.merge:x} AND x.`+r.Column+` = $1 AND `+or(r.Only, `1 = 1`)+` AND `+open+` AND $2 <> '' LIMIT 100000`, gone, kept)
		if err != nil {
			return nil, err
		}
		var move, bin []id.ID
		for _, x := range rows {
			if x.Stays {
				bin = append(bin, x.ID)
			} else {
				move = append(move, x.ID)
			}
		}
		if err := history.MoveTx(op, batch, r.Table, r.Column, gone, kept, move); err != nil {
			return nil, err
		}
		if r.Bin {
			if err := history.BinTx(op, batch, r.Table, bin); err != nil {
				return nil, err
			}
		}
		if r.Label != "" {
			moved[r.Label] += len(move)
		}
	}
	return moved, nil
}

// twice is SQL that is true of a row x which the record that stays, $2, has already.
func (r Reference) twice() string {
	if r.Once == nil {
		return `1 = 0`
	}
	while := or(r.While, `1 = 1`)
	same := ""
	for _, column := range r.Once {
		same += ` AND y.` + column + ` = x.` + column
	}
	if r.Column == "member_id" || r.Column == "umbrella_id" { // nobody is a member of itself
		return `(` + while + ` AND x.` + r.Once[0] + ` = $2 OR ` + while + ` AND EXISTS (SELECT 1 FROM ` + r.Table + ` y WHERE y.network_id = x.network_id AND y.` + r.Column + ` = $2` + same +
			` AND ` + strings.ReplaceAll(while, "x.", "y.") + `))`
	}
	return `(` + while + ` AND EXISTS (SELECT 1 FROM ` + r.Table + ` y WHERE y.network_id = x.network_id AND y.` + r.Column + ` = $2` + same +
		` AND ` + strings.ReplaceAll(while, "x.", "y.") + `))`
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// noteMergeTx keeps that two records became one, so that it can be undone.
func (s *Service) noteMergeTx(op *operation.Op, batch id.ID, of Referred, kept, gone id.ID, moved map[string]int) error {
	err := op.Insert(`INSERT INTO merging (network_id, id, kind, kept_id, gone_id, moved, account_id, at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		op.Network(), batch, of, kept, gone, db.JSON[map[string]int]{V: moved}, op.Scope.Account(), op.At, op.ID)
	if err != nil {
		return err
	}
	_, err = op.Exec(`DELETE FROM likely_duplicate AS d WHERE {organisation.merge:d} AND d.kind = $1 AND (d.a_id = $2 OR d.b_id = $2)`, of, gone)
	return err
}

// canUndo reports whether a merge of then can be undone now.
func canUndo(then, now time.Time) bool { return now.Before(then.AddDate(0, 0, undoDays)) }
