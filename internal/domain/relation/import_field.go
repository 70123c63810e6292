package relation

import (
	"slices"
	"strings"

	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
)

// Field is what a column of an imported file can mean.
type Field string

// The fields of a company, of its contact person, of a period, and of a contact moment.
const (
	FieldNone          Field = "" // the column is left out
	FieldName          Field = "name"
	FieldKVK           Field = "kvk"
	FieldEstablishment Field = "establishment"
	FieldRSIN          Field = "rsin"
	FieldSBI           Field = "sbi_code"
	FieldAddress       Field = "address" // street with house number
	FieldStreet        Field = "street"
	FieldHouseNumber   Field = "house_number"
	FieldPostcode      Field = "postcode"
	FieldPlace         Field = "place"
	FieldWebsite       Field = "website"
	FieldEmail         Field = "email"
	FieldPhone         Field = "phone"
	FieldProfiles      Field = "profiles"
	FieldUmbrella      Field = "umbrella"
	FieldYearLimit     Field = "year_limit"
	FieldPersonName    Field = "person_name"
	FieldPersonFirst   Field = "person_first"
	FieldPersonInfix   Field = "person_infix" // tussenvoegsel
	FieldPersonLast    Field = "person_last"
	FieldPersonTitle   Field = "person_title"
	FieldPersonEmail   Field = "person_email"
	FieldPersonPhone   Field = "person_phone"
	FieldFrom          Field = "from"
	FieldTo            Field = "to"
	FieldOn            Field = "on"
	FieldContactKind   Field = "contact_kind"
	FieldNote          Field = "note"
	FieldUnit          Field = "unit" // no column: what a row changes
)

// synonyms are the headings, folded by check.Key, that people give a field in Dutch and English.
var synonyms = []struct {
	field Field
	words string // separated by commas
}{
	{FieldName, "name,naam,bedrijf,bedrijfsnaam,naam bedrijf,naam van het bedrijf,bedrijf naam,organisatie,organisatienaam,naam organisatie,company,company name,organisation,organization,organisation name,relatie,relatienaam,handelsnaam,firma,firmanaam,account name,klant,klantnaam,instelling"},
	{FieldKVK, "kvk,kvk nummer,kvknummer,kvk nr,kvknr,nummer kvk,kamer van koophandel,kamer van koophandel nummer,inschrijfnummer,chamber of commerce,coc,coc number,registration number"},
	{FieldEstablishment, "establishment,vestigingsnummer,vestiging nummer,vestigingsnr,vestiging nr,kvk vestigingsnummer,establishment number,branch number"},
	{FieldRSIN, "rsin,rsin nummer,fiscaal nummer"},
	{FieldSBI, "sbi,sbi code,sbicode,hoofdactiviteit,activiteitencode,branchecode"},
	{FieldAddress, "address,adres,bezoekadres,vestigingsadres,straat en huisnummer,straat huisnummer,straat nr,adresregel,adresregel 1,address line 1,visiting address"},
	{FieldStreet, "street,straat,straatnaam,street name"},
	{FieldHouseNumber, "house number,huisnummer,huisnr,nr,nummer,huisnummer toevoeging,house no"},
	{FieldPostcode, "postcode,post code,postal code,zip,zip code,pc,postcode bezoekadres"},
	{FieldPlace, "place,plaats,plaatsnaam,woonplaats,vestigingsplaats,stad,city,town,plaats bezoekadres"},
	{FieldWebsite, "website,web,site,url,webadres,webpagina,internet,internetadres,homepage,www"},
	{FieldEmail, "email,e mail,mail,emailadres,e mailadres,mailadres,email bedrijf,algemeen e mailadres,email algemeen,company email,general email"},
	{FieldPhone, "phone,telefoon,telefoonnummer,tel,telnr,tel nr,telefoon bedrijf,telefoonnummer bedrijf,telefoon algemeen,company phone,phone number,telephone"},
	{FieldProfiles, "profiles,profile,profiel,profielen,vmbo profiel,vmbo profielen,sector"},
	{FieldUmbrella, "umbrella,koepel,koepelorganisatie,via koepel,lid van,vereniging,branchevereniging,member of,association"},
	{FieldYearLimit, "year limit,maximum per jaar,max per jaar,aantal keer per jaar,max vragen per jaar"},
	{FieldPersonName, "person name,contactpersoon,contact persoon,naam contactpersoon,contactpersoon naam,contact,contact name,contact person,ter attentie van,tav,aanspreekpunt"},
	{FieldPersonFirst, "person first,voornaam,voornaam contactpersoon,roepnaam,first name,given name"},
	{FieldPersonInfix, "person infix,tussenvoegsel,tussenvoegsels,tv,voorvoegsel,infix,prefix"},
	{FieldPersonLast, "person last,achternaam,achternaam contactpersoon,familienaam,last name,surname,family name"},
	{FieldPersonTitle, "person title,functie,functie contactpersoon,rol,functietitel,title,job title,position,role"},
	{FieldPersonEmail, "person email,email contactpersoon,e mail contactpersoon,e mailadres contactpersoon,emailadres contactpersoon,mail contactpersoon,contactpersoon email,contactpersoon e mail,contact email"},
	{FieldPersonPhone, "person phone,mobiel,mobiele telefoon,mobiel nummer,mobiel contactpersoon,06,06 nummer,gsm,telefoon contactpersoon,telefoonnummer contactpersoon,contactpersoon telefoon,direct nummer,mobile,contact phone,cell"},
	{FieldFrom, "from,van,vanaf,sinds,startdatum,begindatum,ingangsdatum,lid sinds,since,start,start date"},
	{FieldTo, "to,tot,tot en met,einddatum,uit dienst,lid tot,until,end,end date"},
	{FieldOn, "on,datum,dag,contactdatum,datum contact,gespreksdatum,date,day,contact date"},
	{FieldContactKind, "contact kind,soort contact,soort,type,contactvorm,soort contactmoment,activiteit,kind,contact type"},
	{FieldNote, "note,notitie,verslag,opmerking,opmerkingen,toelichting,gespreksverslag,omschrijving,notes,remarks,comment,comments,description"},
}

