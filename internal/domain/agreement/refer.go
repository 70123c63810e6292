package agreement

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations moves. The texts that were signed are never rewritten.
var References = []relation.Reference{
	{Of: relation.ReferredOrganisation, Table: "agreement", Column: "organisation_id", Label: "agreements", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "agreement_signatory", Column: "organisation_id"},
}
