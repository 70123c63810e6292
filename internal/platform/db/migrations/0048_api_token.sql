-- +goose Up
-- Tokens of the API: whose they are, what for, until when. A token's rights are what its account may do today and it was made for.

ALTER TABLE account ADD COLUMN kind TEXT NOT NULL DEFAULT 'person'; -- [C1|person, or service: a program that only has tokens|account]

CREATE TABLE api_token (
    network_id   TEXT    NOT NULL, -- [SYS|wall|account+7y]
    id           TEXT    NOT NULL, -- [SYS|identify|account+7y]
    account_id   TEXT    NOT NULL, -- [C2|whose rights it has|account+7y]
    name         TEXT    NOT NULL, -- [C2|recognise it|account+7y]
    hint         TEXT    NOT NULL, -- [SYS|recognise it: its first letters|account+7y]
    token_hash   TEXT    NOT NULL, -- [SYS|SHA-256 of the token|account+7y]
    scopes       TEXT    NOT NULL, -- [C1|what it is for: list of noun:verb|account+7y]
    valid_to     TEXT    NOT NULL, -- [C1|last day|account+7y]
    created_at   BIGINT  NOT NULL, -- [C1|history|account+7y]
    created_by   TEXT, -- [C2|who made it; empty for a command|account+7y]
    last_used_at BIGINT, -- [C2|is it still used|account+7y]
    revoked_at   BIGINT, -- [C1|ended by hand|account+7y]
    revoked_by   TEXT, -- [C2|by whom|account+7y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|account+7y]
    CONSTRAINT api_token_pk PRIMARY KEY (network_id, id),
    CONSTRAINT api_token_hash_uq UNIQUE (token_hash),
    CONSTRAINT api_token_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT api_token_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX api_token_account_ix ON api_token (network_id, account_id);

-- A request with a key that was carried out: the same key does not do it again.
CREATE TABLE api_claim (
    network_id   TEXT   NOT NULL, -- [SYS|wall|1d]
    token_id     TEXT   NOT NULL, -- [SYS|whose key|1d]
    key_hash     TEXT   NOT NULL, -- [SYS|SHA-256 of the key|1d]
    digest       TEXT   NOT NULL, -- [SYS|SHA-256 of the request|1d]
    operation_id TEXT   NOT NULL, -- [SYS|what it did|1d]
    object_id    TEXT, -- [SYS|what it made|1d]
    created_at   BIGINT NOT NULL, -- [SYS|kept for a day|1d]
    CONSTRAINT api_claim_pk PRIMARY KEY (network_id, token_id, key_hash),
    CONSTRAINT api_claim_token_fk FOREIGN KEY (network_id, token_id) REFERENCES api_token (network_id, id)
);
CREATE INDEX api_claim_created_ix ON api_claim (created_at);
