-- +goose Up
-- The ranking looks up who was asked in the last year, and with whom something was done, of thousands of companies at once.

CREATE INDEX contact_moment_asked_ix ON contact_moment (network_id, at, organisation_id, unit_id) WHERE kind = 'asked' AND deleted_at IS NULL;
CREATE INDEX contact_moment_done_ix ON contact_moment (network_id, unit_id, organisation_id) WHERE kind = 'done' AND deleted_at IS NULL;
