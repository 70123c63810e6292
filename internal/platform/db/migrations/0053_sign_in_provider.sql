-- +goose Up
-- Sign-in services outside Schakel (OpenID Connect): which there are, by which name people are known there, and sign-ins under way.

CREATE TABLE sign_in_provider (
    network_id    TEXT    NOT NULL, -- [SYS|wall|network]
    id            TEXT    NOT NULL, -- [SYS|identify|network]
    unit_id       TEXT    NOT NULL, -- [C1|whose people use it; who looks after the unit looks after it|network]
    name          TEXT    NOT NULL, -- [C0|on the button|network]
    issuer        TEXT    NOT NULL, -- [C1|its address, exactly as its tokens say it|network]
    client_id     TEXT    NOT NULL, -- [C1|our name there|network]
    client_secret TEXT    NOT NULL, -- [SYS|our password there, sealed; empty without one|network]
    domains       TEXT    NOT NULL, -- [C1|mail domains of its people, a hint on the page: list|network]
    second        TEXT    NOT NULL, -- [C1|does it stand for the second step: no, always, values|network]
    second_values TEXT    NOT NULL, -- [C1|values of acr or amr that say so: list|network]
    tested_at     BIGINT, -- [C1|when a test last succeeded|network]
    enabled_at    BIGINT, -- [C1|on since|network]
    created_at    BIGINT  NOT NULL, -- [C1|history|network]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at    BIGINT, -- [SYS|taken away|network]
    deleted_op    TEXT, -- [SYS|trace to the audit row|network]
    CONSTRAINT sign_in_provider_pk PRIMARY KEY (network_id, id),
    CONSTRAINT sign_in_provider_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT sign_in_provider_second_ck CHECK (second IN ('no', 'always', 'values'))
);
CREATE UNIQUE INDEX sign_in_provider_id_uq ON sign_in_provider (id);

-- Whom a service vouches for, within one network: a service that one network trusts opens nothing in another.
CREATE TABLE sign_in_identity (
    network_id   TEXT   NOT NULL, -- [SYS|wall|account]
    id           TEXT   NOT NULL, -- [SYS|identify|account]
    account_id   TEXT   NOT NULL, -- [C2|whose|account]
    issuer       TEXT   NOT NULL, -- [C1|which service says so|account]
    subject      TEXT   NOT NULL, -- [C2|its own, lasting name for the person|account]
    label        TEXT   NOT NULL, -- [C2|what its owner recognises it by: a mail address or name there|account]
    created_at   BIGINT NOT NULL, -- [C2|history|account]
    last_used_at BIGINT, -- [C2|recognise what is not used any more|account]
    proved_at    BIGINT, -- [C2|when the service last stood for the second step|account]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT sign_in_identity_pk PRIMARY KEY (network_id, id),
    CONSTRAINT sign_in_identity_subject_uq UNIQUE (network_id, issuer, subject),
    CONSTRAINT sign_in_identity_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX sign_in_identity_account_ix ON sign_in_identity (account_id, network_id);

-- What we asked a service and wait for, once.
CREATE TABLE sign_in_pending (
    state_hash   TEXT   NOT NULL, -- [SYS|SHA-256 of the state that goes along and comes back|1d]
    browser_hash TEXT   NOT NULL, -- [SYS|SHA-256 of what the asking browser keeps in a cookie|1d]
    network_id   TEXT   NOT NULL, -- [SYS|wall|1d]
    provider_id  TEXT   NOT NULL, -- [SYS|which service|1d]
    purpose      TEXT   NOT NULL, -- [SYS|sign_in, link, join or test|1d]
    account_id   TEXT, -- [C2|who links or tests|1d]
    link_id      TEXT, -- [SYS|the invitation that was opened|1d]
    next         TEXT   NOT NULL, -- [SYS|where to go on|1d]
    subject      TEXT   NOT NULL DEFAULT '', -- [C2|somebody the service vouches for whom we do not know yet, to link after signing in|1d]
    label        TEXT   NOT NULL DEFAULT '', -- [C2|what they recognise it by|1d]
    created_at   BIGINT NOT NULL, -- [SYS|kept for a day|1d]
    expires_at   BIGINT NOT NULL, -- [SYS|until when an answer counts|1d]
    used_at      BIGINT, -- [SYS|answered: never again|1d]
    CONSTRAINT sign_in_pending_pk PRIMARY KEY (state_hash),
    CONSTRAINT sign_in_pending_provider_fk FOREIGN KEY (network_id, provider_id) REFERENCES sign_in_provider (network_id, id)
);
CREATE INDEX sign_in_pending_browser_ix ON sign_in_pending (browser_hash, created_at);
CREATE INDEX sign_in_pending_created_ix ON sign_in_pending (created_at);

ALTER TABLE session ADD COLUMN provider_id TEXT; -- [C2|which service outside vouched: it ends with it|session+30d]
CREATE INDEX session_provider_ix ON session (provider_id) WHERE provider_id IS NOT NULL;
