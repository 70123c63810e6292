package authztest

import (
	"schakel/internal/domain/calendar"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// calendar is a school week of every unit that keeps them, and feeds: of colleagues, of a unit, of companies.
func (n *Net) calendar() {
	f := n.f
	for _, unit := range []string{"root", "almelo", "hengelo", "noordik", "canisius", "montessori"} {
		word := n.word("fact", "")
		from := f.Today.AddDays(3)
		key := got[id.ID](f)(n.svc().SchoolYear.AddWeek(f.ctx(), n.System, schoolyear.WeekInput{
			Unit: n.Units[unit], Kind: schoolyear.ProjectWeek, Title: word, From: from, To: from.AddDays(4),
		}))
		n.add(&Object{Kind: "school_week", ID: key, Unit: unit, Word: word})
	}
	for _, a := range []struct {
		by   access.Scope
		unit string
	}{{n.Teacher, "noordik"}, {n.TeacherCanisius, "canisius"}, {n.TeacherHengelo, "montessori"}} {
		n.facility(a.by, a.unit)
	}
	for _, a := range []struct {
		by   access.Scope
		unit string
	}{{n.Teacher, "noordik"}, {n.Accountant, "root"}, {n.TeacherHengelo, "montessori"}} {
		l := n.feed(a.by, a.unit)
		n.keep("feed of "+a.unit, l, "")
		n.add(&Object{Kind: "calendar_feed", ID: l.ID, Owner: a.by.Account(), Tag: a.unit})
	}
	ended := n.feed(n.TeacherCanisius, "canisius")
	f.must(n.svc().Calendar.EndFeed(f.ctx(), n.TeacherCanisius, ended.ID))
	n.keep("revoked feed", ended, "")
	for _, company := range []string{"kolk", "ziel"} {
		org := n.the("organisation", "", company)
		n.write(func(op *operation.Op) error {
			_, err := link.MakeTx(op, link.New{Kind: link.Feed, Organisation: org.ID})
			return err
		})
		n.keep("feed of "+company, n.linkOf(link.Feed, org.ID), company)
	}
}

// facility is a lab of a school, taken up by an engagement of another day and by a booking.
func (n *Net) facility(by access.Scope, unit string) {
	f := n.f
	word := n.word("fact", "")
	key := got[id.ID](f)(n.svc().Facility.Add(f.ctx(), n.System, facility.Input{
		Unit: n.Units[unit], Kind: facility.Lab, Name: word, Place: n.word("fact", ""), Description: n.word("fact", ""), Shared: true,
	}))
	n.add(&Object{Kind: "facility", ID: key, Unit: unit, Word: word})
	free := got[id.ID](f)(n.svc().Facility.Add(f.ctx(), n.System, facility.Input{Unit: n.Units[unit], Kind: facility.Room, Name: n.word("fact", ""), Shared: true}))
	n.add(&Object{Kind: "facility", ID: free, Unit: unit, Tag: "free"})
	what := n.word("engagement", unit)
	booking := got[id.ID](f)(n.svc().Facility.Book(f.ctx(), by, facility.BookInput{
		Facility: key, Unit: n.Units[unit], Title: what, Slot: occurrence.Slot{On: f.Today.AddDays(15), Start: 600, End: 720},
	}))
	n.add(&Object{Kind: "facility_booking", ID: booking, Unit: unit, Word: what})
	moved := n.the("engagement", unit, "moved")
	place, why := n.word("engagement", unit), n.word("engagement", unit)
	n.tellLink(place, n.occurrence(moved), n.tagOf(moved.Owner)) // the company reads where and why
	n.tellLink(why, n.occurrence(moved), n.tagOf(moved.Owner))
	f.must(n.svc().Engagement.Reschedule(f.ctx(), by, moved.ID, engagement.RescheduleInput{
		Version: 2, Slot: occurrence.Slot{On: f.Today.AddDays(28), Start: 540, End: 660}, Place: place, Room: key, Reason: why, Anyway: true,
	}))
}

// feed makes a feed of a unit.
func (n *Net) feed(by access.Scope, unit string) link.Link {
	f := n.f
	got[id.ID](f)(n.svc().Calendar.MakeFeed(f.ctx(), by, calendar.FeedInput{Unit: n.Units[unit]}))
	return n.linkOf(link.Feed, n.Units[unit])
}
