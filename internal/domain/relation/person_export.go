package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// PersonFile is everything that is kept of somebody, for themselves.
type PersonFile struct {
	Name   string
	At     time.Time
	Traces []Trace
	Named  []Naming
	Files  []Attachment // with their content in the store
}

// Naming is a text elsewhere in which somebody is named.
type Naming struct{ Table, Column, Text string }

// ExportPerson collects what is kept of somebody, of all units, and tells the audit log that it was handed out.
func (s *Service) ExportPerson(ctx context.Context, sc access.Scope, person id.ID) (out PersonFile, err error) {
	if err := sc.Require(access.PersonExport); err != nil {
		return out, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := wholeNetworkTx(op.Tx, sc, mayExport); err != nil {
			return err
		}
		who, err := subjectTx(op.Tx, sc, person)
		if err != nil {
			return err
		}
		out = PersonFile{Name: who.Name, At: op.At}
		op.Audit(audit.Entry{Action: "person.exported", Object: "person", ID: who.ID})
		return s.collectTx(op, who, &out)
	})
	return out, operation.Wrap("export person", err)
}

func (s *Service) collectTx(op *operation.Op, who subject, out *PersonFile) error {
	moments, err := who.momentsTx(op.Tx, op.Scope)
	if err != nil {
		return err
	}
	mark := "\x1f" + string(op.ID) + "\x1f"
	of := map[string]bool{}
	for _, t := range s.traces() {
		found, err := traceTx(op.Tx, op.Scope, mark, t.table, t.where, db.List(who.ids), who.email, db.List(moments))
		if err != nil {
			return err
		}
		if len(found.Rows) > 0 {
			out.Traces = append(out.Traces, found)
			for _, r := range found.Rows {
				for _, v := range r {
					of[v] = true
				}
			}
		}
	}
	n := who.needles()
	for _, c := range SweptColumns() {
		if len(n) == 0 {
			break
		}
		texts, err := n.textsTx(op, c)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if !of[t] {
				out.Named = append(out.Named, Naming{c.Table, c.Name, n.around(t)})
			}
		}
	}
	out.Files, err = operation.Select[Attachment](op, `SELECT f.id, f.name, f.media_type, f.size, f.created_at, f.digest FROM file f
		WHERE {wall:f} AND f.about_kind = 'contact' AND f.about_id = ANY($1) AND f.deleted_at IS NULL ORDER BY f.id LIMIT 1000`, db.List(moments))
	return err
}

// OpenExported opens a file that an export named. The caller closes it.
func (s *Service) OpenExported(ctx context.Context, a Attachment) (*blob.File, error) {
	return s.Files.Open(ctx, blob.Digest(a.Digest))
}

// aroundRunes is how much of a text stands around a name in an export: the rest may be about others.
const aroundRunes = 80

// around is a text without what is far from where somebody is named.
func (n needles) around(text string) string {
	for _, x := range n {
		at := x.re.FindStringIndex(text)
		if at == nil {
			continue
		}
		before, after := []rune(text[:at[0]]), []rune(text[at[1]:])
		cut := ""
		if len(before) > aroundRunes {
			before, cut = before[len(before)-aroundRunes:], "… "
		}
		end := ""
		if len(after) > aroundRunes {
			after, end = after[:aroundRunes], " …"
		}
		return cut + string(before) + text[at[0]:at[1]] + string(after) + end
	}
	return text
}
