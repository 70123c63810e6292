package funding

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
)

// Service holds the use cases of grants, pledges, contributions and the report.
type Service struct {
	operation.Kit
	blobs *blob.Store
}

// New makes the service. The store keeps evidence files by their digest.
func New(kit operation.Kit, blobs *blob.Store) *Service { return &Service{Kit: kit, blobs: blobs} }
