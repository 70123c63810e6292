package dashboard

// Step is a step by which an empty network becomes a working one.
type Step string

// The steps, in their order.
const (
	Schools   Step = "schools"
	People    Step = "people"
	Companies Step = "companies"
	Menu      Step = "menu"
	Grant     Step = "grant"
	Invite    Step = "invite" // companies tick what they want to do
	FirstNeed Step = "need"
)

// Steps lists the steps in their order.
func Steps() []Step { return []Step{Schools, People, Companies, Menu, Grant, Invite, FirstNeed} }

// Setup says which steps were taken.
type Setup map[Step]bool

// Done reports whether the network can work: there is somebody to ask, something to ask for, and it was asked once.
func (s Setup) Done() bool { return s[Companies] && s[Menu] && s[FirstNeed] }
