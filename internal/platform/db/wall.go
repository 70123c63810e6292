package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// everyNetwork is what a transaction outside a network says to PostgreSQL: signing in, the queue, backups.
const everyNetwork = "*"

// The second wall between networks, in PostgreSQL (promises I6, docs/adr/0008): every table with a network_id shows a login that is not
// its owner only the rows of the network that the transaction named. The first wall stands in every query; this one still stands when
// a query of ours is wrong. A transaction that names nothing sees nothing. The subqueries run once per statement.
const wallPolicy = `ALTER TABLE %[1]s ENABLE ROW LEVEL SECURITY;
CREATE POLICY network_wall ON %[1]s USING (network_id = (SELECT current_setting('schakel.network', true)) OR (SELECT current_setting('schakel.network', true)) = '` + everyNetwork + `')`

// beyondWall are the tables that the second wall leaves out, each with the reason.
var beyondWall = []string{
	"session", // belongs to an account, which may work in several networks: a changed password ends all of them
}

// unwalled finds the tables that the second wall does not guard yet.
const unwalled = `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
	WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> ALL($1)
		AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'network_wall') ORDER BY c.relname`

// unwalledTables lists them.
func unwalledTables(ctx context.Context, on interface {
	Query(ctx context.Context, text string, args ...any) (pgx.Rows, error)
},
) ([]string, error) {
	rows, err := on.Query(ctx, unwalled, beyondWall)
	if err != nil {
		return nil, fmt.Errorf("read wall: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read wall: %w", err)
	}
	return tables, nil
}

// wall gives every table with a network_id its policy; it is made from the catalogue, so that no table of a later migration lacks it.
func (d *DB) wall(ctx context.Context) error {
	if open, err := unwalledTables(ctx, d.pool); err != nil || len(open) == 0 {
		return err
	}
	err := pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(72410008)`); err != nil { // replicas that start at once
			return err
		}
		tables, err := unwalledTables(ctx, tx) // another replica may have been first
		for _, table := range tables {
			_, failed := tx.Exec(ctx, fmt.Sprintf(wallPolicy, pgx.Identifier{table}.Sanitize()), pgx.QueryExecModeSimpleProtocol)
			err = errors.Join(err, failed)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("wall between networks: %w", err)
	}
	return nil
}

// Wall tells whether the second wall stands for this login, and of which tables it does not guard. It stands for a login that owns no
// table and passes no policy by; on SQLite there is none.
func (d *DB) Wall(ctx context.Context) (stands bool, open []string, err error) {
	if d.pool == nil {
		return false, nil, nil
	}
	if open, err = unwalledTables(ctx, d.pool); err != nil {
		return false, nil, err
	}
	err = d.pool.QueryRow(ctx, `SELECT NOT r.rolsuper AND NOT r.rolbypassrls AND NOT EXISTS (SELECT 1 FROM pg_class c
			WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE'))
		FROM pg_roles r WHERE r.rolname = current_user`).Scan(&stands)
	if err != nil {
		return false, nil, fmt.Errorf("read wall: %w", err)
	}
	return stands && len(open) == 0, open, nil
}

// GrantServing gives a login what the program needs to serve, and no more: it owns nothing, so the second wall stands for it. Tables of
// later migrations are its too. PostgreSQL only.
func (d *DB) GrantServing(ctx context.Context, role string) error {
	if d.pool == nil {
		return errors.New("db: a login to serve with is PostgreSQL's")
	}
	name := pgx.Identifier{role}.Sanitize()
	var schema string
	if err := d.pool.QueryRow(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		return fmt.Errorf("grant to %s: %w", role, err)
	}
	schema = pgx.Identifier{schema}.Sanitize()
	text := strings.Join([]string{
		`GRANT USAGE ON SCHEMA ` + schema + ` TO ` + name,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ` + schema + ` TO ` + name,
		`ALTER DEFAULT PRIVILEGES IN SCHEMA ` + schema + ` GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ` + name,
		`REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM ` + name,
	}, ";\n")
	if _, err := d.pool.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol); err != nil {
		return fmt.Errorf("grant to %s: %w", role, err)
	}
	return nil
}

// Across lets fn read rows of every network, for the few rules that span them: whether an account is in use elsewhere. What fn reads
// must not reach anybody of this network.
func (tx *Tx) Across(fn func() error) error {
	if tx.db.pool == nil {
		return fn()
	}
	if err := tx.name(everyNetwork); err != nil {
		return err
	}
	err := fn()
	if err != nil {
		return err // the transaction ends
	}
	return tx.name(tx.network)
}

func (tx *Tx) name(network string) error {
	_, err := tx.on.exec(tx.ctx, `SELECT set_config('schakel.network', $1, true)`, []any{network})
	if err != nil {
		return fmt.Errorf("name network: %w", err)
	}
	return nil
}
