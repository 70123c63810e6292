package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// deal is an agreement of the story.
type deal struct {
	region  *region
	with    id.ID
	name    string
	signer  string
	from    clock.Date
	to      clock.Date
	pledges []agreement.PledgeInput
}

// tellFirstAgreements installs the texts, and lets an umbrella and two companies sign before the history begins. One of them ends soon.
func (s *story) tellFirstAgreements(ctx context.Context) error {
	if _, err := s.app.Agreement.InstallTemplates(ctx, s.people[access.RegionLead].scope, s.root); err != nil {
		return err
	}
	umbrellas, err := s.app.Relation.Umbrellas(ctx, s.system)
	if err != nil {
		return err
	}
	soon := clock.DateOf(s.now).AddDays(37)
	for _, d := range []deal{
		{s.regions[0], umbrellas[0].ID, "Samenwerking met " + umbrellas[0].Name, "Truus Hesselink", "2025-01-01", "2028-12-31", []agreement.PledgeInput{
			{Year: "2025", Kind: funding.KindCash, Amount: "5.000", What: "voor vervoer"}, {Year: "2026", Kind: funding.KindCash, Amount: "5.000", What: "voor vervoer"},
		}},
		{s.regions[0], s.companies[0].key, "Samenwerking met " + s.companies[0].name, s.companies[0].contact, "2025-01-01", "2028-12-31", []agreement.PledgeInput{
			{Year: "2026", Kind: funding.KindGoods, Amount: "2.400", What: "materiaal voor de werkplaats"},
		}},
		{s.regions[1], s.companies[1].key, "Samenwerking met " + s.companies[1].name, s.companies[1].contact, "2025-01-01", soon, nil},
	} {
		key, err := s.strike(ctx, d)
		if err != nil {
			return err
		}
		if err := s.signAll(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// tellAgreements are those of these weeks: a draft, one that waits, one that was refused, and an amendment that waits for its second
// signature.
func (s *story) tellAgreements(ctx context.Context) error {
	today := clock.DateOf(s.clock.Now())
	year := strconv.Itoa(today.Year() + 1)
	var keys []id.ID
	for n := 3; n < 6; n++ {
		c := s.companies[n]
		key, err := s.strike(ctx, deal{c.region, c.key, "Samenwerking met " + c.name, c.contact, today.AddDays(14), clock.Date(year + "-12-31"), []agreement.PledgeInput{
			{Year: year, Kind: funding.KindHours, Amount: strconv.Itoa(10 * n)}, {Year: year, Kind: funding.KindFacility, Amount: "600", What: "avond in de bedrijfshal"},
		}})
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	waiting, refused, amended := keys[0], keys[1], keys[2]
	c := s.companies[2]
	if _, err := s.app.Agreement.Draft(ctx, c.region.manager.scope, agreement.Input{
		Unit: c.region.unit, Organisation: c.key, Template: s.text, Name: "Samenwerking met " + c.name, From: string(today), To: year + "-12-31",
		Signatories: []agreement.SignatoryInput{{Organisation: c.key, Name: c.contact, Title: "eigenaar", Email: "contact@bedrijf.example"}},
	}); err != nil {
		return err
	}
	for _, key := range []id.ID{waiting, refused, amended} {
		if err := s.app.Agreement.Send(ctx, s.system, key); err != nil {
			return err
		}
	}
	if err := s.refuse(ctx, refused, "Veertig uur is voor ons te veel. Met de helft kunnen we meedoen."); err != nil {
		return err
	}
	if err := s.signRest(ctx, amended); err != nil {
		return err
	}
	return s.amend(ctx, amended, year)
}

// strike drafts an agreement that the other side signs first.
func (s *story) strike(ctx context.Context, d deal) (id.ID, error) {
	if s.text == "" {
		templates, err := s.app.Agreement.Templates(ctx, s.system)
		if err != nil {
			return "", err
		}
		for _, t := range templates {
			if t.Lang == "nl" {
				s.text = t.ID
			}
		}
	}
	grant, _ := s.grantOn("2026-01-01")
	s.clock.Advance(7 * time.Minute)
	key, err := s.app.Agreement.Draft(ctx, d.region.manager.scope, s.input(d, grant.key))
	if err != nil {
		return "", fmt.Errorf("agreement %s: %w", d.name, err)
	}
	return key, nil
}

func (s *story) input(d deal, grant id.ID) agreement.Input {
	return agreement.Input{
		Unit: d.region.unit, Organisation: d.with, Template: s.text, Grant: grant, Name: d.name, From: string(d.from), To: string(d.to),
		Items: []id.ID{s.items["guest_lesson"].ID, s.items["company_visit"].ID, s.items["taster_internship"].ID}, Pledges: d.pledges,
		Signatories: []agreement.SignatoryInput{
			{Organisation: d.with, Name: d.signer, Title: "directeur", Email: "directie@bedrijf.example"},
			{Name: d.region.leader.name, Title: "projectleider", Email: d.region.leader.mail},
		},
	}
}

func (s *story) signAll(ctx context.Context, key id.ID) error {
	if err := s.app.Agreement.Send(ctx, s.system, key); err != nil {
		return err
	}
	return s.signRest(ctx, key)
}

// signRest lets everybody sign whose turn comes.
func (s *story) signRest(ctx context.Context, key id.ID) error {
	for {
		l, sc, err := s.signing(ctx, key)
		if err != nil || l.ID == "" {
			return err
		}
		if err := s.signOne(ctx, l, sc); err != nil {
			return err
		}
	}
}

func (s *story) signOne(ctx context.Context, l link.Link, sc access.Scope) error {
	to, err := s.app.Agreement.ToSign(ctx, sc)
	if err != nil {
		return err
	}
	s.clock.Advance(11 * time.Minute)
	return s.app.Agreement.Sign(ctx, sc, l, agreement.SignInput{Name: to.Me.Name, Title: to.Me.Title, Consent: true, Digest: to.Digest, Address: "203.0.113.0/24"})
}

// signing opens the link of whose turn it is; none when nobody is left.
func (s *story) signing(ctx context.Context, key id.ID) (l link.Link, sc access.Scope, err error) {
	open, err := s.app.Agreement.Record(ctx, s.system, key, "")
	if err != nil {
		return l, sc, err
	}
	if n := open.Agreement.Open; n > 0 {
		if open, err = s.app.Agreement.Record(ctx, s.system, key, strconv.Itoa(n)); err != nil {
			return l, sc, err
		}
	}
	for _, p := range open.Signatories {
		if p.SignedAt == nil && p.Link != "" {
			if l, err = s.open(ctx, link.Sign, "subject_id", p.ID); err == nil {
				sc, err = l.Scope()
			}
			return l, sc, err
		}
	}
	return link.Link{}, sc, nil
}

func (s *story) refuse(ctx context.Context, key id.ID, why string) error {
	l, sc, err := s.signing(ctx, key)
	if err != nil {
		return err
	}
	return s.app.Agreement.Refuse(ctx, sc, l, why)
}

// amend changes an agreement in force; one side has signed the change.
func (s *story) amend(ctx context.Context, key id.ID, year string) error {
	if err := s.app.Agreement.Amend(ctx, s.system, key); err != nil {
		return err
	}
	r, err := s.app.Agreement.Draftable(ctx, s.system, key)
	if err != nil {
		return err
	}
	c := s.companies[5]
	in := s.input(deal{
		region: c.region, with: c.key, signer: c.contact, from: r.Shown.From, to: r.Shown.To, pledges: []agreement.PledgeInput{
			{Year: year, Kind: funding.KindHours, Amount: "50"}, {Year: year, Kind: funding.KindGoods, Amount: "900", What: "plaatmateriaal"},
		},
	}, "")
	in.Changes = "In plaats van een avond in de bedrijfshal levert het bedrijf plaatmateriaal ter waarde van € 900."
	if err := s.app.Agreement.Edit(ctx, s.system, key, r.Shown.RowVersion, in); err != nil {
		return err
	}
	if err := s.app.Agreement.Send(ctx, s.system, key); err != nil {
		return err
	}
	l, sc, err := s.signing(ctx, key)
	if err != nil {
		return err
	}
	return s.signOne(ctx, l, sc)
}
