package engagement_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
)

func TestGlad(t *testing.T) {
	t.Parallel()
	say := func(side engagement.Party, score int, again engagement.Again) engagement.Evaluation {
		return engagement.Evaluation{Side: side, Score: score, Again: again}
	}
	school, company := say(engagement.BySchool, 3, engagement.AgainYes), say(engagement.ByCompany, 4, engagement.AgainMaybe)
	for name, c := range map[string]struct {
		said []engagement.Evaluation
		want bool
	}{
		"both":                    {[]engagement.Evaluation{company, school}, true},
		"the school alone":        {[]engagement.Evaluation{school}, false},
		"the company alone":       {[]engagement.Evaluation{company}, false},
		"nobody":                  {nil, false},
		"the school may be again": {[]engagement.Evaluation{company, say(engagement.BySchool, 4, engagement.AgainMaybe)}, false},
		"the company not again":   {[]engagement.Evaluation{say(engagement.ByCompany, 3, engagement.AgainNo), school}, false},
		"so-so for the company":   {[]engagement.Evaluation{say(engagement.ByCompany, 2, engagement.AgainYes), school}, false},
	} {
		if got := engagement.Glad(c.said); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := engagement.Quoted(strings.Repeat("ë", 160)); len([]rune(got)) != 122 || got[len(got)-3:] != "”" {
		t.Errorf("a long title: %s", got)
	}
}
