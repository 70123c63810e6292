package demo

import (
	"context"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// tellMenu gives a subregion words of its own on the menu, and asks companies whether what they offer is still right; some answer.
func (s *story) tellMenu(ctx context.Context) error {
	r := s.regions[0]
	in := s.items["guest_lesson"].Input()
	in.NameNL, in.NameEN = "Vakmens in de klas", "A professional in class"
	in.CompanyNL += " In onze regio vragen we liefst een jonge collega."
	in.CompanyEN += " In our region we would rather have a young colleague."
	in.MaxGroup = "24"
	if err := s.app.Menu.EditLocal(ctx, r.leader.scope, r.unit, s.items["guest_lesson"].ID, in); err != nil {
		return err
	}
	visit := s.items["company_visit"].Input()
	visit.CostNL, visit.CostEN = "De bus betaalt de subregio, tot 150 euro.", "The subregion pays for the coach, up to 150 euros."
	if err := s.app.Menu.EditLocal(ctx, r.leader.scope, r.unit, s.items["company_visit"].ID, visit); err != nil {
		return err
	}
	if err := s.inviteMembers(ctx, r); err != nil {
		return err
	}
	return s.stillRight(ctx)
}

// inviteMembers brings companies that are not on the menu to an umbrella, and mails some of them with its name.
func (s *story) inviteMembers(ctx context.Context, r *region) error {
	umbrellas, err := s.app.Relation.Umbrellas(ctx, s.system)
	if err != nil || len(umbrellas) == 0 {
		return err
	}
	joined, umbrella := 0, umbrellas[0].ID
	for _, c := range s.companies {
		if c.active || joined == 6 {
			continue
		}
		joined++
		if err := s.app.Relation.JoinUmbrella(ctx, s.system, c.key, relation.MembershipInput{Umbrella: umbrella, From: "2025-01-01"}); err != nil {
			return err
		}
	}
	_, members, err := s.app.Menu.Members(ctx, r.manager.scope, umbrella)
	if err != nil {
		return err
	}
	var chosen []id.ID
	for _, m := range members {
		if m.Wait() == "" && len(chosen) < 2 {
			chosen = append(chosen, m.ID)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	if _, err = s.app.Menu.InviteMembers(ctx, r.manager.scope, r.unit, umbrella, chosen); err != nil {
		return err
	}
	_, err = s.app.Relation.AddPerson(ctx, s.system, umbrella, relation.PersonInput{Name: "Vera Wolters", Title: "verenigingsmanager", Email: mailbox("Vera Wolters", umbrellas[0].Name), Requests: true, Source: "jaarvergadering"})
	if err != nil {
		return err
	}
	return s.app.Menu.LetInvite(ctx, r.manager.scope, r.unit, umbrella)
}

// stillRight mails the companies that said nothing for a year. Every third taps that it is still right; one of them asks for a rest.
func (s *story) stillRight(ctx context.Context) error {
	if _, err := s.app.Menu.AskStillRight(ctx); err != nil {
		return err
	}
	stale := 0
	for _, c := range s.companies {
		offers, err := s.app.Menu.OffersOf(ctx, s.system, c.key)
		if err != nil {
			return err
		}
		if len(offers) == 0 || !offers[0].Stale(clock.Today(s.clock)) {
			continue
		}
		if stale++; stale%3 != 0 {
			continue
		}
		if err := s.confirm(ctx, c.key, stale == 3); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) confirm(ctx context.Context, company id.ID, rest bool) error {
	s.tick()
	holder, err := s.linkScope(ctx, link.Menu, "organisation_id", company)
	if fault.Is(err, fault.KindNotFound) { // not mailed today: only so many are asked on one day
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.app.Menu.ConfirmOffers(ctx, holder, company); err != nil || !rest {
		return err
	}
	return s.app.Menu.PauseOffers(ctx, holder, company, menu.PauseInput{To: string(clock.Today(s.clock).AddDays(30))})
}
