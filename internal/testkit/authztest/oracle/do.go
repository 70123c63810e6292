package oracle

// The abilities that every signed-in person has: something about nothing in particular, and minding one's own account.
const (
	Anybody Ability = "be signed in"
	Own     Ability = "mind one's own account"
)

// does says for every ability which role has it, and where: anywhere in the network, on its own unit and below, or not.
// Reading something is an ability too.
var does = table[Ability](`
                         | admin lead ctrl proj rela line work teach stage acct
	see the network        | all   all  all  all  all  all  all  all   all   all
	shape the network      | all   all  -    own  -    -    -    -     -     -
	see roles              | all   all  -    own  -    -    -    -     -     -
	give roles             | all   -    -    own  -    -    -    -     -     -
	read the audit log     | all   -    all  -    -    -    -    -     -     all
	see companies          | all   all  all  all  all  all  all  all   all   all
	change companies       | all   -    -    all  all  -    -    -     -     -
	see people             | all   all  -    all  all  all  -    -     -     -
	change people          | all   -    -    all  all  -    -    -     -     -
	see relationships      | all   all  -    own  own  own  -    -     -     -
	keep relationships     | all   -    -    own  own  -    -    -     -     -
	see contacts           | all   all  all  all  all  all  all  all   all   -
	record contact         | all   -    -    own  own  own  own  own   own   -
	import companies       | all   -    -    own  own  -    -    -     -     -
	see the menu           | all   all  all  all  all  all  all  all   all   all
	change the menu        | all   all  -    own  -    -    -    -     -     -
	see offers             | all   all  all  all  all  all  all  all   all   -
	enter offers           | all   -    -    all  all  -    -    -     -     -
	see needs              | all   all  -    own  own  own  own  own   own   -
	ask needs              | all   -    -    own  own  own  own  own   own   -
	invite companies       | all   -    -    own  own  own  own  own   own   -
	see engagements        | all   all  all  own  own  own  own  own   own   all
	manage engagements     | all   -    -    own  own  own  own  own   own   -
	see the programme      | all   all  all  all  all  all  all  all   all   all
	change the programme   | all   all  -    own  -    -    -    -     -     -
	see grants             | all   all  all  all  all  all  -    -     -     all
	manage grants          | -     all  all  -    -    -    -    -     -     -
	see pledges            | -     all  all  own  own  -    -    -     -     all
	make pledges           | -     all  all  own  -    -    -    -     -     -
	see contributions      | -     all  all  own  own  own  -    -     -     all
	record contributions   | -     -    -    own  own  -    -    -     -     -
	check contributions    | -     all  all  -    -    -    -    -     -     -
	export the report      | -     all  all  own  -    -    -    -     -     all
`)
