package search_test

import (
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

func TestLabels(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	put(t, w, r, search.Doc{Kind: search.Organisation, ID: "o1", Label: "Kolk"}, search.Doc{Kind: search.Person, ID: "p1", Label: "Erik"},
		search.Doc{Kind: search.Need, ID: "n1", Unit: r.Noordik, Label: "Lassen"})
	labels := func(sc access.Scope) (out map[id.ID]search.Result) {
		t.Helper()
		err := w.Kit.Read(t.Context(), sc, func(tx *db.Tx) (err error) {
			out, err = search.LabelsTx(tx, sc, []id.ID{"o1", "p1", "n1", "gone"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := labels(r.Relation); len(got) != 3 || got["o1"].Label != "Kolk" || got["p1"].Kind != search.Person {
		t.Errorf("relation manager: %v", got)
	}
	if got := labels(r.TeacherHengelo); len(got) != 1 {
		t.Errorf("a teacher of the sibling sees %v", got)
	}
	if got := labels(w.Zwolle.Relation); len(got) != 0 {
		t.Errorf("another network sees %v", got)
	}
}

func TestRecent(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	put(t, w, r, search.Doc{Kind: search.Organisation, ID: "o1", Label: "Kolk"}, search.Doc{Kind: search.Organisation, ID: "o2", Label: "Vos"},
		search.Doc{Kind: search.Need, ID: "n1", Unit: r.Noordik, Label: "Lassen"})
	change := func(sc access.Scope, kind search.Kind, key id.ID) {
		t.Helper()
		w.Clock.Advance(time.Minute)
		err := w.Kit.Write(t.Context(), sc, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "test.changed", Object: string(kind), ID: key})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	recent := func(sc access.Scope, kinds ...search.Kind) (labels []string) {
		t.Helper()
		err := w.Kit.Read(t.Context(), sc, func(tx *db.Tx) error {
			found, err := search.RecentTx(tx, sc, 5, kinds...)
			for _, f := range found {
				labels = append(labels, f.Label)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return labels
	}
	change(r.Teacher, search.Need, "n1")
	change(r.Teacher, search.Organisation, "o2")
	change(r.Teacher, search.Organisation, "o1")
	change(r.Teacher, search.Organisation, "o2")
	change(r.TeacherCanisius, search.Need, "n1") // of another school: they lost sight of it

	for name, c := range map[string]struct {
		got, want []string
	}{
		"the latest first, each once":        {recent(r.Teacher), []string{"Vos", "Kolk", "Lassen"}},
		"of one kind":                        {recent(r.Teacher, search.Organisation), []string{"Vos", "Kolk"}},
		"nothing of somebody else":           {recent(r.Relation), nil},
		"nothing that is out of reach (now)": {recent(r.TeacherCanisius), nil},
	} {
		if len(c.got) != len(c.want) || len(c.got) > 0 && (c.got[0] != c.want[0] || c.got[len(c.got)-1] != c.want[len(c.want)-1]) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}
