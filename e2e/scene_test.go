package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/geo"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// scene is a stage on which Twente has its menu, a grant with a line and an activity, and places on the map. What a
// journey is about happens in pages; what came before is set up here through services.
type scene struct {
	*stage
	r              *world.Region
	grant          id.ID
	line, activity id.ID
	items          map[string]menu.Item // of the menu, by code
}

// company is a company with the contact person who gets its mails.
type company struct {
	id     id.ID
	name   string
	person id.ID
	mail   string
}

const (
	lineName     = "Bedrijven in de les"
	activityName = "Gastlessen en bedrijfsbezoeken"
)

func play(t *testing.T) *scene {
	t.Helper()
	s := &scene{stage: open(t), items: map[string]menu.Item{}}
	s.r = s.Twente
	ctx, r := t.Context(), s.r
	check(t, s.Services.Menu.InstallDefaults(ctx, r.System, r.Root))
	_, err := s.Services.Funding.InstallSchemes(ctx, r.System)
	check(t, err)
	items, err := s.Services.Menu.Card(ctx, r.System, true)
	check(t, err)
	for _, i := range items {
		s.items[i.Code] = i
	}
	s.towns(t)
	schemes, err := s.Services.Funding.Schemes(ctx, r.Lead)
	check(t, err)
	for _, scheme := range schemes {
		if scheme.Code != "STO-2025-2028" {
			continue
		}
		s.grant, err = s.Services.Funding.AddGrant(ctx, r.Lead, funding.GrantInput{
			Unit: r.Root, Scheme: scheme.ID, Reference: "STO25-0417", Name: "STO Twente 2025–2028", DecidedOn: "2024-11-04",
			StartOn: "2025-01-01", EndOn: "2028-12-31", Grant: "600.000,00", Budget: "640.000,00", Costs: "710.000,00",
		})
		check(t, err)
	}
	s.line, err = s.Services.Programme.AddLine(ctx, r.System, programme.LineInput{Unit: r.Root, Grant: s.grant, Code: "L1", Name: lineName})
	check(t, err)
	s.activity, err = s.Services.Programme.AddActivity(ctx, r.System, programme.ActivityInput{Unit: r.Root, Line: s.line, Code: "A1", Name: activityName, From: "2025-01-01", To: "2028-12-31"})
	check(t, err)
	return s
}

// towns puts two towns on the map.
func (s *scene) towns(t *testing.T) {
	t.Helper()
	_, err := geo.Load(t.Context(), s.DB, strings.NewReader("NL\t7607\tAlmelo\tOverijssel\t15\t\t\t\t\t52.3567\t6.6625\t\nNL\t7551\tHengelo\tOverijssel\t15\t\t\t\t\t52.2658\t6.7931\t\n"))
	check(t, err)
}

// company adds a company of Almelo with a contact person.
func (s *scene) company(t *testing.T, name, person string) company {
	t.Helper()
	c := company{name: name, mail: strings.ToLower(strings.Fields(person)[0]) + "@" + fmt.Sprintf("bedrijf%d.example", len(name))}
	var err error
	c.id, err = s.Services.Relation.AddOrganisation(t.Context(), s.r.Relation, s.r.Almelo, relation.OrganisationInput{
		Kind: "company", Name: name, Street: "Ambachtsweg", HouseNumber: "12", Postcode: "7607 AB", Place: "Almelo", Phone: "0546 123456",
	})
	check(t, err)
	c.person, err = s.Services.Relation.AddPerson(t.Context(), s.r.Relation, c.id, relation.PersonInput{
		Name: person, Email: c.mail, Title: "bedrijfsleider", Primary: true, Requests: true, Source: "kennismaking",
	})
	check(t, err)
	return c
}

// offers lets staff tick items for a company that said so on the phone.
func (s *scene) offers(t *testing.T, c company, codes ...string) {
	t.Helper()
	var choices []menu.Choice
	for _, code := range codes {
		item := s.items[code]
		choices = append(choices, menu.Choice{Item: item.ID, Times: "4", MaxGroup: fmt.Sprint(max(30, item.MinGroup))})
	}
	check(t, s.Services.Menu.Choose(t.Context(), s.r.Relation, c.id, choices))
}

