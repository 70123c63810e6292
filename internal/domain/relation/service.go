package relation

import (
	"schakel/internal/kernel/operation"
)

// Service holds the use cases of organisations, people, relationships and contact.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }
