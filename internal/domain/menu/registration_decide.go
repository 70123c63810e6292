package menu

import (
	"context"
	"slices"
	"strconv"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Approval is how a colleague settles a registration.
type Approval struct {
	Version      int
	Organisation id.ID // the company that it is; empty: it is made anew
}

// Approved is what became of it.
type Approved struct {
	Organisation id.ID
	Company      string
	Offers       int // that are new
}

// registeredSource is how we know somebody who registered.
const registeredSource = "/doe-mee"

// ApproveRegistration makes the registration a company with its person and offers, or adds person and offers to a company that we know:
// all of it or nothing. Offers that the company has already stay as they are. Who registered gets a mail with the link to the menu.
func (s *Service) ApproveRegistration(ctx context.Context, sc access.Scope, key id.ID, in Approval) (out Approved, err error) {
	if err := mayDecide(sc); err != nil {
		return out, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		out, err = approveTx(op, key, in)
		return err
	})
	if constraint, taken := s.DB.Conflict(err); taken && constraint == "organisation_kvk_uq" {
		return out, fault.Fields{"organisation": {Key: "registration.kvk_taken"}}.Err()
	}
	return out, operation.Wrap("approve registration", err)
}

func approveTx(op *operation.Op, key id.ID, in Approval) (out Approved, err error) {
	r, err := openRegistrationTx(op, key)
	if err != nil {
		return out, err
	}
	unit, err := relatesTo(op.Scope, r.Unit)
	if err != nil {
		return out, err
	}
	o, err := registeredTx(op, r, in.Organisation)
	if err != nil {
		return out, err
	}
	out = Approved{Organisation: o.ID, Company: o.Name}
	person, err := relation.EnsurePersonTx(op, o, r.person())
	if err != nil {
		return out, err
	}
	if _, err := relation.EnsureRelationshipTx(op, unit, o.ID); err != nil {
		return out, err
	}
	if out.Offers, err = r.offersTx(op, o.ID, person); err != nil {
		return out, err
	}
	err = relation.RecordContactTx(op, relation.Contact{
		Unit: unit, Organisation: o.ID, Person: person, Kind: relation.ContactMenuChosen, At: op.At, SourceKind: "registration", SourceID: r.ID,
	})
	if err != nil {
		return out, err
	}
	if err := settleTx(op, r, in.Version, RegistrationApproved, "", o.ID); err != nil {
		return out, err
	}
	op.Audit(audit.Entry{Action: "registration.approved", Object: "registration", ID: r.ID, Unit: unit, Detail: map[string]any{
		"organisation": o.ID, "new": in.Organisation == "", "person": person, "offers": out.Offers,
	}})
	made, err := link.MakeTx(op, link.New{Kind: link.Menu, Email: r.Email, Organisation: o.ID, Person: person, Subject: unit})
	if err != nil {
		return out, err
	}
	return out, post.SendTx(op, post.Letter{
		Key: "registration_approved", To: r.Email, ToName: r.Name, Lang: r.Lang, Link: made, Unit: unit, Organisation: o.ID,
		AboutKind: "registration", About: r.ID, Data: RegistrationLetter{Unit: r.UnitName, Company: o.Name, Items: out.Offers},
	})
}

// relatesTo is whose relation a registration becomes: of the unit on whose page it was filled in when the colleague works there, else of
// the colleague's own.
func relatesTo(sc access.Scope, page id.ID) (id.ID, error) {
	for _, unit := range append([]id.ID{page}, sc.HomeUnits()...) {
		if sc.CanOn(access.RelationshipWrite, unit) {
			return unit, nil
		}
	}
	return "", fault.Forbidden("fault.forbidden")
}

// registeredTx is the company that a registration becomes: a new one, or the one that the colleague chose.
func registeredTx(op *operation.Op, r Registration, chosen id.ID) (o relation.Organisation, err error) {
	if chosen == "" {
		in := r.organisation()
		if err := in.Validate(); err != nil {
			return o, err
		}
		if chosen, err = relation.AddOrganisationTx(op, in); err != nil {
			return o, err
		}
	}
	o, err = relation.OrganisationTx(op.Tx, op.Scope, chosen)
	if fault.Is(err, fault.KindNotFound) || err == nil && o.Kind != relation.KindCompany {
		return o, fault.Fields{"organisation": {Key: "field.choice"}}.Err()
	}
	return o, err
}

