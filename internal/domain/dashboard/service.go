package dashboard

import "schakel/internal/kernel/operation"

// Service answers what the pages Today, Search and Log ask.
type Service struct{ operation.Kit }

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{kit} }
