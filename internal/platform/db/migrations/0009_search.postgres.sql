-- +goose Up
-- What people can find. Tokens are folded and stemmed by kernel/search; the network stands among them, so that the
-- full-text index itself keeps to the wall.
CREATE TABLE search_doc (
    network_id TEXT    NOT NULL, -- [SYS|wall|object]
    kind       TEXT    NOT NULL, -- [C1|organisation, person, need, engagement|object]
    object_id  TEXT    NOT NULL, -- [C1|which|object]
    unit_id    TEXT, -- [C1|owner unit, for what only its unit may see|object]
    label      TEXT    NOT NULL, -- [C2|what the result shows|object]
    sub        TEXT    NOT NULL DEFAULT '', -- [C2|second line of the result|object]
    tokens     TEXT    NOT NULL, -- [C2|what is searched|object]
    vector     TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED, -- [C2|what is searched|object]
    CONSTRAINT search_doc_uq PRIMARY KEY (network_id, kind, object_id)
);
CREATE INDEX search_doc_vector_ix ON search_doc USING gin (vector);
