package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Moment is one contact with everything that its unit keeps of it.
type Moment struct {
	ID           id.ID       `db:"id"`
	Organisation id.ID       `db:"organisation_id"`
	Name         string      `db:"organisation_name"`
	Unit         id.ID       `db:"unit_id"`
	UnitName     string      `db:"unit_name"`
	Kind         ContactKind `db:"kind"`
	At           time.Time   `db:"at"`
	By           string      `db:"by_name"`
	Person       string      `db:"person_name"`
	Note         string      `db:"body"`
	Subject      string      `db:"subject"` // of a mail
	FromName     string      `db:"from_name"`
	FromEmail    string      `db:"from_email"`
	Quoted       string      `db:"quoted"` // what the mail answered to
	Attachments  []Attachment
}

// Moment reads one contact of an organisation. The note, the mail and the files are for those who read the unit's notes.
func (s *Service) Moment(ctx context.Context, sc access.Scope, organisation, key id.ID) (out Moment, err error) {
	if err := sc.Require(access.ContactRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = operation.Found(db.Get[Moment](tx, sc.Bind(`SELECT m.id, m.organisation_id, o.name AS organisation_name, m.unit_id, u.name AS unit_name, m.kind, m.at,
				COALESCE(a.name, '') AS by_name, COALESCE(p.name, '') AS person_name, COALESCE(n.body, '') AS body,
				COALESCE(g.subject, '') AS subject, COALESCE(g.from_name, '') AS from_name, COALESCE(g.from_email, '') AS from_email, COALESCE(g.quoted, '') AS quoted
			FROM contact_moment m
			JOIN organisation o ON o.network_id = m.network_id AND o.id = m.organisation_id AND o.deleted_at IS NULL
			JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id
			LEFT JOIN account a ON a.id = m.account_id
			LEFT JOIN person p ON p.network_id = m.network_id AND p.id = m.person_id AND {person.read:p}
			LEFT JOIN contact_note n ON n.network_id = m.network_id AND n.moment_id = m.id AND n.deleted_at IS NULL AND {note.read:n}
			LEFT JOIN contact_mail g ON g.network_id = m.network_id AND g.moment_id = m.id AND {note.read:g}
			WHERE {contact.read:m} AND {organisation.read:m} AND m.organisation_id = $1 AND m.id = $2 AND m.deleted_at IS NULL LIMIT 1`, organisation, key)))
		if err != nil || !sc.Can(access.NoteRead) {
			return err
		}
		out.Attachments, err = AttachmentsTx(tx, sc, key)
		return err
	})
	return out, operation.Wrap("read contact", err)
}
