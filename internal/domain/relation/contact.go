package relation

import (
	"slices"
	"time"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// ContactKind is what kind of contact a moment was.
type ContactKind string

// The kinds of contact. The first five are recorded by people; the others are left by use cases of other nouns.
const (
	ContactCall       ContactKind = "call"
	ContactVisit      ContactKind = "visit"
	ContactMail       ContactKind = "mail"
	ContactMeeting    ContactKind = "meeting"
	ContactNote       ContactKind = "note"
	ContactMenuSent   ContactKind = "menu_sent"
	ContactMenuChosen ContactKind = "menu_chosen"
	ContactAsked      ContactKind = "asked"
	ContactYes        ContactKind = "yes"
	ContactNo         ContactKind = "no"
	ContactOtherDate  ContactKind = "other_date"
	ContactAgreed     ContactKind = "agreed"
	ContactDone       ContactKind = "done"
	ContactSigned     ContactKind = "signed"
	ContactCancelled  ContactKind = "cancelled"
	ContactBroughtIn  ContactKind = "brought_in" // it brought in another organisation
	ContactIntroduced ContactKind = "introduced" // it was brought in

	ContactColleague ContactKind = "colleague" // somebody at the company let in a colleague

	ContactMembersInvited ContactKind = "members_invited" // an umbrella invited its members to the menu
	ContactAgreement      ContactKind = "agreement"       // all have signed a cooperation agreement
)

// RecordedKinds lists the kinds that people record themselves.
func RecordedKinds() []ContactKind {
	return []ContactKind{ContactCall, ContactVisit, ContactMail, ContactMeeting, ContactNote}
}

var allContactKinds = append(RecordedKinds(), ContactMenuSent, ContactMenuChosen, ContactAsked, ContactYes, ContactNo,
	ContactOtherDate, ContactAgreed, ContactDone, ContactSigned, ContactCancelled, ContactBroughtIn, ContactIntroduced, ContactColleague, ContactMembersInvited, ContactAgreement)

// Contact is one moment of contact between a unit and an organisation. Everybody who works with companies in the network
// sees it; what was said is a note, which only the unit sees.
type Contact struct {
	Unit         id.ID
	Organisation id.ID
	Person       id.ID // with whom, if known
	Kind         ContactKind
	At           time.Time // the operation's instant when zero
	SourceKind   string    // where it comes from: invitation, engagement, …; empty when recorded by hand
	SourceID     id.ID
}

// RecordContactTx leaves a moment on the organisation's timeline, inside a use case that has loaded the unit, the
// organisation and the person through its scope. For PressureTx, "agreed", "done" and "cancelled" of one engagement must carry
// the same source.
func RecordContactTx(op *operation.Op, c Contact) error {
	_, err := recordContactTx(op, c)
	return operation.Wrap("record contact", err)
}

func recordContactTx(op *operation.Op, c Contact) (id.ID, error) {
	if !slices.Contains(allContactKinds, c.Kind) {
		panic("relation: unknown kind of contact " + string(c.Kind)) // a programmer's slip, found by the first test that runs it
	}
	if own := op.Scope.Person(); own != "" && c.Person != own { // a colleague acts in their own name
		c.Person = own
	}
	if c.At.IsZero() {
		c.At = op.At
	}
	key := op.NewID()
	return key, op.Insert(`INSERT INTO contact_moment (network_id, id, unit_id, organisation_id, person_id, kind, at, account_id, source_kind, source_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		op.Network(), key, c.Unit, c.Organisation, c.Person, c.Kind, c.At, op.Scope.Account(), c.SourceKind, c.SourceID, op.ID)
}
