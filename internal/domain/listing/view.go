package listing

import (
	"context"
	"net/url"
	"slices"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// View is a saved view of a list: private, or published to a unit and what is below it.
type View struct {
	ID       id.ID             `db:"id"`
	Account  id.ID             `db:"account_id"`
	Unit     id.ID             `db:"unit_id"` // empty: private
	UnitName string            `db:"unit_name"`
	List     relation.ListName `db:"list"`
	Name     string            `db:"name"`
	Params   string            `db:"params"` // query, columns, sort and group as an address
	Version  int               `db:"version"`
	Default  bool              `db:"is_default"` // the reader's list opens in it
}

// Values returns the view as parameters of an address.
func (v View) Values() url.Values {
	values, err := url.ParseQuery(v.Params)
	if err != nil {
		return url.Values{}
	}
	return values
}

// keptParams are what a view keeps of an address.
var keptParams = []string{"q", "group", "sort", "dir", "by", "lanes", "cols", "board"}

// ViewInput is what a form says about a view.
type ViewInput struct {
	List    relation.ListName
	Name    string
	Params  url.Values // nil leaves those of a view as they are
	Unit    id.ID      // publish to; empty: private
	Default bool
}

func (in *ViewInput) validate() (params string, err error) {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 60)
	if !slices.Contains(relation.ListNames(), in.List) {
		return "", fault.NotFound("fault.not_found")
	}
	kept := url.Values{}
	for _, name := range keptParams {
		if value := in.Params.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	if params = kept.Encode(); len(params) > 4000 {
		f.Add("", "list.view.too_long")
	}
	return params, f.Err()
}

// maxViews bounds what one account keeps.
const maxViews = 200

// visible are the views that somebody may open: their own, and those published to a unit at, above or below their own.
const visible = `{wall:v} AND v.deleted_at IS NULL AND ({account.own:v} OR v.unit_id IS NOT NULL AND EXISTS (SELECT 1 FROM unit_closure k
	WHERE k.network_id = v.network_id AND (k.ancestor_id = v.unit_id AND k.descendant_id = ANY($1) OR k.descendant_id = v.unit_id AND k.ancestor_id = ANY($1))))`

const viewColumns = `SELECT v.id, v.account_id, v.unit_id, COALESCE(u.name, '') AS unit_name, v.list, v.name, v.params, v.version, d.view_id IS NOT NULL AS is_default
	FROM saved_view v LEFT JOIN unit u ON u.network_id = v.network_id AND u.id = v.unit_id
	LEFT JOIN default_view d ON d.network_id = v.network_id AND d.list = v.list AND d.view_id = v.id AND {account.own:d}
	WHERE ` + visible

func home(sc access.Scope) any { return db.List(sc.HomeUnits()) }

// Views lists the views of a list that somebody may open, own ones first.
func (s *Service) Views(ctx context.Context, sc access.Scope, list relation.ListName) (out []View, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[View](tx, sc.Bind(viewColumns+` AND v.list = $2 ORDER BY CASE WHEN v.unit_id IS NULL THEN 0 ELSE 1 END, v.name, v.id LIMIT 200`, home(sc), list))
		return err
	})
	return out, operation.Wrap("list views", err)
}

// DefaultView returns the view in which somebody's list opens; ok is false without one.
func (s *Service) DefaultView(ctx context.Context, sc access.Scope, list relation.ListName) (v View, ok bool, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		chosen, err := db.Select[id.ID](tx, sc.Bind(`SELECT d.view_id FROM default_view d WHERE {account.own:d} AND {wall:d} AND d.list = $1 LIMIT 1`, list))
		if err != nil || len(chosen) == 0 {
			return err
		}
		found, err := db.Select[View](tx, sc.Bind(viewColumns+` AND v.id = $2 LIMIT 1`, home(sc), chosen[0]))
		if len(found) > 0 {
			v, ok = found[0], true
		}
		return err
	})
	return v, ok, operation.Wrap("default view", err)
}

