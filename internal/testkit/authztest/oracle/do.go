package oracle

// The abilities that every signed-in person has: something about nothing in particular, and minding one's own account.
const (
	Anybody Ability = "be signed in"
	Own     Ability = "mind one's own account"
)

// does says for every ability which role has it, and where: anywhere in the network, on its own unit and below, or not.
// Reading something is an ability too.
var does = table[Ability](`
                         | admin lead ctrl proj rela line work teach stage acct priv comp
	see the network        | all   all  all  all  all  all  all  all   all   all   all   -
	shape the network      | own   own  -    own  -    -    -    -     -     -   -   -
	see roles              | own   own  -    own  -    -    -    -     -     -   -   -
	give roles             | own   -    -    own  -    -    -    -     -     -   -   -
	read the audit log     | own   -    own  -    -    -    -    -     -     own   own   -
	keep sign-in services  | own   -    -    -    -    -    -    -     -     -   -   -
	hold tokens            | all   all  all  all  all  all  all  all   all   all   all   -
	look after jobs        | all   -    -    -    -    -    -    -     -     -   -   -
	see companies          | all   all  all  all  all  all  all  all   all   all   all   -
	change companies       | all   -    -    all  all  -    -    -     -     -   -   -
	merge companies        | all   -    -    all  all  -    -    -     -     -   -   -
	see people             | all   all  -    all  all  all  -    -     -     -   all   -
	change people          | all   -    -    all  all  -    -    -     -     -   -   -
	export people          | own   -    -    -    -    -    -    -     -     -   own   -
	erase people           | own   -    -    -    -    -    -    -     -     -   own   -
	see relationships      | own   own  -    own  own  own  -    -     -     -   -   -
	keep relationships     | own   -    -    own  own  -    -    -     -     -   -   -
	see contacts           | all   all  all  all  all  all  all  all   all   -   all   -
	record contact         | own   -    -    own  own  own  own  own   own   -   -   -
	read notes             | own   -    -    own  own  -    -    -     -     -   -   -
	import companies       | own   -    -    own  own  -    -    -     -     -   -   -
	export relations       | own   own  -    own  own  -    -    -     -     -   -   -
	publish views          | own   own  -    own  -    -    -    -     -     -   -   -
	see the menu           | all   all  all  all  all  all  all  all   all   all   all   -
	change the menu        | own   own  -    own  -    -    -    -     -     -   -   -
	see offers             | all   all  all  all  all  all  all  all   all   -   -   -
	enter offers           | all   -    -    all  all  -    -    -     -     -   -   -
	see needs              | own   own  -    own  own  own  own  own   own   -   -   -
	ask needs              | own   -    -    own  own  own  own  own   own   -   -   -
	invite companies       | own   -    -    own  own  own  own  own   own   -   -   -
	see engagements        | own   own  own  own  own  own  own  own   own   own   -   -
	manage engagements     | own   -    -    own  own  own  own  own   own   -   -   -
	keep the calendar      | own   own  -    own  own  own  -    -     own   -   -   -
	look after facilities  | own   own  -    own  own  own  -    -    -     -   -   -
	see the programme      | all   all  all  all  all  all  all  all   all   all   -   -
	change the programme   | own   own  -    own  -    -    -    -     -     -   -   -
	see grants             | all   all  all  all  all  all  -    -     -     all   -   -
	manage grants          | -     own  own  -    -    -    -    -     -     -   -   -
	see pledges            | -     own  own  own  own  -    -    -     -     own   -   -
	make pledges           | -     own  own  own  -    -    -    -     -     -   -   -
	see contributions      | -     own  own  own  own  own  -    -     -     own   -   -
	record contributions   | -     -    -    own  own  -    -    -     -     -   -   -
	check contributions    | -     own  own  -    -    -    -    -     -     -   -   -
	see agreements         | own   own  own  own  own  -    -    -     -     own   -   -
	make agreements        | own   own  -    own  own  -    -    -     -     -     -   -
	see agreement texts    | all   all  all  all  all  -    -    -     -     all   -   -
	write agreement texts  | own   own  -    own  -    -    -    -     -     -     -   -
	export the report      | -     own  own  own  -    -    -    -     -     own   -   -
	see the own company    | -     -    -    -    -    -    -    -     -     -     -   mine
	let colleagues in      | -     -    -    -    -    -    -    -     -     -     -   mine
`)
