package letter_test

import (
	"encoding/json"
	"strings"
	"time"

	"schakel/internal/domain/agreement"

	"schakel/internal/domain/company"
	"schakel/internal/domain/directory"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/webhook"
	"schakel/internal/platform/id"
)

// sample is a letter as a domain sends it, with name in every place that people type.
type sample struct {
	link link.Kind // empty: the letter carries none
	data func(name string) any
}

var lesson = engagement.When{Date: "2026-11-25", Start: "10:00", End: "12:00"}

func inCalendar(place string) engagement.InCalendar {
	starts := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	return engagement.InCalendar{Occurrence: about, Sequence: 3, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: place}
}

// series is a letter about three days; of a move the first two moved.
func series(about engagement.SeriesAbout) func(name string) any {
	return func(name string) any {
		l := engagement.SeriesLetter{
			About: about, Name: name, Company: true, Organisation: name, School: name, Teacher: name, Title: name, Place: name, Pupils: 24, People: 2,
			By: engagement.ByCompany, Reason: name, URL: "meet.example/" + name,
		}
		for n := range 3 {
			day := lesson
			day.Date = day.Date.AddDays(7 * n)
			in := inCalendar(name)
			in.Occurrence, in.Sequence, in.Starts, in.Ends = in.Occurrence[:len(in.Occurrence)-1]+id.ID(rune('0'+n)), n, in.Starts.AddDate(0, 0, 7*n), in.Ends.AddDate(0, 0, 7*n)
			l.Days, l.Calendar = append(l.Days, day), append(l.Calendar, in)
		}
		if about == engagement.SeriesMoved {
			l.Was = []engagement.When{lesson, lesson}
		}
		return l
	}
}

// agreementData is what all letters about agreements tell.
func agreementData(name string) any {
	return agreement.Letter{Agreement: about, N: 2, Name: name, Unit: name, Organisation: name, Party: name, Signer: name, Reason: name, From: "2026-11-25", To: "2028-11-24"}
}

func inspectionData(name string) any {
	return inspection.Letter{Inspection: about, Grant: name, Year: 2026, Name: name, Firm: name, Sender: name, Until: "2026-12-31", Agreed: 20, Questions: 3, Findings: 2}
}

