// Package portal holds the pages behind links in mails: no account, one question, one button. Opening a page changes
// nothing; only its button does.
package portal
