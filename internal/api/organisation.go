package api

import (
	"errors"
	"strconv"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
)

// organisationFacts are what somebody may write of an organisation.
type organisationFacts struct {
	Name          string   `json:"name" minLength:"2" maxLength:"160"`
	KVK           string   `json:"kvk,omitempty" doc:"number in the trade register, eight digits"`
	Establishment string   `json:"establishment,omitempty" doc:"number of the establishment, twelve digits"`
	RSIN          string   `json:"rsin,omitempty" doc:"nine digits"`
	SBICode       string   `json:"sbi_code,omitempty" doc:"what it does, as the trade register codes it"`
	SBIVersion    string   `json:"sbi_version,omitempty" enum:"2008,2025,"`
	Street        string   `json:"street,omitempty"`
	HouseNumber   string   `json:"house_number,omitempty"`
	Postcode      string   `json:"postcode,omitempty" example:"7607 AA"`
	Place         string   `json:"place,omitempty"`
	Website       string   `json:"website,omitempty"`
	Email         string   `json:"email,omitempty"`
	Phone         string   `json:"phone,omitempty"`
	Profiles      []string `json:"profiles,omitempty" nullable:"false" doc:"codes of the profiles that it fits"`
	YearLimit     *int     `json:"year_limit,omitempty" doc:"how many requests a year it wants at most"`
}

func (f organisationFacts) input() relation.OrganisationInput {
	in := relation.OrganisationInput{
		Name: f.Name, KVK: f.KVK, Establishment: f.Establishment, RSIN: f.RSIN, SBICode: f.SBICode, SBIVersion: f.SBIVersion, Street: f.Street,
		HouseNumber: f.HouseNumber, Postcode: f.Postcode, Place: f.Place, Website: f.Website, Email: f.Email, Phone: f.Phone, Profiles: f.Profiles,
	}
	if f.YearLimit != nil {
		in.YearLimit = strconv.Itoa(*f.YearLimit)
	}
	return in
}

// newOrganisation is an organisation to add.
type newOrganisation struct {
	organisationFacts
	Kind string `json:"kind" enum:"company,umbrella,government,other"`
	Unit id.ID  `json:"unit,omitempty" format:"uuid" doc:"unit that gets a relationship with it"`
}