var samples = map[string]sample{
	"agreement_sign":          {link.Sign, agreementData},
	"agreement_sign_reminder": {link.Sign, agreementData},
	"agreement_signed":        {link.Sign, agreementData},
	"agreement_refused":       {"", agreementData},
	"agreement_withdrawn":     {"", agreementData},
	"agreement_ending":        {"", agreementData},
	"inspection_given":        {link.Inspect, inspectionData},
	"inspection_sent":         {"", inspectionData},
	"annual": {link.Annual, func(name string) any {
		return funding.AnnualLetter{Name: name, Organisation: name, Sender: name, Year: 2026}
	}},
	"join": {link.Join, func(name string) any {
		return network.RoleLetter{Inviter: name, Role: string(access.Teacher), Unit: name}
	}},
	"role_given": {"", func(name string) any {
		return network.RoleLetter{Inviter: name, Role: string(access.Teacher), Unit: name}
	}},
	"directory":   {link.Directory, func(name string) any { return directory.AskLetter{Directory: name, Unit: name} }},
	"sign_in":     {link.SignIn, func(name string) any { return identity.SignInLetter{Name: name, Minutes: 10} }},
	"second_step": {"", func(name string) any { return identity.SecondLetter{Name: name, What: "reset", By: name, Reason: name} }},
	"ledger_head": {"", func(string) any {
		return funding.HeadLetter{Seq: 412, Hash: strings.Repeat("0f", 32), Key: strings.Repeat("a1", 32), Closed: true, At: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC), File: json.RawMessage(`{"seq":412}`)}
	}},
	"ledger_broken": {"", func(string) any { return funding.FlawLetter{Flaw: funding.FlawSums, Seq: 412, Year: 2026} }},
	"ledger_holds":  {"", func(string) any { return funding.FlawLetter{Seq: 412} }},
	"webhook_paused": {"", func(name string) any {
		return webhook.PausedLetter{Name: name, Webhook: about, Why: webhook.Failing}
	}},
	"menu": {link.Menu, func(name string) any {
		return menu.MenuLetter{Name: name, Organisation: name, Unit: name, Sender: name, Items: 27}
	}},
	"colleague": {link.Company, func(name string) any {
		return company.ColleagueLetter{Name: name, By: name, Company: name, Unit: name, Visits: true, Signing: true}
	}},
	"members": {link.Members, func(name string) any {
		return menu.MembersLetter{Name: name, Umbrella: name, Unit: name, Sender: name}
	}},
	"invitation": {link.Invitation, func(name string) any {
		return need.InvitationLetter{
			Name: name, Organisation: name, School: name, Teacher: name, Item: name, Title: name, Goal: name,
			Pupils: 24, Date: "2026-11-25", Answer: "2026-11-18",
		}
	}},
	"invitation_reminder": {link.Invitation, func(name string) any {
		return need.InvitationLetter{Name: name, Organisation: name, School: name, Teacher: name, Title: name, Pupils: 24, Date: "2026-11-25", Answer: "2026-11-18"}
	}},
	"waves_dry": {"", func(name string) any { return need.WavesDryLetter{Title: name, Period: "2026-12-18", Waves: 3} }},
	"need_visit": {"", func(name string) any {
		return need.VisitLetter{Name: name, Title: name, Other: name, Pupils: 44, From: "2027-01-18", To: "2027-02-26"}
	}},
	"no_longer_needed": {"", func(name string) any {
		return need.NoLongerNeededLetter{Name: name, Organisation: name, School: name, Title: name, Date: "2026-11-25"}
	}},
	"agreed": {link.Visit, func(name string) any {
		return engagement.AgreedLetter{
			Name: name, Company: true, Organisation: name, School: name, Teacher: name, Title: name, When: lesson,
			Place: name, Pupils: 24, People: 2, Calendar: inCalendar(name),
		}
	}},
	"moved": {link.Visit, func(name string) any {
		return engagement.MovedLetter{Name: name, Organisation: name, School: name, Title: name, Was: lesson, When: lesson, Place: name, Reason: name, Calendar: inCalendar(name)}
	}},
	"cancelled": {"", func(name string) any {
		return engagement.CancelledLetter{Name: name, Organisation: name, School: name, Title: name, When: lesson, By: engagement.ByCompany, Reason: name, Calendar: inCalendar(name)}
	}},
	"postponed": {link.Visit, func(name string) any {
		return engagement.PostponedLetter{Name: name, Organisation: name, School: name, Title: name, Was: lesson, By: engagement.BySchool, Reason: name, Calendar: inCalendar(name)}
	}},
	"online": {link.Visit, func(name string) any {
		return engagement.OnlineLetter{Name: name, Organisation: name, School: name, Title: name, When: lesson, Place: "Online", URL: "meet.example/" + name, Reason: name, Calendar: inCalendar(name)}
	}},
	"offline": {link.Visit, func(name string) any {
		return engagement.OnlineLetter{Name: name, Organisation: name, School: name, Title: name, When: lesson, Place: name, Reason: name, Calendar: inCalendar(name)}
	}},
	"replaced": {"", func(name string) any {
		return engagement.ReplacedLetter{Name: name, Company: true, Organisation: name, Next: name, School: name, Title: name, When: lesson, Reason: name, Calendar: inCalendar(name)}
	}},
	"series_agreed":    {link.Visit, series(engagement.SeriesAgreed)},
	"series_moved":     {link.Visit, series(engagement.SeriesMoved)},
	"series_cancelled": {"", series(engagement.SeriesCancelled)},
	"series_postponed": {link.Visit, series(engagement.SeriesPostponed)},
	"series_replaced":  {"", series(engagement.SeriesReplaced)},
	"series_online":    {link.Visit, series(engagement.SeriesOnline)},
	"series_offline":   {link.Visit, series(engagement.SeriesOffline)},
	"dates_proposed": {link.Visit, func(name string) any {
		return engagement.DatesLetter{Name: name, Company: true, Organisation: name, School: name, Title: name, Dates: []engagement.When{lesson, lesson}, Reason: name}
	}},
	"dates_declined": {link.Visit, func(name string) any {
		return engagement.DatesLetter{Name: name, Organisation: name, School: name, Title: name, Dates: []engagement.When{lesson}, Reason: name}
	}},
	"thanks": {link.Evaluate, func(name string) any {
		return engagement.ThanksLetter{Name: name, Company: true, Organisation: name, School: name, Title: name, Date: "2026-11-25", Pupils: 24}
	}},
	"reminder_week": {link.Visit, func(name string) any {
		return engagement.ReminderLetter{Name: name, Company: true, Organisation: name, School: name, Teacher: name, Title: name, When: lesson, Place: name}
	}},
	"reminder_day": {link.Visit, func(name string) any {
		return engagement.ReminderLetter{Name: name, Company: true, Organisation: name, School: name, Title: name, When: lesson, Place: name, Pupils: 24}
	}},
	"mentioned": {"", func(name string) any {
		return relation.MentionedLetter{By: name, Organisation: name, ID: about}
	}},
	"claim_check":     {link.Claim, func(name string) any { return relation.ClaimLetter{Umbrella: name} }},
	"claim_confirmed": {"", func(name string) any { return relation.ClaimLetter{Umbrella: name, Company: name} }},
	"claim_refused":   {"", func(name string) any { return relation.ClaimLetter{Umbrella: name, Company: name, Reason: name} }},
	"still_right": {link.Menu, func(name string) any {
		return menu.StillRightLetter{Name: name, Organisation: name, Unit: name, Offers: []string{name, name}}
	}},
	"registration_check":    {link.Register, func(name string) any { return menu.RegistrationLetter{Unit: name} }},
	"registration_approved": {link.Menu, func(name string) any { return menu.RegistrationLetter{Unit: name, Company: name, Items: 3} }},
	"registration_refused":  {"", func(name string) any { return menu.RegistrationLetter{Unit: name, Company: name, Reason: name} }},
	"sign_off": {link.SignOff, func(name string) any {
		return engagement.SignOffLetter{Name: name, Organisation: name, School: name, Title: name, When: lesson, People: 2, Minutes: 150}
	}},
}

// leadsTo is where the button of a letter to a colleague leads.
var leadsTo = map[string]string{"ledger_broken": "/funding/ledger", "ledger_holds": "/funding/ledger", "webhook_paused": "/network/webhooks/" + string(about), "second_step": "/account/second", "agreement_refused": "/agreements/" + string(about), "inspection_sent": "/funding/inspections/" + string(about), "agreement_ending": "/agreements/" + string(about), "role_given": "/today", "waves_dry": "/needs/" + string(about), "need_visit": "/needs/" + string(about), "mentioned": "/relations/" + string(about) + "#timeline"}

const about id.ID = "01936d1c-0000-7000-8000-00000000abcd"
