package demo

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// tellRegistrations lets three companies register themselves: one is new, one is known already, and one did not answer its mail yet.
func (s *story) tellRegistrations(ctx context.Context) error {
	known := s.companies[4]
	for n, r := range []struct {
		in     menu.RegisterInput
		ago    time.Duration
		items  []string
		silent bool
	}{
		{menu.RegisterInput{Company: "Zonnepanelen Twekkelo", Place: "Enschede", Name: "Marit Oude Vrielink", Phone: "053 4612208", Times: "2", Months: []string{"2", "3", "4"}, Remark: "We leggen graag met leerlingen een klein dak vol."}, 46 * time.Hour, []string{"guest_lesson", "company_visit"}, false},
		{menu.RegisterInput{Company: known.name + " B.V.", Place: "", KVK: "", Name: known.contact, Times: "4"}, 20 * time.Hour, []string{"taster_internship"}, false},
		{menu.RegisterInput{Company: "Meubelmakerij Het Houtje", Place: "Borne", Name: "Joep Leferink", Times: "1"}, 3 * time.Hour, nil, true},
	} {
		s.clock.Set(s.now.Add(-r.ago))
		in := r.in
		in.Email, in.Lang = mailbox(in.Name, in.Company), "nl"
		if n == 1 {
			in.Email, in.Place = mailbox(known.contact, known.name), pick(s.rnd, known.region.towns)
		}
		for _, code := range r.items {
			in.Items = append(in.Items, s.items[code].ID)
		}
		if err := s.register(ctx, in, r.silent); err != nil {
			return fmt.Errorf("%s: %w", in.Company, err)
		}
	}
	return nil
}

// register fills in the public form of the network and, unless silent, answers the mail.
func (s *story) register(ctx context.Context, in menu.RegisterInput, silent bool) error {
	front, err := s.app.Network.Front(ctx, "oost", "")
	if err != nil {
		return err
	}
	if err := s.app.Menu.Register(ctx, front.Scope(), front.Unit, in); err != nil || silent {
		return err
	}
	s.tick()
	l, err := s.registerLink(ctx, front)
	if err != nil {
		return err
	}
	sc, err := l.Scope()
	if err != nil {
		return err
	}
	return s.app.Menu.AnswerRegistration(ctx, sc, l)
}

// registerLink is the newest link of a registration.
func (s *story) registerLink(ctx context.Context, f network.Front) (l link.Link, err error) {
	err = s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		key, err := db.Get[id.ID](tx, db.Q(`SELECT id FROM link WHERE network_id = $1 AND kind = 'register' ORDER BY created_at DESC, id DESC LIMIT 1`, f.Network))
		if err != nil {
			return err
		}
		l, err = s.app.Links.Open(tx, link.Register, s.app.Links.Token(key), s.clock.Now())
		return err
	})
	return l, err
}
