package authztest

import "net/url"

// publicSpecs are the pages of Twente that anybody may read, and the mail that the form there sends.
var publicSpecs = map[string]Spec{
	"GET /menukaart/{network}":               {Public: true, Fixed: []string{"twente"}, Shows: "item", Query: query("q", "")},
	"GET /menukaart/{network}/insluiten":     {Public: true, Fixed: []string{"twente"}, Shows: "item"},
	"GET /menukaart/{network}/menukaart.pdf": {Public: true, Fixed: []string{"twente"}, Silent: true},
	"GET /menu/share":                        {Can: can("see the network"), Shows: "unit"},
	"GET /doe-mee":                           {Public: true, Silent: true},
	"GET /doe-mee/{network}":                 {Public: true, Fixed: []string{"twente"}, Shows: "item"},
	"POST /doe-mee/{network}": {
		Public: true, Fixed: []string{"twente"}, Form: func(c Case) url.Values {
			return form("company", "Nieuw bedrijf", "place", "Almelo", "name", "Nieuw Mens", "email", "nieuw@bedrijf.example", "times", "2", "item", text(c.F.Nets[0].the("menu_item", "root", "").ID))
		},
	},
	"POST /m/{token}/klopt":      {Link: "menu"},
	"POST /m/{token}/pauze":      {Link: "menu", Form: aPause},
	"POST /m/{token}/pauze/stop": {Link: "menu", Form: func(c Case) url.Values { return form("pause", pauseOf(c)) }, Refs: []Ref{{Field: "pause", Kind: "offer_pause"}}},
	"GET /d/{token}":             {Link: "register"},
	"POST /d/{token}":            {Link: "register"},
}
