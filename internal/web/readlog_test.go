package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/readlog"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
	"schakel/internal/web"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
)

// pupil is what no answer may hold of which the read log does not know.
const pupil = "Fenna van Leerling"

// pupils is a site with a page of class C3, which only this test has: what it does is chosen by how.
func pupils(t *testing.T, how page.Handler) *webtest.Site {
	t.Helper()
	site := webtest.New(t)
	env := &page.Env{Version: "test", Catalog: locale.Catalog(), Clock: site.Clock, Log: slog.New(slog.NewTextHandler(site.Log, nil)), Default: i18n.NL, BaseURL: "http://schakel.test"}
	route := access.Route{
		Pattern: "GET /pupils", Policy: access.Needs(access.PupilRead), Credentials: []access.Credential{access.CredentialSession}, Class: access.C3, Object: "-", Rate: access.RateNormal, Audit: "-",
	}
	var err error
	if site.Server, err = web.NewWith(site.Services, env, route, how); err != nil {
		t.Fatal(err)
	}
	return site
}

func show(c *page.Ctx) error {
	c.W.Header().Set("Content-Disposition", `attachment; filename="`+pupil+`.pdf"`)
	c.W.Header().Set("X-Pupil", pupil)
	c.W.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(c.W, pupil)
	return nil
}

func readings(t *testing.T, site *webtest.Site) (entries, subjects int) {
	t.Helper()
	err := site.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		if entries, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM read_entry`)); err != nil {
			return err
		}
		subjects, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM read_subject`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, subjects
}

// A page with pupils' data leaves the server only after the read log has it; in any other case nothing of it does, not even a header.
func TestPupilsDataPassTheReadLog(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		how    func(site *webtest.Site) page.Handler
		status int
		shown  bool
		rows   int
	}{
		"noted first": {func(site *webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				err := site.Services.ReadLog.Note(c.Context(), c.Scope, readlog.Read{Unit: site.Twente.Noordik, Purpose: readlog.Placement, Subjects: []id.ID{"fenna", "bram", "fenna"}})
				if err != nil {
					return err
				}
				return show(c)
			}
		}, http.StatusOK, true, 1},
		"not noted": {func(*webtest.Site) page.Handler { return show }, http.StatusInternalServerError, false, 0},
		"as a form with mistakes": {func(*webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				http.Error(c.W, pupil, http.StatusUnprocessableEntity)
				return nil
			}
		}, http.StatusInternalServerError, false, 0},
		"written before it is noted": {func(*webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				_, err := io.WriteString(c.W, pupil)
				if err == nil {
					t.Error("taken")
				}
				return err
			}
		}, http.StatusInternalServerError, false, 0},
		"the log refuses and nobody looks": {func(site *webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				_ = site.Services.ReadLog.Note(c.Context(), c.Scope, readlog.Read{Unit: site.Twente.Noordik, Purpose: "curiosity"})
				return show(c)
			}
		}, http.StatusInternalServerError, false, 0},
		"of another school": {func(site *webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				return site.Services.ReadLog.Note(c.Context(), c.Scope, readlog.Read{Unit: site.Twente.Canisius, Purpose: readlog.Placement, Subjects: []id.ID{"iris"}})
			}
		}, http.StatusNotFound, false, 0},
		"nobody to note it for": {func(site *webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				_ = site.Services.ReadLog.Note(c.Context(), access.Scope{}, readlog.Read{Unit: site.Twente.Noordik, Purpose: readlog.Placement})
				return show(c)
			}
		}, http.StatusInternalServerError, false, 0},
		"a redirect shows nothing": {func(*webtest.Site) page.Handler {
			return func(c *page.Ctx) error {
				http.Redirect(c.W, c.R, "/today", http.StatusSeeOther)
				return nil
			}
		}, http.StatusSeeOther, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var how page.Handler
			site := pupils(t, func(c *page.Ctx) error { return how(c) })
			how = test.how(site)
			r := httptest.NewRequest(http.MethodGet, "/pupils", nil)
			a := site.As(t, site.Twente.Stage).Do(r)
			if a.Status != test.status {
				t.Errorf("%d, want %d", a.Status, test.status)
			}
			told := strings.Contains(a.Body, pupil)
			for name, values := range a.Header {
				told = told || !test.shown && strings.Contains(name+strings.Join(values, ""), pupil)
			}
			if told != test.shown {
				t.Errorf("shown: %v", told)
			}
			if entries, _ := readings(t, site); entries != test.rows {
				t.Errorf("%d lines in the log", entries)
			}
			if test.status == http.StatusInternalServerError && !strings.Contains(site.Log.String(), "read log") {
				t.Errorf("the operator is not told why: %s", site.Log)
			}
		})
	}
}

// The officer sees who looked, at how many, what for; of one pupil all who looked; and after two years nothing any more.
func TestTheOfficerSeesWhoLooked(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	log := site.Services.ReadLog
	note := func(purpose readlog.Purpose, subjects ...id.ID) {
		t.Helper()
		if err := log.Note(t.Context(), site.Twente.Stage, readlog.Read{Unit: site.Twente.Noordik, Purpose: purpose, Subjects: subjects}); err != nil {
			t.Fatal(err)
		}
	}
	fenna, bram := site.Kit.IDs.New(), site.Kit.IDs.New()
	note(readlog.Placement, fenna, bram)
	note(readlog.Guidance, bram)
	officer := site.As(t, site.Twente.Privacy)
	if a := officer.Get("/audit/readings"); a.Status != http.StatusOK || !strings.Contains(a.Body, "plaatsing") || !strings.Contains(a.Body, "begeleiding") || !strings.Contains(a.Body, "Noordik") || !strings.Contains(a.Body, "stage Twente") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if a := officer.Get("/audit/readings?subject=" + string(fenna)); !strings.Contains(a.Body, "plaatsing") || strings.Contains(a.Body, "begeleiding") {
		t.Error("not only those of one pupil")
	}
	if a := site.As(t, site.Twente.Stage).Get("/audit/readings"); a.Status != http.StatusForbidden {
		t.Errorf("who looks reads the log: %d", a.Status)
	}
	if a := site.As(t, site.Zwolle.Privacy).Get("/audit/readings"); strings.Contains(a.Body, "plaatsing") {
		t.Error("another network sees it")
	}
	err := site.DB.Write(t.Context(), db.Settings{Network: string(site.Twente.ID)}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE read_entry SET purpose = 'request' WHERE network_id = $1`, site.Twente.ID))
		return err
	})
	if err == nil {
		t.Error("a reading was changed")
	}
	site.Clock.Advance(readlog.KeptYears * 366 * 24 * 60 * 60 * 1e9)
	if n, err := log.Forget(t.Context()); err != nil || n != 2 {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if entries, subjects := readings(t, site); entries+subjects != 0 {
		t.Errorf("%d, %d left", entries, subjects)
	}
	err = site.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, _, err := audit.VerifyTx(tx, site.Twente.ID)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
