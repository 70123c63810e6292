package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// company is one of the 120.
type company struct {
	name    string
	key     id.ID
	trade   trade
	region  *region
	contact string
	active  bool // ticked the menu
	// confirmed is the year in which it last said that its choices are still right
	confirmed int
}

const companyCount = 120

// umbrellas with their numbers of members.
var umbrellas = []struct {
	name    string
	members int
}{{"Techniekvrienden Oost", 12}, {"Metaalkring Regge en Dinkel", 9}, {"Bouwend Collectief Twickel", 4}}

// tellCompanies adds companies with their contact persons, umbrellas with members, and lets most of them tick the menu.
func (s *story) tellCompanies(ctx context.Context) error {
	for n := range companyCount {
		c := &company{region: s.regions[n%len(s.regions)], trade: trades[s.rnd.IntN(len(trades))]}
		if err := s.addCompany(ctx, c, n); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		s.companies = append(s.companies, c)
		s.tick()
	}
	if err := s.addUmbrellas(ctx); err != nil {
		return err
	}
	for n, c := range s.companies {
		if n%6 == 5 {
			continue // one in six has not answered yet
		}
		if err := s.chooseMenu(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

func (s *story) addCompany(ctx context.Context, c *company, n int) (err error) {
	c.name = s.cast.company(c.trade)
	t := townOf(pick(s.rnd, c.region.towns))
	in := relation.OrganisationInput{
		Kind: "company", Name: c.name, KVK: fmt.Sprintf("%08d", 1_000_000+n*7919), Street: pick(s.rnd, streets), HouseNumber: strconv.Itoa(1 + s.rnd.IntN(180)),
		Postcode: fmt.Sprintf("%s %c%c", t.postcode, 'A'+rune(s.rnd.IntN(18)), 'B'+rune(s.rnd.IntN(15))), Place: t.name, // none ends in SA, SD or SS: those are not given out
		Phone: fmt.Sprintf("074 %07d", 2_400_000+s.rnd.IntN(90_000)), Profiles: c.trade.profiles, YearLimit: strconv.Itoa(6 + s.rnd.IntN(14)),
	}
	manager := c.region.manager.scope
	if c.key, err = s.app.Relation.AddOrganisation(ctx, manager, c.region.unit, in); err != nil {
		return err
	}
	c.contact = s.cast.person()
	_, err = s.app.Relation.AddPerson(ctx, manager, c.key, relation.PersonInput{
		Name: c.contact, Email: mailbox(c.contact, c.name), Phone: fmt.Sprintf("06 %08d", 12_000_000+n*31_337), Title: pick(s.rnd, titles),
		Primary: true, Requests: true, Source: "kennismaking",
	})
	if err != nil {
		return err
	}
	return s.app.Relation.Relate(ctx, manager, c.key, relation.RelationshipInput{
		Unit: c.region.unit, Owner: c.region.manager.account, Depth: "acquaintance", Status: "active", Version: 1,
	})
}

var (
	streets = []string{"Ambachtsweg", "Weversstraat", "Industrieweg", "Kanaaldijk", "Stationsweg", "Bedrijvenpark Twente", "Spoorstraat", "Handelsstraat"}
	titles  = []string{"directeur", "bedrijfsleider", "hoofd werkplaats", "HR-adviseur", "praktijkopleider", "eigenaar"}
)

func (s *story) addUmbrellas(ctx context.Context) error {
	next := 0
	for _, u := range umbrellas {
		key, err := s.app.Relation.AddOrganisation(ctx, s.system, "", relation.OrganisationInput{Kind: "umbrella", Name: u.name, Place: "Hengelo"})
		if err != nil {
			return err
		}
		for range u.members {
			if err := s.app.Relation.JoinUmbrella(ctx, s.system, s.companies[next].key, relation.MembershipInput{Umbrella: key, From: "2023-01-01"}); err != nil {
				return err
			}
			next += 3
		}
		next = next%companyCount + 1
		if err := s.pledge(ctx, key, 40*u.members); err != nil {
			return err
		}
	}
	return nil
}

// pledge lets an organisation promise hours for each year of the present grant that has begun or comes next.
func (s *story) pledge(ctx context.Context, org id.ID, hours int) error {
	present, _ := s.grantOn("2026-01-01")
	for year := 2025; year <= 2027; year++ {
		r := s.regions[s.rnd.IntN(len(s.regions))]
		_, err := s.app.Funding.Pledge(ctx, s.people[access.RegionLead].scope, funding.PledgeInput{
			Grant: present.key, Unit: r.unit, Line: present.lines[s.rnd.IntN(len(present.lines))], Organisation: org, Year: strconv.Itoa(year),
			Kind: funding.KindHours, Hours: strconv.Itoa(hours),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// chooseMenu mails a company its menu and ticks what suits, as the contact person would from the mail.
func (s *story) chooseMenu(ctx context.Context, c *company) error {
	if err := s.app.Menu.InviteToMenu(ctx, c.region.manager.scope, c.region.unit, c.key, ""); err != nil {
		return err
	}
	s.tick()
	holder, err := s.linkScope(ctx, link.Menu, "organisation_id", c.key)
	if err != nil {
		return err
	}
	var choices []menu.Choice
	for _, code := range c.trade.items {
		item, ok := s.items[code]
		if !ok || s.rnd.IntN(5) == 0 && len(choices) > 0 {
			continue
		}
		ch := wished{menu.Choice{Item: item.ID, Times: strconv.Itoa(2 + s.rnd.IntN(5)), MaxGroup: strconv.Itoa(max(16, item.MinGroup) + 2*s.rnd.IntN(7)), Profiles: c.trade.profiles}}
		if s.rnd.IntN(3) == 0 {
			ch.MaxKM = strconv.Itoa(15 + s.rnd.IntN(20))
		}
		if s.rnd.IntN(4) == 0 {
			ch.Months = []string{"1", "2", "3", "9", "10", "11", "12"}
		}
		ch.wishes(len(c.name))
		choices = append(choices, ch.Choice)
	}
	c.active = true
	if err := s.app.Menu.Choose(ctx, holder, c.key, choices); err != nil {
		return err
	}
	return s.holiday(ctx, holder, c)
}

// wished is a choice with further wishes.
type wished struct{ menu.Choice }

// wishes are those that a company of such a number has: some days of the week, some time before, another language.
func (w *wished) wishes(n int) {
	switch n % 6 {
	case 0:
		w.Weekdays = []string{"2", "4", "5"}
	case 2:
		w.Notice = "14"
	case 3:
		w.Notice, w.Languages = "21", []string{"en"}
	case 5:
		w.Weekdays, w.Languages = []string{"5"}, []string{"en", "de"}
	}
}

// holiday is the Christmas break that some companies tell us of when they fill in the menu in autumn.
func (s *story) holiday(ctx context.Context, holder access.Scope, c *company) error {
	today := clock.Today(s.clock)
	year := strconv.Itoa(today.Year())
	if len(c.name)%5 != 0 || today.Month() < time.September {
		return nil
	}
	return s.app.Menu.PauseOffers(ctx, holder, c.key, menu.PauseInput{From: year + "-12-21", To: year + "-12-31"})
}

// confirmMenus mails the menu again at the start of a school year; most companies look at it and save it, with a change here
// and there.
func (s *story) confirmMenus(ctx context.Context, day clock.Date) error {
	if md := string(day[5:]); md < "09-05" || md > "09-30" {
		return nil
	}
	for _, c := range s.companies {
		if !c.active || c.confirmed == day.Year() || s.rnd.IntN(20) != 0 {
			continue
		}
		c.confirmed = day.Year()
		if err := s.chooseMenu(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		s.tick()
	}
	return nil
}

// linkScope opens the newest link of a kind about something, as its holder.
func (s *story) linkScope(ctx context.Context, kind link.Kind, column string, about id.ID) (access.Scope, error) {
	l, err := s.open(ctx, kind, column, about)
	if err != nil {
		return access.Scope{}, err
	}
	return l.Scope()
}

func (s *story) open(ctx context.Context, kind link.Kind, column string, about id.ID) (l link.Link, err error) {
	text := `SELECT id FROM link WHERE network_id = $1 AND kind = $2 AND subject_id = $3 ORDER BY created_at DESC, id DESC LIMIT 1`
	if column == "organisation_id" {
		text = `SELECT id FROM link WHERE network_id = $1 AND kind = $2 AND organisation_id = $3 ORDER BY created_at DESC, id DESC LIMIT 1`
	}
	err = s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		key, err := db.Get[id.ID](tx, db.Q(text, s.network, kind, about))
		if err != nil {
			return fmt.Errorf("link %s: %w", kind, err)
		}
		l, err = s.app.Links.Open(tx, kind, s.app.Links.Token(key), s.clock.Now())
		return err
	})
	return l, err
}
