-- +goose Up
-- What was carried out by month, kept by every booking like ledger_sum: the pace from which a forecast looks ahead. And a goal of the
-- region's own, above the minimum.

CREATE TABLE ledger_month (
    network_id  TEXT   NOT NULL, -- [SYS|wall|ledger]
    grant_id    TEXT   NOT NULL, -- [C2|under which grant|ledger]
    unit_id     TEXT   NOT NULL, -- [C2|owner: the unit that benefits|ledger]
    month       TEXT   NOT NULL, -- [C2|2026-11: month in which it was booked|ledger]
    carried_out BIGINT NOT NULL, -- [C2|cents that came in, less what was taken back|ledger]
    CONSTRAINT ledger_month_pk PRIMARY KEY (network_id, grant_id, unit_id, month),
    CONSTRAINT ledger_month_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT ledger_month_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id)
);

INSERT INTO ledger_month (network_id, grant_id, unit_id, month, carried_out)
SELECT t.network_id, t.grant_id, t.unit_id, substr(t.booked_on, 1, 7), SUM(CASE WHEN t.debit = 'source' THEN t.cents ELSE -t.cents END)
FROM ledger_transfer t WHERE t.debit = 'source' OR t.credit = 'source'
GROUP BY t.network_id, t.grant_id, t.unit_id, substr(t.booked_on, 1, 7);

ALTER TABLE subsidy_grant ADD COLUMN target_bp INTEGER; -- [C1|goal of the region's own, in hundredths of a percent of the base|ledger]
