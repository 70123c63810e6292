-- +goose Up
-- What a relation manager works with day by day: texts to begin a note with, colleagues who are called for, when a relationship
-- cools, how deep it is and why, what a unit aims at, mails that were dropped, and who says to belong to an umbrella.

CREATE TABLE note_template (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C2|identify|relation+2y]
    unit_id      TEXT    NOT NULL, -- [C2|whose template|relation+2y]
    lang         TEXT    NOT NULL, -- [C1|nl or en|relation+2y]
    kind         TEXT    NOT NULL DEFAULT '', -- [C1|for which kind of contact; empty: any|relation+2y]
    name         TEXT    NOT NULL, -- [C2|name in the choice|relation+2y]
    name_key     TEXT    NOT NULL, -- [C2|sorting|relation+2y]
    body         TEXT    NOT NULL, -- [C2|the text a note begins with|relation+2y]
    created_at   BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT note_template_pk PRIMARY KEY (network_id, id),
    CONSTRAINT note_template_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
CREATE UNIQUE INDEX note_template_name_uq ON note_template (network_id, unit_id, lang, name_key) WHERE deleted_at IS NULL;

CREATE TABLE contact_mention (
    network_id      TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT   NOT NULL, -- [C2|identify|relation+2y]
    unit_id         TEXT   NOT NULL, -- [C2|whose contact|relation+2y]
    moment_id       TEXT   NOT NULL, -- [C2|in which note|relation+2y]
    account_id      TEXT   NOT NULL, -- [C2|who is called for|relation+2y]
    by_id           TEXT   NOT NULL, -- [C2|by whom|relation+2y]
    created_at      BIGINT NOT NULL, -- [C2|history|relation+2y]
    seen_at         BIGINT, -- [C2|off the list of the day|relation+2y]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT contact_mention_pk PRIMARY KEY (network_id, id),
    CONSTRAINT contact_mention_uq UNIQUE (network_id, moment_id, account_id),
    CONSTRAINT contact_mention_moment_fk FOREIGN KEY (network_id, moment_id) REFERENCES contact_moment (network_id, id),
    CONSTRAINT contact_mention_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT contact_mention_by_fk FOREIGN KEY (by_id) REFERENCES account (id)
);
CREATE INDEX contact_mention_open_ix ON contact_mention (network_id, account_id, created_at) WHERE seen_at IS NULL;

CREATE TABLE contact_mail (
    network_id   TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    moment_id    TEXT   NOT NULL, -- [C2|which contact|relation+2y]
    unit_id      TEXT   NOT NULL, -- [C2|whose mail; nobody else reads it|relation+2y]
    subject      TEXT   NOT NULL, -- [C2|what it was about|relation+2y]
    from_email   TEXT   NOT NULL, -- [C2|who wrote it|relation+2y]
    from_name    TEXT   NOT NULL DEFAULT '', -- [C2|who wrote it|relation+2y]
    quoted       TEXT   NOT NULL DEFAULT '', -- [C2|what it answered to|relation+2y]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT contact_mail_pk PRIMARY KEY (network_id, moment_id),
    CONSTRAINT contact_mail_moment_fk FOREIGN KEY (network_id, moment_id) REFERENCES contact_moment (network_id, id)
);

