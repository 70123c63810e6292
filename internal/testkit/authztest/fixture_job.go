package authztest

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// hopelessKind is of jobs that nobody can do.
const hopelessKind job.Kind = "hopeless"

// hopeless queues jobs that nobody can do: one to try again, one to drop.
func (n *Net) hopeless() {
	n.f.must(n.svc().Kit.Write(n.f.ctx(), access.System(n.ID, "authztest"), func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "network.founded", Object: "network", ID: n.ID})
		op.Enqueue(job.New{Kind: hopelessKind})
		op.Enqueue(job.New{Kind: hopelessKind})
		return nil
	}))
}

// givenUp notes what became of them.
func (n *Net) givenUp() {
	for _, key := range find[id.ID](n.f, `SELECT id FROM job WHERE network_id = $1 AND kind = $2 AND state = 'dead' ORDER BY id`, n.ID, hopelessKind) {
		n.add(&Object{Kind: "job", ID: key})
	}
}
