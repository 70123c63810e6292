package agreement

import (
	"context"
	"slices"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ToSign is what stands behind a signatory's link.
type ToSign struct {
	Agreement Agreement
	Version   Version
	Me        Signatory
	All       []Signatory
	Body      string // Markdown, as it was sent
	Digest    string
	Reason    string // why it was refused
}

// Open reports whether the signatory can sign now.
func (t ToSign) Open() bool { return t.Version.State == Sent && t.Me.SignedAt == nil }

// ToSign reads what a signatory is to sign, or has signed.
func (s *Service) ToSign(ctx context.Context, sc access.Scope) (t ToSign, err error) {
	if err := sc.Require(access.AgreementSign); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		t, err = toSignTx(tx, sc)
		return err
	})
	return t, operation.Wrap("read agreement to sign", err)
}

func toSignTx(tx *db.Tx, sc access.Scope) (t ToSign, err error) {
	type row struct {
		Version   id.ID  `db:"version_id"`
		Agreement id.ID  `db:"agreement_id"`
		Body      string `db:"body"`
		Digest    string `db:"digest"`
		Reason    string `db:"why"`
	}
	r, err := operation.Found(db.Get[row](tx, sc.Bind(`SELECT s.version_id, v.agreement_id, x.body, x.digest,
			COALESCE((SELECT e.why FROM agreement_event e WHERE e.network_id = v.network_id AND e.agreement_id = v.agreement_id AND e.n = v.n AND e.kind = 'refused' ORDER BY e.at DESC, e.id DESC LIMIT 1), '') AS why
		FROM agreement_signatory s
		JOIN agreement_version v ON v.network_id = s.network_id AND v.id = s.version_id
		JOIN agreement_text x ON x.network_id = v.network_id AND x.id = v.text_id
		WHERE {agreement.sign:s} AND s.retired_at IS NULL AND s.asked_at IS NOT NULL LIMIT 1`)))
	if err != nil {
		return t, err
	}
	t.Body, t.Digest, t.Reason = r.Body, r.Digest, r.Reason
	if t.Agreement, err = loadTx(tx, sc, access.Wall, r.Agreement); err != nil {
		return t, err
	}
	if t.Version, err = operation.Found(db.Get[Version](tx, sc.Bind(`SELECT `+versionColumns+versionFrom+` WHERE {wall:v} AND v.id = $1 LIMIT 1`, r.Version))); err != nil {
		return t, err
	}
	if t.All, err = signatoriesTx(tx, sc, r.Version); err != nil {
		return t, err
	}
	for _, s := range t.All {
		if s.ID == sc.Subject() {
			t.Me = s
		}
	}
	return t, nil
}

// SignInput is a signature as the page sends it.
type SignInput struct {
	Name    string
	Title   string
	Consent bool   // to sign electronically
	Digest  string // of the text that the page showed
	Address string // network address of the signer, shortened
}

// Sign signs the text that was shown. The link is used up, so of many taps one is a signature. The next signatory is asked; after the
// last one the agreement is in force.
func (s *Service) Sign(ctx context.Context, sc access.Scope, l link.Link, in SignInput) error {
	if err := sc.Require(access.AgreementSign); err != nil {
		return err
	}
	if l.ID != sc.Actor() || l.Kind != link.Sign {
		return fault.NotFound("link.unknown")
	}
	f := fault.Fields{}
	in.Name, in.Title = check.Line(f, "signer_name", in.Name, 2, 120), check.Line(f, "signer_title", in.Title, 2, 120)
	if !in.Consent {
		f.Add("consent", "agreement.sign.needs_consent")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		t, err := turnTx(op, l)
		if err != nil {
			return err
		}
		if in.Digest != t.Digest || Digest(t.Body) != t.Digest {
			return fault.Conflict("agreement.sign.other_text")
		}
		err = op.Insert(`INSERT INTO agreement_signature (network_id, id, text_id, signatory_id, unit_id, signer_name, signer_title, signed_at, address, digest, link_id, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			op.Network(), op.NewID(), t.Version.Text, t.Me.ID, t.Agreement.Unit, in.Name, in.Title, op.At, in.Address, t.Digest, l.ID, op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.signed", Object: "agreement", ID: t.Agreement.ID, Unit: t.Agreement.Unit, Detail: map[string]any{"n": t.Version.N, "digest": t.Digest, "party": t.Me.Party}})
		if err := eventTx(op, t.Agreement, t.Version.N, SignedOne, in.Name, "", ""); err != nil {
			return err
		}
		return t.nextTx(op)
	})
	return operation.Wrap("sign agreement", err)
}

// turnTx uses up the link of who signs or refuses, when it is their turn.
func turnTx(op *operation.Op, l link.Link) (t ToSign, err error) {
	if t, err = toSignTx(op.Tx, op.Scope); err != nil {
		return t, err
	}
	if err := op.Lock("agreement:" + string(t.Agreement.ID)); err != nil {
		return t, err
	}
	if err := link.UseTx(op, l.ID); err != nil {
		return t, err
	}
	if t, err = toSignTx(op.Tx, op.Scope); err == nil && !t.Open() { // again, now that nobody else changes it
		err = fault.Conflict("agreement.sign.closed")
	}
	return t, err
}

// nextTx asks the next signatory, or puts the version in force.
func (t ToSign) nextTx(op *operation.Op) error {
	at := slices.IndexFunc(t.All, func(s Signatory) bool { return s.SignedAt == nil && s.ID != t.Me.ID })
	if at >= 0 {
		return askTx(op, t.Agreement, t.Version, t.All[at])
	}
	if err := relation.RecordContactTx(op, relation.Contact{Unit: t.Agreement.Unit, Organisation: t.Agreement.Organisation, Kind: relation.ContactAgreement, SourceKind: AboutAgreement, SourceID: t.Agreement.ID}); err != nil {
		return err
	}
	return activateTx(op, t.Agreement, t.Version, t.All)
}

// Refuse says no with a reason. Nobody else can sign then, until a colleague withdraws it, changes it and sends it again.
func (s *Service) Refuse(ctx context.Context, sc access.Scope, l link.Link, why string) error {
	if err := sc.Require(access.AgreementSign); err != nil {
		return err
	}
	if l.ID != sc.Actor() || l.Kind != link.Sign {
		return fault.NotFound("link.unknown")
	}
	f := fault.Fields{}
	why = check.Multiline(f, "why", why, 3, 1000)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		t, err := turnTx(op, l)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.refused", Object: "agreement", ID: t.Agreement.ID, Unit: t.Agreement.Unit, Detail: map[string]any{"n": t.Version.N, "party": t.Me.Party, "why": why}})
		if err := eventTx(op, t.Agreement, t.Version.N, RefusedOne, t.Me.Name, why, ""); err != nil {
			return err
		}
		if err := versionStateTx(op, t.Version, Refused); err != nil {
			return err
		}
		if t.Version.N == 1 {
			if err := stateTx(op, t.Agreement, Refused); err != nil {
				return err
			}
		}
		letter := letterOf(t.Agreement, t.Version)
		letter.Party, letter.Signer, letter.Reason = t.Me.Party, t.Me.Name, why
		return sendTx(op, t.Agreement, "agreement_refused", letter)
	})
	return operation.Wrap("refuse agreement", err)
}
