package agreement

import (
	"context"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Template is a text to make agreements from, with its latest version.
type Template struct {
	ID         id.ID     `db:"id"`
	Unit       id.ID     `db:"unit_id"`
	UnitName   string    `db:"unit_name"`
	Scheme     id.ID     `db:"scheme_id"` // empty: for all
	SchemeName string    `db:"scheme_name"`
	Name       string    `db:"name"`
	Lang       string    `db:"lang"`
	Latest     int       `db:"latest"`
	Used       int       `db:"used"` // agreements made from any of its versions, as far as the principal sees them
	Body       string    `db:"body"` // of the latest version
	MadeAt     time.Time `db:"made_at"`
	RowVersion int       `db:"version"`
}

// TemplateInput is a template as a form says it. Unit and Lang of an existing one stay.
type TemplateInput struct {
	Unit   id.ID
	Scheme id.ID
	Name   string
	Lang   string
	Body   string
}

const maxBody = 20_000 // characters of a text

const templateColumns = `t.id, t.unit_id, u.name AS unit_name, t.scheme_id, COALESCE(s.name, '') AS scheme_name, t.name, t.lang, t.latest, v.body, v.made_at, t.version,
	(SELECT COUNT(DISTINCT a.id) FROM agreement_version w JOIN agreement_template_version x ON x.network_id = w.network_id AND x.id = w.template_version_id
		JOIN agreement a ON a.network_id = w.network_id AND a.id = w.agreement_id AND a.deleted_at IS NULL
		WHERE {agreement.read:a} AND x.template_id = t.id) AS used
	FROM agreement_template t
	JOIN unit u ON u.network_id = t.network_id AND u.id = t.unit_id
	JOIN agreement_template_version v ON v.network_id = t.network_id AND v.template_id = t.id AND v.n = t.latest
	LEFT JOIN scheme s ON s.network_id = t.network_id AND s.id = t.scheme_id`

// Templates lists the templates of the network, by name.
func (s *Service) Templates(ctx context.Context, sc access.Scope) (out []Template, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Template](tx, sc.Bind(`SELECT `+templateColumns+` WHERE {network.read:t} AND t.deleted_at IS NULL ORDER BY t.name, t.id LIMIT 200`))
		return err
	})
	return out, operation.Wrap("list agreement templates", err)
}

// Template returns one template with its latest text.
func (s *Service) Template(ctx context.Context, sc access.Scope, key id.ID) (t Template, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		t, err = operation.Found(db.Get[Template](tx, sc.Bind(`SELECT `+templateColumns+` WHERE {network.read:t} AND t.id = $1 AND t.deleted_at IS NULL LIMIT 1`, key)))
		return err
	})
	return t, operation.Wrap("read agreement template", err)
}

func (in *TemplateInput) validate() error {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Lang = check.Choice(f, "lang", in.Lang, "nl", "en")
	if in.Body = check.Multiline(f, "body", in.Body, 20, maxBody); in.Body != "" {
		checkBody(f, in.Body)
	}
	return f.Err()
}

// Preview checks a template and shows what an agreement made from it would say, with invented parties.
func (s *Service) Preview(sc access.Scope, in TemplateInput) (text string, err error) {
	if err := sc.Require(access.AgreementManage); err != nil {
		return "", err
	}
	if err := in.validate(); err != nil {
		return "", err
	}
	return Compose(in.Body, sample(in.Lang, clock.Today(s.Clock))), nil
}

// AddTemplate keeps a new template.
func (s *Service) AddTemplate(ctx context.Context, sc access.Scope, in TemplateInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.AgreementManage, in.Unit); err != nil {
		return "", err
	}
	if err := in.validate(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := schemeTx(op, in.Scheme); err != nil {
			return err
		}
		key, err = addTemplateTx(op, in)
		return err
	})
	return key, operation.Wrap("add agreement template", err)
}

func schemeTx(op *operation.Op, scheme id.ID) error {
	if scheme == "" {
		return nil
	}
	_, err := operation.Get[id.ID](op, `SELECT s.id FROM scheme s WHERE {wall:s} AND s.id = $1 LIMIT 1`, scheme)
	if fault.Is(err, fault.KindNotFound) {
		return fault.Fields{"scheme": {Key: "field.choice"}}.Err()
	}
	return err
}

