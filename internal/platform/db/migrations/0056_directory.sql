-- +goose Up
-- Directories: a school's own user administration (SCIM 2.0) that keeps who works there, which groups they are in, and what it was refused.

CREATE TABLE directory (
    network_id    TEXT    NOT NULL, -- [SYS|wall|network]
    id            TEXT    NOT NULL, -- [SYS|identify|network]
    unit_id       TEXT    NOT NULL, -- [C1|whose people it keeps: this unit and below, nothing else|network]
    name          TEXT    NOT NULL, -- [C1|recognise it; in mails to who is let in|network]
    domains       TEXT    NOT NULL, -- [C1|mail domains of its people, empty for any: list|network]
    default_role  TEXT    NOT NULL, -- [C1|role of who is in no group with a role; empty: none|network]
    token_hash    TEXT, -- [SYS|SHA-256 of its token; none: it opens nothing|network]
    token_hint    TEXT    NOT NULL DEFAULT '', -- [SYS|recognise the token: its first letters|network]
    token_made_at BIGINT, -- [C1|how old the token is|network]
    token_to      TEXT, -- [C1|last day of the token|network]
    last_seen_at  BIGINT, -- [C1|does it still come|network]
    changed_at    BIGINT, -- [C1|when it last changed something here|network]
    created_at    BIGINT  NOT NULL, -- [C1|history|network]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at    BIGINT, -- [SYS|taken away|network]
    deleted_op    TEXT, -- [SYS|trace to the audit row|network]
    CONSTRAINT directory_pk PRIMARY KEY (network_id, id),
    CONSTRAINT directory_token_uq UNIQUE (token_hash),
    CONSTRAINT directory_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);

-- Somebody as the directory says they are. What stands here is the directory's word and changes nothing of the account.
CREATE TABLE directory_user (
    network_id   TEXT    NOT NULL, -- [SYS|wall|account+30d]
    id           TEXT    NOT NULL, -- [SYS|identify|account+30d]
    directory_id TEXT    NOT NULL, -- [SYS|which directory says so|account+30d]
    account_id   TEXT, -- [C2|who it is here|account+30d]
    external_id  TEXT    NOT NULL DEFAULT '', -- [C2|the directory's own name for them|account+30d]
    user_name    TEXT    NOT NULL, -- [C2|how they sign in there|account+30d]
    user_key     TEXT    NOT NULL, -- [C2|the same in lower case|account+30d]
    email        TEXT    NOT NULL, -- [C2|where the invitation goes|account+30d]
    given_name   TEXT    NOT NULL DEFAULT '', -- [C2|as the directory says it|account+30d]
    family_name  TEXT    NOT NULL DEFAULT '', -- [C2|as the directory says it|account+30d]
    display_name TEXT    NOT NULL DEFAULT '', -- [C2|as the directory says it|account+30d]
    active       BOOLEAN NOT NULL, -- [C2|works there|account+30d]
    mailed_at    BIGINT, -- [C2|when they were last asked or told, so that nobody is mailed again and again|account+30d]
    linked_at    BIGINT, -- [C2|since when the directory keeps their roles|account+30d]
    created_at   BIGINT  NOT NULL, -- [C1|history|account+30d]
    changed_at   BIGINT  NOT NULL, -- [C1|history|account+30d]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|account+30d]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|account+30d]
    deleted_at   BIGINT, -- [SYS|the directory took them away|account+30d]
    deleted_op   TEXT, -- [SYS|trace to the audit row|account+30d]
    CONSTRAINT directory_user_pk PRIMARY KEY (network_id, id),
    CONSTRAINT directory_user_directory_fk FOREIGN KEY (network_id, directory_id) REFERENCES directory (network_id, id),
    CONSTRAINT directory_user_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE UNIQUE INDEX directory_user_name_uq ON directory_user (network_id, directory_id, user_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX directory_user_external_uq ON directory_user (network_id, directory_id, external_id) WHERE external_id <> '' AND deleted_at IS NULL;
CREATE UNIQUE INDEX directory_user_account_uq ON directory_user (network_id, directory_id, account_id) WHERE deleted_at IS NULL;
CREATE INDEX directory_user_whose_ix ON directory_user (account_id) WHERE account_id IS NOT NULL;

CREATE TABLE directory_group (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    id           TEXT    NOT NULL, -- [SYS|identify|network]
    directory_id TEXT    NOT NULL, -- [SYS|which directory has it|network]
    external_id  TEXT    NOT NULL DEFAULT '', -- [C1|the directory's own name for it|network]
    name         TEXT    NOT NULL, -- [C1|recognise it|network]
    name_key     TEXT    NOT NULL, -- [C1|the same in lower case|network]
    role         TEXT    NOT NULL DEFAULT '', -- [C1|what an administrator here gives its members; empty: nothing|network]
    unit_id      TEXT, -- [C1|where that role stands|network]
    created_at   BIGINT  NOT NULL, -- [C1|history|network]
    changed_at   BIGINT  NOT NULL, -- [C1|history|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at   BIGINT, -- [SYS|the directory took it away|network]
    deleted_op   TEXT, -- [SYS|trace to the audit row|network]
    CONSTRAINT directory_group_pk PRIMARY KEY (network_id, id),
    CONSTRAINT directory_group_directory_fk FOREIGN KEY (network_id, directory_id) REFERENCES directory (network_id, id),
    CONSTRAINT directory_group_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT directory_group_role_ck CHECK ((role = '') = (unit_id IS NULL))
);
CREATE UNIQUE INDEX directory_group_name_uq ON directory_group (network_id, directory_id, name_key) WHERE deleted_at IS NULL;

CREATE TABLE directory_member (
    network_id   TEXT   NOT NULL, -- [SYS|wall|account+30d]
    group_id     TEXT   NOT NULL, -- [SYS|which group|account+30d]
    user_id      TEXT   NOT NULL, -- [SYS|who is in it|account+30d]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|account+30d]
    CONSTRAINT directory_member_pk PRIMARY KEY (network_id, group_id, user_id),
    CONSTRAINT directory_member_group_fk FOREIGN KEY (network_id, group_id) REFERENCES directory_group (network_id, id),
    CONSTRAINT directory_member_user_fk FOREIGN KEY (network_id, user_id) REFERENCES directory_user (network_id, id)
);
CREATE INDEX directory_member_user_ix ON directory_member (network_id, user_id);

-- What a directory asked and did not get, so that somebody sees it and knows why.
CREATE TABLE directory_refusal (
    network_id   TEXT    NOT NULL, -- [SYS|wall|90d]
    id           TEXT    NOT NULL, -- [SYS|identify|90d]
    directory_id TEXT    NOT NULL, -- [SYS|which directory|90d]
    at           BIGINT  NOT NULL, -- [C1|when|90d]
    what         TEXT    NOT NULL, -- [C1|what it asked: method and kind|90d]
    about        TEXT    NOT NULL, -- [C2|about whom|90d]
    reason       TEXT    NOT NULL, -- [C1|key of the text that says why|90d]
    CONSTRAINT directory_refusal_pk PRIMARY KEY (network_id, id),
    CONSTRAINT directory_refusal_directory_fk FOREIGN KEY (network_id, directory_id) REFERENCES directory (network_id, id)
);
CREATE INDEX directory_refusal_at_ix ON directory_refusal (network_id, directory_id, at);

ALTER TABLE role_grant ADD COLUMN directory_id TEXT; -- [C1|the directory that keeps it; empty: given by hand|account+7y]
