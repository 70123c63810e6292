package relation

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// MentionedLetter is the letter "mentioned": to a colleague who was called for in a note. It tells who and about which company,
// not what.
type MentionedLetter struct {
	By           string `json:"by"`
	Organisation string `json:"organisation"`
	ID           id.ID  `json:"id"` // of the organisation
}

// noteReader is a colleague who may read the notes of a unit.
type noteReader struct {
	ID    id.ID  `db:"id"`
	Name  string `db:"name"`
	Email string `db:"email"`
	Lang  string `db:"lang"`
}

// readersTx returns the accounts that may read notes of a unit today: those who can be called for.
func readersTx(tx *db.Tx, sc access.Scope, unit id.ID, today clock.Date) ([]noteReader, error) {
	roles := slices.DeleteFunc(access.Roles(), func(r access.Role) bool { return !r.May(access.NoteRead) })
	people, err := db.Select[noteReader](tx, sc.Bind(`SELECT DISTINCT a.id, a.name, a.email, a.lang
		FROM unit_closure c
		JOIN role_grant g ON g.network_id = c.network_id AND g.unit_id = c.ancestor_id
		JOIN account a ON a.id = g.account_id
		WHERE {wall:g} AND {contact.record:c.descendant_id} AND c.descendant_id = $1 AND g.role = ANY($2)
			AND g.revoked_at IS NULL AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
			AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		ORDER BY a.name, a.id LIMIT 500`, unit, db.List(roles), today))
	return people, operation.Wrap("read who may be called for", err)
}

// Mentionable returns the colleagues who may be called for in a note of the unit and whose name has a word that begins with
// the text, at most eight.
func (s *Service) Mentionable(ctx context.Context, sc access.Scope, unit id.ID, text string) (out []Named, err error) {
	if err := sc.RequireOn(access.ContactRecord, unit); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		people, err := readersTx(tx, sc, unit, clock.Today(s.Clock))
		begin, most := check.Key(clip(text)), 8
		for _, p := range people {
			if len(out) < most && begins(p.Name, begin) {
				out = append(out, Named{p.ID, p.Name})
			}
		}
		return err
	})
	return out, err
}

func begins(name, text string) bool {
	key := check.Key(name)
	return strings.HasPrefix(key, text) || strings.Contains(key, " "+text)
}

// mentioned finds the colleagues that a note calls for: "@Nicole Horstman", or "@Nicole" when only one is called so. A sign that
// stands inside a word (an address) calls nobody; a name that nobody has, or several have, is told at the note.
func mentioned(note string, people []noteReader) ([]noteReader, error) {
	var out []noteReader
	for rest := note; ; {
		at := strings.IndexByte(rest, '@')
		if at < 0 {
			return out, nil
		}
		before := []rune(rest[:at])
		rest = rest[at+1:]
		inWord := len(before) > 0 && (unicode.IsLetter(before[len(before)-1]) || unicode.IsDigit(before[len(before)-1]))
		first, _, _ := strings.Cut(rest, " ")
		if inWord || first == "" || !unicode.IsLetter([]rune(first)[0]) {
			continue
		}
		found := named(rest, people)
		if len(found) != 1 {
			key := "contact.mention_unknown"
			if len(found) > 1 {
				key = "contact.mention_several"
			}
			return nil, fault.Fields{"note": {Key: key, Args: []any{strings.TrimFunc(first, func(r rune) bool { return !unicode.IsLetter(r) })}}}.Err()
		}
		if !slices.ContainsFunc(out, func(r noteReader) bool { return r.ID == found[0].ID }) {
			out = append(out, found[0])
		}
	}
}

// named returns whose name the text begins with: the longest whole name, else everybody with that first name.
func named(text string, people []noteReader) []noteReader {
	starts := func(name string) bool {
		if len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
			return false
		}
		after := []rune(text[len(name):])
		return len(after) == 0 || !unicode.IsLetter(after[0]) && !unicode.IsDigit(after[0])
	}
	best, length := []noteReader(nil), 0
	for _, p := range people {
		if !starts(p.Name) || len(p.Name) < length {
			continue
		}
		if len(p.Name) > length {
			best, length = nil, len(p.Name)
		}
		best = append(best, p)
	}
	if len(best) > 0 {
		return best
	}
	for _, p := range people {
		if first, _, _ := strings.Cut(p.Name, " "); starts(first) {
			best = append(best, p)
		}
	}
	return best
}

// mentionTx puts a contact on the list of those whom its note calls for, and writes them when asked to. Nobody calls for
// themselves.
func mentionTx(op *operation.Op, in ContactInput, moment id.ID, people []noteReader) error {
	var company string
	if in.MailMention && len(people) > 0 {
		o, err := OrganisationTx(op.Tx, op.Scope, in.Organisation)
		if err != nil {
			return err
		}
		company = o.Name
	}
	for _, p := range people {
		if p.ID == op.Scope.Account() {
			continue
		}
		err := op.Insert(`INSERT INTO contact_mention (network_id, id, unit_id, moment_id, account_id, by_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, op.Network(), op.NewID(), in.Unit, moment, p.ID, op.Scope.Account(), op.At, op.ID)
		if err == nil && in.MailMention {
			err = post.SendTx(op, post.Letter{
				Key: "mentioned", To: p.Email, ToName: p.Name, Lang: p.Lang, Unit: in.Unit,
				Data: MentionedLetter{By: op.Scope.ActorName(), Organisation: company, ID: in.Organisation},
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Mention is a contact whose note calls for the reader.
type Mention struct {
	ID               id.ID       `db:"id"`
	Organisation     id.ID       `db:"organisation_id"`
	OrganisationName string      `db:"organisation_name"`
	Kind             ContactKind `db:"kind"`
	By               string      `db:"by_name"`
	Note             string      `db:"body"`
	At               time.Time   `db:"created_at"`
}

// Mentions returns the contacts whose notes call for the principal and that are not seen yet, the newest first.
func (s *Service) Mentions(ctx context.Context, sc access.Scope) (out []Mention, err error) {
	if err := sc.Require(access.NoteRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Mention](tx, sc.Bind(`SELECT x.id, m.organisation_id, o.name AS organisation_name, m.kind, b.name AS by_name, COALESCE(n.body, '') AS body, x.created_at
			FROM contact_mention x
			JOIN contact_moment m ON m.network_id = x.network_id AND m.id = x.moment_id AND m.deleted_at IS NULL
			JOIN organisation o ON o.network_id = m.network_id AND o.id = m.organisation_id
			JOIN account b ON b.id = x.by_id
			LEFT JOIN contact_note n ON n.network_id = m.network_id AND n.moment_id = m.id AND n.deleted_at IS NULL AND {note.read:n}
			WHERE {wall:x} AND {account.own:x} AND {note.read:x} AND x.seen_at IS NULL
			ORDER BY x.created_at DESC, x.id DESC LIMIT 100`))
		return err
	})
	return out, operation.Wrap("read mentions", err)
}

// SeeMention takes a contact off the principal's list.
func (s *Service) SeeMention(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.NoteRead); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE contact_mention AS x SET seen_at = $2, operation_id = $3
			WHERE {wall:x} AND {account.own:x} AND x.id = $1 AND x.seen_at IS NULL`, key, op.At, op.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "mention.seen", Object: "contact_mention", ID: key})
		return nil
	})
	return operation.Wrap("see mention", err)
}
