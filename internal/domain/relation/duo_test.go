package relation_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/world"
)

const (
	oldHeader = "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES;ONDERWIJSSTRUCTUUR;RMC-REGIO CODE;RMC-REGIO NAAM"
	newHeader = `"PROVINCIE","BEVOEGD GEZAG NUMMER","INSTELLINGSCODE","VESTIGINGSCODE","VESTIGINGSNAAM","STRAATNAAM","HUISNUMMER-TOEVOEGING","POSTCODE","PLAATSNAAM","GEMEENTENUMMER","GEMEENTENAAM","DENOMINATIE","TELEFOONNUMMER","INTERNETADRES","ONDERWIJSSTRUCTUUR","RMC-REGIO CODE","RMC-REGIO NAAM"`
)

// oldFile is a made-up file as DUO made them: Windows-1252, semicolons, CRLF, padded empty cells, places in capitals.
var oldFile = windows(
	oldHeader,
	"Overijssel;10053;97AA;97AA00;Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo;Beukenlaan;12 a;7601 AB;ALMELO;0141;ALMELO;Openbaar;0546123456;www.verzonnen.example;VBO/MAVO;12;Twente",
	"Overijssel;10053;97AA;97AA01;Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo;Eikenlaan;3;7602 CD;ALMELO;0141;ALMELO;Openbaar;          ;          ;MAVO/HAVO;12;Twente",
	"Overijssel;10053;97AA;97AA02;Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo;Dorpsstraat;1;7451 EF;HOLTEN;1742;RIJSSEN-HOLTEN;Openbaar;0548123456;;VBO;12;Twente",
	"Overijssel;10053;97BB;97BB00;Praktijkschool Mariëndael;Kade;9;7553 GH;HENGELO OV;0164;HENGELO;Openbaar;0741234567;http://pro.example;PRO;12;Twente",
	"Overijssel;10053;97CC;97CC00;Denkbeeldig Gymnasium;Plein;1;7601 XY;ALMELO;0141;ALMELO;Openbaar;0546000000;;VWO;12;Twente",
	"Zuid-Holland;10053;97DD;97DD00;Duinschool;Zee;1;2500 AA;'S-GRAVENHAGE;0518;'S-GRAVENHAGE;Openbaar;0701234567;;VBO;28;Haaglanden",
)

// newFile is the same region a few years later: UTF-8 with a mark, everything quoted, other headings, one phone number
// changed, one school moved, one closed, one new.
var newFile = "\ufeff" + strings.Join([]string{
	newHeader,
	`"Overijssel","10053","97AA","97AA00","Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo","Beukenlaan","12 a","7601AB","Almelo","0141","Almelo","Openbaar","0546-999999","https://www.verzonnen.example","VBO/MAVO","12","Twente"`,
	`"Overijssel","10053","97AA","97AA01","Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo","Eikenlaan","3","7602CD","Almelo","0141","Almelo","Openbaar","","","MAVO/HAVO","12","Twente"`,
	`"Overijssel","10053","97BB","97BB00","Praktijkschool Mariëndael","Nieuwe Kade","10","7553 GH","Hengelo OV","0164","Hengelo","Openbaar","","","PRO","12","Twente"`,
	`"Overijssel","10053","97EE","97EE00","Nieuwland, School voor Praktijkonderwijs","Laan","2","7601 ZZ","Almelo","0141","Almelo","Openbaar","0546111111","","VMBO-B/VMBO-K","12","Twente"`,
}, "\r\n") + "\r\n"

func windows(lines ...string) string {
	s, err := charmap.Windows1252.NewEncoder().String(strings.Join(lines, "\r\n") + "\r\n")
	if err != nil {
		panic(err)
	}
	return s
}

func schools(t *testing.T, text string) relation.SchoolFile {
	t.Helper()
	f, err := relation.ReadSchools(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadSchools(t *testing.T) {
	t.Parallel()
	t.Run("old generation", func(t *testing.T) {
		t.Parallel()
		f := schools(t, oldFile)
		if len(f.Schools) != 6 || len(f.Errors) != 0 {
			t.Fatalf("%d schools, errors %+v", len(f.Schools), f.Errors)
		}
		s := f.Schools[0]
		want := relation.School{
			Line: 2, BRIN: "97AA00", Name: "Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo", ShortName: "Verzonnen College, Beukenlaan",
			Street: "Beukenlaan", HouseNumber: "12 a", Postcode: "7601 AB", Place: "Almelo", Municipality: "0141", MunicipalityName: "Almelo",
			RMC: "12", RMCName: "Twente", Phone: "+31546123456", Website: "https://www.verzonnen.example", Structure: []string{"VBO", "MAVO"},
		}
		if !slices.Equal(s.Structure, want.Structure) {
			t.Errorf("structure %q", s.Structure)
		}
		s.Structure, want.Structure = nil, nil
		if got, want := marshal(t, s), marshal(t, want); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if f.Schools[2].ShortName != "Verzonnen College, Holten" || f.Schools[3].Name != "Praktijkschool Mariëndael" || f.Schools[3].Place != "Hengelo OV" || f.Schools[5].Place != "'s-Gravenhage" {
			t.Errorf("%+v", f.Schools)
		}
	})
	t.Run("new generation", func(t *testing.T) {
		t.Parallel()
		f := schools(t, newFile)
		if len(f.Schools) != 4 || len(f.Errors) != 0 {
			t.Fatalf("%d schools, errors %+v", len(f.Schools), f.Errors)
		}
		if s := f.Schools[3]; s.BRIN != "97EE00" || s.Postcode != "7601 ZZ" || !s.Vocational() || s.ShortName != "Nieuwland" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("two-digit locations and zeros lost in a spreadsheet", func(t *testing.T) {
		t.Parallel()
		f := schools(t, windows(oldHeader, "X;1;97aa;0;Verzonnen College;Laan;1;7601ab;ALMELO;141;ALMELO;O;546123456;;VBO;9;Zuid"))
		if s := f.Schools[0]; s.BRIN != "97AA00" || s.Municipality != "0141" || s.RMC != "09" || s.Postcode != "7601 AB" {
			t.Errorf("%+v", s)
		}
	})
}

func TestReadSchoolsRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":            "",
		"a header only":      oldHeader + "\r\n",
		"another table":      "Naam;Plaats\r\nBakker;Almelo\r\n",
		"no table":           "%PDF-1.7",
		"one endless line":   strings.Repeat("x", 3<<20),
		"a missing column":   strings.ReplaceAll(oldFile, "GEMEENTENUMMER", "GEMEENTE NR"),
		"the file of pupils": "BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING\r\n97AA;97AA00;X\r\n",
	} {
		if _, err := relation.ReadSchools(strings.NewReader(text)); !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	row := func(cells ...string) string { return strings.Join(cells, ";") }
	good := []string{"X", "1", "97AA", "97AA00", "Verzonnen College", "Laan", "1", "7601 AB", "ALMELO", "0141", "ALMELO", "O", "0546123456", "", "VBO", "12", "Twente"}
	for name, tt := range map[string]struct {
		cell, row int
		value     string
		field     string
		left      int // schools that remain
	}{
		"bad code":              {2, 0, "9AAA", "brin", 0},
		"code of another":       {3, 0, "98AA00", "brin", 0},
		"no name":               {4, 0, "", "name", 0},
		"formula":               {4, 0, `=HYPERLINK("http://evil.example")`, "name", 0},
		"a citizen's number":    {4, 0, "College 111222333", "name", 0},
		"no municipality":       {9, 0, "", "municipality", 0},
		"letters for a code":    {9, 0, "ABCD", "municipality", 0},
		"bad phone stays empty": {12, 0, "12", "phone", 1},
		"bad website":           {13, 0, "javascript:alert(1)", "website", 1},
		"bad postcode":          {7, 0, "0000 AA", "postcode", 1},
	} {
		cells := slices.Clone(good)
		cells[tt.cell] = tt.value
		f := schools(t, windows(oldHeader, row(cells...)))
		if len(f.Schools) != tt.left || len(f.Errors) != 1 || string(f.Errors[0].Field) != tt.field || f.Errors[0].Line != 2 {
			t.Errorf("%s: %d schools, errors %+v", name, len(f.Schools), f.Errors)
		}
	}
	f := schools(t, windows(oldHeader, row(good...), row(good...)))
	if len(f.Schools) != 1 || len(f.Errors) != 1 || f.Errors[0].Key != "duo.double" || f.Errors[0].Line != 3 {
		t.Errorf("double: %d schools, errors %+v", len(f.Schools), f.Errors)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := db.JSON[any]{V: v}.Value()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := b.(string)
	return s
}

// service makes the relation's service with a place for files.
func service(t *testing.T, w *world.World) *relation.Service {
	t.Helper()
	files, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	s := relation.New(w.Kit)
	s.Files = files
	return s
}

var twente = relation.SchoolFilter{RMC: []string{"12"}}

func TestImportSchools(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	s, r := service(t, w), w.Twente
	all := func(t *testing.T, file relation.SchoolFile, parent *world.Region, filter relation.SchoolFilter) (choices []relation.SchoolChoice, outcomes string) {
		t.Helper()
		proposals, err := s.ProposeSchools(t.Context(), parent.Admin, file, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range proposals {
			choices = append(choices, relation.SchoolChoice{BRIN: p.BRIN, Parent: parent.Almelo})
			outcomes += p.BRIN + " " + string(p.Outcome) + "\n"
		}
		return choices, outcomes
	}
	old, later := schools(t, oldFile), schools(t, newFile)

	t.Run("proposes what teaches technology in the chosen area, and writes nothing", func(t *testing.T) {
		_, outcomes := all(t, old, r, twente)
		if outcomes != "97AA00 create\n97AA01 create\n97BB00 create\n97AA02 create\n" {
			t.Errorf("\n%s", outcomes)
		}
		for filter, want := range map[string]int{"Almelo": 2, "0141": 2, "rijssen holten": 1, "'s-Gravenhage": 1, "9999": 0} {
			got, err := s.ProposeSchools(t.Context(), r.Admin, old, relation.SchoolFilter{Municipalities: []string{filter}})
			if err != nil || len(got) != want {
				t.Errorf("%s: %d, %v", filter, len(got), err)
			}
		}
		got, err := s.ProposeSchools(t.Context(), r.Admin, old, relation.SchoolFilter{Municipalities: []string{"0141"}, All: true})
		if err != nil || len(got) != 3 {
			t.Errorf("with all: %d, %v", len(got), err)
		}
		if _, err := s.ProposeSchools(t.Context(), r.Admin, old, relation.SchoolFilter{}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without an area: %v", err)
		}
		if n := len(units(t, w, r)); n != 7 {
			t.Errorf("%d units: the proposal wrote", n)
		}
	})
	t.Run("makes organisations and units, once", func(t *testing.T) {
		choices, _ := all(t, old, r, twente)
		for i, want := range []relation.SchoolResult{{Created: 4}, {Unchanged: 4}, {Unchanged: 4}} {
			got, err := s.ApplySchools(t.Context(), r.Admin, old, choices)
			if err != nil || got != want {
				t.Errorf("time %d: %+v %v", i, got, err)
			}
		}
		if n := len(units(t, w, r)); n != 11 {
			t.Errorf("%d units", n)
		}
		if sc := w.Scope(t, r, r.Project.Account(), "x"); len(sc.RolesOn(unit(t, w, r, "Praktijkschool Mariëndael").ID)) != 1 {
			t.Error("the project leader does not reach the new school")
		}
	})
	t.Run("a newer file updates, and leaves what it does not know", func(t *testing.T) {
		choices, outcomes := all(t, later, r, twente)
		if outcomes != "97EE00 create\n97AA00 update\n97AA01 unchanged\n97BB00 update\n" {
			t.Errorf("\n%s", outcomes)
		}
		moved, admin := unit(t, w, r, "Praktijkschool Mariëndael"), w.Scope(t, r, r.Admin.Account(), "x") // reaches the new units
		if err := w.Network.EditUnit(t.Context(), admin, moved.ID, network.UnitEdit{Name: "Praktijkschool", Version: moved.Version}); err != nil {
			t.Fatal(err)
		}
		if err := w.Network.MoveUnit(t.Context(), admin, moved.ID, r.Hengelo, moved.Version+1); err != nil {
			t.Fatal(err)
		}
		for i, want := range []relation.SchoolResult{{Created: 1, Updated: 2, Unchanged: 1}, {Unchanged: 4}} {
			if got, err := s.ApplySchools(t.Context(), r.Admin, later, choices); err != nil || got != want {
				t.Errorf("time %d: %+v %v", i, got, err)
			}
		}
		kept := unit(t, w, r, "Praktijkschool")
		if kept.Parent != r.Hengelo {
			t.Error("the school was moved back")
		}
		o, err := s.Organisation(t.Context(), r.Admin, kept.Organisation)
		if err != nil || o.Street != "Nieuwe Kade" || o.Phone != "+31741234567" || o.Kind != relation.KindSchool || o.Source != relation.SourceDUO || o.LatE6 != nil {
			t.Errorf("%+v %v", o, err)
		}
		_, changed, err := s.History(t.Context(), r.Relation, kept.Organisation)
		was := map[string]string{}
		for _, c := range changed {
			was[c.Field] = c.Was + " → " + c.Became
		}
		if err != nil || was["street"] != "Kade → Nieuwe Kade" || was["house_number"] != "9 → 10" || len(was) != 3 {
			t.Errorf("history: %v, %v", was, err)
		}
		if n := len(units(t, w, r)); n != 12 {
			t.Errorf("%d units", n)
		}
	})
	t.Run("the other network has nothing of it and imports the same schools", func(t *testing.T) {
		if n := len(units(t, w, w.Zwolle)); n != 7 {
			t.Errorf("%d units", n)
		}
		choices, _ := all(t, old, w.Zwolle, twente)
		if got, err := s.ApplySchools(t.Context(), w.Zwolle.Admin, old, choices); err != nil || got.Created != 4 {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func units(t *testing.T, w *world.World, r *world.Region) []network.Unit {
	t.Helper()
	list, err := w.Network.Tree(t.Context(), r.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func unit(t *testing.T, w *world.World, r *world.Region, name string) network.Unit {
	t.Helper()
	for _, u := range units(t, w, r) {
		if u.Name == name {
			return u
		}
	}
	t.Fatalf("no unit %q", name)
	return network.Unit{}
}

func TestImportSchoolsRefuses(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	s, r := service(t, w), w.Twente
	old := schools(t, oldFile)
	one := func(parent world.Region, unit string) []relation.SchoolChoice {
		return []relation.SchoolChoice{{BRIN: unit, Parent: parent.Almelo}}
	}
	for _, tt := range []struct {
		name    string
		sc      access.Scope
		choices []relation.SchoolChoice
		want    fault.Kind
	}{
		{"nothing chosen", r.Admin, nil, fault.KindInvalid},
		{"a school that is not in the file", r.Admin, one(*r, "99ZZ00"), fault.KindInvalid},
		{"a parent of another network", r.Admin, one(*w.Zwolle, "97AA00"), fault.KindNotFound},
		{"a parent out of reach", r.ProjectHengelo, one(*r, "97AA00"), fault.KindNotFound},
		{"a teacher", r.Teacher, one(*r, "97AA00"), fault.KindForbidden},
		{"a region lead, who keeps no companies", r.Lead, one(*r, "97AA00"), fault.KindForbidden},
		{"a relation manager, who builds no network", r.Relation, one(*r, "97AA00"), fault.KindForbidden},
		{"nobody", access.Scope{}, one(*r, "97AA00"), fault.KindForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := s.ApplySchools(t.Context(), tt.sc, old, tt.choices); !fault.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
			if n := len(units(t, w, r)) + len(units(t, w, w.Zwolle)); n != 14 {
				t.Errorf("%d units", n)
			}
		})
	}
}

func TestUploadSchools(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	s, r := service(t, w), w.Twente
	run, err := s.UploadSchools(t.Context(), r.Project, r.Almelo, `C:\duo\vestigingen.csv`, bytes.NewReader([]byte(oldFile)))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("is read again in the next step", func(t *testing.T) {
		f, err := s.Schools(t.Context(), r.Project, run)
		if err != nil || len(f.Schools) != 6 || f.Run.Unit != r.Almelo || f.Run.FileName != "vestigingen.csv" {
			t.Fatalf("%+v %v", f.Run, err)
		}
		done, err := s.ApplySchools(t.Context(), r.Project, f, []relation.SchoolChoice{{BRIN: "97AA00", Parent: r.Almelo}})
		if err != nil || done.Created != 1 {
			t.Errorf("%+v %v", done, err)
		}
	})
	t.Run("out of reach is not found", func(t *testing.T) {
		for _, sc := range []access.Scope{r.ProjectHengelo, w.Zwolle.Admin} {
			if _, err := s.Schools(t.Context(), sc, run); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
		for _, in := range []struct {
			sc     access.Scope
			region *world.Region
		}{{r.Project, w.Zwolle}, {r.ProjectHengelo, r}, {r.Admin, w.Zwolle}} {
			if _, err := s.UploadSchools(t.Context(), in.sc, in.region.Almelo, "x.csv", strings.NewReader(oldFile)); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("something else is refused", func(t *testing.T) {
		if _, err := s.UploadSchools(t.Context(), r.Project, r.Almelo, "x.csv", strings.NewReader("a;b\n1;2\n")); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
	})
}

// The real file is not in the repository; see docs for where it comes from.
func TestRealSchools(t *testing.T) {
	t.Parallel()
	const path = "../../../../shared/data/duo/duo-02-alle-vestigingen-vo.csv"
	content, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("skipped: DUO's file is not at ", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	f := schools(t, string(content))
	if len(f.Schools) != 1610 {
		t.Errorf("%d locations", len(f.Schools))
	}
	if len(f.Errors) > 20 {
		t.Errorf("%d values were not understood, such as %+v", len(f.Errors), f.Errors[:5])
	}
	w := world.New(t)
	s, r := service(t, w), w.Twente
	proposals, err := s.ProposeSchools(t.Context(), r.Admin, f, relation.SchoolFilter{Municipalities: []string{"Almelo", "1742"}})
	if err != nil || len(proposals) != 13 {
		t.Fatalf("%d proposals, %v", len(proposals), err)
	}
	names := map[string]bool{}
	var choices []relation.SchoolChoice
	for _, p := range proposals {
		if names[p.ShortName] {
			t.Errorf("two units would be called %q", p.ShortName)
		}
		names[p.ShortName] = true
		choices = append(choices, relation.SchoolChoice{BRIN: p.BRIN, Parent: r.Almelo})
	}
	for i, want := range []relation.SchoolResult{{Created: 13}, {Unchanged: 13}} {
		if got, err := s.ApplySchools(t.Context(), r.Admin, f, choices); err != nil || got != want {
			t.Errorf("time %d: %+v %v", i, got, err)
		}
	}
}

func TestShortNames(t *testing.T) {
	t.Parallel()
	line := func(name string) string {
		return "X;1;97AA;97AA00;" + name + ";Laan;1;7601 AB;ALMELO;0141;ALMELO;O;;;VBO;12;Twente"
	}
	for name, want := range map[string]string{
		"Pius X College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo":                 "Pius X College",
		"Openbare Scholengemeenschap Erasmus Lyceum Havo Mavo Vbo Lwoo":                    "Openbare Scholengemeenschap Erasmus",
		"PENTA college Chr. SGM voor gym ath havo mavo vmbo lwoo, loc. Scala Rietvelden":   "PENTA college, Scala Rietvelden",
		"Reggesteyn Christelijke Scholengemeenschap voor Pro-Vmbo-Havo-Atheneum-Gymnasium": "Reggesteyn",
		"DaCapo College locatie Havikstraat voor Mavo Vbo Lwoo":                            "DaCapo College, Havikstraat",
		"School voor Praktijkonderwijs Assen":                                              "School voor Praktijkonderwijs Assen",
		"Gereformeerde Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo":                  "Gereformeerde Scholengemeenschap",
		"Het Praktijkcollege": "Het Praktijkcollege",
		"R.K. Scholengemeenschap  Canisius voor vmbo havo vwo":                      "R.K. Scholengemeenschap Canisius",
		"Zone.college vmboAlmelo":                                                   "Zone.college vmboAlmelo",
		"Protestants Scholengemeenschap Het Noordik voor Lyceum Havo Mavo Vbo Lwoo": "Protestants Scholengemeenschap Het Noordik",
	} {
		if got := schools(t, windows(oldHeader, line(name))).Schools[0].ShortName; got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	for place, want := range map[string]string{
		"'S-HERTOGENBOSCH": "'s-Hertogenbosch", "CAPELLE AAN DEN IJSSEL": "Capelle aan den IJssel", "DEN HELDER": "Den Helder", "HENGELO OV": "Hengelo OV",
		"WEHE-DEN HOORN": "Wehe-den Hoorn", "IJMUIDEN": "IJmuiden", "BEEK EN DONK": "Beek en Donk", "ST.-ANNAPAROCHIE": "St.-Annaparochie", "Rijssen": "Rijssen", "": "",
	} {
		text := windows(oldHeader, strings.Replace(line("Verzonnen College"), ";ALMELO;0141", ";"+place+";0141", 1))
		if got := schools(t, text).Schools[0].Place; got != want {
			t.Errorf("%q: got %q, want %q", place, got, want)
		}
	}
}
