package curriculum_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/fault"
)

func TestProfilesAndLevels(t *testing.T) {
	t.Parallel()
	if n := len(curriculum.Profiles()); n != 10 {
		t.Errorf("%d profiles", n)
	}
	if n := len(curriculum.Levels()); n != 7 {
		t.Errorf("%d learning paths", n)
	}
}

func TestSLOTrap(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]curriculum.Profile{"MT": curriculum.MaT, "MET": curriculum.MET, "GR": curriculum.Groen, "DP": curriculum.DP} {
		if got, ok := curriculum.FromSLO(prefix); !ok || got != want {
			t.Errorf("%s: %q", prefix, got)
		}
	}
	if _, ok := curriculum.FromSLO("M&T"); ok {
		t.Error("a common abbreviation is not SLO's")
	}
}

func TestParseProfile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]curriculum.Profile{
		"bwi": curriculum.BWI, " M&T ": curriculum.MET, "m & t": curriculum.MET, "MaT": curriculum.MaT, "EO": curriculum.EO, "e&o": curriculum.EO,
		"groen": curriculum.Groen, "MT": "", "X": "", "": "",
	} {
		if got, _ := curriculum.ParseProfile(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		offer, need   []curriculum.Level
		covers, meets bool
	}{
		{"an empty offer takes all", nil, []curriculum.Level{"BB"}, true, true},
		{"an empty need asks nothing", []curriculum.Level{"BB"}, nil, true, true},
		{"both empty", nil, nil, true, true},
		{"all of it", []curriculum.Level{"BB", "KB", "GL"}, []curriculum.Level{"KB", "BB"}, true, true},
		{"part of it", []curriculum.Level{"BB"}, []curriculum.Level{"KB", "BB"}, false, true},
		{"none of it", []curriculum.Level{"BB"}, []curriculum.Level{"KB"}, false, false},
	} {
		if curriculum.Covers(c.offer, c.need) != c.covers || curriculum.Meets(c.offer, c.need) != c.meets {
			t.Error(c.name)
		}
	}
}

func TestCheckLists(t *testing.T) {
	t.Parallel()
	f := fault.Fields{}
	got := curriculum.CheckProfiles(f, "profiles", []string{"PIE", "BWI", "PIE"})
	if !slices.Equal(got, []curriculum.Profile{curriculum.BWI, curriculum.PIE}) || f.Err() != nil {
		t.Errorf("got %v, %v", got, f)
	}
	if all := curriculum.CheckLevels(f, "levels", curriculum.Texts(curriculum.Levels())); len(all) != 0 {
		t.Errorf("all chosen is kept as empty, got %v", all)
	}
	if curriculum.CheckLevels(f, "levels", []string{"havo"}); f["levels"].Key != "field.choice" {
		t.Errorf("unknown path: %v", f)
	}
}
