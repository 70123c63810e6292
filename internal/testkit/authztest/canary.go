package authztest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// Canaries are the unique words in the texts of the test world, each with the things it tells about. A word that stands in
// several places (a need's title becomes the engagement's) may be seen by whoever may see one of them.
type Canaries struct {
	mu   sync.Mutex
	n    int
	told map[string][]oracle.Thing
	// phrases are texts that the program itself writes about something, such as the age of the only contact with a company:
	// for what has no free text of its own.
	phrases map[string]oracle.Thing
	shown   map[oracle.Kind]bool // kinds of which somebody who may has seen something
}

// mark is how every canary begins. The scan looks for it without its first letter, which may be a capital.
const mark = "anarie"

// put makes a word about a thing: "KanarieTwenteNote0012". It fits names, notes and (in small letters) mail addresses.
func (c *Canaries) put(t oracle.Thing, network string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	word := fmt.Sprintf("K%s%s%s%04d", mark, network, strings.ToUpper(string(t.Kind[:1]))+strings.ReplaceAll(string(t.Kind[1:]), "_", ""), c.n)
	c.told[strings.ToLower(word)] = []oracle.Thing{t}
	return word
}

// also says that a word tells about one more thing.
func (c *Canaries) also(word string, t oracle.Thing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := strings.ToLower(word)
	c.told[key] = append(c.told[key], t)
}

// show notes which kinds a text shows to somebody who may see them.
func (c *Canaries) show(w oracle.World, p oracle.Person, text string) {
	words := c.In(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, word := range words {
		for _, t := range c.told[word] {
			if w.MaySee(p, t) {
				c.shown[t.Kind] = true
			}
		}
	}
	for phrase, t := range c.phrases {
		if !c.shown[t.Kind] && strings.Contains(text, phrase) && w.MaySee(p, t) {
			c.shown[t.Kind] = true
		}
	}
}

// Unseen lists the kinds that nobody was shown: the matrix is blind to a leak of those.
func (c *Canaries) Unseen() []oracle.Kind {
	var out []oracle.Kind
	add := func(k oracle.Kind) {
		if !c.shown[k] && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, things := range c.told {
		for _, t := range things {
			add(t.Kind)
		}
	}
	for _, t := range c.phrases {
		add(t.Kind)
	}
	slices.Sort(out)
	return out
}

// phrase says that a text which the program writes tells about a thing. It must occur nowhere else.
func (c *Canaries) phrase(text string, t oracle.Thing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.phrases[text] = t
}

// In lists the canaries in a text, each once.
func (c *Canaries) In(text string) []string {
	var found []string
	for {
		at := strings.Index(text, mark)
		if at < 0 {
			return found
		}
		end := at + len(mark)
		for end < len(text) && alphanumeric(text[end]) {
			end++
		}
		word := "k" + strings.ToLower(text[at:end])
		if end > at+len(mark) && !slices.Contains(found, word) {
			found = append(found, word)
		}
		text = text[end:]
	}
}

func alphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// Foreign lists the canaries in a text that the person may not see, with what they are.
func (c *Canaries) Foreign(w oracle.World, p oracle.Person, text string) []string {
	var out []string
	for phrase, t := range c.phrases {
		if strings.Contains(text, phrase) && !w.MaySee(p, t) {
			out = append(out, fmt.Sprintf("%q (%s)", phrase, t.Kind))
		}
	}
	for _, word := range c.In(text) {
		c.mu.Lock()
		things, known := c.told[word]
		c.mu.Unlock()
		if !known {
			out = append(out, word+" (made by no fixture)")
			continue
		}
		if !slices.ContainsFunc(things, func(t oracle.Thing) bool { return w.MaySee(p, t) }) {
			out = append(out, fmt.Sprintf("%s (%s of unit %.13s…)", word, things[0].Kind, things[0].Unit))
		}
	}
	return out
}

// text turns an identifier into the oracle's plain text.
func text(key id.ID) string { return string(key) }
