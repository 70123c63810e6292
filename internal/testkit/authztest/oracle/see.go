package oracle

// seen says for every kind of text which role may see it: all of the network, of its own unit and what is below, of what
// stands above and below (card), or nothing. From product.md "Who uses it" and "The network", promises.md §3.1.
var seen = table[Kind](`
               | admin lead ctrl proj rela line work teach stage acct
	unit         | all   all  all  all  all  all  all  all   all   all
	colleague    | all   all  all  all  all  all  all  all   all   all
	account      | all   all  -    own  -    -    -    -     -     -
	role         | all   all  -    own  -    -    -    -     -     -
	fact         | all   all  all  all  all  all  all  all   all   all
	person       | all   all  -    all  all  all  -    -     -     -
	note         | all   -    -    own  own  -    -    -     -     -
	action       | all   -    -    own  own  own  own  own   own   -
	import       | all   -    -    own  own  -    -    -     -     -
	item         | all   all  all  all  all  all  all  all   all   all
	offer        | all   all  all  all  all  all  all  all   all   -
	need         | all   all  -    own  own  own  own  own   own   -
	engagement   | all   all  all  own  own  own  own  own   own   all
	signature    | -     all  all  own  own  own  -    -     -     all
	programme    | all   all  all  all  all  all  all  all   all   all
	grant        | all   all  all  all  all  all  -    -     -     all
	share        | all   all  all  all  all  all  -    -     -     all
	pledge       | -     all  all  own  own  -    -    -     -     all
	contribution | -     all  all  own  own  own  -    -     -     all
	pupil        | -     -    -    -    -    -    -    -     here  -
	addressee    | -     -    -    -    -    -    -    -     -     -
	by link      | -     -    -    -    -    -    -    -     -     -
`)

// linkSees says what the holder of a link may see: the company's own things, and what the link is about. A mail to a company
// is judged as a link of the kind mail: all that the company is involved in, but nothing of the schools' own.
func (w World) linkSees(p Person, t Thing) bool {
	l := p.Link
	own := t.Company != "" && t.Company == l.Company
	switch t.Kind {
	case "unit", "programme": // in whose name it was sent
		return true
	case "fact", "addressee":
		return own
	case "person":
		return own && l.Kind == "mail"
	case "by link":
		return t.About == l.About || own && l.Kind == "mail"
	}
	switch l.Kind {
	case "menu":
		return t.Kind == "item" && (w.Within(t.Unit, l.About) || w.Within(l.About, t.Unit)) || t.Kind == "offer" && own
	case "invitation", "sign_off":
		return t.About != "" && t.About == l.About || t.Kind == "item"
	case "join", "sign_in":
		return t.Account != "" && t.Account == l.About
	case "mail":
		return t.Kind == "item" || t.Kind == "colleague"
	}
	return false
}
