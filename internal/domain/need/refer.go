package need

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations or people moves: the companies that were asked.
var References = []relation.Reference{
	{Of: relation.ReferredOrganisation, Table: "invitation", Column: "organisation_id", Label: "invitations", Once: []string{"need_id"}},
	{Of: relation.ReferredOrganisation, Table: "need_step", Column: "organisation_id"},
	{Of: relation.ReferredOrganisation, Table: "ask_queue", Column: "organisation_id", Once: []string{"need_id"}, While: "x.state = 'waiting'"},
	{Of: relation.ReferredOrganisation, Table: "need_choice", Column: "organisation_id", Once: []string{"need_id"}},
	{Of: relation.ReferredPerson, Table: "invitation", Column: "person_id"},
}
