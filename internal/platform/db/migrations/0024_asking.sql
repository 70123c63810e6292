-- +goose Up
-- The rules by which companies are asked: how often at most, and what the ranking weighs. The latest row counts; the others are its history.

CREATE TABLE asking_rule (
    network_id   TEXT    NOT NULL, -- [SYS|wall|engagement]
    id           TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the network itself|engagement]
    most         INTEGER NOT NULL, -- [C1|requests to one company at most|engagement]
    days         INTEGER NOT NULL, -- [C1|in so many days|engagement]
    weights      TEXT    NOT NULL, -- [C1|points per part of the ranking, JSON|engagement]
    reason       TEXT    NOT NULL, -- [C1|why it was changed|engagement]
    set_at       BIGINT  NOT NULL, -- [C1|when|engagement]
    set_by       TEXT, -- [C2|by whom|engagement]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT asking_rule_pk PRIMARY KEY (network_id, id),
    CONSTRAINT asking_rule_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT asking_rule_ck CHECK (most BETWEEN 1 AND 100 AND days BETWEEN 7 AND 366)
);
CREATE INDEX asking_rule_ix ON asking_rule (network_id, set_at, id);

-- Who waits for a turn at a company that gives no room now, the first first.
CREATE TABLE ask_queue (
    network_id      TEXT   NOT NULL, -- [SYS|wall|engagement]
    id              TEXT   NOT NULL, -- [C1|identify|engagement]
    unit_id         TEXT   NOT NULL, -- [C1|owner: the need's unit|engagement]
    need_id         TEXT   NOT NULL, -- [C1|for which need|engagement]
    organisation_id TEXT   NOT NULL, -- [C1|which company|engagement]
    asked_on        TEXT   NOT NULL, -- [C1|day that is asked for|engagement]
    queued_at       BIGINT NOT NULL, -- [C1|since when|engagement]
    queued_by       TEXT   NOT NULL, -- [C2|by whom; the invitation goes out in this name|engagement]
    state           TEXT   NOT NULL DEFAULT 'waiting', -- [C1|waiting, sent, dropped|engagement]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT ask_queue_pk PRIMARY KEY (network_id, id),
    CONSTRAINT ask_queue_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT ask_queue_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT ask_queue_account_fk FOREIGN KEY (queued_by) REFERENCES account (id),
    CONSTRAINT ask_queue_state_ck CHECK (state IN ('waiting', 'sent', 'dropped'))
);
CREATE UNIQUE INDEX ask_queue_waiting_uq ON ask_queue (network_id, need_id, organisation_id) WHERE state = 'waiting';
CREATE INDEX ask_queue_ix ON ask_queue (network_id, queued_at, id) WHERE state = 'waiting';
CREATE INDEX ask_queue_organisation_ix ON ask_queue (network_id, organisation_id);

-- What people decide about a company for a need, over the ranking.
CREATE TABLE need_choice (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    need_id         TEXT    NOT NULL, -- [C1|for which need|engagement]
    organisation_id TEXT    NOT NULL, -- [C1|which company|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the need's unit|engagement]
    kind            TEXT    NOT NULL, -- [C1|pin, skip, call|engagement]
    reason          TEXT    NOT NULL DEFAULT '', -- [C1|why; a skip has one|engagement]
    at              BIGINT  NOT NULL, -- [C1|when|engagement]
    account_id      TEXT    NOT NULL, -- [C2|by whom; who calls|engagement]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT need_choice_pk PRIMARY KEY (network_id, id),
    CONSTRAINT need_choice_uq UNIQUE (network_id, need_id, organisation_id),
    CONSTRAINT need_choice_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT need_choice_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT need_choice_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT need_choice_kind_ck CHECK (kind IN ('pin', 'skip', 'call'))
);
CREATE INDEX need_choice_organisation_ix ON need_choice (network_id, organisation_id);
CREATE INDEX invitation_sent_ix ON invitation (network_id, sent_at, organisation_id);
