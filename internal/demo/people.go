package demo

import (
	"context"
	"errors"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/id"
)

// logins says which person of each role a visitor can be. The address tells the role.
var regionRoles = []access.Role{access.NetworkAdmin, access.RegionLead, access.Controller, access.Accountant, access.PrivacyOfficer}

// tellPeople invites everybody who works in the network; those with a login choose a password.
func (s *story) tellPeople(ctx context.Context) error {
	for _, role := range regionRoles {
		a, err := s.hire(ctx, role, s.root, true)
		if err != nil {
			return err
		}
		s.people[role] = a
	}
	for i, r := range s.regions {
		first := i == 0
		var err error
		if r.leader, err = s.hire(ctx, access.ProjectLeader, r.unit, first); err != nil {
			return err
		}
		if r.manager, err = s.hire(ctx, access.RelationManager, r.unit, first); err != nil {
			return err
		}
		if _, err = s.hire(ctx, access.LineLead, r.unit, first); err != nil {
			return err
		}
		for _, g := range r.groups {
			if _, err = s.hire(ctx, access.WorkgroupMember, g, first && g == r.groups[0]); err != nil {
				return err
			}
		}
		for j, c := range r.schools {
			for n := range 2 {
				t, err := s.hire(ctx, access.Teacher, c.unit, first && j == 0 && n == 0)
				if err != nil {
					return err
				}
				c.teachers = append(c.teachers, t)
			}
			if _, err := s.hire(ctx, access.StageCoordinator, c.unit, first && j == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// hire invites a person for a role. Somebody who will sign in has an address that tells the role, and a password.
func (s *story) hire(ctx context.Context, role access.Role, unit id.ID, signsIn bool) (*actor, error) {
	a := &actor{name: s.cast.person()}
	a.mail = mailbox(a.name, "techniekregio oost")
	if signsIn {
		a.mail = string(role) + "@techniekregio-oost.example"
	}
	var err error
	a.account, err = s.app.Network.InvitePerson(ctx, s.system, network.InviteInput{
		Email: a.mail, Name: a.name, Role: role, Unit: unit, Reason: "start van de regio", Lang: "nl",
	})
	if err != nil {
		return nil, err
	}
	if signsIn {
		if err := s.join(ctx, a); err != nil {
			return nil, err
		}
		s.logins = append(s.logins, Login{Role: role, Mail: a.mail, Password: Password})
	}
	return a, s.scope(ctx, a)
}

// join opens the invitation and chooses the password, as the person would from the mail.
func (s *story) join(ctx context.Context, a *actor) error {
	token, err := s.app.JoinToken(ctx, s.network, a.account)
	if err != nil {
		return err
	}
	started, err := s.app.Identity.Join(ctx, token, identity.JoinInput{Name: a.name, Password: Password}, identity.Device{})
	if err != nil {
		return err
	}
	_, sc, err := s.app.Identity.Open(ctx, started.Token)
	return errors.Join(err, s.app.Identity.SignOut(ctx, sc, started.Session))
}
