package agreement

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Draft begins an agreement with a company or an umbrella.
func (s *Service) Draft(ctx context.Context, sc access.Scope, in Input) (key id.ID, err error) {
	if err := sc.RequireOn(access.AgreementWrite, in.Unit); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		d, err := draftTx(op, Agreement{Unit: in.Unit, Organisation: in.Organisation}, Version{N: 1, State: Draft}, in)
		if err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "agreement.drafted", Object: "agreement", ID: key, Unit: in.Unit, Detail: map[string]any{"organisation": in.Organisation, "name": d.name, "from": d.from, "to": d.to}})
		err = op.Insert(`INSERT INTO agreement (network_id, id, unit_id, organisation_id, grant_id, name, name_key, state, start_on, end_on, renews_id, created_at, created_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			op.Network(), key, in.Unit, in.Organisation, in.Grant, d.name, check.Key(d.name), Draft, d.from, d.to, id.ID(""), op.At, op.Scope.Account(), op.ID)
		if err != nil {
			return err
		}
		a := Agreement{ID: key, Unit: in.Unit}
		if err := eventTx(op, a, 1, Drafted, "", "", ""); err != nil {
			return err
		}
		return addVersionTx(op, a, 1, d)
	})
	return key, operation.Wrap("draft agreement", err)
}

// openDraftTx reads an agreement that may be changed with its draft.
func openDraftTx(op *operation.Op, key id.ID) (a Agreement, v Version, err error) {
	if a, err = changeTx(op, key); err != nil {
		return a, v, err
	}
	v, err = openTx(op, a, Draft)
	if fault.Is(err, fault.KindNotFound) {
		err = fault.Conflict("agreement.not_draft")
	}
	return a, v, err
}

// Edit changes the draft of an agreement or of an amendment.
func (s *Service) Edit(ctx context.Context, sc access.Scope, key id.ID, version int, in Input) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, v, err := openDraftTx(op, key)
		if err != nil {
			return err
		}
		if v.RowVersion != version {
			return fault.Conflict("fault.changed")
		}
		d, err := draftTx(op, a, v, in)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.edited", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N, "name": d.name, "from": d.from, "to": d.to}})
		if v.N == 1 {
			err = operation.Changed(op.Exec(`UPDATE agreement AS a SET name = $2, name_key = $3, grant_id = $4, start_on = $5, end_on = $6, version = version + 1, operation_id = $7
				WHERE {agreement.write:a} AND a.id = $1`, a.ID, d.name, check.Key(d.name), in.Grant, d.from, d.to, op.ID))
			if err != nil {
				return err
			}
		}
		err = operation.Changed(op.Exec(`UPDATE agreement_version AS v SET template_version_id = $2, start_on = $3, end_on = $4, changes = $5, version = version + 1, operation_id = $6
			WHERE {wall:v} AND v.id = $1 AND v.state = 'draft'`, v.ID, d.template, d.from, d.to, d.changes, op.ID))
		if err != nil {
			return err
		}
		return partsTx(op, a, v.ID, d)
	})
	return operation.Wrap("edit agreement", err)
}

// drafted is a draft of which everything it names exists.
type drafted struct {
	checked
	template id.ID // version
	items    []id.ID
	pledges  []Pledge
}

// draftTx checks a draft. What an amendment keeps from the agreement (company, grant, name) comes from there.
func draftTx(op *operation.Op, a Agreement, v Version, in Input) (d drafted, err error) {
	in.Unit, in.Organisation = a.Unit, a.Organisation
	if v.N > 1 {
		in.Name, in.Grant = a.Name, a.Grant
	}
	c, f := in.check(v.N > 1)
	d.checked = c
	known := known{op: op, f: f}
	known.organisation("organisation", in.Organisation, true)
	for i, s := range c.signatories {
		if s.Organisation != "" {
			known.organisation(SignatoryField(c.places[i], "organisation"), s.Organisation, false)
		}
	}
	known.items(in.Items)
	d.template = known.template(v.TemplateVersion, in.Template)
	if known.err != nil {
		return d, known.err
	}
	d.items = in.Items
	if d.pledges, err = worthTx(op, f, in, d.checked); err != nil {
		return d, err
	}
	return d, f.Err()
}

// worthTx values the pledges. Messages of funding come back at the fields of the line.
func worthTx(op *operation.Op, f fault.Fields, in Input, c checked) (out []Pledge, err error) {
	for n, p := range in.Pledges {
		if p.empty() {
			continue
		}
		if in.Grant == "" {
			f.Add("grant", "agreement.needs_grant")
			return nil, nil
		}
		line := funding.PledgeInput{Grant: in.Grant, Unit: in.Unit, Organisation: in.Organisation, Year: p.Year, Kind: p.Kind, Hours: p.Amount, Value: p.Amount}
		worth, err := funding.WorthTx(op, line)
		what := check.OptionalLine(f, PledgeField(n, "what"), p.What, 120)
		if faults, ok := fault.As(err); ok && faults.Kind == fault.KindInvalid {
			for field, m := range faults.Fields {
				f[pledgeFault(n, field)] = m
			}
			continue
		}
		if fault.Is(err, fault.KindNotFound) {
			f.Add("grant", "field.choice")
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if c.from != "" && c.to != "" && !slices.Contains(years(c.from, c.to), strings.TrimSpace(p.Year)) {
			f.Add(PledgeField(n, "year"), "agreement.year_outside")
		}
		out = append(out, Pledge{Year: worth.Year, Kind: worth.Kind, Minutes: worth.Minutes, Cents: worth.Cents, What: what})
	}
	return out, nil
}

// pledgeFault is the field of this form at which funding's message stands.
func pledgeFault(n int, field string) string {
	switch field {
	case "hours", "value":
		return PledgeField(n, "amount")
	case "year", "kind":
		return PledgeField(n, field)
	default: // the unit does not belong to the grant
		return "grant"
	}
}

// known checks that what a draft names is there and within reach; what is not gets a message at its field.
type known struct {
	op  *operation.Op
	f   fault.Fields
	err error
}

func (k *known) organisation(field string, key id.ID, counterpart bool) {
	if k.err != nil {
		return
	}
	kinds, err := operation.Select[string](k.op, `SELECT o.kind FROM organisation o WHERE {organisation.read:o.id} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, key)
	if k.err = err; err == nil && (len(kinds) == 0 || counterpart && (kinds[0] == "school" || kinds[0] == "board")) {
		k.f.Add(field, "field.choice")
	}
}

