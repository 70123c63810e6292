package curriculum

import (
	"slices"
	"strings"

	"schakel/internal/platform/fault"
)

// Profile is a vmbo profile by its common abbreviation (art. 2.21(1) Uitvoeringsbesluit WVO 2020).
type Profile string

// The ten profiles.
const (
	BWI   Profile = "BWI"   // bouwen, wonen en interieur
	PIE   Profile = "PIE"   // produceren, installeren en energie
	MET   Profile = "M&T"   // mobiliteit en transport
	MaT   Profile = "MaT"   // maritiem en techniek
	MVI   Profile = "MVI"   // media, vormgeving en ICT
	DP    Profile = "D&P"   // dienstverlening en producten
	EO    Profile = "E&O"   // economie en ondernemen
	HBR   Profile = "HBR"   // horeca, bakkerij en recreatie
	ZW    Profile = "Z&W"   // zorg en welzijn
	Groen Profile = "Groen" // groen
)

type profileSpec struct {
	profile Profile
	slug    string // in catalogue keys
	slo     string // prefix of codes in the open data of SLO
}

// profiles, technical ones first. Mind the trap: in SLO's data MT is maritiem en techniek (here MaT) and MET is
// mobiliteit en transport (here M&T), while other software writes mt for M&T. So SLO's prefix is read by FromSLO only.
var profiles = []profileSpec{
	{BWI, "bwi", "BWI"},
	{PIE, "pie", "PIE"},
	{MET, "met", "MET"},
	{MaT, "mat", "MT"},
	{MVI, "mvi", "MVI"},
	{DP, "dp", "DP"},
	{EO, "eo", "EO"},
	{HBR, "hbr", "HBR"},
	{ZW, "zw", "ZW"},
	{Groen, "groen", "GR"},
}

// Profiles lists the ten profiles in the order of screens.
func Profiles() []Profile {
	out := make([]Profile, len(profiles))
	for i, s := range profiles {
		out[i] = s.profile
	}
	return out
}

// Key returns the end of the profile's catalogue key: curriculum.profile.KEY.
func (p Profile) Key() string {
	for _, s := range profiles {
		if s.profile == p {
			return s.slug
		}
	}
	return ""
}

// FromSLO returns the profile of a prefix in SLO's open data: MT is MaT and MET is M&T.
func FromSLO(prefix string) (Profile, bool) {
	for _, s := range profiles {
		if s.slo == prefix {
			return s.profile, true
		}
	}
	return "", false
}

// writing is what people put into the abbreviation of a profile or leave out.
var writing = strings.NewReplacer("&", "", " ", "", ".", "")

// ParseProfile reads a profile as people write it: any case, with or without the ampersand. "MT" alone is refused,
// because it means two things.
func ParseProfile(text string) (Profile, bool) {
	folded := strings.ToLower(writing.Replace(text))
	for _, s := range profiles {
		written := strings.ToLower(string(s.profile))
		ambiguous := folded == "mt" && !strings.Contains(text, "&")
		if folded == strings.ReplaceAll(written, "&", "") && !ambiguous {
			return s.profile, true
		}
	}
	return "", false
}

// Level is a learning path of vmbo, or the kind of class beside it.
type Level string

// The learning paths and kinds of class.
const (
	BB        Level = "BB"        // basisberoepsgerichte leerweg
	KB        Level = "KB"        // kaderberoepsgerichte leerweg
	GL        Level = "GL"        // gemengde leerweg
	TL        Level = "TL"        // theoretische leerweg
	Onderbouw Level = "onderbouw" // years 1 and 2, before the choice of a profile
	Pro       Level = "pro"       // praktijkonderwijs
	VSO       Level = "vso"       // voortgezet speciaal onderwijs
)

// Levels lists the learning paths in the order of screens.
func Levels() []Level { return []Level{BB, KB, GL, TL, Onderbouw, Pro, VSO} }

// Key returns the end of the learning path's catalogue key: curriculum.level.KEY.
func (l Level) Key() string { return strings.ToLower(string(l)) }

// Years lists the years of vmbo.
func Years() []int { return []int{1, 2, 3, 4} }

// Covers reports whether an offer takes everything that a need asks. An empty offer takes all; an empty need asks nothing.
func Covers[T comparable](offer, need []T) bool {
	if len(offer) == 0 {
		return true
	}
	for _, n := range need {
		if !slices.Contains(offer, n) {
			return false
		}
	}
	return true
}

// Meets reports whether an offer takes at least something of what a need asks.
func Meets[T comparable](offer, need []T) bool {
	return len(offer) == 0 || len(need) == 0 || slices.ContainsFunc(need, func(n T) bool { return slices.Contains(offer, n) })
}

// CheckProfiles cleans a list of profiles from a form: unknown ones get a message at the field; the result has the order
// of Profiles and no doubles, and is empty (all) when every profile was chosen.
func CheckProfiles(f fault.Fields, field string, values []string) []Profile {
	return checkList(f, field, values, Profiles())
}

// CheckLevels is CheckProfiles for learning paths.
func CheckLevels(f fault.Fields, field string, values []string) []Level {
	return checkList(f, field, values, Levels())
}

func checkList[T ~string](f fault.Fields, field string, values []string, all []T) []T {
	var out []T
	for _, v := range values {
		if !slices.Contains(all, T(v)) {
			f.Add(field, "field.choice")
			return nil
		}
	}
	for _, a := range all {
		if slices.Contains(values, string(a)) {
			out = append(out, a)
		}
	}
	if len(out) == len(all) {
		return nil
	}
	return out
}

// Texts turns a list of codes into plain text, as the database keeps it.
func Texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// Codes is the reverse of Texts: codes that came out of the database.
func Codes[T ~string](list []string) []T {
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = T(v)
	}
	return out
}
