package publicweb_test

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/testkit/webtest"
)

// local is a site on which Almelo has a colour and an item of its own.
func local(t *testing.T) *webtest.Site {
	t.Helper()
	s, _ := site(t)
	r := s.Twente
	must(t, s.Network.EditUnit(t.Context(), r.Project, r.Almelo, network.UnitEdit{Name: "Almelo e.o.", Accent: "#7a3b8f", Version: 1}))
	_, err := s.Services.Menu.AddItem(t.Context(), r.Project, r.Almelo, menu.ItemInput{
		NameNL: "Lasdag in Almelo", NameEN: "Welding day", CompanyNL: "Een dag lassen <b>samen</b>.", CompanyEN: "A day of welding.", TeacherNL: "Leerlingen lassen.", TeacherEN: "Pupils weld.",
		Place: menu.AtCompany, Minutes: "240", Prep: "0", People: "2", MinGroup: "4", MaxGroup: "12", Profiles: []string{"PIE"}, Value: menu.StaffHours, Conduct: menu.Seen,
	})
	must(t, err)
	return s
}

func TestTheMenuOutside(t *testing.T) {
	t.Parallel()
	s := local(t)
	anybody := s.Anonymous()
	whole, almelo := anybody.Get("/menukaart/twente"), anybody.Get("/menukaart/twente?regio=almelo-eo")
	has(t, whole.Body, "Menukaart van Twente", "Gastles", "Voor bedrijven", "Voor docenten", "/doe-mee/twente", "/menukaart/twente?regio=almelo-eo", "/menukaart/twente/menukaart.pdf")
	hasNot(t, whole.Body, "Lasdag", "noindex")
	has(t, almelo.Body, "Menukaart van Almelo e.o.", "Lasdag in Almelo", "Gastles", "7a3b8f", "Een dag lassen &lt;b&gt;samen", "/doe-mee/twente?regio=almelo-eo")
	has(t, whole.Body, "Wat leerlingen al kunnen", "Materiaal om aan te raken", "leerjaar 2, 3, 4")
	hasNot(t, almelo.Body, "VOG", "verklaring")
	if whole.Queries > 4 {
		t.Errorf("%d queries", whole.Queries)
	}
	if a := s.As(t, s.Zwolle.Teacher).Get("/menukaart/twente"); a.Status != http.StatusOK || strings.Contains(a.Body, "/logout") {
		t.Error("who is signed in elsewhere reads it as anybody does")
	}
	if a := anybody.Get("/menukaart/elders"); a.Status != http.StatusNotFound {
		t.Errorf("no such network: %d", a.Status)
	}
	has(t, anybody.Get("/menukaart/zwolle").Body, "De menukaart is nog leeg")

	for query, want := range map[string]string{
		"profile=PIE&place=company": "Lasdag", "q=LASSEN": "Lasdag", "place=company": "Lasdag", "level=BB": "Leerwerktraject",
	} {
		has(t, anybody.Get("/menukaart/twente?regio=almelo-eo&"+query).Body, want)
	}
	for _, query := range []string{"profile=HBR", "place=school", "q=warmtepomp"} {
		hasNot(t, anybody.Get("/menukaart/twente?regio=almelo-eo&"+query).Body, "Lasdag in Almelo</h3>")
	}
	has(t, anybody.Get("/menukaart/twente?q=bestaatniet").Body, "/menukaart/twente")
}

// Only the page to be framed may be framed; it has no cookie, no form that changes something, and its links open beside the frame.
func TestOnlyTheEmbeddedMenuMayBeFramed(t *testing.T) {
	t.Parallel()
	s := local(t)
	anybody := s.Anonymous()
	a := anybody.Get("/menukaart/twente/insluiten?regio=almelo-eo")
	if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors *") || !strings.Contains(csp, "script-src 'self'") || a.Header.Get("X-Frame-Options") != "" {
		t.Errorf("%s, %s", csp, a.Header.Get("X-Frame-Options"))
	}
	has(t, a.Body, "Lasdag in Almelo", `target="_blank"`, "/menukaart/twente/insluiten", "noindex")
	hasNot(t, a.Body, `method="post"`, "/preferences")
	if len(a.Header.Values("Set-Cookie")) != 0 {
		t.Error("a framed page sets a cookie")
	}
	for _, path := range []string{"/menukaart/twente", "/doe-mee/twente", "/menukaart/elders/insluiten", "/signin", "/menukaart/twente/menukaart.pdf"} {
		h := anybody.Get(path).Header
		if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "frame-ancestors *") || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s may be framed: %s", path, csp)
		}
	}
}

func TestTheMenuToPrint(t *testing.T) {
	t.Parallel()
	s := local(t)
	a := s.Anonymous().Get("/menukaart/twente/menukaart.pdf?regio=almelo-eo")
	if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.Body, "%PDF-") || !strings.Contains(a.Header.Get("Content-Disposition"), "menukaart-twente-almelo-eo.pdf") {
		t.Fatalf("%d %v", a.Status, a.Header)
	}
	if len(a.Body) < 20_000 || len(a.Body) > 300_000 {
		t.Errorf("%d bytes", len(a.Body))
	}
}

func TestStaffFindTheAddresses(t *testing.T) {
	t.Parallel()
	s := local(t)
	c := s.As(t, s.Twente.Teacher)
	body := c.Get("/menu/share").Body
	has(t, body, "http://schakel.test/menukaart/twente?regio=almelo-eo", "http://schakel.test/doe-mee/twente", "&lt;iframe src=", "http://schakel.test/menukaart/twente/insluiten", "data-copy")
	hasNot(t, body, "zwolle")
	has(t, c.Get("/menu").Body, "/menu/share")
	if a := s.Anonymous().Get("/menu/share"); a.Status != http.StatusSeeOther {
		t.Errorf("a stranger: %d", a.Status)
	}
}
