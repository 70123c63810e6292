-- +goose Up
-- A server asks at its start which organisations are from before the match columns: there are none but after an upgrade, and without
-- an index it read them all to find that out.
CREATE INDEX organisation_refresh_ix ON organisation (network_id, id) WHERE match_front = '';
