package engagement

import (
	"context"
	"time"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Choices is what the form of an agreement by hand offers.
type Choices struct {
	Units      []relation.Named
	Company    relation.Organisation // the chosen one; zero before a choice
	People     []relation.ContactPerson
	Items      []menu.Item
	Activities []programme.Activity
	Facilities []facility.Facility // that the unit may use
}

// Choices returns what the form offers for a unit (the principal's own first one when empty) and a company.
func (s *Service) Choices(ctx context.Context, sc access.Scope, unit, company id.ID) (c Choices, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return c, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		c, err = choicesTx(tx, sc, unit, company, s.Clock.Now())
		return err
	})
	return c, operation.Wrap("read choices", err)
}

func choicesTx(tx *db.Tx, sc access.Scope, unit, company id.ID, now time.Time) (c Choices, err error) {
	if c.Units, err = relation.UnitsTx(tx, sc, access.EngagementManage); err != nil {
		return c, err
	}
	if unit == "" && len(c.Units) > 0 {
		unit = c.Units[0].ID
	}
	if company != "" {
		if c.Company, err = relation.OrganisationTx(tx, sc, company); err != nil {
			return c, err
		}
		if c.People, err = relation.PeopleOfTx(tx, sc, company); err != nil {
			return c, err
		}
	}
	if c.Items, err = menu.ForUnitTx(tx, sc, unit); err != nil {
		return c, err
	}
	if c.Activities, err = programme.ActivityOptionsTx(tx, sc, "", now); err != nil {
		return c, err
	}
	c.Facilities, err = facility.ForUnitTx(tx, sc, unit)
	return c, err
}
