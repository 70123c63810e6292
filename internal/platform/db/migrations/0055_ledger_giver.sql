-- +goose Up
-- What every company gave in a year and for which umbrella, kept by every booking like ledger_sum: what is used of a pledge is read from here,
-- and not added up from the contributions at every page. The year is the one in which it was performed, which is the year of a pledge.

CREATE TABLE ledger_giver (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    grant_id        TEXT    NOT NULL, -- [C2|under which grant|ledger]
    organisation_id TEXT    NOT NULL, -- [C2|who gave|ledger]
    year            INTEGER NOT NULL, -- [C2|year in which it was performed|ledger]
    umbrella_id     TEXT    NOT NULL, -- [C2|umbrella for which it also counts, empty without|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner: the unit that benefits|ledger]
    cents           BIGINT  NOT NULL, -- [C2|cents that came in, less what was taken back|ledger]
    CONSTRAINT ledger_giver_pk PRIMARY KEY (network_id, grant_id, organisation_id, year, umbrella_id, unit_id),
    CONSTRAINT ledger_giver_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT ledger_giver_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT ledger_giver_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id)
);
CREATE INDEX ledger_giver_umbrella_ix ON ledger_giver (network_id, grant_id, umbrella_id, year) WHERE umbrella_id <> '';

INSERT INTO ledger_giver (network_id, grant_id, organisation_id, year, umbrella_id, unit_id, cents)
SELECT c.network_id, c.grant_id, c.organisation_id, CAST(substr(c.performed_on, 1, 4) AS INTEGER), COALESCE(c.umbrella_id, ''), c.unit_id,
    SUM(CASE WHEN t.debit = 'source' THEN t.cents ELSE -t.cents END)
FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
WHERE t.debit = 'source' OR t.credit = 'source'
GROUP BY c.network_id, c.grant_id, c.organisation_id, CAST(substr(c.performed_on, 1, 4) AS INTEGER), COALESCE(c.umbrella_id, ''), c.unit_id;

-- A pledge is for an activity, when who pledges says so; the line is then the activity's.
ALTER TABLE pledge ADD COLUMN activity_id TEXT; -- [C2|for which activity of the programme|ledger]
