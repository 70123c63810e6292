// Package likeness says how much two short texts are alike, between 0 (nothing in common) and 1 (the same).
//
// Jaro-Winkler is kind to typing errors and to endings; trigrams are kind to words written together or apart. Both look at
// letters only: what a word means, and which words count, is for the caller.
package likeness

// JaroWinkler is the likeness of two words. Letters that stand in the same order near the same place count; a common beginning
// of up to four letters counts extra.
func JaroWinkler(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	j := jaro(x, y)
	prefix := 0
	for prefix < min(len(x), len(y), 4) && x[prefix] == y[prefix] {
		prefix++
	}
	return j + float64(prefix)*0.1*(1-j)
}

func jaro(x, y []rune) float64 {
	if len(x) == 0 || len(y) == 0 {
		if len(x) == len(y) {
			return 1
		}
		return 0
	}
	window := max(max(len(x), len(y))/2-1, 0)
	inX, inY := make([]bool, len(x)), make([]bool, len(y))
	matches := 0
	for i, r := range x {
		for j := max(0, i-window); j < min(len(y), i+window+1); j++ {
			if !inY[j] && y[j] == r {
				inX[i], inY[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i, r := range x {
		if !inX[i] {
			continue
		}
		for !inY[j] {
			j++
		}
		if r != y[j] {
			swapped++
		}
		j++
	}
	m := float64(matches)
	return (m/float64(len(x)) + m/float64(len(y)) + (m-float64(swapped/2))/m) / 3
}

// Trigram is the likeness of two texts by the groups of three letters that they share (Dice), with the edges marked.
func Trigram(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := trigrams(a), trigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared, total := 0, 0
	for g, n := range x {
		shared += min(n, y[g])
		total += n
	}
	for _, n := range y {
		total += n
	}
	return 2 * float64(shared) / float64(total)
}

func trigrams(s string) map[[3]rune]int {
	if s == "" {
		return nil
	}
	r := append(append([]rune{0, 0}, []rune(s)...), 0)
	out := make(map[[3]rune]int, len(r))
	for i := 0; i+3 <= len(r); i++ {
		out[[3]rune(r[i:i+3])]++
	}
	return out
}
