package agreement

import (
	"context"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Filter narrows the list.
type Filter struct {
	State        State // empty: all
	Soon         bool  // in force, ends within the network's weeks, and nothing follows it
	Unit         id.ID // with everything below it
	Organisation id.ID // made with it, or signed for it
	Text         string
	After        string
	Limit        int // 50 when zero
}

// Page is one page of the list.
type Page struct {
	Rows   []Agreement
	Next   string
	Counts map[State]int // under the filter without its state
	Soon   int           // of those in force
	Weeks  int
}

// List returns a page of agreements, those that end first on top, with the counts per state.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (p Page, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return p, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	today := clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if p.Weeks, err = WeeksTx(tx, sc); err != nil {
			return err
		}
		if err := f.countTx(tx, sc, today, &p); err != nil {
			return err
		}
		var b db.Builder
		b.Add(`SELECT ` + agreementColumns + agreementFrom + ` WHERE {agreement.read:a} AND a.deleted_at IS NULL`)
		f.narrow(&b)
		if f.State != "" {
			b.Add(` AND a.state = $1`, f.State)
		}
		if f.Soon {
			b.Add(soon, today.AddDays(7*p.Weeks))
		}
		if value, key, ok := cursor.Read(f.After); ok {
			b.Add(` AND (a.end_on, a.id) > ($1, $2)`, value, key)
		}
		b.Add(` ORDER BY a.end_on, a.id LIMIT $1`, f.Limit+1)
		p.Rows, err = db.Select[Agreement](tx, sc.BindQuery(b.Query()))
		return err
	})
	p.Rows, p.Next = cursor.Cut(p.Rows, f.Limit, func(last Agreement) string { return cursor.Of(string(last.To), last.ID) })
	return p, operation.Wrap("list agreements", err)
}

// soon is the condition that an agreement ends by $1 and nothing follows it.
const soon = ` AND a.state = 'active' AND a.end_on <= $1 AND NOT EXISTS (SELECT 1 FROM agreement x WHERE x.network_id = a.network_id AND x.renews_id = a.id AND x.deleted_at IS NULL)`

// SoonQuery counts the agreements that end within weeks, in column n, for a page that asks it together with other things. The list under
// the same filter with Soon shows as many.
func (f Filter) SoonQuery(today clock.Date, weeks int) db.Query {
	var b db.Builder
	b.Add(`SELECT COUNT(*) AS n FROM agreement a JOIN organisation o ON o.network_id = a.network_id AND o.id = a.organisation_id WHERE {agreement.read:a} AND a.deleted_at IS NULL`)
	f.narrow(&b)
	b.Add(soon, today.AddDays(7*weeks))
	return b.Query()
}

// narrow adds the conditions that hold for every state.
func (f Filter) narrow(b *db.Builder) {
	if f.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure k WHERE k.network_id = a.network_id AND k.ancestor_id = $1 AND k.descendant_id = a.unit_id)`, f.Unit)
	}
	if f.Organisation != "" {
		b.Add(` AND (`+relation.SameAs("a.network_id", "a.organisation_id")+` OR EXISTS (SELECT 1 FROM agreement_signatory s JOIN agreement_version y ON y.network_id = s.network_id AND y.id = s.version_id
			WHERE y.network_id = a.network_id AND y.agreement_id = a.id AND s.organisation_id = $1))`, f.Organisation)
	}
	for _, word := range strings.Fields(check.Key(f.Text)) {
		like := "%" + strings.NewReplacer(`%`, ``, `_`, ``, `\`, ``).Replace(word) + "%"
		b.Add(` AND (a.name_key LIKE $1 OR o.name_key LIKE $1)`, like)
	}
}

func (f Filter) countTx(tx *db.Tx, sc access.Scope, today clock.Date, p *Page) error {
	type tally struct {
		State State `db:"state"`
		N     int   `db:"n"`
		Soon  int   `db:"soon"`
	}
	var b db.Builder
	b.Add(`SELECT a.state, COUNT(*) AS n, COUNT(*) FILTER (WHERE TRUE`+soon+`) AS soon FROM agreement a
		JOIN organisation o ON o.network_id = a.network_id AND o.id = a.organisation_id WHERE {agreement.read:a} AND a.deleted_at IS NULL`, today.AddDays(7*p.Weeks))
	f.narrow(&b)
	b.Add(` GROUP BY a.state LIMIT 10`)
	rows, err := db.Select[tally](tx, sc.BindQuery(b.Query()))
	p.Counts = map[State]int{}
	for _, r := range rows {
		p.Counts[r.State] = r.N
		p.Soon += r.Soon
	}
	return err
}

// Of is an agreement that covers an organisation: its own, or that of an umbrella of which it is a member.
type Of struct {
	Agreement
	Through clock.Date `db:"member_from"` // since when, as a member; empty when not known or when it is its own
	Member  bool       `db:"as_member"`
}

// OfOrganisation lists the agreements of an organisation, those in force first: its own, and those that an umbrella signed for it.
func (s *Service) OfOrganisation(ctx context.Context, sc access.Scope, organisation id.ID) (out []Of, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Of](tx.MayEnd(), sc.Bind(`SELECT `+agreementColumns+`, COALESCE(m.valid_from, '') AS member_from, m.id IS NOT NULL AS as_member`+agreementFrom+`
			LEFT JOIN umbrella_membership m ON m.network_id = a.network_id AND m.umbrella_id = a.organisation_id AND m.member_id = $1 AND m.deleted_at IS NULL
				AND (m.valid_from IS NULL OR m.valid_from <= a.end_on) AND (m.valid_to IS NULL OR m.valid_to >= a.start_on)
			WHERE {agreement.read:a} AND a.deleted_at IS NULL AND (a.organisation_id = $1 OR m.id IS NOT NULL AND a.state IN ('active', 'ended'))
			ORDER BY a.state <> 'active', a.end_on DESC, a.id LIMIT 20`, organisation))
		return err
	})
	return out, operation.Wrap("read agreements of organisation", err)
}
