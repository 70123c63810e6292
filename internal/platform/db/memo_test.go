package db

import "testing"

func TestMemoStaysSmall(t *testing.T) {
	t.Parallel()
	var m Memo[int, int]
	for i := range 3 * memoSize {
		m.Put(i, -i)
		if v, ok := m.Get(i); !ok || v != -i {
			t.Fatalf("%d: %d %v", i, v, ok)
		}
		if len(m.known) > memoSize {
			t.Fatalf("%d remembered", len(m.known))
		}
	}
}
