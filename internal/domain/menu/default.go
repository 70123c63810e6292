package menu

import (
	"schakel/internal/domain/curriculum"
)

// standard is one of the national defaults (domain.md §5). Durations and group sizes are rarely published: they are
// starting points that each region changes.
type standard struct {
	code               string
	nameNL, nameEN     string
	companyNL          string
	companyEN          string
	teacherNL          string
	teacherEN          string
	place              Place
	minutes, prep      int
	people             int
	minGroup, maxGroup int
	levels             []curriculum.Level
	value              ValueRule
	conduct            Conduct
}

// standards are the 27 defaults, in the order of the menu: at school, at the company, for teachers, elsewhere.
var standards = []standard{
	{
		code: "guest_lesson", nameNL: "Gastles", nameEN: "Guest lesson",
		companyNL: "Iemand van jouw bedrijf vertelt in de klas over het vak en laat leerlingen iets doen. De docent is erbij.",
		companyEN: "Somebody from your company tells a class about the trade and lets pupils do something. The teacher is there.",
		teacherNL: "Een vakmens in jouw les: een echt verhaal en een korte opdracht.",
		teacherEN: "A professional in your lesson: a true story and a short assignment.",
		place:     AtSchool, minutes: 100, prep: 60, people: 1, minGroup: 10, maxGroup: 30, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "real_assignment", nameNL: "Praktijkopdracht", nameEN: "Assignment from practice",
		companyNL: "Je geeft een echte opdracht uit je bedrijf, licht die toe en bekijkt aan het eind wat de leerlingen maakten.",
		companyEN: "You set a real task from your company, explain it and look at what the pupils made in the end.",
		teacherNL: "Een echte opdrachtgever voor een project van een paar weken.",
		teacherEN: "A real client for a project of a few weeks.",
		place:     AtSchool, minutes: 180, prep: 120, people: 1, minGroup: 4, maxGroup: 30, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "elective", nameNL: "Meewerken aan een keuzevak", nameEN: "Helping to make an elective",
		companyNL: "Je denkt mee over een keuzevak dat past bij jouw vak, en geeft een deel van de lessen samen met de school.",
		companyEN: "You help to design an elective that fits your trade, and give part of its lessons together with the school.",
		teacherNL: "Een bedrijf dat een keuzevak met je maakt en een deel ervan geeft.",
		teacherEN: "A company that makes an elective with you and gives part of it.",
		place:     AtSchool, minutes: 600, prep: 480, people: 1, minGroup: 8, maxGroup: 24, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "company_day", nameNL: "Bedrijvendag op school", nameEN: "Company day at school",
		companyNL: "Je staat een dagdeel op school met iets om te zien en te doen. Groepjes leerlingen komen langs.",
		companyEN: "You are at the school for half a day with something to see and do. Small groups of pupils come by.",
		teacherNL: "Veel bedrijven op één dag, voor de hele afdeling.",
		teacherEN: "Many companies in one day, for the whole department.",
		place:     AtSchool, minutes: 240, prep: 60, people: 2, minGroup: 20, maxGroup: 300, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "information_event", nameNL: "Voorlichting of ouderavond", nameEN: "Information or parents' evening",
		companyNL: "Je helpt mee op een open dag, ouderavond of voorlichting en vertelt over werken in jouw vak.",
		companyEN: "You help at an open day, a parents' evening or an information event and tell about work in your trade.",
		teacherNL: "Een bedrijf dat leerlingen en ouders vertelt wat je met een profiel kunt worden.",
		teacherEN: "A company that tells pupils and parents what a profile leads to.",
		place:     AtSchool, minutes: 150, prep: 30, people: 1, minGroup: 10, maxGroup: 300, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "hybrid_teacher", nameNL: "Hybride docent", nameEN: "Hybrid teacher",
		companyNL: "Een medewerker geeft een halve of hele dag per week les op school en werkt de rest van de week bij jou.",
		companyEN: "An employee teaches at the school for half a day or a day a week and works for you the rest of the week.",
		teacherNL: "Een vakmens die vast meedraait in jouw team.",
		teacherEN: "A professional who is a regular member of your team.",
		place:     AtSchool, minutes: 240, prep: 60, people: 1, minGroup: 8, maxGroup: 30, value: StaffHours, conduct: Seen,
	},
	{
		code: "technoskills", nameNL: "Digitale vaardigheden testen", nameEN: "Testing digital skills",
		companyNL: "Je helpt leerlingen met een test van digitale vaardigheden en bespreekt wat jouw vak ervan vraagt.",
		companyEN: "You help pupils with a test of digital skills and discuss what your trade asks of them.",
		teacherNL: "Leerlingen zien wat ze digitaal al kunnen en wat bedrijven vragen.",
		teacherEN: "Pupils see which digital skills they have and which companies ask for.",
		place:     AtSchool, minutes: 100, prep: 30, people: 1, minGroup: 8, maxGroup: 30, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "company_visit", nameNL: "Bedrijfsbezoek", nameEN: "Company visit",
		companyNL: "Je ontvangt een klas: kort welkom, rondleiding en iets om zelf te doen. De docent gaat mee.",
		companyEN: "You receive a class: a short welcome, a tour and something to do. The teacher comes along.",
		teacherNL: "Met de klas naar een bedrijf: kijken, vragen en zelf iets doen.",
		teacherEN: "With your class to a company: look, ask and do something.",
		place:     AtCompany, minutes: 150, prep: 60, people: 2, minGroup: 8, maxGroup: 30, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "combined_visit", nameNL: "Bezoek met meer profielen", nameEN: "Visit with several profiles",
		companyNL: "Je ontvangt leerlingen van verschillende profielen samen. Elk profiel krijgt een eigen opdracht in jouw bedrijf.",
		companyEN: "You receive pupils of several profiles together. Each profile gets its own task in your company.",
		teacherNL: "Eén bedrijf, meer profielen: in een bakkerij werken horeca, economie en techniek samen.",
		teacherEN: "One company, several profiles: in a bakery catering, economics and technology work together.",
		place:     AtCompany, minutes: 180, prep: 90, people: 3, minGroup: 12, maxGroup: 60, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "company_school", nameNL: "Les in de bedrijfsschool", nameEN: "Lessons in a company school",
		companyNL: "Leerlingen volgen een keuzevak in jouw eigen opleidingsschool, van jouw instructeurs.",
		companyEN: "Pupils follow an elective in your own training school, with your instructors.",
		teacherNL: "Een keuzevak op een plek met echte installaties en instructeurs uit het vak.",
		teacherEN: "An elective in a place with real installations and instructors from the trade.",
		place:     AtCompany, minutes: 960, prep: 240, people: 1, minGroup: 6, maxGroup: 16, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "taster_internship", nameNL: "Snuffelstage", nameEN: "Taster internship",
		companyNL: "Een leerling kijkt een of twee dagen mee en doet eenvoudig werk onder begeleiding.",
		companyEN: "A pupil comes along for a day or two and does simple work under guidance.",
		teacherNL: "Een eerste kennismaking met werken, voor een of twee dagen.",
		teacherEN: "A first taste of work, for a day or two.",
		place:     AtCompany, minutes: 840, prep: 30, people: 1, minGroup: 1, maxGroup: 4, value: SupervisionHours, conduct: None,
	},
	{
		code: "vocational_internship", nameNL: "Beroepsstage", nameEN: "Vocational internship",
		companyNL: "Een leerling werkt een paar weken of een vaste dag per week mee. Jij zorgt voor een begeleider.",
		companyEN: "A pupil works with you for some weeks or a fixed day a week. You provide a supervisor.",
		teacherNL: "Een stageplek waar een leerling het vak leert van een begeleider.",
		teacherEN: "A place where a pupil learns the trade from a supervisor.",
		place:     AtCompany, minutes: 4200, prep: 60, people: 1, minGroup: 1, maxGroup: 4, value: SupervisionHours, conduct: None,
	},
	{
		code: "work_study", nameNL: "Leerwerktraject", nameEN: "Work-based learning track",
		companyNL: "Een leerling van de basisberoepsgerichte leerweg leert in leerjaar 3 en 4 een groot deel van de tijd bij jou. Je bent erkend leerbedrijf.",
		companyEN: "A pupil of the basic vocational path learns with you for a large part of years 3 and 4. You are a recognised training company.",
		teacherNL: "Voor leerlingen die vooral al doende leren: 640 tot 1.280 uur in een erkend leerbedrijf.",
		teacherEN: "For pupils who learn by doing: 640 to 1,280 hours in a recognised training company.",
		place:     AtCompany, minutes: 38400, prep: 240, people: 1, minGroup: 1, maxGroup: 3, levels: []curriculum.Level{curriculum.BB}, value: SupervisionHours, conduct: None,
	},
	{
		code: "flash_internship", nameNL: "Bliksemstage", nameEN: "Flash visit",
		companyNL: "Een klein groepje leerlingen komt een of twee uur langs en doet mee met echt werk.",
		companyEN: "A small group of pupils comes by for an hour or two and joins in real work.",
		teacherNL: "Kort en vaak: leerlingen zien in twee uur hoe een werkdag eruitziet.",
		teacherEN: "Short and often: in two hours pupils see what a working day looks like.",
		place:     AtCompany, minutes: 120, prep: 30, people: 1, minGroup: 3, maxGroup: 8, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "hotspot", nameNL: "Hotspot", nameEN: "Hotspot",
		companyNL: "Je maakt in je bedrijf een vaste leerwerkplek die scholen om de beurt gebruiken.",
		companyEN: "You set up a permanent learning workplace in your company that schools use in turn.",
		teacherNL: "Een vaste plek bij een bedrijf om praktijkles te geven.",
		teacherEN: "A permanent place at a company to give practical lessons.",
		place:     AtCompany, minutes: 240, prep: 60, people: 1, minGroup: 6, maxGroup: 24, value: Facility, conduct: Accompanied,
	},
	{
		code: "orientation_visit", nameNL: "Oriëntatie met een mbo-student", nameEN: "Orientation with a college student",
		companyNL: "Een leerling loopt een dag mee met een mbo-student en een opleider in jouw bedrijf.",
		companyEN: "A pupil spends a day with a college student and a trainer in your company.",
		teacherNL: "Een dag zien hoe leren en werken na het vmbo gaat.",
		teacherEN: "A day to see how learning and work go on after vmbo.",
		place:     AtCompany, minutes: 420, prep: 30, people: 1, minGroup: 1, maxGroup: 4, value: SupervisionHours, conduct: None,
	},
	{
		code: "teacher_internship", nameNL: "Docentenstage", nameEN: "Teacher internship",
		companyNL: "Een of twee docenten lopen een dag mee en maken daarna een opdracht voor hun leerlingen.",
		companyEN: "One or two teachers spend a day with you and then make an assignment for their pupils.",
		teacherNL: "Zelf een dag meelopen om je vakkennis op te frissen.",
		teacherEN: "A day at a company yourself, to refresh your knowledge.",
		place:     AtCompany, minutes: 420, prep: 30, people: 1, minGroup: 1, maxGroup: 8, value: StaffHours, conduct: None,
	},
	{
		code: "teacher_tour", nameNL: "Docentendag langs bedrijven", nameEN: "Teachers' tour of companies",
		companyNL: "Een groep docenten bezoekt op één dag een paar bedrijven. Jij ontvangt ze ongeveer anderhalf uur.",
		companyEN: "A group of teachers visits some companies in one day. You receive them for about an hour and a half.",
		teacherNL: "Met collega's in één dag langs een paar bedrijven.",
		teacherEN: "With colleagues to some companies in one day.",
		place:     AtCompany, minutes: 90, prep: 60, people: 2, minGroup: 5, maxGroup: 40, value: StaffHours, conduct: None,
	},
	{
		code: "teacher_masterclass", nameNL: "Masterclass voor docenten", nameEN: "Masterclass for teachers",
		companyNL: "Je leert docenten een nieuwe techniek of machine kennen.",
		companyEN: "You teach teachers about a new technique or machine.",
		teacherNL: "Bijleren over een nieuwe techniek, van iemand die er elke dag mee werkt.",
		teacherEN: "Learn about a new technique from somebody who works with it every day.",
		place:     AtCompany, minutes: 180, prep: 120, people: 1, minGroup: 4, maxGroup: 24, value: StaffHours, conduct: None,
	},
	{
		code: "career_safari", nameNL: "Beroepensafari", nameEN: "Careers safari",
		companyNL: "Leerlingen gaan op één dag langs een paar bedrijven. Bij jou zijn ze ongeveer een uur.",
		companyEN: "Pupils visit some companies in one day. They are with you for about an hour.",
		teacherNL: "In één dag langs verschillende bedrijven, om beroepen te vergelijken.",
		teacherEN: "Several companies in one day, to compare jobs.",
		place:     Elsewhere, minutes: 60, prep: 30, people: 2, minGroup: 8, maxGroup: 60, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "tech_event", nameNL: "Techniekevenement", nameEN: "Technology event",
		companyNL: "Je staat met een doe-activiteit op een groot evenement zoals Techniek Tastbaar.",
		companyEN: "You bring something to do to a large event for pupils.",
		teacherNL: "Een evenement waar leerlingen bij veel bedrijven zelf aan de slag gaan.",
		teacherEN: "An event where pupils try things at many companies.",
		place:     Elsewhere, minutes: 420, prep: 240, people: 2, minGroup: 20, maxGroup: 1000, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "on_stage", nameNL: "Beroepenfeest en Doe Dag", nameEN: "Careers party and work day",
		companyNL: "Je ontmoet leerlingen op een feest en ontvangt een of twee van hen later een dag in je bedrijf.",
		companyEN: "You meet pupils at a party and later receive one or two of them in your company for a day.",
		teacherNL: "Leerlingen netwerken zelf en kiezen bij wie ze een dag gaan meedoen.",
		teacherEN: "Pupils do their own networking and choose where they join in for a day.",
		place:     Elsewhere, minutes: 360, prep: 30, people: 1, minGroup: 20, maxGroup: 1000, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "tech_lab", nameNL: "Techlab of techniekbus", nameEN: "Technology lab or bus",
		companyNL: "Je helpt mee in een lab of bus waar leerlingen van basisschool en vmbo techniek proberen.",
		companyEN: "You help in a lab or bus where pupils of primary school and vmbo try technology.",
		teacherNL: "Onderbouw en groep 7 en 8 maken kennis met techniek in een lab.",
		teacherEN: "Lower years and the last years of primary school meet technology in a lab.",
		place:     Elsewhere, minutes: 180, prep: 60, people: 1, minGroup: 8, maxGroup: 30, levels: []curriculum.Level{curriculum.Onderbouw}, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "outreach", nameNL: "Meiden en techniek", nameEN: "Girls and technology",
		companyNL: "Je doet mee met een activiteit die meiden laat zien wat techniek voor ze kan zijn, zoals Girls' Day.",
		companyEN: "You join an activity that shows girls what technology can be for them, such as Girls' Day.",
		teacherNL: "Een dag met vrouwen uit de techniek als voorbeeld.",
		teacherEN: "A day with women in technology as examples.",
		place:     Elsewhere, minutes: 240, prep: 60, people: 2, minGroup: 6, maxGroup: 60, value: StaffHours, conduct: Accompanied,
	},
	{
		code: "network_event", nameNL: "Netwerkbijeenkomst", nameEN: "Network meeting",
		companyNL: "Je ontmoet docenten en andere bedrijven, bijvoorbeeld in een speeddate, en spreekt af wat je samen gaat doen.",
		companyEN: "You meet teachers and other companies, for instance in a speed date, and agree what to do together.",
		teacherNL: "In een uur veel bedrijven spreken en meteen iets afspreken.",
		teacherEN: "Talk to many companies in an hour and agree something at once.",
		place:     Elsewhere, minutes: 150, prep: 0, people: 1, minGroup: 5, maxGroup: 100, value: StaffHours, conduct: None,
	},
	{
		code: "working_group", nameNL: "Meedenken in een werkgroep", nameEN: "Advising in a working group",
		companyNL: "Je denkt een paar keer per jaar mee in een werkgroep, klankbordgroep of stuurgroep.",
		companyEN: "A few times a year you join a working group, sounding board or steering group.",
		teacherNL: "Een bedrijf dat met je meedenkt over het onderwijs in jouw profiel.",
		teacherEN: "A company that advises on the education in your profile.",
		place:     Elsewhere, minutes: 120, prep: 60, people: 1, minGroup: 1, maxGroup: 30, value: StaffHours, conduct: None,
	},
	{
		code: "materials", nameNL: "Materiaal of machine", nameEN: "Material or machine",
		companyNL: "Je geeft of leent materiaal, gereedschap, werkkleding of een machine voor de praktijkles.",
		companyEN: "You give or lend material, tools, work clothes or a machine for practical lessons.",
		teacherNL: "Echt materiaal of een machine voor je praktijkles.",
		teacherEN: "Real material or a machine for your practical lessons.",
		place:     AtSchool, minutes: 30, prep: 0, people: 1, minGroup: 1, maxGroup: 1000, value: Goods, conduct: None,
	},
}
