package access

import "slices"

// Role is what a person is in a unit. The list is closed; what a role may do is below.
type Role string

// The roles (product.md "Who uses it").
const (
	NetworkAdmin     Role = "network_admin"     // beheerder
	RegionLead       Role = "region_lead"       // regioleider, penvoerder
	Controller       Role = "controller"        // controller
	ProjectLeader    Role = "project_leader"    // projectleider
	RelationManager  Role = "relation_manager"  // relatiebeheerder
	LineLead         Role = "line_lead"         // kartrekker
	WorkgroupMember  Role = "workgroup_member"  // werkgroeplid
	Teacher          Role = "teacher"           // docent
	StageCoordinator Role = "stage_coordinator" // stagecoördinator
	Accountant       Role = "accountant"        // accountant
	PrivacyOfficer   Role = "privacy_officer"   // privacycoördinator
	CompanyContact   Role = "company_contact"   // contactpersoon: stands on a company, not on a unit
)

// everyone in a network may do this.
var everyone = []Action{AccountOwn, TokenHold, NetworkRead, MenuRead, Wall}

// staff work with companies and classes.
var staff = []Action{OrganisationRead, ContactRead, OfferRead, ProgrammeRead}

var asking = []Action{NeedRead, NeedWrite, InvitationSend, EngagementRead, EngagementManage, ContactRecord}

var relating = []Action{OrganisationWrite, OrganisationMerge, PersonRead, PersonWrite, RelationshipRead, RelationshipWrite, NoteRead, ImportRun, RelationExport, OfferWrite}

// roleActions says what each role may do within the reach of its unit.
var roleActions = map[Role][]Action{
	NetworkAdmin: join(everyone, staff, relating, asking, []Action{
		NetworkManage, CalendarKeep, FacilityManage, RoleRead, RoleManage, ProviderManage, AuditRead, ViewPublish, MenuManage, ProgrammeManage, GrantRead, PersonExport, PersonErase, Upkeep,
		AgreementRead, AgreementWrite, AgreementManage,
	}),
	RegionLead: join(everyone, staff, []Action{
		PersonRead, RelationshipRead, RelationExport, NeedRead, EngagementRead, RoleRead, NetworkManage, CalendarKeep, FacilityManage, ViewPublish, ProgrammeManage, MenuManage,
		GrantRead, GrantManage, PledgeRead, PledgeWrite, ContributionRead, ContributionCheck, ReportExport,
		AgreementRead, AgreementWrite, AgreementManage,
	}),
	Controller: join(everyone, staff, []Action{
		EngagementRead, GrantRead, GrantManage, PledgeRead, PledgeWrite, ContributionRead, ContributionCheck, ReportExport, AuditRead, AgreementRead,
	}),
	ProjectLeader: join(everyone, staff, relating, asking, []Action{
		NetworkManage, CalendarKeep, FacilityManage, RoleRead, RoleManage, ViewPublish, MenuManage, ProgrammeManage, GrantRead, PledgeRead, PledgeWrite,
		ContributionRead, ContributionRecord, ReportExport, AgreementRead, AgreementWrite, AgreementManage,
	}),
	RelationManager: join(everyone, staff, relating, asking, []Action{
		CalendarKeep, FacilityManage, GrantRead, PledgeRead, ContributionRead, ContributionRecord, AgreementRead, AgreementWrite,
	}),
	LineLead: join(everyone, staff, asking, []Action{
		CalendarKeep, FacilityManage, PersonRead, RelationshipRead, GrantRead, ContributionRead,
	}),
	WorkgroupMember:  join(everyone, staff, asking),
	Teacher:          join(everyone, staff, asking),
	StageCoordinator: join(everyone, staff, asking, []Action{CalendarKeep, PupilRead}),
	Accountant:       join(everyone, []Action{OrganisationRead, ProgrammeRead, EngagementRead, GrantRead, PledgeRead, ContributionRead, ReportExport, AuditRead, AgreementRead}),
	PrivacyOfficer:   join(everyone, []Action{OrganisationRead, ContactRead, PersonRead, PersonExport, PersonErase, AuditRead}),
	CompanyContact:   {AccountOwn, CompanyColleague, CompanyRead, Wall},
}

func join(lists ...[]Action) []Action {
	out := slices.Concat(lists...)
	slices.Sort(out)
	return slices.Compact(out)
}

// Known reports whether the role is in the closed list.
func (r Role) Known() bool { _, ok := roleActions[r]; return ok }

// May reports whether the role includes the action.
func (r Role) May(a Action) bool { return slices.Contains(roleActions[r], a) }

// Actions lists what the role may do.
func (r Role) Actions() []Action { return slices.Clone(roleActions[r]) }

// Roles lists the roles that stand on a unit, in the order in which screens show them.
func Roles() []Role {
	return []Role{NetworkAdmin, RegionLead, Controller, ProjectLeader, RelationManager, LineLead, WorkgroupMember, Teacher, StageCoordinator, Accountant, PrivacyOfficer}
}

// guarded is what nobody does with a password alone: giving roles, shaping the network, the money of a grant, people's data
// as a whole. Pupils' data (class C3) is guarded by its class.
var guarded = []Action{RoleManage, ProviderManage, NetworkManage, GrantManage, PersonErase}

// NeedsSecond reports whether a holder of the role takes a second step to sign in.
func (r Role) NeedsSecond() bool {
	return slices.ContainsFunc(roleActions[r], func(a Action) bool { return slices.Contains(guarded, a) || a.Class() == C3 })
}

// MayGrant reports whether a holder of role r may give role other: nobody gives what they do not have themselves,
// except the network's administrator, who appoints everybody. The role of a company is asked for by the company itself.
func (r Role) MayGrant(other Role) bool {
	if !r.May(RoleManage) || !other.Known() || other == CompanyContact {
		return false
	}
	if r == NetworkAdmin {
		return true
	}
	for _, a := range roleActions[other] {
		if !r.May(a) {
			return false
		}
	}
	return other != r
}
