package demo

import (
	"context"
	"fmt"
	"strings"

	"schakel/internal/domain/geo"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
)

// tellSchools imports the schools from a file such as DUO publishes, with invented schools in it.
func (s *story) tellSchools(ctx context.Context) error {
	file, err := relation.ReadSchools(strings.NewReader(s.locations()))
	if err != nil {
		return err
	}
	var choices []relation.SchoolChoice
	n := 0
	for _, r := range s.regions {
		for range r.subregion.schools {
			choices = append(choices, relation.SchoolChoice{BRIN: brin(n), Parent: r.unit})
			n++
		}
	}
	if _, err := s.app.Relation.ApplySchools(ctx, s.system, file, choices); err != nil {
		return err
	}
	units, err := s.app.Network.Tree(ctx, s.system)
	if err != nil {
		return err
	}
	byName := map[string]id.ID{}
	for _, u := range units {
		byName[u.Name] = u.ID
		if u.Organisation != "" && s.lead == "" {
			s.lead = u.Organisation
		}
	}
	for _, r := range s.regions {
		for _, sch := range r.subregion.schools {
			unit, ok := byName[sch.name]
			if !ok {
				return fmt.Errorf("no unit for %s", sch.name)
			}
			r.schools = append(r.schools, &campus{school: sch, unit: unit})
		}
	}
	return nil
}

// brin makes up a code that DUO has not given out: 90AA00 and on.
func brin(n int) string { return fmt.Sprintf("90%c%c00", 'A'+rune(n/26), 'A'+rune(n%26)) }

// locations writes the file in the form of DUO's editions of today.
func (s *story) locations() string {
	var b strings.Builder
	b.WriteString("PROVINCIE;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;" +
		"TELEFOONNUMMER;INTERNETADRES;ONDERWIJSSTRUCTUUR;RMC-REGIO CODE;RMC-REGIO NAAM\r\n")
	n := 0
	for _, r := range s.regions {
		for _, sch := range r.subregion.schools {
			t, code := townOf(sch.town), brin(n)
			fmt.Fprintf(&b, "Overijssel;%s;%s;%s;Schoolstraat;%d;%s AB;%s;9%03d;%s;0546%06d;www.%s;VMBO;12;Twente\r\n",
				code[:4], code, sch.name, 1+s.rnd.IntN(90), t.postcode, strings.ToUpper(t.name), n, strings.ToUpper(t.name), 400_000+n*977,
				strings.TrimPrefix(mailbox("", sch.name), "@"))
			n++
		}
	}
	return b.String()
}

// loadPostcodes gives the towns their place on the map, in the form of the GeoNames file that an installation loads.
func (s *story) loadPostcodes(ctx context.Context) error {
	var b strings.Builder
	for _, t := range towns {
		fmt.Fprintf(&b, "NL\t%s\t%s\tOverijssel\t15\t\t\t\t\t%s\t%s\t\n", t.postcode, t.name, t.lat, t.lon)
	}
	_, err := geo.Load(ctx, s.app.Kit.DB, strings.NewReader(b.String()))
	return err
}
