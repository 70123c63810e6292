package inspection

import (
	"context"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// MaxDays is how long access lasts at most. It can be given again.
const MaxDays = 180

// GiveInput is whom access is given, to what, until when.
type GiveInput struct {
	Grant id.ID
	Year  string
	Name  string
	Firm  string
	Email string
	Lang  string
	Until string
}

// given is the input with its values read.
type given struct {
	GiveInput
	year  int
	until clock.Date
}

func (in GiveInput) read(g funding.Grant, today clock.Date) (out given, err error) {
	f := fault.Fields{}
	years := g.Years()
	out.year = check.Int(f, "year", in.Year, years[0], min(years[len(years)-1], today.Year()))
	in.Name, in.Firm = check.Line(f, "name", in.Name, 2, 120), check.Line(f, "firm", in.Firm, 2, 120)
	in.Email = check.Email(f, "email", in.Email)
	if in.Lang != "en" {
		in.Lang = "nl"
	}
	out.until = check.Date(f, "until", in.Until)
	if last := today.AddDays(MaxDays); out.until != "" && (out.until < today || out.until > last) {
		f.Add("until", "inspection.until_between", today, last)
	}
	out.GiveInput = in
	return out, f.Err()
}

// Letter is the data of both letters: to the accountant, who gets the link (inspection_given), and to who gave it (inspection_sent).
type Letter struct {
	Inspection id.ID      `json:"inspection"`
	Grant      string     `json:"grant"`
	Year       int        `json:"year"`
	Name       string     `json:"name"`
	Firm       string     `json:"firm"`
	Sender     string     `json:"sender"`
	Until      clock.Date `json:"until"`
	Agreed     int        `json:"agreed"`
	Questions  int        `json:"questions"`
	Findings   int        `json:"findings"`
}

func (i Inspection) letter() Letter {
	return Letter{
		Inspection: i.ID, Grant: i.GrantName, Year: i.Year, Name: i.Name, Firm: i.Firm, Sender: i.By, Until: i.Until,
		Agreed: i.Judged - i.Questions - i.Findings, Questions: i.Questions, Findings: i.Findings,
	}
}

// Give gives an accountant access to a year of a grant, by a link in a mail.
func (s *Service) Give(ctx context.Context, sc access.Scope, in GiveInput) (key id.ID, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		g, err := funding.GrantTx(op.Tx, sc, access.GrantManage, in.Grant)
		if err != nil {
			return err
		}
		to, err := in.read(g, op.Today())
		if err != nil {
			return err
		}
		key = op.NewID()
		made, err := link.MakeTx(op, link.New{Kind: link.Inspect, Email: to.Email, Subject: key})
		if err != nil {
			return err
		}
		err = op.Insert(`INSERT INTO inspection (network_id, id, unit_id, grant_id, year, name, firm, email, lang, until, link_id, created_at, created_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			op.Network(), key, g.Unit, g.ID, to.year, to.Name, to.Firm, to.Email, to.Lang, to.until, made, op.At, op.Scope.Account(), op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "inspection.given", Object: "inspection", ID: key, Unit: g.Unit, Detail: map[string]any{"grant": g.ID, "year": to.year, "name": to.Name, "firm": to.Firm, "email": to.Email, "until": to.until}})
		i, err := forStaffTx(op.Tx, sc, access.GrantManage, key)
		if err != nil {
			return err
		}
		return post.SendTx(op, post.Letter{Key: "inspection_given", To: to.Email, ToName: to.Name, Lang: to.Lang, Data: i.letter(), Link: made, Unit: g.Unit, AboutKind: "inspection", About: key})
	})
	return key, operation.Wrap("give access to an accountant", err)
}

// End takes the access back: the link opens nothing any more. What was drawn and said stays.
func (s *Service) End(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		i, err := forStaffTx(op.Tx, sc, access.GrantManage, key)
		if err != nil {
			return err
		}
		n, err := op.Exec(`UPDATE inspection AS i SET ended_at = $2, version = version + 1, operation_id = $3 WHERE {grant.manage:i} AND i.id = $1 AND i.ended_at IS NULL`, key, op.At, op.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("inspection.ended_already")
		}
		op.Audit(audit.Entry{Action: "inspection.ended", Object: "inspection", ID: key, Unit: i.Unit})
		return link.RevokeTx(op, link.Inspect, key)
	})
	return operation.Wrap("end access of an accountant", err)
}

// Grants lists the grants to which the principal may give access.
func (s *Service) Grants(ctx context.Context, sc access.Scope) (out []funding.Grant, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		all, err := funding.GrantsTx(tx, sc)
		for _, g := range all {
			if sc.CanOn(access.GrantManage, g.Unit) {
				out = append(out, g)
			}
		}
		return err
	})
	return out, operation.Wrap("read grants", err)
}
