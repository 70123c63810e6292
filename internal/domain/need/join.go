package need

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/geo"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Joinable is a need for which nobody was asked yet, as the principal may write it.
type Joinable struct {
	Need
	LatE6 *int `db:"lat_e6"` // of the school
	LonE6 *int `db:"lon_e6"`
	Room  int  `db:"room"` // the largest group that a company takes that offers what is asked; without an item: that offers anything

	Apart string `db:"apart"` // needs that it is kept apart from, with commas
}

// OneForTwo is a proposal: two needs that could be one visit, with the reasons.
type OneForTwo struct {
	A, B   Joinable // A leads: companies are asked for it, and for B with it
	Round  Need     // what they would be asked
	Why    []Why
	points int
}

// near is how far two schools may be from each other when neither need says how far a company may come, in kilometres.
const near = 10

// joinableText is in SQL the needs that can be joined: open, alone, and nobody was asked. Its arguments are the day and the moment.
const joinableText = `SELECT ` + needColumns + `, s.lat_e6, s.lon_e6,
		COALESCE((SELECT MAX(f.max_group) FROM offer f
			JOIN organisation c ON c.network_id = f.network_id AND c.id = f.organisation_id AND c.deleted_at IS NULL AND c.merged_into IS NULL
			WHERE {offer.read:f} AND (n.menu_item_id IS NULL OR f.menu_item_id = n.menu_item_id) AND f.deleted_at IS NULL
				AND NOT EXISTS (SELECT 1 FROM offer_pause z WHERE z.network_id = f.network_id AND z.organisation_id = f.organisation_id
					AND z.deleted_at IS NULL AND z.from_day <= $1 AND z.until_day > $1)), 0) AS room,
		COALESCE((SELECT string_agg(p.other_id, ',') FROM need_apart p WHERE p.network_id = n.network_id AND p.need_id = n.id), '') AS apart` + needFrom + `
	LEFT JOIN organisation s ON s.network_id = u.network_id AND s.id = u.organisation_id
	WHERE {need.write:n} AND n.visit_id IS NULL AND n.deleted_at IS NULL AND ` + stageOf + ` = 'start'`

// OneForTwo proposes needs that could be one visit, the best first and each need once: those of one need when it is named, else those
// of all that the principal may write; so many at most. It costs one query.
func (s *Service) OneForTwo(ctx context.Context, sc access.Scope, of id.ID, most int) (out []OneForTwo, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = oneForTwoTx(tx, sc, of, most, now)
		return err
	})
	return out, operation.Wrap("propose visits", err)
}

func oneForTwoTx(tx *db.Tx, sc access.Scope, of id.ID, most int, now time.Time) ([]OneForTwo, error) {
	rows, err := db.Select[Joinable](tx, sc.Bind(joinableText+` ORDER BY n.period_from, n.id LIMIT 200`, clock.DateOf(now), now))
	return propose(rows, of, most), err
}

