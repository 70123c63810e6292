package funding

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// namesKnown checks that what a form names is there, in queries through the scope; what is not gets a message at its field.
type namesKnown struct {
	op  *operation.Op
	f   fault.Fields
	err error
}

func (k *namesKnown) check(field, query string, args ...any) {
	if k.err != nil {
		return
	}
	found, err := operation.Select[id.ID](k.op, query, args...)
	if k.err = err; err == nil && len(found) == 0 {
		k.f.Add(field, "field.choice")
	}
}

func (k *namesKnown) unit(field string, unit id.ID) {
	k.check(field, `SELECT u.id FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
}

func (k *namesKnown) unitBelow(field string, unit, top id.ID) {
	k.check(field, `SELECT u.id FROM unit u JOIN unit_closure c ON c.network_id = u.network_id AND c.descendant_id = u.id AND c.ancestor_id = $2
		WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit, top)
}

func (k *namesKnown) organisation(field string, organisation id.ID) {
	k.check(field, `SELECT o.id FROM organisation o
		WHERE {organisation.read:o.id} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, organisation)
}

func (k *namesKnown) line(field string, line, grant id.ID) {
	k.check(field, `SELECT l.id FROM programme_line l WHERE {programme.read:l} AND l.id = $1 AND l.grant_id = $2 AND l.deleted_at IS NULL LIMIT 1`, line, grant)
}
