package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
)

// state writes down what a tap could have changed.
func (s school) state() string {
	s.t.Helper()
	var out []string
	s.must(s.DB.Read(s.t.Context(), db.Settings{}, func(tx *db.Tx) error {
		for _, query := range []string{
			`SELECT COUNT(*) || '/' || COALESCE(SUM(version), 0) || '/' || COUNT(answer) FROM invitation`, `SELECT COUNT(*) || '/' || COALESCE(SUM(version), 0) FROM engagement`,
			`SELECT COUNT(*) || '/' || COALESCE(SUM(version), 0) FROM occurrence`, `SELECT COUNT(*) || '' FROM sign_off`, `SELECT COUNT(*) || '' FROM engagement_evaluation`,
			`SELECT COUNT(*) || '/' || COUNT(used_at) || '/' || COUNT(revoked_at) FROM link`, `SELECT COUNT(*) || '' FROM mail_message`,
			`SELECT COUNT(*) || '' FROM contact_moment`, `SELECT COUNT(*) || '' FROM audit_event`,
		} {
			text, err := db.Get[string](tx, db.Q(query))
			if err != nil {
				return err
			}
			out = append(out, text)
		}
		return nil
	}))
	return strings.Join(out, "\n")
}

// A scanner opens the link of every reminder mail, and of what comes before and after it, by HEAD, GET and OPTIONS, and every page that these
// lead to: nothing changes. A tap does.
func TestScannersOfReminderMailsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r, ctx := s.Twente, t.Context()
	kolk, breman := s.offers(r, "Kolk"), s.offers(r, "Breman")
	key := s.ask(r, r.Teacher, "Gastles")
	s.must(s.Services.Need.Invite(ctx, r.Teacher, key, []id.ID{kolk, breman}, "2027-01-20"))
	at := func(moment string) {
		t.Helper()
		when, err := time.Parse(time.RFC3339, moment)
		s.must(err)
		s.Clock.Set(when)
	}
	at("2026-12-01T10:00:00Z") // a Tuesday, six days later
	_, err := s.Services.Need.Sweep(ctx)
	s.must(err)
	anybody, opened := s.Anonymous(), map[string]bool{}
	scan := func() {
		t.Helper()
		type sent struct {
			Letter  string    `db:"letter"`
			Kind    link.Kind `db:"kind"`
			Subject id.ID     `db:"subject_id"`
			Company id.ID     `db:"organisation_id"`
		}
		var mails []sent
		s.must(s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
			mails, err = db.Select[sent](tx, db.Q(`SELECT m.letter, l.kind, l.subject_id, l.organisation_id FROM mail_message m JOIN link l ON l.id = m.link_id
			WHERE l.revoked_at IS NULL ORDER BY m.id LIMIT 100`))
			return err
		}))
		before := s.state()
		for _, m := range mails {
			about := m.Subject
			if m.Kind == link.Members {
				about = m.Company
			}
			paths := []string{s.LinkPath(t, r, m.Kind, about)}
			first := anybody.Get(paths[0])
			if first.Status == http.StatusOK {
				opened[m.Letter] = true
				for _, a := range htmltest.In(t, first.Body).Find("a[href]") {
					if to := a.Attr("href"); strings.HasPrefix(to, "/") {
						paths = append(paths, to)
					}
				}
				for _, f := range htmltest.In(t, first.Body).Find("form[action]") {
					paths = append(paths, f.Attr("action"))
				}
			}
			for _, path := range paths {
				for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodOptions} {
					if a := anybody.Do(httptest.NewRequest(method, path, nil)); a.Status >= 500 {
						t.Errorf("%s: %s %s: %d", m.Letter, method, path, a.Status)
					}
				}
			}
		}
		if after := s.state(); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	}
	scan()
	status(t, "yes", s.Anonymous().Post(s.invitation(r, r.Teacher, key, kolk), url.Values{"answer": {"other_date"}, "on": {"2027-01-13"}}), http.StatusSeeOther)
	rec, err := s.Services.Need.Record(ctx, r.Teacher, key)
	s.must(err)
	var other id.ID
	for _, i := range rec.Invitations {
		if i.Reply == need.OtherDate {
			other = i.ID
		}
	}
	second := s.ask(r, r.Teacher, "Bezoek")
	s.must(s.Services.Need.Invite(ctx, r.Teacher, second, []id.ID{breman}, "2027-01-20"))
	made, err := s.Services.Engagement.AcceptOtherDate(ctx, r.Teacher, key, other, true)
	s.must(err)
	for _, moment := range []string{"2027-01-06T10:00:00Z", "2027-01-12T10:00:00Z"} {
		at(moment)
		_, err := s.Services.Engagement.Remind(ctx)
		s.must(err)
	}
	at("2027-01-13T17:00:00Z")
	_, err = s.Services.Engagement.Count(ctx, r.Teacher, made, 24, 1)
	s.must(err)
	umbrella, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: "Metaalunie"})
	s.must(err)
	_, err = s.Services.Relation.AddPerson(ctx, r.Relation, umbrella, relation.PersonInput{Name: "Vera", Email: "vera@unie.example", Requests: true})
	s.must(err)
	s.must(s.Services.Relation.JoinUmbrella(ctx, r.Relation, s.company(r, "Zwart"), relation.MembershipInput{Umbrella: umbrella}))
	s.must(s.Services.Menu.LetInvite(ctx, r.Relation, r.Almelo, umbrella))

	scan()
	for _, letter := range []string{"invitation_reminder", "reminder_week", "reminder_day", "agreed", "sign_off", "members"} {
		if !opened[letter] {
			t.Errorf("no page was opened from the mail %s: %v", letter, opened)
		}
	}
	before := s.state()
	tap := anybody.Post(s.LinkPath(t, r, link.Members, umbrella), url.Values{"member": {string(s.member(umbrella))}})
	if tap.Status != http.StatusSeeOther || s.state() == before {
		t.Errorf("a tap changes nothing: %d", tap.Status)
	}
}

