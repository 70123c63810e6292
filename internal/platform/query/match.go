package query

import (
	"strconv"
	"strings"
)

// match reads what stands behind "field:".
func (p *parser) match(start int, word string) Node {
	f, known := p.v.field(word)
	if !known {
		e := p.failWith(UnknownField, start, p.at+1)
		e.Typed = word
		for _, s := range near(word, p.v.fieldWords()) {
			e.Suggest = append(e.Suggest, s+":")
		}
		return Node{}
	}
	p.at++
	n := Node{Shape: Match, Field: f.Key, Start: start}
	opAt := p.at
	for _, op := range []Op{AtLeast, AtMost, More, Less} {
		if rest, found := strings.CutPrefix(p.s[p.at:], string(op)); found {
			n.Op, p.at = op, len(p.s)-len(rest)
			break
		}
	}
	if n.Op != Is && f.Kind != Age && !f.Ordered {
		p.failWith(NoOrder, opAt, p.at).Field = f.Key
		return n
	}
	for p.err == nil {
		p.value(&n, f)
		if p.at >= len(p.s) || p.s[p.at] != ',' || n.Op != Is {
			break
		}
		p.at++
	}
	n.End = p.at
	return n
}

// value reads one value.
func (p *parser) value(n *Node, f Field) {
	start := p.at
	var text string
	if p.at < len(p.s) && p.s[p.at] == '"' {
		text = p.quoted()
	} else {
		text = p.word(" (),\"")
	}
	if p.err != nil {
		return
	}
	if strings.TrimSpace(text) == "" {
		p.failWith(NoValue, n.Start, max(p.at, n.Start+1)).Field = f.Key
		return
	}
	if key, ok := f.value(text); ok && (n.Op == Is || f.Ordered) {
		n.Values = append(n.Values, key)
		return
	}
	wrong := func(reason Reason) {
		e := p.failWith(reason, start, p.at)
		e.Field, e.Typed, e.Suggest = f.Key, text, near(text, f.valueWords())
	}
	switch f.Kind {
	case Text:
		n.Values = append(n.Values, strings.TrimSpace(text))
	case Choice:
		wrong(UnknownValue)
	case Age:
		days, ok := age(text)
		if !ok {
			wrong(NoAge)
			return
		}
		n.Values = append(n.Values, strconv.Itoa(days))
	}
}

// maxDays is a hundred years.
const maxDays = 36500

// age reads 60d, 8w, 3m or 1y, in Dutch or English, as days.
func age(text string) (days int, ok bool) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > maxDays {
		return 0, false
	}
	each := 0
	switch strings.ToLower(text[len(digits):]) {
	case "", "d", "dag", "dagen", "day", "days":
		each = 1
	case "w", "week", "weken", "weeks":
		each = 7
	case "m", "mnd", "maand", "maanden", "month", "months":
		each = 30
	case "y", "j", "jaar", "jaren", "year", "years":
		each = 365
	}
	return min(n*each, maxDays), each > 0
}
