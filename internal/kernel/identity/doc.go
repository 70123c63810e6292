// Package identity knows who signs in: accounts, passwords (argon2id), sessions, invitations and sign-in links.
//
// A session is a random 256-bit value in a cookie, stored as its SHA-256; it belongs to one account in one network, can be
// listed and revoked, and ends by itself after idling or at its absolute limit. Attempts to sign in are limited per account
// and per address. A second step
// (an app with codes, a passkey) follows the password where a role asks for it; a passkey also signs in alone.
package identity
