package app

import (
	"context"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/web"
	"schakel/internal/web/page"
)

// Routes returns the URL table without opening anything.
func Routes() ([]access.Route, error) {
	s, err := web.New(web.Services{}, &page.Env{Demo: true})
	if err != nil {
		return nil, err
	}
	return s.Routes(), nil
}

// Found starts a network with its menu and schemes and its first administrator, and returns the address at which the
// administrator chooses a password. The same address goes by mail.
func (a *App) Found(ctx context.Context, in network.FoundInput, adminName, adminMail string) (string, error) {
	key, root, err := a.Network.Found(ctx, in)
	if err != nil {
		return "", err
	}
	sc := access.System(key, "found network")
	if err := a.Menu.InstallDefaults(ctx, sc, root); err != nil {
		return "", err
	}
	if err := a.Funding.InstallSchemes(ctx, sc); err != nil {
		return "", err
	}
	join, err := a.Network.Invite(ctx, sc, network.InviteInput{Name: adminName, Email: adminMail, Role: access.NetworkAdmin, Unit: root, Reason: "first administrator"})
	if err != nil {
		return "", err
	}
	return a.config.BaseURL + "/join/" + a.Links.Token(join), nil
}

