package demo

// town is a place with its first postcode and its position, so that distances in the demo mean something.
type town struct {
	name     string
	postcode string // four digits
	lat, lon string
}

// subregion is one of the five, with its schools and towns. Towns repeat, since most companies stand in the larger ones.
type subregion struct {
	name    string
	accent  string
	schools []school
	groups  []string
	towns   []string
}

type school struct{ name, town string }

var towns = []town{
	{"Almelo", "7607", "52.3570", "6.6620"},
	{"Wierden", "7641", "52.3590", "6.5930"},
	{"Vriezenveen", "7671", "52.4080", "6.6230"},
	{"Vroomshoop", "7681", "52.4600", "6.5650"},
	{"Tubbergen", "7651", "52.4070", "6.7850"},
	{"Rijssen", "7461", "52.3080", "6.5180"},
	{"Holten", "7451", "52.2830", "6.4200"},
	{"Nijverdal", "7442", "52.3650", "6.4650"},
	{"Goor", "7471", "52.2320", "6.5860"},
	{"Hengelo", "7551", "52.2660", "6.7930"},
	{"Borne", "7621", "52.3000", "6.7530"},
	{"Delden", "7491", "52.2620", "6.7120"},
	{"Haaksbergen", "7481", "52.1560", "6.7400"},
	{"Enschede", "7511", "52.2210", "6.8940"},
	{"Losser", "7581", "52.2610", "7.0040"},
	{"Oldenzaal", "7571", "52.3130", "6.9290"},
	{"Denekamp", "7591", "52.3770", "7.0060"},
	{"Ootmarsum", "7631", "52.4080", "6.9010"},
}

func townOf(name string) town {
	for _, t := range towns {
		if t.name == name {
			return t
		}
	}
	panic("demo: no town " + name) // a slip in the tables below
}

// subregions: five with 19 schools and 6 workgroups together.
var subregions = []subregion{
	{
		"Almelo e.o.", "#0b6b74",
		[]school{{"Het Weefgetouw", "Almelo"}, {"Scholengroep De Schakel", "Almelo"}, {"Veenpoort College", "Vriezenveen"}, {"De Vroomborg", "Vroomshoop"}, {"Lyceum De Esch", "Tubbergen"}},
		[]string{"Werkgroep PIE Almelo", "Werkgroep BWI Almelo"},
		[]string{"Almelo", "Almelo", "Almelo", "Wierden", "Vriezenveen", "Vroomshoop", "Tubbergen"},
	},
	{
		"Rijssen-Holten", "#7a3e9d",
		[]school{{"De Reggeborgh", "Rijssen"}, {"Bergkwartier College", "Holten"}, {"De Noetsele", "Nijverdal"}},
		[]string{"Werkgroep bedrijfscontacten Rijssen-Holten"},
		[]string{"Rijssen", "Rijssen", "Holten", "Nijverdal", "Goor"},
	},
	{
		"Hengelo e.o.", "#b4451f",
		[]school{{"Het Stoomgemaal", "Hengelo"}, {"Metaalwijk College", "Hengelo"}, {"De Bornse Brug", "Borne"}, {"Twickelhof", "Delden"}},
		[]string{"Werkgroep mobiliteit Hengelo"},
		[]string{"Hengelo", "Hengelo", "Hengelo", "Borne", "Delden", "Goor"},
	},
	{
		"Enschede e.o.", "#1f5fb4",
		[]school{{"Spinnerij College", "Enschede"}, {"De Textielfabriek", "Enschede"}, {"De Zuiderval", "Enschede"}, {"Het Honeschken", "Haaksbergen"}},
		[]string{"Werkgroep energietransitie Enschede"},
		[]string{"Enschede", "Enschede", "Enschede", "Haaksbergen", "Losser"},
	},
	{
		"Noordoost", "#2f7d32",
		[]school{{"De Plechelmuspoort", "Oldenzaal"}, {"Het Singelcollege", "Oldenzaal"}, {"De Dinkelborg", "Denekamp"}},
		[]string{"Werkgroep Techlab Oldenzaal"},
		[]string{"Oldenzaal", "Oldenzaal", "Denekamp", "Ootmarsum", "Losser"},
	},
}
