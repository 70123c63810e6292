package oracle

// seen says for every kind of text which role may see it: all of the network, of its own unit and what is below, of what
// stands above and below (card), or nothing. A role on the network itself has the whole network below it; the same role on a
// subregion has not, however wide its name sounds. From product.md "Who uses it" and "The network", promises.md §3.1.
var seen = table[Kind](`
               | admin lead ctrl proj rela line work teach stage acct priv comp
	unit         | all   all  all  all  all  all  all  all   all   all   all   all
	colleague    | all   all  all  all  all  all  all  all   all   all   all   all
	account      | own   own  -    own  -    -    -    -     -     -   -   -
	role         | own   own  -    own  -    -    -    -     -     -   -   -
	fact         | all   all  all  all  all  all  all  all   all   all   all   mine
	person       | all   all  -    all  all  all  -    -     -     -   all   mine
	note         | own   -    -    own  own  -    -    -     -     -   own   -
	action       | own   -    -    own  own  own  own  own   own   -   own   -
	import       | own   -    -    own  own  -    -    -     -     -   -   -
	template     | own   -    -    own  own  own  own  own   own   -   -   -
	item         | all   all  all  all  all  all  all  all   all   all   all   all
	offer        | all   all  all  all  all  all  all  all   all   -   -   mine
	need         | own   own  -    own  own  own  own  own   own   -   -   -
	engagement   | own   own  own  own  own  own  own  own   own   own   -   -
	signature    | -     own  own  own  own  own  -    -     -     own   -   -
	programme    | all   all  all  all  all  all  all  all   all   all   -   -
	grant        | all   all  all  all  all  all  -    -     -     all   -   -
	share        | all   all  all  all  all  all  -    -     -     all   -   -
	pledge       | -     own  own  own  own  -    -    -     -     own   -   -
	agreement    | own   own  own  own  own  -    -    -     -     own   -   -
	text         | all   all  all  all  all  -    -    -     -     all   -   -
	contribution | -     own  own  own  own  own  -    -     -     own   -   -
	pupil        | -     -    -    -    -    -    -    -     here  -   -   -
	relationship | own   own  -    own  own  own  -    -     -     -   -   -
	contact      | all   all  all  all  all  all  all  all   all   -   all   -
	log          | own   -    own  -    -    -    -    -     -     own   own   -
	addressee    | -     -    -    -    -    -    -    -     -     -   -   mine
	claim        | all   -    -    all  all  -    -    -     -     -   -   -
	registration | all   -    -    all  all  -    -    -     -     -   -   -
	directory    | own   -    -    -    -    -    -    -     -     -   -   -
	published    | all   all  all  all  all  all  all  all   all   all   all   all
	by link      | -     -    -    -    -    -    -    -     -     -   -   mine
`)

// linkSees says what the holder of a link may see: the company's own things, and what the link is about. A mail to a company
// is judged as a link of the kind mail: all that the company is involved in, but nothing of the schools' own.
func (w World) linkSees(p Person, t Thing) bool {
	l := p.Link
	own := t.Company != "" && t.Company == l.Company
	switch t.Kind {
	case "unit", "programme": // in whose name it was sent
		return true
	case "published": // an umbrella with a public form names itself to whoever holds a link
		return true
	case "fact":
		return own || l.Kind == "feed" && l.About != "" // a colleague's own feed names the companies
	case "addressee":
		return own
	case "person": // behind its menu a company says whom of its people we ask, and lets colleagues in
		return own && (l.Kind == "mail" || l.Kind == "menu" || l.Kind == "visit" || l.Kind == "company")
	case "by link":
		return t.About == l.About || own && (l.Kind == "mail" || l.Kind == "feed" || l.Kind == "company")
	}
	switch l.Kind {
	case "menu":
		return t.Kind == "item" && (w.Within(t.Unit, l.About) || w.Within(l.About, t.Unit)) || t.Kind == "offer" && own
	case "company":
		return t.Kind == "item" || t.Kind == "offer" && own
	case "invitation", "sign_off", "evaluate":
		return t.About != "" && t.About == l.About || t.Kind == "item"
	case "inspect": // what was drawn is told of the inspection; the network's menu stands in the chain
		return t.Kind == "item"
	case "sign":
		return t.About != "" && t.About == l.About || t.Kind == "item"
	case "feed": // of a unit: what the colleague who made it sees there
		return l.About != "" && t.Kind == "engagement" && w.Within(t.Unit, l.About)
	case "claim":
		return t.Kind == "claim" && t.About == l.About
	case "register":
		return t.Kind == "registration" && t.About == l.About || t.Kind == "item"
	case "user administration": // of a unit: what it said itself
		return t.Unit == l.About && (t.Kind == "directory" || t.Kind == "account" || t.Kind == "colleague")
	case "join", "sign_in":
		return t.Account != "" && t.Account == l.About
	case "mail":
		return t.Kind == "item" || t.Kind == "colleague"
	}
	return false
}
