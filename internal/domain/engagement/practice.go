package engagement

// A lesson of which both sides were glad is worth writing up, so that other schools can do the same. Whoever looks at it is proposed to put
// that on their list.

// gladFrom is the score from which a side was glad: well, or very well.
const gladFrom = 3

// Glad reports whether the school and the company both said that it went well, and the school would do it once more.
func Glad(said []Evaluation) bool {
	again := false
	for _, e := range said {
		if e.Score < gladFrom || e.Again == AgainNo {
			return false
		}
		again = again || e.Side == BySchool && e.Again == AgainYes
	}
	return again && len(said) == len(Parties())
}

// quotedRunes is how much of a title stands in what somebody is to do, which holds 200 characters.
const quotedRunes = 120

// Quoted is a title as it stands in what is to be done about it; by it we know that somebody has it on their list already.
func Quoted(title string) string {
	runes := []rune(title)
	return "“" + string(runes[:min(len(runes), quotedRunes)]) + "”"
}
