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
