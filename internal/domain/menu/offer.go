package menu

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Source is who said what a company offers.
type Source string

// The sources.
const (
	ByLink  Source = "link"  // the company itself
	ByStaff Source = "staff" // one of us, after talking to the company
)

// Offer is what a company ticked on the menu, with its own limits.
type Offer struct {
	ID               id.ID          `db:"id"`
	Organisation     id.ID          `db:"organisation_id"`
	OrganisationName string         `db:"organisation_name"`
	OrganisationTown string         `db:"organisation_place"`
	Item             id.ID          `db:"menu_item_id"`
	ItemNL           string         `db:"item_nl"`
	ItemEN           string         `db:"item_en"`
	Times            int            `db:"times_per_year"` // own ceiling a school year
	Months           db.JSON[[]int] `db:"months"`         // empty is all
	Profiles         db.Strings     `db:"profiles"`       // empty is all
	Levels           db.Strings     `db:"levels"`         // empty is all
	MaxGroup         int            `db:"max_group"`
	MaxKM            *int           `db:"max_km"`
	Person           id.ID          `db:"person_id"`
	PersonName       string         `db:"person_name"` // empty for who may not read people
	Remark           string         `db:"remark"`
	Languages        db.Strings     `db:"languages"`    // besides Dutch
	PausedFrom       clock.Date     `db:"paused_from"`  // of the pause of the company that runs, or comes first
	PausedUntil      clock.Date     `db:"paused_until"` // the first day after it
	ConfirmedOn      clock.Date     `db:"confirmed_on"`
	Source           Source         `db:"source"`
	Version          int            `db:"version"`
	Days
}

// ItemName returns the item's name in a language.
func (o Offer) ItemName(lang string) string { return pick(lang, o.ItemNL, o.ItemEN) }

// Suits reports whether the company takes requests in the month.
func (o Offer) Suits(m time.Month) bool {
	return len(o.Months.V) == 0 || slices.Contains(o.Months.V, int(m))
}

// Pause is the pause of the company that runs or comes first; the zero value without one.
func (o Offer) Pause() Pause { return Pause{From: o.PausedFrom, Until: o.PausedUntil} }

// Paused reports whether the company wants no requests on the day.
func (o Offer) Paused(on clock.Date) bool { return o.Pause().Covers(on) }

const offerColumns = `f.id, f.organisation_id, o.name AS organisation_name, o.place AS organisation_place, f.menu_item_id,
	m.name_nl AS item_nl, m.name_en AS item_en, f.times_per_year, f.months, f.profiles, f.levels, f.max_group, f.max_km,
	f.person_id, f.remark, f.weekdays, f.notice_days, f.languages, f.confirmed_on, f.source, f.version,
	COALESCE((SELECT p.name FROM person p WHERE {person.read:p} AND p.id = f.person_id AND p.deleted_at IS NULL), '') AS person_name,` + pauseColumns

const offerFrom = ` FROM offer f
	JOIN menu_item m ON m.network_id = f.network_id AND m.id = f.menu_item_id
	JOIN organisation o ON o.network_id = f.network_id AND o.id = f.organisation_id `

// OffersOfTx returns the live offers of one company.
func OffersOfTx(tx *db.Tx, sc access.Scope, organisation id.ID, today clock.Date) ([]Offer, error) {
	rows, err := db.Select[Offer](tx, sc.Bind(`SELECT `+offerColumns+offerFrom+`
		WHERE {offer.read:f} AND f.organisation_id = $2 AND f.deleted_at IS NULL ORDER BY m.position, f.id LIMIT 500`, today, organisation))
	return rows, operation.Wrap("read offers", err)
}

// OffersOf returns the live offers of one company.
func (s *Service) OffersOf(ctx context.Context, sc access.Scope, organisation id.ID) (rows []Offer, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = OffersOfTx(tx.MayEnd(), sc, organisation, clock.Today(s.Clock))
		return err
	})
	return rows, err
}

// OfferFilter narrows Offers.
type OfferFilter struct {
	Item    id.ID
	Profile string // offers that take this profile
	Search  string // part of the company's name
	After   string // cursor of the page before
}

// OfferPage is a page of offers by company; Next is empty on the last one.
type OfferPage struct {
	Rows []Offer
	Next string
}

// pageSize is the number of rows on a page of a list.
const pageSize = 50

type offerLine struct {
	Offer
	NameKey string `db:"name_key"`
}

// Offers lists live offers of companies, ordered by the company's name.
func (s *Service) Offers(ctx context.Context, sc access.Scope, f OfferFilter) (page OfferPage, err error) {
	var b db.Builder
	b.Add(`SELECT `+offerColumns+`, o.name_key`+offerFrom+`WHERE {offer.read:f} AND f.deleted_at IS NULL AND o.deleted_at IS NULL AND m.active`, clock.Today(s.Clock))
	if f.Item != "" {
		b.Add(` AND f.menu_item_id = $1`, f.Item)
	}
	if f.Profile != "" {
		b.Add(` AND (f.profiles = '[]' OR f.profiles LIKE $1)`, codePattern(f.Profile))
	}
	if key := check.Key(f.Search); key != "" {
		b.Add(` AND o.name_key LIKE $1`, "%"+key+"%")
	}
	if name, key, ok := cursor.Read(f.After); ok {
		b.Add(` AND (o.name_key, f.id) > ($1, $2)`, name, key)
	}
	b.Add(` ORDER BY o.name_key, f.id LIMIT $1`, pageSize+1)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[offerLine](tx, sc.BindQuery(b.Query()))
		if err != nil {
			return operation.Wrap("read offers", err)
		}
		page = OfferPage{}
		if len(rows) > pageSize {
			rows = rows[:pageSize]
			page.Next = cursor.Of(rows[pageSize-1].NameKey, rows[pageSize-1].ID)
		}
		for _, r := range rows {
			page.Rows = append(page.Rows, r.Offer)
		}
		return nil
	})
	return page, err
}