func ofPerson(f Field) bool { return strings.HasPrefix(string(f), "person_") }

var fieldOf = func() map[string]Field {
	out := map[string]Field{}
	for _, s := range synonyms {
		for word := range strings.SplitSeq(s.words, ",") {
			out[word] = s.field
		}
	}
	return out
}()

// Mapping says for every column of a file what it means.
type Mapping []Field

// GuessMapping reads the headings of a file of a kind. Each field is guessed once, for the first column that names it.
func GuessMapping(kind ImportKind, header []string) Mapping {
	out := make(Mapping, len(header))
	for i, name := range header {
		key := check.Key(name)
		f, own := kinds[kind].words[key]
		if !own {
			f = fieldOf[key]
		}
		if f != FieldNone && !slices.Contains(out, f) && slices.Contains(kind.Fields(), f) {
			out[i] = f
		}
	}
	return out
}

// ParseMapping checks what a form says: one known field per column, none twice, and the columns that the kind needs. A message
// stands at "column.N".
func ParseMapping(kind ImportKind, values []string, columns int) (Mapping, error) {
	f := fault.Fields{}
	out := make(Mapping, columns)
	for i := range min(columns, len(values)) {
		v := Field(values[i])
		switch {
		case v == FieldNone:
		case !slices.Contains(kind.Fields(), v):
			f.Add(column(i), "field.choice")
		case slices.Contains(out, v):
			f.Add(column(i), "relation.import.field_twice")
		default:
			out[i] = v
		}
	}
	if len(f) == 0 {
		kinds[kind].complete(out, f)
	}
	return out, f.Err()
}

func (m Mapping) has(fields ...Field) bool {
	return slices.ContainsFunc(fields, func(x Field) bool { return slices.Contains(m, x) })
}

func column(i int) string { return "column." + itoa(i) }
