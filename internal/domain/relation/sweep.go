package relation

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// needle is something that tells who somebody is, as it may stand in a text.
type needle struct {
	part string // small letters and digits that every occurrence has: the database looks for it
	re   *regexp.Regexp
}

type needles []needle

// gone stands where somebody stood.
const gone = "[gewist]"

// literal finds a text whatever its capitals.
func literal(text string) needle {
	return needle{plainPart(text), regexp.MustCompile(`(?i)` + regexp.QuoteMeta(text))}
}

// nameNeedle finds a name however it is spaced.
func nameNeedle(words []string) needle {
	quoted := make([]string, len(words))
	part := ""
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(w)
		if p := plainPart(w); len(p) > len(part) {
			part = p
		}
	}
	return needle{part, regexp.MustCompile(`(?i)` + strings.Join(quoted, `[\s\x{a0}]+`))}
}

// phoneNeedle finds a number in E.164 as people write it: 06-12345678, +31 6 12345678.
func phoneNeedle(e164 string) needle {
	digits, dutch := strings.CutPrefix(e164, "+31")
	if !dutch || len(digits) < 7 {
		return literal(e164)
	}
	return needle{digits[len(digits)-6:], regexp.MustCompile(`(?:\+31|0031|0)[\s\-.()0]*` + strings.Join(strings.Split(digits, ""), `[\s\-.]*`))}
}

// plainPart is the longest run of plain letters and digits: databases agree on their small letters.
func plainPart(text string) string {
	best := ""
	for _, run := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("@.-", r)
	}) {
		if len(run) > len(best) {
			best = run
		}
	}
	return best
}

// redact takes what tells of somebody out of a text. What is part of a longer word stays.
func (n needles) redact(text string) string {
	for _, x := range n {
		var b strings.Builder
		last := 0
		for _, at := range x.re.FindAllStringIndex(text, -1) {
			before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
			after, _ := utf8.DecodeRuneInString(text[at[1]:])
			if inWord(before) || inWord(after) {
				continue
			}
			b.WriteString(text[last:at[0]])
			if at[0] > 0 || at[1] < len(text) { // a field that held nothing else becomes empty
				b.WriteString(gone)
			}
			last = at[1]
		}
		b.WriteString(text[last:])
		text = b.String()
	}
	return text
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// unswept are tables that the sweep leaves alone: append-only ones, those that say who works here, and those that are about the
// network itself. What stays of somebody in them the proof tells.
var unswept = []string{
	"account", "audit_event", "contribution", "contribution_check", "erasure", "evidence", "ledger_transfer", "network", "organisation", "person", "rate", "role_grant", "scheme",
	"scheme_version", "search_doc", "session", "sign_in_attempt", "sign_off", "subsidy_grant", "unit",
}

// freeTexts are columns of organisation data in which people write what they like.
var freeTexts = []string{
	"offer.remark", "invitation.answer_text", "need.title", "need.goal", "engagement.title", "engagement_cancellation.reason", "occurrence.place", "occurrence_move.reason",
	"membership_claim.company", "membership_claim.company_key", "registration.company", "registration.company_key", "saved_view.name", "tag.name", "tag.name_key", "bulk_change.value",
}

// SweptColumns lists the columns in whose texts an erased person is looked for: all texts of class C2, and the free ones below it.
func SweptColumns() (out []db.Column) {
	walled := map[string]bool{}
	for _, c := range db.Columns() {
		walled[c.Table] = walled[c.Table] || c.Name == "network_id"
	}
	for _, c := range db.Columns() {
		key := c.Name == "id" || strings.HasSuffix(c.Name, "_id") || strings.HasSuffix(c.Name, "_by") || strings.HasSuffix(c.Name, "_on")
		if c.Type == "TEXT" && !key && walled[c.Table] && !slices.Contains(unswept, c.Table) && (c.Class == "C2" || slices.Contains(freeTexts, c.Table+"."+c.Name)) {
			out = append(out, c)
		}
	}
	return out
}

// like is the pattern for LIKE … ESCAPE '\' of a needle.
func (n needle) like() string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(n.part) + "%"
}

// textsTx finds the different texts of a column that tell of somebody.
func (n needles) textsTx(op *operation.Op, c db.Column) (out []string, err error) {
	for _, x := range n {
		texts, err := operation.Select[string](op, `SELECT DISTINCT x.`+c.Name+` AS v FROM `+c.Table+` x WHERE {wall:x} AND LOWER(x.`+c.Name+`) LIKE $1 ESCAPE '\' LIMIT 10000`, x.like())
		if err != nil {
			return nil, err
		}
		for _, t := range texts {
			if !slices.Contains(out, t) && n.redact(t) != t {
				out = append(out, t)
			}
		}
	}
	return out, nil
}

// sweepTx takes what tells of somebody out of all texts of the network, and empties what the audit log keeps of it. It returns how
// many rows of each table changed. Whoever has one of them open for editing finds it changed.
func (n needles) sweepTx(op *operation.Op) (map[string]int, error) {
	swept := map[string]int{}
	if len(n) == 0 {
		return swept, nil
	}
	for _, c := range SweptColumns() {
		texts, err := n.textsTx(op, c)
		if err != nil {
			return nil, err
		}
		for _, t := range texts {
			touch := ""
			if versioned(c.Table) {
				touch = ", version = version + 1"
			}
			rows, err := op.Exec(`UPDATE `+c.Table+` AS x SET `+c.Name+` = $1`+touch+` WHERE {wall:x} AND x.`+c.Name+` = $2`, n.redact(t), t)
			if err != nil {
				return nil, err
			}
			swept[c.Table] += int(rows)
		}
	}
	type event struct {
		Seq     int64  `db:"seq"`
		Payload string `db:"payload"`
	}
	var seqs []int64
	for _, x := range n {
		events, err := operation.Select[event](op, `SELECT e.seq, e.payload FROM audit_event e WHERE {wall:e} AND e.payload IS NOT NULL AND LOWER(e.payload) LIKE $1 ESCAPE '\' LIMIT 100000`, x.like())
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if n.redact(e.Payload) != e.Payload && !slices.Contains(seqs, e.Seq) {
				seqs = append(seqs, e.Seq)
			}
		}
	}
	swept["audit_event"] = len(seqs)
	return swept, audit.EraseEventsTx(op.Tx, op.Network(), seqs)
}

func versioned(table string) bool {
	return slices.ContainsFunc(db.Columns(), func(c db.Column) bool { return c.Table == table && c.Name == "version" })
}