// Organisation is a company or another organisation.
type organisation struct {
	organisationFacts
	ID        id.ID     `json:"id" format:"uuid"`
	Kind      string    `json:"kind" enum:"company,umbrella,school,board,college,government,other"`
	BRIN      string    `json:"brin,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Version   int       `json:"version"`
}

func (o organisation) version() int { return o.Version }

// organisationLine is an organisation in a list.
type organisationLine struct {
	ID          id.ID      `json:"id" format:"uuid"`
	Kind        string     `json:"kind"`
	Name        string     `json:"name"`
	KVK         string     `json:"kvk,omitempty"`
	Street      string     `json:"street,omitempty"`
	HouseNumber string     `json:"house_number,omitempty"`
	Postcode    string     `json:"postcode,omitempty"`
	Place       string     `json:"place,omitempty"`
	Website     string     `json:"website,omitempty"`
	Email       string     `json:"email,omitempty"`
	Phone       string     `json:"phone,omitempty"`
	Profiles    []string   `json:"profiles" nullable:"false"`
	CreatedAt   time.Time  `json:"created_at"`
	LastContact *time.Time `json:"last_contact_at,omitempty"`
}

func (a *API) organisations() []operation {
	one := "/organisations/{id}"
	return []operation{
		listing("listOrganisations", "/organisations", "-", access.C1, "organisation:read", []access.Action{access.OrganisationRead}, a.listOrganisations).
			with(param{name: "group", kind: "string", enum: []string{"companies", "umbrellas", "schools", "others"}}, param{name: "q", kind: "string"},
				param{name: "sort", kind: "string", enum: []string{"name", "place", "contact", "new"}}, param{name: "down", kind: "boolean"}),
		making("addOrganisation", "/organisations", "-", access.C1, "organisation:write", []access.Action{access.OrganisationWrite}, "organisation.added", one,
			func(c *call, in newOrganisation) (string, error) {
				facts := in.input()
				facts.Kind = in.Kind
				key, err := a.services.Relation.AddOrganisation(c.r.Context(), c.sc, in.Unit, facts)
				return string(key), err
			}),
		reading("getOrganisation", one, "organisation", access.C1, "organisation:read", []access.Action{access.OrganisationRead}, func(c *call) (organisation, error) {
			key, err := c.id()
			if err != nil {
				return organisation{}, err
			}
			return a.organisation(c, key)
		}).versioned(),
		changing("changeOrganisation", one, "organisation", access.C1, "organisation:write", []access.Action{access.OrganisationWrite}, "organisation.edited",
			func(c *call, in organisationFacts) (organisation, error) {
				key, err := c.id()
				if err != nil {
					return organisation{}, err
				}
				if err := a.services.Relation.EditOrganisation(c.r.Context(), c.sc, key, c.seen, in.input()); err != nil {
					return organisation{}, err
				}
				return a.organisation(c, key)
			}),
	}
}

func (a *API) organisation(c *call, key id.ID) (organisation, error) {
	o, err := a.services.Relation.Organisation(c.r.Context(), c.sc, key)
	if err != nil {
		return organisation{}, err
	}
	return organisation{
		ID: o.ID, Kind: string(o.Kind), BRIN: o.BRIN, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, Version: o.Version,
		organisationFacts: organisationFacts{
			Name: o.Name, KVK: o.KVK, Establishment: o.Establishment, RSIN: o.RSIN, SBICode: o.SBICode, SBIVersion: o.SBIVersion, Street: o.Street,
			HouseNumber: o.HouseNumber, Postcode: o.Postcode, Place: o.Place, Website: o.Website, Email: o.Email, Phone: o.Phone, Profiles: o.Profiles, YearLimit: o.YearLimit,
		},
	}, nil
}

func (a *API) listOrganisations(c *call) (page[organisationLine], error) {
	f, err := c.filter(relation.ListOrganisations)
	if err != nil {
		return page[organisationLine]{}, err
	}
	if f.Group = relation.Group(c.text("group")); f.Group == "companies" {
		f.Group = relation.GroupCompanies
	}
	f.With.Address = true
	list, err := a.services.Relation.List(c.r.Context(), c.sc, f)
	return pageOf(list.Rows, list.Next, func(r relation.ListRow) organisationLine {
		line := organisationLine{
			ID: r.ID, Kind: string(r.Kind), Name: r.Name, KVK: r.KVK, Street: r.Street, HouseNumber: r.HouseNumber, Postcode: r.Postcode, Place: r.Place,
			Website: r.Website, Email: r.Email, Phone: r.Phone, Profiles: orNone(r.Profiles), CreatedAt: r.Created,
		}
		if !r.LastContact.IsZero() {
			line.LastContact = &r.LastContact
		}
		return line
	}), err
}

// filter reads the same words as the list of the web: q, sort, down and after.
func (c *call) filter(list relation.ListName) (relation.Filter, error) {
	f := relation.Filter{Sort: relation.Sort(c.text("sort")), Down: c.text("down") == "true", After: c.text("after")}
	if f.Sort == "name" {
		f.Sort = relation.SortName
	}
	var (
		err error
		bad *query.Error
	)
	if f.Query, err = query.Parse(relation.Vocabulary(list), c.text("q")); errors.As(err, &bad) {
		before, at, _ := bad.Around()
		return f, fault.Fields{"?q": {Key: "api.bad_query", Args: []any{at, len([]rune(before)) + 1}}}.Err()
	}
	return f, err
}

// orNone makes of no list an empty one.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
