package budget

import "schakel/internal/kernel/operation"

// Service holds the use cases of budgets.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }
