package relation

import (
	"slices"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
)

// Service holds the use cases of organisations, people, relationships and contact.
type Service struct {
	operation.Kit
	// Files keeps uploaded files of companies. The composition root sets it; everything else works without.
	Files      *blob.Store
	references []Reference // what names organisations and people, here and in the nouns above
}

// New makes the service.
func New(kit operation.Kit) *Service {
	return &Service{Kit: kit, references: slices.Clone(ownReferences)}
}