CREATE TABLE cooling_rule (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    unit_id      TEXT    NOT NULL, -- [C1|for whose relationships|network]
    depth        TEXT    NOT NULL, -- [C1|of which depth|network]
    weeks        INTEGER NOT NULL, -- [C1|without contact until it cools; 0: never|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT cooling_rule_pk PRIMARY KEY (network_id, unit_id, depth),
    CONSTRAINT cooling_rule_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT cooling_rule_weeks_ck CHECK (weeks BETWEEN 0 AND 520)
);

CREATE INDEX relationship_deputy_ix ON relationship (network_id, deputy_id) WHERE deputy_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE relationship_depth (
    network_id      TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT   NOT NULL, -- [C2|identify|relation+2y]
    unit_id         TEXT   NOT NULL, -- [C2|whose relationship|relation+2y]
    relationship_id TEXT   NOT NULL, -- [C2|which relationship|relation+2y]
    was             TEXT   NOT NULL, -- [C2|depth before|relation+2y]
    became          TEXT   NOT NULL, -- [C2|depth since|relation+2y]
    reason          TEXT   NOT NULL DEFAULT '', -- [C2|why, in the words of who set it; empty: it followed from what happened|relation+2y]
    at              BIGINT NOT NULL, -- [C2|when|relation+2y]
    account_id      TEXT, -- [C2|by whom|relation+2y]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT relationship_depth_pk PRIMARY KEY (network_id, id),
    CONSTRAINT relationship_depth_relationship_fk FOREIGN KEY (network_id, relationship_id) REFERENCES relationship (network_id, id)
);
CREATE INDEX relationship_depth_steps_ix ON relationship_depth (network_id, relationship_id, at);

CREATE TABLE relation_target (
    network_id    TEXT    NOT NULL, -- [SYS|wall|network]
    unit_id       TEXT    NOT NULL, -- [C2|whose aim|network]
    relationships INTEGER NOT NULL, -- [C2|how many live relationships|network]
    deep_percent  INTEGER NOT NULL, -- [C2|share at depth lesson or deeper|network]
    why           TEXT    NOT NULL DEFAULT '', -- [C2|the choice in words|network]
    set_at        BIGINT  NOT NULL, -- [C2|history|network]
    set_by        TEXT, -- [C2|history|network]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT relation_target_pk PRIMARY KEY (network_id, unit_id),
    CONSTRAINT relation_target_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT relation_target_ck CHECK (relationships BETWEEN 0 AND 100000 AND deep_percent BETWEEN 0 AND 100)
);

CREATE TABLE mail_drop (
    network_id   TEXT   NOT NULL, -- [SYS|wall|account]
    id           TEXT   NOT NULL, -- [SYS|identify|account]
    account_id   TEXT   NOT NULL, -- [C2|whose address|account]
    token        TEXT   NOT NULL, -- [SYS|local part of the address|account]
    created_at   BIGINT NOT NULL, -- [C2|history|account]
    revoked_at   BIGINT, -- [C2|no mail is taken any more|account]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT mail_drop_pk PRIMARY KEY (network_id, id),
    CONSTRAINT mail_drop_token_uq UNIQUE (token),
    CONSTRAINT mail_drop_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE UNIQUE INDEX mail_drop_account_uq ON mail_drop (network_id, account_id) WHERE revoked_at IS NULL;

CREATE TABLE dropped_mail (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C2|identify|relation+2y]
    account_id      TEXT    NOT NULL, -- [C2|who dropped it|relation+2y]
    unit_id         TEXT    NOT NULL, -- [C2|for which unit|relation+2y]
    message_key     TEXT    NOT NULL, -- [SYS|digest of Message-ID: a mail comes in once|relation+2y]
    from_email      TEXT    NOT NULL, -- [C2|who wrote it|relation+2y]
    from_name       TEXT    NOT NULL DEFAULT '', -- [C2|who wrote it|relation+2y]
    other_email     TEXT    NOT NULL DEFAULT '', -- [C2|the counterpart by which it is placed|relation+2y]
    subject         TEXT    NOT NULL, -- [C2|what it was about|relation+2y]
    body            TEXT    NOT NULL, -- [C2|what it said; emptied when placed|30d]
    quoted          TEXT    NOT NULL DEFAULT '', -- [C2|what it answered to; emptied when placed|30d]
    sent_at         BIGINT  NOT NULL, -- [C2|when it was written|relation+2y]
    received_at     BIGINT  NOT NULL, -- [C2|when it came in|relation+2y]
    state           TEXT    NOT NULL, -- [C2|waiting, placed or thrown_away|relation+2y]
    moment_id       TEXT, -- [C2|the contact it became|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT dropped_mail_pk PRIMARY KEY (network_id, id),
    CONSTRAINT dropped_mail_uq UNIQUE (network_id, account_id, message_key),
    CONSTRAINT dropped_mail_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT dropped_mail_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT dropped_mail_moment_fk FOREIGN KEY (network_id, moment_id) REFERENCES contact_moment (network_id, id)
);
CREATE INDEX dropped_mail_waiting_ix ON dropped_mail (network_id, account_id, received_at) WHERE state = 'waiting';

CREATE TABLE membership_claim (
    network_id    TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id            TEXT    NOT NULL, -- [C2|identify|relation+2y]
    member_id     TEXT, -- [C1|the company, when it came by its own link or was chosen|relation+2y]
    umbrella_id   TEXT, -- [C1|the umbrella, when it was chosen|relation+2y]
    company       TEXT    NOT NULL, -- [C1|the company as it calls itself|relation+2y]
    company_key   TEXT    NOT NULL, -- [C1|the same, folded|relation+2y]
    kvk           TEXT, -- [C1|Chamber of Commerce number|relation+2y]
    place         TEXT    NOT NULL DEFAULT '', -- [C1|where|relation+2y]
    umbrella      TEXT    NOT NULL, -- [C1|the umbrella as the company calls it|relation+2y]
    umbrella_key  TEXT    NOT NULL, -- [C1|the same, folded|relation+2y]
    contact_name  TEXT    NOT NULL DEFAULT '', -- [C2|who says so|relation+2y]
    contact_email TEXT    NOT NULL DEFAULT '', -- [C2|to ask back|relation+2y]
    remark        TEXT    NOT NULL DEFAULT '', -- [C2|what they add|relation+2y]
    source        TEXT    NOT NULL, -- [C1|link or public|relation+2y]
    state         TEXT    NOT NULL, -- [C1|open, confirmed or refused|relation+2y]
    reason        TEXT    NOT NULL DEFAULT '', -- [C2|why it was refused|relation+2y]
    membership_id TEXT, -- [C1|what it became|relation+2y]
    created_at    BIGINT  NOT NULL, -- [C1|history|relation+2y]
    decided_at    BIGINT, -- [C1|history|relation+2y]
    decided_by    TEXT, -- [C2|by whom|relation+2y]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT membership_claim_pk PRIMARY KEY (network_id, id),
    CONSTRAINT membership_claim_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT membership_claim_member_fk FOREIGN KEY (network_id, member_id) REFERENCES organisation (network_id, id),
    CONSTRAINT membership_claim_umbrella_fk FOREIGN KEY (network_id, umbrella_id) REFERENCES organisation (network_id, id)
);
CREATE UNIQUE INDEX membership_claim_open_uq ON membership_claim (network_id, company_key, umbrella_key) WHERE state = 'open';
