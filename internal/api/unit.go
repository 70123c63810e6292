package api

import (
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// unit is a place in the tree of the network.
type unit struct {
	ID           id.ID  `json:"id" format:"uuid"`
	Parent       id.ID  `json:"parent,omitempty" format:"uuid" doc:"left out for the network itself"`
	Kind         string `json:"kind"`
	Name         string `json:"name"`
	Organisation id.ID  `json:"organisation,omitempty" format:"uuid" doc:"the organisation that a school's unit stands for"`
}

func (a *API) units() []operation {
	return []operation{
		reading("listUnits", "/units", "-", access.C1, "unit:read", []access.Action{access.NetworkRead}, func(c *call) (page[unit], error) {
			list, err := a.services.Network.Tree(c.r.Context(), c.sc)
			return pageOf(list, "", func(u network.Unit) unit {
				return unit{ID: u.ID, Parent: u.Parent, Kind: string(u.Kind), Name: u.Name, Organisation: u.Organisation}
			}), err
		}),
	}
}
