package agreement

// defaultTemplates are texts in our own words to begin with. They are no legal advice: whoever uses them reads them with their own
// lawyer, and every unit can write its own.
var defaultTemplates = []struct{ name, lang, body string }{
	{"Samenwerkingsovereenkomst techniekonderwijs", "nl", defaultNL},
	{"Cooperation agreement for technical education", "en", defaultEN},
}

// DefaultBody is our text in a language, to begin a template from.
func DefaultBody(lang string) string {
	for _, d := range defaultTemplates {
		if d.lang == lang {
			return d.body
		}
	}
	return ""
}

const defaultNL = `# {{name}}

Deze overeenkomst gaat over wat een bedrijf of koepel en de scholen van {{unit}} samen doen voor techniekonderwijs in de regio {{network}}.

## Partijen

De partijen zijn:

{{parties}}

{{members}}

## Doel

1. Partijen werken samen, zodat leerlingen en docenten de techniek leren kennen zoals die in bedrijven wordt toegepast.
2. Zij doen dat binnen de regeling {{scheme}}, voor zover die van toepassing is.

## Looptijd

1. De overeenkomst geldt van {{start}} tot en met {{end}}.
2. Zij loopt dan af zonder dat iemand hoeft op te zeggen. Partijen overleggen op tijd of zij verder willen.

## Wat het bedrijf doet

{{organisation}} wil deze activiteiten van de menukaart doen:

{{menu}}

1. Dag, tijd, plaats en aantal leerlingen spreken een school en een bedrijf per keer af.
2. Lukt een afspraak niet, dan laat wie dat merkt het zo snel mogelijk weten. Partijen zoeken dan samen een andere dag.

## Wat de school doet

1. De school bereidt leerlingen voor, begeleidt hen en blijft verantwoordelijk voor het onderwijs en voor haar leerlingen.
2. De school heeft één vast aanspreekpunt voor het bedrijf.
3. De school legt de gemaakte uren ter bevestiging aan het bedrijf voor.

## Bijdragen

{{organisation}} zegt toe:

{{pledges}}

1. Een bijdrage telt mee als cofinanciering nadat zij is geleverd en door het bedrijf is bevestigd. Dezelfde bijdrage telt niet mee bij een andere subsidie.
2. De waarde staat hierboven zoals die bij het opstellen is berekend. Bij de verantwoording geldt het tarief dat op de dag van uitvoering hoort.
3. Lukt het niet om een toezegging na te komen, dan meldt {{organisation}} dat met de reden.

## Veiligheid en persoonsgegevens

1. Bij het bedrijf gelden de veiligheidsregels van het bedrijf. Het bedrijf legt ze uit en let op dat leerlingen ze volgen.
2. Partijen delen niet meer persoonsgegevens dan nodig is en houden zich aan de wet. Gegevens van leerlingen blijven bij de school.

## Wijzigen en stoppen

1. Wijzigen kan als alle partijen het eens zijn en de wijziging ondertekenen.
2. Een partij die wil stoppen, zegt dat schriftelijk, met de reden, en ten minste een maand vooraf. Wat al is afgesproken met een school, gaat zo mogelijk door.
3. Verschillen van inzicht lossen partijen in goed overleg op.

## Ondertekening

Partijen ondertekenen elektronisch, in deze volgorde:

{{signatories}}
`

const defaultEN = `# {{name}}

This agreement is about what a company or umbrella organisation and the schools of {{unit}} do together for technical education in the region {{network}}.

## Parties

The parties are:

{{parties}}

{{members}}

## Purpose

1. The parties work together so that pupils and teachers get to know technology as companies use it.
2. They do so within the scheme {{scheme}}, where it applies.

## Period

1. The agreement holds from {{start}} up to and including {{end}}.
2. It then ends without notice. The parties discuss in good time whether they want to go on.

## What the company does

{{organisation}} is willing to do these activities of the menu:

{{menu}}

1. A school and a company agree day, time, place and number of pupils for each occasion.
2. If an appointment cannot be kept, whoever notices says so as soon as possible. The parties then look for another day together.

## What the school does

1. The school prepares pupils, accompanies them and remains responsible for education and for its pupils.
2. The school has one fixed contact for the company.
3. The school asks the company to confirm the hours that were made.

## Contributions

{{organisation}} pledges:

{{pledges}}

1. A contribution counts as co-financing once it was made and the company has confirmed it. The same contribution does not count for another subsidy.
2. The values above are those of when this was written. In the accounts the rate of the day on which it was done applies.
3. If a pledge cannot be kept, {{organisation}} says so and gives the reason.

## Safety and personal data

1. At the company, the safety rules of the company apply. The company explains them and sees that pupils keep to them.
2. The parties share no more personal data than is needed and keep to the law. Data about pupils stay with the school.

## Changing and stopping

1. Changes need the consent and the signature of all parties.
2. A party that wants to stop says so in writing, with the reason, at least one month before. What was agreed with a school goes on where possible.
3. The parties settle differences in good consultation.

## Signing

The parties sign electronically, in this order:

{{signatories}}
`
