// Package maildrop takes mails that colleagues forward to their personal address (postbus voor mails) and puts them on the
// timeline of the organisation they are about.
//
// An address is a secret of its account: whoever has it may drop mails for that account, and it can be renewed or taken away at
// any time. The counterpart of a mail is found by mail address; when that does not give exactly one organisation, the mail waits
// in the account's inbox (te plaatsen) until its owner chooses one. Nobody else sees it until then.
//
// Invariants: a mail comes in once, by its Message-ID; a mail that is refused leaves nothing; what was placed has its text with
// the contact only.
package maildrop
