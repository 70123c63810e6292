package relation

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
)

// A live relationship cools when its unit, or one below it, had no contact with the organisation for a number of weeks. The
// deeper it is, the sooner: a company that makes lessons with you expects to hear from you. A unit may set its own numbers.

// DefaultCooling gives the weeks without contact until a relationship of each depth cools.
func DefaultCooling() map[Depth]int {
	return map[Depth]int{DepthAcquaintance: 26, DepthVisit: 20, DepthLesson: 16, DepthMaker: 12, DepthAmbassador: 8}
}

// Cold tells how long a cooling relationship has been without contact.
type Cold struct {
	Weeks int       // since the last contact, or since the relationship began
	After int       // weeks allowed
	Since time.Time // zero: there was never contact
}

const week = 7 * 24 * time.Hour

// coldSince judges a relationship by its last contact; nil when it is warm, or when its depth does not cool.
func coldSince(last time.Time, weeks int, now time.Time) *Cold {
	since := int(now.Sub(last) / week)
	if weeks == 0 || last.IsZero() || since < weeks {
		return nil
	}
	return &Cold{Weeks: since, After: weeks, Since: last}
}

// coolingWeeks is the SQL for the weeks allowed to the relationship r.
var coolingWeeks = func() string {
	var b strings.Builder
	b.WriteString(`COALESCE((SELECT k.weeks FROM cooling_rule k WHERE k.network_id = r.network_id AND k.unit_id = r.unit_id AND k.depth = r.depth), CASE r.depth`)
	for _, d := range Depths() {
		fmt.Fprintf(&b, ` WHEN '%s' THEN %d`, d, DefaultCooling()[d])
	}
	return b.String() + ` ELSE 0 END)`
}()

// coolingSQL is the condition that the relationship r cools; $1 is now. It stands beside a marker for r. When nobody of the network
// had contact for long enough, the units need not be looked at.
var coolingSQL = func() string {
	from := `$1 - ` + coolingWeeks + ` * ` + strconv.FormatInt(week.Microseconds(), 10)
	return `(r.status = 'active' AND ` + coolingWeeks + ` > 0 AND r.created_at <= ` + from + ` AND (r.last_contact_at <= ` + from + ` OR NOT EXISTS (
		SELECT 1 FROM contact_moment m JOIN unit_closure c ON c.network_id = m.network_id AND c.ancestor_id = r.unit_id AND c.descendant_id = m.unit_id
		WHERE {contact.read:m} AND m.organisation_id = r.organisation_id AND m.kind <> 'note' AND m.deleted_at IS NULL AND m.at > ` + from + `)))`
}()

// AddCooling adds the condition that the relationship r cools to a query whose relationship is aliased r.
func AddCooling(b *db.Builder, now time.Time) *db.Builder {
	return b.Add(` AND `+coolingSQL, now)
}

// cooling asks for relationships that cool, or do not.
func (a asker) cooling(n query.Node) {
	a.any(n, func(v string) {
		if v != "yes" {
			a.b.Add(`NOT `)
		}
		a.related(coolingSQL, a.now)
	})
}

// mineSQL is the SQL condition that the relationship r is kept by the account that stands as the piece's first argument.
const mineSQL = ` AND r.id IN (SELECT w.id FROM relationship w WHERE w.network_id = r.network_id AND w.owner_id = $1
	UNION ALL SELECT w.id FROM relationship w WHERE w.network_id = r.network_id AND w.deputy_id = $1)`

// CoolingMineQuery counts the relationships that cool of those the principal keeps, for the page of the day.
func CoolingMineQuery(sc access.Scope, now time.Time) db.Query {
	b := new(db.Builder).Add(` FROM relationship r JOIN organisation o ON o.network_id = r.network_id AND o.id = r.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL
		WHERE {relationship.read:r} AND r.deleted_at IS NULL`)
	b.Add(mineSQL, string(sc.Account()))
	return AddCooling(b, now).Query()
}

// CoolingRules are the weeks of one unit per depth.
type CoolingRules struct {
	Weeks map[Depth]int
	Own   map[Depth]bool // set by the unit itself
}

// coolingRulesTx returns the weeks of each unit of the principal's relationships that set some of its own.
func coolingRulesTx(tx *db.Tx, sc access.Scope, unit id.ID) (CoolingRules, error) {
	type row struct {
		Depth Depth `db:"depth"`
		Weeks int   `db:"weeks"`
	}
	out := CoolingRules{Weeks: DefaultCooling(), Own: map[Depth]bool{}}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT k.depth, k.weeks FROM cooling_rule k WHERE {relationship.read:k} AND k.unit_id = $1 LIMIT 20`, unit))
	for _, r := range rows {
		out.Weeks[r.Depth], out.Own[r.Depth] = r.Weeks, true
	}
	return out, operation.Wrap("read cooling", err)
}

// maxCooling is the longest patience, in weeks.
const maxCooling = 520

// SetCooling sets the weeks of a unit, by depth. An empty text goes back to the default; 0 says that it never cools.
func (s *Service) SetCooling(ctx context.Context, sc access.Scope, unit id.ID, weeks map[Depth]string) error {
	if err := sc.RequireOn(access.RelationshipWrite, unit); err != nil {
		return err
	}
	f, set := fault.Fields{}, map[Depth]int{}
	for _, d := range Depths() {
		if n, ok := check.OptionalInt(f, "weeks."+string(d), weeks[d], 0, maxCooling); ok {
			set[d] = n
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		for _, d := range Depths() {
			n, own := set[d]
			if !own || n == DefaultCooling()[d] {
				if _, err := op.Exec(`DELETE FROM cooling_rule AS k WHERE {relationship.write:k} AND k.unit_id = $1 AND k.depth = $2`, unit, d); err != nil {
					return err
				}
				continue
			}
			err := op.Insert(`INSERT INTO cooling_rule (network_id, unit_id, depth, weeks, operation_id) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (network_id, unit_id, depth) DO UPDATE SET weeks = excluded.weeks, operation_id = excluded.operation_id, version = cooling_rule.version + 1`,
				op.Network(), unit, d, n, op.ID)
			if err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "cooling.set", Object: "unit", ID: unit, Unit: unit, Detail: set})
		return nil
	})
	return operation.Wrap("set cooling", err)
}
