-- +goose Up
-- Pledges, contributions and the append-only ledger. Carried out, evidenced, checked and reported are accounts, not flags.

CREATE TABLE pledge (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|unit that benefits|ledger]
    grant_id        TEXT    NOT NULL, -- [C2|under which grant|ledger]
    line_id         TEXT, -- [C2|programme line|ledger]
    organisation_id TEXT    NOT NULL, -- [C2|who pledges, may be an umbrella|ledger]
    year            INTEGER NOT NULL, -- [C2|calendar year|ledger]
    kind            TEXT    NOT NULL, -- [C2|hours, goods, facility, cash|ledger]
    minutes         INTEGER NOT NULL DEFAULT 0, -- [C2|for hours|ledger]
    cents           BIGINT  NOT NULL, -- [C2|value|ledger]
    pledged_on      TEXT    NOT NULL, -- [C2|when|ledger]
    created_at      BIGINT  NOT NULL, -- [C2|history|ledger]
    created_by      TEXT, -- [C2|by whom|ledger]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at      BIGINT, -- [SYS|bin|ledger]
    deleted_op      TEXT, -- [SYS|undo|ledger]
    CONSTRAINT pledge_pk PRIMARY KEY (network_id, id),
    CONSTRAINT pledge_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT pledge_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT pledge_line_fk FOREIGN KEY (network_id, line_id) REFERENCES programme_line (network_id, id),
    CONSTRAINT pledge_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT pledge_cents_ck CHECK (cents > 0)
);
CREATE INDEX pledge_grant_ix ON pledge (network_id, grant_id, year);
CREATE INDEX pledge_organisation_ix ON pledge (network_id, organisation_id);

