package browser

import "github.com/chromedp/cdproto/webauthn"

// Authenticator gives the tab a device that makes and uses passkeys and whose owner always says yes.
func (p *Page) Authenticator() {
	p.t.Helper()
	_, err := call(p, webauthn.Enable, webauthn.EnableParams{})
	p.must("authenticator", err)
	_, err = call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	p.must("authenticator", err)
}
