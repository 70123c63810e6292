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
	ID          id.ID      `db:"id"`
	Kind        Kind       `db:"kind"`
	Name        string     `db:"name"`
	KVK         string     `db:"kvk"`
	Street      string     `db:"street"`
	HouseNumber string     `db:"house_number"`
	Postcode    string     `db:"postcode"`
	Place       string     `db:"place"`
	Website     string     `db:"website"`
	Email       string     `db:"email"`
	Phone       string     `db:"phone"`
	Profiles    db.Strings `db:"profiles"`
	NameKey     string     `db:"name_key"`
	PlaceKey    string     `db:"place_key"`
	Umbrella    string     `db:"umbrella_name"`
	Tags        string     `db:"tag_names"`
	Created     time.Time  `db:"created_at"`
	LastContact time.Time  `db:"last_at"` // zero: never
	InGroup
	Relationship Relationship // the principal's nearest, without deputy and version; zero when there is none within reach
}

// ListPage is a page of the list.
type ListPage struct {
	Rows []ListRow
	Prev bool   // there is a page before
	Next string // cursor; empty on the last page
}

const rowsPerPage = 50

const listColumns = `SELECT o.id, o.kind, o.name, o.kvk, o.place, o.profiles, o.name_key, o.place_key, o.created_at,
	NULLIF(CASE WHEN {contact.read:o} THEN o.last_contact_at ELSE 0 END, 0) AS last_at`

// A list reads only what it shows: each text costs its copy, and umbrellaColumn and tagColumn cost a look aside per row.
const (
	addressColumns = `, o.street, o.house_number, o.postcode, o.website, o.email, o.phone`
	umbrellaColumn = `,
	(SELECT u.name FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id AND u.deleted_at IS NULL
		WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.valid_to IS NULL AND s.deleted_at IS NULL
		ORDER BY s.valid_from, s.id LIMIT 1) AS umbrella_name`
	tagColumn = `,
	(SELECT string_agg(t.name, ', ' ORDER BY t.name_key) FROM organisation_tag g JOIN tag t ON t.network_id = g.network_id AND t.id = g.tag_id AND t.deleted_at IS NULL
		WHERE g.network_id = o.network_id AND g.organisation_id = o.id AND g.deleted_at IS NULL) AS tag_names`
)

// List returns a page of the organisations that a filter lets through. It costs at most two queries.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (out ListPage, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	f.now = s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out.Prev = f.After != ""
		out.Rows, out.Next, err = plainRowsTx(tx, sc, f, rowsPerPage)
		if err != nil {
			return err
		}
		return relateRows(tx.MayEnd(), sc, f, out.Rows)
	})
	return out, operation.Wrap("list organisations", err)
}

// rowsTx reads one page with the relationships of its rows.
func rowsTx(tx *db.Tx, sc access.Scope, f Filter, limit int) (rows []ListRow, next string, err error) {
	rows, next, err = plainRowsTx(tx, sc, f, limit)
	if err != nil {
		return nil, "", err
	}
	return rows, next, relateRows(tx, sc, f, rows)
}

// plainRowsTx reads one page.
func plainRowsTx(tx *db.Tx, sc access.Scope, f Filter, limit int) (rows []ListRow, next string, err error) {
	sort, by := f.order(ListOrganisations, sc)
	b := new(db.Builder).Add(listColumns)
	if f.With.Address {
		b.Add(addressColumns)
	}
	if f.With.Umbrella {
		b.Add(umbrellaColumn)
	}
	if f.With.Tags {
		b.Add(tagColumn)
	}
	f.where(tx, b, sc)
	by.page(b, f.After, f.Down, limit+1)
	if rows, err = db.Select[ListRow](tx, sc.BindQuery(b.Query())); err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, limit, func(r ListRow) string {
		switch sort {
		case SortPlace:
			return cursorAt(r.ID, r.PlaceKey, r.NameKey)
		case SortContact:
			return cursorAt(r.ID, micros(r.LastContact))
		case SortCreated:
			return cursorAt(r.ID, micros(r.Created))
		default:
			return cursorAt(r.ID, r.NameKey)
		}
	})
	return rows, next, nil
}

// relateRows gives each row the principal's nearest relationship, where the filter asks for it.
func relateRows(tx *db.Tx, sc access.Scope, f Filter, rows []ListRow) error {
	if !f.With.Relationship || len(rows) == 0 || !sc.Can(access.RelationshipRead) {
		return nil
	}
	keys := make([]id.ID, len(rows))
	at := make(map[id.ID]int, len(rows))
	for i, r := range rows {
		keys[i], at[r.ID] = r.ID, i
	}
	all, err := db.Select[Relationship](tx, sc.Bind(relationshipsInList, db.List(keys)))
	if err != nil {
		return err
	}
	near := nearTo(sc)
	for _, r := range all {
		if row := &rows[at[r.Organisation]]; row.Relationship.ID == "" || near.compare(r, row.Relationship) < 0 {
			row.Relationship = r
		}
	}
	return nil
}

// exportRows bounds an export; exportChunk is how many rows are read at a time.
const (
	exportRows  = 50_000
	exportChunk = 500
)

// Export gives all organisations that a filter lets through, in its order, page after page.
func (s *Service) Export(ctx context.Context, sc access.Scope, f Filter, row func(ListRow) error) error {
	return exportOf(ctx, s, sc, ListOrganisations, f, rowsTx, row)
}

// ExportPeople does the same for people.
func (s *Service) ExportPeople(ctx context.Context, sc access.Scope, f Filter, row func(PersonRow) error) error {
	return exportOf(ctx, s, sc, ListPeople, f, peopleTx, row)
}

// ExportRelationships does the same for relationships.
func (s *Service) ExportRelationships(ctx context.Context, sc access.Scope, f Filter, row func(RelationshipRow) error) error {
	return exportOf(ctx, s, sc, ListRelationships, f, relationshipRowsTx, row)
}

// ExportActions does the same for next actions.
func (s *Service) ExportActions(ctx context.Context, sc access.Scope, f Filter, row func(NextAction) error) error {
	return exportOf(ctx, s, sc, ListActions, f, actionRowsTx, row)
}

func exportOf[T any](ctx context.Context, s *Service, sc access.Scope, list ListName, f Filter, read reader[T], row func(T) error) error {
	for _, a := range []access.Action{access.RelationExport, listAction(list)} {
		if err := sc.Require(a); err != nil {
			return err
		}
	}
	f.now, f.After = s.Clock.Now(), ""
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		for n := 0; n < exportRows; n += exportChunk {
			rows, next, err := read(tx, sc, f, exportChunk)
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
	return operation.Wrap("export "+string(list), err)
}
