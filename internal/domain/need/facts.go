package need

import (
	"cmp"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// known is what the network knows of one company besides its offer: what was asked of it, what it did, what colleagues decided.
type known struct {
	used     map[id.ID]int // lessons of a menu item this school year, of times_per_year
	requests int           // this school year, of year_limit
	recent   int           // in the days of the network's ceiling
	againOn  clock.Date    // it said "not now, ask me again from this day"
	done     int           // with schools of the same subregion
	asked    int           // by anybody in twelve months
	askedAt  time.Time
	askedBy  string // name of the unit
	choice   Choice
	pauses   []menu.Pause // that run or come

	umbrella  string      // through which it comes
	since     clock.Date  // from when it is a member there; empty: always
	pledge    money.Cents // that an umbrella of it has left this year
	pledgedBy string
	depth     int    // of the deepest relationship that the principal may see: place in relation.Depths, 0 for none
	owner     string // who keeps that relationship
	judged    int    // times that a school said how it went
	score     int    // the sum of what they said, 1 to 4 each
	again     string // what the company said last about once more
}

// fact is a row about a company; which columns count depends on its kind.
type fact struct {
	Kind         string     `db:"kind"`
	Organisation id.ID      `db:"organisation_id"`
	Item         id.ID      `db:"item_id"`
	N            int        `db:"n"`
	Used         int        `db:"used"`
	Recent       int        `db:"recent"`
	Day          clock.Date `db:"day"`
	At           time.Time  `db:"at"`
	Text         string     `db:"text"`
	By           string     `db:"by_name"`
	Choice       ChoiceKind `db:"choice"`
}

// knownTx reads what the network knows of all companies that were asked something, in one query.
//
// Ceilings count over the whole network, since a company is one company: so this counts invitations of units that the
// principal may not read (wall). Only the numbers are used. An invitation that was taken back does not count for the company's
// own ceilings; for the ceiling of an item one that the company declined does not count either. For the network's ceiling every
// mail counts.
func (s *Service) knownTx(tx *db.Tx, sc access.Scope, w wish, now time.Time, rules Rules) (map[id.ID]*known, error) {
	year := schoolyear.Of(w.From)
	rows, err := db.Select[fact](tx, sc.Bind(knownText+s.signals, year.First(), year.Last(), w.Unit, clock.DateOf(now), rules.since(now), now.AddDate(-1, 0, 0), w.ID))
	if err != nil {
		return nil, operation.Wrap("read what is known of companies", err)
	}
	out := make(map[id.ID]*known, len(rows))
	for i := range rows {
		k := out[rows[i].Organisation]
		if k == nil {
			k = &known{}
			out[rows[i].Organisation] = k
		}
		k.add(&rows[i])
	}
	return out, nil
}

// knownText reads the facts of this noun and of those below it. Its arguments are those of a Signal. What is empty comes as NULL,
// which is read quicker. What was done is grouped as its index lies, so that no other index is read for it; of relationships, of which
// there are many more than offers, only those of candidates come.
const knownText = `
		SELECT 'asks' AS kind, i.organisation_id, COALESCE(g.menu_item_id, q.menu_item_id, '') AS item_id,
			COUNT(*) FILTER (WHERE COALESCE(i.answer_on, i.proposed_on) BETWEEN $1 AND $2 AND COALESCE(i.answer, '') <> 'withdrawn') AS n,
			COUNT(*) FILTER (WHERE COALESCE(i.answer_on, i.proposed_on) BETWEEN $1 AND $2 AND COALESCE(i.answer, '') NOT IN ('withdrawn', 'no')) AS used,
			COUNT(*) FILTER (WHERE i.sent_at > $5) AS recent, COALESCE(MAX(i.again_on) FILTER (WHERE i.again_on > $4), '') AS day,
			CAST(0 AS BIGINT) AS at, '' AS text, '' AS by_name, '' AS choice
		FROM invitation i JOIN need q ON q.network_id = i.network_id AND q.id = i.need_id
		LEFT JOIN offer g ON g.network_id = i.network_id AND g.id = i.offer_id
		WHERE {wall:i} AND (COALESCE(i.answer_on, i.proposed_on) BETWEEN $1 AND $2 OR i.sent_at > $5 OR i.again_on > $4)
		GROUP BY i.organisation_id, COALESCE(g.menu_item_id, q.menu_item_id, '')
		UNION ALL
		SELECT 'asked', m.organisation_id, NULL, COUNT(*), NULL, NULL, NULL, MAX(m.at), u.name, NULL, NULL
		FROM contact_moment m JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id
		WHERE {contact.read:m} AND m.kind = 'asked' AND m.at >= $6 AND m.deleted_at IS NULL GROUP BY m.organisation_id, u.id, u.name
		UNION ALL
		SELECT 'done', c.organisation_id, NULL, COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL
		FROM contact_moment c WHERE {contact.read:c} AND c.kind = 'done' AND c.deleted_at IS NULL AND c.unit_id IN (
			SELECT below.descendant_id FROM unit_closure up
			JOIN unit v ON v.network_id = up.network_id AND v.id = up.ancestor_id AND v.parent_id IS NOT NULL
			JOIN unit_closure below ON below.network_id = up.network_id AND below.ancestor_id = up.ancestor_id
			WHERE {wall:up} AND up.descendant_id = $3)
		GROUP BY c.unit_id, c.organisation_id
		UNION ALL
		SELECT 'choice', h.organisation_id, NULL, NULL, NULL, NULL, NULL, h.at, h.reason, a.name, h.kind
		FROM need_choice h JOIN account a ON a.id = h.account_id WHERE {invitation.send:h} AND h.need_id = $7
		UNION ALL
		SELECT 'pause', z.organisation_id, NULL, NULL, NULL, NULL, z.until_day, NULL, z.from_day, NULL, NULL
		FROM offer_pause z WHERE {offer.read:z} AND z.until_day > $4 AND z.deleted_at IS NULL
		UNION ALL
		SELECT 'umbrella', b.member_id, NULL, NULL, NULL, NULL, b.valid_from, NULL, o.name, NULL, NULL
		FROM umbrella_membership b JOIN organisation o ON o.network_id = b.network_id AND o.id = b.umbrella_id
		WHERE {wall:b} AND b.deleted_at IS NULL AND o.deleted_at IS NULL AND (b.valid_from IS NULL OR b.valid_from <= $4) AND (b.valid_to IS NULL OR b.valid_to >= $4)
		UNION ALL
		SELECT 'bond', r.organisation_id, NULL, CASE r.depth WHEN 'ambassador' THEN 4 WHEN 'maker' THEN 3 WHEN 'lesson' THEN 2 WHEN 'visit' THEN 1 END, NULL, NULL, NULL, NULL, a.name, NULL, NULL
		FROM relationship r LEFT JOIN account a ON a.id = r.owner_id
		WHERE {relationship.read:r} AND r.deleted_at IS NULL AND r.status <> 'ended' AND (r.owner_id IS NOT NULL OR r.depth <> 'acquaintance')
			AND EXISTS (SELECT 1 FROM offer e WHERE e.network_id = r.network_id AND e.organisation_id = r.organisation_id AND e.deleted_at IS NULL)`

func (k *known) add(f *fact) {
	switch f.Kind {
	case "asks":
		if k.used == nil {
			k.used = map[id.ID]int{}
		}
		k.used[f.Item] += f.Used
		k.requests += f.N
		k.recent += f.Recent
		k.againOn = max(k.againOn, f.Day)
	case "asked":
		k.asked += f.N
		if cmp.Or(f.At.Compare(k.askedAt), cmp.Compare(f.Text, k.askedBy)) > 0 {
			k.askedAt, k.askedBy = f.At, f.Text
		}
	case "done":
		k.done += f.N
	case "pause":
		k.pauses = append(k.pauses, menu.Pause{From: clock.Date(f.Text), Until: f.Day})
	case "umbrella": // of several the one of which it has been a member longest
		if k.umbrella == "" || cmp.Or(cmp.Compare(f.Day, k.since), cmp.Compare(f.Text, k.umbrella)) < 0 {
			k.umbrella, k.since = f.Text, f.Day
		}
	case "bond": // of several the deepest; of those one that somebody keeps
		if f.N > k.depth || f.N == k.depth && (k.owner == "" || f.Text != "" && f.Text < k.owner) {
			k.depth, k.owner = f.N, f.Text
		}
	case SignalPledge:
		if cents := money.Cents(f.N); cmp.Or(cmp.Compare(cents, k.pledge), -cmp.Compare(f.Text, k.pledgedBy)) > 0 {
			k.pledge, k.pledgedBy = cents, f.Text
		}
	case SignalVerdict:
		k.judged, k.score, k.again = f.N, f.Used, f.Text
	case "choice":
		k.choice = Choice{Organisation: f.Organisation, Kind: f.Choice, Reason: f.Text, At: f.At, By: f.By}
	}
}
