package occurrence

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations or people moves: who carries out. What was signed stays with who signed it: a signature is never rewritten.
var References = []relation.Reference{
	{
		Of: relation.ReferredOrganisation, Table: "occurrence", Column: "organisation_id",
		Only: "NOT EXISTS (SELECT 1 FROM sign_off s WHERE s.network_id = x.network_id AND s.occurrence_id = x.id)",
	},
	{Of: relation.ReferredOrganisation, Table: "sign_off", Column: "organisation_id", Stays: "append-only", Accounts: true},
}
