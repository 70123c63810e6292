package engagement

import (
	"context"
	"strconv"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Again says whether a side would do it once more.
type Again string

// The answers.
const (
	AgainYes   Again = "yes"
	AgainMaybe Again = "maybe"
	AgainNo    Again = "no"
)

// Agains lists the answers.
func Agains() []Again { return []Again{AgainYes, AgainMaybe, AgainNo} }

// Scores are how it went, best first: 4 is very well, 1 is badly.
func Scores() []int { return []int{4, 3, 2, 1} }

// Evaluation is what one side said of an engagement. Both sides say it once; nothing is changed afterwards.
type Evaluation struct {
	Side  Party     `db:"side"`
	Score int       `db:"score"` // 1–4
	Again Again     `db:"again"`
	Words string    `db:"words"`
	At    time.Time `db:"said_at"`
	By    string    `db:"by_name"` // colleague; empty when it was the company
}

// EvaluateInput is what a side says.
type EvaluateInput struct {
	Score int
	Again Again
	Words string
}

// Validate cleans the input or returns a fault with messages at score, again and words.
func (in *EvaluateInput) Validate() error {
	f := fault.Fields{}
	if in.Score < 1 || in.Score > 4 {
		f.Add("score", "field.choice")
	}
	in.Again = check.Choice(f, "again", string(in.Again), Agains()...)
	in.Words = check.OptionalMultiline(f, "words", in.Words, 1000)
	return f.Err()
}

// ToEvaluate is what the page behind an evaluation link shows.
type ToEvaluate struct {
	ID               id.ID      `db:"id"`
	Title            string     `db:"title"`
	Unit             id.ID      `db:"unit_id"`
	UnitName         string     `db:"unit_name"`
	Organisation     id.ID      `db:"organisation_id"`
	OrganisationName string     `db:"organisation_name"`
	HeldOn           clock.Date `db:"held_on"`
	Side             Party
	Said             *Evaluation // when that side said it already
}

const toEvaluateColumns = `SELECT e.id, e.title, e.unit_id, u.name AS unit_name, e.organisation_id, c.name AS organisation_name, o.held_on
	FROM engagement e
	JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id AND o.cancelled_at IS NULL
	JOIN unit u ON u.network_id = e.network_id AND u.id = e.unit_id
	JOIN organisation c ON c.network_id = e.network_id AND c.id = e.organisation_id
	WHERE `

// took reports that the attendance of an occurrence was counted: only what took place can be judged.
const took = ` AND EXISTS (SELECT 1 FROM attendance_count t WHERE t.network_id = o.network_id AND t.occurrence_id = o.id)`

// ToEvaluate returns the engagement that an evaluation link is about, for the side that holds the link.
func (s *Service) ToEvaluate(ctx context.Context, sc access.Scope, l link.Link) (t ToEvaluate, err error) {
	if err := sc.Require(access.EvaluationWrite); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		t, err = operation.Found(db.Get[ToEvaluate](tx, sc.Bind(toEvaluateColumns+`{evaluation.write:e} AND e.deleted_at IS NULL`+took+` LIMIT 1`)))
		if err != nil {
			return err
		}
		t.Side = sideOf(l)
		said, err := evaluationsTx(tx, sc, t.ID)
		for i := range said {
			if said[i].Side == t.Side {
				t.Said = &said[i]
			}
		}
		return err
	})
	return t, operation.Wrap("read evaluation", err)
}

// sideOf tells for whom the holder of an evaluation link speaks: a link to a colleague carries the account.
func sideOf(l link.Link) Party {
	if l.Account != "" && l.Person == "" { // somebody at the company may have an account too
		return BySchool
	}
	return ByCompany
}

func evaluationsTx(tx *db.Tx, sc access.Scope, engagement id.ID) ([]Evaluation, error) {
	return db.Select[Evaluation](tx, sc.Bind(`SELECT v.side, v.score, v.again, v.words, v.said_at, COALESCE(a.name, '') AS by_name
		FROM engagement_evaluation v LEFT JOIN account a ON a.id = v.said_by
		WHERE {wall:v} AND v.engagement_id = $1 ORDER BY v.side LIMIT 2`, engagement))
}

// EvaluateByLink keeps what the holder of an evaluation link says. Twice tapped is said once: the second is a Conflict.
func (s *Service) EvaluateByLink(ctx context.Context, sc access.Scope, l link.Link, in EvaluateInput) error {
	if err := sc.Require(access.EvaluationWrite); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		t, err := operation.Get[ToEvaluate](op, toEvaluateColumns+`{evaluation.write:e} AND e.deleted_at IS NULL`+took+` LIMIT 1`)
		if err != nil {
			return err
		}
		return sayTx(op, t, sideOf(l), l.Account, in)
	})
	return operation.Wrap("evaluate", s.once(err))
}

// Evaluate keeps what the school says, by somebody who manages the engagement.
func (s *Service) Evaluate(ctx context.Context, sc access.Scope, key id.ID, in EvaluateInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if _, _, err := loadTx(op, key); err != nil {
			return err
		}
		t, err := operation.Get[ToEvaluate](op, toEvaluateColumns+`{engagement.manage:e} AND e.id = $1 AND e.deleted_at IS NULL`+took+` LIMIT 1`, key)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Conflict("engagement.count_first")
		}
		if err != nil {
			return err
		}
		return sayTx(op, t, BySchool, op.Scope.Account(), in)
	})
	return operation.Wrap("evaluate", s.once(err))
}

// once tells that the side said it already.
func (s *Service) once(err error) error {
	if name, taken := s.DB.Conflict(err); taken && name == "engagement_evaluation_once_uq" {
		return fault.Conflict("engagement.evaluated_already")
	}
	return err
}

func sayTx(op *operation.Op, t ToEvaluate, side Party, by id.ID, in EvaluateInput) error {
	err := op.Insert(`INSERT INTO engagement_evaluation (network_id, id, engagement_id, unit_id, organisation_id, side, score, again, words, said_at, said_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		op.Network(), op.NewID(), t.ID, t.Unit, t.Organisation, side, in.Score, in.Again, in.Words, op.At, by, op.ID)
	op.Audit(audit.Entry{Action: "engagement.evaluated", Object: "engagement", ID: t.ID, Unit: t.Unit, Detail: map[string]string{
		"side": string(side), "score": strconv.Itoa(in.Score), "again": string(in.Again),
	}})
	return err
}

// ThanksLetter is the data of the letter "thanks", with a link to the evaluation. Company tells whether it goes to the
// company or to the teacher.
type ThanksLetter struct {
	Name         string     `json:"name"`
	Company      bool       `json:"company"`
	Organisation string     `json:"organisation"`
	School       string     `json:"school"`
	Title        string     `json:"title"`
	Date         clock.Date `json:"date"`
	Pupils       int        `json:"pupils"` // that were there; 0: not known
}

// ThankTx thanks the company once it has signed off, and asks both sides how it was, each by a link of its own. It does
// nothing for what is no engagement.
func ThankTx(op *operation.Op, kind occurrence.Source, source id.ID) error {
	if kind != occurrence.SourceEngagement {
		return nil
	}
	e, err := operation.Get[Engagement](op, `SELECT `+columns+from+` WHERE {wall:e} AND e.id = $1 AND e.deleted_at IS NULL LIMIT 1`, source)
	if fault.Is(err, fault.KindNotFound) {
		return nil // taken off since: the signature stands, there is nobody to thank
	}
	if err != nil {
		return err
	}
	type held struct {
		On     clock.Date `db:"held_on"`
		Pupils int        `db:"pupils"`
	}
	h, err := operation.Get[held](op, `SELECT o.held_on, COALESCE(t.pupils, 0) AS pupils`+stateFrom+` WHERE {wall:o} AND o.source_id = $1 AND o.cancelled_at IS NULL ORDER BY o.starts_at DESC LIMIT 1`, e.ID)
	if err != nil {
		return err
	}
	company, ok, err := companyTx(op, e)
	if err != nil {
		return err
	}
	to, err := colleaguesTx(op, e)
	if err != nil {
		return err
	}
	if ok {
		to = append(to, company)
	}
	for _, who := range to {
		l := link.New{Kind: link.Evaluate, Email: who.Email, Subject: e.ID, Account: who.Account}
		if who.Account == "" {
			l.Organisation, l.Person = e.Organisation, who.Person
		}
		key, err := link.MakeTx(op, l)
		if err != nil {
			return err
		}
		err = sendTx(op, e, who, "thanks", ThanksLetter{
			Name: who.Name, Company: who.Account == "", Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title, Date: h.On, Pupils: h.Pupils,
		}, key)
		if err != nil {
			return err
		}
	}
	return nil
}
