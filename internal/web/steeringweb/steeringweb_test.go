package steeringweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/steering"
	"schakel/internal/testkit/authztest"
	"schakel/internal/testkit/htmltest"
)

// Behind every figure is a list that says over which time it is, and whose records open.
func TestTheRecordsBehindAFigure(t *testing.T) {
	t.Parallel()
	f := authztest.New(t)
	lead := f.As(t, f.Nets[0].Lead)
	leads := map[string]bool{}
	for _, k := range slices.Concat([]steering.Kind{steering.Active, steering.Fresh}, steering.Depths(), steering.Activities(), steering.Changes()) {
		home := "/relations/"
		switch {
		case slices.Contains([]steering.Kind{steering.Asked, steering.Filled}, k):
			home = "/needs/"
		case slices.Contains([]steering.Kind{steering.Agreed, steering.Cancelled}, k):
			home = "/engagements/"
		case k == steering.Signed:
			home = "/agreements/"
		case slices.Contains(steering.Activities(), k):
			home = "/engagements?state=live&activity="
		}
		a := lead.Get("/steering/records?year=all&kind=" + string(k))
		if a.Status != http.StatusOK {
			t.Errorf("%s: %d", k, a.Status)
			continue
		}
		doc := htmltest.In(t, a.Body)
		leads[doc.Find("main .lead")[0].Text()] = true
		rows := doc.Find("tbody tr")
		for _, row := range rows {
			to := row.Find("a")[0].Attr("href")
			if !strings.HasPrefix(to, home) {
				t.Errorf("%s leads to %s", k, to)
			}
		}
		if len(rows) > 0 {
			if to := rows[0].Find("a")[0].Attr("href"); lead.Get(to).Status != http.StatusOK {
				t.Errorf("%s: %s does not open", k, to)
			}
		}
	}
	if len(leads) != 6 { // the period, since the meeting, relations, and each kind of activities has its own
		t.Errorf("%d: %v", len(leads), leads)
	}
}
