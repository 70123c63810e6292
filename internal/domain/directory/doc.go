// Package directory lets a school's own user administration keep who works there (SCIM 2.0): Dutch "gebruikersbeheer van de school".
//
// A directory belongs to one unit, never to the network itself, and reaches that unit and what is below it. It comes with a token of its
// own kind, kept as a hash, which does this and nothing else. What it says of people is kept beside their accounts and changes nothing of
// them: no name, no mail address, no way in.
//
// Life of a user: somebody without an account gets one, with the roles that an administrator chose for the groups they are in, and an
// invitation. Who has an account already is asked by mail, and is not linked before they agree: an address is no proof (promises.md A8).
// Who is not active any more, or is taken away, has left: every role at the unit ends in the same transaction, whoever gave it, and with
// the last role in the network all sessions, tokens, feeds and links (promises.md I5).
package directory
