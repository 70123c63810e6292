package api

import (
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// personFacts are what somebody may write of a person at an organisation.
type newPerson struct {
	Name     string `json:"name" minLength:"2" maxLength:"120"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Lang     string `json:"lang,omitempty" enum:"nl,en," doc:"language of mails to this person; nl when left out"`
	Title    string `json:"title,omitempty" doc:"what the person does at the organisation"`
	Primary  bool   `json:"primary,omitempty" doc:"the first to ask"`
	Requests bool   `json:"requests,omitempty" doc:"wants requests by mail"`
	Source   string `json:"source,omitempty" doc:"how we know"`
}

// position is a person at an organisation.
type position struct {
	ID           id.ID  `json:"id" format:"uuid" doc:"of the position"`
	Person       id.ID  `json:"person" format:"uuid"`
	Name         string `json:"name"`
	Title        string `json:"title,omitempty"`
	Organisation id.ID  `json:"organisation" format:"uuid"`
	OrgName      string `json:"organisation_name"`
	Email        string `json:"email,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Primary      bool   `json:"primary" doc:"the first to ask"`
	NoMail       bool   `json:"no_mail" doc:"does not want requests by mail"`
}

func (a *API) people() []operation {
	return []operation{
		listing("listPeople", "/people", "-", access.C2, "person:read", []access.Action{access.PersonRead}, func(c *call) (page[position], error) {
			f, err := c.filter(relation.ListPeople)
			if err != nil {
				return page[position]{}, err
			}
			list, err := a.services.Relation.ListPeople(c.r.Context(), c.sc, f)
			return pageOf(list.Rows, list.Next, func(r relation.PersonRow) position {
				return position{
					ID: r.ID, Person: r.Person, Name: r.Name, Title: r.Title, Organisation: r.Organisation, OrgName: r.OrgName,
					Email: r.Email, Phone: r.Phone, Primary: r.Primary, NoMail: r.NoMail,
				}
			}), err
		}).with(param{name: "q", kind: "string", as: "q_people"}),
		making("addPerson", "/organisations/{id}/people", "organisation", access.C2, "person:write", []access.Action{access.PersonWrite}, "person.added", "",
			func(c *call, in newPerson) (string, error) {
				key, err := c.id()
				if err != nil {
					return "", err
				}
				person, err := a.services.Relation.AddPerson(c.r.Context(), c.sc, key, relation.PersonInput{
					Name: in.Name, Email: in.Email, Phone: in.Phone, Lang: in.Lang, Title: in.Title, Primary: in.Primary, Requests: in.Requests, Source: in.Source,
				})
				return string(person), err
			}),
	}
}
