package history

import "slices"

// kind is how a column's value is read and written as text.
type kind int

const (
	text       kind = iota // NOT NULL text
	textOrNull             // the empty text stands for NULL
	number                 // NOT NULL integer
	numberOrNull
	truth
)

// tables are the tables and columns that a change may name: it becomes part of an SQL text, so the list is closed.
// Every table here has network_id, id and operation_id; a version too, but for those in unversioned. What is binned through history
// has deleted_at and deleted_op besides.
var tables = map[string]map[string]kind{
	"organisation": {
		"name": text, "name_key": text, "kvk": textOrNull, "establishment": textOrNull, "rsin": text, "brin": textOrNull, "sbi_code": text, "sbi_version": text,
		"street": text, "house_number": text, "postcode": text, "place": text, "place_key": text, "municipality": text,
		"lat_e6": numberOrNull, "lon_e6": numberOrNull, "website": text, "email": text, "phone": text, "profiles": text,
		"year_limit": numberOrNull, "merged_into": textOrNull,
		"via_id": textOrNull, "web_domain": text, "mail_domain": text, "match_name": text, "match_front": text, "match_back": text,
	},
	"person": {
		"name": text, "name_key": text, "email": text, "phone": text, "lang": text, "account_id": textOrNull, "merged_into": textOrNull,
	},
	"position": {
		"person_id": text, "organisation_id": text, "title": text, "is_primary": truth, "valid_from": textOrNull, "valid_to": textOrNull, "via_id": textOrNull,
	},
	"umbrella_membership": {
		"umbrella_id": text, "member_id": text, "valid_from": textOrNull, "valid_to": textOrNull,
	},
	"relationship": {
		"organisation_id": text, "owner_id": textOrNull, "deputy_id": textOrNull, "depth": text, "status": text,
	},
	"organisation_tag": {
		"organisation_id": text, "tag_id": text,
	},
	"company_colleague":     {"organisation_id": text, "person_id": text, "added_by_id": textOrNull},
	"introduction":          {"by_organisation_id": text, "organisation_id": text, "by_person_id": textOrNull},
	"contact_moment":        {"organisation_id": text, "person_id": textOrNull},
	"membership_claim":      {"member_id": textOrNull, "umbrella_id": textOrNull},
	"registration":          {"organisation_id": textOrNull},
	"mail_topic":            {"person_id": text},
	"mail_message":          {"organisation_id": textOrNull},
	"link":                  {"organisation_id": textOrNull, "person_id": textOrNull},
	"role_grant":            {"organisation_id": textOrNull},
	"unit":                  {"organisation_id": textOrNull},
	"offer":                 {"organisation_id": text, "person_id": textOrNull},
	"offer_pause":           {"organisation_id": text},
	"invitation":            {"organisation_id": text, "person_id": textOrNull},
	"ask_queue":             {"organisation_id": text},
	"need_choice":           {"organisation_id": text},
	"need_step":             {"organisation_id": textOrNull},
	"engagement":            {"organisation_id": text, "person_id": textOrNull},
	"occurrence":            {"organisation_id": textOrNull},
	"engagement_evaluation": {"organisation_id": text},
	"pledge":                {"organisation_id": text},
	"agreement":             {"organisation_id": text},
	"agreement_signatory":   {"organisation_id": textOrNull},
	"subsidy_grant":         {"lead_organisation_id": textOrNull},
	"next_action": {
		"organisation_id": text, "person_id": textOrNull, "what": text, "due_on": text, "assignee_id": text, "done_at": numberOrNull, "done_by": textOrNull,
	},
}

// unversioned are the tables whose rows nobody edits: they have no version.
var unversioned = map[string]bool{"contact_moment": true, "mail_topic": true, "mail_message": true, "link": true, "role_grant": true, "need_step": true, "engagement_evaluation": true}

// touch is the SQL that counts a row's version up.
func touch(object string) string {
	if unversioned[object] {
		return ""
	}
	return ", version = version + 1"
}

// erasable are the tables whose rows can be emptied for good: after that nothing comes back into them.
var erasable = map[string]bool{"organisation": true, "person": true}

// living is the SQL that leaves out a row x that was emptied.
func living(object string) string {
	if erasable[object] {
		return " AND x.erased_at IS NULL"
	}
	return ""
}

// binned is the column that every table has beside its own.
const binned = "deleted_at"

// known reports how a column is kept.
func known(object, field string) (kind, bool) {
	columns, ok := tables[object]
	if ok && field == binned {
		return numberOrNull, true
	}
	k, ok := columns[field]
	return k, ok
}

// Objects lists the tables whose changes are kept, in alphabetical order.
func Objects() []string {
	out := make([]string, 0, len(tables))
	for t := range tables {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// asText is the SQL that reads a column as the text kept in a change.
func asText(column string, k kind) string {
	if k == truth {
		return "CASE WHEN " + column + " THEN '1' ELSE '0' END"
	}
	return "COALESCE(CAST(" + column + " AS TEXT), '')"
}
