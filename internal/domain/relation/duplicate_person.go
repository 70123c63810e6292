package relation

import (
	"cmp"
	"slices"
	"strings"

	"schakel/internal/platform/check"
	"schakel/internal/platform/id"
)

// The points for and against two people being one. Many share a telephone or info@; few share that and a name.
const (
	pointsPersonName  = 50
	pointsInitials    = 40
	pointsOtherPerson = -80
	pointsPersonMail  = 60
	pointsPersonPhone = 50
	pointsColleague   = 50 // the same organisation
)

// SameWork is a reason for two people to be one: they work at the same place.
const SameWork Reason = "work"

// comparePeople scores each probe against those who share a key with it.
func comparePeople(probes, known []Human) [][]LikelyPerson {
	byKey := map[string][]int{}
	for i := range known {
		for _, key := range known[i].keys() {
			byKey[key] = append(byKey[key], i)
		}
	}
	out := make([][]LikelyPerson, len(probes))
	for i := range probes {
		seen := map[id.ID]bool{probes[i].ID: true}
		for _, key := range probes[i].keys() {
			for _, at := range byKey[key] {
				if k := known[at]; !seen[k.ID] {
					seen[k.ID] = true
					if score, why := probes[i].likeness(k); score >= DuplicateThreshold {
						out[i] = append(out[i], LikelyPerson{k, score, why})
					}
				}
			}
		}
		slices.SortFunc(out[i], func(x, y LikelyPerson) int { return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.ID, y.ID)) })
		out[i] = out[i][:min(len(out[i]), keepLikely)]
	}
	return out
}

func (h Human) keys() []string {
	out := []string{"name " + check.Key(h.Name)}
	if h.Email != "" {
		out = append(out, "mail "+h.Email)
	}
	if h.Phone != "" {
		out = append(out, "phone "+h.Phone)
	}
	if h.WorksAt != "" {
		out = append(out, "work "+string(h.WorksAt))
	}
	return out
}

func (h Human) likeness(o Human) (score int, why []Reason) {
	add := func(yes bool, points int, r Reason) {
		if yes {
			score += points
			why = append(why, r)
		}
	}
	switch {
	case check.Key(h.Name) == check.Key(o.Name):
		add(true, pointsPersonName, SameName)
	case sameInitials(h.Name, o.Name):
		add(true, pointsInitials, LikeName)
	default:
		score += pointsOtherPerson
	}
	add(h.Email != "" && h.Email == o.Email, pointsPersonMail, SameEmail)
	add(h.Phone != "" && h.Phone == o.Phone, pointsPersonPhone, SamePhone)
	add(h.WorksAt != "" && h.WorksAt == o.WorksAt, pointsColleague, SameWork)
	return score, why
}

// particles are the small words of Dutch surnames.
var particles = wordSet("van de der den ter ten te t vd v d in het")

// sameInitials reports whether two names may be of one person: the same surname, but for typing, and no first name that speaks
// against it: "J. Jansen" and "Jan Jansen", "Erik van der Kolk" and "Eric vd Kolk".
func sameInitials(a, b string) bool {
	words := func(name string) []string {
		return slices.DeleteFunc(strings.Fields(check.Key(strings.ReplaceAll(name, ".", " "))), func(w string) bool { return particles[w] })
	}
	x, y := words(a), words(b)
	if len(x) == 0 || len(y) == 0 || !alike(x[len(x)-1], y[len(y)-1]) {
		return false
	}
	if len(x) == 1 || len(y) == 1 {
		return true
	}
	first, other := x[0], y[0]
	if len(first) <= 2 || len(other) <= 2 {
		return first[0] == other[0]
	}
	return alike(first, other)
}
