-- +goose Up
-- The record page groups a timeline by kind and unit, from the index alone.
DROP INDEX contact_moment_kind_ix;
CREATE INDEX contact_moment_kind_ix ON contact_moment (network_id, organisation_id, kind, unit_id, at, deleted_at);