// person is who registered, as a contact person. They asked for our mails themselves.
func (r Registration) person() relation.PersonInput {
	in := relation.PersonInput{
		Name: r.Name, Email: r.Email, Phone: r.Phone, Lang: r.Lang, Requests: true, Basis: string(relation.BasisConsent), Source: registeredSource,
	}
	in.Clean()
	return in
}

// offersTx makes offers of what was ticked and is still on the menu. One that was withdrawn comes back; one that runs stays as it is.
func (r Registration) offersTx(op *operation.Op, organisation, person id.ID) (made int, err error) {
	if err := op.Lock("offers:" + string(organisation)); err != nil {
		return 0, err
	}
	items, err := operation.Select[Item](op, `SELECT `+itemColumns+`, 0 AS offers`+itemFrom+`WHERE {menu.read:m} AND m.id = ANY($1) AND m.deleted_at IS NULL AND m.active
		ORDER BY m.position, m.id LIMIT 500`, db.List(r.Items))
	if err != nil {
		return 0, err
	}
	had, err := heldTx(op, organisation)
	if err != nil {
		return 0, err
	}
	for _, i := range items {
		c := Choice{Item: i.ID, Person: person, Remark: r.Remark, times: r.Times, maxGroup: i.MaxGroup, months: r.Months.V, weekdays: r.Weekdays.V, source: ByLink}
		old := slices.IndexFunc(had, func(h held) bool { return h.Item == i.ID })
		switch {
		case old >= 0 && had[old].Live:
			continue
		case old >= 0:
			err = c.renewTx(op, had[old])
		default:
			err = c.offerTx(op, organisation)
		}
		if err != nil {
			return 0, err
		}
		made++
	}
	return made, nil
}

// RefuseRegistration says no, and tells who registered why.
func (s *Service) RefuseRegistration(ctx context.Context, sc access.Scope, key id.ID, version int, reason string) error {
	if err := mayDecide(sc); err != nil {
		return err
	}
	f := fault.Fields{}
	reason = check.Multiline(f, "reason", reason, 3, 500)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		r, err := openRegistrationTx(op, key)
		if err != nil {
			return err
		}
		if err := settleTx(op, r, version, RegistrationRefused, reason, ""); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "registration.refused", Object: "registration", ID: r.ID, Unit: r.Unit})
		return post.SendTx(op, post.Letter{
			Key: "registration_refused", To: r.Email, ToName: r.Name, Lang: r.Lang, Unit: r.Unit, AboutKind: "registration", About: r.ID,
			Data: RegistrationLetter{Unit: r.UnitName, Company: r.Company, Reason: reason},
		})
	})
	return operation.Wrap("refuse registration", err)
}

func openRegistrationTx(op *operation.Op, key id.ID) (Registration, error) {
	r, err := operation.Get[Registration](op, `SELECT `+registrationColumns+registrationFrom+`WHERE `+decidable+` AND x.id = $1 AND x.state <> 'asked' LIMIT 1`, key)
	if err == nil && r.State != RegistrationOpen {
		return r, fault.Conflict("registration.settled")
	}
	return r, err
}

func settleTx(op *operation.Op, r Registration, version int, state, reason string, organisation id.ID) error {
	return operation.Changed(op.Exec(`UPDATE registration AS x SET state = $3, reason = $4, organisation_id = $5, decided_at = $6, decided_by = $7,
			version = version + 1, operation_id = $8
		WHERE `+decidable+` AND x.id = $1 AND x.version = $2 AND x.state = 'open'`, r.ID, version, state, reason, organisation, op.At, op.Scope.Account(), op.ID))
}

// TimesText is how often a year, as a form shows it.
func (r Registration) TimesText() string { return strconv.Itoa(r.Times) }
