package relation

import (
	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/query"
)

// ListName names one of the lists.
type ListName string

// The lists.
const (
	ListOrganisations ListName = "organisations"
	ListPeople        ListName = "people"
	ListRelationships ListName = "relationships"
	ListActions       ListName = "actions"
)

// ListNames lists the lists.
func ListNames() []ListName {
	return []ListName{ListOrganisations, ListPeople, ListRelationships, ListActions}
}

// Values of a query's fields that are no data.
const (
	Me    = "@me"
	None  = "none"
	Never = "never"
)

// The fields of queries, as they are asked about.
const (
	AskPlace    = "place"
	AskPostcode = "postcode"
	AskProfile  = "profile"
	AskUmbrella = "umbrella"
	AskTag      = "tag"
	AskLast     = "last"
	AskNew      = "new"
	AskAction   = "action"
	AskOwner    = "owner"
	AskDepth    = "depth"
	AskStatus   = "status"
	AskUnit     = "unit"
	AskCooling  = "cooling"
	AskTitle    = "title"
	AskMail     = "mail"
	AskWhen     = "when"
	AskWho      = "who"
	AskState    = "state"
)

// Whens lists the periods in which a next action is due: the columns of its board.
func Whens() []string { return []string{"overdue", "week", "later", "done"} }

var (
	nobody  = query.Value{Key: None, Words: []string{"geen", "@none", "niemand", "zonder"}}
	myself  = query.Value{Key: Me, Words: []string{"@mij", "me", "@ik", "mij", "ik"}}
	anybody = query.Value{Key: "any", Words: []string{"wel", "iets"}}
)

// shared are the fields of every list: they ask about the organisation of the row.
var shared = query.Vocabulary{
	{Key: AskPlace, Words: []string{"plaats"}},
	{Key: AskPostcode, Words: []string{"pc"}},
	{Key: AskProfile, Words: []string{"profiel"}, Kind: query.Choice, Values: profileValues()},
	{Key: AskUmbrella, Words: []string{"koepel"}, Values: []query.Value{nobody}},
	{Key: AskTag, Words: []string{"label"}, Values: []query.Value{nobody}},
	{Key: AskLast, Words: []string{"laatste", "contact"}, Kind: query.Age, Values: []query.Value{{Key: Never, Words: []string{"nooit"}}}},
	{Key: AskNew, Words: []string{"nieuw", "created"}, Kind: query.Age},
	{Key: AskOwner, Words: []string{"beheerder", "eigenaar", "relatiebeheerder"}, Values: []query.Value{myself, nobody}},
	{Key: AskDepth, Words: []string{"samenwerking", "diepte"}, Kind: query.Choice, Ordered: true, Values: []query.Value{
		{Key: string(DepthAcquaintance), Words: []string{"kennismaking"}},
		{Key: string(DepthVisit), Words: []string{"bezoek"}},
		{Key: string(DepthLesson), Words: []string{"les"}},
		{Key: string(DepthMaker), Words: []string{"maker", "maakt"}},
		{Key: string(DepthAmbassador), Words: []string{"ambassadeur"}},
	}},
	{Key: AskStatus, Kind: query.Choice, Values: []query.Value{
		{Key: string(StatusLead), Words: []string{"beoogd"}},
		{Key: string(StatusActive), Words: []string{"actief"}},
		{Key: string(StatusResting), Words: []string{"slapend"}},
		{Key: string(StatusEnded), Words: []string{"gestopt"}},
	}},
	{Key: AskUnit, Words: []string{"team"}},
	{Key: AskCooling, Words: []string{"koelt", "afkoelen"}, Kind: query.Choice, Values: []query.Value{{Key: "yes", Words: []string{"ja", "af"}}, {Key: "no", Words: []string{"nee", "niet"}}}},
	{Key: AskAction, Words: []string{"actie"}, Kind: query.Choice, Values: []query.Value{
		{Key: "overdue", Words: []string{"laat", "te laat", "telaat", "late"}}, {Key: "open"}, nobody,
	}},
}

var vocabularies = map[ListName]query.Vocabulary{
	ListOrganisations: shared,
	ListRelationships: shared,
	ListPeople: append(query.Vocabulary{
		{Key: AskTitle, Words: []string{"functie"}},
		{Key: AskMail, Kind: query.Choice, Values: []query.Value{anybody, nobody, {Key: "stopped", Words: []string{"afgemeld"}}}},
	}, shared...),
	ListActions: append(query.Vocabulary{
		{Key: AskWho, Words: []string{"wie"}, Values: []query.Value{myself}},
		{Key: AskWhen, Words: []string{"wanneer", "due"}, Kind: query.Choice, Values: []query.Value{
			{Key: "overdue", Words: []string{"laat", "te laat", "telaat", "late"}},
			{Key: "today", Words: []string{"vandaag"}},
			{Key: "week", Words: []string{"deze week"}},
			{Key: "later"},
			{Key: "done", Words: []string{"gedaan", "klaar"}},
		}},
		{Key: AskState, Words: []string{"stand"}, Kind: query.Choice, Values: []query.Value{{Key: "open"}, {Key: "done", Words: []string{"gedaan", "klaar"}}}},
	}, shared...),
}

func profileValues() []query.Value {
	var out []query.Value
	for _, p := range curriculum.Profiles() {
		out = append(out, query.Value{Key: string(p), Words: []string{p.Key()}})
	}
	return out
}

// Vocabulary returns what can be asked of a list.
func Vocabulary(list ListName) query.Vocabulary { return vocabularies[list] }
