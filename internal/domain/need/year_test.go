package need_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/geo"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// region plays the year at the size of a region: go test ./internal/domain/need -run TestAYear -region -v -timeout 60m
var region = flag.Bool("region", false, "19 schools, 400 companies, 3,000 needs instead of a small network")

// firm is a company of the play: its own ceilings and its willingness, which nobody knows beforehand.
type firm struct {
	id          id.ID
	at          geo.Point
	times, year int
	yes, answer float64
}

// play is a seeded school year of a network, through the real services.
type play struct {
	*env
	agree   *engagement.Service
	rnd     *rand.Rand
	staff   access.Scope // a relation manager who knows the new schools
	schools []id.ID
	places  map[id.ID]geo.Point
	firms   map[id.ID]*firm
	order   []*firm
	needs   []asked
	due     map[clock.Date][]id.ID // invitations by the day on which their company answers
	known   map[id.ID]bool
}

type asked struct {
	key, school id.ID
	wanted      int
}

// A school year: teachers ask in waves, companies answer or not, agreements are made. Nobody is asked above a ceiling, every need
// ends in a state that has a name, and requests are spread better than when everybody asks the nearest companies first.
func TestAYear(t *testing.T) {
	t.Parallel()
	schools, companies, needs := 5, 40, 200
	if *region {
		schools, companies, needs = 19, 400, 3000
	}
	p := newPlay(t, schools, companies)
	first, last := clock.Date("2026-11-26"), clock.Date("2027-07-09")
	days := first.DaysUntil(clock.Date("2027-05-28"))
	perDay := make([]int, days+1)
	for range needs {
		perDay[p.rnd.IntN(days)]++
	}
	for day, n := first, 0; day <= last.AddDays(60); day, n = day.AddDays(1), n+1 {
		p.at(day, 10)
		if n <= days {
			for range perDay[n] {
				p.askFor(day)
			}
		}
		p.answers(day)
		p.sweep()
		p.lookUp(day)
	}
	p.ceilings()
	p.ends(needs)
	ours, base := gini(p.requests()), gini(p.firstCome())
	t.Logf("%d schools, %d companies, %d needs: Gini of requests per company %.2f, first come %.2f", schools, companies, needs, ours, base)
	if ours >= base {
		t.Errorf("requests are spread no better than first come: %.2f against %.2f", ours, base)
	}
}

func newPlay(t *testing.T, schools, companies int) *play {
	e := newEnv(t)
	p := &play{env: e, agree: engagement.New(e.Kit), rnd: rand.New(rand.NewPCG(2027, 4)), places: map[id.ID]geo.Point{}, firms: map[id.ID]*firm{}, due: map[clock.Date][]id.ID{}, known: map[id.ID]bool{}}
	r := e.Twente
	e.at("2026-11-25", 9)
	for i := range schools {
		key, err := e.Network.AddUnit(t.Context(), r.System, network.UnitInput{Parent: r.Almelo, Kind: network.KindSchool, Name: "School " + strconv.Itoa(i)})
		e.must(err)
		p.places[key] = p.point()
		e.school(r, key, p.places[key])
		p.schools = append(p.schools, key)
	}
	p.staff = e.Scope(t, r, r.Relation.Account(), "relation Twente")
	for i := range companies {
		p.firm(r, i)
	}
	return p
}

func (p *play) point() geo.Point {
	return geo.Point{LatE6: 52_200_000 + p.rnd.IntN(250_000), LonE6: 6_500_000 + p.rnd.IntN(400_000)}
}

func (p *play) firm(r *world.Region, i int) {
	f := &firm{at: p.point(), times: 2 + p.rnd.IntN(5), year: 4 + p.rnd.IntN(12), yes: 0.2 + 0.6*p.rnd.Float64(), answer: 0.5 + 0.5*p.rnd.Float64()}
	f.id = p.company(r, fmt.Sprintf("Bedrijf %03d", i), func(c *menu.Choice) { c.Times, c.MaxGroup = strconv.Itoa(f.times), "32" })
	p.place(r, f.id, f.at)
	o, err := p.relation.Organisation(p.t.Context(), r.Relation, f.id)
	p.must(err)
	in := o.Input()
	in.YearLimit = strconv.Itoa(f.year)
	p.must(p.relation.EditOrganisation(p.t.Context(), r.Relation, f.id, o.Version, in))
	p.firms[f.id], p.order = f, append(p.order, f)
}

// askFor lets a teacher of some school ask, in waves.
func (p *play) askFor(day clock.Date) {
	p.t.Helper()
	r, school, wanted := p.Twente, p.schools[p.rnd.IntN(len(p.schools))], 1+p.rnd.IntN(5)/4
	from := day.AddDays(14 + p.rnd.IntN(14))
	in := p.input(r)
	in.Unit, in.Wanted, in.From, in.To, in.Pupils = school, strconv.Itoa(wanted), from, from.AddDays(42), strconv.Itoa(12+p.rnd.IntN(16))
	key, err := p.Ask(p.t.Context(), p.staff, in)
	p.must(err)
	p.must(p.StartWaves(p.t.Context(), p.staff, key, need.WaveInput{Size: "2", Wait: "5", Remind: "3", On: from}))
	p.needs = append(p.needs, asked{key, school, wanted})
}

// lookUp plans the answers to the invitations that went out since the last look.
func (p *play) lookUp(day clock.Date) {
	type sent struct {
		ID      id.ID `db:"id"`
		Company id.ID `db:"organisation_id"`
	}
	var rows []sent
	p.must(p.World.DB.Read(p.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[sent](tx, db.Q(`SELECT i.id, i.organisation_id FROM invitation i WHERE i.answer IS NULL AND i.sent_at > $1 ORDER BY i.id`, p.World.Clock.Now().AddDate(0, 0, -2)))
		return err
	}))
	for _, i := range rows {
		if !p.known[i.ID] {
			p.known[i.ID] = true
			if p.rnd.Float64() < p.firms[i.Company].answer {
				on := day.AddDays(1 + p.rnd.IntN(7))
				p.due[on] = append(p.due[on], i.ID)
			}
		}
	}
}

