package agreement

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// contentTx reads all that a version says.
func contentTx(tx *db.Tx, sc access.Scope, a Agreement, v Version) (c Content, body string, err error) {
	c = Content{Unit: a.UnitName, Organisation: a.Company, Umbrella: a.Umbrella, Scheme: a.Scheme, Grant: a.GrantName, Name: a.Name, Version: v}
	type row struct {
		Network string `db:"network"`
		Body    string `db:"body"`
	}
	r, err := operation.Found(db.Get[row](tx, sc.Bind(`SELECT n.name AS network, w.body FROM agreement_template_version w JOIN network n ON n.id = w.network_id WHERE {wall:w} AND w.id = $1 LIMIT 1`, v.TemplateVersion)))
	if err != nil {
		return c, "", err
	}
	c.Network = r.Network
	if c.Signatories, err = signatoriesTx(tx, sc, v.ID); err != nil {
		return c, "", err
	}
	if c.Items, err = itemsTx(tx, sc, v.ID); err != nil {
		return c, "", err
	}
	if c.Pledges, err = pledgesTx(tx, sc, v.ID); err != nil {
		return c, "", err
	}
	if a.Umbrella {
		c.Members, err = membersTx(tx, sc, a.Organisation, v.From, v.To)
	}
	return c, r.Body, err
}

// ready says why a draft cannot be sent, if it cannot: both sides must sign.
func ready(c Content) error {
	ours, theirs := false, false
	for _, s := range c.Signatories {
		ours = ours || s.Organisation == "" || s.Party != c.Organisation
		theirs = theirs || s.Organisation != "" && s.Party == c.Organisation
	}
	switch {
	case !ours:
		return fault.Conflict("agreement.nobody_of_ours", c.Unit)
	case !theirs:
		return fault.Conflict("agreement.nobody_of_theirs", c.Organisation)
	}
	return nil
}

// Send freezes the text of a draft and asks the first signatory to sign it.
func (s *Service) Send(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, v, err := openDraftTx(op, key)
		if err != nil {
			return err
		}
		return freezeTx(op, a, v)
	})
	return operation.Wrap("send agreement", err)
}

// freezeTx keeps the text as it is now and asks the first signatory.
func freezeTx(op *operation.Op, a Agreement, v Version) error {
	c, body, err := contentTx(op.Tx, op.Scope, a, v)
	if err != nil {
		return err
	}
	if err := ready(c); err != nil {
		return err
	}
	text, key := Compose(body, c), op.NewID()
	err = op.Insert(`INSERT INTO agreement_text (network_id, id, version_id, body, lang, digest, made_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		op.Network(), key, v.ID, text, v.Lang, Digest(text), op.At, op.ID)
	if err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE agreement_version AS v SET state = 'sent', text_id = $2, sent_at = $3, version = version + 1, operation_id = $4
		WHERE {wall:v} AND v.id = $1 AND v.state = 'draft'`, v.ID, key, op.At, op.ID))
	if err != nil {
		return err
	}
	if v.N == 1 {
		if err := stateTx(op, a, Sent); err != nil {
			return err
		}
	}
	op.Audit(audit.Entry{Action: "agreement.sent", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N, "digest": Digest(text), "signatories": len(c.Signatories)}})
	if err := eventTx(op, a, v.N, SentOff, "", "", ""); err != nil {
		return err
	}
	return askTx(op, a, v, c.Signatories[0])
}

// Withdraw takes back what was sent or refused, with a reason: it is a draft again, and nobody can sign it any more. Who was asked or has
// signed already is told.
func (s *Service) Withdraw(ctx context.Context, sc access.Scope, key id.ID, why string) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	why = check.Line(f, "why", why, 3, 300)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := changeTx(op, key)
		if err != nil {
			return err
		}
		v, err := openTx(op, a, Sent, Refused)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Conflict("agreement.not_sent")
		}
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.withdrawn", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N, "why": why}})
		if err := eventTx(op, a, v.N, Withdrawn, "", why, ""); err != nil {
			return err
		}
		if err := stopTx(op, a, v, why); err != nil {
			return err
		}
		if err := versionStateTx(op, v, Draft); err != nil || v.N > 1 {
			return err
		}
		return stateTx(op, a, Draft)
	})
	return operation.Wrap("withdraw agreement", err)
}

// stopTx ends the links of a version and tells who was asked.
func stopTx(op *operation.Op, a Agreement, v Version, why string) error {
	list, err := signatoriesTx(op.Tx, op.Scope, v.ID)
	if err != nil {
		return err
	}
	asked := slices.DeleteFunc(list, func(s Signatory) bool { return s.Link == "" })
	for _, s := range asked {
		if err := link.RevokeTx(op, link.Sign, s.ID); err != nil {
			return err
		}
		s.Link = ""
		if err := tellTx(op, a, v, s, "agreement_withdrawn", why); err != nil {
			return err
		}
	}
	_, err = op.Exec(`UPDATE agreement_signatory AS s SET link_id = NULL, asked_at = NULL, operation_id = $2 WHERE {wall:s} AND s.version_id = $1`, v.ID, op.ID)
	return err
}
