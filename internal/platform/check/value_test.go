package check

import (
	"strconv"
	"testing"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
)

func TestRegisterNumbers(t *testing.T) {
	t.Parallel()
	table(t, Postcode, map[string]string{
		"1234ab": "1234 AB", " 1234 AB ": "1234 AB", "": "field.required", "0123 AB": "field.postcode",
		"1234 SA": "field.postcode", "1234sd": "field.postcode", "1234 SS": "field.postcode",
		"1234 A": "field.postcode", "1234 ABC": "field.postcode", "12345 A": "field.postcode", "1234 ÀB": "field.postcode",
	})
	table(t, KVK, map[string]string{
		"01234567": "01234567", "0123 4567": "01234567", "1234567": "field.kvk", "123456789": "field.kvk", "1234567a": "field.kvk", "": "field.required",
	})
	table(t, BRIN, map[string]string{
		"06xz": "06XZ", "11ZZ03": "11ZZ03", "06 XZ": "06XZ", "0XZZ": "field.brin", "06XZ0": "field.brin", "06XZ000": "field.brin", "06XZ0A": "field.brin", "0é": "field.brin",
	})
	table(t, RSIN, map[string]string{
		"123456782": "123456782", "1234.56.782": "123456782", "123456789": "field.rsin", "000000000": "field.rsin", "12345678": "field.rsin",
	})
	table(t, OptionalPostcode, map[string]string{"": "", "x": "field.postcode"})
	table(t, OptionalKVK, map[string]string{"": "", "x": "field.kvk"})
	table(t, OptionalBRIN, map[string]string{"": "", "x": "field.brin"})
	table(t, OptionalRSIN, map[string]string{"": "", "x": "field.rsin"})
}

func TestInt(t *testing.T) {
	t.Parallel()
	table(t, func(f fault.Fields, field, value string) string {
		n := Int(f, field, value, -5, 30)
		if len(f) > 0 {
			return ""
		}
		return strconv.Itoa(n)
	}, map[string]string{
		"30": "30", " 07 ": "7", "-5": "-5", "31": "field.range", "-6": "field.range", "99999999999999999999": "field.range",
		"": "field.required", "1.5": "field.number", "1e1": "field.number", "+3": "field.number", "0x1": "field.number", "NaN": "field.number", "３": "field.number",
	})
	f := fault.Fields{}
	if n, set := OptionalInt(f, "x", " ", 1, 2); n != 0 || set || len(f) > 0 {
		t.Error("empty is not set")
	}
	if n, set := OptionalInt(f, "x", "2", 1, 2); n != 2 || !set {
		t.Error("2 is set")
	}
	if _, set := OptionalInt(f, "x", "3", 1, 2); set || f["x"].Key != "field.range" {
		t.Error("3 is out of range")
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	table(t, func(f fault.Fields, field, value string) string {
		c := Money(f, field, value, 100, 500_00)
		if len(f) > 0 {
			return ""
		}
		return strconv.Itoa(int(c))
	}, map[string]string{
		"€ 12,5": "1250", "": "field.required", "€": "field.required", "1,234": "field.money_ambiguous", "0,99": "field.range", "500,01": "field.range",
		"-1": "field.range", "99999999999999": "field.range", "twaalf": "field.money", "1\x002": "field.control_characters",
	})
}

func TestDates(t *testing.T) {
	t.Parallel()
	date := func(f fault.Fields, field, value string) string { return string(Date(f, field, value)) }
	table(t, date, map[string]string{
		"2026-11-25": "2026-11-25", "25-11-2026": "2026-11-25", "5/1/2026": "2026-01-05", "5.1.2026": "2026-01-05",
		"": "field.required", "2026-02-29": "field.date", "31-4-2026": "field.date", "1800-01-01": "field.date", "morgen": "field.date", "-1-1-2026": "2026-01-01",
		"2026-11-25T10:00": "field.date", "25-11-26": "field.date", "0-1-2026": "field.date",
	})
	f := fault.Fields{}
	if OptionalDate(f, "x", "") != "" || len(f) > 0 {
		t.Error("empty is fine")
	}
	DateOrder(f, "end", "2026-01-01", "2026-01-01")
	DateOrder(f, "end", "2026-01-01", "")
	if len(f) > 0 {
		t.Error("a single day is a period")
	}
	DateOrder(f, "end", "2026-01-02", "2026-01-01")
	if f["end"].Key != "field.date_order" {
		t.Error("the order was not seen")
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		day       clock.Date
		time      string
		want, key string
	}{
		{"winter", "2026-11-25", "14:30", "2026-11-25T13:30:00Z", ""},
		{"with a dot", "2026-11-25", "9.15", "2026-11-25T08:15:00Z", ""},
		{"the skipped hour", "2027-03-28", "02:30", "", "field.gap"},
		{"the doubled hour is the first", "2026-10-25", "02:30", "2026-10-25T00:30:00Z", ""},
		{"no hour", "2026-11-25", "24:00", "", "field.time"},
		{"no minute", "2026-11-25", "12:60", "", "field.time"},
		{"words", "2026-11-25", "half drie", "", "field.time"},
		{"empty", "2026-11-25", "", "", "field.required"},
		{"no day", "", "12:00", "0001-01-01T00:00:00Z", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := fault.Fields{}
			minutes := TimeOfDay(f, "x", tt.time)
			got := Moment(f, "x", tt.day, minutes)
			if key := f["x"].Key; key != tt.key || (key == "" && got.Format(time.RFC3339) != tt.want) {
				t.Errorf("got %v %q, want %q %q", got, key, tt.want, tt.key)
			}
		})
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	type size string
	choose := func(f fault.Fields, field, value string) string {
		return string(Choice[size](f, field, value, "small", "large"))
	}
	table(t, choose, map[string]string{"small": "small", " large ": "large", "": "field.required", "Small": "field.choice", "x": "field.choice"})
	table(t, func(f fault.Fields, field, value string) string {
		return string(OptionalChoice[size](f, field, value, "small"))
	}, map[string]string{"": "", "small": "small", "x": "field.choice"})
}

func TestCodesOfTheTradeRegister(t *testing.T) {
	t.Parallel()
	table(t, Establishment, map[string]string{
		"000012345678": "000012345678", "0000 1234 5678": "000012345678", "12345678": "field.establishment", "00001234567a": "field.establishment", "": "field.required",
	})
	table(t, SBI, map[string]string{"43.21": "4321", "62": "62", "4": "field.sbi", "4321001": "field.sbi", "43a": "field.sbi", "": "field.required"})
	table(t, OptionalEstablishment, map[string]string{"": "", "x": "field.establishment"})
	table(t, OptionalSBI, map[string]string{"": "", "x": "field.sbi"})
}