// member is the one member of an umbrella.
func (s school) member(umbrella id.ID) (key id.ID) {
	s.t.Helper()
	s.must(s.DB.Read(s.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		key, err = db.Get[id.ID](tx, db.Q(`SELECT member_id FROM umbrella_membership WHERE umbrella_id = $1`, umbrella))
		return err
	}))
	return key
}

// The page behind an umbrella's link names its members and nothing that other units know; staff send the link and take it back.
func TestTheUmbrellaInvitesOnItsPage(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r, ctx := s.Twente, t.Context()
	umbrella, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: "Metaalunie"})
	s.must(err)
	_, err = s.Services.Relation.AddPerson(ctx, r.Relation, umbrella, relation.PersonInput{Name: "Vera", Email: "vera@unie.example", Requests: true})
	s.must(err)
	kolk, stranger := s.company(r, "Kolk"), s.company(r, "Breman")
	s.must(s.Services.Relation.JoinUmbrella(ctx, r.Relation, kolk, relation.MembershipInput{Umbrella: umbrella}))
	staff, path := s.As(t, r.Relation), "/relations/"+string(umbrella)+"/members/link"
	status(t, "a sibling sends it", s.As(t, r.TeacherHengelo).Post(path, url.Values{"on": {"1"}, "unit": {string(r.Almelo)}}), http.StatusForbidden)
	status(t, "send the link", staff.Post(path, url.Values{"on": {"1"}, "unit": {string(r.Almelo)}}), http.StatusSeeOther)
	htmltest.In(t, staff.Get("/relations/"+string(umbrella)+"/members/invite").Body).Has("#self", "vera@unie.example heeft een link")
	behind := s.LinkPath(t, r, link.Members, umbrella)
	vera := s.Anonymous()
	page := htmltest.In(t, vera.Get(behind).Body)
	page.Says("Nodig de leden van Metaalunie uit", "Kolk")
	if strings.Contains(page.Text(), "Breman") || strings.Contains(page.Text(), "@bedrijf.example") {
		t.Error("it sees who is no member, or a mail address")
	}
	status(t, "nobody", vera.Post(behind, url.Values{}), http.StatusUnprocessableEntity)
	status(t, "who is no member", vera.Post(behind, url.Values{"member": {string(stranger)}}), http.StatusNotFound)
	status(t, "invite", vera.Post(behind, url.Values{"member": {string(kolk)}, "greeting": {"Doe mee!"}}), http.StatusSeeOther)
	htmltest.In(t, vera.Get(behind).Body).Says("Nu even niet")
	if mails := s.Mails(t, "menu"); len(mails) != 1 || !strings.Contains(mails[0].Data, "Doe mee!") {
		t.Errorf("mailed %+v", mails)
	}
	htmltest.In(t, staff.Get("/relations/"+string(umbrella)).Body).Has("#timeline", "Nodigde zelf leden uit")
	status(t, "take it back", staff.Post(path, url.Values{"unit": {string(r.Almelo)}}), http.StatusSeeOther)
	status(t, "afterwards", vera.Get(behind), http.StatusNotFound)
}
