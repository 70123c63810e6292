package need

import "strings"

// Signal is something that a noun above this one knows of companies and the ranking weighs. Its rows stay that noun's; app hands
// signals to Weigh. SQL selects organisation_id, n, used and text, one row per company or more, through markers; its arguments are
//
//	$1, $2  first and last day of the school year of the need
//	$3      unit that asks
//	$4      today
//	$5, $6  from when requests count for the network's ceiling, and a year ago
//	$7      the need
type Signal struct {
	Kind string
	SQL  string
}

// The kinds that the ranking knows.
const (
	// SignalVerdict: n schools said how it went, used is the sum of their scores (1 to 4), text what the company said last about
	// once more (yes, maybe, no; empty: nothing).
	SignalVerdict = "verdict"
	// SignalPledge: an umbrella of the company, named in text, has n cents of its pledge for the year left.
	SignalPledge = "pledge"
)

// Weigh adds what higher nouns know. It is called before the first request.
func (s *Service) Weigh(signals ...Signal) {
	var b strings.Builder
	for _, one := range signals {
		b.WriteString(`
		UNION ALL
		SELECT '` + one.Kind + `', z.organisation_id, NULL, z.n, z.used, NULL, NULL, NULL, z.text, NULL, NULL FROM (` + one.SQL + `) z`)
	}
	b.WriteString(`
		LIMIT 200000`)
	s.signals = b.String()
}
