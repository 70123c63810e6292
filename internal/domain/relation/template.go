package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Template is a text with which a note begins (standaardtekst): the questions of a first visit, what to ask by phone. It belongs
// to a unit, in one language.
type Template struct {
	ID       id.ID       `db:"id"`
	Unit     id.ID       `db:"unit_id"`
	UnitName string      `db:"unit_name"`
	Lang     string      `db:"lang"`
	Kind     ContactKind `db:"kind"` // for which kind of contact; empty: any
	Name     string      `db:"name"`
	Body     string      `db:"body"`
	Version  int         `db:"version"`
}

const templateQuery = `SELECT t.id, t.unit_id, u.name AS unit_name, t.lang, t.kind, t.name, t.body, t.version
	FROM note_template t JOIN unit u ON u.network_id = t.network_id AND u.id = t.unit_id
	WHERE {contact.record:t} AND t.deleted_at IS NULL`

// mostTemplates bounds a choice.
const mostTemplates = 200

// TemplatesTx returns the templates of the units for which the principal records contact, in a language, by name. An empty
// language gives all.
func TemplatesTx(tx *db.Tx, sc access.Scope, lang string) ([]Template, error) {
	b := new(db.Builder).Add(templateQuery)
	if lang != "" {
		b.Add(` AND t.lang = $1`, lang)
	}
	b.Add(` ORDER BY t.name_key, t.id LIMIT $1`, mostTemplates)
	rows, err := db.Select[Template](tx, sc.BindQuery(b.Query()))
	return rows, operation.Wrap("read templates", err)
}

// TemplatePage is what the page of templates shows.
type TemplatePage struct {
	Templates []Template
	Units     []Named // for which the principal keeps templates
}

// Templates reads the page of templates.
func (s *Service) Templates(ctx context.Context, sc access.Scope) (out TemplatePage, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Templates, err = TemplatesTx(tx, sc, ""); err != nil {
			return err
		}
		out.Units, err = UnitsTx(tx, sc, access.RelationshipWrite)
		return err
	})
	return out, err
}

// TemplateInput is what a form says about a template.
type TemplateInput struct {
	Unit       id.ID
	Lang, Kind string
	Name, Body string
	Version    int // of the template that is changed
}

// templateLangs are the languages of templates.
func templateLangs() []string { return []string{"nl", "en"} }

func (in *TemplateInput) check() error {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 1, 80)
	in.Body = check.Multiline(f, "body", in.Body, 1, 2000)
	in.Lang = check.Choice(f, "lang", in.Lang, templateLangs()...)
	in.Kind = string(check.OptionalChoice(f, "kind", in.Kind, RecordedKinds()...))
	return f.Err()
}

// AddTemplate makes a template of a unit.
func (s *Service) AddTemplate(ctx context.Context, sc access.Scope, in TemplateInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.RelationshipWrite, in.Unit); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key = op.NewID()
		op.Audit(audit.Entry{Action: "template.added", Object: "note_template", ID: key, Unit: in.Unit, Detail: in})
		return op.Insert(`INSERT INTO note_template (network_id, id, unit_id, lang, kind, name, name_key, body, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), key, in.Unit, in.Lang, in.Kind, in.Name, check.Key(in.Name), in.Body, op.At, op.ID)
	})
	return key, s.templateFault("add template", err)
}

// EditTemplate changes a template; its unit stays.
func (s *Service) EditTemplate(ctx context.Context, sc access.Scope, key id.ID, in TemplateInput) error {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		before, err := templateTx(op, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "template.edited", Object: "note_template", ID: key, Unit: before.Unit, Detail: map[string]any{"before": before, "after": in}})
		return operation.Changed(op.Exec(`UPDATE note_template AS t SET lang = $3, kind = $4, name = $5, name_key = $6, body = $7, operation_id = $8, version = version + 1
			WHERE {relationship.write:t} AND t.id = $1 AND t.version = $2 AND t.deleted_at IS NULL`,
			key, in.Version, in.Lang, in.Kind, in.Name, check.Key(in.Name), in.Body, op.ID))
	})
	return s.templateFault("edit template", err)
}

// BinTemplate puts a template in the bin.
func (s *Service) BinTemplate(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		before, err := templateTx(op, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "template.binned", Object: "note_template", ID: key, Unit: before.Unit, Detail: before})
		return operation.Changed(op.Exec(`UPDATE note_template AS t SET deleted_at = $2, deleted_op = $3, version = version + 1
			WHERE {relationship.write:t} AND t.id = $1 AND t.deleted_at IS NULL`, key, op.At, op.ID))
	})
	return operation.Wrap("bin template", err)
}

func templateTx(op *operation.Op, key id.ID) (Template, error) {
	return operation.Get[Template](op, `SELECT t.id, t.unit_id, t.lang, t.kind, t.name, t.body, t.version FROM note_template t
		WHERE {relationship.write:t} AND t.id = $1 AND t.deleted_at IS NULL LIMIT 1`, key)
}

func (s *Service) templateFault(what string, err error) error {
	if name, taken := s.DB.Conflict(err); taken && name == "note_template_name_uq" {
		return fault.Fields{"name": {Key: "contact.template_taken"}}.Err()
	}
	return operation.Wrap(what, err)
}

// TemplateFor picks a template by its id from those offered; ok is false when it is not there.
func TemplateFor(list []Template, key id.ID) (Template, bool) {
	i := slices.IndexFunc(list, func(t Template) bool { return t.ID == key })
	if i < 0 {
		return Template{}, false
	}
	return list[i], true
}
