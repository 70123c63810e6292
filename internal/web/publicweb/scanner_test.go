package publicweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// A scanner opens what every mail about the menu leads to, in each way that scanners do, and the pages that these lead to by a link:
// nothing changes.
func TestMailScannersChangeNothing(t *testing.T) {
	t.Parallel()
	s, items := site(t)
	r, ctx := s.Twente, t.Context()
	lesson := items["guest_lesson"].ID
	umbrella, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: "Metaalunie"})
	must(t, err)
	paths := []string{}
	for n, name := range []string{"Kolk", "Bakker"} {
		key, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
		must(t, err)
		_, err = s.Services.Relation.AddPerson(ctx, r.Relation, key, relation.PersonInput{Name: "Jan", Email: "jan@" + strings.ToLower(name) + ".example", Requests: true})
		must(t, err)
		if n == 0 {
			must(t, s.Services.Menu.Choose(ctx, r.Relation, key, []menu.Choice{{Item: lesson, Times: "3", MaxGroup: "24"}}))
			s.Clock.Advance(366 * 24 * time.Hour)
			_, err = s.Services.Menu.AskStillRight(ctx)
			must(t, err)
			must(t, s.Services.Menu.PauseOffers(ctx, r.Relation, key, menu.PauseInput{To: "2028-01-01"}))
		} else {
			must(t, s.Services.Relation.JoinUmbrella(ctx, r.Relation, key, relation.MembershipInput{Umbrella: umbrella}))
			_, err = s.Services.Menu.InviteMembers(ctx, r.Relation, r.Almelo, umbrella, []id.ID{key})
			must(t, err)
		}
		paths = append(paths, s.LinkPath(t, r, link.Menu, key))
	}
	if len(s.Mails(t, "still_right")) != 1 || len(s.Mails(t, "menu")) != 1 {
		t.Fatal("not both mails were sent")
	}
	state := func() string {
		var out strings.Builder
		must(t, s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
			for _, query := range []string{
				`SELECT COUNT(*) || '/' || COALESCE(SUM(version), 0) || '/' || COALESCE(MAX(confirmed_on), '') FROM offer`,
				`SELECT COUNT(*) || '/' || COALESCE(SUM(version), 0) || '/' || COUNT(deleted_at) FROM offer_pause`,
				`SELECT COUNT(*) || '/' || COUNT(used_at) || '/' || COUNT(revoked_at) FROM link`,
				`SELECT COUNT(*) || '' FROM contact_moment`, `SELECT COUNT(*) || '' FROM audit_event`, `SELECT COUNT(*) || '' FROM membership_claim`,
			} {
				text, err := db.Get[string](tx, db.Q(query))
				if err != nil {
					return err
				}
				fmt.Fprintln(&out, text)
			}
			return nil
		}))
		return out.String()
	}
	before, anybody := state(), s.Anonymous()
	for _, path := range paths {
		for _, end := range []string{"", "?done=1", "/klopt", "/pauze", "/pauze/stop", "/umbrella"} {
			for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodOptions} {
				if a := anybody.Do(httptest.NewRequest(method, path+end, nil)); a.Status >= 500 {
					t.Errorf("%s %s: %d", method, path+end, a.Status)
				}
			}
		}
	}
	if after := state(); after != before {
		t.Errorf("before\n%safter\n%s", before, after)
	}
	if a := anybody.Post(paths[0]+"/klopt", url.Values{}); a.Status != http.StatusSeeOther || state() == before {
		t.Errorf("a tap changes nothing: %d", a.Status)
	}
}
