package authztest

import "net/url"

// facilitySpecs are the labs and rooms that schools share. That one is taken is known in the whole network; what for is told to who sees
// the engagements of the school.
var facilitySpecs = map[string]Spec{
	"GET /facilities":                   {Can: can("see the network"), Shows: "fact"},
	"GET /facilities/new":               {Can: can("look after facilities"), Silent: true},
	"POST /facilities":                  {Can: can("look after facilities"), Object: "unit", Form: func(c Case) url.Values { return form("unit", text(c.O.ID), "kind", "lab", "name", "Techlab Noord") }},
	"GET /facilities/{id}":              {Can: can("see the network"), Object: "facility", Shows: "engagement"},
	"GET /facilities/{id}/edit":         {Can: can("look after facilities"), Object: "facility"},
	"POST /facilities/{id}":             {Can: can("look after facilities"), Object: "facility", Form: values("version", "1", "kind", "room", "name", "Lokaal 12")},
	"POST /facilities/{id}/remove":      {Can: can("look after facilities"), Object: "facility", Only: tagged("free")},
	"POST /facility-bookings/{id}/free": {Can: can("manage engagements"), Object: "facility_booking"},
	"POST /facility-bookings": {Can: can("manage engagements"), Object: "unit", Form: func(c Case) url.Values {
		return form("facility", c.ID("facility", ""), "unit", text(c.O.ID), "title", "Les lassen", "on", string(c.F.Today.AddDays(33)), "start", "10:00", "end", "12:00")
	}, Refs: []Ref{{Field: "facility", Kind: "facility"}}},
}
