-- +goose Up
-- A doubtful line is parked in an account of its own, and two people may have to check. SQLite changes no constraint, so the tables are
-- made anew around their rows.

DROP INDEX ledger_transfer_contribution_ix;
DROP INDEX ledger_transfer_unit_ix;
ALTER TABLE ledger_transfer RENAME TO ledger_transfer_before;
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
    CONSTRAINT ledger_transfer_account_ck CHECK (debit IN ('source', 'carried_out', 'evidenced', 'parked', 'checked', 'reported') AND credit IN ('source', 'carried_out', 'evidenced', 'parked', 'checked', 'reported'))
);
CREATE INDEX ledger_transfer_contribution_ix ON ledger_transfer (network_id, contribution_id);
CREATE INDEX ledger_transfer_unit_ix ON ledger_transfer (network_id, unit_id, booked_on);
INSERT INTO ledger_transfer (network_id, seq, id, unit_id, grant_id, contribution_id, debit, credit, cents, booked_on, recorded_at, actor_id, evidence_digest, reverses_id, reason, prev_hash, hash, operation_id)
SELECT network_id, seq, id, unit_id, grant_id, contribution_id, debit, credit, cents, booked_on, recorded_at, actor_id, evidence_digest, reverses_id, reason, prev_hash, hash, operation_id FROM ledger_transfer_before ORDER BY network_id, seq;
DROP TABLE ledger_transfer_before;

ALTER TABLE contribution_check RENAME TO contribution_check_before;
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
    CONSTRAINT contribution_check_once_uq UNIQUE (network_id, contribution_id, checked_by),
    CONSTRAINT contribution_check_outcome_ck CHECK (outcome IN ('approved', 'rejected'))
);
INSERT INTO contribution_check (network_id, id, contribution_id, unit_id, outcome, reason, checked_at, checked_by, operation_id)
SELECT network_id, id, contribution_id, unit_id, outcome, reason, checked_at, checked_by, operation_id FROM contribution_check_before;
DROP TABLE contribution_check_before;

-- +goose StatementBegin
CREATE TRIGGER contribution_check_no_update BEFORE UPDATE ON contribution_check
BEGIN SELECT RAISE(ABORT, 'contribution_check is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_check_no_delete BEFORE DELETE ON contribution_check
BEGIN SELECT RAISE(ABORT, 'contribution_check is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_event_no_update BEFORE UPDATE ON period_event
BEGIN SELECT RAISE(ABORT, 'period_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_event_no_delete BEFORE DELETE ON period_event
BEGIN SELECT RAISE(ABORT, 'period_event is append-only'); END;
-- +goose StatementEnd

-- Nothing lands in a closed year, and nothing new in one that is being closed, whoever writes.
-- +goose StatementBegin
CREATE TRIGGER ledger_transfer_period BEFORE INSERT ON ledger_transfer
WHEN (SELECT e.state FROM period_event e WHERE e.network_id = NEW.network_id AND e.grant_id = NEW.grant_id
        AND e.year = CAST(substr(NEW.booked_on, 1, 4) AS INTEGER) ORDER BY e.seq DESC LIMIT 1) IN ('closed', 'reopen_asked', CASE WHEN NEW.debit = 'source' THEN 'closing' ELSE 'closed' END)
BEGIN SELECT RAISE(ABORT, 'the year is closed'); END;
-- +goose StatementEnd
