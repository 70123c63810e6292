package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// PersonRow is a line of the list of people: somebody at an organisation. Who works at two stands there twice.
type PersonRow struct {
	ID           id.ID  `db:"id"` // of the position
	Person       id.ID  `db:"person_id"`
	Name         string `db:"name"`
	NameKey      string `db:"name_key"`
	Title        string `db:"title"`
	Organisation id.ID  `db:"organisation_id"`
	OrgName      string `db:"organisation_name"`
	Place        string `db:"place"`
	Email        string `db:"email"`
	Phone        string `db:"phone"`
	Primary      bool   `db:"is_primary"`
	NoMail       bool   `db:"no_mail"`
	InGroup
}

const peopleColumns = `SELECT w.id, p.id AS person_id, p.name, p.name_key, w.title, o.id AS organisation_id, o.name AS organisation_name, o.place, p.email, p.phone, w.is_primary,
	COALESCE((SELECT NOT t.wanted FROM mail_topic t WHERE t.network_id = p.network_id AND t.person_id = p.id AND t.topic = 'requests'
		ORDER BY t.at DESC, t.id DESC LIMIT 1), FALSE) AS no_mail`

const peopleFrom = ` FROM person p
	JOIN position w ON w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL
	JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL
	WHERE {person.read:p} AND {organisation.read:o.id} AND p.deleted_at IS NULL AND p.merged_into IS NULL`

// RelationshipRow is a line of the list of relationships.
type RelationshipRow struct {
	Relationship
	Name        string    `db:"name"`
	Place       string    `db:"place"`
	NameKey     string    `db:"name_key"`
	Rank        int       `db:"depth_rank"`
	Tags        string    `db:"tag_names"`
	LastContact time.Time `db:"last_at"` // zero: never
	InGroup
}

const relationshipRowColumns = relationshipColumns + `, o.name, o.place, r.name_key, ` + depthRank + ` AS depth_rank,
	NULLIF(CASE WHEN {contact.read:r} THEN r.last_contact_at ELSE 0 END, 0) AS last_at`

const relationshipsFrom = ` FROM relationship r
	JOIN organisation o ON o.network_id = r.network_id AND o.id = r.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL
	JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
	LEFT JOIN account a ON a.id = r.owner_id
	LEFT JOIN account d ON d.id = r.deputy_id
	WHERE {relationship.read:r} AND r.deleted_at IS NULL`

const actionColumns = `SELECT x.id, x.unit_id, u.name AS unit_name, x.organisation_id, o.name AS organisation_name, x.person_id, x.what, x.due_on,
		x.assignee_id, a.name AS assignee_name, x.done_at, x.version`

const actionsFrom = ` FROM next_action x
	JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id
	JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id AND o.deleted_at IS NULL
	JOIN account a ON a.id = x.assignee_id
	WHERE {contact.record:x} AND x.deleted_at IS NULL`

// Page is a page of a list.
type Page[T any] struct {
	Rows []T
	Prev bool   // there is a page before
	Next string // cursor; empty on the last page
}

// ListPeople returns a page of the people that a filter lets through. It costs one query.
func (s *Service) ListPeople(ctx context.Context, sc access.Scope, f Filter) (Page[PersonRow], error) {
	return listOf(ctx, s, sc, ListPeople, f, rowsPerPage, peopleTx)
}

// ListRelationships returns a page of the relationships that a filter lets through. It costs one query.
func (s *Service) ListRelationships(ctx context.Context, sc access.Scope, f Filter) (Page[RelationshipRow], error) {
	return listOf(ctx, s, sc, ListRelationships, f, rowsPerPage, relationshipRowsTx)
}

// ListActions returns a page of the next actions that a filter lets through; only open ones when it does not say. It costs one query.
func (s *Service) ListActions(ctx context.Context, sc access.Scope, f Filter) (Page[NextAction], error) {
	return listOf(ctx, s, sc, ListActions, f, rowsPerPage, actionRowsTx)
}

type reader[T any] func(tx *db.Tx, sc access.Scope, f Filter, limit int) ([]T, string, error)

func listOf[T any](ctx context.Context, s *Service, sc access.Scope, list ListName, f Filter, limit int, read reader[T]) (out Page[T], err error) {
	if err := sc.Require(listAction(list)); err != nil {
		return out, err
	}
	f.now, out.Prev = s.Clock.Now(), f.After != ""
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out.Rows, out.Next, err = read(tx.MayEnd(), sc, f, limit)
		return err
	})
	return out, operation.Wrap("list "+string(list), err)
}

func peopleTx(tx *db.Tx, sc access.Scope, f Filter, limit int) ([]PersonRow, string, error) {
	_, by := f.order(ListPeople, sc)
	rows, err := pageTx[PersonRow](tx, sc, f, ListPeople, by, peopleColumns, limit)
	rows, next := cut(rows, limit, func(r PersonRow) string { return cursorAt(r.ID, r.NameKey) })
	return rows, next, err
}

func relationshipRowsTx(tx *db.Tx, sc access.Scope, f Filter, limit int) ([]RelationshipRow, string, error) {
	sort, by := f.order(ListRelationships, sc)
	columns := relationshipRowColumns
	if f.With.Tags {
		columns += tagColumn
	}
	rows, err := pageTx[RelationshipRow](tx, sc, f, ListRelationships, by, columns, limit)
	rows, next := cut(rows, limit, func(r RelationshipRow) string {
		switch sort {
		case SortContact:
			return cursorAt(r.ID, micros(r.LastContact))
		case SortDepth:
			return cursorAt(r.ID, digits(r.Rank), r.NameKey)
		case SortStatus:
			return cursorAt(r.ID, string(r.Status), r.NameKey)
		default:
			return cursorAt(r.ID, r.NameKey)
		}
	})
	return rows, next, err
}

func actionRowsTx(tx *db.Tx, sc access.Scope, f Filter, limit int) ([]NextAction, string, error) {
	sort, by := f.order(ListActions, sc)
	rows, err := pageTx[NextAction](tx, sc, f, ListActions, by, actionColumns, limit)
	rows, next := cut(rows, limit, func(r NextAction) string {
		if sort == SortDone && r.DoneAt != nil {
			return cursorAt(r.ID, micros(*r.DoneAt))
		}
		return cursorAt(r.ID, string(r.Due))
	})
	return rows, next, err
}

// pageTx reads one row more than the page holds.
func pageTx[T any](tx *db.Tx, sc access.Scope, f Filter, list ListName, by order, columns string, limit int) ([]T, error) {
	b := new(db.Builder).Add(columns)
	f.from(tx, b, sc, list)
	by.page(b, f.After, f.Down, limit+1)
	return db.Select[T](tx, sc.BindQuery(b.Query()))
}
