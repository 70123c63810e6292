// Package need holds what a class needs from companies: the need (vraag) of a teacher, the companies proposed for it
// (voorstel) with the reasons in words, and the invitations (uitnodiging) with their answers.
//
// Life cycle of a need: open → filled (as many companies said yes as were wanted) | withdrawn (by the teacher) |
// expired (its period passed). Of an invitation: sent → yes | no | other_date | withdrawn; an other_date becomes yes when
// the teacher accepts it.
//
// Invariants: one invitation per need and company; a link answers once; nobody is invited above the own ceiling
// (offer.times_per_year, organisation.year_limit); a need gets no more yes than it wanted. The last two are held by a
// lock on the company and on the need inside the transaction.
//
// A yes makes an engagement, which is a higher noun: engagement.Accept calls AnswerTx and FillTx in its transaction.
package need
