package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/engagementweb"
	"schakel/internal/web/fundingweb"
	"schakel/internal/web/menuweb"
	"schakel/internal/web/relationweb"
)

// relationRoutes are the organisations and people, contact with them, next actions, and the import of a list.
func relationRoutes(s Services) []route {
	h := relationweb.New(s.Relation,
		engagementweb.New(s.Engagement, s.Funding, s.Relation, s.Network).Card,
		menuweb.New(s.Menu, s.Network).OfferCard,
		fundingweb.New(s.Funding, s.Relation, s.Network, s.Programme).Card)
	show := func(pattern, object string, class access.Class, actions ...access.Action) access.Route {
		return access.Route{Pattern: "GET " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: class, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, actions ...access.Action) access.Route {
		return access.Route{
			Pattern: "POST " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object,
			Rate: access.RateNormal, Body: formLimit, Audit: audit,
		}
	}
	costly := func(r access.Route) access.Route { r.Rate = access.RateCostly; return r }
	upload := costly(act("/relations/import", "-", "import.uploaded", access.ImportRun))
	upload.Body = uploadLimit
	const (
		org    = "organisation"
		one    = "/relations/{id}"
		person = one + "/people/{person}"
		run    = "/relations/import/runs/{id}"
	)
	return []route{
		{show("/relations", "-", access.C2, access.OrganisationRead), h.List},
		{show("/relations/people", "-", access.C2, access.PersonRead), h.ListPeople},
		{show("/relations/relationships", "-", access.C2, access.RelationshipRead), h.ListRelationships},
		{show("/relations/counts", "-", access.C2, access.OrganisationRead), h.Counts},
		{show("/relations/panel", "-", access.C2, access.OrganisationRead), h.Panel},
		{costly(show("/relations/export.csv", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportCSV},
		{costly(show("/relations/export.xlsx", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportXLSX},
		{costly(show("/relations/export.vcf", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportVCard},
		{show("/relations/new", "-", access.C1, access.OrganisationWrite), h.NewOrganisation},
		{act("/relations", "-", "organisation.added", access.OrganisationWrite), h.AddOrganisation},
		{show(one, org, access.C2, access.OrganisationRead), h.Show},
		{show(one+"/edit", org, access.C1, access.OrganisationWrite), h.EditOrganisation},
		{act(one, org, "organisation.edited", access.OrganisationWrite), h.SaveOrganisation},
		{act(one+"/bin", org, "organisation.binned", access.OrganisationWrite), h.BinOrganisation},
		{act(one+"/restore", org, "organisation.restored", access.OrganisationWrite), h.RestoreOrganisation},

		{show(one+"/people/new", org, access.C2, access.PersonWrite), h.NewPerson},
		{act(one+"/people", org, "person.added", access.PersonWrite), h.AddPerson},
		{show(person+"/edit", org, access.C2, access.PersonRead, access.PersonWrite), h.EditPerson},
		{act(person, org, "person.edited", access.PersonWrite), h.SavePerson},
		{act(person+"/remove", org, "person.removed", access.PersonWrite), h.RemovePerson},
		{act(person+"/restore", org, "person.restored", access.PersonWrite), h.RestorePerson},

		{show(one+"/umbrella", org, access.C1, access.OrganisationWrite), h.UmbrellaForm},
		{act(one+"/umbrella", org, "umbrella.joined", access.OrganisationWrite), h.JoinUmbrella},
		{act(one+"/umbrella/{membership}/leave", org, "umbrella.left", access.OrganisationWrite), h.LeaveUmbrella},
		{show(one+"/relationship", org, access.C2, access.RelationshipRead, access.RelationshipWrite), h.RelationshipForm},
		{act(one+"/relationship", org, "relationship.set", access.RelationshipWrite), h.Relate},

		{act(one+"/contacts", org, "contact.recorded", access.ContactRecord), h.RecordContact},
		{show("/record", "-", access.C2, access.ContactRecord), h.Recorder},
		{act("/record", "-", "contact.recorded", access.ContactRecord), h.Record},
		{show("/actions", "-", access.C2, access.ContactRecord), h.Actions},
		{act("/actions/{id}/done", "next_action", "action.done", access.ContactRecord), h.FinishAction},
		{act("/actions/{id}/postpone", "next_action", "action.postponed", access.ContactRecord), h.PostponeAction},

		{show("/relations/import", "-", access.C2, access.ImportRun), h.Imports},
		{upload, h.Upload},
		{show(run, "import_run", access.C2, access.ImportRun), h.Import},
		{costly(act(run+"/check", "import_run", "import.checked", access.ImportRun)), h.CheckImport},
		{costly(act(run+"/apply", "import_run", "import.applied", access.ImportRun)), h.ApplyImport},
		{show(run+"/progress", "import_run", access.C2, access.ImportRun), h.Progress},
		{costly(act(run+"/stop", "import_run", "import.stopped", access.ImportRun)), h.StopImport},
		{costly(act(run+"/undo", "import_run", "import.undone", access.ImportRun)), h.UndoImport},
		{costly(show(run+"/errors.csv", "import_run", access.C2, access.ImportRun)), h.ImportErrors},
	}
}
