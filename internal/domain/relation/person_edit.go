package relation

import (
	"context"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Basis is why we may mail somebody (art. 6 GDPR; art. 11.7 Telecommunicatiewet).
type Basis string

// The bases.
const (
	BasisInterest Basis = "legitimate_interest"
	BasisConsent  Basis = "consent"
)

// Bases lists the bases.
func Bases() []Basis { return []Basis{BasisInterest, BasisConsent} }

// topicRequests is the mail topic of invitations and menus.
const topicRequests = "requests"

// PersonInput is what a form says about a contact person.
type PersonInput struct {
	Name     string
	Email    string
	Phone    string
	Lang     string // nl (when empty) or en
	Title    string // what the person does at the organisation
	Primary  bool   // the first to ask
	Requests bool   // wants requests by mail
	Basis    string // why we may mail; legitimate interest when empty
	Source   string // how we know
}

// Validate cleans the input or returns a fault with messages per field.
func (in *PersonInput) Validate() error {
	f := fault.Fields{}
	in.clean(f)
	return f.Err()
}

// Clean puts every value in the one form in which it is stored; what can't be taken becomes empty.
func (in *PersonInput) Clean() { in.clean(fault.Fields{}) }

func (in *PersonInput) clean(f fault.Fields) {
	if in.Lang == "" {
		in.Lang = "nl"
	}
	if in.Basis == "" {
		in.Basis = string(BasisInterest)
	}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Email = check.OptionalEmail(f, "email", in.Email)
	in.Phone = check.OptionalPhone(f, "phone", in.Phone)
	in.Lang = check.Choice(f, "lang", in.Lang, "nl", "en")
	in.Title = check.OptionalLine(f, "title", in.Title, 120)
	in.Basis = string(check.Choice(f, "basis", in.Basis, Bases()...))
	in.Source = check.OptionalLine(f, "source", in.Source, 200)
}

// AddPerson adds a contact person to an organisation. Somebody of the same name and mail address who is known already gets
// a second position instead of a second record. The first person becomes the first to ask.
func (s *Service) AddPerson(ctx context.Context, sc access.Scope, organisation id.ID, in PersonInput) (id.ID, error) {
	if err := sc.Require(access.PersonWrite); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := OrganisationTx(op.Tx, sc, organisation)
		if err != nil {
			return err
		}
		key, err = addPersonTx(op, o, in)
		return err
	})
	return key, operation.Wrap("add person", err)
}

func addPersonTx(op *operation.Op, o Organisation, in PersonInput) (id.ID, error) {
	organisation := o.ID
	people, err := PeopleOfTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return "", err
	}
	for _, p := range people {
		if in.Email != "" && p.Email == in.Email && check.Key(p.Name) == check.Key(in.Name) {
			return "", fault.Fields{"email": {Key: "relation.person_known"}}.Err()
		}
	}
	key, err := knownPersonTx(op, in)
	if err != nil {
		return "", err
	}
	if key == "" {
		key = op.NewID()
		if err := history.CreatedTx(op, "", "person", key); err != nil {
			return "", err
		}
		err = op.Insert(`INSERT INTO person (network_id, id, name, name_key, email, phone, lang, created_at, updated_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
			op.Network(), key, in.Name, check.Key(in.Name), in.Email, in.Phone, in.Lang, op.At, op.ID)
		if err != nil {
			return "", err
		}
	}
	if in.Primary {
		if err := noPrimaryTx(op, organisation); err != nil {
			return "", err
		}
	}
	position := op.NewID()
	err = op.Insert(`INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, valid_from, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		op.Network(), position, key, organisation, in.Title, in.Primary || len(people) == 0, op.Today(), op.At, op.ID)
	if err != nil {
		return "", err
	}
	if err := history.CreatedTx(op, "", "position", position); err != nil {
		return "", err
	}
	if err := chooseTopicTx(op, key, in); err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "person.added", Object: "person", ID: key, Detail: map[string]any{"organisation": organisation, "person": in}})
	return key, search.PutTx(op, personDoc(key, in.Name, in.Email, in.Phone, o.Name))
}

// knownPersonTx finds the same person elsewhere in the network. Only name and address together tell: many share info@.
func knownPersonTx(op *operation.Op, in PersonInput) (id.ID, error) {
	if in.Email == "" {
		return "", nil
	}
	known, err := operation.Select[id.ID](op, `SELECT p.id FROM person p
		WHERE {person.write:p} AND p.email = $1 AND p.name_key = $2 AND p.deleted_at IS NULL AND p.merged_into IS NULL
		ORDER BY p.id LIMIT 1`, in.Email, check.Key(in.Name))
	if err != nil || len(known) == 0 {
		return "", err
	}
	return known[0], nil
}

func noPrimaryTx(op *operation.Op, organisation id.ID) error {
	were, err := operation.Select[id.ID](op, `SELECT w.id FROM position w
		WHERE {person.write:w} AND w.organisation_id = $1 AND w.is_primary AND w.deleted_at IS NULL LIMIT 100`, organisation)
	if err != nil || len(were) == 0 {
		return err
	}
	_, err = op.Exec(`UPDATE position AS w SET is_primary = FALSE, version = version + 1, operation_id = $2
		WHERE {person.write:w} AND w.id = ANY($1)`, db.List(were), op.ID)
	if err != nil {
		return err
	}
	for _, key := range were {
		if err := history.ChangedTx(op, "", "position", key, history.Field{Name: "is_primary", Old: true, New: false}); err != nil {
			return err
		}
	}
	return nil
}

