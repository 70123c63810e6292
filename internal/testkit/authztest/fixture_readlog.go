package authztest

import (
	"schakel/internal/kernel/readlog"
	"schakel/internal/platform/id"
)

// lookedAt lets the stage coordinator look at pupils of the own school. There are no pupils yet: their ids are nobody's.
func (n *Net) lookedAt() {
	n.f.must(n.svc().ReadLog.Note(n.f.ctx(), n.Stage, readlog.Read{Unit: n.Noordik, Purpose: readlog.Placement, Subjects: []id.ID{n.f.Kit.IDs.New()}}))
}
