package export_test

import (
	"strings"
	"testing"

	"schakel/internal/platform/export"
)

func TestCard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		card export.Card
		want string
	}{
		"a person": {
			export.Card{Name: "Erik Kolk", Organisation: "Kolk; Zn, bv", Title: "baas", Phone: "+31546123456", Email: "erik@kolk.example"},
			"KIND:individual|FN:Erik Kolk|ORG:Kolk\\; Zn\\, bv|TITLE:baas|TEL;TYPE=work:+31546123456|EMAIL;TYPE=work:erik@kolk.example",
		},
		"an organisation": {
			export.Card{Organisation: "Kolk", Street: "Weg 1", Postcode: "7607 AB", Place: "Almelo"},
			"KIND:org|FN:Kolk|ORG:Kolk|ADR;TYPE=work:;;Weg 1;Almelo;;7607 AB;",
		},
		"no line can be put in": {
			export.Card{Name: "a\r\nEND:VCARD\x00", Organisation: `\`},
			`KIND:individual|FN:a\nEND:VCARD|ORG:\\`,
		},
	} {
		var b strings.Builder
		if err := export.WriteCard(&b, c.card); err != nil {
			t.Fatal(err)
		}
		want := "BEGIN:VCARD|VERSION:4.0|" + c.want + "|END:VCARD|"
		if got := strings.ReplaceAll(b.String(), "\r\n", "|"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestLongLinesOfACardAreFolded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	name := strings.Repeat("é", 100)
	if err := export.WriteCard(&b, export.Card{Name: name}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(b.String(), "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d bytes: %s", len(line), line)
		}
	}
	if !strings.Contains(strings.ReplaceAll(b.String(), "\r\n ", ""), "FN:"+name+"\r\n") {
		t.Error("unfolded it is another name")
	}
}
