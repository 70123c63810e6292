package geo_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/geo"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

const sample = "NL\t7607\tAlmelo\tOverijssel\t15\tAlmelo Municipality\t0141\t\t\t52.3570\t6.6620\t\n" +
	"NL\t7607\tAlmelo Noord\tOverijssel\t15\tAlmelo Municipality\t0141\t\t\t52.4000\t6.7000\t\n\n" +
	"NL\t7511\tEnschede\tOverijssel\t15\tEnschede\t0153\t\t\t52.221\t6.893\t4\n"

func TestRead(t *testing.T) {
	t.Parallel()
	t.Run("the first line of a code counts", func(t *testing.T) {
		codes, err := geo.Read(strings.NewReader("\ufeff" + sample))
		if err != nil || len(codes) != 2 || codes[0] != (geo.Postcode{Code: "7607", Place: "Almelo", Municipality: "0141", LatE6: 52_357_000, LonE6: 6_662_000}) {
			t.Fatalf("got %v, %v", codes, err)
		}
	})
	for name, text := range map[string]string{
		"empty":                  "",
		"commas":                 "NL,7607,Almelo",
		"another country":        strings.Replace(sample, "NL\t7607", "BE\t7607", 1),
		"six characters":         strings.Replace(sample, "7607", "7607 AB", 1),
		"a place in the ocean":   strings.Replace(sample, "52.3570", "12.3570", 1),
		"no number":              strings.Replace(sample, "6.6620", "NaN", 1),
		"a place that is broken": strings.Replace(sample, "Almelo", "Al\xffmelo", 1),
		"one endless line":       strings.Repeat("x", 200_000),
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if codes, err := geo.Read(strings.NewReader(text)); err == nil {
				t.Errorf("got %d codes", len(codes))
			}
		})
	}
}

func TestLoadAndLocate(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	for range 2 { // again changes nothing
		n, _, err := geo.Import(t.Context(), w.Kit, strings.NewReader(sample), w.Twente.System, w.Zwolle.System)
		if err != nil || n != 2 {
			t.Fatalf("%d postcodes, %v", n, err)
		}
	}
	for _, r := range w.Regions() {
		known := addOrganisation(t, w, r, "7607 AB")
		unknown := addOrganisation(t, w, r, "9999 ZZ")
		if n := locate(t, w, r); n != 1 {
			t.Errorf("%s: %d located, want the one of this network with a known postcode", r.Name, n)
		}
		if lat, lon := coordinates(t, w, known); lat == nil || *lat != 52_357_000 || *lon != 6_662_000 {
			t.Errorf("%s: at %v %v", r.Name, lat, lon)
		}
		if lat, _ := coordinates(t, w, unknown); lat != nil {
			t.Errorf("%s: an unknown postcode has no place", r.Name)
		}
		if n := locate(t, w, r, known); n != 1 {
			t.Errorf("%s: by name: %d", r.Name, n)
		}
	}
	addOrganisation(t, w, w.Zwolle, "7511 AA")
	if _, n, err := geo.Import(t.Context(), w.Kit, strings.NewReader(sample), w.Twente.System, w.Zwolle.System); err != nil || n != 1 {
		t.Errorf("an import locates those without a place: %d, %v", n, err)
	}
	if n := locate(t, w, w.Zwolle, addOrganisation(t, w, w.Twente, "7511 AA")); n != 0 {
		t.Error("another network's organisation was located")
	}
}

func addOrganisation(t *testing.T, w *world.World, r *world.Region, postcode string) id.ID {
	t.Helper()
	var key id.ID
	write(t, w, r.System, func(op *operation.Op) error {
		key = op.NewID()
		return op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, postcode, created_at, updated_at, operation_id)
			VALUES ($1, $2, 'company', 'Van der Kolk', 'van der kolk', $3, $4, $4, $5)`, op.Network(), key, postcode, op.At, op.ID)
	})
	return key
}

func locate(t *testing.T, w *world.World, r *world.Region, keys ...id.ID) (n int64) {
	t.Helper()
	write(t, w, r.Relation, func(op *operation.Op) (err error) {
		n, err = geo.LocateTx(op, keys...)
		return err
	})
	return n
}

func write(t *testing.T, w *world.World, sc access.Scope, fn func(op *operation.Op) error) {
	t.Helper()
	err := w.Kit.Write(t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "organisation"})
		return fn(op)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func coordinates(t *testing.T, w *world.World, key id.ID) (lat, lon *int) {
	t.Helper()
	type row struct {
		Lat *int `db:"lat_e6"`
		Lon *int `db:"lon_e6"`
	}
	var r row
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		r, err = db.Get[row](tx, db.Q(`SELECT lat_e6, lon_e6 FROM organisation WHERE id = $1`, key))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.Lat, r.Lon
}
