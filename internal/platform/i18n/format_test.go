package i18n

import (
	"math"
	"testing"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/money"
)

func TestFormats(t *testing.T) {
	t.Parallel()
	nl, en := printers(t)
	spring := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC) // after the clock change: 03:30
	tests := []struct{ name, nl, en, wantNL, wantEN string }{
		{"number", nl.Number(1234567), en.Number(1234567), "1.234.567", "1,234,567"},
		{"three digits", nl.Number(-999), en.Number(-999), "-999", "-999"},
		{"smallest number", nl.Number(math.MinInt64), en.Number(0), "-9.223.372.036.854.775.808", "0"},
		{"decimal", nl.Decimal(123450, 2), en.Decimal(123450, 2), "1.234,50", "1,234.50"},
		{"small decimal", nl.Decimal(-5, 3), en.Decimal(5, 1), "-0,005", "0.5"},
		{"money", nl.Money(123456), en.Money(123456), "€\u00a01.234,56", "€1,234.56"},
		{"negative money", nl.Money(-5), en.Money(-5), "€\u00a0-0,05", "-€0.05"},
		{"smallest money", nl.Money(math.MinInt64), en.MoneyShort(math.MinInt64), "€\u00a0-92.233.720.368.547.758,08", "-€92,233,720,368,547,758"},
		{"short money up", nl.MoneyShort(1234550), en.MoneyShort(1234550), "€\u00a012.346", "€12,346"},
		{"short money down", nl.MoneyShort(1234549), en.MoneyShort(1234549), "€\u00a012.345", "€12,345"},
		{"no minus before zero", nl.MoneyShort(-49), en.MoneyShort(-50), "€\u00a00", "-€1"},
		{"percent", nl.Percent(750), en.Percent(750), "7,5%", "7.5%"},
		{"whole percent", nl.Percent(1000), en.Percent(1000), "10%", "10%"},
		{"small percent", nl.Percent(-25), en.Percent(0), "-0,25%", "0%"},
		{"hours", nl.Hours(150), en.Hours(150), "2,5\u00a0uur", "2.5\u00a0hours"},
		{"one hour", nl.Hours(60), en.Hours(60), "1\u00a0uur", "1\u00a0hour"},
		{"a third of an hour", nl.Hours(20), en.Hours(-20), "0,33\u00a0uur", "-0.33\u00a0hours"},
		{"date", nl.Date("2026-11-25"), en.Date("2026-11-25"), "wo 25 nov 2026", "Wed 25 Nov 2026"},
		{"short date", nl.DateShort("2026-03-01"), en.DateShort("2026-03-01"), "1 mrt 2026", "1 Mar 2026"},
		{"long date", nl.DateLong("2026-11-25"), en.DateLong("2026-11-25"), "woensdag 25 november 2026", "Wednesday 25 November 2026"},
		{"no date", nl.Date(""), en.DateLong(""), "", ""},
		{"time in summer", nl.Time(spring), en.Time(spring), "03:30", "03:30"},
		{"date and time", nl.DateTime(spring), en.DateTime(spring), "zo 29 mrt 2026, 03:30", "Sun 29 Mar 2026, 03:30"},
		{"no time", nl.Time(time.Time{}), en.DateTime(time.Time{}), "", ""},
		{"month", nl.Month(time.August), en.Month(time.August), "augustus", "August"},
		{"no month", nl.Month(0), en.MonthShort(13), "", ""},
		{"weekday", nl.Weekday(time.Sunday), en.Weekday(time.Saturday), "zondag", "Saturday"},
	}
	for _, tt := range tests {
		if tt.nl != tt.wantNL || tt.en != tt.wantEN {
			t.Errorf("%s: %q and %q, want %q and %q", tt.name, tt.nl, tt.en, tt.wantNL, tt.wantEN)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	nl, en := printers(t)
	tests := []struct {
		day            clock.Date
		wantNL, wantEN string
	}{
		{"2026-11-25", "vandaag", "today"},
		{"2026-11-24", "gisteren", "yesterday"},
		{"2026-11-26", "morgen", "tomorrow"},
		{"2026-11-02", "23 dagen geleden", "23 days ago"},
		{"2026-11-28", "over 3 dagen", "in 3 days"},
		{"2026-09-26", "2 maanden geleden", "2 months ago"},
		{"2026-08-24", "3 maanden geleden", "3 months ago"},
		{"2026-08-26", "2 maanden geleden", "2 months ago"},
		{"2024-11-26", "23 maanden geleden", "23 months ago"},
		{"2024-11-25", "2 jaar geleden", "2 years ago"},
		{"2030-01-01", "over 3 jaar", "in 3 years"},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := nl.DaysAgo(tt.day, "2026-11-25"); got != tt.wantNL {
			t.Errorf("%s: %q, want %q", tt.day, got, tt.wantNL)
		}
		if got := en.DaysAgo(tt.day, "2026-11-25"); got != tt.wantEN {
			t.Errorf("%s: %q, want %q", tt.day, got, tt.wantEN)
		}
	}
	// 23:30 UTC on the 24th is the 25th in Amsterdam.
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	if got := nl.Ago(time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC), now); got != "vandaag" {
		t.Errorf("late in the evening: %q", got)
	}
	if got := nl.Ago(time.Time{}, now) + nl.Money(money.Cents(0)); got != "€\u00a00,00" {
		t.Errorf("zero values: %q", got)
	}
}
