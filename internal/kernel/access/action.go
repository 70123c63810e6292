package access

// Class is the sensitivity of what an action shows or changes (promises.md §3.1).
type Class string

// The data classes.
const (
	C0 Class = "C0" // published: everyone
	C1 Class = "C1" // organisation data, dates, counts
	C2 Class = "C2" // contacts, notes, agreements, ledger
	C3 Class = "C3" // pupils: no inheritance down the tree
)

// Action is something a principal may do, as "noun.verb". The list is closed.
type Action string

// The actions.
const (
	AccountOwn         Action = "account.own"
	NetworkRead        Action = "network.read"
	NetworkManage      Action = "network.manage"
	RoleRead           Action = "role.read"
	RoleManage         Action = "role.manage"
	ProviderManage     Action = "provider.manage" // the sign-in services outside
	TokenHold          Action = "token.hold"      // have tokens of the API
	AuditRead          Action = "audit.read"
	OrganisationRead   Action = "organisation.read"
	OrganisationWrite  Action = "organisation.write"
	OrganisationMerge  Action = "organisation.merge" // also of people: two records that are one, and the pairs that are not
	PersonRead         Action = "person.read"
	PersonWrite        Action = "person.write"
	PersonExport       Action = "person.export" // all that is kept of somebody, of every unit: for who has it on the whole network
	PersonErase        Action = "person.erase"  // for good, of every unit: for who has it on the whole network
	RelationshipRead   Action = "relationship.read"
	RelationshipWrite  Action = "relationship.write"
	ContactRead        Action = "contact.read"
	ContactRecord      Action = "contact.record"
	NoteRead           Action = "note.read"
	ImportRun          Action = "import.run"
	RelationExport     Action = "relation.export"
	ViewPublish        Action = "view.publish"
	MenuRead           Action = "menu.read"
	MenuManage         Action = "menu.manage"
	OfferRead          Action = "offer.read"
	OfferWrite         Action = "offer.write"
	NeedRead           Action = "need.read"
	NeedWrite          Action = "need.write"
	InvitationSend     Action = "invitation.send"
	InvitationAnswer   Action = "invitation.answer"
	EngagementRead     Action = "engagement.read"
	EngagementManage   Action = "engagement.manage"
	SignOffWrite       Action = "sign_off.write"
	ProgrammeRead      Action = "programme.read"
	ProgrammeManage    Action = "programme.manage"
	GrantRead          Action = "grant.read"
	GrantManage        Action = "grant.manage"
	PledgeRead         Action = "pledge.read"
	PledgeWrite        Action = "pledge.write"
	ContributionRead   Action = "contribution.read"
	ContributionRecord Action = "contribution.record"
	ContributionCheck  Action = "contribution.check"
	ReportExport       Action = "report.export"
	PupilRead          Action = "pupil.read"
	CalendarKeep       Action = "calendar.keep"   // the weeks of a school in which something else goes on
	FacilityManage     Action = "facility.manage" // the labs, rooms and machines that a unit keeps
	AgreementRead      Action = "agreement.read"
	AgreementWrite     Action = "agreement.write"     // draft, send, amend, renew and end agreements
	AgreementManage    Action = "agreement.manage"    // write the templates they are made from
	AgreementSign      Action = "agreement.sign"      // read and sign one, behind a link
	FeedRead           Action = "feed.read"           // a calendar feed, behind its link
	EvaluationWrite    Action = "evaluation.write"    // say how it was, behind a link
	EngagementVisit    Action = "engagement.visit"    // see an agreement and prepare it, behind a link
	ClaimMake          Action = "claim.make"          // say to belong to an umbrella, behind a link
	ClaimAnswer        Action = "claim.answer"        // say that the mail about it came in
	RegistrationMake   Action = "registration.make"   // register one's company on a public page
	RegistrationAnswer Action = "registration.answer" // say that the mail about it came in
	MembersInvite      Action = "members.invite"      // see and invite the own members of an umbrella, behind its link
	Upkeep             Action = "upkeep"              // look after jobs and mails of the network
	AnnualRead         Action = "annual.read"         // a company's own yearly statement, behind its link
	InspectionDraw     Action = "inspection.draw"     // look into a year of a grant, draw samples and judge their lines, behind a link
	DirectorySync      Action = "directory.sync"      // say who works at a unit, as its own user administration
	DirectoryAnswer    Action = "directory.answer"    // say whether such an administration may keep one's access, behind a link
	CompanyRead        Action = "company.read"        // what one's own company has here
	CompanyColleague   Action = "company.colleague"   // see the colleagues at one's own company, let them in and out
	Wall               Action = "wall"                // rows of the network that any use case inside it may lean on: reference data, names
)

