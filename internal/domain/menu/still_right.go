package menu

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// StillRightKind is the job that asks companies once a year whether their offers are still right; it comes back every day.
const StillRightKind job.Kind = "menu.still_right"

const (
	// FreshDays is how long an offer counts as right without being confirmed.
	FreshDays = 365
	// askAgainDays is how long a company is left alone after a mail with its menu.
	askAgainDays = 180
	// asksADay bounds the mails of one network in a day: a relation manager must be able to answer what comes back.
	asksADay = 40
)

// StillRightLetter is the data of the letter "still_right": what a company offers, to look at and confirm behind its link.
type StillRightLetter struct {
	Name         string   `json:"name"`
	Organisation string   `json:"organisation"`
	Unit         string   `json:"unit"`
	Offers       []string `json:"offers"` // names of items, in the addressee's language
}

// ConfirmOffers says that all that a company offers is still right: one tap on the page that the mail opens.
func (s *Service) ConfirmOffers(ctx context.Context, sc access.Scope, organisation id.ID) error {
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE offer SET confirmed_on = $2, version = version + 1, operation_id = $3
			WHERE {offer.write:offer} AND organisation_id = $1 AND deleted_at IS NULL`, organisation, op.Today(), op.ID)
		if err != nil {
			return err
		}
		unit, err := inNameOfTx(op)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.confirmed", Object: "organisation", ID: organisation, Unit: unit, Detail: map[string]any{"offers": n}})
		return relation.RecordContactTx(op, relation.Contact{
			Unit: unit, Organisation: organisation, Kind: relation.ContactMenuChosen, At: op.At, SourceKind: "menu", SourceID: organisation,
		})
	})
	return operation.Wrap("confirm offers", err)
}

// Stale reports whether an offer was not confirmed for almost a year: time to ask.
func (o Offer) Stale(today clock.Date) bool { return o.ConfirmedOn <= today.AddDays(-FreshDays) }

// AskStillRight mails the companies of every network whose offers nobody confirmed for a year, a bounded number a day, and returns how
// many. It may stop anywhere and be called again: who was mailed is left alone.
func (s *Service) AskStillRight(ctx context.Context) (int, error) {
	total, err := s.EachNetwork(ctx, "offers", func(sc access.Scope) (asked int, err error) {
		due, err := s.stale(ctx, sc)
		for i := 0; err == nil && i < len(due) && asked < asksADay; i++ {
			switch err = s.askStillRight(ctx, sc, due[i]); {
			case errors.Is(err, errNothing):
				err = nil
			case err != nil:
				err = fmt.Errorf("%s: %w", due[i].Organisation, err)
			default:
				asked++
			}
		}
		return asked, err
	})
	return total, operation.Wrap("ask whether offers are right", err)
}

// staleCompany is a company to ask, in the name of the unit that met it last.
type staleCompany struct {
	Organisation id.ID  `db:"id"`
	Name         string `db:"name"`
	Unit         id.ID  `db:"unit_id"`
	UnitName     string `db:"unit_name"`
}

func (s *Service) stale(ctx context.Context, sc access.Scope) (out []staleCompany, err error) {
	now := s.Clock.Now()
	today := clock.DateOf(now)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[staleCompany](tx, sc.Bind(`SELECT o.id, o.name, u.id AS unit_id, u.name AS unit_name
			FROM organisation o
			JOIN (SELECT f.organisation_id, MIN(f.confirmed_on) AS since
				FROM offer f JOIN menu_item m ON m.network_id = f.network_id AND m.id = f.menu_item_id AND m.active AND m.deleted_at IS NULL
				WHERE {wall:f} AND f.deleted_at IS NULL GROUP BY f.organisation_id) x ON x.organisation_id = o.id
			JOIN unit u ON u.network_id = o.network_id AND u.deleted_at IS NULL AND u.id = COALESCE(
				(SELECT r.unit_id FROM relationship r WHERE r.network_id = o.network_id AND r.organisation_id = o.id AND r.deleted_at IS NULL ORDER BY r.created_at DESC, r.id DESC LIMIT 1),
				(SELECT t.id FROM unit t WHERE t.network_id = o.network_id AND t.parent_id IS NULL LIMIT 1))
			WHERE {wall:o} AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL AND x.since <= $1
				AND NOT EXISTS (SELECT 1 FROM offer_pause z WHERE z.network_id = o.network_id AND z.organisation_id = o.id AND z.deleted_at IS NULL AND z.from_day <= $2 AND z.until_day > $2)
				AND NOT EXISTS (SELECT 1 FROM mail_message l WHERE l.network_id = o.network_id AND l.organisation_id = o.id AND l.letter IN ('still_right', 'menu') AND l.created_at > $3)
			ORDER BY x.since, o.id LIMIT 500`, today.AddDays(-FreshDays), today, now.AddDate(0, 0, -askAgainDays)))
		return err
	})
	return out, err
}

// askStillRight mails one company. Where nobody may be mailed, it is left to the list of stale offers on Today.
func (s *Service) askStillRight(ctx context.Context, sc access.Scope, c staleCompany) error {
	return s.Write(ctx, sc, func(op *operation.Op) error {
		to, err := relation.MailPersonTx(op, c.Organisation, "", relation.MailRequest)
		if _, refused := fault.As(err); refused {
			return errNothing
		}
		if err != nil {
			return err
		}
		offers, err := OffersOfTx(op.Tx, op.Scope, c.Organisation, op.Today())
		if err != nil {
			return err
		}
		letter := StillRightLetter{Name: to.Name, Organisation: c.Name, Unit: c.UnitName}
		for _, o := range offers {
			letter.Offers = append(letter.Offers, o.ItemName(to.Lang))
		}
		made, err := link.MakeTx(op, link.New{Kind: link.Menu, Email: to.Email, Organisation: c.Organisation, Person: to.ID, Subject: c.Unit})
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.asked_still_right", Object: "organisation", ID: c.Organisation, Unit: c.Unit, Detail: map[string]any{"person": to.ID, "link": made}})
		err = post.SendTx(op, post.Letter{
			Key: "still_right", To: to.Email, ToName: to.Name, Lang: to.Lang, Data: letter, Link: made, Unit: c.Unit, Organisation: c.Organisation,
			AboutKind: "organisation", About: c.Organisation,
		})
		if err != nil {
			return err
		}
		return relation.RecordContactTx(op, relation.Contact{
			Unit: c.Unit, Organisation: c.Organisation, Person: to.ID, Kind: relation.ContactMenuSent, At: op.At, SourceKind: "menu", SourceID: c.Organisation,
		})
	})
}
