package agreement

import (
	"context"
	"strconv"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Record is an agreement with one of its versions and all that happened.
type Record struct {
	Agreement   Agreement
	Versions    []Version // the latest first
	Shown       Version
	Template    id.ID // of the version that is shown
	Signatories []Signatory
	Items       []Item
	Pledges     []Pledge
	Members     []Member // of an umbrella, in the period
	Events      []Event  // the latest first
	Drawn       []funding.Drawn
	Weeks       int // before its end that it ends soon
}

// version finds the version to show: the one asked for, else the one in force, else the latest.
func (r *Record) version(n string) bool {
	for _, v := range r.Versions {
		if n != "" && strconv.Itoa(v.N) == n || n == "" && v.State == Active {
			r.Shown = v
			return true
		}
	}
	if n == "" && len(r.Versions) > 0 {
		r.Shown = r.Versions[0]
		return true
	}
	return false
}

// Missing says why the draft that is shown cannot be sent yet, nil when it can.
func (r Record) Missing() error {
	return ready(Content{Unit: r.Agreement.UnitName, Organisation: r.Agreement.Company, Signatories: r.Signatories})
}

// Record reads an agreement; n is the number of a version, empty for the one that matters now.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID, n string) (r Record, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return r, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r = Record{}
		if r.Agreement, err = loadTx(tx, sc, access.AgreementRead, key); err != nil {
			return err
		}
		if r.Versions, err = versionsTx(tx, sc, key); err != nil {
			return err
		}
		if !r.version(n) {
			return fault.NotFound("fault.not_found")
		}
		return r.partsTx(tx, sc)
	})
	return r, operation.Wrap("read agreement", err)
}

func (r *Record) partsTx(tx *db.Tx, sc access.Scope) (err error) {
	a, v := r.Agreement, r.Shown
	if r.Signatories, err = signatoriesTx(tx, sc, v.ID); err != nil {
		return err
	}
	if r.Items, err = itemsTx(tx, sc, v.ID); err != nil {
		return err
	}
	if r.Pledges, err = pledgesTx(tx, sc, v.ID); err != nil {
		return err
	}
	if a.Umbrella {
		if r.Members, err = membersTx(tx, sc, a.Organisation, v.From, v.To); err != nil {
			return err
		}
	}
	if r.Events, err = db.Select[Event](tx, sc.Bind(`SELECT e.id, e.n, e.kind, e.at, COALESCE(b.name, e.by_name) AS who, e.why, e.about_id
		FROM agreement_event e LEFT JOIN account b ON b.id = e.by_id WHERE {wall:e} AND e.agreement_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 500`, a.ID)); err != nil {
		return err
	}
	type row struct {
		Template id.ID `db:"template_id"`
		Weeks    int   `db:"weeks"`
	}
	rest, err := db.Get[row](tx, sc.Bind(`SELECT w.template_id, COALESCE((SELECT x.weeks FROM agreement_setting x WHERE x.network_id = w.network_id), 0) AS weeks
		FROM agreement_template_version w WHERE {wall:w} AND w.id = $1 LIMIT 1`, v.TemplateVersion))
	if err != nil {
		return err
	}
	r.Template, r.Weeks = rest.Template, orDefault(rest.Weeks)
	if a.Grant != "" && len(r.Pledges) > 0 && sc.Can(access.ContributionRead) && sc.Can(access.PledgeRead) {
		r.Drawn, err = funding.DrawnTx(tx, sc, a.Organisation, a.Grant)
	}
	return err
}

// Text is what a version says: as it was sent, or as it would be sent now.
type Text struct {
	Agreement   Agreement
	Version     Version
	Signatories []Signatory
	Body        string // Markdown
	Digest      string // empty while it is a draft
	Accent      string // colour of the unit, or of the network
}

// Signed reports whether all have signed it.
func (t Text) Signed() bool { return t.Version.State == Active || t.Version.State == Replaced }

