package relation

import (
	"slices"
	"strings"

	"schakel/internal/platform/check"
)

// The words of a company's name are of three sorts. Legal forms and small words say nothing about which company it is and are
// left out. Trade words say what it does: half the companies have one of them. The rest is what it is called.

// noise are legal forms, and the small words between the others.
var noise = wordSet(`bv nv vof cv fa firma holding holdings beheer group groep gmbh ltd limited inc ab sa sarl stichting vereniging maatschap eenmanszaak
	ua cooperatie cooperatief en and und of op te ter ten tot bij in het de den der van v d t s vd vander the le la nederland netherlands nl holland international
	internationaal`)

// longForms are the ways in which people write the same word.
var longForms = map[string]string{
	"gebroeders": "gebr", "gbr": "gebr", "zonen": "zn", "zoon": "zn", "zn": "zn", "inst": "installatie", "installaties": "installatie", "installatiebedrijf": "installatie",
	"installatietechniek": "installatie", "techn": "techniek", "technisch": "techniek", "transp": "transport", "transporten": "transport", "transportbedrijf": "transport",
	"bouwbedr": "bouwbedrijf", "aann": "aannemersbedrijf", "aannemer": "aannemersbedrijf", "aannemersbedr": "aannemersbedrijf", "adm": "administratie", "administraties": "administratie",
	"administratiekantoor": "administratie", "schildersbedr": "schildersbedrijf", "schilders": "schildersbedrijf", "schilderwerken": "schildersbedrijf", "autobedr": "autobedrijf",
	"hoveniers": "hoveniersbedrijf", "hovenier": "hoveniersbedrijf", "loodgieters": "loodgietersbedrijf", "loodgieter": "loodgietersbedrijf", "elektro": "elektrotechniek", "electro": "elektrotechniek",
	"electrotechniek": "elektrotechniek", "slager": "slagerij", "bakker": "bakkerij", "kapper": "kapsalon", "kappers": "kapsalon", "haarstudio": "kapsalon", "metaalbewerking": "metaal", "metaalwerken": "metaal",
	"makelaars": "makelaardij", "makelaar": "makelaardij", "loonbedr": "loonbedrijf", "constr": "constructie", "constructies": "constructie", "mach": "machinefabriek",
}

// trades are words that tell what a company does.
var trades = wordSet(`installatie techniek transport bouw bouwbedrijf aannemersbedrijf administratie schildersbedrijf autobedrijf hoveniersbedrijf loodgietersbedrijf elektrotechniek
	slagerij bakkerij kapsalon metaal makelaardij loonbedrijf constructie machinefabriek garage restaurant cafe hotel zorg thuiszorg advies consultancy services service support
	logistiek handel handelsonderneming groothandel winkel projecten onderhoud interieurbouw timmerbedrijf timmerwerken stukadoorsbedrijf tegelzetters dakbedekking dakwerken sloopwerken
	grondwerken bestrating tuinen kwekerij boomkwekerij bloemen fietsen tweewielers autos auto banden schade carrosserie lakkerij drukkerij reclame media communicatie
	software automatisering ict it web design studio architecten ingenieursbureau accountants notaris notariaat advocaten fysiotherapie tandarts tandartspraktijk apotheek drogist optiek opticien
	kinderopvang schoonmaak schoonmaakbedrijf beveiliging catering horeca cafetaria snackbar supermarkt meubelen keukens sanitair badkamers verwarming koeltechniek klimaattechniek
	zonnepanelen energie kunststof kunststoffen textiel mode sport fitness evenementen verhuur leasing uitzendbureau personeelsdiensten opleidingen fabriek industrie werkplaats centrum centre
	gebr zn bedrijf onderneming winkels twente oost noord zuid west`)

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// nameWords are the words of a name that tell companies apart, in the spelling that is compared.
func nameWords(name string) []string {
	all := strings.Fields(check.Key(strings.ReplaceAll(name, "&", " ")))
	var out []string
	for i, w := range all {
		if len(w) == 1 && (i > 0 && all[i-1] == "b" && w == "v" || i+1 < len(all) && w == "b" && all[i+1] == "v") {
			continue // "B V"
		}
		if long := longForms[w]; long != "" {
			w = long
		}
		if !noise[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return all // "Holding B.V." is called that
	}
	return out
}

// matchName is the name under which the same company is found whatever the legal form and the spaces: "vanderKolk Holding B.V."
// and "Van der Kolk" have the same.
func matchName(name string) string { return strings.Join(nameWords(name), "") }

// ownWords are the words that a company is called by, without what it does; all words when it has no others.
func ownWords(words []string) []string {
	own := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return trades[w] })
	if len(own) == 0 {
		return words
	}
	return own
}

// keyLetters is how much of a name its beginning and its end keep.
const keyLetters = 3

// matchEdges are how the name begins and how it ends, by sound: a typing error in one leaves the other.
func matchEdges(name string) (front, back string) {
	own := ownWords(nameWords(name))
	s := []rune(sound(own))
	return string(s[:min(keyLetters, len(s))]), string(s[max(0, len(s)-keyLetters):])
}

// sound writes words together as they sound to a Dutch ear, without vowels after the first letter, without doubles.
func sound(words []string) string {
	s := soundAlike.Replace(strings.Join(words, ""))
	var b strings.Builder
	var last rune
	for i, r := range s {
		if i > 0 && strings.ContainsRune("aeiouy", r) || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

var soundAlike = strings.NewReplacer("ij", "y", "ei", "y", "ph", "f", "ch", "g", "th", "t", "ck", "k", "c", "k", "q", "k", "x", "ks", "v", "f", "w", "f", "z", "s", "dt", "t", "d", "t", "h", "")
