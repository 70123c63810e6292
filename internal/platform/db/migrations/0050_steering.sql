-- +goose Up
-- What is asked of the directors of a network or a subregion, and what they decided. Neither is rewritten.

CREATE TABLE steering_request (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT   NOT NULL, -- [C2|owner: whose directors decide|ledger]
    text         TEXT   NOT NULL, -- [C2|what is asked|ledger]
    asked_at     BIGINT NOT NULL, -- [C2|history|ledger]
    asked_by     TEXT, -- [C2|who asked, empty for the system|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT steering_request_pk PRIMARY KEY (network_id, id),
    CONSTRAINT steering_request_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT steering_request_asker_fk FOREIGN KEY (asked_by) REFERENCES account (id)
);
CREATE INDEX steering_request_unit_ix ON steering_request (network_id, unit_id, asked_at);

CREATE TABLE steering_decision (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [C2|identify|ledger]
    unit_id      TEXT   NOT NULL, -- [C2|owner: that of the request|ledger]
    request_id   TEXT   NOT NULL, -- [C2|what was asked|ledger]
    outcome      TEXT   NOT NULL, -- [C2|approved, declined or withdrawn|ledger]
    text         TEXT   NOT NULL DEFAULT '', -- [C2|what was decided|ledger]
    decided_on   TEXT   NOT NULL, -- [C2|day of the meeting|ledger]
    noted_at     BIGINT NOT NULL, -- [C2|history|ledger]
    noted_by     TEXT, -- [C2|who noted it, empty for the system|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT steering_decision_pk PRIMARY KEY (network_id, id),
    CONSTRAINT steering_decision_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT steering_decision_request_fk FOREIGN KEY (network_id, request_id) REFERENCES steering_request (network_id, id),
    CONSTRAINT steering_decision_noter_fk FOREIGN KEY (noted_by) REFERENCES account (id),
    CONSTRAINT steering_decision_request_uq UNIQUE (network_id, request_id),
    CONSTRAINT steering_decision_ck CHECK (outcome IN ('approved', 'declined', 'withdrawn'))
);
