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

// activity returns the line of an activity of the grant; without an activity the line that was chosen. Who chose another line is told.
func (k *namesKnown) activity(field string, activity, line, grant id.ID) id.ID {
	if k.err != nil || activity == "" {
		return line
	}
	found, err := operation.Select[id.ID](k.op, `SELECT l.id FROM activity a JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id AND l.deleted_at IS NULL
		WHERE {programme.read:a} AND a.id = $1 AND l.grant_id = $2 AND a.deleted_at IS NULL LIMIT 1`, activity, grant)
	switch k.err = err; {
	case err != nil:
		return line
	case len(found) == 0:
		k.f.Add(field, "field.choice")
		return line
	case line != "" && line != found[0]:
		k.f.Add(field, "funding.activity_of_other_line")
	}
	return found[0]
}
