// Package engagement is an agreed activity (afspraak) of a company with a class: who does what for which school, and when.
//
// Life cycle: agreed (by the company's yes, by the teacher accepting the company's other day, or by hand after a phone
// call) → moved, with its reason → took place, its attendance counted → the company is asked to sign its hours → signed; or
// cancelled, with the reason and the party. Signing books the contribution and is funding's.
//
// Each engagement plans one occurrence. Its owner unit is the school that benefits. A company's yes, the engagement, the
// occurrence, the contact moment and the mails are one transaction: either all of it happened or none of it.
package engagement
