package letter

import "schakel/internal/domain/relation"

// mentionedLetter tells a colleague that a note calls for them. What the note says stays behind the sign-in.
func mentionedLetter(w pen) (Content, error) {
	d, err := data[relation.MentionedLetter](w)
	return Content{
		Subject: w.p.T("letter.mentioned.subject", d.By, d.Organisation),
		Body:    []string{w.p.T("letter.mentioned.what", d.By, d.Organisation)},
		Button:  w.p.T("letter.mentioned.button"),
		Path:    "/relations/" + string(d.ID) + "#timeline",
	}, err
}
