-- +goose Up
-- What is agreed and not over yet asks for every agreed moment whether its end was noted: without this, all moments of the organisation are read for each of them.
CREATE INDEX contact_moment_ended_ix ON contact_moment (network_id, organisation_id, source_id, at) WHERE kind IN ('done', 'cancelled') AND deleted_at IS NULL;
