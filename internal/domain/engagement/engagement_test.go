package engagement_test

import (
	"encoding/json"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with a menu and a company with a contact person in each network.
type env struct {
	*world.World
	*engagement.Service
	t         *testing.T
	relation  *relation.Service
	companies map[*world.Region]id.ID
	people    map[*world.Region]id.ID
	items     map[*world.Region]map[string]id.ID
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{
		World: w, Service: engagement.New(w.Kit), t: t, relation: relation.New(w.Kit),
		companies: map[*world.Region]id.ID{}, people: map[*world.Region]id.ID{}, items: map[*world.Region]map[string]id.ID{},
	}
	for _, r := range w.Regions() {
		e.companies[r] = e.company(r, "Kolk "+r.Name)
		var err error
		e.people[r], err = e.relation.AddPerson(t.Context(), r.Relation, e.companies[r], relation.PersonInput{
			Name: "Jan Kolk", Email: "jan@kolk.example", Title: "Uitvoerder", Primary: true, Requests: true,
		})
		e.must(err)
		e.must(menu.New(w.Kit).InstallDefaults(t.Context(), r.Admin, r.Root))
		e.items[r] = map[string]id.ID{}
		type item struct {
			ID   id.ID  `db:"id"`
			Code string `db:"code"`
		}
		for _, i := range read[item](e, r.System, `SELECT m.id, m.code FROM menu_item m WHERE {wall:m} LIMIT 100`) {
			e.items[r][i.Code] = i.ID
		}
	}
	return e
}

func (e *env) company(r *world.Region, name string) id.ID {
	e.t.Helper()
	key, err := e.relation.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	e.must(err)
	return key
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// read returns rows as the system of the scope's network sees them.
func read[T any](e *env, sc access.Scope, text string, args ...any) (rows []T) {
	e.t.Helper()
	e.must(e.Kit.Read(e.t.Context(), sc, func(tx *db.Tx) (err error) {
		rows, err = db.Select[T](tx, sc.Bind(text, args...))
		return err
	}))
	return rows
}

func (e *env) count(r *world.Region, text string, args ...any) int {
	e.t.Helper()
	return read[int](e, r.System, text, args...)[0]
}

// letters returns the data of the letters of a kind that were queued, with their addressees, oldest first.
type mailed struct {
	To   string `db:"to_email"`
	Data string `db:"data"`
	Link id.ID  `db:"link_id"`
}

func letters[T any](e *env, r *world.Region, key string) (to []string, data []T) {
	e.t.Helper()
	for _, m := range read[mailed](e, r.System, `SELECT m.to_email, m.data, m.link_id FROM mail_message m WHERE {wall:m} AND m.letter = $1 ORDER BY m.id LIMIT 100`, key) {
		var v T
		e.must(json.Unmarshal([]byte(m.Data), &v))
		to, data = append(to, m.To), append(data, v)
	}
	return to, data
}

func (e *env) moments(r *world.Region) (kinds []string) {
	e.t.Helper()
	return read[string](e, r.System, `SELECT m.kind FROM contact_moment m WHERE {wall:m} ORDER BY m.id LIMIT 100`)
}

// byHand is an agreement for tomorrow morning.
func (e *env) byHand(r *world.Region) engagement.AgreeInput {
	return engagement.AgreeInput{
		Unit: r.Noordik, Organisation: e.companies[r], Person: e.people[r], Item: e.items[r]["guest_lesson"], Title: "Gastles lassen voor 3B",
		Slot: occurrence.Slot{On: "2026-11-26", Start: 10 * 60, End: 12 * 60}, Pupils: 24, People: 2, PrepMinutes: 30, Anyway: true,
	}
}

func (e *env) agreed(r *world.Region) id.ID {
	e.t.Helper()
	key, err := e.AgreeByHand(e.t.Context(), r.Relation, e.byHand(r))
	e.must(err)
	return key
}

func (e *env) record(sc access.Scope, key id.ID) engagement.Record {
	e.t.Helper()
	r, err := e.Record(e.t.Context(), sc, key)
	e.must(err)
	return r
}

// invited is an open need of the teacher with one company invited for a day.
type invited struct {
	need, invitation id.ID
	link             link.Link
	scope            access.Scope
}

func (e *env) invite(r *world.Region, company id.ID, on clock.Date, wanted int) (v invited) {
	e.t.Helper()
	e.must(e.Kit.Write(e.t.Context(), r.Teacher, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		v.need = op.NewID()
		return op.Insert(`INSERT INTO need (network_id, id, unit_id, menu_item_id, title, pupils, wanted, period_from, period_to, asked_by, asked_at, operation_id)
			VALUES ($1, $2, $3, $4, 'Gastles lassen voor 3B', 24, $5, '2026-11-01', '2027-06-30', $6, $7, $8)`,
			r.ID, v.need, r.Noordik, e.items[r]["guest_lesson"], wanted, r.Teacher.Account(), op.At, op.ID)
	}))
	return e.inviteFor(r, v.need, company, on)
}

func (e *env) inviteFor(r *world.Region, needID, company id.ID, on clock.Date) (v invited) {
	e.t.Helper()
	v.need = needID
	e.must(e.Kit.Write(e.t.Context(), r.Teacher, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		v.invitation = op.NewID()
		err := op.Insert(`INSERT INTO invitation (network_id, id, unit_id, need_id, organisation_id, proposed_on, sent_at, sent_by, expires_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			r.ID, v.invitation, r.Noordik, v.need, company, on, op.At, r.Teacher.Account(), op.At.Add(14*24*time.Hour), op.ID)
		if err != nil {
			return err
		}
		v.link = link.Link{Network: r.ID, Kind: link.Invitation, Email: "jan@kolk.example", Organisation: company, Subject: v.invitation}
		v.link.ID, err = link.MakeTx(op, link.New{Kind: link.Invitation, Email: v.link.Email, Organisation: company, Subject: v.invitation})
		return err
	}))
	var err error
	v.scope, err = v.link.Scope()
	e.must(err)
	return v
}

func wantConflict(t *testing.T, err error, key string) {
	t.Helper()
	if f, _ := fault.As(err); f == nil || f.Kind != fault.KindConflict || f.Key != key {
		t.Errorf("got %v, want conflict %s", err, key)
	}
}

func wantNotFound(t *testing.T, who string, err error) {
	t.Helper()
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("%s: got %v, want not found", who, err)
	}
}

// outsiders may manage engagements, but not those of Noordik in Twente.
func (e *env) outsiders() map[string]access.Scope {
	return map[string]access.Scope{
		"sibling school": e.Twente.TeacherCanisius, "workgroup": e.Twente.Member, "other subregion": e.Twente.RelationHengelo,
		"same school elsewhere": e.Zwolle.Teacher, "other network": e.Zwolle.Admin,
	}
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// schoolWeek is a test week of Almelo, which holds for its schools.
func (e *env) schoolWeek(r *world.Region, from, to clock.Date) {
	e.t.Helper()
	_, err := schoolyear.New(e.Kit).AddWeek(e.t.Context(), r.Project, schoolyear.WeekInput{Unit: r.Almelo, Kind: schoolyear.TestWeek, From: from, To: to})
	e.must(err)
}
