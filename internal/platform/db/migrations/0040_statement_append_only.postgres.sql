-- +goose Up
-- What was reported can be followed by another version, never changed.
CREATE TRIGGER statement_version_no_change BEFORE UPDATE OR DELETE ON statement_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
