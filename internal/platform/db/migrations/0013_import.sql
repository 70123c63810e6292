-- +goose Up
-- Imports as jobs: how far they are, what happens to each row, what the columns meant last time, and taking a whole import back.

ALTER TABLE import_run ADD COLUMN match_keys TEXT NOT NULL DEFAULT '[]'; -- [C1|by what rows are recognised, JSON|1y]
ALTER TABLE import_run ADD COLUMN task TEXT NOT NULL DEFAULT '{}'; -- [C1|what was asked of the work under way, JSON|1y]
ALTER TABLE import_run ADD COLUMN size INTEGER NOT NULL DEFAULT 0; -- [C1|bytes of the file|1y]
ALTER TABLE import_run ADD COLUMN total INTEGER NOT NULL DEFAULT 0; -- [C1|rows of the file, once it was checked|1y]
ALTER TABLE import_run ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0; -- [C1|rows that may be double|1y]
ALTER TABLE import_run ADD COLUMN undone_at BIGINT; -- [C1|history|1y]

-- What happens to the rows, a few hundred in one piece per outcome: a page of them is read from a few pieces.
CREATE TABLE import_part (
    network_id TEXT    NOT NULL, -- [SYS|wall|30d]
    run_id     TEXT    NOT NULL, -- [C1|which import|30d]
    part       INTEGER NOT NULL, -- [SYS|which piece of the file|30d]
    outcome    TEXT    NOT NULL, -- [C1|create, update, unchanged, duplicate, error|30d]
    first_line INTEGER NOT NULL, -- [SYS|first line|30d]
    last_line  INTEGER NOT NULL, -- [SYS|last line|30d]
    amount     INTEGER NOT NULL, -- [C1|rows|30d]
    content    TEXT    NOT NULL, -- [C2|per row what happens, JSON|30d]
    CONSTRAINT import_part_pk PRIMARY KEY (network_id, run_id, part, outcome),
    CONSTRAINT import_part_run_fk FOREIGN KEY (network_id, run_id) REFERENCES import_run (network_id, id)
);

-- What columns meant: the same headings are proposed again, a named one can be chosen.
CREATE TABLE import_mapping (
    network_id   TEXT    NOT NULL, -- [SYS|wall|2y]
    id           TEXT    NOT NULL, -- [C1|identify|2y]
    unit_id      TEXT    NOT NULL, -- [C1|whose|2y]
    kind         TEXT    NOT NULL, -- [C1|companies, people, memberships, interactions|2y]
    name         TEXT    NOT NULL DEFAULT '', -- [C1|chosen name, empty: remembered by its headings|2y]
    name_key     TEXT    NOT NULL DEFAULT '', -- [C1|folded name|2y]
    headings     TEXT    NOT NULL, -- [SYS|digest of the headings|2y]
    columns      TEXT    NOT NULL, -- [C1|heading to field, JSON|2y]
    match_keys   TEXT    NOT NULL DEFAULT '[]', -- [C1|by what rows are recognised, JSON|2y]
    used_at      BIGINT  NOT NULL, -- [C1|latest first|2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|2y]
    deleted_at   BIGINT, -- [SYS|bin|2y]
    deleted_op   TEXT, -- [SYS|undo|2y]
    CONSTRAINT import_mapping_pk PRIMARY KEY (network_id, id),
    CONSTRAINT import_mapping_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT import_mapping_uq UNIQUE (network_id, unit_id, kind, name_key, headings)
);

-- Contact moments of an import are found again to be undone.
CREATE INDEX contact_moment_source_ix ON contact_moment (network_id, source_kind, source_id) WHERE source_kind = 'import';
CREATE INDEX organisation_email_ix ON organisation (network_id, email) WHERE email <> '' AND deleted_at IS NULL AND merged_into IS NULL;