CREATE TABLE contribution (
    network_id        TEXT    NOT NULL, -- [SYS|wall|ledger]
    id                TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id           TEXT    NOT NULL, -- [C2|owner: the unit that benefits|ledger]
    grant_id          TEXT    NOT NULL, -- [C2|under which grant|ledger]
    line_id           TEXT, -- [C2|programme line|ledger]
    activity_id       TEXT, -- [C2|activity|ledger]
    organisation_id   TEXT    NOT NULL, -- [C2|who did it|ledger]
    umbrella_id       TEXT, -- [C2|which umbrella it also counts for|ledger]
    source_kind       TEXT    NOT NULL, -- [C2|sign_off or hand|ledger]
    source_id         TEXT    NOT NULL, -- [C2|which occurrence, or the client's own id|ledger]
    kind              TEXT    NOT NULL, -- [C2|hours, goods, facility, cash|ledger]
    performed_on      TEXT    NOT NULL, -- [C2|day it was done|ledger]
    people            INTEGER NOT NULL DEFAULT 0, -- [C2|people of the company|ledger]
    minutes           INTEGER NOT NULL DEFAULT 0, -- [C2|minutes in total|ledger]
    scheme_version_id TEXT    NOT NULL, -- [C2|rules of that date|ledger]
    rate_id           TEXT, -- [C2|rate of that date|ledger]
    cents             BIGINT  NOT NULL, -- [C2|value|ledger]
    reason            TEXT    NOT NULL DEFAULT '', -- [C2|substantiation of a value by hand|ledger]
    created_at        BIGINT  NOT NULL, -- [C2|history|ledger]
    recorded_by       TEXT    NOT NULL, -- [C2|account, or link of the company|ledger]
    operation_id      TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT contribution_pk PRIMARY KEY (network_id, id),
    CONSTRAINT contribution_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT contribution_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT contribution_line_fk FOREIGN KEY (network_id, line_id) REFERENCES programme_line (network_id, id),
    CONSTRAINT contribution_activity_fk FOREIGN KEY (network_id, activity_id) REFERENCES activity (network_id, id),
    CONSTRAINT contribution_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT contribution_umbrella_fk FOREIGN KEY (network_id, umbrella_id) REFERENCES organisation (network_id, id),
    CONSTRAINT contribution_version_fk FOREIGN KEY (network_id, scheme_version_id) REFERENCES scheme_version (network_id, id),
    CONSTRAINT contribution_rate_fk FOREIGN KEY (network_id, rate_id) REFERENCES rate (network_id, id),
    CONSTRAINT contribution_source_uq UNIQUE (network_id, source_kind, source_id, organisation_id, kind),
    CONSTRAINT contribution_cents_ck CHECK (cents > 0)
);
CREATE INDEX contribution_unit_ix ON contribution (network_id, unit_id, performed_on, id);
CREATE INDEX contribution_grant_ix ON contribution (network_id, grant_id, performed_on);
CREATE INDEX contribution_organisation_ix ON contribution (network_id, organisation_id, performed_on);

CREATE TABLE evidence (
    network_id      TEXT   NOT NULL, -- [SYS|wall|ledger]
    id              TEXT   NOT NULL, -- [C2|identify|ledger]
    contribution_id TEXT   NOT NULL, -- [C2|of which contribution|ledger]
    unit_id         TEXT   NOT NULL, -- [C2|owner|ledger]
    kind            TEXT   NOT NULL, -- [C2|sign_off or file|ledger]
    sign_off_id     TEXT, -- [C2|the company's signature|ledger]
    file_id         TEXT, -- [C2|an uploaded document|ledger]
    digest          TEXT   NOT NULL, -- [SYS|SHA-256 of the record or file|ledger]
    added_at        BIGINT NOT NULL, -- [C2|when|ledger]
    added_by        TEXT   NOT NULL, -- [C2|by whom|ledger]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT evidence_pk PRIMARY KEY (network_id, id),
    CONSTRAINT evidence_contribution_fk FOREIGN KEY (network_id, contribution_id) REFERENCES contribution (network_id, id),
    CONSTRAINT evidence_sign_off_fk FOREIGN KEY (network_id, sign_off_id) REFERENCES sign_off (network_id, id),
    CONSTRAINT evidence_file_fk FOREIGN KEY (network_id, file_id) REFERENCES file (network_id, id)
);
CREATE INDEX evidence_contribution_ix ON evidence (network_id, contribution_id);

CREATE TABLE contribution_check (
    network_id      TEXT   NOT NULL, -- [SYS|wall|ledger]
    id              TEXT   NOT NULL, -- [C2|identify|ledger]
    contribution_id TEXT   NOT NULL, -- [C2|of which contribution|ledger]
    unit_id         TEXT   NOT NULL, -- [C2|owner|ledger]
    outcome         TEXT   NOT NULL, -- [C2|approved or rejected|ledger]
    reason          TEXT   NOT NULL DEFAULT '', -- [C2|why rejected|ledger]
    checked_at      BIGINT NOT NULL, -- [C2|when|ledger]
    checked_by      TEXT   NOT NULL, -- [C2|by whom, never the recorder|ledger]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT contribution_check_pk PRIMARY KEY (network_id, id),
    CONSTRAINT contribution_check_contribution_fk FOREIGN KEY (network_id, contribution_id) REFERENCES contribution (network_id, id),
    CONSTRAINT contribution_check_once_uq UNIQUE (network_id, contribution_id),
    CONSTRAINT contribution_check_outcome_ck CHECK (outcome IN ('approved', 'rejected'))
);

CREATE TABLE ledger_transfer (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    seq             BIGINT  NOT NULL, -- [SYS|order within the network|ledger]
    id              TEXT    NOT NULL, -- [C2|identify, unique for ever|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner: the unit that benefits|ledger]
    grant_id        TEXT    NOT NULL, -- [C2|under which grant|ledger]
    contribution_id TEXT    NOT NULL, -- [C2|of which contribution|ledger]
    debit           TEXT    NOT NULL, -- [C2|account the amount leaves|ledger]
    credit          TEXT    NOT NULL, -- [C2|account the amount enters|ledger]
    cents           BIGINT  NOT NULL, -- [C2|amount, always positive|ledger]
    booked_on       TEXT    NOT NULL, -- [C2|day it counts for|ledger]
    recorded_at     BIGINT  NOT NULL, -- [C2|when|ledger]
    actor_id        TEXT    NOT NULL, -- [C2|by whom|ledger]
    evidence_digest TEXT    NOT NULL DEFAULT '', -- [SYS|digest of the evidence|ledger]
    reverses_id     TEXT, -- [C2|which transfer it takes back|ledger]
    reason          TEXT    NOT NULL DEFAULT '', -- [C2|why taken back|ledger]
    prev_hash       TEXT    NOT NULL, -- [SYS|chain|ledger]
    hash            TEXT    NOT NULL, -- [SYS|chain|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT ledger_transfer_pk PRIMARY KEY (network_id, seq),
    CONSTRAINT ledger_transfer_id_uq UNIQUE (id),
    CONSTRAINT ledger_transfer_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT ledger_transfer_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT ledger_transfer_contribution_fk FOREIGN KEY (network_id, contribution_id) REFERENCES contribution (network_id, id),
    CONSTRAINT ledger_transfer_reverses_uq UNIQUE (reverses_id),
    CONSTRAINT ledger_transfer_cents_ck CHECK (cents > 0 AND debit <> credit),
    CONSTRAINT ledger_transfer_account_ck CHECK (debit IN ('source', 'carried_out', 'evidenced', 'checked', 'reported') AND credit IN ('source', 'carried_out', 'evidenced', 'checked', 'reported'))
);
CREATE INDEX ledger_transfer_contribution_ix ON ledger_transfer (network_id, contribution_id);
CREATE INDEX ledger_transfer_unit_ix ON ledger_transfer (network_id, unit_id, booked_on);
