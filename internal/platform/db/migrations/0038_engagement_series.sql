-- +goose Up
-- Agreements that were made together, a day each: a lesson that comes every week, or the same for three classes.

ALTER TABLE engagement ADD COLUMN series_id TEXT; -- [C1|agreements that were made together; empty: alone|engagement]
CREATE INDEX engagement_series_ix ON engagement (network_id, series_id) WHERE series_id IS NOT NULL;

-- Without statistics SQLite took the index over all contacts by time: with the kind in it, this one is sure to be chosen.

DROP INDEX contact_moment_asked_ix;
CREATE INDEX contact_moment_asked_ix ON contact_moment (network_id, kind, at, organisation_id, unit_id) WHERE kind = 'asked' AND deleted_at IS NULL;
