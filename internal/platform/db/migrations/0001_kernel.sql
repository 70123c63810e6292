-- +goose Up
-- The wall, the tree of units, accounts and their roles, sessions, links, jobs, mails, files.
-- Every column is tagged: [data class | purpose | retention].

CREATE TABLE network (
    id            TEXT    NOT NULL, -- [C1|identify|network]
    slug          TEXT    NOT NULL, -- [C0|address of the public pages|network]
    name          TEXT    NOT NULL, -- [C0|name of the region|network]
    created_at    BIGINT  NOT NULL, -- [C1|history|network]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at    BIGINT, -- [SYS|bin|network]
    deleted_op    TEXT, -- [SYS|undo|network]
    CONSTRAINT network_pk PRIMARY KEY (id),
    CONSTRAINT network_slug_uq UNIQUE (slug)
);

CREATE TABLE unit (
    network_id      TEXT    NOT NULL, -- [SYS|wall|network]
    id              TEXT    NOT NULL, -- [C1|identify|network]
    parent_id       TEXT, -- [C1|place in the tree|network]
    kind            TEXT    NOT NULL, -- [C1|network, subregion, school, college or workgroup|network]
    name            TEXT    NOT NULL, -- [C0|name on screens|network]
    name_key        TEXT    NOT NULL, -- [C0|sorting|network]
    accent          TEXT    NOT NULL DEFAULT '', -- [C0|own colour, #rrggbb|network]
    organisation_id TEXT, -- [C1|the school or college this unit is|network]
    created_at      BIGINT  NOT NULL, -- [C1|history|network]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at      BIGINT, -- [SYS|bin|network]
    deleted_op      TEXT, -- [SYS|undo|network]
    CONSTRAINT unit_pk PRIMARY KEY (network_id, id),
    CONSTRAINT unit_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT unit_parent_fk FOREIGN KEY (network_id, parent_id) REFERENCES unit (network_id, id),
    CONSTRAINT unit_kind_ck CHECK (kind IN ('network', 'subregion', 'school', 'college', 'workgroup'))
);
CREATE INDEX unit_parent_ix ON unit (network_id, parent_id);
CREATE UNIQUE INDEX unit_organisation_uq ON unit (network_id, organisation_id) WHERE organisation_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE unit_closure (
    network_id    TEXT    NOT NULL, -- [SYS|wall|network]
    ancestor_id   TEXT    NOT NULL, -- [SYS|reach of roles|network]
    descendant_id TEXT    NOT NULL, -- [SYS|reach of roles|network]
    depth         INTEGER NOT NULL, -- [SYS|distance in the tree|network]
    CONSTRAINT unit_closure_pk PRIMARY KEY (network_id, ancestor_id, descendant_id),
    CONSTRAINT unit_closure_ancestor_fk FOREIGN KEY (network_id, ancestor_id) REFERENCES unit (network_id, id),
    CONSTRAINT unit_closure_descendant_fk FOREIGN KEY (network_id, descendant_id) REFERENCES unit (network_id, id)
);
CREATE INDEX unit_closure_descendant_ix ON unit_closure (network_id, descendant_id);

CREATE TABLE account (
    id            TEXT    NOT NULL, -- [C2|identify|account+30d]
    email         TEXT    NOT NULL, -- [C2|sign in, lower case|account+30d]
    name          TEXT    NOT NULL, -- [C2|who did it|account+30d]
    password_hash TEXT    NOT NULL DEFAULT '', -- [SYS|sign in, argon2id|account]
    lang          TEXT    NOT NULL DEFAULT 'nl', -- [C1|language of pages and mails|account]
    theme         TEXT    NOT NULL DEFAULT '', -- [C1|light or dark|account]
    created_at    BIGINT  NOT NULL, -- [C1|history|account+30d]
    disabled_at   BIGINT, -- [C1|no access any more|account+30d]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|account]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|account]
    deleted_at    BIGINT, -- [SYS|bin|account]
    deleted_op    TEXT, -- [SYS|undo|account]
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_email_uq UNIQUE (email)
);

CREATE TABLE role_grant (
    network_id      TEXT   NOT NULL, -- [SYS|wall|account+7y]
    id              TEXT   NOT NULL, -- [C1|identify|account+7y]
    account_id      TEXT   NOT NULL, -- [C2|who holds the role|account+7y]
    role            TEXT   NOT NULL, -- [C1|closed list in access|account+7y]
    unit_id         TEXT, -- [C1|anchor: a unit|account+7y]
    organisation_id TEXT, -- [C1|anchor: a company or umbrella|account+7y]
    valid_from      TEXT   NOT NULL, -- [C1|first day|account+7y]
    valid_to        TEXT, -- [C1|last day|account+7y]
    reason          TEXT   NOT NULL DEFAULT '', -- [C1|why|account+7y]
    granted_by      TEXT, -- [C2|who gave it|account+7y]
    created_at      BIGINT NOT NULL, -- [C1|history|account+7y]
    revoked_at      BIGINT, -- [C1|history|account+7y]
    revoked_by      TEXT, -- [C2|who took it back|account+7y]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|account+7y]
    CONSTRAINT role_grant_pk PRIMARY KEY (network_id, id),
    CONSTRAINT role_grant_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT role_grant_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT role_grant_anchor_ck CHECK ((unit_id IS NULL) <> (organisation_id IS NULL))
);
CREATE INDEX role_grant_account_ix ON role_grant (account_id, network_id);
CREATE INDEX role_grant_unit_ix ON role_grant (network_id, unit_id);
CREATE UNIQUE INDEX role_grant_unit_uq ON role_grant (network_id, account_id, role, unit_id) WHERE unit_id IS NOT NULL AND revoked_at IS NULL;

