package i18n

import (
	"slices"
	"strings"
)

// template is a text cut at its placeholders: literal, argument, literal, … One more literal than
// arguments.
type template struct {
	literals []string
	args     []int
}

// parse cuts a text at {0} … {99}. Any other brace is text.
func parse(s string) template {
	var t template
	start := 0
	for i := 0; i < len(s); {
		n, size := placeholder(s[i:])
		if size == 0 {
			i++
			continue
		}
		t.literals = append(t.literals, s[start:i])
		t.args = append(t.args, n)
		i += size
		start = i
	}
	t.literals = append(t.literals, s[start:])
	return t
}

// placeholder reads a {n} at the start of s; size 0 when there is none.
func placeholder(s string) (n, size int) {
	if s[0] != '{' {
		return 0, 0
	}
	for i := 1; i < len(s) && i < 4; i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9' && i < 3:
			n = n*10 + int(s[i]-'0')
		case s[i] == '}' && i > 1:
			return n, i + 1
		default:
			return 0, 0
		}
	}
	return 0, 0
}

// placeholders lists the argument numbers, sorted, each once.
func (t template) placeholders() []int {
	nums := slices.Sorted(slices.Values(t.args))
	return slices.Compact(nums)
}

// fill puts the formatted arguments in. A placeholder without an argument stays visible.
func (t template) fill(format func(any) string, args []any) string {
	if len(t.args) == 0 {
		return strings.Join(t.literals, "")
	}
	var b strings.Builder
	for i, n := range t.args {
		b.WriteString(t.literals[i])
		if n < len(args) {
			b.WriteString(format(args[n]))
		} else {
			b.WriteString("⟦" + itoa(n) + "⟧")
		}
	}
	b.WriteString(t.literals[len(t.args)])
	return b.String()
}