// anchor is a column by which rows are reached.
type anchor uint8

const (
	byNetwork      anchor = 1 << iota // the whole network
	byUnit                            // unit_id within reach of a role
	byOrganisation                    // organisation_id of the company that holds the link
	bySubject                         // id of the one object that the link is about
	byAccount                         // account_id of the principal itself
)

type spec struct {
	class  Class
	anchor anchor
}

// specs says for every action how sensitive it is and by which columns its rows are reached.
var specs = map[Action]spec{
	AccountOwn:         {C2, byAccount},
	NetworkRead:        {C1, byNetwork},
	NetworkManage:      {C1, byUnit},
	RoleRead:           {C2, byUnit},
	RoleManage:         {C2, byUnit},
	ProviderManage:     {C2, byUnit},
	TokenHold:          {C2, byNetwork},
	AuditRead:          {C2, byUnit},
	OrganisationRead:   {C1, byNetwork | byOrganisation},
	OrganisationWrite:  {C1, byNetwork},
	OrganisationMerge:  {C2, byNetwork},
	PersonRead:         {C2, byNetwork},
	PersonWrite:        {C2, byNetwork},
	PersonExport:       {C2, byUnit},
	PersonErase:        {C2, byUnit},
	Upkeep:             {C1, byNetwork},
	RelationshipRead:   {C2, byUnit},
	RelationshipWrite:  {C2, byUnit},
	ContactRead:        {C1, byNetwork},
	ContactRecord:      {C2, byUnit},
	NoteRead:           {C2, byUnit},
	ImportRun:          {C2, byUnit},
	RelationExport:     {C2, byUnit},
	ViewPublish:        {C1, byUnit},
	MenuRead:           {C0, byNetwork},
	MenuManage:         {C0, byUnit},
	OfferRead:          {C1, byNetwork | byOrganisation},
	OfferWrite:         {C1, byNetwork | byOrganisation},
	NeedRead:           {C1, byUnit},
	NeedWrite:          {C1, byUnit},
	InvitationSend:     {C1, byUnit},
	InvitationAnswer:   {C1, bySubject},
	EngagementRead:     {C1, byUnit},
	EngagementManage:   {C1, byUnit},
	SignOffWrite:       {C2, bySubject},
	ProgrammeRead:      {C1, byNetwork},
	ProgrammeManage:    {C1, byUnit},
	GrantRead:          {C2, byNetwork},
	GrantManage:        {C2, byUnit},
	PledgeRead:         {C2, byUnit},
	PledgeWrite:        {C2, byUnit},
	ContributionRead:   {C2, byUnit},
	ContributionRecord: {C2, byUnit},
	ContributionCheck:  {C2, byUnit},
	ReportExport:       {C2, byUnit},
	PupilRead:          {C3, byUnit},
	CalendarKeep:       {C1, byUnit},
	FacilityManage:     {C1, byUnit},
	AgreementRead:      {C2, byUnit},
	AgreementWrite:     {C2, byUnit},
	AgreementManage:    {C2, byUnit},
	AgreementSign:      {C2, bySubject},
	FeedRead:           {C1, byNetwork | byOrganisation},
	EvaluationWrite:    {C1, bySubject},
	EngagementVisit:    {C2, bySubject},
	ClaimMake:          {C2, byNetwork},
	ClaimAnswer:        {C2, bySubject},
	MembersInvite:      {C1, byOrganisation},
	RegistrationMake:   {C2, byNetwork},
	RegistrationAnswer: {C2, bySubject},
	AnnualRead:         {C2, byOrganisation},
	InspectionDraw:     {C2, bySubject},
	DirectorySync:      {C2, bySubject},
	DirectoryAnswer:    {C2, bySubject},
	CompanyRead:        {C2, byOrganisation},
	CompanyColleague:   {C2, byOrganisation},
	Wall:               {C1, byNetwork},
}

// Class returns the data class of the action.
func (a Action) Class() Class { return specs[a].class }

// Known reports whether the action is in the closed list.
func (a Action) Known() bool { _, ok := specs[a]; return ok }

// Actions lists all actions.
func Actions() []Action {
	out := make([]Action, 0, len(specs))
	for a := range specs {
		out = append(out, a)
	}
	return out
}
