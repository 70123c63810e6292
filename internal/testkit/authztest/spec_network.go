package authztest

import (
	"net/url"

	"schakel/internal/testkit/authztest/oracle"
)

// duo is a small file as DUO makes them, with a school that no network has yet.
const duo = "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES;ONDERWIJSSTRUCTUUR;RMC-REGIO CODE;RMC-REGIO NAAM\r\n" +
	"Overijssel;10053;97AA;97AA00;Verzonnen College;Beukenlaan;12 a;7601 AB;ALMELO;0141;ALMELO;Openbaar;0546123456;www.verzonnen.example;VBO/MAVO;12;Twente\r\n"

// importing is what the schools of DUO ask: they become companies' records and units.
var importing = []oracle.Ability{"import companies", "shape the network", "change companies"}

func anyFile(name, content string) func(Case) *upload {
	return func(Case) *upload { return &upload{field: "file", name: name, content: []byte(content)} }
}

// above returns the id of the unit above an object's own.
func (c Case) above(o *Object) string { return c.F.Tree.Parent[c.home(o)] }

// networkSpecs are the tree, its people, the schools from DUO.
var networkSpecs = map[string]Spec{
	"GET /network": {Can: can("see the network"), Shows: "unit"},
	"POST /network/units": {Can: can("shape the network"), Object: "unit", Form: func(c Case) url.Values {
		return form("name", "Nieuwe groep", "kind", "workgroup", "parent", text(c.O.ID))
	}},
	"GET /network/units/{id}": {Can: can("see the network"), Object: "unit"},
	"POST /network/units/{id}": {Can: can("shape the network"), Object: "unit", Form: func(c Case) url.Values {
		return form("name", "Andere naam", "accent", "#336699", "version", "2")
	}},
	"POST /network/units/{id}/move": {
		Can: can("shape the network"), Object: "unit", Only: func(o *Object) bool { return o.Unit == "noordik" || o.Unit == "montessori" },
		Form: func(c Case) url.Values { return form("parent", c.above(c.O), "version", "2") }, Refs: []Ref{{Field: "parent", Kind: "unit", Can: "shape the network"}},
	},
	"POST /network/units/{id}/roles": {Can: can("give roles"), Object: "unit", Form: func(c Case) url.Values {
		return form("email", "nieuw@school.example", "name", "Nieuwe Collega", "role", "teacher")
	}},
	"POST /network/roles/{id}/revoke": {Can: can("give roles"), Object: "role_grant", Only: tagged("spare"), Form: values("next", "/network")},
	"GET /network/people":             {Can: can("see roles"), Shows: "account", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see roles"}}},
	"POST /network/people": {Can: can("give roles"), Object: "unit", Form: func(c Case) url.Values {
		return form("email", "nieuw@school.example", "name", "Nieuwe Collega", "role", "teacher", "on", text(c.O.ID))
	}},
	"POST /network/people/{id}/again":  {Can: can("give roles"), Object: "account", Only: tagged("waiting")},
	"GET /network/people/{id}/second":  {Can: can("give roles"), Object: "account", Only: tagged("waiting"), Shows: "colleague", Silent: true},
	"POST /network/people/{id}/second": {Can: can("give roles"), Object: "account", Only: tagged("waiting"), Form: values("reason", "telefoon kwijt, zelf gebeld")},

	"GET /network/duo":      {Can: importing, Shows: "unit"},
	"POST /network/duo":     {Can: importing, Object: "unit", Form: func(c Case) url.Values { return form("unit", text(c.O.ID)) }, File: anyFile("duo.csv", duo)},
	"GET /network/duo/{id}": {Can: can("import companies", "shape the network", "change companies"), Object: "duo_run", Query: query("m", "0141")},
	"POST /network/duo/{id}/apply": {
		Can: can("import companies", "shape the network", "change companies"), Object: "duo_run",
		Form: func(c Case) url.Values { return form("school", "97AA00", "parent-97AA00", c.home(c.O)) },
		Refs: []Ref{{Field: "parent-97AA00", Kind: "unit", Can: "shape the network"}},
	},
}
