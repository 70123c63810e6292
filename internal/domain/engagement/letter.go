package engagement

import (
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// When is a day with its times as people in Amsterdam read them.
type When struct {
	Date  clock.Date `json:"date"`  // ISO
	Start string     `json:"start"` // 10:00
	End   string     `json:"end"`   // 12:00
}

func whenOf(o occurrence.Occurrence) When {
	zone := clock.Amsterdam()
	return When{Date: o.HeldOn, Start: o.StartsAt.In(zone).Format("15:04"), End: o.EndsAt.In(zone).Format("15:04")}
}

// InCalendar is what a letter puts into the receiver's own calendar, changes there or strikes.
type InCalendar struct {
	Occurrence id.ID     `json:"occurrence"` // empty: nothing
	Sequence   int       `json:"sequence"`   // counts the changes
	Starts     time.Time `json:"starts"`
	Ends       time.Time `json:"ends"`
	Place      string    `json:"place"`
}

func inCalendar(o occurrence.Occurrence) InCalendar {
	place := o.Place
	if o.Online() {
		place = o.MeetingURL
	}
	return InCalendar{Occurrence: o.ID, Sequence: o.Version - 1, Starts: o.StartsAt, Ends: o.EndsAt, Place: place}
}

// AgreedLetter is the data of the letter "agreed". Company tells whether it goes to the company or to the teacher.
type AgreedLetter struct {
	Name         string `json:"name"`
	Company      bool   `json:"company"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Teacher      string `json:"teacher"` // who asked for it; may be empty
	Title        string `json:"title"`
	When         When   `json:"when"`
	Place        string `json:"place"`
	Pupils       int    `json:"pupils"` // 0: not known
	People       int    `json:"people"` // of the company

	Calendar InCalendar `json:"calendar"`
}

// MovedLetter is the data of the letter "moved".
type MovedLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	Was          When   `json:"was"`
	When         When   `json:"when"`
	Place        string `json:"place"`
	Reason       string `json:"reason"`

	Calendar InCalendar `json:"calendar"`
}

// PostponedLetter is the data of the letter "postponed": it does not take place on its day, and waits for another.
type PostponedLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	Was          When   `json:"was"`
	By           Party  `json:"by"` // school or company
	Reason       string `json:"reason"`

	Calendar InCalendar `json:"calendar"`
}

// OnlineLetter is the data of the letters "online" and "offline": it moved online, or back to a place.
type OnlineLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	When         When   `json:"when"`
	Place        string `json:"place"`
	URL          string `json:"url"` // where to meet while it is online
	Reason       string `json:"reason"`

	Calendar InCalendar `json:"calendar"`
}

// ReplacedLetter is the data of the letter "replaced": another company comes, or is looked for. Company tells whether it goes to the
// company that can't or to the teacher.
type ReplacedLetter struct {
	Name         string `json:"name"`
	Company      bool   `json:"company"`
	Organisation string `json:"organisation"`
	Next         string `json:"next"` // who comes instead; empty while it is looked for
	School       string `json:"school"`
	Title        string `json:"title"`
	When         When   `json:"when"`
	Reason       string `json:"reason"`

	Calendar InCalendar `json:"calendar"`
}

// CancelledLetter is the data of the letter "cancelled".
type CancelledLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	When         When   `json:"when"`
	By           Party  `json:"by"` // school or company
	Reason       string `json:"reason"`

	Calendar InCalendar `json:"calendar"`
}

// SignOffLetter is the data of the letter "sign_off", which carries the link.
type SignOffLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	When         When   `json:"when"`
	People       int    `json:"people"`  // planned
	Minutes      int    `json:"minutes"` // planned, per person, preparation included
}

// addressee is somebody who gets a letter.
type addressee struct {
	Account id.ID  `db:"id"` // empty for the company's person
	Person  id.ID  // empty for a colleague
	Email   string `db:"email"`
	Name    string `db:"name"`
	Lang    string `db:"lang"`
}

// companyTx finds whom to mail at the company: the contact of the engagement while that person works there, else the
// first to ask. Nobody with a mail address gives false.
func companyTx(op *operation.Op, e Engagement) (addressee, bool, error) {
	p, err := relation.MailPersonTx(op, e.Organisation, e.Person, relation.MailAgreed)
	if fault.Is(err, fault.KindNotFound) || e.Person != "" && fault.Is(err, fault.KindInvalid) {
		p, err = relation.MailPersonTx(op, e.Organisation, "", relation.MailAgreed)
	}
	if fault.Is(err, fault.KindInvalid) {
		return addressee{}, false, nil
	}
	return addressee{Person: p.ID, Email: p.Email, Name: p.Name, Lang: p.Lang}, err == nil, err
}

// colleaguesTx finds who among us must hear of a change: the teachers who asked, else who made the agreement; never the one
// who is making the change.
func colleaguesTx(op *operation.Op, e Engagement) ([]addressee, error) {
	return operation.Select[addressee](op, `SELECT DISTINCT a.id, a.email, a.name, a.lang
		FROM engagement e
		LEFT JOIN engagement_need en ON en.network_id = e.network_id AND en.engagement_id = e.id
		LEFT JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id
		JOIN account a ON a.id = COALESCE(n.asked_by, e.agreed_by)
		WHERE {wall:e} AND e.id = $1 AND a.id <> $2 AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		ORDER BY a.id LIMIT 50`, e.ID, string(op.Scope.Account()))
}

// sendTx queues a letter about the engagement.
func sendTx(op *operation.Op, e Engagement, to addressee, key string, data any, with id.ID) error {
	return post.SendTx(op, post.Letter{
		Key: key, To: to.Email, ToName: to.Name, Lang: to.Lang, Data: data, Link: with,
		Unit: e.Unit, Organisation: e.Organisation, AboutKind: "engagement", About: e.ID,
	})
}

// tellTx sends a letter to the company, when there is somebody to mail, with the link to its page of the engagement, and to our colleagues.
func tellTx(op *operation.Op, e Engagement, key string, data func(to addressee) any) error {
	company, ok, err := companyTx(op, e)
	if err != nil {
		return err
	}
	if ok {
		page, err := visitLinkTx(op, e, company)
		if err != nil {
			return err
		}
		if err := sendTx(op, e, company, key, data(company), page); err != nil {
			return err
		}
	}
	colleagues, err := colleaguesTx(op, e)
	if err != nil {
		return err
	}
	for _, c := range colleagues {
		if err := sendTx(op, e, c, key, data(c), ""); err != nil {
			return err
		}
	}
	return nil
}

// askSignOffTx mails the company a link to sign its hours with; earlier links end. Nobody to mail gives false.
func askSignOffTx(op *operation.Op, e Engagement, o occurrence.Occurrence) (bool, error) {
	to, ok, err := companyTx(op, e)
	if err != nil || !ok {
		return false, err
	}
	if err := link.RevokeTx(op, link.SignOff, o.ID); err != nil {
		return false, err
	}
	key, err := link.MakeTx(op, link.New{Kind: link.SignOff, Email: to.Email, Organisation: e.Organisation, Person: to.Person, Subject: o.ID})
	if err != nil {
		return false, err
	}
	return true, sendTx(op, e, to, "sign_off", SignOffLetter{
		Name: to.Name, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title,
		When: whenOf(o), People: o.PeoplePlanned, Minutes: o.MinutesEach(),
	}, key)
}
