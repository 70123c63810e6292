package relation

import (
	"context"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SchoolChoice is a location to import, below a unit. A school that is a unit already stays where it hangs.
type SchoolChoice struct {
	BRIN   string
	Parent id.ID
}

// SchoolResult counts what an import of schools did.
type SchoolResult struct{ Created, Updated, Unchanged int }

// ApplySchools makes or updates the chosen schools: an organisation with DUO's facts and a unit that stands for it, all
// of them or none. Doing it again changes nothing.
func (s *Service) ApplySchools(ctx context.Context, sc access.Scope, file SchoolFile, choices []SchoolChoice) (done SchoolResult, err error) {
	for _, c := range choices {
		for _, a := range []access.Action{access.ImportRun, access.OrganisationWrite, access.NetworkManage} {
			if err := mayOn(sc, a, c.Parent); err != nil {
				return done, err
			}
		}
	}
	chosen, parents, err := chooseSchools(file, choices)
	if err != nil {
		return done, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if done, err = s.applySchoolsTx(op, chosen, parents); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "duo.imported", Object: "network", ID: op.Network(), Unit: choices[0].Parent, Detail: map[string]any{"digest": file.Run.Digest, "result": done}})
		return appliedTx(op, file.Run.ID, done)
	})
	return done, operation.Wrap("import schools", err)
}

// mayOn is RequireOn for actions of the whole network too.
func mayOn(sc access.Scope, a access.Action, unit id.ID) error {
	if a == access.OrganisationWrite {
		return sc.Require(a)
	}
	return sc.RequireOn(a, unit)
}

// chooseSchools finds the chosen locations in the file.
func chooseSchools(file SchoolFile, choices []SchoolChoice) (chosen []School, parents map[string]id.ID, err error) {
	parents = map[string]id.ID{}
	for _, c := range choices {
		parents[c.BRIN] = c.Parent
	}
	for _, s := range file.Schools {
		if parents[s.BRIN] != "" {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 || len(chosen) != len(parents) {
		return nil, nil, fault.Fields{"schools": {Key: "duo.choose_schools"}}.Err()
	}
	return chosen, parents, nil
}

func (s *Service) applySchoolsTx(op *operation.Op, chosen []School, parents map[string]id.ID) (done SchoolResult, err error) {
	if err := op.Lock("duo:" + string(op.Network())); err != nil {
		return done, err
	}
	if err := parentsTx(op, parents); err != nil {
		return done, err
	}
	proposals, err := proposeTx(op.Tx, op.Scope, chosen)
	if err != nil {
		return done, err
	}
	for _, p := range proposals {
		switch p.Outcome {
		case OutcomeCreate:
			done.Created++
			err = addSchoolTx(op, p, parents[p.BRIN])
			if _, taken := s.DB.Conflict(err); taken { // by hand, in this very moment
				return done, fault.Conflict("fault.changed")
			}
		case OutcomeUpdate:
			done.Updated++
			err = updateSchoolTx(op, p, parents[p.BRIN])
		default:
			done.Unchanged++
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// parentsTx refuses a parent that is not there.
func parentsTx(op *operation.Op, parents map[string]id.ID) error {
	unique := map[id.ID]bool{}
	var list []id.ID
	for _, p := range parents {
		if !unique[p] {
			unique[p] = true
			list = append(list, p)
		}
	}
	found, err := operation.Select[id.ID](op, `SELECT u.id FROM unit u WHERE {network.manage:u.id} AND u.id = ANY($1) AND u.deleted_at IS NULL LIMIT 5000`, db.List(list))
	if err == nil && len(found) != len(list) {
		err = fault.NotFound("fault.not_found")
	}
	return err
}

func addSchoolTx(op *operation.Op, p SchoolProposal, parent id.ID) error {
	key := op.NewID()
	err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, brin, street, house_number, postcode, place, place_key, municipality,
			website, phone, source, created_at, updated_at, operation_id, web_domain, mail_domain, match_name, match_front, match_back)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19, $20, $21, $22)`,
		append([]any{
			op.Network(), key, KindSchool, p.Name, check.Key(p.Name), p.BRIN, p.Street, p.HouseNumber, p.Postcode, p.Place, check.Key(p.Place), p.Municipality,
			p.Website, p.Phone, SourceDUO, op.At, op.ID,
		}, matchColumns(p.Name, p.Place, p.Website, "")...)...)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "organisation.added", Object: "organisation", ID: key, Detail: p.School})
	if err := history.CreatedTx(op, "", "organisation", key); err != nil {
		return err
	}
	if err := indexTx(op, p.doc(key)); err != nil {
		return err
	}
	_, err = network.AddUnitTx(op, network.UnitInput{Parent: parent, Kind: network.KindSchool, Name: p.ShortName, Organisation: key})
	return err
}

func updateSchoolTx(op *operation.Op, p SchoolProposal, parent id.ID) error {
	if len(p.Changes) > 0 {
		err := operation.Changed(op.Exec(`UPDATE organisation AS o SET name = $3, name_key = $4, street = $5, house_number = $6, postcode = $7, place = $8, place_key = $9,
				municipality = $10, website = $11, phone = $12, updated_at = $13, operation_id = $14, version = version + 1,
				web_domain = $15, mail_domain = $16, match_name = $17, match_front = $18, match_back = $19
			WHERE {organisation.write:o.id} AND o.id = $1 AND o.version = $2 AND o.deleted_at IS NULL`,
			append([]any{
				p.known.ID, p.known.Version, p.Name, check.Key(p.Name), p.Street, p.HouseNumber, p.Postcode, p.Place, check.Key(p.Place),
				p.Municipality, p.Website, p.Phone, op.At, op.ID,
			}, matchColumns(p.Name, p.Place, p.Website, "")...)...))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "organisation.edited", Object: "organisation", ID: p.known.ID, Detail: p.Changes})
		if err := history.ChangedTx(op, "", "organisation", p.known.ID, p.fields()...); err != nil {
			return err
		}
		if err := indexTx(op, p.doc(p.known.ID)); err != nil {
			return err
		}
	}
	if p.known.Unit != "" {
		return nil
	}
	_, err := network.AddUnitTx(op, network.UnitInput{Parent: parent, Kind: network.KindSchool, Name: p.ShortName, Organisation: p.known.ID})
	return err
}

// fields are the columns that change, with those that follow from them.
func (p SchoolProposal) fields() []history.Field {
	out := make([]history.Field, 0, len(p.Changes)+len(matchNames)+2)
	for _, c := range p.Changes {
		out = append(out, history.Field{Name: c.Field, Old: c.Before, New: c.After})
	}
	out = append(out, history.Field{Name: "name_key", Old: check.Key(p.known.Name), New: check.Key(p.Name)},
		history.Field{Name: "place_key", Old: check.Key(p.known.Place), New: check.Key(p.Place)})
	return append(out, changes(matchNames, matchColumns(p.known.Name, p.known.Place, p.known.Website, ""), matchColumns(p.Name, p.Place, p.Website, ""))...)
}

// matchNames are the columns of matchColumns.
var matchNames = []string{"web_domain", "mail_domain", "match_name", "match_front", "match_back"}

func (s School) doc(key id.ID) search.Doc {
	return search.Doc{Kind: search.Organisation, ID: key, Label: s.Name, Sub: s.Place, Words: []string{s.BRIN, s.BRIN[:4], s.ShortName, s.Postcode}}
}
