package app

import (
	"context"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/web"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
)

// Routes returns the URL table without opening anything.
func Routes() ([]access.Route, error) {
	s, err := web.New(web.Services{}, &page.Env{Demo: true, Catalog: locale.Catalog()})
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
	if _, err := a.Funding.InstallSchemes(ctx, sc); err != nil {
		return "", err
	}
	account, err := a.Network.InvitePerson(ctx, sc, network.InviteInput{
		Name: adminName, Email: adminMail, Role: access.NetworkAdmin, Unit: root, Reason: "first administrator",
	})
	if err != nil {
		return "", err
	}
	token, err := a.JoinToken(ctx, key, account)
	if token == "" || err != nil { // the administrator has an account already and signs in
		return a.config.BaseURL + "/signin", err
	}
	return a.config.BaseURL + "/join/" + token, nil
}

// JoinToken returns the token of the newest invitation that an account has not used yet, empty when there is none.
func (a *App) JoinToken(ctx context.Context, network, account id.ID) (token string, err error) {
	err = a.Kit.DB.Read(ctx, db.Settings{Network: string(network)}, func(tx *db.Tx) error {
		links, err := db.Select[id.ID](tx, db.Q(`SELECT id FROM link WHERE network_id = $1 AND account_id = $2 AND kind = 'join' AND used_at IS NULL
			ORDER BY created_at DESC, id DESC LIMIT 1`, network, account))
		if len(links) > 0 {
			token = a.Links.Token(links[0])
		}
		return err
	})
	return token, err
}
