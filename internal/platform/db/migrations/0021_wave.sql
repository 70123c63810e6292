-- +goose Up
-- Invitations go out in waves until enough companies said yes; every step of a need is a row that everybody who may read it sees.

ALTER TABLE need ADD COLUMN reopened_at BIGINT; -- [C1|when an agreement was called off and it was open again|engagement]
ALTER TABLE invitation ADD COLUMN wave INTEGER NOT NULL DEFAULT 0; -- [C1|in which wave it went out; 0 is by hand|engagement]
ALTER TABLE invitation ADD COLUMN reminded_at BIGINT; -- [C1|when it was asked once more|engagement]
ALTER TABLE invitation ADD COLUMN passed_at BIGINT; -- [C1|when it was passed to a colleague|engagement]
ALTER TABLE invitation ADD COLUMN again_on TEXT; -- [C1|not now: may be asked from this day on|engagement]
ALTER TABLE invitation ADD COLUMN called_off_at BIGINT; -- [C1|when what came of its yes was called off|engagement]
CREATE INDEX invitation_again_ix ON invitation (network_id, organisation_id, again_on) WHERE again_on IS NOT NULL;
CREATE INDEX invitation_open_ix ON invitation (network_id, sent_at) WHERE answer IS NULL AND reminded_at IS NULL;
CREATE INDEX need_open_ix ON need (network_id, period_to) WHERE state = 'open';

CREATE TABLE wave_plan (
    network_id   TEXT    NOT NULL, -- [SYS|wall|engagement]
    need_id      TEXT    NOT NULL, -- [C1|for which need|engagement]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the need's unit|engagement]
    size         INTEGER NOT NULL, -- [C1|companies per wave|engagement]
    wait_days    INTEGER NOT NULL, -- [C1|days until the next wave|engagement]
    remind_days  INTEGER NOT NULL, -- [C1|days until the one reminder; 0 is none|engagement]
    asked_on     TEXT    NOT NULL, -- [C1|day that is asked for|engagement]
    state        TEXT    NOT NULL, -- [C1|running, paused, dry, done|engagement]
    sent         INTEGER NOT NULL DEFAULT 0, -- [C1|waves that went out|engagement]
    next_at      BIGINT, -- [C1|when the next one goes|engagement]
    started_at   BIGINT  NOT NULL, -- [C1|when|engagement]
    started_by   TEXT    NOT NULL, -- [C2|by whom; invitations go out in this name|engagement]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT wave_plan_pk PRIMARY KEY (network_id, need_id),
    CONSTRAINT wave_plan_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT wave_plan_account_fk FOREIGN KEY (started_by) REFERENCES account (id),
    CONSTRAINT wave_plan_ck CHECK (size BETWEEN 1 AND 25 AND wait_days BETWEEN 1 AND 30 AND remind_days BETWEEN 0 AND 30),
    CONSTRAINT wave_plan_state_ck CHECK (state IN ('running', 'paused', 'dry', 'done'))
);
CREATE INDEX wave_plan_due_ix ON wave_plan (network_id, next_at) WHERE state = 'running';

CREATE TABLE need_step (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    need_id         TEXT    NOT NULL, -- [C1|of which need|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the need's unit|engagement]
    kind            TEXT    NOT NULL, -- [C1|what happened|engagement]
    organisation_id TEXT, -- [C1|with which company|engagement]
    count           INTEGER NOT NULL DEFAULT 0, -- [C1|how many companies, or which wave|engagement]
    words           TEXT    NOT NULL DEFAULT '', -- [C1|a day, or a reason|engagement]
    at              BIGINT  NOT NULL, -- [C1|when|engagement]
    account_id      TEXT, -- [C2|by whom of us; empty: the company, or by itself|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT need_step_pk PRIMARY KEY (network_id, id),
    CONSTRAINT need_step_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT need_step_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id)
);
CREATE INDEX need_step_ix ON need_step (network_id, need_id, at, id);
CREATE INDEX need_step_organisation_ix ON need_step (network_id, organisation_id) WHERE organisation_id IS NOT NULL;
