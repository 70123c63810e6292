package engagement

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations or people moves: the company of an agreement.
var References = []relation.Reference{
	{Of: relation.ReferredOrganisation, Table: "engagement", Column: "organisation_id", Label: "engagements"},
	{Of: relation.ReferredOrganisation, Table: "engagement_evaluation", Column: "organisation_id", Label: "evaluations"},
	{Of: relation.ReferredPerson, Table: "engagement", Column: "person_id"},
}
