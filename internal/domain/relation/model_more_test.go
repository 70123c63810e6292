package relation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func (p *play) merge(people bool, from []*thing, table string, how func(context.Context, access.Scope, relation.MergeInput) (id.ID, error), takes ...string) error {
	if len(from) < 2 {
		return nil
	}
	order := p.random.Perm(len(from))
	g := &merge{people: people, kept: from[order[0]], gone: from[order[1]], number: p.batch()}
	var take []string
	for _, t := range takes {
		if p.random.IntN(2) == 0 {
			take = append(take, t)
		}
	}
	p.say("merge %d: %s into %s, taking %v", g.number, g.gone.show(), g.kept.show(), take)
	var err error
	g.id, err = how(p.t.Context(), p.Twente.Relation, relation.MergeInput{
		Kept: g.kept.id, Gone: g.gone.id, KeptVersion: p.versionOf(table, g.kept), GoneVersion: p.versionOf(table, g.gone), Take: take,
	})
	if err == nil {
		p.join(g, take)
	}
	return err
}

func (p *play) binCompany() error {
	o := chosen(p, live(p.orgs))
	if o == nil {
		return nil
	}
	p.say("bin %s", o.show())
	undo, err := p.rel.BinOrganisation(p.t.Context(), p.Twente.Relation, o.id, p.versionOf("organisation", o))
	o.binned, o.handled = true, true
	p.bins = append(p.bins, binning{o, undo})
	return err
}

func (p *play) restoreCompany() error {
	if len(p.bins) == 0 {
		return nil
	}
	b := p.bins[len(p.bins)-1]
	p.bins = p.bins[:len(p.bins)-1]
	p.say("restore %s", b.org.show())
	b.org.binned = false
	return p.rel.RestoreOrganisation(p.t.Context(), p.Twente.Relation, b.org.id, b.undo)
}

func (p *play) hire() error {
	who, o := chosen(p, live(p.people)), chosen(p, live(p.orgs))
	if o == nil || who == nil || len(p.at(who, o)) > 0 {
		return nil
	}
	p.say("hire %s at %s", who.show(), o.show())
	who.handled, o.handled = true, true
	p.places = append(p.places, &place{who: who, at: o})
	if err := p.rel.AddPosition(p.t.Context(), p.Twente.Relation, o.id, relation.PositionInput{Person: who.id, Primary: p.random.IntN(2) == 0}); err != nil {
		return err
	}
	return p.adopt()
}

func (p *play) removePerson() error {
	var at []*place
	for _, l := range p.places {
		if l.stands() && !now(l.at).binned {
			at = append(at, l)
		}
	}
	l := chosen(p, at)
	if l == nil {
		return nil
	}
	who, o := now(l.who), now(l.at)
	p.say("remove %s from %s", who.show(), o.show())
	who.handled, o.handled = true, true
	undo, err := p.rel.RemovePerson(p.t.Context(), p.Twente.Relation, o.id, who.id)
	p.leaves = append(p.leaves, leave{who, o, undo, p.leave(who, o)})
	return err
}

// restorePerson brings back who was removed, unless they came back by themselves or the records were merged or parted since.
func (p *play) restorePerson() error {
	if len(p.leaves) == 0 {
		return nil
	}
	l := p.leaves[len(p.leaves)-1]
	p.leaves = p.leaves[:len(p.leaves)-1]
	p.say("restore %s at %s", l.who.show(), l.at.show())
	err := p.rel.RestorePerson(p.t.Context(), p.Twente.Relation, l.at.id, l.who.id, l.undo)
	if f, ok := fault.As(err); ok && (f.Kind == fault.KindConflict || f.Kind == fault.KindNotFound) {
		p.say("  refused: %v", err)
		for _, e := range l.ended {
			if now(e.who) != l.who || now(e.at) != l.at || l.at.binned || l.who.binned || len(p.at(l.who, l.at)) > 0 {
				return nil
			}
		}
		return errors.Join(err, errors.New("nothing stands in the way"))
	}
	for _, e := range l.ended {
		e.left, e.leftAs = false, nil
	}
	return err
}

const labelName = "Hout"

func (p *play) some() (out []*thing, keys []id.ID) {
	all := live(p.orgs)
	for _, i := range p.random.Perm(len(all)) {
		if len(out) < 2 {
			out, keys = append(out, all[i]), append(keys, all[i].id)
		}
	}
	return out, keys
}

