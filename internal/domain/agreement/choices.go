package agreement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Choices are what the form of a draft offers.
type Choices struct {
	Company   string    // with which it is made
	Contact   Signatory // who is asked first there; empty when nobody is known
	Parties   []Choice  // who may sign besides: boards, schools, colleges, governments
	Templates []Choice
}

// Choice is an organisation that may sign, or a template.
type Choice struct {
	ID   id.ID
	Name string
	Lang string // of a template
	More string // the scheme of a template
}

// choices reads the company with its first contact, the parties and the templates, in one query.
const choices = `SELECT 1 AS part, o.id, o.name, COALESCE(p.name, '') AS who, COALESCE(w.title, '') AS more, COALESCE(p.email, '') AS email, '' AS lang, 0 AS rank, o.name_key AS sort
	FROM organisation o
	LEFT JOIN position w ON w.network_id = o.network_id AND w.id = (SELECT x.id FROM position x WHERE {person.read:x} AND x.network_id = o.network_id AND x.organisation_id = o.id
		AND x.deleted_at IS NULL AND x.valid_to IS NULL ORDER BY x.is_primary DESC, x.created_at, x.id LIMIT 1)
	LEFT JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id AND p.deleted_at IS NULL
	WHERE {organisation.read:o.id} AND o.id = $1 AND o.kind NOT IN ('school', 'board') AND o.deleted_at IS NULL AND o.merged_into IS NULL
	UNION ALL SELECT 2, o.id, o.name, '', '', '', '', CASE o.kind WHEN 'board' THEN 1 WHEN 'school' THEN 2 ELSE 3 END, o.name_key
	FROM organisation o WHERE {organisation.read:o.id} AND o.kind NOT IN ('company', 'umbrella') AND o.id <> $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL
	UNION ALL SELECT 3, t.id, t.name, '', COALESCE(s.name, ''), '', t.lang, 0, t.name
	FROM agreement_template t LEFT JOIN scheme s ON s.network_id = t.network_id AND s.id = t.scheme_id WHERE {network.read:t} AND t.deleted_at IS NULL
	ORDER BY 1, 8, 9, 2 LIMIT 500`

// Choices reads what the form of an agreement with an organisation offers.
func (s *Service) Choices(ctx context.Context, sc access.Scope, organisation id.ID) (c Choices, err error) {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return c, err
	}
	type row struct {
		Part  int    `db:"part"`
		ID    id.ID  `db:"id"`
		Name  string `db:"name"`
		Who   string `db:"who"`
		More  string `db:"more"`
		Email string `db:"email"`
		Lang  string `db:"lang"`
		Rank  int    `db:"rank"`
		Sort  string `db:"sort"`
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, sc.Bind(choices, organisation))
		c = Choices{}
		for _, r := range rows {
			switch r.Part {
			case 1:
				c.Company, c.Contact = r.Name, Signatory{Name: r.Who, Title: r.More, Email: r.Email}
			case 2:
				c.Parties = append(c.Parties, Choice{ID: r.ID, Name: r.Name})
			default:
				c.Templates = append(c.Templates, Choice{ID: r.ID, Name: r.Name, Lang: r.Lang, More: r.More})
			}
		}
		if err == nil && c.Company == "" {
			err = fault.NotFound("fault.not_found")
		}
		return err
	})
	return c, operation.Wrap("read choices of agreement", err)
}
