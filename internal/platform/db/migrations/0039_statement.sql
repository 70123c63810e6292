-- +goose Up
-- Statements of account (verantwoording): what was reported of a grant's year to the accountant or the funder, version by version.

CREATE TABLE statement (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id     TEXT    NOT NULL, -- [C2|of which grant|ledger]
    year         INTEGER NOT NULL, -- [C2|calendar year|ledger]
    audience     TEXT    NOT NULL, -- [C2|for whom|ledger]
    created_at   BIGINT  NOT NULL, -- [C2|history|ledger]
    created_by   TEXT    NOT NULL, -- [C2|by whom|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT statement_pk PRIMARY KEY (network_id, id),
    CONSTRAINT statement_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT statement_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT statement_once_uq UNIQUE (network_id, grant_id, year, audience),
    CONSTRAINT statement_audience_ck CHECK (audience IN ('accountant', 'funder'))
);

CREATE TABLE statement_version (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    statement_id TEXT    NOT NULL, -- [C2|of which statement|ledger]
    seq          INTEGER NOT NULL, -- [C2|order|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner|ledger]
    state        TEXT    NOT NULL, -- [C2|draft, checked or submitted|ledger]
    figures      TEXT    NOT NULL, -- [C2|what the report said then|ledger]
    progress     TEXT    NOT NULL DEFAULT '', -- [C2|what was done, in words|ledger]
    lost         TEXT    NOT NULL DEFAULT '', -- [C2|why some did not take place, in words|ledger]
    head_seq     BIGINT  NOT NULL, -- [SYS|the ledger's last transfer then|ledger]
    head_hash    TEXT    NOT NULL, -- [SYS|its hash|ledger]
    digest       TEXT    NOT NULL, -- [SYS|SHA-256 of figures and words|ledger]
    at           BIGINT  NOT NULL, -- [C2|when|ledger]
    actor_id     TEXT    NOT NULL, -- [C2|by whom|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT statement_version_pk PRIMARY KEY (network_id, statement_id, seq),
    CONSTRAINT statement_version_id_uq UNIQUE (id),
    CONSTRAINT statement_version_statement_fk FOREIGN KEY (network_id, statement_id) REFERENCES statement (network_id, id),
    CONSTRAINT statement_version_state_ck CHECK (state IN ('draft', 'checked', 'submitted'))
);