// SaveView keeps a view. To publish it asks the right to on the unit.
func (s *Service) SaveView(ctx context.Context, sc access.Scope, in ViewInput) (key id.ID, err error) {
	params, err := s.mayKeep(sc, &in)
	if err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[int](op, `SELECT COUNT(*) FROM saved_view v WHERE {account.own:v} AND {wall:v} AND v.deleted_at IS NULL`)
		if err != nil {
			return err
		}
		if n >= maxViews {
			return fault.Conflict("list.view.too_many", maxViews)
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "view.saved", Object: "saved_view", ID: key, Unit: in.Unit, Detail: map[string]any{"name": in.Name, "list": in.List, "params": params}})
		err = op.Insert(`INSERT INTO saved_view (network_id, id, account_id, unit_id, list, name, params, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), key, sc.Account(), in.Unit, in.List, in.Name, params, op.At, op.ID)
		if err != nil || !in.Default {
			return err
		}
		return defaultTx(op, in.List, key)
	})
	return key, operation.Wrap("save view", err)
}

func (s *Service) mayKeep(sc access.Scope, in *ViewInput) (string, error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return "", err
	}
	if in.Unit != "" {
		if err := sc.RequireOn(access.ViewPublish, in.Unit); err != nil {
			return "", err
		}
	}
	return in.validate()
}

// EditView renames, publishes or changes a view of one's own.
func (s *Service) EditView(ctx context.Context, sc access.Scope, key id.ID, version int, in ViewInput) error {
	in.List = relation.ListOrganisations // the list of a view never changes
	params, err := s.mayKeep(sc, &in)
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		before, err := operation.Get[View](op, viewColumns+` AND {account.own:v} AND v.id = $2 LIMIT 1`, home(sc), key)
		if err != nil {
			return err
		}
		if in.Params == nil {
			params = before.Params
		}
		err = operation.Changed(op.Exec(`UPDATE saved_view AS v SET name = $1, params = $2, unit_id = $3, version = version + 1, operation_id = $4
			WHERE {account.own:v} AND {wall:v} AND v.id = $5 AND v.version = $6 AND v.deleted_at IS NULL`, in.Name, params, in.Unit, op.ID, key, version))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "view.changed", Object: "saved_view", ID: key, Unit: in.Unit, Detail: map[string]any{"before": before, "name": in.Name, "params": params}})
		if in.Default == before.Default {
			return nil
		}
		if in.Default {
			return defaultTx(op, before.List, key)
		}
		return noDefaultTx(op, before.List)
	})
	return operation.Wrap("change view", err)
}

// RemoveView puts a view of one's own in the bin. Lists that opened in it open as usual again.
func (s *Service) RemoveView(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE saved_view AS v SET deleted_at = $1, deleted_op = $2, version = version + 1
			WHERE {account.own:v} AND {wall:v} AND v.id = $3 AND v.deleted_at IS NULL`, op.At, op.ID, key)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "view.removed", Object: "saved_view", ID: key})
		return nil
	})
	return operation.Wrap("remove view", err)
}

// OpenIn makes one's list open in a view, or as usual again when on is false.
func (s *Service) OpenIn(ctx context.Context, sc access.Scope, key id.ID, on bool) (list relation.ListName, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		v, err := operation.Get[View](op, viewColumns+` AND v.id = $2 LIMIT 1`, home(sc), key)
		if err != nil {
			return err
		}
		list = v.List
		op.Audit(audit.Entry{Action: "view.opens", Object: "saved_view", ID: key, Detail: map[string]any{"list": v.List, "on": on}})
		if on {
			return defaultTx(op, v.List, key)
		}
		return noDefaultTx(op, v.List)
	})
	return list, operation.Wrap("open in view", err)
}

func defaultTx(op *operation.Op, list relation.ListName, key id.ID) error {
	return op.Insert(`INSERT INTO default_view (network_id, account_id, list, view_id, operation_id) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, account_id, list) DO UPDATE SET view_id = excluded.view_id, operation_id = excluded.operation_id`,
		op.Network(), op.Scope.Account(), list, key, op.ID)
}

func noDefaultTx(op *operation.Op, list relation.ListName) error {
	_, err := op.Exec(`DELETE FROM default_view AS d WHERE {account.own:d} AND {wall:d} AND d.list = $1`, list)
	return err
}

// View returns one of the views that somebody may open.
func (s *Service) View(ctx context.Context, sc access.Scope, key id.ID) (v View, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return v, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		v, err = operation.Found(db.Get[View](tx, sc.Bind(viewColumns+` AND v.id = $2 LIMIT 1`, home(sc), key)))
		return err
	})
	return v, operation.Wrap("read view", err)
}
