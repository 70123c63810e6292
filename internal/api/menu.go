package api

import (
	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// menuItem is something that companies can do for classes.
type menuItem struct {
	ID       id.ID    `json:"id" format:"uuid"`
	Code     string   `json:"code"`
	NameNL   string   `json:"name_nl"`
	NameEN   string   `json:"name_en"`
	Unit     id.ID    `json:"unit" format:"uuid" doc:"whose item it is"`
	Place    string   `json:"place" doc:"where it happens"`
	Minutes  int      `json:"duration_minutes"`
	People   int      `json:"people" doc:"of the company"`
	MinGroup int      `json:"min_group"`
	MaxGroup int      `json:"max_group"`
	Profiles []string `json:"profiles" nullable:"false" doc:"empty is all"`
	Levels   []string `json:"levels" nullable:"false" doc:"empty is all"`
}

// offer is what a company offers of the menu.
type offer struct {
	ID           id.ID      `json:"id" format:"uuid"`
	Organisation id.ID      `json:"organisation" format:"uuid"`
	OrgName      string     `json:"organisation_name"`
	Item         id.ID      `json:"menu_item" format:"uuid"`
	Times        int        `json:"times_per_year"`
	Months       []int      `json:"months" nullable:"false" doc:"empty is all"`
	Profiles     []string   `json:"profiles" nullable:"false" doc:"empty is all"`
	Levels       []string   `json:"levels" nullable:"false" doc:"empty is all"`
	MaxGroup     int        `json:"max_group"`
	MaxKM        *int       `json:"max_km,omitempty"`
	PausedFrom   clock.Date `json:"paused_from,omitempty" format:"date"`
	PausedUntil  clock.Date `json:"paused_until,omitempty" format:"date"`
	ConfirmedOn  clock.Date `json:"confirmed_on,omitempty" format:"date"`
}

func (a *API) menu() []operation {
	return []operation{
		reading("listMenuItems", "/menu-items", "-", access.C0, "menu:read", []access.Action{access.MenuRead}, func(c *call) (page[menuItem], error) {
			items, err := a.services.Menu.Card(c.r.Context(), c.sc, false)
			return pageOf(items, "", func(i menu.Item) menuItem {
				return menuItem{
					ID: i.ID, Code: i.Code, NameNL: i.NameNL, NameEN: i.NameEN, Unit: i.Unit, Place: string(i.Place), Minutes: i.Minutes, People: i.People,
					MinGroup: i.MinGroup, MaxGroup: i.MaxGroup, Profiles: orNone(i.Profiles), Levels: orNone(i.Levels),
				}
			}), err
		}),
		listing("listOffers", "/offers", "-", access.C1, "menu:read", []access.Action{access.OfferRead}, func(c *call) (page[offer], error) {
			list, err := a.services.Menu.Offers(c.r.Context(), c.sc, menu.OfferFilter{Item: c.ask("menu_item"), Profile: c.text("profile"), Search: c.text("search"), After: c.text("after")})
			return pageOf(list.Rows, list.Next, func(o menu.Offer) offer {
				return offer{
					ID: o.ID, Organisation: o.Organisation, OrgName: o.OrganisationName, Item: o.Item, Times: o.Times, Months: orNone(o.Months.V), Profiles: orNone(o.Profiles),
					Levels: orNone(o.Levels), MaxGroup: o.MaxGroup, MaxKM: o.MaxKM, PausedFrom: o.PausedFrom, PausedUntil: o.PausedUntil, ConfirmedOn: o.ConfirmedOn,
				}
			}), err
		}).with(param{name: "menu_item", kind: "uuid"}, param{name: "profile", kind: "string"}, param{name: "search", kind: "string"}),
	}
}
