package chart

import (
	"bytes"
	"strings"
	"testing"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/locale"
	"schakel/internal/web/ui"
)

func TestSegmentsFillTheBarOnce(t *testing.T) {
	t.Parallel()
	r := Row{Values: [5]int64{100, 80, 60, 40, 20}}
	want := []segment{
		{CheckedStage, "0%", "20.00%"}, {EvidencedStage, "20.00%", "20.00%"}, {CarriedOut, "40.00%", "20.00%"}, {PlannedStage, "60.00%", "20.00%"}, {Promised, "80.00%", "20.00%"},
	}
	got := r.segments(100)
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestSegmentsLeaveOutEmptyStages(t *testing.T) {
	t.Parallel()
	got := Row{Values: [5]int64{50, 0, 70, 0, 0}}.segments(100) // carried out without having been promised in full
	if len(got) != 1 || got[0].Stage != CarriedOut || got[0].Width != "70.00%" {
		t.Errorf("%v", got)
	}
	if got := (Row{}).segments(100); len(got) != 0 {
		t.Errorf("nothing became %v", got)
	}
}

func TestScaleHasRoomForTheMinimum(t *testing.T) {
	t.Parallel()
	if got := scale([]Row{{Values: [5]int64{10}, Minimum: 100}}); got != 105 {
		t.Errorf("%d", got)
	}
	if got := scale(nil); got != 1 {
		t.Errorf("empty: %d", got)
	}
}

func TestSparkPath(t *testing.T) {
	t.Parallel()
	for want, points := range map[string][]int64{
		"": {4}, "M0.0 12.0L100.0 12.0": {3, 3}, "M0.0 22.0L50.0 2.0L100.0 12.0": {0, 10, 5},
	} {
		if got := sparkPath(points); got != want {
			t.Errorf("%v: %q, want %q", points, got, want)
		}
	}
}

func TestStackedBarHasItsFiguresAsTable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	ctx := ui.WithPrinter(t.Context(), locale.Catalog().Printer(i18n.NL))
	err := StackedBar(StackedBarProps{Title: "Cofinanciering", Corner: "Jaar", Rows: []Row{{Label: "2026", Values: [5]int64{9, 8, 7, 6, 5}, Texts: [5]string{"€ 9", "€ 8", "€ 7", "€ 6", "€ 5"}, Minimum: 10, MinimumText: "€ 10"}}}).Render(ctx, &b)
	if err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, want := range []string{"<table", "Toegezegd", "Nagekeken", "€ 9", "€ 5", "€ 10", `url(#stacked-promised)`, "chart-minimum"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
}
