package steering

import "schakel/internal/kernel/operation"

// Service holds the use cases of the steering group's page.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }
