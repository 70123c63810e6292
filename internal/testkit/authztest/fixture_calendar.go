package authztest

import (
	"schakel/internal/domain/calendar"
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

// feed makes a feed of a unit.
func (n *Net) feed(by access.Scope, unit string) link.Link {
	f := n.f
	got[id.ID](f)(n.svc().Calendar.MakeFeed(f.ctx(), by, calendar.FeedInput{Unit: n.Units[unit]}))
	return n.linkOf(link.Feed, n.Units[unit])
}
