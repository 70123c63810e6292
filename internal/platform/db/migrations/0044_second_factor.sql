-- +goose Up
-- The second step of signing in: an app that shows codes, and codes to get in without it. Both are an account's own, outside all networks.

ALTER TABLE session ADD COLUMN proved_at BIGINT; -- [SYS|when the second step was taken; none: the session reaches nothing when one is needed|session+30d]

CREATE TABLE authenticator (
    account_id     TEXT    NOT NULL, -- [SYS|whose|account]
    secret         TEXT    NOT NULL DEFAULT '', -- [SYS|shared with the app, encrypted; empty until the first code was right|account]
    last_step      BIGINT  NOT NULL DEFAULT 0, -- [SYS|half minute of the last code taken: no code works twice|account]
    confirmed_at   BIGINT, -- [C2|since when it counts|account]
    pending        TEXT    NOT NULL DEFAULT '', -- [SYS|a new secret until its first code is right, encrypted|account]
    pending_at     BIGINT  NOT NULL, -- [SYS|a new secret is shown for an hour|account]
    operation_id   TEXT    NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT authenticator_pk PRIMARY KEY (account_id),
    CONSTRAINT authenticator_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE recovery_code (
    id           TEXT   NOT NULL, -- [SYS|identify|account]
    account_id   TEXT   NOT NULL, -- [SYS|whose|account]
    code_hash    TEXT   NOT NULL, -- [SYS|HMAC of the code with the instance's key|account]
    created_at   BIGINT NOT NULL, -- [C2|history|account]
    used_at      BIGINT, -- [C2|works once|account]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT recovery_code_pk PRIMARY KEY (id),
    CONSTRAINT recovery_code_uq UNIQUE (account_id, code_hash),
    CONSTRAINT recovery_code_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
