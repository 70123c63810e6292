// Package facilityweb holds the pages of what schools share to work in: the labs, rooms, machines and vehicles of a network, who has
// them when, and the form to book one.
package facilityweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/network"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about facilities.
type Pages struct {
	facility *facility.Service
	network  *network.Service
}

// New makes the pages.
func New(f *facility.Service, n *network.Service) *Pages { return &Pages{f, n} }

const (
	section = "facilities"
	path    = "/facilities"
)

func pathOf(key id.ID) string { return path + "/" + string(key) }

// listView is the page with all facilities.
type listView struct {
	*page.Ctx
	all facility.Overview
}

// List shows what there is, and when each is taken next.
func (h *Pages) List(c *page.Ctx) error {
	all, err := h.facility.List(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("facility.title"), Section: section}, listPage(listView{c, all}))
}

func (v listView) add() *ui.Action {
	if !v.Scope.Can(access.FacilityManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("facility.add"), Icon: "plus", Href: path + "/new", Variant: ui.Primary}
}

func (v listView) secondary() []ui.Action {
	if len(v.all.Facilities) == 0 || !v.Scope.Can(access.EngagementRead) {
		return nil
	}
	return []ui.Action{{Label: v.P.T("facility.lanes"), Icon: "calendar", Href: "/calendar?by=facility&view=lanes"}}
}

func (v listView) table() ui.TableProps {
	t := v.P.T
	next, count := map[id.ID]facility.Use{}, map[id.ID]int{}
	for _, u := range v.all.Uses {
		if _, ok := next[u.Facility]; !ok {
			next[u.Facility] = u
		}
		count[u.Facility]++
	}
	table := ui.TableProps{
		Caption: t("facility.title"), CaptionHidden: true,
		Columns: []ui.Column{{Label: t("facility.name"), Primary: true}, {Label: t("facility.kind")}, {Label: t("facility.unit")}, {Label: t("facility.seats"), Align: "end"}, {Label: t("facility.next")}, {Label: t("facility.coming"), Align: "end"}},
	}
	for _, f := range v.all.Facilities {
		row := ui.Row{}
		row.Cells = append(row.Cells, ui.TitleLink(pathOf(f.ID), f.Name, f.Place), ui.Text(t("facility.kind."+string(f.Kind))), ui.TwoLines(f.UnitName, shared(v.P, f)), ui.Num(seats(v.P, f)))
		if u, ok := next[f.ID]; ok {
			row.Cells = append(row.Cells, ui.TwoLines(whenOf(v.P, u), u.UnitName))
		} else {
			row.Cells = append(row.Cells, ui.Muted(t("facility.free")))
		}
		row.Cells = append(row.Cells, ui.NumLink(pathOf(f.ID)+"#uses", v.P.Number(count[f.ID])))
		table.Rows = append(table.Rows, row)
	}
	return table
}

func shared(p *i18n.Printer, f facility.Facility) string {
	if f.Shared {
		return p.T("facility.shared.yes")
	}
	return p.T("facility.shared.no")
}

func seats(p *i18n.Printer, f facility.Facility) string {
	if f.Seats == 0 {
		return "–"
	}
	return p.Number(f.Seats)
}

// whenOf is a day with its times.
func whenOf(p *i18n.Printer, u facility.Use) string {
	from, until := u.Hours()
	return p.Date(u.On) + ", " + p.T("engagement.dates.times", from, until)
}

// recordView is the page of one facility.
type recordView struct {
	*page.Ctx
	r      facility.Record
	typed  bookTyped
	faults fault.Fields
}

type bookTyped struct{ unit, title, on, start, end string }

// Show shows a facility with what takes it up.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.show(recordView{Ctx: c, typed: bookTyped{on: c.Query("on"), start: "09:00", end: "11:00"}}, key, http.StatusOK)
}

