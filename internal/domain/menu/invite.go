package menu

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// MenuLetter is the data of the letter "menu": an invitation to tick items behind a link.
type MenuLetter struct {
	Name         string `json:"name"` // of the contact person
	Organisation string `json:"organisation"`
	Unit         string `json:"unit"`               // in whose name
	Sender       string `json:"sender"`             // who sends it, may be empty
	Items        int    `json:"items"`              // on the menu
	Umbrella     string `json:"umbrella,omitempty"` // of which the company is a member, when it is asked as such
	Greeting     string `json:"greeting,omitempty"` // of that umbrella, which then is who asks
}

// InviteToMenu mails a company a link to the menu of a unit. Without a person it goes to the first to ask. Older links to
// the menu keep working: each shows the same choices.
func (s *Service) InviteToMenu(ctx context.Context, sc access.Scope, unit, organisation, person id.ID) error {
	if err := sc.RequireOn(access.ContactRecord, unit); err != nil {
		return err
	}
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		name, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
		if err != nil {
			return err
		}
		org, err := relation.OrganisationTx(op.Tx, op.Scope, organisation)
		if err != nil {
			return err
		}
		if org.Kind != relation.KindCompany {
			return fault.NotFound("fault.not_found")
		}
		to, err := relation.MailPersonTx(op, org.ID, person, relation.MailRequest)
		if err != nil {
			return err
		}
		items, err := ForUnitTx(op.Tx, op.Scope, unit)
		if err != nil {
			return err
		}
		letter := MenuLetter{Name: to.Name, Organisation: org.Name, Unit: name, Sender: op.Scope.ActorName(), Items: len(items)}
		return sendTx(op, unit, org.ID, to, letter)
	})
	return operation.Wrap("invite to menu", err)
}

func sendTx(op *operation.Op, unit, organisation id.ID, to relation.ContactPerson, letter MenuLetter) error {
	made, err := link.MakeTx(op, link.New{Kind: link.Menu, Email: to.Email, Organisation: organisation, Person: to.ID, Subject: unit})
	if err != nil {
		return err
	}
	err = post.SendTx(op, post.Letter{
		Key: "menu", To: to.Email, ToName: to.Name, Lang: to.Lang, Data: letter, Link: made, Unit: unit, Organisation: organisation,
		AboutKind: "organisation", About: organisation,
	})
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "menu.invited", Object: "organisation", ID: organisation, Unit: unit, Detail: map[string]any{"person": to.ID, "link": made}})
	return relation.RecordContactTx(op, relation.Contact{
		Unit: unit, Organisation: organisation, Person: to.ID, Kind: relation.ContactMenuSent, At: op.At, SourceKind: "menu", SourceID: organisation,
	})
}

// Invitee is a company that can be invited to the menu.
type Invitee struct {
	ID      id.ID  `db:"id"`
	Name    string `db:"name"`
	Place   string `db:"place"`
	Offers  int    `db:"offers"`
	Mail    bool   `db:"mail"` // somebody there has a mail address
	Sent    int    `db:"sent"` // how often the menu was mailed
	NameKey string `db:"name_key"`
}

// Invitees lists companies by name; search narrows to part of the name, after is the cursor of the page before.
func (s *Service) Invitees(ctx context.Context, sc access.Scope, search, after string) (rows []Invitee, next string, err error) {
	if err := sc.Require(access.OfferWrite); err != nil {
		return nil, "", err
	}
	var b db.Builder
	b.Add(`SELECT o.id, o.name, o.place, o.name_key,
			(SELECT COUNT(*) FROM offer f WHERE {offer.read:f} AND f.organisation_id = o.id AND f.deleted_at IS NULL) AS offers,
			EXISTS (SELECT 1 FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
				WHERE {wall:w} AND w.organisation_id = o.id AND w.deleted_at IS NULL AND w.valid_to IS NULL AND p.deleted_at IS NULL AND p.email <> '') AS mail,
			(SELECT COUNT(*) FROM contact_moment c WHERE {contact.read:c} AND c.organisation_id = o.id AND c.kind = 'menu_sent' AND c.deleted_at IS NULL) AS sent
		FROM organisation o WHERE {organisation.read:o.id} AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL`)
	if key := check.Key(search); key != "" {
		b.Add(` AND o.name_key LIKE $1`, "%"+key+"%")
	}
	if name, key, ok := cursor.Read(after); ok {
		b.Add(` AND (o.name_key, o.id) > ($1, $2)`, name, key)
	}
	b.Add(` ORDER BY o.name_key, o.id LIMIT $1`, pageSize+1)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[Invitee](tx, sc.BindQuery(b.Query()))
		return operation.Wrap("read companies", err)
	})
	if err == nil && len(rows) > pageSize {
		rows = rows[:pageSize]
		next = cursor.Of(rows[pageSize-1].NameKey, rows[pageSize-1].ID)
	}
	return rows, next, err
}
