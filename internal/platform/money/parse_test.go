package money

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want Cents
		err  error
	}{
		{"1234", 123400, nil},
		{"1.234,56", 123456, nil},
		{"€ 12,5", 1250, nil},
		{"€\u00a012,50", 1250, nil},
		{"12,50 €", 1250, nil},
		{"EUR 7", 700, nil},
		{"12,-", 1200, nil},
		{"1.250,--", 125000, nil},
		{"1,234.56", 123456, nil},
		{"1,234,567", 123456700, nil},
		{"1.234.567", 123456700, nil},
		{"1.234.567,8", 123456780, nil},
		{"1.234", 123400, nil},
		{"12.5", 1250, nil},
		{"0", 0, nil},
		{"0,01", 1, nil},
		{"10.000.000.000", MaxInput, nil},
		{"10.000.000.000,01", 0, ErrTooLarge},
		{"1,234", 0, ErrAmbiguous},
		{"0.125", 0, ErrAmbiguous},
		{"12.3456", 0, ErrDecimals},
		{"1.234,567", 0, ErrDecimals},
		{"", 0, ErrEmpty},
		{"€", 0, ErrEmpty},
		{"-5", 0, ErrNegative},
		{"€ -5", 0, ErrNegative},
		{"−5", 0, ErrNegative},
		{"(5)", 0, ErrNegative},
		{"NaN", 0, ErrSyntax},
		{"Inf", 0, ErrSyntax},
		{"1e9", 0, ErrSyntax},
		{"+5", 0, ErrSyntax},
		{"12,", 0, ErrSyntax},
		{",5", 0, ErrSyntax},
		{"1..5", 0, ErrSyntax},
		{"1.23.456", 0, ErrSyntax},
		{"1.234,5,6", 0, ErrSyntax},
		{"0.123.456", 0, ErrSyntax},
		{"1234.567", 0, ErrSyntax},
		{"1 234", 0, ErrSyntax},
		{"١٢", 0, ErrSyntax},
		{"1\n2", 0, ErrControl},
		{"1\x002", 0, ErrControl},
		{"1\xff2", 0, ErrControl},
		{strings.Repeat("9", 60), 0, ErrTooLarge},
		{strings.Repeat("9", 65), 0, ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(tt.in)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Parse(%q) = %d, %v; want %d, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}

// FuzzParse checks that nothing outside the range comes back, whatever is typed.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.234,56", "1,234.56", "€ 12,-", "-1", "1e9", "\xff", "0.0.0", ".,", ",-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := Parse(s); got < 0 || got > MaxInput || (err != nil && got != 0) {
			t.Fatalf("Parse(%q) = %d, %v", s, got, err)
		}
	})
}
