package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Introduction is that an organisation, or somebody there, brought in another one (introductie). Everybody who works with companies
// sees it on both timelines; what was said is a note of the unit.
type Introduction struct {
	ID         id.ID
	Unit       id.ID
	UnitName   string
	Other      id.ID // the other side, seen from the organisation whose page it is
	OtherName  string
	Brought    bool   // that organisation brought in the other; else it was brought in
	PersonName string // who brought in; empty for who may not see people
	On         clock.Date
	Version    int
}

// sourceIntroduction marks the two moments that an introduction leaves.
const sourceIntroduction = "introduction"

// IntroductionInput says who brought in whom.
type IntroductionInput struct {
	Unit         id.ID // for which it is recorded
	By           id.ID // who brought in
	Person       id.ID // who of them; may be empty
	Organisation id.ID // who was brought in
	On           string
	Note         string // only the unit reads it
}

// Introduce records that one organisation brought in another. It leaves a moment on both timelines, makes the first an ambassador of the
// unit and starts the unit's relationship with the second. An introduction that is known is fault.Conflict("introduction.known").
func (s *Service) Introduce(ctx context.Context, sc access.Scope, in IntroductionInput) (key id.ID, err error) {
	if in.Unit == "" && sc.Can(access.ContactRecord) {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.ContactRecord, in.Unit); err != nil {
		return "", err
	}
	today, f := clock.Today(s.Clock), fault.Fields{}
	on := check.Date(f, "on", in.On)
	note := check.OptionalMultiline(f, "note", in.Note, 5000)
	if on > today {
		f.Add("on", "relation.contact_future")
	} else if on != "" && on < today.AddDays(-contactDays) {
		f.Add("on", "relation.contact_long_ago")
	}
	if in.By == in.Organisation {
		f.Add("other", "introduction.itself")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key, err = in.introduceTx(op, on, note)
		return err
	})
	if name, taken := s.DB.Conflict(err); taken && name == "introduction_uq" {
		err = fault.Conflict("introduction.known")
	}
	return key, operation.Wrap("introduce", err)
}

func (in IntroductionInput) introduceTx(op *operation.Op, on clock.Date, note string) (id.ID, error) {
	if err := in.loadTx(op); err != nil {
		return "", err
	}
	at, key := op.At, op.NewID()
	if on != op.Today() {
		var err error
		if at, err = on.At(12, 0); err != nil {
			return "", err
		}
	}
	err := op.Insert(`INSERT INTO introduction (network_id, id, unit_id, by_organisation_id, by_person_id, organisation_id, happened_on, recorded_at, recorded_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), key, in.Unit, in.By, in.Person, in.Organisation, on, op.At, op.Scope.Account(), op.ID)
	if err != nil {
		return "", err
	}
	moment := Contact{Unit: in.Unit, Organisation: in.By, Person: in.Person, Kind: ContactBroughtIn, At: at, SourceKind: sourceIntroduction, SourceID: key}
	first, err := recordContactTx(op, moment)
	if err == nil && note != "" { // with the moment that names the person: it goes with them
		err = op.Insert(`INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES ($1, $2, $3, $4, $5)`, op.Network(), first, in.Unit, note, op.ID)
	}
	if err != nil {
		return "", err
	}
	moment.Organisation, moment.Person, moment.Kind = in.Organisation, "", ContactIntroduced
	if err := RecordContactTx(op, moment); err != nil {
		return "", err
	}
	if err := DeepenTx(op, in.Unit, in.By, DepthAmbassador); err != nil {
		return "", err
	}
	if _, err := EnsureRelationshipTx(op, in.Unit, in.Organisation); err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "introduction.recorded", Object: "introduction", ID: key, Unit: in.Unit, Detail: map[string]any{
		"by": in.By, "person": in.Person, "organisation": in.Organisation, "on": on,
	}})
	return key, history.ChangedTx(op, "", "introduction", key)
}

// loadTx refuses organisations and people that are not within reach, and follows those that were merged.
func (in *IntroductionInput) loadTx(op *operation.Op) error {
	f := fault.Fields{}
	for _, key := range []*id.ID{&in.By, &in.Organisation} {
		o, err := OrganisationTx(op.Tx, op.Scope, *key)
		if fault.Is(err, fault.KindNotFound) {
			f.Add("other", "relation.organisation_unknown")
			continue
		}
		if err != nil {
			return err
		}
		*key = o.ID
	}
	if in.By == in.Organisation {
		f.Add("other", "introduction.itself")
	}
	if in.Person != "" && len(f) == 0 {
		people, err := PeopleOfTx(op.Tx, op.Scope, in.By)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(p ContactPerson) bool { return p.ID == in.Person }) {
			f.Add("person", "field.choice")
		}
	}
	return f.Err()
}

// RemoveIntroduction puts an introduction in the bin, with the two moments that it left. The depth of the relationship stays as it is.
func (s *Service) RemoveIntroduction(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := operation.Get[id.ID](op, `SELECT i.unit_id FROM introduction i WHERE {contact.record:i} AND i.id = $1 AND i.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "introduction.removed", Object: "introduction", ID: key, Unit: unit})
		if err := history.BinTx(op, "", "introduction", []id.ID{key}); err != nil {
			return err
		}
		moments, err := introductionMomentsTx(op, key)
		if err != nil {
			return err
		}
		return history.BinTx(op, "", "contact_moment", moments)
	})
	return operation.Wrap("remove introduction", err)
}

