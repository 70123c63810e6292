package funding

import (
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
)

// Service holds the use cases of grants, pledges, contributions and the report.
type Service struct {
	operation.Kit
	blobs  *blob.Store
	signer signer
}

// New makes the service. The store keeps evidence files by their digest; from the keeper comes the key that signs the ledger's heads.
func New(kit operation.Kit, blobs *blob.Store, links *link.Keeper) *Service {
	return &Service{Kit: kit, blobs: blobs, signer: newSigner(links)}
}
