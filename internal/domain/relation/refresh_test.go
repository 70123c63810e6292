package relation_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
)

// TestRefresh takes away what a version before this one did not store.
func TestRefresh(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	who := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Phone: "06-12345678"})
	const unmatched = `SELECT COUNT(*) FROM organisation WHERE match_front = '' OR match_name = ''`
	before := find[string](e, `SELECT match_name || match_front || match_back FROM organisation ORDER BY id`)
	forget := func() {
		err := e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			if _, err := tx.Exec(db.Q(`UPDATE organisation SET match_name = '', match_front = '', match_back = '', web_domain = '', mail_domain = ''`)); err != nil {
				return err
			}
			_, err := tx.Exec(db.Q(`UPDATE search_doc SET tokens = '' WHERE object_id = $1`, who))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	forget()
	t.Run("a server that starts queues a job for it, once", func(t *testing.T) {
		for range 2 {
			if err := e.rel.QueueRefresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := e.count(`SELECT COUNT(*) FROM job WHERE kind = 'relation.match'`); n != 1 {
			t.Errorf("%d jobs", n)
		}
		e.jobs()
		if after := find[string](e, `SELECT match_name || match_front || match_back FROM organisation ORDER BY id`); !slices.Equal(before, after) || e.count(unmatched) != 0 {
			t.Errorf("got %q, want %q", after, before)
		}
		if err := e.rel.QueueRefresh(t.Context()); err != nil || e.count(`SELECT COUNT(*) FROM job WHERE kind = 'relation.match'`) != 1 {
			t.Errorf("queued again, %v", err)
		}
	})
	t.Run("schakel reindex does it too, and finds people by telephone number", func(t *testing.T) {
		forget()
		for range 2 {
			if _, err := e.rel.Refresh(t.Context(), r.System); err != nil {
				t.Fatal(err)
			}
		}
		if e.count(unmatched) != 0 {
			t.Error("not filled")
		}
		for _, typed := range []string{"0612345678", "06-123 456 78", "+31612345678"} {
			found, err := search.New(e.Kit).Find(t.Context(), r.Relation, typed, 5)
			if err != nil || !slices.ContainsFunc(found, func(f search.Result) bool { return f.ID == who }) {
				t.Errorf("%s: %+v, %v", typed, found, err)
			}
		}
	})
}
