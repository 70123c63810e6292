package demo

import (
	"math/rand/v2"
	"strings"

	"schakel/internal/platform/check"
)

var firstNames = strings.Fields(`Anouk Bas Carlijn Daan Esra Femke Gerrit Hanneke Ilse Jelmer Kirsten Lars Marijke Niels Olga Pieter
	Quirine Roel Saskia Teun Ursula Vincent Wietske Xander Yara Zeynep Bram Chantal Diederik Elif Fleur Gijs Heleen Ivo Jasmijn Koen
	Leonie Mohammed Noor Otto Petra Rick Sanne Tim Veerle Wouter Youssef Tessa Hidde Maud`)

var surnames = strings.Split(`Assink,Beverdam,ter Braak,Damhuis,Egberink,Friskes,ten Groothuis,Hobelink,Ikink,Jannink,Kuipers Rietberg,Leusink,
Morsink,Nijhof,Oude Elferink,Pepping,Reimerink,Scholten op Reimer,Tijink,Uitslag,Veldhuis,Wegdam,Zwiers,Bökkers,Groothedde,Heuvelink,Kamphuis,
Lansink,Meijerink,Olde Keizer,Rouweler,Slotman,Temmink,Voortman,Wolbers,Yilmaz,van 't Hag,Demir,de Vries-Köhler,El Amrani`, ",")

// trade is a line of business: how its companies are called, and what they can do for schools.
type trade struct {
	words    []string
	profiles []string
	items    []string // codes of the menu
}

var trades = []trade{
	{[]string{"Installatietechniek", "Loodgietersbedrijf", "Klimaattechniek", "Koeltechniek"}, []string{"PIE", "BWI"}, []string{"guest_lesson", "company_visit", "vocational_internship", "teacher_internship"}},
	{[]string{"Bouw", "Timmerfabriek", "Aannemersbedrijf", "Betonbouw"}, []string{"BWI"}, []string{"company_visit", "vocational_internship", "real_assignment", "guest_lesson"}},
	{[]string{"Metaalbewerking", "Machinefabriek", "Constructie", "Verspaning"}, []string{"PIE"}, []string{"company_visit", "guest_lesson", "taster_internship"}},
	{[]string{"Autobedrijf", "Trucks", "Tweewielers", "Schadeherstel"}, []string{"M&T"}, []string{"guest_lesson", "company_visit", "vocational_internship"}},
	{[]string{"Elektro", "Zonne-energie", "Domotica", "Besturingstechniek"}, []string{"PIE", "D&P"}, []string{"guest_lesson", "elective", "company_visit", "teacher_internship"}},
	{[]string{"Interieurbouw", "Schildersbedrijf", "Meubelmakerij"}, []string{"BWI"}, []string{"guest_lesson", "real_assignment", "taster_internship"}},
	{[]string{"Software", "Reclame", "Drukkerij"}, []string{"MVI", "D&P"}, []string{"guest_lesson", "real_assignment"}},
	{[]string{"Hoveniers", "Groentechniek"}, []string{"Groen"}, []string{"company_visit", "guest_lesson"}},
	{[]string{"Bakkerij", "Catering"}, []string{"HBR", "E&O"}, []string{"company_visit", "combined_visit"}},
	{[]string{"Infra", "Grondverzet"}, []string{"BWI", "M&T"}, []string{"company_visit", "vocational_internship"}},
}

// cast hands out names, each once.
type cast struct {
	rnd  *rand.Rand
	used map[string]bool
}

func newCast(rnd *rand.Rand) *cast { return &cast{rnd: rnd, used: map[string]bool{}} }

func pick[T any](rnd *rand.Rand, list []T) T { return list[rnd.IntN(len(list))] }

// person returns a name that nobody in the demo has yet.
func (c *cast) person() string {
	for {
		name := pick(c.rnd, firstNames) + " " + strings.TrimSpace(pick(c.rnd, surnames))
		if !c.used[name] {
			c.used[name] = true
			return name
		}
	}
}

// company returns a name of a company in a trade that no other has.
func (c *cast) company(t trade) string {
	for {
		owner, word := strings.TrimSpace(pick(c.rnd, surnames)), pick(c.rnd, t.words)
		name := owner + " " + word
		if c.rnd.IntN(3) == 0 {
			name = word + " " + owner
		}
		name = strings.ToUpper(name[:1]) + name[1:]
		if c.rnd.IntN(4) == 0 {
			name += " B.V."
		}
		if key := check.Key(name); !c.used[key] {
			c.used[key] = true
			return name
		}
	}
}

// mailbox makes an address from names. The domain is reserved for examples, so that no mail ever arrives anywhere.
func mailbox(name, host string) string {
	return strings.ReplaceAll(check.Key(name), " ", ".") + "@" + strings.ReplaceAll(check.Key(host), " ", "-") + ".example"
}
