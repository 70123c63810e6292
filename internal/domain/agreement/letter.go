package agreement

import (
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// AboutAgreement is what letters about an agreement are about.
const AboutAgreement = "agreement"

// Letter is the data of all letters about agreements: to who signs (agreement_sign, agreement_sign_reminder, agreement_signed with the
// document, agreement_withdrawn) and to who made it (agreement_refused, agreement_ending).
type Letter struct {
	Agreement    id.ID      `json:"agreement"`
	N            int        `json:"n"` // of the version
	Name         string     `json:"name"`
	Unit         string     `json:"unit"`
	Organisation string     `json:"organisation"`
	Party        string     `json:"party,omitempty"` // for which the addressee signs
	Signer       string     `json:"signer,omitempty"`
	Reason       string     `json:"reason,omitempty"`
	From         clock.Date `json:"from"`
	To           clock.Date `json:"to"`
}

func letterOf(a Agreement, v Version) Letter {
	return Letter{Agreement: a.ID, N: v.N, Name: a.Name, Unit: a.UnitName, Organisation: a.Company, From: v.From, To: v.To}
}

// askTx mails a signatory the link to sign with, and notes that they were asked.
func askTx(op *operation.Op, a Agreement, v Version, s Signatory) error {
	made, err := link.MakeTx(op, link.New{Kind: link.Sign, Email: s.Email, Organisation: s.Organisation, Subject: s.ID})
	if err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE agreement_signatory AS s SET link_id = $2, asked_at = $3, reminded_at = NULL, reminders = 0, operation_id = $4 WHERE {wall:s} AND s.id = $1`, s.ID, made, op.At, op.ID)
	if err != nil {
		return err
	}
	s.Link = made
	return tellTx(op, a, v, s, "agreement_sign", "")
}

// tellTx mails a signatory.
func tellTx(op *operation.Op, a Agreement, v Version, s Signatory, key, reason string) error {
	l := letterOf(a, v)
	l.Party, l.Reason = s.Party, reason
	return post.SendTx(op, post.Letter{
		Key: key, To: s.Email, ToName: s.Name, Lang: v.Lang, Data: l, Link: s.Link, Unit: a.Unit, Organisation: s.Organisation, AboutKind: AboutAgreement, About: a.ID,
	})
}

// sendTx mails the colleague who made the agreement, if they are still here.
func sendTx(op *operation.Op, a Agreement, key string, l Letter) error {
	type maker struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
	}
	found, err := db.Select[maker](op.Tx, db.Q(`SELECT b.email, b.name, b.lang FROM account b WHERE b.id = $1 AND b.disabled_at IS NULL AND b.deleted_at IS NULL LIMIT 1`, a.CreatedBy))
	if err != nil || len(found) == 0 {
		return err
	}
	m := found[0]
	return post.SendTx(op, post.Letter{Key: key, To: m.Email, ToName: m.Name, Lang: m.Lang, Data: l, Unit: a.Unit, AboutKind: AboutAgreement, About: a.ID})
}
