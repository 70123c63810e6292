package need

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Invitation is a company that was asked for a need, with its answer.
type Invitation struct {
	ID               id.ID          `db:"id"`
	Need             id.ID          `db:"need_id"`
	Organisation     id.ID          `db:"organisation_id"`
	OrganisationName string         `db:"organisation_name"`
	Points           int            `db:"points"`
	Reasons          db.JSON[[]Why] `db:"reasons"`
	ProposedOn       clock.Date     `db:"proposed_on"`
	SentAt           time.Time      `db:"sent_at"`
	Sender           string         `db:"sender"`
	ExpiresAt        time.Time      `db:"expires_at"`
	Reply            Reply          `db:"answer"` // empty: not answered yet
	AnsweredAt       *time.Time     `db:"answered_at"`
	AnswerOn         clock.Date     `db:"answer_on"`
	AnswerText       string         `db:"answer_text"`
	AgainOn          clock.Date     `db:"again_on"` // a no that means: not now, ask again from this day
	Wave             int            `db:"wave"`     // 0: by hand
	RemindedAt       *time.Time     `db:"reminded_at"`
	PassedAt         *time.Time     `db:"passed_at"`     // to a colleague
	CalledOffAt      *time.Time     `db:"called_off_at"` // what came of its yes did not go on
	Version          int            `db:"version"`
}

// Expired reports whether the time to answer passed without an answer.
func (i Invitation) Expired(now time.Time) bool { return i.Reply == "" && !i.ExpiresAt.After(now) }

// Holds reports whether it is a yes of which nothing was called off.
func (i Invitation) Holds() bool { return i.Reply == Yes && i.CalledOffAt == nil }

// On returns the day that holds: the one the company proposed, else the one it was asked for.
func (i Invitation) On() clock.Date {
	if i.AnswerOn != "" {
		return i.AnswerOn
	}
	return i.ProposedOn
}

const invitationColumns = `i.id, i.need_id, i.organisation_id, o.name AS organisation_name, i.points, i.reasons, i.proposed_on, i.sent_at,
		COALESCE(s.name, '') AS sender, i.expires_at, i.answer, i.answered_at, i.answer_on, i.answer_text,
		COALESCE(i.again_on, '') AS again_on, i.wave, i.reminded_at, i.passed_at, i.called_off_at, i.version
	FROM invitation i
	JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id
	JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
	LEFT JOIN account s ON s.id = i.sent_by `

// InvitationsTx returns the invitations of a need that the scope may read, the oldest first: those of the need that leads its visit.
func InvitationsTx(tx *db.Tx, sc access.Scope, need id.ID) ([]Invitation, error) {
	rows, err := db.Select[Invitation](tx, sc.Bind(`SELECT `+invitationColumns+`
		JOIN need v ON v.network_id = i.network_id AND COALESCE(v.visit_id, v.id) = i.need_id
		WHERE {need.read:v} AND v.id = $1 AND v.deleted_at IS NULL ORDER BY i.sent_at, i.id LIMIT 500`, need))
	return rows, operation.Wrap("read invitations", err)
}

// Asked is what the company sees behind the link in its invitation.
type Asked struct {
	Invitation       id.ID      `db:"id"`
	Need             id.ID      `db:"need_id"`
	OrganisationName string     `db:"organisation_name"`
	UnitName         string     `db:"unit_name"`
	Asker            string     `db:"asker"`
	Title            string     `db:"title"`
	Goal             string     `db:"goal"`
	Class            string     `db:"class_name"`
	Before           string     `db:"before_work"`
	After            string     `db:"after_work"`
	ItemNL           string     `db:"item_nl"`
	ItemEN           string     `db:"item_en"`
	Place            string     `db:"place"` // school, company, elsewhere, online; empty without a menu item
	Minutes          int        `db:"duration_minutes"`
	PrepMinutes      int        `db:"prep_minutes"`
	Profiles         db.Strings `db:"profiles"`
	Levels           db.Strings `db:"levels"`
	Year             int        `db:"school_year"`
	Pupils           int        `db:"pupils"`
	From             clock.Date `db:"period_from"`
	To               clock.Date `db:"period_to"`
	ProposedOn       clock.Date `db:"proposed_on"`
	ExpiresAt        time.Time  `db:"expires_at"`
	State            State      `db:"state"` // of the need
	Reply            Reply      `db:"answer"`
	AnsweredAt       *time.Time `db:"answered_at"`
	AnswerOn         clock.Date `db:"answer_on"`
	AnswerText       string     `db:"answer_text"`
	AgainOn          clock.Date `db:"again_on"` // a no that means: not now
	Visit            id.ID      `db:"visit_id"`

	Others []Companion // classes that the same visit serves
}

// ItemName returns the menu item's name in a language, empty for "I don't know yet".
func (a Asked) ItemName(lang string) string {
	return Need{ItemNL: a.ItemNL, ItemEN: a.ItemEN}.ItemName(lang)
}

// On returns the day that holds: the one the company proposed, else the one it was asked for.
func (a Asked) On() clock.Date { return Answered{AnswerOn: a.AnswerOn, ProposedOn: a.ProposedOn}.On() }

const askedColumns = `i.id, i.need_id, o.name AS organisation_name, u.name AS unit_name, COALESCE(a.name, '') AS asker, n.title, n.goal, n.class_name, n.before_work, n.after_work,
		COALESCE(m.name_nl, '') AS item_nl, COALESCE(m.name_en, '') AS item_en, COALESCE(m.place, '') AS place,
		COALESCE(m.duration_minutes, 0) AS duration_minutes, COALESCE(m.prep_minutes, 0) AS prep_minutes,
		n.profiles, n.levels, n.school_year, n.pupils, n.period_from, n.period_to, i.proposed_on, i.expires_at, n.state,
		i.answer, i.answered_at, i.answer_on, i.answer_text, COALESCE(i.again_on, '') AS again_on, n.visit_id
	FROM invitation i
	JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id
	JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
	JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id
	LEFT JOIN menu_item m ON m.network_id = n.network_id AND m.id = n.menu_item_id
	LEFT JOIN account a ON a.id = n.asked_by `

// InvitationForLink returns what the page behind an invitation's link shows, in the scope of that link.
func InvitationForLink(tx *db.Tx, sc access.Scope) (Asked, error) {
	a, err := operation.Found(db.Get[Asked](tx, sc.Bind(`SELECT `+askedColumns+` WHERE {invitation.answer:i} LIMIT 1`)))
	if err == nil && a.Visit != "" {
		err = a.withOthersTx(tx, sc)
	}
	return a, operation.Wrap("read invitation", err)
}

// withOthersTx adds the classes that the same visit serves, and what is asked for all of them.
func (a *Asked) withOthersTx(tx *db.Tx, sc access.Scope) error {
	n, err := operation.Found(db.Get[Need](tx, sc.Bind(dueText, a.Need)))
	if err != nil {
		return err
	}
	others, err := companionsTx(tx, sc, n)
	if err != nil || len(others) == 0 {
		return err
	}
	v := n.visitOf(others)
	a.Others = v.Others
	a.From, a.To, a.Profiles, a.Levels, a.Year = v.Round.From, v.Round.To, v.Round.Profiles, v.Round.Levels, v.Round.Year
	return nil
}
