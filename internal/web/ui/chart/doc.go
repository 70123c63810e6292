// Package chart draws the charts of Schakel as SVG on the server: no scripts, no style attributes, widths in per cent so
// that they follow their column. Every chart has its figures as a real table behind it, and a pattern or a word beside
// every colour.
//
//	@chart.StackedBar(chart.StackedBarProps{
//		Title: "Cofinanciering per jaar", Unit: "€",
//		Rows: []chart.Row{{Label: "2026", Href: "/funding?year=2026", Values: [5]int64{80000, 60000, 41200, 30000, 12000},
//			Texts: [5]string{"€ 80.000", …}, Minimum: 60000, MinimumText: "€ 60.000"}},
//	})
//	@chart.Bars(chart.BarsProps{Title: "Uren per thema", Bars: []chart.Bar{{Label: "Techniek", Value: 120, Text: "120 uur", Href: "…"}}})
//	@chart.Sparkline(chart.SparklineProps{Label: "Gesprekken per maand", Points: []int64{3, 5, 2, 8}})
package chart
