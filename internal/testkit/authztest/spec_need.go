package authztest

import (
	"net/url"

	"schakel/internal/testkit/authztest/oracle"
)

// itemForm is a whole item of the menu.
func itemForm(more ...string) url.Values {
	return form(append([]string{
		"name_nl", "Nieuw item", "name_en", "New item", "company_nl", "wat u doet", "company_en", "what you do", "teacher_nl", "wat je krijgt", "teacher_en", "what you get",
		"place", "school", "minutes", "60", "prep", "10", "people", "1", "min_group", "1", "max_group", "30", "value", "staff_hours", "conduct", "none",
	}, more...)...)
}

// tick offers one item of the menu with its limits.
func tick(c Case) url.Values {
	item := c.ID("menu_item", "")
	return form("item", item, item+".times", "3", item+".max_group", "30", item+".remark", "graag in de middag")
}

// aPause is a holiday that comes after the one that each company has.
func aPause(c Case) url.Values {
	return form("from", string(c.F.Today.AddDays(100)), "to", string(c.F.Today.AddDays(107)))
}

// pauseOf is the pause of the company that the case is about, or that holds the link.
func pauseOf(c Case) string {
	for _, z := range c.N.Objects["offer_pause"] {
		if c.O != nil && z.Owner == c.O.ID || c.P.Person.Link != nil && c.P.Person.Link.Company == c.N.companyKey(z.Tag) {
			return text(z.ID)
		}
	}
	return c.ID("offer_pause", "kolk")
}

// subregion reports whether the object is one of the units that say items of the network otherwise.
func subregion(o *Object) bool { return o.Unit == "almelo" || o.Unit == "hengelo" }

// rootItem is an item of the network.
func rootItem(c Case) string { return text(c.N.the("menu_item", "root", "").ID) }

// menuSpecs are the menu, what companies offer of it, and inviting them to tick.
var menuSpecs = map[string]Spec{
	"GET /menu":          {Can: can("see the menu"), Shows: "item"},
	"POST /menu":         {Can: can("change the menu"), Object: "unit", Form: func(c Case) url.Values { return itemForm("unit", text(c.O.ID)) }},
	"POST /menu/install": {Can: can("change the menu")},
	"GET /menu/new":      {Can: can("change the menu"), Shows: "unit"},
	"GET /menu/offers":   {Can: can("see offers"), Shows: "offer", Query: query(), Refs: []Ref{{Field: "item", Kind: "menu_item"}}},
	"GET /menu/invite":   {Can: can("enter offers"), Shows: "fact", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit"}}},
	"POST /menu/invite": {Can: can("enter offers", "record contact"), Object: "organisation", Only: tagged("kolk", "ziel", "spare"), Form: func(c Case) url.Values {
		return form("organisation", text(c.O.ID), "unit", c.Unit())
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "person", Kind: "person"}}},
	"GET /relations/{id}/members/invite": {Can: can("enter offers", "record contact"), Object: "organisation", Only: tagged("koepel")},
	"POST /relations/{id}/members/invite": {
		Can: can("enter offers", "record contact"), Object: "organisation", Only: tagged("koepel"), Form: func(c Case) url.Values {
			return form("unit", c.Unit(), "member", c.ID("organisation", "member"))
		},
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "member", Kind: "organisation"}},
	},
	"GET /relations/{id}/menu":        {Can: can("enter offers"), Object: "organisation", Only: tagged("kolk", "ziel", "spare")},
	"POST /relations/{id}/menu":       {Can: can("enter offers"), Object: "organisation", Only: tagged("kolk", "ziel", "spare"), Form: tick, Refs: []Ref{{Field: "item", Kind: "menu_item"}}},
	"POST /relations/{id}/menu/pause": {Can: can("enter offers"), Object: "organisation", Only: tagged("kolk", "ziel", "spare"), Form: aPause},
	"POST /relations/{id}/menu/pause/stop": {
		Can: can("enter offers"), Object: "organisation", Only: tagged("kolk", "ziel", "spare"), Form: func(c Case) url.Values { return form("pause", pauseOf(c)) },
		Refs: []Ref{{Field: "pause", Kind: "offer_pause"}},
	},
	"GET /menu/registrations": {Can: can("change companies", "change people", "enter offers"), Shows: "registration"},
	"POST /registrations/{id}/approve": {
		Can: can("change companies", "change people", "enter offers"), Object: "registration", Form: func(c Case) url.Values {
			return form("version", c.Version("registration"), "organisation", c.ID("organisation", "spare"))
		},
		Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /registrations/{id}/refuse": {Can: can("change companies", "change people", "enter offers"), Object: "registration", Form: func(c Case) url.Values {
		return form("version", c.Version("registration"), "reason", "geen bedrijf")
	}},
	"GET /units/{id}/menu": {
		Can: can("change the menu"), Object: "unit", Only: subregion, Query: func(c Case) url.Values { return form("item", rootItem(c)) }, Refs: []Ref{{Field: "item", Kind: "menu_item"}},
	},
	"POST /units/{id}/menu": {
		Can: can("change the menu"), Object: "unit", Only: subregion, Form: func(c Case) url.Values { return itemForm("item", rootItem(c)) }, Refs: []Ref{{Field: "item", Kind: "menu_item"}},
	},
	"POST /units/{id}/menu/restore": {
		Can: can("change the menu"), Object: "unit", Only: subregion, Form: func(c Case) url.Values { return form("item", rootItem(c)) }, Refs: []Ref{{Field: "item", Kind: "menu_item"}},
	},
	"GET /menu/{id}":         {Can: can("see the menu"), Object: "menu_item"},
	"POST /menu/{id}":        {Can: can("change the menu"), Object: "menu_item", Form: func(c Case) url.Values { return itemForm("version", c.Version("menu_item")) }},
	"GET /menu/{id}/edit":    {Can: can("change the menu"), Object: "menu_item"},
	"POST /menu/{id}/active": {Can: can("change the menu"), Object: "menu_item", Only: tagged("", "goods"), Form: func(c Case) url.Values { return form("version", c.Version("menu_item")) }},
}

