package menu

// standardGuides are the expectation cards of the items that are asked most, by code: from what companies and teachers say goes wrong
// (domain.md §4.2: pupils tune out of long presentations and want to do something; companies do not know what pupils can do already).
var standardGuides = map[string]GuideInput{
	"guest_lesson": {
		WhoNL:       "Jij vertelt en laat iets doen. De docent houdt de klas en sluit af.",
		WhoEN:       "You tell and let pupils do something. The teacher minds the class and closes.",
		PupilsNL:    "Leerlingen van 13 tot 16 jaar. Ze kennen het gereedschap van hun profiel, vaktaal nog nauwelijks. Na een kwartier luisteren willen ze zelf aan de slag.",
		PupilsEN:    "Pupils of 13 to 16. They know the tools of their profile, hardly any jargon. After a quarter of an hour of listening they want to do something.",
		WorksNL:     "Begin met wat je vandaag nog deed. Neem iets mee om vast te houden. Stel vragen in plaats van dia’s te tonen.",
		WorksEN:     "Begin with what you did today. Bring something to hold. Ask questions instead of showing slides.",
		CostNL:      "Niets; reiskosten op verzoek.",
		CostEN:      "Nothing; travel costs on request.",
		ChecklistNL: "Lokaal en tijd afgesproken\nBeamer of juist niet\nMateriaal om aan te raken\nOpdracht van twintig minuten\nFoto’s: vooraf gevraagd",
		ChecklistEN: "Room and time agreed\nProjector or not\nSomething to touch\nAssignment of twenty minutes\nPhotos: asked beforehand",
	},
	"company_visit": {
		WhoNL:       "Jij ontvangt, leidt rond en geeft een korte opdracht. De docent regelt vervoer en begeleiding.",
		WhoEN:       "You receive, show around and give a short assignment. The teacher arranges transport and guidance.",
		PupilsNL:    "De meesten waren nog nooit in een bedrijf. Ze kunnen veilig werken als je het voordoet. In groepjes van vier zien ze het meest.",
		PupilsEN:    "Most of them have never been in a company. They work safely when you show how. In groups of four they see most.",
		WorksNL:     "Kort welkom, daarna lopen en iets doen. Laat een jonge collega vertellen. Een kleine wedstrijd werkt altijd.",
		WorksEN:     "A short welcome, then walk and do. Let a young colleague tell. A small contest always works.",
		CostNL:      "Vervoer betaalt de school.",
		CostEN:      "The school pays for transport.",
		ChecklistNL: "Veiligheidsschoenen of bezoekerspad\nGroepjes en begeleiders verdeeld\nOpdracht per groepje\nJassen, tassen en toiletten\nNoodnummer van de docent",
		ChecklistEN: "Safety shoes or visitors’ path\nGroups and guides divided\nAssignment for each group\nCoats, bags and toilets\nThe teacher’s emergency number",
		Years:       []string{"2", "3", "4"},
	},
	"taster_internship": {
		WhoNL:       "Jij wijst een vaste begeleider aan. De school maakt de afspraken met ouders.",
		WhoEN:       "You name one guide. The school makes the arrangements with parents.",
		PupilsNL:    "De leerling kijkt en helpt mee met eenvoudig werk, en werkt niet zelfstandig aan machines.",
		PupilsEN:    "The pupil watches and helps with simple work, and does not work at machines alone.",
		WorksNL:     "Een rondje langs collega’s, een klus die af kan, en aan het eind vijf minuten napraten.",
		WorksEN:     "A round along colleagues, a job that can be finished, and five minutes to talk at the end.",
		ChecklistNL: "Begeleider en starttijd\nWerkkleding\nPauze en lunch\nTelefoon van de stagecoördinator",
		ChecklistEN: "Guide and starting time\nWork clothes\nBreak and lunch\nThe internship coordinator’s number",
		Years:       []string{"2", "3"},
	},
}
