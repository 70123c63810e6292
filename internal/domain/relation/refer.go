package relation

import "slices"

// Referred is what a merge joins.
type Referred string

// What a merge joins.
const (
	ReferredOrganisation Referred = "organisation"
	ReferredPerson       Referred = "person"
)

// Reference is a column of a table that names an organisation or a person. A noun declares its own; app hands them to Refer. A
// test compares them with the schema, so that none is forgotten.
//
// A merge lets the column name the record that stays. Where that would break a unique index (Once), the row stays behind: in the
// bin when the table has one, else as it is. Rows of an append-only table (Stays) never move: what reads them follows merged_into.
type Reference struct {
	Of            Referred
	Table, Column string
	Label         string   // what a merge calls these rows, relation.moves.…; empty: they are not counted apart
	Once          []string // the other columns of a unique index with this column
	While         string   // rows x that the index is about
	Bin           bool     // the table has a bin
	Only          string   // rows x that move; empty: all
	Stays         string   // why no row moves
	Accounts      bool     // the accountant follows these rows: an organisation that they name keeps its name
}

// ownReferences are the columns of relation, of the kernel and of the nouns below.
var ownReferences = []Reference{
	{Of: ReferredOrganisation, Table: "position", Column: "organisation_id", Label: "people", Once: []string{"person_id"}, While: "x.valid_to IS NULL AND x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "position", Column: "via_id"},
	{Of: ReferredOrganisation, Table: "organisation", Column: "via_id"},
	{Of: ReferredOrganisation, Table: "contact_moment", Column: "organisation_id", Label: "contacts"},
	{Of: ReferredOrganisation, Table: "introduction", Column: "by_organisation_id", Label: "introductions", Once: []string{"organisation_id"}, While: "x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "introduction", Column: "organisation_id", Once: []string{"by_organisation_id"}, While: "x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "next_action", Column: "organisation_id", Label: "actions"},
	{Of: ReferredOrganisation, Table: "relationship", Column: "organisation_id", Label: "relationships", Stays: "joined one by one: two of one unit become one"},
	{Of: ReferredOrganisation, Table: "umbrella_membership", Column: "member_id", Label: "memberships", Once: []string{"umbrella_id"}, While: "x.valid_to IS NULL AND x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "umbrella_membership", Column: "umbrella_id", Label: "members", Once: []string{"member_id"}, While: "x.valid_to IS NULL AND x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "membership_claim", Column: "member_id"},
	{Of: ReferredOrganisation, Table: "membership_claim", Column: "umbrella_id"},
	{Of: ReferredOrganisation, Table: "organisation_tag", Column: "organisation_id", Once: []string{"tag_id"}, Bin: true},
	{Of: ReferredOrganisation, Table: "organisation", Column: "merged_into", Stays: "kept one step deep by the merge itself"},
	{Of: ReferredOrganisation, Table: "mail_message", Column: "organisation_id", Label: "mails"},
	{Of: ReferredOrganisation, Table: "link", Column: "organisation_id"},
	{Of: ReferredOrganisation, Table: "role_grant", Column: "organisation_id"},
	{Of: ReferredOrganisation, Table: "company_colleague", Column: "organisation_id", Once: []string{"person_id"}, While: "x.deleted_at IS NULL", Bin: true},
	{Of: ReferredOrganisation, Table: "unit", Column: "organisation_id", Once: []string{}, While: "x.deleted_at IS NULL"},

	{Of: ReferredPerson, Table: "position", Column: "person_id", Label: "positions", Once: []string{"organisation_id"}, While: "x.valid_to IS NULL AND x.deleted_at IS NULL", Bin: true},
	{Of: ReferredPerson, Table: "contact_moment", Column: "person_id", Label: "contacts"},
	{Of: ReferredPerson, Table: "introduction", Column: "by_person_id"},
	{Of: ReferredPerson, Table: "next_action", Column: "person_id", Label: "actions"},
	{Of: ReferredPerson, Table: "mail_topic", Column: "person_id"},
	{Of: ReferredPerson, Table: "link", Column: "person_id"},
	{Of: ReferredPerson, Table: "company_colleague", Column: "person_id", Once: []string{"organisation_id"}, While: "x.deleted_at IS NULL", Bin: true},
	{Of: ReferredPerson, Table: "company_colleague", Column: "added_by_id"},
	{Of: ReferredPerson, Table: "erasure", Column: "person_id", Stays: "a proof; who was erased is merged with nobody"},
	{Of: ReferredPerson, Table: "person", Column: "merged_into", Stays: "kept one step deep by the merge itself"},
}

// Refer adds the references of a noun that stands above this one.
func (s *Service) Refer(more ...Reference) { s.references = append(s.references, more...) }

// References lists every column that names an organisation or a person, as a merge knows them.
func (s *Service) References() []Reference { return slices.Clone(s.references) }

// SameAs is SQL that is true of rows whose column names organisation $1, or one that was merged into it. What was signed and booked
// is never rewritten: a merge leaves it with the record that it was about, and what reads it follows.
func SameAs(network, column string) string {
	return `EXISTS (SELECT 1 FROM organisation same WHERE same.network_id = ` + network + ` AND same.id = ` + column + ` AND (same.id = $1 OR same.merged_into = $1))`
}

// Became is SQL that joins, as alias, what the organisation in a column is now: itself, or what it was merged into.
func Became(alias, network, column string) string {
	return `LEFT JOIN organisation was_` + alias + ` ON was_` + alias + `.network_id = ` + network + ` AND was_` + alias + `.id = ` + column + `
		LEFT JOIN organisation ` + alias + ` ON ` + alias + `.network_id = ` + network + ` AND ` + alias + `.id = COALESCE(was_` + alias + `.merged_into, was_` + alias + `.id)`
}
