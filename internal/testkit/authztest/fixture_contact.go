package authztest

import (
	"strings"

	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// kept is what two subregions keep beside their notes: texts to begin with, targets, a contact with a file in which a colleague
// is called for.
func (n *Net) kept() {
	f := n.f
	for _, c := range []struct {
		by, other     access.Scope
		unit, company string
	}{
		{n.Relation, n.Project, "almelo", "kolk"},
		{n.RelationHengelo, n.ProjectHengelo, "hengelo", "ziel"},
	} {
		word := n.word("template", c.unit)
		key := got[id.ID](f)(n.svc().Relation.AddTemplate(f.ctx(), c.by, relation.TemplateInput{
			Unit: n.Units[c.unit], Lang: "nl", Name: word, Body: n.word("template", c.unit),
		}))
		n.add(&Object{Kind: "note_template", ID: key, Unit: c.unit, Word: word})
		binned := got[id.ID](f)(n.svc().Relation.AddTemplate(f.ctx(), c.by, relation.TemplateInput{
			Unit: n.Units[c.unit], Lang: "nl", Name: n.word("template", c.unit), Body: n.word("template", c.unit),
		}))
		f.must(n.svc().Relation.BinTemplate(f.ctx(), c.by, binned))
		n.add(&Object{Kind: "binned_template", ID: binned, Unit: c.unit})
		f.must(n.svc().Relation.SetTarget(f.ctx(), c.by, relation.TargetInput{
			Unit: n.Units[c.unit], Relationships: "10", DeepPercent: "50", Why: n.word("relationship", c.unit),
		}))
		inFile := n.word("note", c.unit)
		org, said := n.the("organisation", "", c.company), n.word("note", c.unit)
		moment := got[id.ID](f)(n.svc().Relation.RecordContact(f.ctx(), c.by, relation.ContactInput{
			Unit: n.Units[c.unit], Organisation: org.ID, Kind: "mail", Note: said + " @" + n.names[c.other.Account()], MailMention: true,
			Files: []relation.Upload{{Name: n.word("note", c.unit) + ".txt", Content: strings.NewReader(inFile)}},
		}))
		contact := n.add(&Object{Kind: "contact", ID: moment, Tag: c.company, Above: org, Word: org.Word})
		n.add(&Object{Kind: "contact_file", ID: one[id.ID](f, `SELECT id FROM file WHERE about_id = $1`, moment), Unit: c.unit, Above: contact, Word: inFile})
		n.add(&Object{Kind: "contact_mention", ID: one[id.ID](f, `SELECT id FROM contact_mention WHERE moment_id = $1`, moment), Owner: c.other.Account()})
	}
	for _, sc := range []access.Scope{n.Relation, n.RelationHengelo} {
		token := got[string](f)(n.svc().Maildrop.Renew(f.ctx(), sc))
		for range 2 { // one to place, one to throw away
			word := n.wordOf(oracle.Thing{Kind: "own", Account: text(sc.Account())}, "")
			mail := "From: iemand@" + strings.ToLower(word) + ".example\nTo: " + token + "@in.example\nSubject: " + word + "\nMessage-ID: <" + word + ">\n\n" + word
			receipt := got[maildrop.Receipt](f)(n.svc().Maildrop.Receive(f.ctx(), strings.NewReader(mail), ""))
			n.add(&Object{Kind: "dropped_mail", ID: receipt.Mail, Owner: sc.Account(), Word: word})
		}
	}
	f.Words.also(n.names[n.Relation.Account()], oracle.Thing{Network: text(n.ID), Kind: "colleague"})
}

// quiet is a company with one contact, so that its age tells of contact and of nothing else.
func (n *Net) quiet() {
	f := n.f
	org, on := n.company("quiet", "company", n.Relation, "almelo"), f.Today.AddDays(-quietDays[n.Name])
	got[id.ID](f)(n.svc().Relation.RecordContact(f.ctx(), n.Relation, relation.ContactInput{Unit: n.Almelo, Organisation: org.ID, Kind: "call", On: string(on)}))
	f.Words.phrase(catalog().Printer(i18n.NL).DaysAgo(on, f.Today), oracle.Thing{Network: text(n.ID), Kind: "contact"})
}

// ownRelationship is a relationship of a workgroup whose owner appears nowhere else: a relationship has no text of its own, so
// its owner's name tells of it. The log, too, names people to whose roles it reaches.
func (n *Net) ownRelationship() {
	f := n.f
	lab := got[id.ID](f)(n.svc().Network.AddUnit(f.ctx(), n.System, network.UnitInput{Parent: n.Almelo, Kind: network.KindWorkgroup, Name: n.word("unit", "")}))
	n.Units["lab"], f.Tree.Parent[text(lab)] = lab, text(n.Almelo)
	name := n.word("relationship", "lab")
	n.also(name, "role", "lab")
	n.also(name, "log", "")
	owner := f.Hire(f.t, n.Region, "lab@"+n.slug()+".example", name, access.RelationManager, lab)
	f.must(n.svc().Relation.Relate(f.ctx(), n.System, n.the("organisation", "", "kolk").ID, relation.RelationshipInput{
		Unit: lab, Owner: owner.Account(), Depth: "visit", Status: "active",
	}))
}