func (k *known) items(keys []id.ID) {
	if k.err != nil || len(keys) == 0 {
		return
	}
	found, err := operation.Select[id.ID](k.op, `SELECT m.id FROM menu_item m WHERE {menu.read:m} AND m.id = ANY($1) AND m.deleted_at IS NULL LIMIT 200`, keyList(keys))
	if k.err = err; err == nil && len(found) != len(keys) {
		k.f.Add("items", "field.choice")
	}
}

// template finds the version to use: the one the draft has when its template was not changed for another, else the latest.
func (k *known) template(has, template id.ID) id.ID {
	if k.err != nil {
		return has
	}
	type row struct {
		Latest id.ID `db:"latest"`
		Has    bool  `db:"has"`
	}
	rows, err := operation.Select[row](k.op, `SELECT v.id AS latest, EXISTS (SELECT 1 FROM agreement_template_version w WHERE w.network_id = t.network_id AND w.template_id = t.id AND w.id = $2) AS has
		FROM agreement_template t JOIN agreement_template_version v ON v.network_id = t.network_id AND v.template_id = t.id AND v.n = t.latest
		WHERE {network.read:t} AND t.id = $1 AND (t.deleted_at IS NULL OR EXISTS (SELECT 1 FROM agreement_template_version w WHERE w.network_id = t.network_id AND w.template_id = t.id AND w.id = $2)) LIMIT 1`, template, has)
	switch k.err = err; {
	case err != nil:
		return has
	case len(rows) == 0:
		k.f.Add("template", "field.choice")
		return has
	case rows[0].Has:
		return has
	}
	return rows[0].Latest
}
