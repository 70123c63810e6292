package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/agreementweb"
	"schakel/internal/web/ambassadorweb"
	"schakel/internal/web/engagementweb"
	"schakel/internal/web/fundingweb"
	"schakel/internal/web/menuweb"
	"schakel/internal/web/relationweb"
	"schakel/internal/web/umbrellaweb"
)

// relationRoutes are the organisations and people, contact with them, next actions, and the import of a list.
func relationRoutes(s Services) []route {
	h := relationweb.New(s.Relation,
		engagementweb.New(s.Engagement, s.Funding, s.Relation, s.Network, s.Need).Card,
		menuweb.New(s.Menu, s.Network).OfferCard,
		agreementweb.New(s.Agreement, s.Relation, s.Network, s.Menu, s.Funding).Card,
		fundingweb.New(s.Funding, s.Relation, s.Network, s.Programme).Card).Lists(s.Listing)
	amb := ambassadorweb.New(s.Relation, s.Engagement)
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
	contact, record := act("/relations/{id}/contacts", "organisation", "contact.recorded", access.ContactRecord), act("/record", "-", "contact.recorded", access.ContactRecord)
	contact.Body, record.Body = uploadLimit, uploadLimit // with files
	const (
		org    = "organisation"
		one    = "/relations/{id}"
		person = one + "/people/{person}"
		run    = "/relations/import/runs/{id}"

		templates = "/templates"
		strategy  = "/relations/strategy"
	)
	return []route{
		{show("/relations", "-", access.C2, access.OrganisationRead), h.List},
		{show("/relations/people", "-", access.C2, access.PersonRead), h.ListPeople},
		{show("/relations/relationships", "-", access.C2, access.RelationshipRead), h.ListRelationships},
		{show("/relations/map", "-", access.C1, access.OrganisationRead), h.Map},
		{show("/relations/counts", "-", access.C2, access.OrganisationRead), h.Counts},
		{show("/relations/panel", "-", access.C2, access.OrganisationRead), h.Panel},
		{costly(show("/relations/export.csv", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportCSV},
		{costly(show("/relations/export.xlsx", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportXLSX},
		{costly(show("/relations/export.vcf", "-", access.C2, access.OrganisationRead, access.RelationExport)), h.ExportVCard},
		{show("/bulk", "-", access.C2, access.RelationshipWrite), h.Bulks},
		{act("/bulk", "-", "bulk.changed", access.RelationshipWrite), h.Bulk},
		{act("/bulk/{id}/undo", "bulk_change", "bulk.undone", access.RelationshipWrite), h.UndoBulk},
		{act("/views", "-", "view.saved", access.OrganisationRead), h.SaveView},
		{show("/views/{id}", "saved_view", access.C2, access.OrganisationRead), h.View},
		{act("/views/{id}", "saved_view", "view.changed", access.OrganisationRead), h.EditView},
		{act("/views/{id}/opens", "saved_view", "view.opens", access.OrganisationRead), h.OpenInView},
		{act("/views/{id}/remove", "saved_view", "view.removed", access.OrganisationRead), h.RemoveView},
		{show("/relations/new", "-", access.C1, access.OrganisationWrite), h.NewOrganisation},
		{act("/relations", "-", "organisation.added", access.OrganisationWrite), h.AddOrganisation},
		{show(one, org, access.C2, access.OrganisationRead), h.Show},
		{show(one+"/edit", org, access.C1, access.OrganisationWrite), h.EditOrganisation},
		{act(one, org, "organisation.edited", access.OrganisationWrite), h.SaveOrganisation},
		{act(one+"/bin", org, "organisation.binned", access.OrganisationWrite), h.BinOrganisation},
		{act(one+"/restore", org, "organisation.restored", access.OrganisationWrite), h.RestoreOrganisation},

		{show(one+"/history", org, access.C2, access.OrganisationRead), h.History},
		{act(one+"/history/{change}/restore", org, "field.restored", access.OrganisationWrite), h.RestoreField},

		{show(one+"/people/new", org, access.C2, access.PersonWrite), h.NewPerson},
		{act(one+"/people", org, "person.added", access.PersonWrite), h.AddPerson},
		{show(person+"/edit", org, access.C2, access.PersonRead, access.PersonWrite), h.EditPerson},
		{act(person, org, "person.edited", access.PersonWrite), h.SavePerson},
		{act(person+"/remove", org, "person.removed", access.PersonWrite), h.RemovePerson},
		{act(person+"/restore", org, "person.restored", access.PersonWrite), h.RestorePerson},

		{show(one+"/umbrella", org, access.C1, access.OrganisationWrite), h.UmbrellaForm},
		{act(one+"/umbrella", org, "umbrella.joined", access.OrganisationWrite), h.JoinUmbrella},
		{act(one+"/umbrella/{membership}/leave", org, "umbrella.left", access.OrganisationWrite), h.LeaveUmbrella},
		{act(one+"/umbrella/{membership}/via", org, "umbrella.reached_through", access.OrganisationWrite), h.ReachThrough},
		{show(one+"/members", org, access.C2, access.OrganisationRead), umbrellaweb.New(s.Relation, s.Engagement, s.Funding, s.Links).Show},
		{show(one+"/relationship", org, access.C2, access.RelationshipRead, access.RelationshipWrite), h.RelationshipForm},
		{act(one+"/relationship", org, "relationship.set", access.RelationshipWrite), h.Relate},

		{show("/relations/ambassadors", "-", access.C2, access.ContactRead), amb.List},
		{costly(show("/relations/ambassadors/export.csv", "-", access.C2, access.ContactRead, access.RelationExport)), amb.Export},
		{show(one+"/introduction", org, access.C2, access.ContactRecord), amb.Form},
		{act(one+"/introduction", org, "introduction.recorded", access.ContactRecord), amb.Introduce},
		{act("/introductions/{id}/remove", "introduction", "introduction.removed", access.ContactRecord), amb.Remove},

		{contact, h.RecordContact},
		{show(one+"/contacts/{contact}", org, access.C2, access.ContactRead), h.Moment},
		{show(one+"/contacts/{contact}/files/{file}", org, access.C2, access.NoteRead), h.Attachment},
		{act(one+"/actions", org, "action.planned", access.ContactRecord), h.PlanAction},
		{show("/record", "-", access.C2, access.ContactRecord), h.Recorder},
		{record, h.Record},
		{show("/actions/units", "-", access.C2, access.ContactRecord), h.ActionLoad},
		{show("/relations/colleagues", "-", access.C2, access.ContactRecord), h.Colleagues},
		{show("/mentions", "-", access.C2, access.NoteRead), h.Mentions},
		{act("/mentions/{id}/seen", "contact_mention", "mention.seen", access.NoteRead), h.SeeMention},
		{show(templates, "-", access.C2, access.ContactRecord, access.RelationshipWrite), h.Templates},
		{act(templates, "-", "template.added", access.RelationshipWrite), h.AddTemplate},
		{act(templates+"/{id}", "note_template", "template.edited", access.RelationshipWrite), h.SaveTemplate},
		{act(templates+"/{id}/bin", "note_template", "template.binned", access.RelationshipWrite), h.BinTemplate},
		{show(strategy, "-", access.C2, access.RelationshipRead), h.Strategy},
		{act(strategy, "-", "target.set", access.RelationshipWrite), h.SetTarget},
		{act(strategy+"/cooling", "-", "cooling.set", access.RelationshipWrite), h.SetCooling},
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
