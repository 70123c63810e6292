package authztest

import (
	"net/url"

	"schakel/internal/domain/agreement"
)

// agreementForm is a valid draft with a company.
func agreementForm(c Case, unit string) url.Values {
	kolk := c.ID("organisation", "kolk")
	return form("unit", unit, "organisation", kolk, "template", c.ID("agreement_template", ""), "grant", c.ID("grant", ""), "name", "Nog een overeenkomst", "version", "1", "n", "1",
		"from", string(c.F.Today), "to", string(c.F.Today.AddDays(300)), "items", c.ID("menu_item", ""),
		"pledge1_year", number(c.F.Today.Year()), "pledge1_kind", "goods", "pledge1_amount", "10", "pledge1_what", "",
		"signer1_organisation", kolk, "signer1_name", "Een Naam", "signer1_title", "", "signer1_email", "een@bedrijf.example")
}

var agreementRefs = []Ref{
	{Field: "template", Kind: "agreement_template"}, {Field: "grant", Kind: "grant"}, {Field: "items", Kind: "menu_item"}, {Field: "signer1_organisation", Kind: "organisation"},
}

var anOwnText = func(c Case) url.Values {
	return form("name", "Eigen tekst", "lang", "nl", "unit", text(c.O.ID), "scheme", c.ID("scheme", ""), "version", "1", "body", agreement.DefaultBody("nl")+"\nEigen slot.\n")
}

// signForm signs the one agreement of the network that waits for its first signature.
func signForm(c Case) url.Values {
	digest := one[string](c.F, `SELECT x.digest FROM agreement_text x JOIN agreement_version v ON v.network_id = x.network_id AND v.text_id = x.id
		JOIN agreement a ON a.network_id = v.network_id AND a.id = v.agreement_id WHERE a.id = $1`, c.N.the("agreement", "almelo", "sent").ID)
	return form("signer_name", "Een Naam", "signer_title", "directeur", "consent", "1", "digest", digest)
}

// agreementSpecs are the agreements, their templates, and the pages behind the link to sign with.
var agreementSpecs = map[string]Spec{
	"GET /agreements": {Can: can("see agreements"), Shows: "agreement", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see agreements"}, {Field: "organisation", Kind: "organisation"}}},
	"GET /agreements/new": {
		Can: can("make agreements", "see companies"), Shows: "fact", Query: func(c Case) url.Values { return form("organisation", c.ID("organisation", "kolk")) }, Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /agreements": {
		Can: can("make agreements"), Object: "unit", Form: func(c Case) url.Values { return agreementForm(c, text(c.O.ID)) }, Refs: append([]Ref{{Field: "organisation", Kind: "organisation"}}, agreementRefs...),
	},
	"GET /agreements/{id}":               {Can: can("see agreements"), Object: "agreement"},
	"GET /agreements/{id}/text":          {Can: can("see agreements"), Object: "agreement"},
	"GET /agreements/{id}/agreement.pdf": {Can: can("see agreements"), Object: "agreement", Silent: true},
	"GET /agreements/{id}/edit":          {Can: can("make agreements"), Object: "agreement", Only: tagged("draft")},
	"POST /agreements/{id}/edit": {
		Can: can("make agreements"), Object: "agreement", Only: tagged("draft"), Form: func(c Case) url.Values { return agreementForm(c, "") }, Refs: agreementRefs,
	},
	"POST /agreements/{id}/send":     {Can: can("make agreements"), Object: "agreement", Only: tagged("draft")},
	"POST /agreements/{id}/withdraw": {Can: can("make agreements"), Object: "agreement", Only: tagged("sent"), Form: values("why", "klopt niet")},
	"POST /agreements/{id}/remind":   {Can: can("make agreements"), Object: "agreement", Only: tagged("sent")},
	"POST /agreements/{id}/amend":    {Can: can("make agreements"), Object: "agreement", Only: tagged("active")},
	"POST /agreements/{id}/renew":    {Can: can("make agreements"), Object: "agreement", Only: tagged("active")},
	"POST /agreements/{id}/drop":     {Can: can("make agreements"), Object: "agreement", Only: tagged("draft")},
	"POST /agreements/{id}/end": {Can: can("make agreements"), Object: "agreement", Only: tagged("active"), Form: func(c Case) url.Values {
		return form("on", string(c.F.Today), "why", "het stopt")
	}},

	"GET /agreement-templates":            {Can: can("see agreement texts"), Shows: "text"},
	"GET /agreement-templates/new":        {Can: can("write agreement texts"), Silent: true},
	"POST /agreement-templates":           {Can: can("write agreement texts"), Object: "unit", Form: anOwnText, Refs: []Ref{{Field: "scheme", Kind: "scheme"}}},
	"POST /agreement-templates/default":   {Can: can("write agreement texts"), Object: "unit", Form: func(c Case) url.Values { return form("unit", text(c.O.ID)) }},
	"GET /agreement-templates/{id}":       {Can: can("see agreement texts"), Object: "agreement_template"},
	"POST /agreement-templates/{id}":      {Can: can("write agreement texts"), Object: "agreement_template", Form: anOwnText, Refs: []Ref{{Field: "scheme", Kind: "scheme"}}},
	"POST /agreement-templates/{id}/drop": {Can: can("write agreement texts"), Object: "agreement_template"},
	"POST /agreement-templates/weeks":     {Can: can("write agreement texts"), Form: values("weeks", "6")},

	"GET /a/{token}":               {Link: "sign", Shows: "agreement"},
	"GET /a/{token}/agreement.pdf": {Link: "sign", Silent: true},
	"POST /a/{token}":              {Link: "sign", Form: signForm},
	"POST /a/{token}/nee":          {Link: "sign", Form: values("why", "liever niet")},
}
