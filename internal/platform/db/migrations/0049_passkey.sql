-- +goose Up
-- Passkeys: what a device keeps to sign in without a password, or as the second step after one.

CREATE TABLE passkey (
    id            TEXT    NOT NULL, -- [SYS|identify|account]
    account_id    TEXT    NOT NULL, -- [SYS|whose|account]
    credential_id TEXT    NOT NULL, -- [SYS|the device's own name for it|account]
    credential    TEXT    NOT NULL, -- [SYS|public key and signature count, as the library keeps them|account]
    name          TEXT    NOT NULL, -- [C2|how its owner calls it|account]
    created_at    BIGINT  NOT NULL, -- [C2|history|account]
    last_used_at  BIGINT, -- [C2|recognise what is not used any more|account]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT passkey_pk PRIMARY KEY (id),
    CONSTRAINT passkey_credential_uq UNIQUE (credential_id),
    CONSTRAINT passkey_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX passkey_account_ix ON passkey (account_id, created_at);
