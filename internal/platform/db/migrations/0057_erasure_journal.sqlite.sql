-- +goose Up
-- The journal of erasures: what was taken away for good, by its id and nothing else. It is kept outside the database too, so that a backup
-- of before, once restored, loses the same again.

CREATE TABLE erasure_line (
    network_id   TEXT   NOT NULL, -- [SYS|wall|network+7y]
    id           TEXT   NOT NULL, -- [SYS|identify|network+7y]
    kind         TEXT   NOT NULL, -- [C1|what it was, and so how it goes|network+7y]
    object_id    TEXT   NOT NULL, -- [C1|which; nothing else of it|network+7y]
    at           BIGINT NOT NULL, -- [C1|when it was first taken away|network+7y]
    operation_id TEXT   NOT NULL, -- [SYS|what went together; trace to the audit row|network+7y]
    CONSTRAINT erasure_line_pk PRIMARY KEY (network_id, id),
    CONSTRAINT erasure_line_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX erasure_line_operation_ix ON erasure_line (network_id, operation_id);

-- +goose StatementBegin
CREATE TRIGGER erasure_line_no_update BEFORE UPDATE ON erasure_line
BEGIN SELECT RAISE(ABORT, 'erasure_line is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasure_line_no_delete BEFORE DELETE ON erasure_line
BEGIN SELECT RAISE(ABORT, 'erasure_line is append-only'); END;
-- +goose StatementEnd
