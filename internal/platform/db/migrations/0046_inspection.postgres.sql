-- +goose Up
-- The accountant's look into the books: access to a year of a grant, the samples that were drawn from it, and what was said of each line.

CREATE TABLE inspection (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id     TEXT    NOT NULL, -- [C2|of which grant|ledger]
    year         INTEGER NOT NULL, -- [C2|calendar year|ledger]
    name         TEXT    NOT NULL, -- [C2|who looks|ledger]
    firm         TEXT    NOT NULL, -- [C2|for which firm|ledger]
    email        TEXT    NOT NULL, -- [C2|where the link is sent|ledger]
    lang         TEXT    NOT NULL, -- [C2|language of the mail|ledger]
    until        TEXT    NOT NULL, -- [C2|last day of access|ledger]
    link_id      TEXT    NOT NULL, -- [SYS|the link to look with|ledger]
    ended_at     BIGINT, -- [C2|taken back before its last day|ledger]
    sent_at      BIGINT, -- [C2|when the list of questions was last sent|ledger]
    created_at   BIGINT  NOT NULL, -- [C2|history|ledger]
    created_by   TEXT, -- [C2|who gave it and gets the questions|ledger]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT inspection_pk PRIMARY KEY (network_id, id),
    CONSTRAINT inspection_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT inspection_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id)
);

CREATE TABLE inspection_sample (
    network_id    TEXT    NOT NULL, -- [SYS|wall|ledger]
    id            TEXT    NOT NULL, -- [C2|identify|ledger]
    inspection_id TEXT    NOT NULL, -- [C2|of which inspection|ledger]
    unit_id       TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    method        TEXT    NOT NULL, -- [C2|by count or by money|ledger]
    stage         TEXT    NOT NULL, -- [C2|from which figure|ledger]
    size          INTEGER NOT NULL, -- [C2|lines that were asked for|ledger]
    seed          TEXT    NOT NULL, -- [C2|draws it again|ledger]
    stratified    BOOLEAN NOT NULL, -- [C2|divided over the subregions|ledger]
    head_seq      BIGINT  NOT NULL, -- [SYS|the ledger's last transfer when it was drawn|ledger]
    head_hash     TEXT    NOT NULL, -- [SYS|its hash|ledger]
    population    INTEGER NOT NULL, -- [C2|contributions that it was drawn from|ledger]
    cents         BIGINT  NOT NULL, -- [C2|their sum|ledger]
    back_count    INTEGER NOT NULL, -- [C2|contributions taken back in the year, never drawn|ledger]
    back_cents    BIGINT  NOT NULL, -- [C2|their sum, negative|ledger]
    drawn_at      BIGINT  NOT NULL, -- [C2|when|ledger]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT inspection_sample_pk PRIMARY KEY (network_id, id),
    CONSTRAINT inspection_sample_inspection_fk FOREIGN KEY (network_id, inspection_id) REFERENCES inspection (network_id, id),
    CONSTRAINT inspection_sample_method_ck CHECK (method IN ('count', 'money'))
);
CREATE INDEX inspection_sample_ix ON inspection_sample (network_id, inspection_id);

CREATE TABLE inspection_line (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    inspection_id   TEXT    NOT NULL, -- [C2|of which inspection|ledger]
    sample_id       TEXT    NOT NULL, -- [C2|of which sample|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    place           INTEGER NOT NULL, -- [C2|order in which it was drawn|ledger]
    contribution_id TEXT    NOT NULL, -- [C2|what was drawn|ledger]
    stratum_id      TEXT    NOT NULL, -- [C2|subregion of the unit that benefits|ledger]
    cents           BIGINT  NOT NULL, -- [C2|what it brings to the figure|ledger]
    hits            INTEGER NOT NULL, -- [C2|how often it was hit|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT inspection_line_pk PRIMARY KEY (network_id, id),
    CONSTRAINT inspection_line_sample_fk FOREIGN KEY (network_id, sample_id) REFERENCES inspection_sample (network_id, id),
    CONSTRAINT inspection_line_contribution_fk FOREIGN KEY (network_id, contribution_id) REFERENCES contribution (network_id, id),
    CONSTRAINT inspection_line_place_uq UNIQUE (network_id, sample_id, place),
    CONSTRAINT inspection_line_once_uq UNIQUE (network_id, sample_id, contribution_id)
);
CREATE INDEX inspection_line_ix ON inspection_line (network_id, inspection_id);

CREATE TABLE inspection_remark (
    network_id    TEXT   NOT NULL, -- [SYS|wall|ledger]
    id            TEXT   NOT NULL, -- [C2|identify|ledger]
    inspection_id TEXT   NOT NULL, -- [C2|of which inspection|ledger]
    line_id       TEXT   NOT NULL, -- [C2|about which line|ledger]
    unit_id       TEXT   NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    kind          TEXT   NOT NULL, -- [C2|agreed, question, finding of the accountant; answer of a colleague|ledger]
    text          TEXT   NOT NULL DEFAULT '', -- [C2|in their words|ledger]
    at            BIGINT NOT NULL, -- [C2|when|ledger]
    by_id         TEXT, -- [C2|which colleague; empty: the accountant|ledger]
    operation_id  TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT inspection_remark_pk PRIMARY KEY (network_id, id),
    CONSTRAINT inspection_remark_line_fk FOREIGN KEY (network_id, line_id) REFERENCES inspection_line (network_id, id),
    CONSTRAINT inspection_remark_kind_ck CHECK (kind IN ('agreed', 'question', 'finding', 'answer'))
);
CREATE INDEX inspection_remark_ix ON inspection_remark (network_id, line_id, at);

-- A sample is kept as it was drawn; what was said is added to.
CREATE TRIGGER inspection_sample_no_change BEFORE UPDATE OR DELETE ON inspection_sample FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inspection_line_no_change BEFORE UPDATE OR DELETE ON inspection_line FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inspection_remark_no_change BEFORE UPDATE OR DELETE ON inspection_remark FOR EACH ROW EXECUTE FUNCTION refuse_change();
