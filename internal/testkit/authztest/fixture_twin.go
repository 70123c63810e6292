package authztest

import (
	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// twins are two records of one company, found as likely duplicates, and two others that were merged. Those who went into another
// record are in no page but the list of merges.
func (n *Net) twins() {
	f := n.f
	twin := n.company("twin", "company", n.Relation, "almelo")
	n.contactPerson(twin, "twin", false)
	add := func(name, mail string) id.ID {
		return got[id.ID](f)(n.svc().Relation.AddOrganisation(f.ctx(), n.Relation, "", relation.OrganisationInput{Kind: "company", Name: name, Email: mail, Place: "Wierden"}))
	}
	word := func() string { return n.wordOf(oracle.Thing{Kind: "fact", Company: n.companyKey("twins")}, "") }
	name, mail := word(), word()+"@bedrijf.example"
	add(name, mail)
	add(name+" B.V.", mail)
	kept, gone := add(word(), ""), add(word(), "")
	look := got[relation.MergeLook](f)(n.svc().Relation.LookAtMerge(f.ctx(), n.Relation, kept, gone))
	merging := got[id.ID](f)(n.svc().Relation.MergeOrganisations(f.ctx(), n.Relation, relation.MergeInput{Kept: kept, Gone: gone, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version}))
	n.add(&Object{Kind: "merging", ID: merging})
	f.must(n.svc().Relation.SearchDuplicates(f.ctx(), n.Relation, relation.ReferredOrganisation))
}
