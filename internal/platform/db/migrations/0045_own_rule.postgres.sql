-- +goose Up
-- What a network decided itself: rates besides the national ones, and another minimum for a grant or for all grants of a scheme. Each is
-- known from the day on which it was written down, and is ended, never changed.

ALTER TABLE rate ADD COLUMN own BOOLEAN NOT NULL DEFAULT FALSE; -- [C1|decided by the network itself|ledger]
ALTER TABLE rate ADD COLUMN known_from TEXT; -- [C1|day on which an own rate was written down|ledger]
ALTER TABLE rate ADD COLUMN created_by TEXT; -- [C2|by whom|ledger]

CREATE TABLE own_minimum (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C1|identify|ledger]
    scheme_id    TEXT    NOT NULL, -- [C1|of which scheme|ledger]
    grant_id     TEXT, -- [C1|for one grant; empty: for all of the scheme|ledger]
    valid_from   TEXT    NOT NULL, -- [C1|first day it holds for|ledger]
    valid_to     TEXT    NOT NULL, -- [C1|last day it holds for|ledger]
    decided_on   TEXT    NOT NULL, -- [C1|day of the decision|ledger]
    known_from   TEXT    NOT NULL, -- [C1|day on which it was written down|ledger]
    minimum_bp   INTEGER NOT NULL, -- [C1|minimum co-financing in basis points|ledger]
    base         TEXT    NOT NULL, -- [C1|subsidisable_budget, grant or project_costs|ledger]
    reason       TEXT    NOT NULL, -- [C1|why|ledger]
    source       TEXT    NOT NULL DEFAULT '', -- [C1|letter or minutes|ledger]
    created_at   BIGINT  NOT NULL, -- [C1|history|ledger]
    created_by   TEXT, -- [C2|by whom|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT own_minimum_pk PRIMARY KEY (network_id, id),
    CONSTRAINT own_minimum_scheme_fk FOREIGN KEY (network_id, scheme_id) REFERENCES scheme (network_id, id),
    CONSTRAINT own_minimum_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT own_minimum_base_ck CHECK (base IN ('subsidisable_budget', 'grant', 'project_costs')),
    CONSTRAINT own_minimum_bp_ck CHECK (minimum_bp > 0 AND minimum_bp <= 10000)
);
CREATE INDEX own_minimum_scheme_ix ON own_minimum (network_id, scheme_id);

CREATE TABLE own_rule_end (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    rule_id      TEXT   NOT NULL, -- [C1|which own rate or minimum was ended|ledger]
    last_on      TEXT   NOT NULL, -- [C1|last day on which it holds|ledger]
    known_from   TEXT   NOT NULL, -- [C1|day on which the end was written down|ledger]
    reason       TEXT   NOT NULL, -- [C1|why|ledger]
    at           BIGINT NOT NULL, -- [C1|when|ledger]
    created_by   TEXT, -- [C2|by whom|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT own_rule_end_pk PRIMARY KEY (network_id, rule_id),
    CONSTRAINT own_rule_end_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);

CREATE TRIGGER own_minimum_no_change BEFORE UPDATE OR DELETE ON own_minimum FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER own_rule_end_no_change BEFORE UPDATE OR DELETE ON own_rule_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
