package api

import (
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// newInteraction is a contact to record.
type newInteraction struct {
	Unit   id.ID  `json:"unit" format:"uuid" doc:"unit that had the contact"`
	Kind   string `json:"kind" enum:"call,visit,mail,meeting,note"`
	Person id.ID  `json:"person,omitempty" format:"uuid" doc:"with whom of the organisation"`
	On     string `json:"on,omitempty" format:"date" doc:"day; today when left out"`
	Note   string `json:"note,omitempty" doc:"what was said; only the unit reads it"`
	Next   string `json:"next,omitempty" doc:"what to do next"`
	Due    string `json:"due,omitempty" format:"date" doc:"day of what to do next; a week from now when left out"`
}

// interaction is a line of a timeline.
type interaction struct {
	ID     id.ID     `json:"id" format:"uuid"`
	Type   string    `json:"type" doc:"contact, mail, action, …"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind,omitempty" doc:"of a contact"`
	Unit   string    `json:"unit_name,omitempty"`
	By     string    `json:"by,omitempty"`
	Person string    `json:"person_name,omitempty"`
	Text   string    `json:"text,omitempty" doc:"note, or what was done; only of units within reach"`
	Letter string    `json:"letter,omitempty" doc:"of a mail: which one"`
}

func (a *API) interactions() []operation {
	const path = "/organisations/{id}/interactions"
	return []operation{
		listing("listInteractions", path, "organisation", access.C2, "interaction:read", []access.Action{access.OrganisationRead, access.ContactRead},
			func(c *call) (page[interaction], error) {
				key, err := c.id()
				if err != nil {
					return page[interaction]{}, err
				}
				list, err := a.services.Relation.Timeline(c.r.Context(), c.sc, key, relation.TimelineAll, c.text("after"))
				return pageOf(list.Entries, list.Next, func(e relation.Entry) interaction {
					return interaction{ID: e.ID, Type: string(e.Type), At: e.At, Kind: string(e.Kind), Unit: e.Unit, By: e.By, Person: e.Person, Text: e.Text, Letter: e.Letter}
				}), err
			}),
		making("recordInteraction", path, "organisation", access.C2, "interaction:write", []access.Action{access.OrganisationRead, access.ContactRecord}, "contact.recorded", "",
			func(c *call, in newInteraction) (string, error) {
				key, err := c.id()
				if err != nil {
					return "", err
				}
				if _, err := a.services.Relation.Organisation(c.r.Context(), c.sc, key); err != nil {
					return "", err
				}
				contact, err := a.services.Relation.RecordContact(c.r.Context(), c.sc, relation.ContactInput{
					Unit: in.Unit, Organisation: key, Person: in.Person, Kind: in.Kind, On: in.On, Note: in.Note, Next: in.Next, Due: in.Due,
				})
				return string(contact), err
			}),
	}
}