func (h *Pages) show(v recordView, key id.ID, status int) (err error) {
	if v.r, err = h.facility.Record(v.Context(), v.Scope, key); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.r.Name, Section: section}, recordPage(v))
}

func (v recordView) manages() bool { return v.Scope.CanOn(access.FacilityManage, v.r.Unit) }

func (v recordView) secondary() []ui.Action {
	if v.r.Gone || !v.manages() {
		return nil
	}
	return []ui.Action{{Label: v.P.T("facility.edit"), Icon: "pencil", Href: pathOf(v.r.ID) + "/edit"}}
}

func (v recordView) facts() []ui.Def {
	t := v.P.T
	out := []ui.Def{{Term: t("facility.kind"), Text: t("facility.kind." + string(v.r.Kind))}, {Term: t("facility.unit"), Text: v.r.UnitName}}
	if v.r.Place != "" {
		out = append(out, ui.Def{Term: t("facility.place"), Text: v.r.Place})
	}
	if v.r.Seats > 0 {
		out = append(out, ui.Def{Term: t("facility.seats"), Text: v.P.Number(v.r.Seats)})
	}
	return append(out, ui.Def{Term: t("facility.shared"), Text: shared(v.P, v.r.Facility)})
}

// items are what takes the facility up. A school may free what it booked; an engagement is freed on its own page.
func (v recordView) items() []ui.ListItem {
	var out []ui.ListItem
	for _, u := range v.r.Uses {
		item := ui.ListItem{Icon: "clock", Title: whenOf(v.P, u), Sub: u.UnitName}
		if u.Title != "" {
			item.Sub += " · " + u.Title
		}
		switch {
		case u.Engagement != "":
			item.Icon, item.Href = "handshake", "/engagements/"+string(u.Engagement)
		case u.Title != "" && v.Scope.CanOn(access.EngagementManage, u.Unit):
			item.Actions = []ui.Action{{
				Label: v.P.T("facility.free_again"), Icon: "x", Method: "post", Href: "/facility-bookings/" + string(u.ID) + "/free", Variant: ui.Quiet, Note: item.Title,
			}}
		}
		out = append(out, item)
	}
	return out
}

// bookFields are the fields with which a school books the facility for itself.
func (v recordView) bookFields() (unit, title, on, start, end ui.Field) {
	field := func(name, label, value string) ui.Field {
		return ui.Field{Name: name, ID: "book-" + name, Label: v.P.T(label), Value: value, Required: true, Error: page.Message(v.P, v.faults, name)}
	}
	unit = field("unit", "facility.for", v.typed.unit)
	if len(v.r.Units) > 1 {
		unit.Options = []ui.Option{{Label: v.P.T("engagement.choose_school")}}
	}
	for _, u := range v.r.Units {
		unit.Options = append(unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	title = field("title", "facility.what_for", v.typed.title)
	title.MaxLength = 160
	return unit, title, field("on", "engagement.day", v.typed.on), field("start", "engagement.from", v.typed.start), field("end", "engagement.until", v.typed.end)
}

// Book books the facility.
func (h *Pages) Book(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key := f.ID("facility")
	_, err = h.facility.Book(c.Context(), c.Scope, facility.BookInput{Facility: key, Unit: f.ID("unit"), Title: f.Text("title"), Slot: occurrence.Slot{
		On: clock.Date(f.Text("on")), Start: page.MinuteOfDay(f.Text("start")), End: page.MinuteOfDay(f.Text("end")),
	}})
	if faults, ok := page.Invalid(err); ok {
		typed := bookTyped{unit: f.Text("unit"), title: f.Text("title"), on: f.Text("on"), start: f.Text("start"), end: f.Text("end")}
		return h.show(recordView{Ctx: c, typed: typed, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(pathOf(key), "facility.booked", clock.Date(f.Text("on")))
}

// Free gives back what was booked.
func (h *Pages) Free(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	of, err := h.facility.CancelBooking(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return c.Redirect(pathOf(of), "facility.freed")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
