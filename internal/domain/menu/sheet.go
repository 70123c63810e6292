package menu

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
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
		sheet.Offers, err = OffersOfTx(tx, sc, org.ID)
		return err
	})
	return sheet, operation.Wrap("read menu sheet", err)
}