// propose compares needs with each other.
func propose(rows []Joinable, of id.ID, most int) []OneForTwo {
	var all []OneForTwo
	for i := range rows {
		for j := i + 1; j < len(rows); j++ {
			a, b := &rows[i], &rows[j]
			if of != "" && a.ID != of && b.ID != of || a.apart(b) {
				continue
			}
			if p, stop := a.join(b); stop == "" {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y OneForTwo) int {
		return cmp.Or(cmp.Compare(y.points, x.points), cmp.Compare(x.Round.From, y.Round.From), cmp.Compare(x.A.ID, y.A.ID), cmp.Compare(x.B.ID, y.B.ID))
	})
	var out []OneForTwo
	seen := map[id.ID]bool{}
	for _, p := range all {
		if len(out) == most {
			break
		}
		if of == "" && (seen[p.A.ID] || seen[p.B.ID]) {
			continue
		}
		seen[p.A.ID], seen[p.B.ID] = true, true
		out = append(out, p)
	}
	return out
}

// apart reports whether somebody wants the two apart.
func (a *Joinable) apart(b *Joinable) bool {
	return slices.Contains(strings.Split(a.Apart, ","), string(b.ID)) || slices.Contains(strings.Split(b.Apart, ","), string(a.ID))
}

// join proposes to make one visit of two needs, or says why that can't be as a key of the catalogue.
func (a *Joinable) join(b *Joinable) (p OneForTwo, stop string) {
	if a.Item == "" && b.Item != "" || (a.Item == "") == (b.Item == "") && (b.AskedAt.Before(a.AskedAt) || b.AskedAt.Equal(a.AskedAt) && b.ID < a.ID) {
		a, b = b, a // companies are asked for the one that knows what it asks; else for the one that asked first
	}
	p = OneForTwo{A: *a, B: *b, Round: a.with(b.Need)}
	days := p.Round.From.DaysUntil(p.Round.To) + 1
	switch {
	case !a.sameItem(b, &p):
		return p, "need.join.item"
	case !curriculum.Meets(a.Profiles, b.Profiles):
		return p, "need.join.profiles"
	case a.Wanted != b.Wanted:
		return p, "need.join.wanted"
	case days < 1:
		return p, "need.join.period"
	case !a.close(b, &p):
		return p, "need.join.far"
	case p.Round.Pupils > a.Room:
		return p, "need.join.group"
	}
	p.Why = append(p.Why, Why{Key: "visit_period", Args: []Arg{{Day: p.Round.From}, {Day: p.Round.To}}},
		Why{Key: "visit_group", Args: []Arg{{N: p.Round.Pupils}, {N: a.Room}}})
	p.points += min(days, 30)
	return p, ""
}

// sameItem reports whether both ask the same, or one of them does not know yet what to ask.
func (a *Joinable) sameItem(b *Joinable, p *OneForTwo) bool {
	switch {
	case a.Item != "" && a.Item == b.Item:
		p.Why, p.points = append(p.Why, Why{Key: "visit_item"}), p.points+100
	case a.Item != "" && b.Item == "" && b.Theme == "":
		p.Why, p.points = append(p.Why, Why{Key: "visit_open"}), p.points+20
	case a.Item == "" && b.Item == "" && a.Theme != "" && strings.EqualFold(a.Theme, b.Theme):
		p.Why, p.points = append(p.Why, Why{Key: "visit_theme", Args: []Arg{{Text: a.Theme}}}), p.points+60
	default:
		return false
	}
	return true
}

// close reports whether the classes are at one school, or at schools within the travel limit.
func (a *Joinable) close(b *Joinable, p *OneForTwo) bool {
	if a.Unit == b.Unit {
		p.Why, p.points = append(p.Why, Why{Key: "visit_school"}), p.points+50
		return true
	}
	here, ok := geo.At(a.LatE6, a.LonE6)
	there, ok2 := geo.At(b.LatE6, b.LonE6)
	if !ok || !ok2 {
		return false
	}
	limit := near
	if p.Round.MaxKM != nil {
		limit = *p.Round.MaxKM
	}
	km := kilometres(geo.Metres(here, there))
	p.Why, p.points = append(p.Why, Why{Key: "visit_near", Args: []Arg{{N: km}}}), p.points+max(0, 40-km)
	return km <= limit
}

// Join makes one visit of two needs: companies are asked once, for both. It is for who may write both; nobody may have been asked for
// either. It returns the need that leads. The teachers who asked hear of it.
func (s *Service) Join(ctx context.Context, sc access.Scope, key, other id.ID) (lead id.ID, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		both, err := bothTx(op, key, other)
		if err != nil {
			return err
		}
		rows, err := operation.Select[Joinable](op, joinableText+` AND n.id = ANY($3) ORDER BY n.id LIMIT 2`, op.Today(), op.At, db.List([]id.ID{key, other}))
		if err != nil {
			return err
		}
		if len(rows) < 2 {
			return fault.Conflict("need.join.asked")
		}
		p, stop := rows[0].join(&rows[1])
		if stop != "" {
			return fault.Conflict(stop)
		}
		lead = p.A.ID
		_, err = op.Exec(`UPDATE need SET visit_id = $1, version = version + 1, operation_id = $2 WHERE {need.write:need} AND id = ANY($3) AND visit_id IS NULL`, lead, op.ID, db.List([]id.ID{key, other}))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.joined", Object: "need", ID: lead, Unit: p.A.Unit, Detail: map[string]any{"other": p.B.ID, "why": p.Why}})
		return tellBothTx(op, both, StepJoined, p.Round)
	})
	return lead, operation.Wrap("join needs", err)
}

