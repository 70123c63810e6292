package funding

import "schakel/internal/domain/relation"

// References are this noun's columns that a merge of organisations or people moves: who pledges, leads and contributes. The ledger is never rewritten: its reports follow a merge.
var References = []relation.Reference{
	{Of: relation.ReferredOrganisation, Table: "pledge", Column: "organisation_id", Label: "pledges", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "subsidy_grant", Column: "lead_organisation_id", Label: "grants", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "contribution", Column: "organisation_id", Label: "contributions", Stays: "append-only", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "contribution", Column: "umbrella_id", Stays: "append-only", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "ledger_sum", Column: "umbrella_id", Stays: "sum of what is append-only", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "ledger_giver", Column: "organisation_id", Stays: "sum of what is append-only", Accounts: true},
	{Of: relation.ReferredOrganisation, Table: "ledger_giver", Column: "umbrella_id", Stays: "sum of what is append-only", Accounts: true},
}