CREATE TABLE session (
    id           TEXT   NOT NULL, -- [SYS|identify|session+30d]
    token_hash   TEXT   NOT NULL, -- [SYS|SHA-256 of the cookie's value|session+30d]
    account_id   TEXT   NOT NULL, -- [C2|whose session|session+30d]
    network_id   TEXT   NOT NULL, -- [SYS|wall|session+30d]
    method       TEXT   NOT NULL, -- [C2|how it began: password, link, join or switch|session+30d]
    user_agent   TEXT   NOT NULL DEFAULT '', -- [C2|recognise your own devices|session+30d]
    address      TEXT   NOT NULL DEFAULT '', -- [C2|recognise your own devices, shortened|session+30d]
    created_at   BIGINT NOT NULL, -- [C2|history|session+30d]
    last_seen_at BIGINT NOT NULL, -- [C2|idle limit|session+30d]
    expires_at   BIGINT NOT NULL, -- [SYS|absolute limit|session+30d]
    revoked_at   BIGINT, -- [SYS|ended by hand|session+30d]
    CONSTRAINT session_pk PRIMARY KEY (id),
    CONSTRAINT session_token_uq UNIQUE (token_hash),
    CONSTRAINT session_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT session_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX session_account_ix ON session (account_id, created_at);

CREATE TABLE sign_in_attempt (
    key        TEXT    NOT NULL, -- [SYS|brute force limit: hash of account or address, and the minute|1d]
    started_at BIGINT  NOT NULL, -- [SYS|start of the minute|1d]
    tries      INTEGER NOT NULL, -- [SYS|failures in the minute|1d]
    CONSTRAINT sign_in_attempt_pk PRIMARY KEY (key)
);

CREATE TABLE link (
    network_id      TEXT   NOT NULL, -- [SYS|wall|link+90d]
    id              TEXT   NOT NULL, -- [SYS|identify; the token is an HMAC over it|link+90d]
    kind            TEXT   NOT NULL, -- [SYS|closed list in kernel/link|link+90d]
    email           TEXT   NOT NULL DEFAULT '', -- [C2|to whom it was sent|link+90d]
    account_id      TEXT, -- [C2|sign-in and account invitation|link+90d]
    organisation_id TEXT, -- [C1|which company may act|link+90d]
    person_id       TEXT, -- [C2|which contact person|link+90d]
    subject_id      TEXT, -- [C1|what it is about: invitation or occurrence|link+90d]
    browser_hash    TEXT   NOT NULL DEFAULT '', -- [SYS|SHA-256: signs in only the browser that asked|link+90d]
    created_at      BIGINT NOT NULL, -- [SYS|history|link+90d]
    expires_at      BIGINT NOT NULL, -- [SYS|lifetime|link+90d]
    used_at         BIGINT, -- [SYS|single use|link+90d]
    revoked_at      BIGINT, -- [SYS|revocation|link+90d]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|link+90d]
    CONSTRAINT link_pk PRIMARY KEY (network_id, id),
    CONSTRAINT link_id_uq UNIQUE (id),
    CONSTRAINT link_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX link_subject_ix ON link (network_id, subject_id);
CREATE INDEX link_organisation_ix ON link (network_id, organisation_id, kind);

CREATE TABLE audit_event (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network+7y]
    seq          BIGINT  NOT NULL, -- [SYS|order within the network|network+7y]
    id           TEXT    NOT NULL, -- [SYS|identify|network+7y]
    at           BIGINT  NOT NULL, -- [C2|when|network+7y]
    actor_kind   TEXT    NOT NULL, -- [C2|account, link, system or public|network+7y]
    actor_id     TEXT    NOT NULL DEFAULT '', -- [C2|who|network+7y]
    action       TEXT    NOT NULL, -- [C2|what was done|network+7y]
    object_kind  TEXT    NOT NULL, -- [C2|to what|network+7y]
    object_id    TEXT    NOT NULL, -- [C2|to which|network+7y]
    unit_id      TEXT, -- [C2|owner unit|network+7y]
    operation_id TEXT    NOT NULL, -- [SYS|one use case|network+7y]
    request_id   TEXT    NOT NULL DEFAULT '', -- [SYS|the log line|network+7y]
    payload      TEXT, -- [C2|before and after, erasable|object]
    salt         TEXT, -- [SYS|erased with the payload|object]
    digest       TEXT    NOT NULL, -- [SYS|HMAC(salt, payload), stays|network+7y]
    prev_hash    TEXT    NOT NULL, -- [SYS|chain|network+7y]
    hash         TEXT    NOT NULL, -- [SYS|chain|network+7y]
    CONSTRAINT audit_event_pk PRIMARY KEY (network_id, seq),
    CONSTRAINT audit_event_id_uq UNIQUE (id),
    CONSTRAINT audit_event_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX audit_event_object_ix ON audit_event (network_id, object_id);

CREATE TABLE job (
    id           TEXT    NOT NULL, -- [SYS|identify|30d]
    network_id   TEXT, -- [SYS|wall|30d]
    kind         TEXT    NOT NULL, -- [SYS|what to run|30d]
    unique_key   TEXT, -- [SYS|never twice|30d]
    args         TEXT    NOT NULL, -- [C2|what to run it with|30d]
    state        TEXT    NOT NULL, -- [SYS|queued, running, done, dead, cancelled|30d]
    run_at       BIGINT  NOT NULL, -- [SYS|not before|30d]
    attempt      INTEGER NOT NULL DEFAULT 0, -- [SYS|tries so far|30d]
    leased_until BIGINT, -- [SYS|rescue when a worker dies|30d]
    progress     INTEGER NOT NULL DEFAULT 0, -- [SYS|0 to 100|30d]
    error        TEXT    NOT NULL DEFAULT '', -- [SYS|last failure|30d]
    created_at   BIGINT  NOT NULL, -- [SYS|history|30d]
    finished_at  BIGINT, -- [SYS|history|30d]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|30d]
    CONSTRAINT job_pk PRIMARY KEY (id),
    CONSTRAINT job_state_ck CHECK (state IN ('queued', 'running', 'done', 'dead', 'cancelled'))
);
CREATE INDEX job_due_ix ON job (run_at, id) WHERE state = 'queued';
CREATE INDEX job_leased_ix ON job (leased_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_unique_uq ON job (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running');

CREATE TABLE mail_message (
    network_id      TEXT   NOT NULL, -- [SYS|wall|mail+1y]
    id              TEXT   NOT NULL, -- [SYS|identify, Message-ID|mail+1y]
    to_email        TEXT   NOT NULL, -- [C2|addressee|mail+1y]
    to_name         TEXT   NOT NULL DEFAULT '', -- [C2|addressee|mail+1y]
    lang            TEXT   NOT NULL, -- [C1|language of the mail|mail+1y]
    letter          TEXT   NOT NULL, -- [C1|which letter of web/letter|mail+1y]
    data            TEXT   NOT NULL, -- [C2|merge data, ids only where possible|mail+1y]
    link_id         TEXT, -- [SYS|the link inside; its token is computed when rendered|mail+1y]
    unit_id         TEXT, -- [C1|who sends it|mail+1y]
    organisation_id TEXT, -- [C1|timeline of the company|mail+1y]
    about_kind      TEXT   NOT NULL DEFAULT '', -- [C1|what it is about|mail+1y]
    about_id        TEXT, -- [C1|what it is about|mail+1y]
    created_at      BIGINT NOT NULL, -- [C1|history|mail+1y]
    sent_at         BIGINT, -- [C1|history|mail+1y]
    failed_at       BIGINT, -- [C1|history|mail+1y]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|mail+1y]
    CONSTRAINT mail_message_pk PRIMARY KEY (network_id, id),
    CONSTRAINT mail_message_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX mail_message_organisation_ix ON mail_message (network_id, organisation_id, created_at);

CREATE TABLE file (
    network_id   TEXT   NOT NULL, -- [SYS|wall|object]
    id           TEXT   NOT NULL, -- [SYS|identify|object]
    unit_id      TEXT   NOT NULL, -- [C1|owner|object]
    digest       TEXT   NOT NULL, -- [SYS|SHA-256 of the content|object]
    size         BIGINT NOT NULL, -- [C1|bytes|object]
    media_type   TEXT   NOT NULL, -- [C1|checked type|object]
    name         TEXT   NOT NULL, -- [C2|name as uploaded|object]
    about_kind   TEXT   NOT NULL, -- [C1|what it belongs to|object]
    about_id     TEXT   NOT NULL, -- [C1|what it belongs to|object]
    created_at   BIGINT NOT NULL, -- [C1|history|object]
    created_by   TEXT, -- [C2|who|object]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|object]
    deleted_at   BIGINT, -- [SYS|bin|object]
    deleted_op   TEXT, -- [SYS|undo|object]
    CONSTRAINT file_pk PRIMARY KEY (network_id, id),
    CONSTRAINT file_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
CREATE INDEX file_about_ix ON file (network_id, about_id);
