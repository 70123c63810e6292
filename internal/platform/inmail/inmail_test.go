package inmail_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"schakel/internal/platform/inmail"
)

func read(t *testing.T, raw string) *inmail.Message {
	t.Helper()
	m, err := inmail.Read(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const head = "From: Erik Kolk <Erik@Kolk.example>\nTo: Nicole <nicole@school.example>, drop+x@in.example\nSubject: =?utf-8?q?Caf=C3=A9_bezoek?=\nMessage-ID: <1@kolk.example>\nDate: Tue, 3 Nov 2026 10:12:00 +0100\n"

func TestPlain(t *testing.T) {
	t.Parallel()
	m := read(t, head+"Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\nTot maandag, kost =80 50.\n\nOp ma 2 nov 2026 om 09:00 schreef Nicole <n@school.example>:\n> Kan het maandag?\n")
	if m.From != (inmail.Address{Name: "Erik Kolk", Email: "erik@kolk.example"}) || m.Subject != "Café bezoek" || len(m.To) != 2 || m.Date.Day() != 3 {
		t.Errorf("got %+v", m)
	}
	if m.Text != "Tot maandag, kost € 50." || !strings.Contains(m.Quoted, "> Kan het maandag?") || strings.Contains(m.Text, "schreef") {
		t.Errorf("text %q, quoted %q", m.Text, m.Quoted)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7"))
	m := read(t, head+"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nHallo\n--b\nContent-Type: text/html\n\n<p>Hallo <b>daar</b><script>x()</script>\n--b--\n--a\nContent-Type: application/pdf; name=\"=?utf-8?q?offert=C3=A9.pdf?=\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n"+pdf+"\n--a--\n")
	if m.Text != "Hallo" || len(m.Files) != 1 || m.Files[0].Name != "offerté.pdf" || string(m.Files[0].Content) != "%PDF-1.7" {
		t.Errorf("got %+v", m)
	}
	page := read(t, head+"Content-Type: text/html\n\n<style>p{}</style><p>Eerste<p>Tweede<br/>regel<script>weg()</script>\n")
	if strings.Contains(page.Text, "weg") || strings.Contains(page.Text, "p{}") || !strings.Contains(page.Text, "Eerste") || !strings.Contains(page.Text, "Tweede") {
		t.Errorf("got %q", page.Text)
	}
}

func TestForwarded(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"with a mark":      "Zie hieronder\n\n---------- Forwarded message ---------\nVan: Erik Kolk <erik@kolk.example>\nDate: di 3 nov 2026\nSubject: bezoek\n\nTot maandag\n",
		"as Outlook does":  "\n\nVan: Erik Kolk <erik@kolk.example>\nVerzonden: dinsdag 3 november 2026 10:12\nAan: Nicole\nOnderwerp: bezoek\n\nTot maandag\n",
		"in plain address": "-------- Doorgestuurd bericht --------\nFrom: erik@kolk.example\n\nTot maandag\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := read(t, "From: Nicole <nicole@school.example>\nTo: x@in.example\nSubject: Fwd: bezoek\n\n"+body)
			if m.Forwarded == nil || m.Forwarded.Email != "erik@kolk.example" || !strings.Contains(m.Text, "Tot maandag") {
				t.Errorf("got %+v, %q", m.Forwarded, m.Text)
			}
		})
	}
	m := read(t, "From: n@school.example\nSubject: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nFrom: erik@kolk.example\nSubject: y\n\nBinnenin\n--a--\n")
	if m.Forwarded == nil || m.Forwarded.Email != "erik@kolk.example" || m.Text != "Binnenin" {
		t.Errorf("attached: %+v", m)
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range depth {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		}
		return b.String() + "\nx"
	}
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"no mail at all":         {"hallo", inmail.ErrMalformed},
		"nothing":                {"", inmail.ErrMalformed},
		"nobody wrote it":        {"Subject: x\n\nx", inmail.ErrMalformed},
		"parts without end":      {nested(50), inmail.ErrNested},
		"a thousand parts":       {head + "Content-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\n\nx\n", 1000), inmail.ErrNested},
		"a head without end":     {"From: a@b.example\n" + strings.Repeat("X-A: b\n", 100_000), inmail.ErrMalformed},
		"larger than the limit":  {head + "\n" + strings.Repeat("a", inmail.MaxMail), inmail.ErrTooLarge},
		"an unknown charset":     {head + "Content-Type: text/plain; charset=klingon\n\nhallo", nil},
		"broken base64":          {head + "Content-Transfer-Encoding: base64\n\n####", nil},
		"a mail that was cut":    {head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\nhal", nil},
		"a type that is nothing": {head + "Content-Type: ;;;\n\nhallo", nil},
		"an mbox line first":     {"From erik Tue Nov  3\n" + head + "\nhallo", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := inmail.Read(strings.NewReader(c.raw)); !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	m := read(t, "From: =?utf-8?q?Baas=0D=0ABcc:_x@y.example?= <a@b.example>\nSubject: =?utf-8?q?a=0D=0Ab=E2=80=AEc?=\nTo: \"x\" <y@z.example>, kapot <, n@o.example\n\nx\x00y\u202e\n")
	if strings.ContainsAny(m.Subject+m.From.Name+m.Text, "\r\x00\u202e") || m.From.Email != "a@b.example" || len(m.To) != 2 {
		t.Errorf("got %+v", m)
	}
	long := read(t, head+"\n"+strings.Repeat("woord ", 200_000))
	if len(long.Text) > 256<<10 {
		t.Errorf("%d bytes of text kept", len(long.Text))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(head + "\nhallo"))
	f.Add([]byte(head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>x\n--a\nContent-Type: message/rfc822\n\nFrom: a@b\n\nx\n--a--\n"))
	f.Add([]byte("From: a@b.example\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-16\n\n//79/w==\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := inmail.Read(strings.NewReader(string(raw)))
		if err != nil {
			return
		}
		if strings.ContainsAny(m.Subject+m.From.Email+m.From.Name+m.ID, "\r\n\x00") || len(m.Text)+len(m.Quoted) > 600<<10 || len(m.To) > 100 {
			t.Errorf("%+v", m)
		}
		total := 0
		for _, file := range m.Files {
			total += len(file.Content)
		}
		if total > len(raw)+1024 {
			t.Errorf("%d bytes became %d", len(raw), total)
		}
	})
}
