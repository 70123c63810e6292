package relation

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// MailText is what a mail said besides the text that becomes the note.
type MailText struct {
	Subject, FromEmail, FromName string
	Quoted                       string // what it answered to
}

// MailContact is a mail that becomes a contact.
type MailContact struct {
	Unit         id.ID
	Organisation id.ID
	Person       id.ID // with whom, if known
	At           time.Time
	Text         string
	Mail         MailText
	Files        []KeptFile
}

// RecordMailTx keeps a mail on the organisation's timeline, inside a use case that names its own audit row. The unit must be one
// for which the principal records; organisation and person must be within reach.
func RecordMailTx(op *operation.Op, m MailContact) (id.ID, error) {
	if err := op.Scope.RequireOn(access.ContactRecord, m.Unit); err != nil {
		return "", err
	}
	in := ContactInput{Unit: m.Unit, Organisation: m.Organisation, Person: m.Person, Kind: string(ContactMail)}
	rec := recorded{kind: ContactMail, at: m.At, note: m.Text, files: m.Files, mail: &m.Mail}
	if err := loadContact(op, in, rec); err != nil {
		return "", err
	}
	key, err := keepContactTx(op, in, rec)
	return key, operation.Wrap("record mail", err)
}
