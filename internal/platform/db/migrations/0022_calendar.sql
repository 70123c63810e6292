-- +goose Up
-- The year of a school: in which region it has its holidays, and when it has tests, internships or days off.

CREATE TABLE school_region (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    unit_id      TEXT    NOT NULL, -- [C1|unit, with what is below it|network]
    region       TEXT    NOT NULL, -- [C0|noord, midden or zuid|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT school_region_pk PRIMARY KEY (network_id, unit_id),
    CONSTRAINT school_region_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT school_region_ck CHECK (region IN ('noord', 'midden', 'zuid'))
);

CREATE TABLE school_week (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    id           TEXT    NOT NULL, -- [C1|identify|network]
    unit_id      TEXT    NOT NULL, -- [C1|unit, with what is below it|network]
    kind         TEXT    NOT NULL, -- [C1|test, internship, project or free|network]
    title        TEXT    NOT NULL DEFAULT '', -- [C1|for whom|network]
    from_on      TEXT    NOT NULL, -- [C1|first day|network]
    to_on        TEXT    NOT NULL, -- [C1|last day|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at   BIGINT, -- [SYS|bin|network]
    deleted_op   TEXT, -- [SYS|undo|network]
    CONSTRAINT school_week_pk PRIMARY KEY (network_id, id),
    CONSTRAINT school_week_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT school_week_kind_ck CHECK (kind IN ('test', 'internship', 'project', 'free')),
    CONSTRAINT school_week_days_ck CHECK (to_on >= from_on)
);
CREATE INDEX school_week_ix ON school_week (network_id, to_on);
