package relation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	schoolTypes = regexp.MustCompile(`(?i)[\s,]+(?:voor|v\.?)\s+(?:de\s+)?(?:pro\b|praktijk|lyc|ath|gym|havo|mavo|vmbo|vbo|vwo|lwoo|geref|reform)`)
	schoolList  = regexp.MustCompile(`(?i)[\s,]+(?:(?:lyceum|lyc|atheneum|ath|gymnasium|gymn|gym|havo|mavo|vmbo|vbo|vwo|lwoo|pro|en)[\s,/]*){3,}$`)
	schoolWord  = regexp.MustCompile(`(?i)[\s,]+(?:(?:openbare|chr\.?|christelijke|interconf\S*|pc|rk|r\.k\.)\s+)?(?:scholengemeenschap|sgm|sgs|sg|school)\.?$`)
	schoolPlace = regexp.MustCompile(`(?i)[\s,]+(?:loc\.?|locatie|vestiging):?\s+(.{3,60})$`)
	kindOnly    = regexp.MustCompile(`(?i)^(?:school|scholengroep|scholengemeenschap|gereformeerde?|christelijke?|openbare|reformatorische?|rooms katholieke)$`)
)

// shortName leaves out what DUO's names say about school types: "Pius X College Scholengemeenschap voor Lyceum Havo
// Mavo" is Pius X College to everybody. A named location stays: "PENTA college, Scala Rietvelden".
func shortName(name string) string {
	base, place := name, ""
	if m := schoolPlace.FindStringSubmatchIndex(name); m != nil {
		base, place = name[:m[0]], name[m[2]:m[3]]
		if cut := schoolTypes.FindStringIndex(place); cut != nil {
			place = place[:cut[0]]
		}
	}
	base = cutName(cutName(cutName(base, schoolTypes), schoolList), schoolWord)
	if place != "" {
		return base + ", " + place
	}
	return base
}

// cutName takes away the end of a name from where the pattern matches, unless nothing that names remains.
func cutName(name string, pattern *regexp.Regexp) string {
	m := pattern.FindStringIndex(name)
	if m == nil {
		return name
	}
	rest := strings.TrimRight(name[:m[0]], " ,-")
	if utf8.RuneCountInString(rest) < 3 || kindOnly.MatchString(rest) {
		return name
	}
	return rest
}

// tellApart adds to locations of one school that would have the same short name what tells each of them apart: the place,
// or else the street, the address, the code.
func tellApart(schools []School) {
	same := map[string][]int{}
	for i, s := range schools {
		key := s.BRIN[:4] + s.ShortName
		same[key] = append(same[key], i)
	}
	for _, group := range same {
		if len(group) > 1 {
			nameApart(schools, group)
		}
	}
	for i := range schools {
		schools[i].ShortName = atMost(schools[i].ShortName, 120)
	}
}

func nameApart(schools []School, group []int) {
	marks := []func(School) string{
		func(s School) string { return s.Place },
		func(s School) string { return s.Street },
		func(s School) string { return strings.TrimSpace(s.Street + " " + s.HouseNumber) },
		func(s School) string { return s.BRIN },
	}
	counts := make([]map[string]int, len(marks))
	for m, mark := range marks {
		counts[m] = map[string]int{}
		for _, i := range group {
			counts[m][mark(schools[i])]++
		}
	}
	for _, i := range group {
		for m, mark := range marks {
			if v := mark(schools[i]); v != "" && counts[m][v] == 1 {
				schools[i].ShortName += ", " + v
				break
			}
		}
	}
}

func atMost(s string, n int) string {
	for utf8.RuneCountInString(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimSpace(s)
}

// smallWords stay small inside a place's name; provinces behind it stay capital.
var (
	smallWords = map[string]bool{"aan": true, "ad": true, "bij": true, "de": true, "den": true, "der": true, "en": true, "het": true, "in": true, "op": true, "te": true, "ten": true, "ter": true, "van": true}
	provinces  = map[string]bool{"dr": true, "fr": true, "gld": true, "gn": true, "lb": true, "nb": true, "nh": true, "ov": true, "ut": true, "zh": true, "zl": true}
)

// placeName writes a place that stands in capitals the way people do: 's-Gravenhage, Capelle aan den IJssel, Hengelo OV.
func placeName(s string) string {
	if s != strings.ToUpper(s) {
		return s
	}
	words := strings.Split(strings.ToLower(s), " ")
	for i, w := range words {
		switch {
		case i > 0 && provinces[w]:
			words[i] = strings.ToUpper(w)
		case i > 0 && smallWords[w]:
		default:
			parts := strings.Split(w, "-")
			for j, p := range parts {
				if j == 0 || !smallWords[p] {
					parts[j] = capitalised(p)
				}
			}
			words[i] = strings.Join(parts, "-")
		}
	}
	return strings.Join(words, " ")
}

// capitalised makes the first letter a capital, both of a Dutch ij, none of 's and 't.
func capitalised(word string) string {
	if strings.HasPrefix(word, "'") {
		return word
	}
	if rest, ok := strings.CutPrefix(word, "ij"); ok {
		return "IJ" + rest
	}
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}
