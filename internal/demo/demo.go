package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"schakel/internal/app"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Password is the password of every login of the demo. It protects nothing: the data is invented.
const Password = "schakel-demo-2026"

// months is how far back the history goes: two years, and enough of the autumn before to have lessons under the scheme
// that ended in 2024.
const months = 26

// Login is one of the people as whom a visitor can look around.
type Login struct {
	Role     access.Role
	Mail     string
	Password string
}

// String is the line that the demo prints: "login ROLE MAIL PASSWORD".
func (l Login) String() string {
	return fmt.Sprintf("login %s %s %s", l.Role, l.Mail, l.Password)
}

// story is a demo being told.
type story struct {
	app   *app.App
	clock *clock.Moving
	rnd   *rand.Rand
	cast  *cast
	now   time.Time // where the history ends

	network, root id.ID
	lead          id.ID // organisation of the lead applicant
	system        access.Scope
	regions       []*region
	items         map[string]menu.Item // by code
	companies     []*company
	people        map[access.Role]*actor // one of each role, who signs in
	grants        []grant
	text          id.ID // template of agreements
	logins        []Login

	asked   []asked
	waves   []*waving
	agreed  []*agreed
	toCheck []id.ID // contributions that wait for the controller
}

// region is a subregion with its schools and the people who work there.
type region struct {
	subregion
	unit    id.ID
	leader  *actor
	manager *actor
	schools []*campus
	groups  []id.ID
}

// campus is a school with its teachers.
type campus struct {
	school
	unit     id.ID
	teachers []*actor
}

// actor is somebody with an account.
type actor struct {
	name, mail string
	account    id.ID
	scope      access.Scope
}

// Build tells the story on an app that was opened with the moving clock, which it leaves at end. It returns the logins.
func Build(ctx context.Context, a *app.App, moving *clock.Moving, end time.Time, seed uint64) ([]Login, error) {
	rnd := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a story, not a secret
	s := &story{app: a, clock: moving, rnd: rnd, cast: newCast(rnd), now: end, people: map[access.Role]*actor{}}
	moving.Set(end.AddDate(0, -months, -14))
	for _, chapter := range []struct {
		name string
		tell func(context.Context) error
	}{
		{"network", s.tellNetwork},
		{"people", s.tellPeople},
		{"programme", s.tellProgramme},
		{"companies", s.tellCompanies},
		{"first agreements", s.tellFirstAgreements},
		{"history", s.tellHistory},
		{"changes", s.tellChanges},
		{"calendar", s.tellCalendar},
		{"facilities", s.tellFacilities},
		{"menu", s.tellMenu},
		{"registrations", s.tellRegistrations},
		{"ambassadors", s.tellAmbassadors},
		{"agreements", s.tellAgreements},
		{"colleagues", s.tellColleagues},
		{"inspection", s.tellInspection},
		{"steering group", s.tellSteering},
		{"yearly statement", s.tellAnnual},
		{"webhooks", s.tellWebhooks},
		{"ledger", s.tellLedger},
	} {
		if err := chapter.tell(ctx); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", chapter.name, err)
		}
	}
	moving.Set(end)
	return s.logins, nil
}

func (s *story) tellNetwork(ctx context.Context) (err error) {
	s.network, s.root, err = s.app.Network.Found(ctx, network.FoundInput{Name: "Techniekregio Oost", Slug: "oost"})
	if err != nil {
		return err
	}
	s.system = access.System(s.network, "demo")
	if err := s.app.Menu.InstallDefaults(ctx, s.system, s.root); err != nil {
		return err
	}
	if _, err := s.app.Funding.InstallSchemes(ctx, s.system); err != nil {
		return err
	}
	items, err := s.app.Menu.Card(ctx, s.system, true)
	if err != nil {
		return err
	}
	s.items = map[string]menu.Item{}
	for _, i := range items {
		s.items[i.Code] = i
	}
	if err := s.loadPostcodes(ctx); err != nil {
		return err
	}
	for _, sub := range subregions {
		r := &region{subregion: sub}
		if r.unit, err = s.addUnit(ctx, network.UnitInput{Parent: s.root, Kind: network.KindSubregion, Name: sub.name, Accent: sub.accent}); err != nil {
			return err
		}
		for _, g := range sub.groups {
			unit, err := s.addUnit(ctx, network.UnitInput{Parent: r.unit, Kind: network.KindWorkgroup, Name: g})
			if err != nil {
				return err
			}
			r.groups = append(r.groups, unit)
		}
		s.regions = append(s.regions, r)
	}
	return s.tellSchools(ctx)
}

func (s *story) addUnit(ctx context.Context, in network.UnitInput) (id.ID, error) {
	return s.app.Network.AddUnit(ctx, s.system, in)
}

// tick lets a few minutes pass.
func (s *story) tick() { s.clock.Advance(time.Duration(2+s.rnd.IntN(9)) * time.Minute) }

// scope loads what an account may reach, as a request would.
func (s *story) scope(ctx context.Context, a *actor) error {
	return s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		a.scope, err = access.LoadTx(tx, a.account, a.name, s.network, clock.Today(s.clock))
		return err
	})
}
