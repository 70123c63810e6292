// Package relation keeps the organisations of a network (bedrijf, koepel), the people who work there (contactpersoon),
// and what each unit has with them: the relationship (relatie), contact moments (contactmoment), notes (gespreksnotitie)
// and next actions (vervolgactie).
//
// One company is one record in a network, whoever entered it; its facts and its contact moments (date, kind, who) are seen
// by everybody who works with companies there. What a unit knows of it is that unit's own: the relationship, notes and
// next actions are not seen by a sibling unit.
//
// Invariants: a trade-register number with its establishment occurs once in a network; a person reaches an organisation
// through a position; a unit has at most one relationship with an organisation; depth only grows by itself and is lowered by
// hand only; deleted rows stay in the bin with the operation that put them there, and come back under the same id;
// a merged organisation keeps its id and points at what it became.
package relation
