package menu

import (
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// MembersLetter is the data of the letter "members": a link with which an umbrella invites its own members to the menu.
type MembersLetter struct {
	Name     string `json:"name"` // of the contact person
	Umbrella string `json:"umbrella"`
	Unit     string `json:"unit"`   // whose menu
	Sender   string `json:"sender"` // who sends it, may be empty
}

// MembersLink is the link that an umbrella has now.
type MembersLink struct {
	SentAt    time.Time  `db:"created_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	Email     string     `db:"email"`
	UsedAt    *time.Time `db:"used_at"`
}

// LetInvite mails the contact of an umbrella a link with which it invites its own members to the menu of a unit. An earlier link of the
// umbrella ends.
func (s *Service) LetInvite(ctx context.Context, sc access.Scope, unit, umbrella id.ID) error {
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
		o, err := umbrellaTx(op.Tx, sc, umbrella)
		if err != nil {
			return err
		}
		to, err := relation.MailPersonTx(op, o.ID, "", relation.MailRequest)
		if err != nil {
			return err
		}
		if err := endMembersLinkTx(op, o.ID); err != nil {
			return err
		}
		made, err := link.MakeTx(op, link.New{Kind: link.Members, Email: to.Email, Organisation: o.ID, Person: to.ID, Subject: unit})
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.members_link", Object: "organisation", ID: o.ID, Unit: unit, Detail: map[string]any{"person": to.ID, "link": made}})
		return post.SendTx(op, post.Letter{
			Key: "members", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: made, Unit: unit, Organisation: o.ID, AboutKind: "organisation", About: o.ID,
			Data: MembersLetter{Name: to.Name, Umbrella: o.Name, Unit: name, Sender: op.Scope.ActorName()},
		})
	})
	return operation.Wrap("let umbrella invite", err)
}

// StopInviting ends the link of an umbrella at once.
func (s *Service) StopInviting(ctx context.Context, sc access.Scope, umbrella id.ID) error {
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := umbrellaTx(op.Tx, sc, umbrella)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.members_link_ended", Object: "organisation", ID: o.ID})
		return endMembersLinkTx(op, o.ID)
	})
	return operation.Wrap("stop umbrella inviting", err)
}

func endMembersLinkTx(op *operation.Op, umbrella id.ID) error {
	_, err := op.Exec(`UPDATE link AS l SET revoked_at = $2 WHERE {wall:l} AND l.kind = 'members' AND l.organisation_id = $1 AND l.revoked_at IS NULL`, umbrella, op.At)
	return err
}

// MembersLink returns the link that an umbrella has now, nil for none.
func (s *Service) MembersLink(ctx context.Context, sc access.Scope, umbrella id.ID) (out *MembersLink, err error) {
	if err := sc.Require(access.OfferWrite); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[MembersLink](tx, sc.Bind(`SELECT l.created_at, l.expires_at, l.email, l.used_at FROM link l
			WHERE {wall:l} AND {offer.write:l} AND l.kind = 'members' AND l.organisation_id = $1 AND l.revoked_at IS NULL AND l.expires_at > $2
			ORDER BY l.created_at DESC, l.id DESC LIMIT 1`, umbrella, s.Clock.Now()))
		if len(rows) > 0 {
			out = &rows[0]
		}
		return err
	})
	return out, operation.Wrap("read link of umbrella", err)
}

func umbrellaTx(tx *db.Tx, sc access.Scope, key id.ID) (relation.Organisation, error) {
	o, err := relation.OrganisationTx(tx, sc, key)
	if err == nil && o.Kind != relation.KindUmbrella {
		err = fault.NotFound("fault.not_found")
	}
	return o, err
}

// OwnMembers is what an umbrella sees of its members behind its link: their names, and whether each may be invited now. It does not see
// why one waits, nor who asked.
type OwnMembers struct {
	Umbrella string
	Unit     string // whose menu
	Members  []Member
}

// ForUmbrella returns what the page behind an umbrella's link shows.
func (s *Service) ForUmbrella(ctx context.Context, sc access.Scope, l link.Link) (out OwnMembers, err error) {
	if err := sc.Require(access.MembersInvite); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = ownMembersTx(tx, sc, l, s.Clock.Now())
		return err
	})
	return out, operation.Wrap("read own members", err)
}

func ownMembersTx(tx *db.Tx, sc access.Scope, l link.Link, now time.Time) (out OwnMembers, err error) {
	type head struct {
		Umbrella string `db:"umbrella"`
		Unit     string `db:"unit_name"`
	}
	h, err := operation.Found(db.Get[head](tx, sc.Bind(`SELECT o.name AS umbrella, u.name AS unit_name FROM organisation o JOIN unit u ON u.network_id = o.network_id AND u.id = $1 AND u.deleted_at IS NULL
		WHERE {members.invite:o.id} AND o.id = $2 AND o.deleted_at IS NULL LIMIT 1`, l.Subject, l.Organisation)))
	if err != nil {
		return out, err
	}
	out = OwnMembers{Umbrella: h.Umbrella, Unit: h.Unit}
	// The numbers count what units that the umbrella knows nothing of did; only whether a member may be invited is told.
	out.Members, err = db.Select[Member](tx, sc.Bind(ownText, l.Organisation, clock.DateOf(now), mostMembers))
	for i := range out.Members {
		out.Members[i].now = now
	}
	return out, err
}

// ownText is membersText for an umbrella itself.
var ownText = strings.NewReplacer("{organisation.read:o.id}", "{wall:o}", "{offer.read:f}", "{wall:f}", "{offer.read:z}", "{wall:z}", "{contact.read:c}", "{wall:c}",
	"WHERE s.network_id = o.network_id AND s.member_id", "WHERE {members.invite:s.umbrella_id} AND s.network_id = o.network_id AND s.member_id").Replace(membersText)

// greeting is how long the words of an umbrella may be.
const greeting = 500

// InviteOwn mails members of an umbrella a link to the menu, in the umbrella's name and with its greeting, and returns how many. Who may
// not be invited now is passed over: nobody is asked too often, whoever asks.
func (s *Service) InviteOwn(ctx context.Context, sc access.Scope, l link.Link, members []id.ID, words string) (sent int, err error) {
	if err := sc.Require(access.MembersInvite); err != nil {
		return 0, err
	}
	f := fault.Fields{}
	words = check.OptionalMultiline(f, "greeting", words, greeting)
	members = slices.Compact(slices.Sorted(slices.Values(members)))
	checkMembers(f, members)
	if err := f.Err(); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := lockOffers(op, members); err != nil {
			return err
		}
		own, err := ownMembersTx(op.Tx, op.Scope, l, op.At)
		if err != nil {
			return err
		}
		round := round{unit: l.Subject, letter: MenuLetter{Unit: own.Unit, Umbrella: own.Umbrella, Greeting: words}, all: own.Members}
		if sent, err = round.sendTx(op, members); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.members_invited", Object: "organisation", ID: l.Organisation, Unit: l.Subject, Detail: map[string]any{"members": members, "sent": sent, "by": "umbrella"}})
		return relation.RecordContactTx(op, relation.Contact{
			Unit: l.Subject, Organisation: l.Organisation, Person: l.Person, Kind: relation.ContactMembersInvited, At: op.At, SourceKind: "menu", SourceID: l.Organisation,
		})
	})
	return sent, operation.Wrap("invite own members", err)
}