func addTemplateTx(op *operation.Op, in TemplateInput) (id.ID, error) {
	key := op.NewID()
	op.Audit(audit.Entry{Action: "agreement_template.added", Object: "agreement_template", ID: key, Unit: in.Unit, Detail: map[string]any{"name": in.Name, "scheme": in.Scheme}})
	err := op.Insert(`INSERT INTO agreement_template (network_id, id, unit_id, scheme_id, name, lang, latest, made_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)`,
		op.Network(), key, in.Unit, in.Scheme, in.Name, in.Lang, op.At, op.ID)
	if err != nil {
		return "", err
	}
	return key, versionTx(op, key, 1, in.Body)
}

func versionTx(op *operation.Op, template id.ID, n int, body string) error {
	return op.Insert(`INSERT INTO agreement_template_version (network_id, id, template_id, n, body, made_at, made_by, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		op.Network(), op.NewID(), template, n, body, op.At, op.Scope.Account(), op.ID)
}

// EditTemplate gives a template a new text, or another name or scheme. Agreements keep the version they were made from.
func (s *Service) EditTemplate(ctx context.Context, sc access.Scope, key id.ID, version int, in TemplateInput) error {
	if err := sc.Require(access.AgreementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		t, err := operation.Get[Template](op, `SELECT `+templateColumns+` WHERE {agreement.manage:t} AND t.id = $1 AND t.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		in.Unit, in.Lang = t.Unit, t.Lang
		if err := in.validate(); err != nil {
			return err
		}
		if err := schemeTx(op, in.Scheme); err != nil {
			return err
		}
		if strings.TrimSpace(in.Body) != strings.TrimSpace(t.Body) {
			t.Latest++
			if err := versionTx(op, key, t.Latest, in.Body); err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "agreement_template.changed", Object: "agreement_template", ID: key, Unit: t.Unit, Detail: map[string]any{"name": in.Name, "scheme": in.Scheme, "n": t.Latest}})
		return operation.Changed(op.Exec(`UPDATE agreement_template AS t SET name = $2, scheme_id = $3, latest = $4, version = version + 1, operation_id = $5
			WHERE {agreement.manage:t} AND t.id = $1 AND t.version = $6 AND t.deleted_at IS NULL`, key, in.Name, in.Scheme, t.Latest, op.ID, version))
	})
	return operation.Wrap("edit agreement template", err)
}

// DropTemplate takes a template away. What was made from it stays as it is.
func (s *Service) DropTemplate(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AgreementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := operation.Get[id.ID](op, `SELECT t.unit_id FROM agreement_template t WHERE {agreement.manage:t} AND t.id = $1 AND t.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement_template.dropped", Object: "agreement_template", ID: key, Unit: unit})
		return operation.Changed(op.Exec(`UPDATE agreement_template AS t SET deleted_at = $2, deleted_op = $3, operation_id = $3, version = version + 1
			WHERE {agreement.manage:t} AND t.id = $1 AND t.deleted_at IS NULL`, key, op.At, op.ID))
	})
	return operation.Wrap("drop agreement template", err)
}

// InstallTemplates gives a unit the texts of ours to begin with, those that it does not have by name. It returns how many were new.
func (s *Service) InstallTemplates(ctx context.Context, sc access.Scope, unit id.ID) (added int, err error) {
	if err := sc.RequireOn(access.AgreementManage, unit); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		added = 0
		known, err := operation.Select[string](op, `SELECT t.name FROM agreement_template t WHERE {agreement.manage:t} AND t.unit_id = $1 AND t.deleted_at IS NULL LIMIT 200`, unit)
		if err != nil {
			return err
		}
		for _, d := range defaultTemplates {
			if contains(known, d.name) {
				continue
			}
			if _, err := addTemplateTx(op, TemplateInput{Unit: unit, Name: d.name, Lang: d.lang, Body: d.body}); err != nil {
				return err
			}
			added++
		}
		if added == 0 {
			return fault.Conflict("agreement.template.all_there")
		}
		return nil
	})
	return added, operation.Wrap("install agreement templates", err)
}