// needForm asks for a guest lesson.
func needForm(c Case) url.Values {
	return form("title", "Gastles lassen", "goal", "zien hoe het moet", "item", c.ID("menu_item", ""), "activity", c.ID("activity", ""), "pupils", "20", "wanted", "1",
		"from", string(c.F.Today), "to", string(c.F.Today.AddDays(60)))
}

var needRefs = []Ref{{Field: "item", Kind: "menu_item"}, {Field: "activity", Kind: "activity"}}

// partner is the need of the same unit that could share a visit with the one the case is about.
func (c Case) partner() string {
	for _, o := range c.N.Objects["need"] {
		if c.O != nil && o.Unit == c.O.Unit && o.Tag == "partner" {
			return text(o.ID)
		}
	}
	return c.ID("need", "partner")
}

// needSpecs are the needs of classes and their invitations.
var needSpecs = map[string]Spec{
	"GET /needs":               {Can: can("see needs"), Shows: "need", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see needs"}}},
	"POST /needs":              {Can: can("ask needs"), Object: "unit", Form: func(c Case) url.Values { v := needForm(c); v.Set("unit", text(c.O.ID)); return v }, Refs: needRefs},
	"GET /needs/board":         {Can: can("see needs"), Shows: "need", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see needs"}}},
	"GET /needs/new":           {Can: can("ask needs"), Shows: "unit", Query: query(), Refs: []Ref{{Field: "copy", Kind: "need", Can: "see needs"}, {Field: "template", Kind: "need_template"}, {Field: "item", Kind: "menu_item"}}},
	"GET /needs/{id}":          {Can: can("see needs"), Object: "need"},
	"POST /needs/{id}":         {Can: can("ask needs"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values { v := needForm(c); v.Set("version", c.Version("need")); return v }, Refs: needRefs},
	"GET /needs/{id}/edit":     {Can: can("ask needs"), Object: "need", Only: tagged("open", "asked")},
	"GET /needs/{id}/withdraw": {Can: can("ask needs"), Object: "need", Only: tagged("open", "asked")},
	"POST /needs/{id}/withdraw": {
		Can: can("ask needs"), Object: "need", Only: tagged("open", "asked"),
		Form: func(c Case) url.Values { return form("version", c.Version("need"), "reason", "proef") },
	},
	"GET /needs/{id}/template":          {Can: can("ask needs"), Object: "need", Only: tagged("open", "asked", "withdrawn")},
	"POST /needs/{id}/template":         {Can: can("ask needs"), Object: "need", Only: tagged("open", "asked", "withdrawn"), Form: values("name", "Mijn gastles")},
	"POST /needs/templates/{id}/remove": {Can: can(oracle.Own), Object: "need_template"},
	"POST /needs/{id}/close":            {Can: can("ask needs"), Object: "need", Only: tagged("accepted"), Form: func(c Case) url.Values { return form("version", c.Version("need")) }},
	"POST /needs/{id}/reopen":           {Can: can("ask needs"), Object: "need", Only: tagged("withdrawn"), Form: func(c Case) url.Values { return form("version", c.Version("need")) }},
	"POST /needs/{id}/invitations": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "kolk"), "on", string(c.F.Today.AddDays(12)))
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /needs/{id}/pair": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return url.Values{"organisation": {c.ID("organisation", "kolk"), c.ID("organisation", "ziel")}, "on": {string(c.F.Today.AddDays(12))}}
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /needs/{id}/join": {
		Can: can("ask needs"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values { return form("other", c.partner()) },
		Refs: []Ref{{Field: "other", Kind: "need", Can: "ask needs"}},
	},
	"POST /needs/{id}/apart": {
		Can: can("ask needs"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values { return form("other", c.partner()) },
		Refs: []Ref{{Field: "other", Kind: "need", Can: "ask needs"}},
	},
	"POST /needs/{id}/separate": {Can: can("ask needs"), Object: "need", Only: tagged("leads", "follows"), Form: values()},
	"POST /needs/{id}/waves": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return form("size", "1", "wait", "5", "remind", "3", "on", string(c.F.Today.AddDays(12)))
	}},
	"POST /needs/{id}/waves/pause":  {Can: can("invite companies"), Object: "need", Only: tagged("running"), Form: values()},
	"POST /needs/{id}/waves/resume": {Can: can("invite companies"), Object: "need", Only: tagged("paused"), Form: values()},
	"GET /needs/rules":              {Can: can("invite companies"), Shows: "need", Query: query(), Refs: []Ref{{Field: "need", Kind: "need", Can: "invite companies"}}},
	"POST /needs/rules": {Can: can("shape the network"), Object: "unit", Only: func(o *Object) bool { return o.Unit == "root" }, Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "most", "40", "days", "90", "reason", "proef", "item", "40", "profile", "15", "level", "10", "period", "10",
			"group", "10", "distance", "15", "history", "10", "fairness", "20", "room", "5", "depth", "10", "owner", "5", "verdict", "10", "pledge", "5")
	}},
	"GET /relations/{id}/pressure": {Can: can("see contacts"), Object: "organisation", Only: tagged("kolk", "ziel")},
	"POST /needs/{id}/queue": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "tired"), "on", string(c.F.Today.AddDays(12)))
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /needs/{id}/leave-queue": {Can: can("invite companies"), Object: "need", Only: tagged("queued"), Form: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "tired"))
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /needs/{id}/over": {Can: can("invite companies", "change companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "kolk"), "on", string(c.F.Today.AddDays(12)), "reason", "ze vroegen erom")
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /needs/{id}/choose": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Form: func(c Case) url.Values {
		return form("choose", "pin", "organisation", c.ID("organisation", "kolk"))
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},

	"POST /needs/{id}/take-back": {Can: can("invite companies"), Object: "need", Only: tagged("asked"), Form: invitationOf, Refs: []Ref{{Field: "invitation", Kind: "invitation", Can: "ask needs", Part: true}}},
	"POST /needs/{id}/accept": {
		Can: can("ask needs", "manage engagements"), Object: "need", Only: tagged("other date"), Form: invitationOf,
		Refs: []Ref{{Field: "invitation", Kind: "invitation", Can: "ask needs", Part: true}},
	},
}