// umbrella adds an umbrella with members.
func (s *scene) umbrella(t *testing.T, name string, members ...company) {
	t.Helper()
	key, err := s.Services.Relation.AddOrganisation(t.Context(), s.r.Relation, s.r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: name})
	check(t, err)
	for _, m := range members {
		check(t, s.Services.Relation.JoinUmbrella(t.Context(), s.r.Relation, m.id, relation.MembershipInput{Umbrella: key, From: "2025-01-01"}))
	}
}

// need lets the teacher of Noordik ask for a guest lesson of one company, ten days from now.
func (s *scene) need(t *testing.T, title string) id.ID {
	t.Helper()
	today := clock.Today(s.Clock)
	key, err := s.Services.Need.Ask(t.Context(), s.r.Teacher, need.AskInput{
		Unit: s.r.Noordik, Item: s.items["guest_lesson"].ID, Activity: s.activity, Title: title, Goal: "Leerlingen weten hoe een warmtepomp werkt.",
		Pupils: "24", Wanted: "1", From: today.AddDays(7), To: today.AddDays(28),
	})
	check(t, err)
	return key
}

// invite asks a company for a need and returns the path of the link in its mail.
func (s *scene) invite(t *testing.T, key id.ID, c company) string {
	t.Helper()
	check(t, s.Services.Need.Invite(t.Context(), s.r.Teacher, key, []id.ID{c.id}, clock.Today(s.Clock).AddDays(9)))
	return linkIn(t, s.mail(t, c.mail, "vraagt"))
}

// agreed is an engagement that came of a yes.
func (s *scene) agreed(t *testing.T, title string, c company) (engagement id.ID) {
	t.Helper()
	s.offers(t, c, "guest_lesson")
	key := s.need(t, title)
	s.invite(t, key, c)
	record, err := s.Services.Need.Record(t.Context(), s.r.Teacher, key)
	check(t, err)
	token := strings.TrimPrefix(s.LinkPath(t, s.r, link.Invitation, record.Invitations[0].ID), "/i/")
	holder, l := s.hold(t, link.Invitation, token)
	out, err := s.Services.Engagement.Accept(t.Context(), holder, l, need.Answer{Reply: need.Yes})
	check(t, err)
	return out.Engagement
}

// signed is a contribution that came of a signed lesson of two hours, of one person.
func (s *scene) signed(t *testing.T, title string, c company) (contribution id.ID) {
	t.Helper()
	engagement := s.agreed(t, title, c)
	s.over(t, engagement)
	_, err := s.Services.Engagement.Count(t.Context(), s.r.Teacher, engagement, 22, 1)
	check(t, err)
	record, err := s.Services.Engagement.Record(t.Context(), s.r.Teacher, engagement)
	check(t, err)
	token := strings.TrimPrefix(s.LinkPath(t, s.r, link.SignOff, record.Occurrence.ID), "/s/")
	holder, l := s.hold(t, link.SignOff, token)
	receipt, err := s.Services.Funding.SignOff(t.Context(), holder, l, funding.SignOffInput{SignerName: "Erik van der Kolk", SignerFunction: "bedrijfsleider", People: 1, Minutes: 120})
	check(t, err)
	return receipt.Contribution
}

// over lets time pass until the lesson is done.
func (s *scene) over(t *testing.T, engagement id.ID) {
	t.Helper()
	record, err := s.Services.Engagement.Record(t.Context(), s.r.Teacher, engagement)
	check(t, err)
	s.Clock.Set(record.Occurrence.EndsAt.Add(90 * time.Minute))
}

// hold is the holder of a link in a mail.
func (s *scene) hold(t *testing.T, kind link.Kind, token string) (access.Scope, link.Link) {
	t.Helper()
	var l link.Link
	check(t, s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = s.Links.Open(tx, kind, token, s.Clock.Now())
		return err
	}))
	holder, err := l.Scope()
	check(t, err)
	return holder, l
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// giveRole is a role for somebody, from the start and without an end.
func giveRole(who access.Scope, role access.Role, unit id.ID) network.RoleInput {
	return network.RoleInput{Account: who.Account(), Role: role, Unit: unit, Reason: "twee petten"}
}

// share gives Almelo a part of the budget of this year, so that there is a minimum.
func (s *scene) share(t *testing.T) {
	t.Helper()
	check(t, s.Services.Funding.SetShare(t.Context(), s.r.Lead, s.grant, funding.ShareInput{Unit: s.r.Almelo, Year: "2026", Base: "12.000"}))
}