func introductionMomentsTx(op *operation.Op, key id.ID) ([]id.ID, error) {
	return operation.Select[id.ID](op, `SELECT m.id FROM contact_moment m WHERE {wall:m} AND m.source_kind = 'introduction' AND m.source_id = $1 ORDER BY m.id LIMIT 10`, key)
}

// binnedIntroductions is how introductions stand in the bin. Their moments come back and go with them.
func (s *Service) binnedIntroductions() bin.Kind {
	return bin.Kind{
		Name: "introduction", Alias: "i",
		Find: `o.name AS name, b.name AS about FROM introduction i
			JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id AND o.deleted_at IS NULL
			JOIN organisation b ON b.network_id = i.network_id AND b.id = i.by_organisation_id AND b.deleted_at IS NULL
			WHERE {contact.record:i}` + byItself("i", "introduction"),
		Restore: s.restore("introduction", access.ContactRecord, func(op *operation.Op, t bin.Thing) error {
			moments, err := introductionMomentsTx(op, t.ID)
			if err == nil {
				_, err = history.UnbinTx(op, "contact_moment", moments, t.Op)
			}
			return err
		}),
		Due: `introduction i WHERE {wall:i} AND i.deleted_at IS NOT NULL`, Purge: dropper("introduction"),
	}
}

// otherSideTx adds to lines of a timeline that an introduction left whom it is about: the other organisation.
func (p *TimelinePage) otherSideTx(tx *db.Tx, sc access.Scope) error {
	var keys []id.ID
	for _, e := range p.Entries {
		if e.SourceKind == sourceIntroduction {
			keys = append(keys, e.SourceID)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	type sides struct {
		ID        id.ID  `db:"id"`
		By        id.ID  `db:"by_id"`
		ByName    string `db:"by_name"`
		Other     id.ID  `db:"other_id"`
		OtherName string `db:"other_name"`
	}
	rows, err := db.Select[sides](tx, sc.Bind(`SELECT i.id, b.id AS by_id, b.name AS by_name, o.id AS other_id, o.name AS other_name FROM introduction i
		JOIN organisation b ON b.network_id = i.network_id AND b.id = i.by_organisation_id AND b.deleted_at IS NULL
		JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id AND o.deleted_at IS NULL
		WHERE {contact.read:i} AND i.id = ANY($1) LIMIT 100`, db.List(keys)))
	for _, r := range rows {
		for at := range p.Entries {
			e := &p.Entries[at]
			switch {
			case e.SourceKind != sourceIntroduction || e.SourceID != r.ID:
			case e.Kind == ContactBroughtIn:
				e.Other, e.OtherName = r.Other, r.OtherName
			default:
				e.Other, e.OtherName = r.By, r.ByName
			}
		}
	}
	return operation.Wrap("read introductions", err)
}

// IntroductionForm is what the form of an introduction offers.
type IntroductionForm struct {
	Organisation Organisation
	Other        Organisation    // zero before it was chosen
	Units        []Named         // for which the principal records
	People       []ContactPerson // of who brought in; empty for who may not see people
}

// IntroductionForm returns what the form offers; brought says that the organisation brought in the other one. Another organisation that
// can't be found is not chosen.
func (s *Service) IntroductionForm(ctx context.Context, sc access.Scope, key, other id.ID, brought bool) (out IntroductionForm, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out = IntroductionForm{}
		if out.Organisation, err = OrganisationTx(tx, sc, key); err != nil {
			return err
		}
		if other != "" {
			out.Other, err = OrganisationTx(tx, sc, other)
			if err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
		if out.Units, err = UnitsTx(tx, sc, access.ContactRecord); err != nil || out.Other.ID == "" || !sc.Can(access.PersonRead) {
			return err
		}
		by := out.Organisation.ID
		if !brought {
			by = out.Other.ID
		}
		out.People, err = PeopleOfTx(tx, sc, by)
		return err
	})
	return out, operation.Wrap("read introduction form", err)
}

// RecordingUnits lists the units whose introductions somebody can look for: those that the principal reads relations of.
func (s *Service) RecordingUnits(ctx context.Context, sc access.Scope) (out []Named, err error) {
	if err := sc.Require(access.ContactRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = UnitsTx(tx, sc, access.ContactRecord)
		return err
	})
	return out, err
}
