package i18n

// words are what the formats of a language are made of. They are no catalogue texts, because the
// formats depend on them.
type words struct {
	thousands, point string
	hour, hours      string
	months           [12]string
	monthsShort      [12]string
	weekdays         [7]string // from Sunday, as time.Weekday counts
	weekdaysShort    [7]string

	today, yesterday, tomorrow string
	ago, ahead                 string // with %s for the span
	days, months2, years       string // spans
}

var wordsOf = map[Lang]*words{
	NL: {
		thousands: ".", point: ",", hour: "uur", hours: "uur",
		months: [12]string{
			"januari", "februari", "maart", "april", "mei", "juni", "juli",
			"augustus", "september", "oktober", "november", "december",
		},
		monthsShort:   [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		weekdays:      [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		weekdaysShort: [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"},
		today:         "vandaag", yesterday: "gisteren", tomorrow: "morgen",
		ago: "%s geleden", ahead: "over %s",
		days: "dagen", months2: "maanden", years: "jaar",
	},
	EN: {
		thousands: ",", point: ".", hour: "hour", hours: "hours",
		months: [12]string{
			"January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December",
		},
		monthsShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		today:         "today", yesterday: "yesterday", tomorrow: "tomorrow",
		ago: "%s ago", ahead: "in %s",
		days: "days", months2: "months", years: "years",
	},
}
