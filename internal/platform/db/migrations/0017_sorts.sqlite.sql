-- +goose Up
-- A contact changes when a relationship was last spoken to, not its name, and a relationship that is written with its sorts need
-- not be written again: each needless change rewrote all of its indexes. PostgreSQL sets them before the row is written.
DROP TRIGGER organisation_sorts_changed;
DROP TRIGGER relationship_sorts_added;

-- +goose StatementBegin
CREATE TRIGGER organisation_name_changed AFTER UPDATE OF name_key ON organisation WHEN NEW.name_key <> OLD.name_key
BEGIN
    UPDATE relationship SET name_key = NEW.name_key WHERE network_id = NEW.network_id AND organisation_id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER organisation_contact_changed AFTER UPDATE OF last_contact_at ON organisation WHEN NEW.last_contact_at <> OLD.last_contact_at
BEGIN
    UPDATE relationship SET last_contact_at = NEW.last_contact_at WHERE network_id = NEW.network_id AND organisation_id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_sorts_added AFTER INSERT ON relationship WHEN NEW.name_key = ''
BEGIN
    UPDATE relationship SET
        name_key = (SELECT o.name_key FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id),
        last_contact_at = (SELECT o.last_contact_at FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id)
    WHERE network_id = NEW.network_id AND id = NEW.id;
END;
-- +goose StatementEnd

-- The record page groups a timeline by kind and unit, from the index alone.
DROP INDEX contact_moment_kind_ix;
CREATE INDEX contact_moment_kind_ix ON contact_moment (network_id, organisation_id, kind, unit_id, at, deleted_at);
