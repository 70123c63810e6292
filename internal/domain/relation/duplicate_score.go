package relation

import (
	"slices"
	"strings"

	"schakel/internal/algo/likeness"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Reason is why two records may be, or may not be, the same.
type Reason string

// The reasons for.
const (
	SameKVK     Reason = "kvk"
	SameRSIN    Reason = "rsin"
	SameName    Reason = "name"
	LikeName    Reason = "like_name"
	SameEmail   Reason = "email"
	SameDomain  Reason = "domain"
	SamePhone   Reason = "phone"
	SameAddress Reason = "address"
	SamePlace   Reason = "place"
)

// DuplicateThreshold is the score from which two records are called likely duplicates. On the labelled pairs in testdata it gives
// the precision and recall that TestDuplicatePairs states.
const DuplicateThreshold = 100

// The points for and against. They are whole, and add up: each line of a verdict explains itself.
const (
	pointsNumber      = 165  // the same number of a register
	pointsOtherNumber = -90  // another number: another firm
	pointsBranch      = -160 // the same number with two establishments: two branches
	pointsEmail       = 60
	pointsDomain      = 45
	pointsOtherDomain = -15
	pointsPhone       = 50
	pointsOtherPhone  = -5
	pointsAddress     = 45 // postcode and house number
	pointsNear        = 25 // the same house number but for a letter, or one of the two numbers unknown
	pointsPlace       = 35 // the same place, of which one has no postcode
	pointsMoved       = -15
	pointsElsewhere   = -65 // another place
	pointsSameName    = 65
	pointsLikeName    = 55
	pointsNearName    = 40
	pointsPartName    = 25 // one name is the other with a word more
	pointsClash       = -45
	pointsOtherName   = -40
)

// likelySame adds up what speaks for and against two organisations being the same.
func likelySame(a, b *Organisation) (score int, why []Reason) {
	add := func(points int, r Reason) {
		score += points
		if points > 0 && r != "" {
			why = append(why, r)
		}
	}
	branch := a.Establishment != "" && b.Establishment != "" && a.Establishment != b.Establishment
	number := func(x, y string, r Reason) {
		switch {
		case x == "" || y == "":
		case x != y:
			add(pointsOtherNumber, "")
		case branch:
			add(pointsBranch, "")
		default:
			add(pointsNumber, r)
		}
	}
	number(a.KVK, b.KVK, SameKVK)
	if a.KVK == "" || b.KVK == "" {
		number(a.RSIN, b.RSIN, SameRSIN)
	}
	name := nameScore(a.Name, b.Name)
	switch {
	case name >= pointsSameName:
		add(name, SameName)
	default:
		add(name, LikeName)
	}
	add(reachScore(a, b))
	switch {
	case a.Phone == "" || b.Phone == "":
	case a.Phone == b.Phone:
		add(pointsPhone, SamePhone)
	default:
		add(pointsOtherPhone, "")
	}
	add(addressScore(a, b))
	return score, why
}

// reachScore compares mail addresses and domains.
func reachScore(a, b *Organisation) (int, Reason) {
	if a.Email != "" && a.Email == b.Email {
		return pointsEmail, SameEmail
	}
	x, y := domainsOf(a), domainsOf(b)
	if len(x) == 0 || len(y) == 0 {
		return 0, ""
	}
	if slices.ContainsFunc(x, func(d string) bool { return slices.Contains(y, d) }) {
		return pointsDomain, SameDomain
	}
	return pointsOtherDomain, ""
}

// domainsOf are the own domains of an organisation, each once.
func domainsOf(o *Organisation) []string {
	var out []string
	for _, d := range []string{webDomain(o.Website), mailDomain(o.Email)} {
		if d != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

func addressScore(a, b *Organisation) (int, Reason) {
	x, y := check.Key(a.Place), check.Key(b.Place)
	samePlace := x != "" && y != "" && (x == y || likeness.JaroWinkler(x, y) >= 0.92)
	switch {
	case a.Postcode != "" && a.Postcode == b.Postcode:
		return houseScore(a.HouseNumber, b.HouseNumber), SameAddress
	case x == "" || y == "":
		return 0, ""
	case !samePlace:
		return pointsElsewhere, ""
	case a.Postcode != "" && b.Postcode != "":
		return pointsMoved, ""
	default:
		return pointsPlace, SamePlace
	}
}

func houseScore(a, b string) int {
	a, b = check.Key(strings.ReplaceAll(a, "-", " ")), check.Key(strings.ReplaceAll(b, "-", " "))
	a, b = strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", "")
	digits := func(s string) string {
		return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	}
	switch {
	case a == "" || b == "":
		return pointsNear
	case a == b:
		return pointsAddress
	case digits(a) == digits(b):
		return pointsNear
	default:
		return 0
	}
}

// alike is from where two words are the same but for typing; short words must be nearly equal.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	if min(len(a), len(b)) < 4 {
		return false
	}
	like := likeness.JaroWinkler(a, b)
	return like >= 0.92 || like >= 0.85 && sound([]string{a}) == sound([]string{b})
}

// nameScore compares names without legal form.
func nameScore(a, b string) int {
	x, y := nameWords(a), nameWords(b)
	joinedX, joinedY := strings.Join(x, ""), strings.Join(y, "")
	if joinedX == joinedY {
		return pointsSameName
	}
	onlyX, onlyY := unmatched(x, y)
	switch {
	case len(onlyX) == 0 && len(onlyY) == 0:
		return pointsLikeName
	case likeness.Trigram(joinedX, joinedY) >= 0.8 && likeness.JaroWinkler(joinedX, joinedY) >= 0.92:
		return pointsNearName // written together, or an error that moves a space
	case len(onlyX) == len(x):
		return pointsOtherName
	case len(onlyX) == 0 || len(onlyY) == 0:
		return partScore(x, y, append(onlyX, onlyY...))
	default:
		return pointsClash
	}
}

// partScore is for a name that is the other one with some words more: what it does, mostly.
func partScore(x, y, more []string) int {
	shared := x
	if len(y) < len(x) {
		shared = y
	}
	if !slices.ContainsFunc(shared, func(w string) bool { return !trades[w] }) {
		return pointsOtherName // only "bouw" in common
	}
	if slices.ContainsFunc(more, func(w string) bool { return !trades[w] }) {
		return 0
	}
	return pointsPartName
}

// unmatched are the words of each name that the other does not have, but for typing errors.
func unmatched(x, y []string) (onlyX, onlyY []string) {
	left := slices.Clone(y)
	for _, w := range x {
		at := slices.Index(left, w)
		if at < 0 {
			at = slices.IndexFunc(left, func(v string) bool {
				return !trades[w] && !trades[v] && alike(w, v) || trades[w] != trades[v] && alike(w, v)
			})
		}
		if at < 0 {
			onlyX = append(onlyX, w)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	return onlyX, left
}

// pair puts two ids in the order in which pairs are kept.
func pair(a, b id.ID) (id.ID, id.ID) {
	if b < a {
		return b, a
	}
	return a, b
}

// reasonsOf is a list of reasons as it is kept.
func reasonsOf(why []Reason) db.Strings {
	out := make(db.Strings, len(why))
	for i, r := range why {
		out[i] = string(r)
	}
	return out
}
