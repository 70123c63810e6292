-- +goose Up
-- What was reported can be followed by another version, never changed.
-- +goose StatementBegin
CREATE TRIGGER statement_version_no_update BEFORE UPDATE ON statement_version
BEGIN SELECT RAISE(ABORT, 'statement_version is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER statement_version_no_delete BEFORE DELETE ON statement_version
BEGIN SELECT RAISE(ABORT, 'statement_version is append-only'); END;
-- +goose StatementEnd
