package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/testkit/browser"
)

// Promise 9: a messy spreadsheet of companies is imported with a dry run, duplicates found, merged reversibly, all undoable.

// messyFile has headings of its own, a company that is known by its register number, one that is known under another spelling, a new
// one, and a row that is wrong.
const messyFile = "Bedrijfsnaam;KvK nr.;Straat;Nr;PC;Woonplaats;Telefoon;Contact;Mail contact\r\n" +
	"VAN DER KOLK INSTALLATIETECHNIEK B.V.;12345678;Kanaaldijk;44;7607zz;ALMELO;0546-987654;Erik van der Kolk;erik@kolk.example\r\n" +
	"Wolbers Aannemersbedrijf BV;;Ambachtsweg;12;7607 AB;Almelo;0546 123456;;\r\n" +
	"Bakkerij Nijhuis;;Spoorstraat;3;7551 CD;Hengelo;;Anna Nijhuis;anna@nijhuis.example\r\n" +
	"Garage Slotman;1234;Kade;9;7551 AA;Hengelo;;;\r\n"

func TestImportAMessySpreadsheet(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		s.company(t, "Aannemersbedrijf Wolbers", "Jan Wolbers")
		_, err := s.Services.Relation.AddOrganisation(t.Context(), s.r.Relation, s.r.Almelo, relation.OrganisationInput{
			Kind: "company", Name: "Van der Kolk Installatietechniek", KVK: "12345678", Place: "Almelo",
		})
		check(t, err)
		p := s.as(t, s.r.Relation, o)
		s.bringIn(t, p)
		s.mergeAndPart(t, p)
		p.Goto("/relations/import")
		p.Click("bedrijven.csv")
		p.Click("Hele import ongedaan maken")
		s.work(t, p)
		p.See("Ongedaan gemaakt op")
		look(t, p, "import-undone")
		p.Goto("/relations?q=")
		p.See("Aannemersbedrijf Wolbers")
		p.NotSee("Bakkerij Nijhuis")
	})
}

// work lets the jobs run that a page started, and looks at it again.
func (s *scene) work(t *testing.T, p *browser.Page) {
	t.Helper()
	_, err := s.Jobs.Drain(t.Context())
	check(t, err)
	p.Goto(p.Path())
}

// bringIn reads the file: guesses of columns, a dry run that tells what would happen, then the good rows, with what is doubtful.
func (s *scene) bringIn(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Goto("/relations/import")
	p.Upload("Bestand", writeFile(t, "bedrijven.csv", messyFile))
	p.Select("Voor welk team?", "Almelo Twente")
	p.Click("Verder")
	p.See("Wat staat er in elke kolom?")
	p.Click("Controleren")
	s.work(t, p)
	p.See("Dit gaat er gebeuren")
	p.See("Lijkt op")
	p.See("Kanaaldijk")
	look(t, p, "import-doubtful")
	p.Goto("/relations?q=")
	p.NotSee("Bakkerij Nijhuis") // nothing happened yet
	p.Goto("/relations/import")
	p.Click("bedrijven.csv")
	p.Check("Toch als nieuw inlezen")
	p.Click("Alleen de 2 goede rijen inlezen")
	s.work(t, p)
	p.See("Dit is er gebeurd")
	p.Goto("/relations?q=")
	p.See("Bakkerij Nijhuis")
	p.See("Wolbers Aannemersbedrijf")
	p.NotSee("Garage Slotman")
}

// mergeAndPart finds the company that is there twice, makes one of it, and parts the two again.
func (s *scene) mergeAndPart(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Goto("/relations/duplicates")
	p.Click("Opnieuw zoeken")
	s.work(t, p)
	p.Within("main").See("Aannemersbedrijf Wolbers")
	look(t, p, "duplicates")
	p.Click("Vergelijken")
	p.See("Wat gaat er mee?")
	look(t, p, "merge")
	p.Within("form.form").Click("Samenvoegen")
	p.See("Samengevoegd.")
	p.Goto("/relations/duplicates")
	look(t, p, "duplicates-merged")
	p.Click("Weer uit elkaar halen")
	p.See("Ze staan weer apart.")
	p.Goto("/relations?q=wolbers")
	p.Within("#results").See("Aannemersbedrijf Wolbers")
	p.Within("#results").See("Wolbers Aannemersbedrijf")
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}