const textColumns = `SELECT COALESCE(x.body, '') AS body, COALESCE(x.digest, '') AS digest, COALESCE(NULLIF(u.accent, ''), top.accent) AS accent
	FROM agreement_version v JOIN unit u ON u.network_id = v.network_id AND u.id = v.unit_id
	JOIN unit top ON top.network_id = v.network_id AND top.parent_id IS NULL
	LEFT JOIN agreement_text x ON x.network_id = v.network_id AND x.id = v.text_id AND v.state <> 'draft'
	WHERE {wall:v} AND v.id = $1 LIMIT 1`

// Text reads what a version says.
func (s *Service) Text(ctx context.Context, sc access.Scope, key id.ID, n string) (t Text, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r := Record{}
		if r.Agreement, err = loadTx(tx, sc, access.AgreementRead, key); err != nil {
			return err
		}
		if r.Versions, err = versionsTx(tx, sc, key); err != nil {
			return err
		}
		if !r.version(n) {
			return fault.NotFound("fault.not_found")
		}
		t, err = textTx(tx, sc, r.Agreement, r.Shown)
		return err
	})
	return t, operation.Wrap("read text of agreement", err)
}

// SignedText reads what the holder of a link was asked to sign.
func (s *Service) SignedText(ctx context.Context, sc access.Scope) (t Text, err error) {
	if err := sc.Require(access.AgreementSign); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		to, err := toSignTx(tx, sc)
		if err != nil {
			return err
		}
		t, err = textTx(tx, sc, to.Agreement, to.Version)
		return err
	})
	return t, operation.Wrap("read text of agreement", err)
}

func textTx(tx *db.Tx, sc access.Scope, a Agreement, v Version) (t Text, err error) {
	type row struct {
		Body   string `db:"body"`
		Digest string `db:"digest"`
		Accent string `db:"accent"`
	}
	r, err := operation.Found(db.Get[row](tx, sc.Bind(textColumns, v.ID)))
	if err != nil {
		return t, err
	}
	t = Text{Agreement: a, Version: v, Body: r.Body, Digest: r.Digest, Accent: r.Accent}
	if r.Digest != "" {
		t.Signatories, err = signatoriesTx(tx, sc, v.ID)
		return t, err
	}
	c, body, err := contentTx(tx, sc, a, v)
	t.Body, t.Signatories = Compose(body, c), c.Signatories
	return t, err
}

// Draftable reads the draft of an agreement, to change it. Of its items only the ids are read.
func (s *Service) Draftable(ctx context.Context, sc access.Scope, key id.ID) (r Record, err error) {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return r, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r = Record{}
		if r.Agreement, err = loadTx(tx, sc, access.AgreementWrite, key); err != nil {
			return err
		}
		if r.Agreement.OpenState != Draft {
			return fault.Conflict("agreement.not_draft")
		}
		type draft struct {
			Version
			Template id.ID  `db:"template_id"`
			Items    string `db:"items"`
		}
		d, err := operation.Found(db.Get[draft](tx, sc.Bind(`SELECT `+versionColumns+`, t.id AS template_id,
				COALESCE((SELECT string_agg(i.menu_item_id, ',' ORDER BY i.menu_item_id) FROM agreement_item i WHERE i.network_id = v.network_id AND i.version_id = v.id), '') AS items`+versionFrom+`
			WHERE {wall:v} AND v.agreement_id = $1 AND v.state = 'draft' LIMIT 1`, key)))
		if err != nil {
			return err
		}
		r.Shown, r.Template = d.Version, d.Template
		for _, item := range strings.FieldsFunc(d.Items, func(c rune) bool { return c == ',' }) {
			r.Items = append(r.Items, Item{ID: id.ID(item)})
		}
		if r.Signatories, err = signatoriesTx(tx, sc, r.Shown.ID); err != nil {
			return err
		}
		r.Pledges, err = pledgesTx(tx, sc, r.Shown.ID)
		return err
	})
	return r, operation.Wrap("read draft of agreement", err)
}
