// Package letter writes mails: a subject, plain words, facts in a list, and one link to act with. Each letter is a key
// (post.Letter.Key) with the data struct of the domain that sends it; texts are catalogue keys "letter.KEY.…".
// A mail is one column with real links and a text part that says the same.
package letter