// invitationOf names the invitation of the case's need.
func invitationOf(c Case) url.Values {
	for _, n := range c.F.Nets {
		for _, i := range n.Objects["invitation"] {
			if i.Above == c.O {
				return form("invitation", text(i.ID))
			}
		}
	}
	return form("invitation", c.ID("invitation", "asked"))
}

// portalSpecs are the pages behind the links in mails to companies.
var portalSpecs = map[string]Spec{
	"GET /m/{token}":           {Link: "menu"},
	"POST /m/{token}":          {Link: "menu", Form: tick},
	"GET /i/{token}":           {Link: "invitation"},
	"POST /i/{token}":          {Link: "invitation", Form: values("answer", "yes", "text", "graag")},
	"GET /s/{token}":           {Link: "sign_off"},
	"GET /e/{token}":           {Link: "visit"},
	"POST /e/{token}/details":  {Link: "visit", Form: values("version", "0", "host", "Jan", "class", "3B")},
	"POST /e/{token}/check":    {Link: "visit", Form: values("line", "0", "done", "on")},
	"POST /e/{token}/dates":    {Link: "visit", Form: proposeDates},
	"POST /e/{token}/proposal": {Link: "visit", Form: func(c Case) url.Values { return form("proposal", c.proposalOf(c.P.Person.Link), "choice", "0") }},
	"POST /relations/{id}/members/link": {
		Can: can("enter offers", "record contact"), Object: "organisation", Only: tagged("koepel"), Form: func(c Case) url.Values { return form("on", "1", "unit", c.Unit()) },
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}},
	},
	"GET /k/{token}":  {Link: "members"},
	"POST /k/{token}": {Link: "members", Form: func(c Case) url.Values { return form("member", c.ID("organisation", "member"), "greeting", "Doe mee!") }, Refs: []Ref{{Field: "member", Kind: "organisation"}}},
	"GET /v/{token}":  {Link: "evaluate"},
	"POST /v/{token}": {Link: "evaluate", Form: values("score", "4", "again", "yes", "words", "mooi gedaan")},
	"POST /s/{token}": {Link: "sign_off", Form: values("signer_name", "Jan Kolk", "signer_function", "uitvoerder", "people", "2", "hours", "2", "remark", "mooi gedaan")},
}
