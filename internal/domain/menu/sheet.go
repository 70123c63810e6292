package menu

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Sheet is the form on which a company ticks: the menu, and what it offers now.
type Sheet struct {
	Organisation id.ID
	Name         string
	Unit         string // name of the unit that invited; empty for staff
	Items        []Item
	Offers       []Offer
	Pauses       []Pause // that run or come
	People       []Colleague
}

// Colleague is somebody who works at the company and may be asked for an item.
type Colleague struct {
	ID   id.ID  `db:"id"`
	Name string `db:"name"`
}

// colleaguesTx returns who works at a company that the principal may choose for.
func colleaguesTx(tx *db.Tx, sc access.Scope, organisation id.ID) ([]Colleague, error) {
	return db.Select[Colleague](tx, sc.Bind(`SELECT p.id, p.name FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
		WHERE {offer.write:w} AND w.organisation_id = $1 AND w.deleted_at IS NULL AND w.valid_to IS NULL AND p.deleted_at IS NULL AND p.merged_into IS NULL
		ORDER BY w.is_primary DESC, p.name_key, p.id LIMIT 100`, organisation))
}

// Sheet returns the form of one company, for its link or for staff.
func (s *Service) Sheet(ctx context.Context, sc access.Scope, organisation id.ID) (sheet Sheet, err error) {
	if err := sc.Require(access.OfferWrite); err != nil {
		return sheet, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		org, err := relation.OrganisationTx(tx, sc, organisation)
		if err != nil {
			return err
		}
		if org.Kind != relation.KindCompany {
			return fault.NotFound("fault.not_found")
		}
		sheet = Sheet{Organisation: org.ID, Name: org.Name}
		if sc.Kind() == access.KindLink {
			sheet.Unit, err = operation.Found(db.Get[string](tx, sc.Bind(`SELECT u.name FROM unit u WHERE {wall:u} AND u.id = $1 LIMIT 1`, sc.Subject())))
			if err != nil {
				return err
			}
		}
		if sheet.Items, err = cardTx(tx, sc, false); err != nil {
			return err
		}
		today := clock.Today(s.Clock)
		if sheet.Offers, err = OffersOfTx(tx, sc, org.ID, today); err != nil {
			return err
		}
		if sheet.Pauses, err = PausesOfTx(tx, sc, org.ID, today); err != nil {
			return err
		}
		sheet.People, err = colleaguesTx(tx, sc, org.ID)
		return err
	})
	return sheet, operation.Wrap("read menu sheet", err)
}
