package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ListRow is a line of the list of organisations.
type ListRow struct {
	ID           id.ID        `db:"id"`
	Kind         Kind         `db:"kind"`
	Name         string       `db:"name"`
	KVK          string       `db:"kvk"`
	Street       string       `db:"street"`
	HouseNumber  string       `db:"house_number"`
	Postcode     string       `db:"postcode"`
	Place        string       `db:"place"`
	Website      string       `db:"website"`
	Email        string       `db:"email"`
	Phone        string       `db:"phone"`
	Profiles     db.Strings   `db:"profiles"`
	NameKey      string       `db:"name_key"`
	PlaceKey     string       `db:"place_key"`
	Umbrella     string       `db:"umbrella_name"`
	LastContact  time.Time    `db:"last_at"` // zero: never
	Relationship Relationship // the principal's nearest; zero when there is none within reach
}

// ListPage is a page of the list.
type ListPage struct {
	Rows     []ListRow
	Prev     bool   // there is a page before
	Next     string // cursor; empty on the last page
	Count    int    // of all pages, up to CountStop
	Umbrella []Umbrella
}

// CountStop is where counting stops: more is shown as "1000+".
const CountStop = 1000

const rowsPerPage = 50

const listColumns = `SELECT o.id, o.kind, o.name, o.kvk, o.street, o.house_number, o.postcode, o.place, o.website, o.email, o.phone, o.profiles, o.name_key, o.place_key,
	(SELECT u.name FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id AND u.deleted_at IS NULL
		WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.valid_to IS NULL AND s.deleted_at IS NULL
		ORDER BY s.valid_from, s.id LIMIT 1) AS umbrella_name,
	`

// lastContactOf is the latest contact with organisation o; the index of contact moments answers it at once.
const lastContactOf = `(SELECT MAX(m.at) FROM contact_moment m WHERE {contact.read:m} AND m.organisation_id = o.id AND m.deleted_at IS NULL)`

// List returns a page of the organisations that a filter lets through, with what the filter bar offers. It costs at most four queries.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (out ListPage, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = s.listTx(tx, sc, f)
		return err
	})
	return out, operation.Wrap("list organisations", err)
}

func (s *Service) listTx(tx *db.Tx, sc access.Scope, f Filter) (out ListPage, err error) {
	f.now = s.Clock.Now()
	if out.Rows, out.Next, err = rowsTx(tx, sc, f, rowsPerPage); err != nil {
		return out, err
	}
	out.Prev = f.After != ""
	out.Count = len(out.Rows)
	if out.Next != "" || out.Prev {
		if out.Count, err = countTx(tx, sc, f); err != nil {
			return out, err
		}
	}
	out.Umbrella, err = UmbrellaListTx(tx, sc)
	return out, err
}

// rowsTx reads one page with the relationships of its rows.
func rowsTx(tx *db.Tx, sc access.Scope, f Filter, limit int) (rows []ListRow, next string, err error) {
	b := new(db.Builder)
	if f.Sort == SortContact {
		b.Add(`SELECT * FROM (` + listColumns + lastContactOf + ` AS last_at `)
		f.where(tx, b, sc)
		b.Add(`) AS o`)
	} else {
		b.Add(listColumns + lastContactOf + ` AS last_at `)
		f.where(tx, b, sc)
	}
	f.page(b, limit+1)
	if rows, err = db.Select[ListRow](tx, sc.BindQuery(b.Query())); err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = f.cursorOf(rows[limit-1])
	}
	return rows, next, relateRows(tx, sc, rows)
}

func relateRows(tx *db.Tx, sc access.Scope, rows []ListRow) error {
	if len(rows) == 0 || !sc.Can(access.RelationshipRead) {
		return nil
	}
	keys := make([]id.ID, len(rows))
	for i, r := range rows {
		keys[i] = r.ID
	}
	all, err := RelationshipsTx(tx, sc, keys)
	if err != nil {
		return err
	}
	for i := range rows {
		if mine := all[rows[i].ID]; len(mine) > 0 {
			rows[i].Relationship = mine[0]
		}
	}
	return nil
}

func countTx(tx *db.Tx, sc access.Scope, f Filter) (int, error) {
	b := new(db.Builder).Add(`SELECT COUNT(*) FROM (SELECT o.id `)
	f.where(tx, b, sc)
	b.Add(` LIMIT $1) AS counted`, CountStop+1)
	return db.Get[int](tx, sc.BindQuery(b.Query()))
}

// exportRows bounds an export; exportChunk is how many rows are read at a time.
const (
	exportRows  = 50_000
	exportChunk = 500
)

// Export gives all organisations that a filter lets through, in its order, page after page.
func (s *Service) Export(ctx context.Context, sc access.Scope, f Filter, row func(ListRow) error) error {
	if err := sc.Require(access.RelationshipRead); err != nil {
		return err
	}
	f.now, f.After = s.Clock.Now(), ""
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		for n := 0; n < exportRows; n += exportChunk {
			rows, next, err := rowsTx(tx, sc, f, exportChunk)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if err := row(r); err != nil {
					return err
				}
			}
			if f.After = next; next == "" {
				return nil
			}
		}
		return nil
	})
	return operation.Wrap("export organisations", err)
}
