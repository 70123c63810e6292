package network

import (
	"context"
	"regexp"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of networks, units and roles.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// FoundInput describes a new network.
type FoundInput struct {
	Name string
	Slug string // of its public pages: lower-case letters, digits and hyphens
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,40}$`)

// Found makes a network with its root unit and returns the network's id and the root's.
// It is done by a command or the demo, never by a signed-in user, since nobody stands above networks.
func (s *Service) Found(ctx context.Context, in FoundInput) (network, root id.ID, err error) {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	if !slugForm.MatchString(in.Slug) {
		f.Add("slug", "network.slug_form")
	}
	if err := f.Err(); err != nil {
		return "", "", err
	}
	network = s.IDs.New()
	sc := access.System(network, "found network")
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		err := op.Insert(`INSERT INTO network (id, slug, name, created_at, operation_id) VALUES ($1, $2, $3, $4, $5)`, network, in.Slug, in.Name, op.At, op.ID)
		if err != nil {
			if _, taken := s.DB.Conflict(err); taken {
				return fault.Fields{"slug": {Key: "network.slug_taken"}}.Err()
			}
			return err
		}
		root, err = AddUnitTx(op, UnitInput{Kind: KindNetwork, Name: in.Name})
		op.Audit(audit.Entry{Action: "network.founded", Object: "network", ID: network, Detail: in})
		return err
	})
	return network, root, operation.Wrap("found network", err)
}
