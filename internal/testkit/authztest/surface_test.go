package authztest

import (
	"strings"
	"testing"

	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/testkit/authztest/oracle"
)

// TestMailsTellNothingForeign reads every mail that the making of the world sent: to companies, which may read what concerns
// them, and to colleagues, who may read what their roles show.
func TestMailsTellNothingForeign(t *testing.T) {
	t.Parallel()
	f := New(t)
	letters, err := mail.List(f.MailDir, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, e := range letters {
		l, err := mail.Read(f.MailDir, e.Name)
		if err != nil {
			t.Fatal(err)
		}
		reader, who := f.addressee(l.To)
		if who == "" {
			t.Errorf("a mail to %s, who is nobody of this world", l.To)
			continue
		}
		whole := strings.Join([]string{l.Subject, l.Text, l.HTML}, "\n")
		if leaks := f.Words.Foreign(f.Tree, reader, whole); len(leaks) > 0 {
			t.Errorf("the mail %q to %s (%s) shows what it may not: %s", l.Subject, l.To, who, strings.Join(leaks, ", "))
		}
		if len(f.Words.In(whole)) > 0 {
			told[who]++
		}
	}
	if told["company"] < 10 || told["colleague"] < 5 || told["asker"] < 2 || told["signatory"] < 4 {
		t.Errorf("too few mails to say anything: %v of %d", told, len(letters))
	}
}

// addressee finds who gets a mail, as the oracle knows them.
func (f *Fixture) addressee(to string) (oracle.Person, string) {
	address := to
	if _, in, found := strings.Cut(to, "<"); found {
		address = strings.TrimSuffix(in, ">")
	}
	for _, n := range f.Nets {
		for _, o := range n.Objects["person"] {
			if emails := find[string](f, `SELECT email FROM person WHERE id = $1`, o.ID); emails[0] == address {
				return oracle.Person{Network: text(n.ID), Link: &oracle.Link{Kind: "mail", Company: n.companyKey(o.Above.Tag)}}, "company"
			}
		}
		for _, claim := range find[id.ID](f, `SELECT id FROM membership_claim WHERE contact_email = $1 AND network_id = $2`, address, n.ID) {
			return oracle.Person{Network: text(n.ID), Link: &oracle.Link{Kind: "claim", About: text(claim)}}, "asker"
		}
		for _, key := range find[id.ID](f, `SELECT id FROM registration WHERE contact_email = $1 AND network_id = $2`, address, n.ID) {
			return oracle.Person{Network: text(n.ID), Link: &oracle.Link{Kind: "register", About: text(key)}}, "asker"
		}
		for _, key := range find[id.ID](f, `SELECT id FROM inspection WHERE email = $1 AND network_id = $2`, address, n.ID) {
			return oracle.Person{Network: text(n.ID), Link: &oracle.Link{Kind: "inspection", About: text(key)}}, "accountant"
		}
		for _, o := range n.Objects["agreement"] { // whoever signs reads with whom the agreement is made
			for _, key := range find[id.ID](f, `SELECT s.id FROM agreement_signatory s JOIN agreement_version v ON v.network_id = s.network_id AND v.id = s.version_id
				WHERE s.email = $1 AND v.agreement_id = $2`, address, o.ID) {
				return oracle.Person{Network: text(n.ID), Link: &oracle.Link{Kind: "sign", Company: n.companyKey(n.tagOf(o.Owner)), About: text(key)}}, "signatory"
			}
		}
		for _, account := range find[id.ID](f, `SELECT a.id FROM account a WHERE a.email = $1 AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.network_id = $2)`,
			address, n.ID) {
			p := oracle.Person{Network: text(n.ID), Account: text(account), Held: f.heldBy(n, account)}
			if len(p.Held) > 0 {
				return p, "colleague"
			}
		}
	}
	return oracle.Person{}, ""
}

// TestServicesLogNothingPersonal: what services log while the world is made holds no name, note or token.
func TestServicesLogNothingPersonal(t *testing.T) {
	t.Parallel()
	f := New(t)
	f.seal()
	for line := range strings.Lines(f.Log.String()) {
		if words := f.Words.In(line); len(words) > 0 {
			t.Errorf("the log holds %v: %s", words, line)
		}
		for _, secret := range f.logged.secrets {
			if strings.Contains(line, secret) {
				t.Errorf("the log holds a token: %s", line)
			}
		}
	}
}
