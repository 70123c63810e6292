package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/portal"
	"schakel/internal/web/publicweb"
)

// publicRoutes are the pages that anybody may read, whoever is signed in besides, and the page behind the mail that the form there sends.
func publicRoutes(s Services) []route {
	h, answer := publicweb.New(s.Menu, s.Network), portal.NewRegistration(s.Menu)
	open := func(pattern, why string) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Open(why), Credentials: []access.Credential{access.CredentialNone}, Class: access.C0, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	register := open("POST /doe-mee/{network}", "a company registers itself; a colleague decides")
	// It takes contact data, and shows nobody any but what the visitor typed.
	register.Class, register.Rate, register.Body, register.Audit = access.C1, access.RateSignIn, formLimit, "registration.made"
	behind := func(method string) access.Route {
		r := access.Route{Pattern: method + " /d/{token}", Policy: access.Link(string(link.Register), access.RegistrationAnswer), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-"}
		if method == http.MethodPost {
			r.Rate, r.Body, r.Audit = access.RateSignIn, formLimit, "registration.answered"
		}
		return r
	}
	printed := open("GET /menukaart/{network}/menukaart.pdf", "the menu is published")
	printed.Rate = access.RateCostly
	return []route{
		{open("GET /menukaart/{network}", "the menu is published"), h.Card},
		{open("GET /menukaart/{network}/insluiten", "the menu is published; others may frame this page"), h.Embed},
		{printed, h.Print},
		{open("GET /doe-mee", "names the networks in which a company can register"), h.Networks},
		{open("GET /doe-mee/{network}", "the menu is published; a company registers itself"), h.Join},
		{register, h.Register},
		{behind(http.MethodGet), answer.Show},
		{behind(http.MethodPost), answer.Answer},
	}
}