// chooseTopicTx keeps the choice about requests by mail as a new row: the history of consent stays.
func chooseTopicTx(op *operation.Op, person id.ID, in PersonInput) error {
	source := in.Source
	if source == "" {
		source = "hand"
	}
	return op.Insert(`INSERT INTO mail_topic (network_id, id, person_id, topic, wanted, basis, at, source, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), op.NewID(), person, topicRequests, in.Requests, in.Basis, op.At, source, op.ID)
}

// Person returns one contact person of an organisation with the latest choice about mail, for a form.
func (s *Service) Person(ctx context.Context, sc access.Scope, organisation, person id.ID) (p ContactPerson, in PersonInput, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p, in, err = personTx(tx, sc, organisation, person)
		return err
	})
	return p, in, operation.Wrap("read person", err)
}

func personTx(tx *db.Tx, sc access.Scope, organisation, person id.ID) (ContactPerson, PersonInput, error) {
	type topic struct {
		Wanted bool   `db:"wanted"`
		Basis  string `db:"basis"`
		Source string `db:"source"`
	}
	p, err := operation.Found(db.Get[ContactPerson](tx, sc.Bind(`SELECT `+personColumns+` `+personJoin+`
		AND {person.read:w} AND {person.read:p} AND w.organisation_id = $1 AND w.person_id = $2 LIMIT 1`, organisation, person)))
	if err != nil {
		return p, PersonInput{}, err
	}
	in := PersonInput{Name: p.Name, Email: p.Email, Phone: p.Phone, Lang: p.Lang, Title: p.Title, Primary: p.Primary, Requests: !p.NoMail}
	topics, err := db.Select[topic](tx, sc.Bind(`SELECT t.wanted, t.basis, t.source FROM mail_topic t
		WHERE {person.read:t} AND t.person_id = $1 AND t.topic = $2 ORDER BY t.at DESC, t.id DESC LIMIT 1`, person, topicRequests))
	if err != nil {
		return p, in, err
	}
	for _, t := range topics {
		in.Requests, in.Basis, in.Source = t.Wanted, t.Basis, strings.TrimSpace(t.Source)
	}
	return p, in, nil
}

// EditPerson changes a contact person and the position at the organisation. Version is the person's that the editor saw.
func (s *Service) EditPerson(ctx context.Context, sc access.Scope, organisation, person id.ID, version int, in PersonInput) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return editPersonTx(op, organisation, person, version, in) })
	return operation.Wrap("edit person", err)
}

func editPersonTx(op *operation.Op, organisation, person id.ID, version int, in PersonInput) error {
	o, err := OrganisationTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	p, before, err := personTx(op.Tx, op.Scope, organisation, person)
	if err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE person AS p SET name = $3, name_key = $4, email = $5, phone = $6, lang = $7,
			updated_at = $8, operation_id = $9, version = version + 1
		WHERE {person.write:p} AND p.id = $1 AND p.version = $2 AND p.deleted_at IS NULL`,
		person, version, in.Name, check.Key(in.Name), in.Email, in.Phone, in.Lang, op.At, op.ID))
	if err != nil {
		return err
	}
	if in.Primary && !p.Primary {
		if err := noPrimaryTx(op, organisation); err != nil {
			return err
		}
	}
	_, err = op.Exec(`UPDATE position AS w SET title = $2, is_primary = $3, version = version + 1, operation_id = $4
		WHERE {person.write:w} AND w.id = $1`, p.Position, in.Title, in.Primary || p.Primary, op.ID)
	if err != nil {
		return err
	}
	if in.Requests != before.Requests || in.Basis != before.Basis || in.Source != before.Source {
		if err := chooseTopicTx(op, person, in); err != nil {
			return err
		}
	}
	if err := personChangedTx(op, p, in); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "person.edited", Object: "person", ID: person, Detail: map[string]any{"before": before, "after": in}})
	return search.PutTx(op, personDoc(person, in.Name, in.Email, in.Phone, o.Name))
}

// personChangedTx keeps what the person and the position were before.
func personChangedTx(op *operation.Op, was ContactPerson, in PersonInput) error {
	err := history.ChangedTx(op, "", "person", was.ID,
		history.Field{Name: "name", Old: was.Name, New: in.Name}, history.Field{Name: "name_key", Old: check.Key(was.Name), New: check.Key(in.Name)},
		history.Field{Name: "email", Old: was.Email, New: in.Email}, history.Field{Name: "phone", Old: was.Phone, New: in.Phone},
		history.Field{Name: "lang", Old: was.Lang, New: in.Lang})
	if err != nil {
		return err
	}
	return history.ChangedTx(op, "", "position", was.Position,
		history.Field{Name: "title", Old: was.Title, New: in.Title}, history.Field{Name: "is_primary", Old: was.Primary, New: in.Primary || was.Primary})
}
