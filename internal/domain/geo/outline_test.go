package geo_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/geo"
	"schakel/internal/platform/db"
	"schakel/internal/testkit/world"
)

const square = `{"type":"Feature","properties":{"gemeentecode":"GM0141","gemeentenaam":"Almelo","water":"NEE"},
	"geometry":{"type":"Polygon","coordinates":[[[6.6,52.3],[6.7,52.3],[6.7,52.4],[6.6,52.4],[6.6,52.3]]]}}`

const two = `{"type":"Feature","properties":{"statcode":"GM0153","statnaam":"Enschede"},
	"geometry":{"type":"MultiPolygon","coordinates":[[[[6.8,52.2],[6.9,52.2],[6.9,52.3],[6.8,52.2]]],[[[6.80001,52.1],[6.80002,52.1],[6.80001,52.1]]]]}}`

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func TestReadOutlines(t *testing.T) {
	t.Parallel()
	t.Run("polygons of CBS and of PDOK, without islets that nobody would see", func(t *testing.T) {
		got, err := geo.ReadOutlines(strings.NewReader(collection(square, two)))
		if err != nil || len(got) != 2 || got[0].Code != "0141" || got[0].Name != "Almelo" || len(got[0].Rings.V[0]) != 5 || got[0].Rings.V[0][0] != [2]int32{66000, 523000} {
			t.Fatalf("%+v, %v", got, err)
		}
		if got[1].Name != "Enschede" || len(got[1].Rings.V) != 1 {
			t.Errorf("%+v", got[1])
		}
	})
	t.Run("water is left out", func(t *testing.T) {
		got, err := geo.ReadOutlines(strings.NewReader(collection(square, strings.Replace(two, `"statnaam"`, `"water":"JA","statnaam"`, 1))))
		if err != nil || len(got) != 1 {
			t.Errorf("%d, %v", len(got), err)
		}
	})
	for name, text := range map[string]string{
		"empty":                     "",
		"no collection":             square,
		"no features":               collection(),
		"the same twice":            collection(square, square),
		"metres instead of degrees": collection(strings.ReplaceAll(square, "6.6", "240000")),
		"latitude first":            collection(strings.ReplaceAll(strings.ReplaceAll(square, "[6.6,52.3]", "[52.3,6.6]"), "[6.7", "[6.7")),
		"a point":                   collection(strings.Replace(square, "Polygon", "Point", 1)),
		"no code":                   collection(strings.Replace(square, "GM0141", "Almelo", 1)),
		"no name":                   collection(strings.Replace(square, `"Almelo"`, `""`, 1)),
		"no border":                 collection(`{"type":"Feature","properties":{"code":"0141","name":"A"},"geometry":{"type":"Polygon","coordinates":[]}}`),
		"half a point":              collection(strings.Replace(square, "[6.7,52.3]", "[6.7]", 1)),
		"cut off":                   collection(square)[:80],
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if got, err := geo.ReadOutlines(strings.NewReader(text)); !errors.Is(err, geo.ErrOutlines) {
				t.Errorf("%d outlines, %v", len(got), err)
			}
		})
	}
}

func TestOutlines(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	for range 2 { // loading again puts them in place of the old
		if n, err := geo.LoadOutlines(t.Context(), w.DB, strings.NewReader(collection(square, two))); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if _, err := geo.LoadOutlines(t.Context(), w.DB, strings.NewReader("{}")); err == nil {
		t.Error("an empty object was loaded")
	}
	for name, c := range map[string]struct {
		box  geo.Box
		want string
	}{
		"both":    {geo.Box{LatMin: 522500, LatMax: 523500, LonMin: 66500, LonMax: 88500}, "Almelo Enschede"},
		"one":     {geo.Box{LatMin: 523500, LatMax: 523600, LonMin: 66500, LonMax: 66600}, "Almelo"},
		"neither": {geo.Box{LatMin: 510000, LatMax: 511000, LonMin: 50000, LonMax: 51000}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				got, err := geo.OutlinesTx(tx, c.box)
				var names []string
				for _, o := range got {
					names = append(names, o.Name)
				}
				if strings.Join(names, " ") != c.want {
					t.Errorf("%v, want %s", names, c.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// The real file is not in the repository; see the README beside it for where it comes from.
func TestRealOutlines(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../../../shared/data/geo/gemeenten_pdok_2022_simplified1pct.geojson")
	if err != nil {
		t.Skip("the real file is not here:", err)
	}
	defer f.Close()
	got, err := geo.ReadOutlines(f)
	if err != nil || len(got) < 340 {
		t.Errorf("%d outlines, %v", len(got), err)
	}
}
