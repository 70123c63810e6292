-- +goose Up
-- A year of a grant is open, is being closed, or is closed. The table is named so that a restore fills it after the transfers, which
-- a closed year would refuse.

CREATE TABLE period_event (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    grant_id        TEXT    NOT NULL, -- [C2|of which grant|ledger]
    year            INTEGER NOT NULL, -- [C2|calendar year|ledger]
    seq             INTEGER NOT NULL, -- [SYS|order within the year of the grant|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner: the unit of the grant|ledger]
    state           TEXT    NOT NULL, -- [C2|what it became|ledger]
    reason          TEXT    NOT NULL DEFAULT '', -- [C2|why reopened|ledger]
    balances        TEXT    NOT NULL DEFAULT '', -- [C2|trial balance when it was closed|ledger]
    transfers       INTEGER NOT NULL DEFAULT 0, -- [C2|number of transfers when it was closed|ledger]
    evidence_digest TEXT    NOT NULL DEFAULT '', -- [SYS|SHA-256 over the digests of all evidence of the year|ledger]
    head_seq        BIGINT  NOT NULL DEFAULT 0, -- [SYS|the ledger's last transfer when it was closed|ledger]
    head_hash       TEXT    NOT NULL DEFAULT '', -- [SYS|its hash|ledger]
    at              BIGINT  NOT NULL, -- [C2|when|ledger]
    actor_id        TEXT    NOT NULL, -- [C2|by whom|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT period_event_pk PRIMARY KEY (network_id, grant_id, year, seq),
    CONSTRAINT period_event_id_uq UNIQUE (id),
    CONSTRAINT period_event_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT period_event_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT period_event_state_ck CHECK (state IN ('closing', 'closed', 'reopen_asked', 'open'))
);

-- What the accounts hold, kept by every booking in its own transaction, so that a report reads hundreds of rows and not every transfer.
-- It can always be computed again from the transfers, and is compared with them.
CREATE TABLE ledger_sum (
    network_id  TEXT    NOT NULL, -- [SYS|wall|ledger]
    grant_id    TEXT    NOT NULL, -- [C2|under which grant|ledger]
    unit_id     TEXT    NOT NULL, -- [C2|owner: the unit that benefits|ledger]
    line_id     TEXT    NOT NULL, -- [C2|programme line, empty without|ledger]
    umbrella_id TEXT    NOT NULL, -- [C2|umbrella for which it also counts, empty without|ledger]
    year        INTEGER NOT NULL, -- [C2|year in which it was booked|ledger]
    carried_out BIGINT  NOT NULL, -- [C2|cents in the account|ledger]
    evidenced   BIGINT  NOT NULL, -- [C2|cents in the account|ledger]
    parked      BIGINT  NOT NULL, -- [C2|cents in the account|ledger]
    checked     BIGINT  NOT NULL, -- [C2|cents in the account|ledger]
    reported    BIGINT  NOT NULL, -- [C2|cents in the account|ledger]
    CONSTRAINT ledger_sum_pk PRIMARY KEY (network_id, grant_id, unit_id, line_id, umbrella_id, year),
    CONSTRAINT ledger_sum_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT ledger_sum_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id)
);

INSERT INTO ledger_sum (network_id, grant_id, unit_id, line_id, umbrella_id, year, carried_out, evidenced, parked, checked, reported)
SELECT c.network_id, c.grant_id, c.unit_id, COALESCE(c.line_id, ''), COALESCE(c.umbrella_id, ''), CAST(substr(t.booked_on, 1, 4) AS INTEGER),
    SUM(CASE WHEN t.credit = 'carried_out' THEN t.cents WHEN t.debit = 'carried_out' THEN -t.cents ELSE 0 END),
    SUM(CASE WHEN t.credit = 'evidenced' THEN t.cents WHEN t.debit = 'evidenced' THEN -t.cents ELSE 0 END),
    0,
    SUM(CASE WHEN t.credit = 'checked' THEN t.cents WHEN t.debit = 'checked' THEN -t.cents ELSE 0 END),
    SUM(CASE WHEN t.credit = 'reported' THEN t.cents WHEN t.debit = 'reported' THEN -t.cents ELSE 0 END)
FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
GROUP BY c.network_id, c.grant_id, c.unit_id, COALESCE(c.line_id, ''), COALESCE(c.umbrella_id, ''), CAST(substr(t.booked_on, 1, 4) AS INTEGER);

ALTER TABLE subsidy_grant ADD COLUMN second_check_cents BIGINT; -- [C2|amount from which two people check|ledger]
