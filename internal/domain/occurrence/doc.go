// Package occurrence is what takes place (uitvoering): one guest lesson, one visit, one day, on a day and at a time, at a
// place, with people of a company. It is a mechanism that engagements use now, and placements and events later; each
// names itself as the source.
//
// Life cycle: planned → (moved, with its reason) → took place, its attendance counted → signed off by the company; or
// cancelled. Every step is a row with who, when and why; the latest count counts.
//
// Invariants: an occurrence ends after it begins, at times that exist on the clock in Amsterdam; what was counted or
// signed is neither moved nor cancelled; nobody signs before it took place, or after it was cancelled; a company signs
// once, and what it signed is fixed by a digest over the whole record. Attendance is numbers, never names.
//
// The package has no use cases of its own: the noun that plans owns the transaction and calls the …Tx functions.
package occurrence
