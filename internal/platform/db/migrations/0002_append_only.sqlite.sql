-- +goose Up
-- The audit log is append-only; only the erasable part (payload with its salt) may be emptied.
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.network_id = OLD.network_id AND NEW.seq = OLD.seq AND NEW.id = OLD.id
    AND NEW.at = OLD.at AND NEW.actor_kind = OLD.actor_kind AND NEW.actor_id = OLD.actor_id AND NEW.action = OLD.action
    AND NEW.object_kind = OLD.object_kind AND NEW.object_id = OLD.object_id AND NEW.unit_id IS OLD.unit_id
    AND NEW.operation_id = OLD.operation_id AND NEW.request_id = OLD.request_id
    AND NEW.digest = OLD.digest AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
-- +goose StatementEnd
