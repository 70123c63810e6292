package authztest

import (
	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// inspections are an accountant who drew a sample and asked something, and one whose access was taken back. What stands behind a line that
// was drawn may reach the accountant; what was not drawn may not.
func (n *Net) inspections() {
	f := n.f
	grant := n.the("grant", "root", "")
	give := func(tag string) (*Object, link.Link) {
		word := n.word("contribution", "root")
		key := got[id.ID](f)(n.svc().Inspection.Give(f.ctx(), n.Lead, inspection.GiveInput{
			Grant: grant.ID, Year: number(f.Today.Year()), Name: word, Firm: n.word("contribution", "root"), Email: n.word("contribution", "root") + "@kantoor.example", Until: string(f.Today.AddDays(30)),
		}))
		for _, w := range f.Words.In(one[string](f, `SELECT name || ' ' || firm || ' ' || email FROM inspection WHERE id = $1`, key)) {
			n.tellLink(w, key, "")
		}
		n.tellLink(n.names[n.Lead.Account()], key, "") // who gives it
		return n.add(&Object{Kind: "inspection", ID: key, Unit: "root", Tag: tag, Word: word}), n.linkOf(link.Inspect, key)
	}
	o, l := give("drawn")
	n.keep("inspection", l, "")
	sc, err := l.Scope()
	f.must(err)
	got[id.ID](f)(n.svc().Inspection.Draw(f.ctx(), sc, inspection.DrawInput{Method: inspection.ByCount, Stage: funding.StageCarriedOut, Size: "4", Seed: "zaad"}))
	proven := n.the("contribution", "noordik", "proven")
	for seed := 0; n.drawn(o, proven) == ""; seed++ { // until a contribution with a file was drawn
		got[id.ID](f)(n.svc().Inspection.Draw(f.ctx(), sc, inspection.DrawInput{Method: inspection.ByCount, Stage: funding.StageCarriedOut, Size: "4", Seed: number(seed)}))
	}
	line := n.drawn(o, proven)
	n.add(&Object{Kind: "inspection_line", ID: line, Unit: "root", Above: o})
	n.add(&Object{Kind: "inspection_evidence", ID: one[id.ID](f, `SELECT id FROM evidence WHERE contribution_id = $1`, proven.ID), Unit: "root"})
	note := n.word("contribution", "root")
	n.tellLink(note, o.ID, "")
	f.must(n.svc().Inspection.Judge(f.ctx(), sc, inspection.JudgeInput{Line: line, Judgement: inspection.Question, Note: note}))
	n.tellDrawn(o)

	back, l := give("taken back") // last: without its predicate a link finds the first
	n.keep("revoked inspection", l, "")
	f.must(n.svc().Inspection.End(f.ctx(), n.Lead, back.ID))
}

// drawn is the line of the latest sample with the contribution, empty when it was not drawn.
func (n *Net) drawn(o, c *Object) id.ID {
	found := find[id.ID](n.f, `SELECT l.id FROM inspection_line l WHERE l.inspection_id = $1 AND l.contribution_id = $2
		AND l.sample_id = (SELECT m.id FROM inspection_sample m WHERE m.inspection_id = $1 ORDER BY m.drawn_at DESC, m.id DESC LIMIT 1)`, o.ID, c.ID)
	return append(found, "")[0]
}

// tellDrawn says what of the drawn contributions may reach the accountant: company, umbrella, grant, lesson, need, signature, evidence, who
// recorded and checked, and the agreements in force.
func (n *Net) tellDrawn(o *Object) {
	f := n.f
	texts := find[string](f, `SELECT g.name || ' ' || y.name || ' ' || COALESCE(k.name, '') || ' ' || c.reason || ' ' || COALESCE(e.title, '') || ' ' || COALESCE(d.title, '') || ' ' || COALESCE(s.signer_name, '') || ' '
			|| COALESCE(s.signer_function, '') || ' ' || COALESCE(s.remark, '') || ' ' || COALESCE(x.name, '') || ' ' || COALESCE(a.name, '') || ' ' || COALESCE(t.reason, '')
		FROM inspection_line l JOIN contribution c ON c.network_id = l.network_id AND c.id = l.contribution_id
		JOIN subsidy_grant g ON g.network_id = c.network_id AND g.id = c.grant_id
		JOIN organisation y ON y.network_id = c.network_id AND y.id = c.organisation_id
		LEFT JOIN organisation k ON k.network_id = c.network_id AND k.id = c.umbrella_id
		LEFT JOIN occurrence v ON v.network_id = c.network_id AND v.id = c.source_id
		LEFT JOIN engagement e ON e.network_id = v.network_id AND e.id = v.source_id
		LEFT JOIN engagement_need en ON en.network_id = e.network_id AND en.engagement_id = e.id
		LEFT JOIN need d ON d.network_id = en.network_id AND d.id = en.need_id
		LEFT JOIN evidence p ON p.network_id = c.network_id AND p.contribution_id = c.id
		LEFT JOIN sign_off s ON s.network_id = p.network_id AND s.id = p.sign_off_id
		LEFT JOIN file x ON x.network_id = p.network_id AND x.id = p.file_id
		LEFT JOIN ledger_transfer t ON t.network_id = c.network_id AND t.contribution_id = c.id
		LEFT JOIN account a ON a.id = t.actor_id
		WHERE l.inspection_id = $1`, o.ID)
	texts = append(texts, find[string](f, `SELECT a.name FROM agreement a WHERE a.network_id = $1 AND a.state = 'active'
		AND a.organisation_id IN (SELECT c.organisation_id FROM inspection_line l JOIN contribution c ON c.id = l.contribution_id WHERE l.inspection_id = $2)`, n.ID, o.ID)...)
	texts = append(texts, n.names[n.Lead.Account()])
	for _, words := range texts {
		for _, w := range f.Words.In(words) {
			f.Words.also(w, oracle.Thing{Network: text(n.ID), Kind: "by link", About: text(o.ID)})
		}
	}
}
