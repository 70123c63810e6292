package authztest

import (
	"schakel/internal/domain/company"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// letIn lets a colleague in at a company, by whoever holds the scope, and returns the link that they get.
func (n *Net) letIn(by access.Scope, of, tag string) (link.Link, access.Scope) {
	f := n.f
	about := oracle.Thing{Kind: "person", Company: n.companyKey(of)}
	name, mail := n.wordOf(about, ""), n.wordOf(about, "")
	n.f.Words.also(name, oracle.Thing{Network: text(n.ID), Kind: "addressee", Company: n.companyKey(of)})
	f.must(n.svc().Company.Add(f.ctx(), by, company.AddInput{Name: name, Email: mail + "@bedrijf.example", Parts: company.Parts{Offers: true, Visits: true, Signing: true}}))
	org := n.the("organisation", "", of)
	l := n.linkOf(link.Company, org.ID)
	n.add(&Object{Kind: "person", ID: l.Person, Tag: tag, Above: org, Word: name})
	key := one[id.ID](f, `SELECT id FROM company_colleague WHERE network_id = $1 AND person_id = $2`, n.ID, l.Person)
	n.add(&Object{Kind: "company_colleague", ID: key, Tag: of + " " + tag, Owner: org.ID, Word: name})
	sc, err := l.Scope()
	f.must(err)
	return l, sc
}

// outVia are colleagues by where they are let out: each form that is posted for real finds its own.
var outVia = []string{"company", "menu", "visit", "account", "staff"}

// colleagues are people at companies who were let in: at each one with an account, who let in another; and one whose link was ended.
func (n *Net) colleagues() {
	f := n.f
	for _, of := range []string{"kolk", "ziel", "spare"} {
		first, err := n.linkOf(link.Menu, n.the("organisation", "", of).ID).Scope()
		f.must(err)
		l, own := n.letIn(first, of, "let in")
		n.keep("company of "+of, l, of)
		f.must(n.svc().Company.AskAccount(f.ctx(), own))
		for _, tag := range outVia {
			n.letIn(own, of, tag)
		}
		if of == "kolk" {
			out, _ := n.letIn(first, of, "let out")
			n.keep("revoked company", out, of)
			gone := n.the("company_colleague", "", "kolk let out")
			gone.Gone = true
			f.must(n.svc().Company.LetOut(f.ctx(), first, gone.ID))
		}
	}
}

// oldCompanyLink is one of a colleague that has expired.
func (n *Net) oldCompanyLink() {
	kolk := n.the("organisation", "", "kolk")
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Company, Organisation: kolk.ID, Subject: n.Almelo})
		return err
	})
	n.keep("expired company", n.linkOf(link.Company, kolk.ID), "kolk")
	n.annualLink("expired annual")
}

// atCompany is somebody at kolk with an account.
func (f *Fixture) atCompany(n *Net) *Principal {
	account := one[id.ID](f, `SELECT g.account_id FROM role_grant g WHERE g.network_id = $1 AND g.organisation_id = $2`, n.ID, n.the("organisation", "", "kolk").ID)
	var sc access.Scope
	f.must(f.DB.Read(f.ctx(), db.Settings{}, func(tx *db.Tx) (err error) {
		sc, err = access.LoadTx(tx, account, "contact", n.ID, clock.Today(f.Clock))
		return err
	}))
	return f.signedIn(n, "contact of kolk", sc)
}

// annualLink gives a company a link to its own yearly statements.
func (n *Net) annualLink(name string) {
	kolk := n.the("organisation", "", "kolk")
	n.write(func(op *operation.Op) error {
		_, err := link.MakeTx(op, link.New{Kind: link.Annual, Organisation: kolk.ID})
		return err
	})
	n.keep(name, n.linkOf(link.Annual, kolk.ID), "kolk")
}
