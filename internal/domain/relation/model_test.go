package relation_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"schakel/internal/platform/id"
)

// The model is what people believe Schakel does, in a few sentences. The latest value that was not undone is the value. Two records
// that were merged are one until they are parted, and then each has what it had. What was made stays until somebody bins it or
// undoes what made it, and nobody uses it. It knows no tables, no versions and no order of undoing.

// field is every value that was given, the latest last.
type field []*given

type given struct {
	by     int // batch; 0: by hand; made: with the row itself
	value  string
	undone bool
}

// made is by what a value came that was there from the beginning.
const made = -1

func (f *field) value() string {
	for _, g := range slices.Backward(*f) {
		if !g.undone {
			return g.value
		}
	}
	return ""
}

func (f *field) give(by int, value string) {
	if value != "" && value != f.value() {
		*f = append(*f, &given{by: by, value: value})
	}
}

// undo takes a batch's values back, and tells whether others stand.
func (f *field) undo(by int) (others bool) {
	for _, g := range *f {
		if g.by == by {
			g.undone = true
		}
		others = others || !g.undone && g.by != made
	}
	return others
}

// thing is an organisation or a person.
type thing struct {
	id             id.ID
	name           string
	madeBy         int // batch; 0: by hand
	binned         bool
	handled        bool // something else than what made it ever touched it
	phone, website field
	into           *merge // the merge in which it went
}

// merge is one of organisations or of people.
type merge struct {
	id         id.ID
	number     int
	people     bool
	kept, gone *thing
}

// place is somebody at an organisation.
type place struct {
	id       id.ID
	who, at  *thing
	madeBy   int
	left     bool
	doubleOf *merge // since which it says what another says
	leftAs   *merge // it was a double when the other one left: it comes back when they part
}

// talk is a contact.
type talk struct {
	id      id.ID
	at, who *thing
}

// label is a tag on an organisation, a double and taken off as a place is.
type label struct {
	at               *thing
	on               field
	doubleOf, leftAs *merge
}

type model struct {
	orgs, people []*thing
	places       []*place
	talks        []*talk
	labels       []*label
	merges       []*merge // that hold, in their order
	batches      int
}

// now is what a thing became.
func now(t *thing) *thing {
	for t != nil && t.into != nil {
		t = t.into.kept
	}
	return t
}

// live are the things that are there, by themselves.
func live(list []*thing) (out []*thing) {
	for _, t := range list {
		if !t.binned && t.into == nil {
			out = append(out, t)
		}
	}
	return out
}

// named finds what a file means by a name: who bears it, or else what those became.
func named(list []*thing, name string) (out []*thing) {
	for _, t := range live(list) {
		if t.name == name {
			out = append(out, t)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, t := range list {
		if r := now(t); t.name == name && t.into != nil && !t.binned && !r.binned && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func (p *place) stands() bool { return !p.left && p.leftAs == nil && !now(p.who).binned }

// at are the places that somebody has at an organisation, as it is now.
func (m *model) at(who, org *thing) (out []*place) {
	for _, p := range m.places {
		if p.stands() && now(p.who) == now(who) && now(p.at) == now(org) {
			out = append(out, p)
		}
	}
	return out
}

// join merges, as people see it: nothing moves, the one leads to the other.
func (m *model) join(g *merge, takes []string) {
	for _, take := range takes {
		of := func(t *thing) *field { return map[string]*field{"phone": &t.phone, "website": &t.website}[take] }
		if value := of(g.gone).value(); value != of(g.kept).value() {
			*of(g.kept) = append(*of(g.kept), &given{by: g.number, value: value})
		}
	}
	m.double(g)
	g.gone.into = g
	g.gone.handled, g.kept.handled = true, true
	m.merges = append(m.merges, g)
}

// double notes which places and labels of the one that goes say what those of the other say.
func (m *model) double(g *merge) {
	for _, p := range m.places {
		who, at := now(p.who), now(p.at)
		if !p.stands() || who != g.gone && at != g.gone {
			continue
		}
		if who == g.gone {
			who = g.kept
		} else {
			at = g.kept
		}
		if p.doubleOf == nil && len(m.at(who, at)) > 0 {
			p.doubleOf = g
		}
	}
	if g.people {
		return
	}
	own := m.label(g.kept)
	for _, l := range m.labels {
		if now(l.at) != g.gone || l.doubleOf != nil || own == nil {
			continue
		}
		l.doubleOf = g
		if l.on.value() == "on" {
			own.on.give(g.number, "on")
		} else {
			l.leftAs = g // undone while they are one, it comes back with the record that it was on
		}
	}
}

// label finds an organisation's own label, on or off.
func (m *model) label(org *thing) *label {
	for _, l := range m.labels {
		if now(l.at) == org && l.doubleOf == nil {
			return l
		}
	}
	return nil
}

// part undoes a merge.
func (m *model) part(g *merge) {
	g.gone.into = nil
	g.kept.phone.undo(g.number)
	g.kept.website.undo(g.number)
	for _, p := range m.places {
		if p.doubleOf == g {
			p.doubleOf, p.leftAs = nil, nil
		}
	}
	for _, l := range m.labels {
		l.on.undo(g.number)
		if l.doubleOf == g {
			l.doubleOf, l.leftAs = nil, nil
		}
	}
	m.merges = slices.DeleteFunc(m.merges, func(o *merge) bool { return o == g })
}

// leave ends somebody's work at an organisation. Of places that became one only that one ends: parted, the others are as they were.
func (m *model) leave(who, org *thing) (ended []*place) {
	ended = m.at(who, org)
	for _, p := range ended {
		if p.left = p.doubleOf == nil; !p.left {
			p.leftAs = p.doubleOf
		}
	}
	return ended
}

// lines is everything that people see, sorted.
func (m *model) lines() (out []string) {
	for _, o := range live(m.orgs) {
		out = append(out, fmt.Sprintf("org %s %s %s", o.show(), o.phone.value(), o.website.value()))
	}
	for _, p := range live(m.people) {
		out = append(out, fmt.Sprintf("person %s %s", p.show(), p.phone.value()))
	}
	for _, p := range m.places {
		if o := now(p.at); p.stands() && !o.binned {
			out = append(out, fmt.Sprintf("place %s at %s", now(p.who).show(), o.show()))
		}
	}
	for _, c := range m.talks {
		if o := now(c.at); !o.binned {
			out = append(out, fmt.Sprintf("talk %s with %s %s", tail(c.id), o.show(), now(c.who).show()))
		}
	}
	for _, l := range m.labels {
		if o := now(l.at); l.on.value() == "on" && l.leftAs == nil && !o.binned {
			out = append(out, "label on "+o.show())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// show names a thing: its name and the end of its id.
func (t *thing) show() string {
	if t == nil {
		return "-"
	}
	return t.name + "/" + tail(t.id)
}

func tail(key id.ID) string { return string(key[max(0, len(key)-6):]) }

// difference shows two sorted lists where they differ.
func difference(got, want []string) string {
	var b strings.Builder
	for i, j := 0, 0; i < len(got) || j < len(want); {
		switch {
		case j == len(want) || i < len(got) && cmp.Less(got[i], want[j]):
			b.WriteString("  is there, and should not be: " + got[i] + "\n")
			i++
		case i == len(got) || cmp.Less(want[j], got[i]):
			b.WriteString("  is missing: " + want[j] + "\n")
			j++
		default:
			i, j = i+1, j+1
		}
	}
	return b.String()
}
