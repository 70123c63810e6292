-- +goose Up
-- What people can find. Tokens are folded and stemmed by kernel/search; the network stands among them, so that the
-- full-text index itself keeps to the wall. The index is external: it can be made again from the rows.
CREATE TABLE search_doc (
    rid        INTEGER, -- [SYS|row of the full-text index|object]
    network_id TEXT    NOT NULL, -- [SYS|wall|object]
    kind       TEXT    NOT NULL, -- [C1|organisation, person, need, engagement|object]
    object_id  TEXT    NOT NULL, -- [C1|which|object]
    unit_id    TEXT, -- [C1|owner unit, for what only its unit may see|object]
    label      TEXT    NOT NULL, -- [C2|what the result shows|object]
    sub        TEXT    NOT NULL DEFAULT '', -- [C2|second line of the result|object]
    tokens     TEXT    NOT NULL, -- [C2|what is searched|object]
    CONSTRAINT search_doc_pk PRIMARY KEY (rid),
    CONSTRAINT search_doc_uq UNIQUE (network_id, kind, object_id)
);
CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='search_doc', content_rowid='rid', tokenize="unicode61 remove_diacritics 0", prefix='2 3', detail=none, columnsize=0);
-- +goose StatementBegin
CREATE TRIGGER search_doc_insert AFTER INSERT ON search_doc
BEGIN INSERT INTO search_fts (rowid, tokens) VALUES (NEW.rid, NEW.tokens); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_doc_delete AFTER DELETE ON search_doc
BEGIN INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', OLD.rid, OLD.tokens); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_doc_update AFTER UPDATE OF tokens ON search_doc WHEN NEW.tokens <> OLD.tokens
BEGIN
    INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', OLD.rid, OLD.tokens);
    INSERT INTO search_fts (rowid, tokens) VALUES (NEW.rid, NEW.tokens);
END;
-- +goose StatementEnd
