package authztest

import (
	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
)

// agreements are of each subregion: a draft, one that was sent, one in force and one of an umbrella; and templates of the network and of
// each subregion.
func (n *Net) agreements() {
	f := n.f
	word := n.word("text", "root")
	root := got[id.ID](f)(n.svc().Agreement.AddTemplate(f.ctx(), n.Lead, agreement.TemplateInput{Unit: n.Root, Name: word, Lang: "nl", Body: agreement.DefaultBody("nl")}))
	n.add(&Object{Kind: "agreement_template", ID: root, Unit: "root", Word: word})
	for _, a := range []struct {
		by, project   access.Scope
		unit, company string
	}{{n.Relation, n.Project, "almelo", "kolk"}, {n.RelationHengelo, n.ProjectHengelo, "hengelo", "ziel"}} {
		word := n.word("text", a.unit)
		key := got[id.ID](f)(n.svc().Agreement.AddTemplate(f.ctx(), a.project, agreement.TemplateInput{Unit: n.Units[a.unit], Name: word, Lang: "nl", Body: agreement.DefaultBody("nl")}))
		n.add(&Object{Kind: "agreement_template", ID: key, Unit: a.unit, Word: word})
		n.agreement(a.by, a.unit, a.company, "draft")
		sent := n.agreement(a.by, a.unit, a.company, "sent")
		n.sendAgreement(a.by, sent)
		if a.unit == "almelo" {
			n.keep("sign of kolk", n.signLink(sent), "kolk")
		}
		active := n.agreement(a.by, a.unit, a.company, "active")
		n.sendAgreement(a.by, active)
		used := n.signLink(active)
		n.signAgreement(used)
		n.signAgreement(n.signLink(active))
		if a.unit == "almelo" {
			n.keep("used sign", used, "kolk")
			back := n.agreement(a.by, a.unit, a.company, "withdrawn")
			n.sendAgreement(a.by, back)
			n.keep("revoked sign", n.signLink(back), "kolk")
			f.must(n.svc().Agreement.Withdraw(f.ctx(), a.by, back.ID, "er klopt iets niet"))
		}
	}
}

// agreement drafts an agreement that the company signs first, and then the unit itself.
func (n *Net) agreement(by access.Scope, unit, company, tag string) *Object {
	f := n.f
	word, org := n.word("agreement", unit), n.the("organisation", "", company)
	key := got[id.ID](f)(n.svc().Agreement.Draft(f.ctx(), by, agreement.Input{
		Unit: n.Units[unit], Organisation: org.ID, Template: n.the("agreement_template", "root", "").ID, Grant: n.the("grant", "root", "").ID, Name: word,
		From: string(f.Today.AddDays(-30)), To: string(f.Today.AddDays(400)), Items: []id.ID{n.the("menu_item", "root", "").ID},
		Pledges: []agreement.PledgeInput{{Year: number(f.Today.Year()), Kind: funding.KindGoods, Amount: "250", What: n.word("agreement", unit)}},
		Signatories: []agreement.SignatoryInput{
			{Organisation: org.ID, Name: n.word("agreement", unit), Title: "directeur", Email: n.word("agreement", unit) + "@bedrijf.example"},
			{Name: n.word("agreement", unit), Title: "regioleider", Email: n.word("agreement", unit) + "@school.example"},
		},
	}))
	return n.add(&Object{Kind: "agreement", ID: key, Unit: unit, Tag: tag, Word: word, Owner: org.ID})
}

// sendAgreement sends it; all that stands in it may reach who signs it.
func (n *Net) sendAgreement(by access.Scope, o *Object) {
	f := n.f
	f.must(n.svc().Agreement.Send(f.ctx(), by, o.ID))
	words := find[string](f, `SELECT a.name || ' ' || s.name || ' ' || s.email || ' ' || p.what FROM agreement a
		JOIN agreement_version v ON v.network_id = a.network_id AND v.agreement_id = a.id
		JOIN agreement_signatory s ON s.network_id = v.network_id AND s.version_id = v.id
		JOIN agreement_pledge p ON p.network_id = v.network_id AND p.version_id = v.id WHERE a.id = $1`, o.ID)
	for _, s := range find[id.ID](f, `SELECT s.id FROM agreement_signatory s JOIN agreement_version v ON v.network_id = s.network_id AND v.id = s.version_id WHERE v.agreement_id = $1`, o.ID) {
		for _, text := range words {
			for _, w := range f.Words.In(text) {
				n.tellLink(w, s, n.tagOf(o.Owner))
			}
		}
	}
}

// signLink is the link of the signatory whose turn it is.
func (n *Net) signLink(o *Object) link.Link {
	key := one[id.ID](n.f, `SELECT s.id FROM agreement_signatory s JOIN agreement_version v ON v.network_id = s.network_id AND v.id = s.version_id
		WHERE v.agreement_id = $1 AND s.link_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agreement_signature g WHERE g.signatory_id = s.id) ORDER BY s.place DESC LIMIT 1`, o.ID)
	return n.linkOf(link.Sign, key)
}

func (n *Net) signAgreement(l link.Link) {
	f := n.f
	sc, err := l.Scope()
	f.must(err)
	to := got[agreement.ToSign](f)(n.svc().Agreement.ToSign(f.ctx(), sc))
	f.must(n.svc().Agreement.Sign(f.ctx(), sc, l, agreement.SignInput{Name: to.Me.Name, Title: to.Me.Title, Consent: true, Digest: to.Digest}))
}
