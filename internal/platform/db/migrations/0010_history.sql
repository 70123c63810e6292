-- +goose Up
-- What every field was before: history on a record, "restore this field", and the undoing of an import, a merge or a bulk edit.
-- One row per changed field; a row with an empty field says that its object was made.
CREATE TABLE change (
    network_id   TEXT   NOT NULL, -- [SYS|wall|object]
    id           TEXT   NOT NULL, -- [SYS|order|object]
    object       TEXT   NOT NULL, -- [SYS|which table|object]
    object_id    TEXT   NOT NULL, -- [C1|which row|object]
    field        TEXT   NOT NULL DEFAULT '', -- [SYS|which column, empty: the row was made|object]
    was          TEXT   NOT NULL DEFAULT '', -- [C2|value before|object]
    became       TEXT   NOT NULL DEFAULT '', -- [C2|value after|object]
    batch_id     TEXT, -- [SYS|import, merge or bulk edit that is undone as one|object]
    account_id   TEXT, -- [C2|who|object]
    at           BIGINT NOT NULL, -- [C1|when|object]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|object]
    undone_op    TEXT, -- [SYS|operation that put it back|object]
    CONSTRAINT change_pk PRIMARY KEY (network_id, id),
    CONSTRAINT change_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX change_object_ix ON change (network_id, object, object_id, id);
CREATE INDEX change_batch_ix ON change (network_id, batch_id, id) WHERE batch_id IS NOT NULL;