// bothTx locks and loads two needs that the principal may write, and says what keeps them from being joined.
func bothTx(op *operation.Op, key, other id.ID) (both [2]Need, err error) {
	if key == other {
		return both, fault.NotFound("fault.not_found")
	}
	for i, k := range []id.ID{min(key, other), max(key, other)} {
		if err := lockNeed(op, k); err != nil {
			return both, err
		}
		if both[i], err = operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, k); err != nil {
			return both, err
		}
	}
	for _, n := range both {
		switch {
		case n.StateOn(op.Today()) != Open:
			return both, fault.Conflict("need.closed")
		case n.Visit != "":
			return both, fault.Conflict("need.join.already")
		}
	}
	return both, nil
}

// tellBothTx notes on both needs what happened to the visit, and mails the teachers who asked; not who does it.
func tellBothTx(op *operation.Op, both [2]Need, kind StepKind, round Need) error {
	for i, n := range both {
		other := both[1-i]
		if err := noteTx(op, n.ID, n.Unit, Step{Kind: kind, Words: other.label(n)}); err != nil {
			return err
		}
		if n.AskedBy == op.Scope.Account() || i == 1 && n.AskedBy == both[0].AskedBy {
			continue // did it, or was mailed just now
		}
		type teacher struct {
			Email string `db:"email"`
			Name  string `db:"name"`
			Lang  string `db:"lang"`
		}
		to, err := db.Select[teacher](op.Tx, db.Q(`SELECT a.email, a.name, a.lang FROM account a WHERE a.id = $1 AND a.disabled_at IS NULL AND a.deleted_at IS NULL LIMIT 1`, n.AskedBy))
		if err != nil {
			return err
		}
		for _, t := range to {
			err := post.SendTx(op, post.Letter{
				Key: "need_visit", To: t.Email, ToName: t.Name, Lang: t.Lang, Unit: n.Unit, AboutKind: "need", About: n.ID,
				Data: VisitLetter{Name: t.Name, Title: n.Title, Other: other.label(n), Apart: kind == StepSeparated, Pupils: round.Pupils, From: round.From, To: round.To},
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Separate lets two needs go their own way again. That is possible as long as no company has the question, or said yes.
func (s *Service) Separate(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		if n.Visit == "" {
			return fault.Conflict("need.join.alone")
		}
		if err := lockNeed(op, n.Visit); err != nil {
			return err
		}
		others, err := companionsTx(op.Tx, sc, n)
		if err != nil {
			return err
		}
		out, err := outTx(op, n.Visit, op.At)
		switch {
		case err != nil:
			return err
		case out || n.State != Open:
			return fault.Conflict("need.join.sent")
		case len(others) == 0:
			return fault.Conflict("need.join.alone")
		}
		if err := dissolveTx(op, n.Visit); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.separated", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"from": others[0].ID}})
		return tellBothTx(op, [2]Need{n, others[0].Need}, StepSeparated, n)
	})
	return operation.Wrap("separate needs", err)
}

// KeepApart remembers that two needs are not one visit: they are not proposed again.
func (s *Service) KeepApart(ctx context.Context, sc access.Scope, key, other id.ID) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	if sc.Account() == "" {
		return fault.Forbidden("fault.forbidden")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		both, err := bothTx(op, key, other)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.kept_apart", Object: "need", ID: both[0].ID, Unit: both[0].Unit, Detail: map[string]any{"other": both[1].ID}})
		return op.Insert(`INSERT INTO need_apart (network_id, need_id, other_id, unit_id, at, account_id, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (network_id, need_id, other_id) DO NOTHING`, op.Network(), both[0].ID, both[1].ID, both[0].Unit, op.At, sc.Account(), op.ID)
	})
	return operation.Wrap("keep needs apart", err)
}
