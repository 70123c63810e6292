-- +goose Up
-- The record page counts what stands on a timeline per kind, and looks from a member to its umbrellas; the bin lists what was
-- thrown away, the newest first.
CREATE INDEX contact_moment_kind_ix ON contact_moment (network_id, organisation_id, kind, at, id) WHERE deleted_at IS NULL;
CREATE INDEX umbrella_membership_member_ix ON umbrella_membership (network_id, member_id);
CREATE INDEX organisation_bin_ix ON organisation (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX person_bin_ix ON person (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX position_bin_ix ON position (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX contact_moment_bin_ix ON contact_moment (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX next_action_bin_ix ON next_action (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

ALTER TABLE person ADD COLUMN erased_at BIGINT; -- [C1|when what we knew of the person was erased|relation+2y]
