package db

import "sync"

// memoSize bounds a Memo: constant texts are a few hundred, the rest come from questions that people type.
const memoSize = 4000

// Memo remembers what was worked out of an SQL text. Texts are constants or built of constants, but a question typed into a list
// shapes its text too, so it must not grow for ever: a full Memo starts again.
type Memo[K comparable, V any] struct {
	mu    sync.RWMutex
	known map[K]V
}

// Get returns what is remembered of a key.
func (m *Memo[K, V]) Get(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, ok := m.known[key]
	return v, ok
}

// Put remembers a value.
func (m *Memo[K, V]) Put(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = make(map[K]V)
	}
	m.known[key] = value
}
