package menu

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations or people moves: what companies offer, and what registrations became.
var References = []relation.Reference{
	{Of: relation.ReferredOrganisation, Table: "offer", Column: "organisation_id", Label: "offers", Once: []string{"menu_item_id"}, While: "x.deleted_at IS NULL", Bin: true},
	{Of: relation.ReferredOrganisation, Table: "offer_pause", Column: "organisation_id"},
	{Of: relation.ReferredOrganisation, Table: "registration", Column: "organisation_id"},
	{Of: relation.ReferredPerson, Table: "offer", Column: "person_id"},
}
