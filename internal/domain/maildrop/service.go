package maildrop

import (
	"log/slog"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/operation"
)

// Service holds the use cases of dropped mails.
type Service struct {
	operation.Kit
	Relation *relation.Service
	Log      *slog.Logger
}

// New makes the service.
func New(kit operation.Kit, r *relation.Service, log *slog.Logger) *Service {
	return &Service{Kit: kit, Relation: r, Log: log}
}