// answers lets the companies answer whose day it is.
func (p *play) answers(day clock.Date) {
	p.t.Helper()
	for _, key := range p.due[day] {
		l, ok := p.linkTo(key)
		if !ok {
			continue // taken back in the meantime
		}
		sc, err := l.Scope()
		p.must(err)
		a := need.Answer{Reply: need.No}
		switch x := p.rnd.Float64(); {
		case x < p.firms[l.Organisation].yes:
			a.Reply = need.Yes
		case x > 0.97:
			a.Reply, a.Month = need.Later, string(need.Months(day)[1])[:7]
		}
		if _, err := p.agree.Accept(p.t.Context(), sc, l, a); err != nil && !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindInvalid) {
			p.t.Fatal(err)
		}
	}
}

// linkTo opens the newest live link to an invitation.
func (p *play) linkTo(invitation id.ID) (link.Link, bool) {
	var rows []link.Link
	p.must(p.World.DB.Read(p.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[link.Link](tx, db.Q(`SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.person_id, l.subject_id
			FROM link l WHERE l.subject_id = $1 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $2 ORDER BY l.id DESC LIMIT 1`, invitation, p.World.Clock.Now()))
		return err
	}))
	if len(rows) == 0 {
		return link.Link{}, false
	}
	return rows[0], true
}

// ceilings looks whether anybody was asked more often than it wanted, or than the network allows.
func (p *play) ceilings() {
	p.t.Helper()
	type ask struct {
		Company id.ID      `db:"organisation_id"`
		On      clock.Date `db:"day"`
		At      int64      `db:"at"`
		Reply   need.Reply `db:"answer"`
	}
	var rows []ask
	p.must(p.World.DB.Read(p.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[ask](tx, db.Q(`SELECT i.organisation_id, COALESCE(i.answer_on, i.proposed_on) AS day, i.sent_at AS at, COALESCE(i.answer, '') AS answer FROM invitation i ORDER BY i.sent_at, i.id`))
		return err
	}))
	const window = 91 * 24 * 3600 * 1_000_000
	year, used, sent := map[id.ID]int{}, map[id.ID]int{}, map[id.ID][]int64{}
	for _, a := range rows {
		if a.On <= "2027-07-31" && a.Reply != need.TakenBack {
			year[a.Company]++
			if a.Reply != need.No {
				used[a.Company]++
			}
		}
		sent[a.Company] = append(sent[a.Company], a.At)
	}
	for key, f := range p.firms {
		if year[key] > f.year || used[key] > f.times {
			p.t.Errorf("a company that wants %d requests and %d lessons a year got %d and %d", f.year, f.times, year[key], used[key])
		}
		for i, at := range sent[key] {
			if i >= 4 && at-sent[key][i-4] < window {
				p.t.Errorf("five mails in a quarter to one company")
			}
		}
	}
}

// ends looks whether every need ended in a state that has a name.
func (p *play) ends(needs int) {
	p.t.Helper()
	filled, expired := p.count(`SELECT COUNT(*) FROM need WHERE state = 'filled'`), p.count(`SELECT COUNT(*) FROM need WHERE state = 'expired'`)
	if filled+expired != needs || len(p.needs) != needs {
		p.t.Errorf("%d filled and %d expired of %d needs", filled, expired, needs)
	}
	if n := p.count(`SELECT COUNT(*) FROM invitation i WHERE i.answer IS NULL`); n != 0 {
		p.t.Errorf("%d companies still think that they are needed", n)
	}
	if n := p.count(`SELECT COUNT(*) FROM wave_plan WHERE state <> 'done'`); n != 0 {
		p.t.Errorf("%d waves did not end", n)
	}
	p.t.Logf("%d of %d needs filled, %d mails", filled, needs, p.count(`SELECT COUNT(*) FROM invitation`))
}

func (p *play) requests() []int {
	out := make([]int, len(p.order))
	for i, f := range p.order {
		out[i] = p.count(`SELECT COUNT(*) FROM invitation WHERE organisation_id = $1`, f.id)
	}
	return out
}

// firstCome is how often each company would be asked when every teacher asks the nearest companies, two at a time, until enough
// say yes, without looking at what others ask.
func (p *play) firstCome() []int {
	rnd := rand.New(rand.NewPCG(2027, 5))
	asks := map[id.ID]int{}
	for _, n := range p.needs {
		near := slices.Clone(p.order)
		here := p.places[n.school]
		slices.SortStableFunc(near, func(a, b *firm) int { return geo.Metres(here, a.at) - geo.Metres(here, b.at) })
		got := 0
		for i, f := range near {
			if i%2 == 0 && got >= n.wanted {
				break
			}
			asks[f.id]++
			if x := rnd.Float64(); x < f.answer*f.yes {
				got++
			}
		}
	}
	out := make([]int, len(p.order))
	for i, f := range p.order {
		out[i] = asks[f.id]
	}
	return out
}

// gini is 0 when everybody gets the same and near 1 when one gets all.
func gini(counts []int) float64 {
	sorted := slices.Sorted(slices.Values(counts))
	sum, weighted := 0, 0
	for i, n := range sorted {
		sum, weighted = sum+n, weighted+(i+1)*n
	}
	if sum == 0 {
		return 0
	}
	n := len(sorted)
	return float64(2*weighted)/float64(n*sum) - float64(n+1)/float64(n)
}
