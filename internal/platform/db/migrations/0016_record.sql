-- +goose Up
-- The record page counts what stands on a timeline per kind, and looks from a member to its umbrellas.
CREATE INDEX contact_moment_kind_ix ON contact_moment (network_id, organisation_id, kind, at, deleted_at);
CREATE INDEX umbrella_membership_member_ix ON umbrella_membership (network_id, member_id);
