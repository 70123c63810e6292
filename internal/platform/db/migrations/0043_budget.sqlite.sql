-- +goose Up
-- The budget of a grant: what it costs per activity and year, what covers it, how far each two years are detailed, and every change.

CREATE TABLE budget_line (
    network_id     TEXT    NOT NULL, -- [SYS|wall|ledger]
    id             TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id        TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id       TEXT    NOT NULL, -- [C2|of which grant|ledger]
    activity_id    TEXT, -- [C2|programme activity, empty while global|ledger]
    year           INTEGER NOT NULL, -- [C2|calendar year, 0 for a machine|ledger]
    cost           TEXT    NOT NULL, -- [C2|kind of cost|ledger]
    what           TEXT    NOT NULL, -- [C2|what is paid for|ledger]
    measure        TEXT    NOT NULL, -- [C2|of what the quantity is a number|ledger]
    quantity       BIGINT  NOT NULL, -- [C2|number in hundredths|ledger]
    price_cents    BIGINT  NOT NULL, -- [C2|price of one, of a machine its purchase price|ledger]
    residual_cents BIGINT  NOT NULL DEFAULT 0, -- [C2|worth of a machine after its term|ledger]
    term_months    INTEGER NOT NULL DEFAULT 0, -- [C2|months in which a machine wears out|ledger]
    used_from      TEXT, -- [C2|day on which a machine is taken into use|ledger]
    created_at     BIGINT  NOT NULL, -- [C2|history|ledger]
    version        INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id   TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at     BIGINT, -- [SYS|taken out|ledger]
    deleted_op     TEXT, -- [SYS|undo|ledger]
    CONSTRAINT budget_line_pk PRIMARY KEY (network_id, id),
    CONSTRAINT budget_line_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT budget_line_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT budget_line_activity_fk FOREIGN KEY (network_id, activity_id) REFERENCES activity (network_id, id),
    CONSTRAINT budget_line_amount_ck CHECK (quantity > 0 AND price_cents > 0 AND residual_cents >= 0 AND residual_cents < price_cents),
    CONSTRAINT budget_line_machine_ck CHECK ((cost = 'machine') = (year = 0) AND (cost = 'machine') = (term_months > 0) AND (cost = 'machine') = (used_from IS NOT NULL))
);
CREATE INDEX budget_line_grant_ix ON budget_line (network_id, grant_id) WHERE deleted_at IS NULL;

CREATE TABLE budget_cover (
    network_id        TEXT    NOT NULL, -- [SYS|wall|ledger]
    id                TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id           TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id          TEXT    NOT NULL, -- [C2|of which grant|ledger]
    year              INTEGER NOT NULL, -- [C2|calendar year|ledger]
    grant_cents       BIGINT  NOT NULL, -- [C2|paid by the grant|ledger]
    cofinancing_cents BIGINT  NOT NULL, -- [C2|paid by co-financing|ledger]
    own_cents         BIGINT  NOT NULL, -- [C2|paid by the schools themselves|ledger]
    created_at        BIGINT  NOT NULL, -- [C2|history|ledger]
    version           INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id      TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at        BIGINT, -- [SYS|bin|ledger]
    deleted_op        TEXT, -- [SYS|undo|ledger]
    CONSTRAINT budget_cover_pk PRIMARY KEY (network_id, id),
    CONSTRAINT budget_cover_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT budget_cover_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT budget_cover_uq UNIQUE (network_id, grant_id, year),
    CONSTRAINT budget_cover_ck CHECK (grant_cents >= 0 AND cofinancing_cents >= 0 AND own_cents >= 0)
);

CREATE TABLE budget_block (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id     TEXT    NOT NULL, -- [C2|of which grant|ledger]
    first_year   INTEGER NOT NULL, -- [C2|first of its two years|ledger]
    state        TEXT    NOT NULL, -- [C2|open, detailed or fixed|ledger]
    created_at   BIGINT  NOT NULL, -- [C2|history|ledger]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at   BIGINT, -- [SYS|bin|ledger]
    deleted_op   TEXT, -- [SYS|undo|ledger]
    CONSTRAINT budget_block_pk PRIMARY KEY (network_id, id),
    CONSTRAINT budget_block_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT budget_block_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT budget_block_uq UNIQUE (network_id, grant_id, first_year),
    CONSTRAINT budget_block_state_ck CHECK (state IN ('open', 'detailed', 'fixed'))
);

CREATE TABLE budget_change (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify, in order of time|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    grant_id     TEXT    NOT NULL, -- [C2|of which grant|ledger]
    subject      TEXT    NOT NULL, -- [C2|line, cover or block|ledger]
    subject_id   TEXT, -- [C2|which line|ledger]
    year         INTEGER NOT NULL, -- [C2|which year, 0 for a machine|ledger]
    what         TEXT    NOT NULL DEFAULT '', -- [C2|what the line paid for|ledger]
    was          TEXT    NOT NULL, -- [C2|what stood there, JSON; null: new|ledger]
    became       TEXT    NOT NULL, -- [C2|what stands there, JSON; null: taken out|ledger]
    reason       TEXT    NOT NULL DEFAULT '', -- [C2|why|ledger]
    at           BIGINT  NOT NULL, -- [C2|when|ledger]
    actor_id     TEXT    NOT NULL, -- [C2|by whom|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT budget_change_pk PRIMARY KEY (network_id, id),
    CONSTRAINT budget_change_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT budget_change_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT budget_change_subject_ck CHECK (subject IN ('line', 'cover', 'block'))
);
CREATE INDEX budget_change_grant_ix ON budget_change (network_id, grant_id, id);

-- +goose StatementBegin
CREATE TRIGGER budget_change_no_update BEFORE UPDATE ON budget_change
BEGIN SELECT RAISE(ABORT, 'budget_change is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_change_no_delete BEFORE DELETE ON budget_change
BEGIN SELECT RAISE(ABORT, 'budget_change is append-only'); END;
-- +goose StatementEnd
