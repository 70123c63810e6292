package ui

// The variants of a button. They are untyped so that Danger is a variant and a kind.
const (
	Primary   = "primary"   // the one main action of a page
	Secondary = "secondary" // other actions
	Quiet     = "quiet"     // actions inside dense content
	Danger    = "danger"    // deletes, refuses; as a kind: something is wrong
)

// The sizes of a button; the empty size is the ordinary one.
const (
	Small = "small"
	Large = "large"
)

// The kinds of a notice, a toast, a chip or a meter. Each has its own shape and word beside its colour.
const (
	Neutral = "neutral"
	Info    = "info"
	Success = "success"
	Warning = "warning"
)

// The further kinds of a status chip: where something stands in the chain. Each has its own icon.
const (
	Draft     = "draft"     // only written down
	Waiting   = "waiting"   // somebody must answer
	Planned   = "planned"   // agreed, lies ahead
	Running   = "running"   // going on now
	Done      = "done"      // has taken place
	Evidenced = "evidenced" // signed, with evidence
	Checked   = "checked"   // checked by a second person
	Declined  = "declined"  // refused, withdrawn or expired
	Late      = "late"      // overdue
)

// chipLook gives the colour and the icon of a kind.
var chipLook = map[string]struct{ tone, icon string }{
	Neutral: {Neutral, "dot"}, Info: {Info, "info"}, Success: {Success, "check"}, Warning: {Warning, "alert"}, Danger: {Danger, "stop"},
	Draft: {Neutral, "circle-dashed"}, Waiting: {Warning, "clock"}, Planned: {Info, "circle"}, Running: {Info, "circle-half"},
	Done: {Success, "check"}, Evidenced: {Success, "signature"}, Checked: {Success, "check-double"},
	Declined: {Neutral, "x"}, Late: {Danger, "alert"},
}

// look returns the colour and the icon of a kind; an unknown kind is neutral.
func look(kind string) (tone, icon string) {
	if l, ok := chipLook[kind]; ok {
		return l.tone, l.icon
	}
	return Neutral, "dot"
}

// noticeIcon gives the shape of a notice: circle, check, triangle, octagon.
func noticeIcon(kind string) string {
	_, icon := look(kind)
	if kind == Success {
		return "check-circle"
	}
	return icon
}