// many does a bulk change and lets the model do the same to each organisation.
func (p *play) many(c listing.Change, each func(number int, o *thing)) error {
	orgs, keys := p.some()
	if len(orgs) == 0 {
		return nil
	}
	number := p.batch()
	c.List, c.IDs, c.Unit = relation.ListOrganisations, keys, p.Twente.Almelo
	names := ""
	for _, o := range orgs {
		names += " " + o.show()
	}
	p.say("bulk %d: %s %s%s", number, c.What, c.Value, names)
	done, err := p.bulk.Apply(p.t.Context(), p.Twente.Relation, c)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		o.handled = true
		each(number, o)
	}
	p.undos = append(p.undos, undoable{number, "bulk", func() error {
		_, err := p.bulk.Undo(p.t.Context(), p.Twente.Relation, done.Batch)
		return err
	}})
	return nil
}

func (p *play) tag() error {
	return p.many(listing.Change{What: listing.Tag, Value: labelName}, func(number int, o *thing) {
		if slices.ContainsFunc(p.labels, func(l *label) bool { return now(l.at) == o && l.on.value() == "on" && l.leftAs == nil }) {
			return // is tagged already
		}
		own := p.label(o)
		if own == nil {
			own = &label{at: o}
			p.labels = append(p.labels, own)
		}
		own.on.give(number, "on")
	})
}

func (p *play) untag() error {
	if len(p.labels) == 0 {
		return nil // the tag is not known yet
	}
	return p.many(listing.Change{What: listing.Untag, Value: labelName}, func(number int, o *thing) {
		for _, l := range p.labels {
			switch {
			case now(l.at) != o || l.on.value() != "on":
			case l.doubleOf == nil:
				l.on.give(number, "off")
			default:
				l.leftAs = l.doubleOf
			}
		}
	})
}

// settle changes relationships, of which the model knows only that they are there.
func (p *play) settle() error {
	return p.many(listing.Change{What: listing.Status, Value: chosen(p, []string{"active", "resting"}), Reason: "test"}, func(int, *thing) {})
}

// restoreField gives a phone number or website a value of before.
func (p *play) restoreField() error {
	o := chosen(p, live(p.orgs))
	if o == nil {
		return nil
	}
	_, all, err := p.rel.History(p.t.Context(), p.Twente.Relation, o.id)
	if err != nil {
		return err
	}
	var able []relation.Change
	for _, c := range all {
		if c.Object == "organisation" && c.Restorable && c.Key == o.id && c.Was != "" {
			able = append(able, c)
		}
	}
	c := chosen(p, able)
	if c.ID == "" {
		return nil
	}
	p.say("restore %s of %s to %s", c.Field, o.show(), c.Was)
	o.handled = true
	map[string]*field{"phone": &o.phone, "website": &o.website}[c.Field].give(0, c.Was)
	return p.rel.RestoreField(p.t.Context(), p.Twente.Relation, o.id, c.ID)
}

// tookBack is what the model makes of undoing a batch. What the batch made goes when nobody touched it since and stays when it is in
// use; in between the product may keep it, which it tells.
func (p *play) tookBack(number int) error {
	for _, t := range append(append([]*thing{}, p.orgs...), p.people...) {
		others := t.phone.undo(number)
		others = t.website.undo(number) || others
		if t.madeBy != number || t.binned {
			continue
		}
		gone := !p.isThere(t)
		used := others || t.into != nil || p.inUse(t)
		if gone && used {
			return fmt.Errorf("%s is gone, and in use", t.show())
		}
		if !gone && !used && p.untouched(t) {
			return fmt.Errorf("%s is there, and nobody touched it", t.show())
		}
		t.binned = gone
	}
	for _, l := range p.labels {
		l.on.undo(number)
	}
	for _, l := range p.places {
		if l.madeBy == number { // the product may keep it, as it may keep what hangs on it
			undone := find[int](p.env, `SELECT 1 FROM change WHERE object = 'position' AND object_id = $1 AND field = '' AND undone_op IS NOT NULL`, l.id)
			l.left = l.left || len(undone) > 0
		}
	}
	return nil
}

// untouched reports whether nobody did anything since with a thing, and with those whom it came with.
func (p *play) untouched(t *thing) bool {
	for _, l := range p.places {
		if (l.at == t || l.who == t) && (l.at.handled || l.who.handled) {
			return false
		}
	}
	return !t.handled
}

// inUse reports whether people see something that hangs on a thing, beside what made it.
func (p *play) inUse(t *thing) bool {
	for _, g := range p.merges {
		if g.kept == t {
			return true
		}
	}
	for _, c := range p.talks {
		if now(c.at) == t || now(c.who) == t && t != nil {
			return true
		}
	}
	for _, l := range p.places {
		if l.stands() && (now(l.at) == t || now(l.who) == t) && l.madeBy != t.madeBy {
			return true
		}
	}
	return false
}
