package archtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"schakel/internal/platform/db"
)

var recordRegister = flag.Bool("record-register", false, "write docs/processing-register.md")

// processing is an activity of the register with the tables in which it keeps personal data.
type processing struct {
	name, about, whom, seen string
	tables                  []string
}

// activities are all processing activities. What data each keeps, what for and how long comes from the tags of the columns.
var activities = []processing{
	{
		"Accounts and signing in", "colleagues of schools and companies sign in, and get the rights of their roles", "colleagues with an account", "the colleague; who gives roles; the operator",
		[]string{"account", "role_grant", "session", "authenticator", "recovery_code", "passkey", "api_token", "webhook", "company_colleague", "sign_in_*", "directory_*"},
	},
	{
		"Relations with companies", "schools keep contact with people at companies and umbrella organisations", "people at companies", "colleagues with a role in the network; notes by their own unit only",
		[]string{
			"person", "position", "mail_topic", "relationship", "relationship_depth", "relation_target", "contact_moment", "contact_note", "contact_mention", "contact_mail", "note_template", "next_action", "introduction",
			"not_duplicate", "merging", "erasure", "membership_claim", "registration", "import_run", "import_part", "bulk_change", "saved_view", "default_view", "change", "search_doc", "file",
		},
	},
	{
		"Mail", "letters to people at companies and colleagues, and mails that colleagues forward", "people at companies, colleagues", "the addressee; the unit in whose name it is sent; the mail server",
		[]string{"mail_message", "mail_drop", "dropped_mail", "link", "job"},
	},
	{
		"Needs and engagements", "classes ask, companies are invited, and what they agree takes place; pupils are counted and not named", "teachers, people at companies", "the school that asks and who coordinates above it; the company behind its link",
		[]string{
			"need", "need_step", "need_template", "need_choice", "need_apart", "wave_plan", "ask_queue", "asking_rule", "invitation", "offer", "engagement", "engagement_*", "occurrence_*", "attendance_count", "facility_*", "calendar_*",
		},
	},
	{
		"Co-financing", "what companies gave is signed, valued, checked and accounted for", "people at companies who sign, colleagues who check", "finance roles of the units concerned; the accountant of a grant for its years",
		[]string{
			"sign_off", "pledge", "contribution", "contribution_check", "evidence", "ledger_*", "subsidy_grant", "grant_share", "period_event", "statement", "statement_version", "rate", "own_*", "budget_*", "inspection", "inspection_*", "steering_*",
			"programme_*", "milestone*", "activity_*",
		},
	},
	{"Agreements", "cooperation agreements are drawn up and signed", "people who sign for a party", "roles of the units concerned; who signs, behind a link", []string{"agreement", "agreement_*"}},
	{"Log", "who changed what, to answer for it", "colleagues, people at companies behind a link", "the privacy officer and administrators within their reach", []string{"audit_event"}},
	{"Read log of pupils", "who looked at data of pupils, and what for, to answer for it; it is written before the page is sent", "pupils, colleagues who looked", "the privacy officer and administrators within their reach", []string{"read_entry", "read_subject"}},
}

const registerHead = `# Register of processing activities

Made from the tags of the columns (` + "`-- [class|purpose|retention]`" + ` in the migrations) by ` + "`go test ./internal/testkit/archtest -run Register -record-register`" + `; a test fails when it is
not current. It is the part of a register (GDPR, article 30) that the program itself decides. **The schools of a network are the controllers**: they add
the legal basis, their contact and that of their officer, and may shorten terms. Whoever hosts Schakel is a processor.

Classes: C2 is personal or confidential, C3 is of pupils; C0 and C1 hold no personal data, and SYS is machinery. **No table holds data of pupils (C3)** unless it is listed
below. Data goes to who reads it here, to the addressees of mails, and to servers that the operator names: database, files, mail. Webhooks carry ids only.
Safeguards: rights per row and network ([rights.md](rights.md)), a second step for who may do much, a log that shows tampering,
passwords and tokens as hashes, secrets of second steps sealed ([asvs.csv](asvs.csv) names the tests).

A term such as ` + "`relation+2y`" + ` begins when what it names ends: a relation, an account, a session, a link; ` + "`ledger`" + ` is as long as the scheme of a grant asks, ` + "`object`" + ` as long as the record it
is part of, ` + "`network`" + ` as long as the network exists.
`

// register writes the register.
func register() (text string, homeless []string) {
	tables := map[string][]db.Column{}
	for _, c := range db.Columns() {
		if c.Class == "C2" || c.Class == "C3" {
			tables[c.Table] = append(tables[c.Table], c)
		}
	}
	var b strings.Builder
	b.WriteString(registerHead)
	for _, a := range activities {
		fmt.Fprintf(&b, "\n## %s\n\nWhat for: %s. Of whom: %s. Who sees it: %s.\n\n| table | class | what it holds, and what for | kept |\n|---|---|---|---|\n", a.name, a.about, a.whom, a.seen)
		for _, table := range sortedKeys(tables) {
			if !a.keeps(table) {
				continue
			}
			b.WriteString(line(table, tables[table]))
			delete(tables, table)
		}
	}
	return b.String(), sortedKeys(tables)
}

func (a processing) keeps(table string) bool {
	return slices.ContainsFunc(a.tables, func(p string) bool {
		prefix, open := strings.CutSuffix(p, "*")
		return p == table || open && strings.HasPrefix(table, prefix)
	})
}

// line tells one table: its columns by name and purpose, its highest class and its terms.
func line(table string, columns []db.Column) string {
	var what, terms []string
	class := "C2"
	for _, c := range columns {
		what = append(what, c.Name+": "+c.Purpose)
		if !slices.Contains(terms, c.Retention) {
			terms = append(terms, c.Retention)
		}
		class = max(class, c.Class)
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", table, class, strings.Join(what, "; "), strings.Join(terms, ", "))
}

func sortedKeys(m map[string][]db.Column) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Every table with personal data belongs to an activity of the register, and the register is what the tags say.
func TestRegisterIsCurrent(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "docs", "processing-register.md")
	text, homeless := register()
	if len(homeless) > 0 {
		t.Errorf("no processing activity keeps %v: name one in activities", homeless)
	}
	if *recordRegister {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil || string(kept) != text {
		t.Errorf("docs/processing-register.md is not what the tags say: run go test ./internal/testkit/archtest -run Register -record-register (%v)", err)
	}
}
