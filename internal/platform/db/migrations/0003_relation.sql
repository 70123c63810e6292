-- +goose Up
-- Organisations, people and what a network does with them. One company is one record in a network;
-- what one unit knows of it is that unit's relationship.

CREATE TABLE organisation (
    network_id    TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id            TEXT    NOT NULL, -- [C1|identify|relation+2y]
    kind          TEXT    NOT NULL, -- [C1|company, umbrella, school, board, college, government, other|relation+2y]
    name          TEXT    NOT NULL, -- [C1|name|relation+2y]
    name_key      TEXT    NOT NULL, -- [C1|folded name for sorting|relation+2y]
    kvk           TEXT, -- [C1|Chamber of Commerce number, 8 digits|relation+2y]
    establishment TEXT, -- [C1|establishment number, 12 digits|relation+2y]
    brin          TEXT, -- [C1|school location code, BRIN6|relation+2y]
    sbi_code      TEXT    NOT NULL DEFAULT '', -- [C1|business activity|relation+2y]
    sbi_version   TEXT    NOT NULL DEFAULT '', -- [C1|2008 or 2025|relation+2y]
    street        TEXT    NOT NULL DEFAULT '', -- [C1|address|relation+2y]
    house_number  TEXT    NOT NULL DEFAULT '', -- [C1|address|relation+2y]
    postcode      TEXT    NOT NULL DEFAULT '', -- [C1|address, 1234 AB|relation+2y]
    place         TEXT    NOT NULL DEFAULT '', -- [C1|address|relation+2y]
    place_key     TEXT    NOT NULL DEFAULT '', -- [C1|folded place for filters|relation+2y]
    municipality  TEXT    NOT NULL DEFAULT '', -- [C1|CBS code, 4 digits|relation+2y]
    lat_e6        INTEGER, -- [C1|distance, millionths of a degree|relation+2y]
    lon_e6        INTEGER, -- [C1|distance, millionths of a degree|relation+2y]
    website       TEXT    NOT NULL DEFAULT '', -- [C1|address on the web|relation+2y]
    email         TEXT    NOT NULL DEFAULT '', -- [C1|general address|relation+2y]
    phone         TEXT    NOT NULL DEFAULT '', -- [C1|general number, E.164|relation+2y]
    profiles      TEXT    NOT NULL DEFAULT '[]', -- [C1|vmbo profiles that fit, JSON|relation+2y]
    year_limit    INTEGER, -- [C1|own ceiling: requests a year|relation+2y]
    source        TEXT    NOT NULL DEFAULT 'hand', -- [C1|hand, import, duo, self|relation+2y]
    created_at    BIGINT  NOT NULL, -- [C1|history|relation+2y]
    updated_at    BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version       INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at    BIGINT, -- [SYS|bin|relation+2y]
    deleted_op    TEXT, -- [SYS|undo|relation+2y]
    merged_into   TEXT, -- [SYS|merge keeps the id|relation+2y]
    CONSTRAINT organisation_pk PRIMARY KEY (network_id, id),
    CONSTRAINT organisation_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT organisation_merged_fk FOREIGN KEY (network_id, merged_into) REFERENCES organisation (network_id, id),
    CONSTRAINT organisation_kind_ck CHECK (kind IN ('company', 'umbrella', 'school', 'board', 'college', 'government', 'other'))
);
CREATE UNIQUE INDEX organisation_kvk_uq ON organisation (network_id, kvk, COALESCE(establishment, '')) WHERE kvk IS NOT NULL AND deleted_at IS NULL AND merged_into IS NULL;
CREATE UNIQUE INDEX organisation_brin_uq ON organisation (network_id, brin) WHERE brin IS NOT NULL AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_name_ix ON organisation (network_id, kind, name_key, id) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_place_ix ON organisation (network_id, kind, place_key, name_key, id) WHERE deleted_at IS NULL AND merged_into IS NULL;

CREATE TABLE person (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C2|identify|relation+2y]
    name         TEXT    NOT NULL, -- [C2|who to talk to|relation+2y]
    name_key     TEXT    NOT NULL, -- [C2|sorting|relation+2y]
    email        TEXT    NOT NULL DEFAULT '', -- [C2|invitations and sign-off|relation+2y]
    phone        TEXT    NOT NULL DEFAULT '', -- [C2|calls, E.164|relation+2y]
    lang         TEXT    NOT NULL DEFAULT 'nl', -- [C2|language of mails|relation+2y]
    account_id   TEXT, -- [C2|the same person signs in|relation+2y]
    created_at   BIGINT  NOT NULL, -- [C2|history|relation+2y]
    updated_at   BIGINT  NOT NULL, -- [C2|history|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    merged_into  TEXT, -- [SYS|merge keeps the id|relation+2y]
    CONSTRAINT person_pk PRIMARY KEY (network_id, id),
    CONSTRAINT person_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX person_name_ix ON person (network_id, name_key, id);
CREATE INDEX person_email_ix ON person (network_id, email) WHERE email <> '';

CREATE TABLE position (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C2|identify|relation+2y]
    person_id       TEXT    NOT NULL, -- [C2|who|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C2|where|relation+2y]
    title           TEXT    NOT NULL DEFAULT '', -- [C2|role in the organisation|relation+2y]
    is_primary      BOOLEAN NOT NULL DEFAULT FALSE, -- [C2|first to ask|relation+2y]
    valid_from      TEXT, -- [C2|first day|relation+2y]
    valid_to        TEXT, -- [C2|last day|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C2|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT position_pk PRIMARY KEY (network_id, id),
    CONSTRAINT position_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id),
    CONSTRAINT position_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id)
);
CREATE INDEX position_organisation_ix ON position (network_id, organisation_id);
CREATE INDEX position_person_ix ON position (network_id, person_id);

CREATE TABLE mail_topic (
    network_id   TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT   NOT NULL, -- [C2|identify|relation+2y]
    person_id    TEXT   NOT NULL, -- [C2|whose choice|relation+2y]
    topic        TEXT   NOT NULL, -- [C2|requests, newsletter|relation+2y]
    wanted       BOOLEAN NOT NULL, -- [C2|yes or no|relation+2y]
    basis        TEXT   NOT NULL, -- [C2|consent or legitimate interest|relation+2y]
    at           BIGINT NOT NULL, -- [C2|since when|relation+2y]
    source       TEXT   NOT NULL, -- [C2|how we know|relation+2y]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT mail_topic_pk PRIMARY KEY (network_id, id),
    CONSTRAINT mail_topic_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id)
);
CREATE INDEX mail_topic_person_ix ON mail_topic (network_id, person_id, topic, at);

CREATE TABLE umbrella_membership (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+7y]
    id           TEXT    NOT NULL, -- [C1|identify|relation+7y]
    umbrella_id  TEXT    NOT NULL, -- [C1|the umbrella|relation+7y]
    member_id    TEXT    NOT NULL, -- [C1|the member|relation+7y]
    valid_from   TEXT, -- [C1|first day|relation+7y]
    valid_to     TEXT, -- [C1|last day|relation+7y]
    origin       TEXT    NOT NULL DEFAULT 'hand', -- [C1|hand, import, self|relation+7y]
    created_at   BIGINT  NOT NULL, -- [C1|history|relation+7y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+7y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+7y]
    deleted_at   BIGINT, -- [SYS|bin|relation+7y]
    deleted_op   TEXT, -- [SYS|undo|relation+7y]
    CONSTRAINT umbrella_membership_pk PRIMARY KEY (network_id, id),
    CONSTRAINT umbrella_membership_umbrella_fk FOREIGN KEY (network_id, umbrella_id) REFERENCES organisation (network_id, id),
    CONSTRAINT umbrella_membership_member_fk FOREIGN KEY (network_id, member_id) REFERENCES organisation (network_id, id)
);
CREATE INDEX umbrella_membership_umbrella_ix ON umbrella_membership (network_id, umbrella_id);
CREATE UNIQUE INDEX umbrella_membership_uq ON umbrella_membership (network_id, member_id, umbrella_id) WHERE valid_to IS NULL AND deleted_at IS NULL;

CREATE TABLE relationship (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C2|identify|relation+2y]
    unit_id         TEXT    NOT NULL, -- [C2|whose relationship|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C2|with whom|relation+2y]
    owner_id        TEXT, -- [C2|relation manager|relation+2y]
    deputy_id       TEXT, -- [C2|stand-in|relation+2y]
    depth           TEXT    NOT NULL DEFAULT 'acquaintance', -- [C2|acquaintance, visit, lesson, maker, ambassador|relation+2y]
    status          TEXT    NOT NULL DEFAULT 'active', -- [C2|lead, active, resting, ended|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C2|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT relationship_pk PRIMARY KEY (network_id, id),
    CONSTRAINT relationship_uq UNIQUE (network_id, unit_id, organisation_id),
    CONSTRAINT relationship_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT relationship_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT relationship_owner_fk FOREIGN KEY (owner_id) REFERENCES account (id),
    CONSTRAINT relationship_deputy_fk FOREIGN KEY (deputy_id) REFERENCES account (id)
);
CREATE INDEX relationship_organisation_ix ON relationship (network_id, organisation_id);

CREATE TABLE contact_moment (
    network_id      TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT   NOT NULL, -- [C1|identify|relation+2y]
    unit_id         TEXT   NOT NULL, -- [C1|which unit had the contact|relation+2y]
    organisation_id TEXT   NOT NULL, -- [C1|with whom|relation+2y]
    person_id       TEXT, -- [C2|with whom|relation+2y]
    kind            TEXT   NOT NULL, -- [C1|call, visit, mail, meeting, note, asked, yes, no, other_date, agreed, done, signed, cancelled, menu_sent, menu_chosen|relation+2y]
    at              BIGINT NOT NULL, -- [C1|when|relation+2y]
    account_id      TEXT, -- [C2|by whom of us|relation+2y]
    source_kind     TEXT   NOT NULL DEFAULT '', -- [C1|where it comes from: invitation, engagement, sign_off|relation+2y]
    source_id       TEXT, -- [C1|where it comes from|relation+2y]
    operation_id    TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT contact_moment_pk PRIMARY KEY (network_id, id),
    CONSTRAINT contact_moment_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT contact_moment_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT contact_moment_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id)
);
CREATE INDEX contact_moment_organisation_ix ON contact_moment (network_id, organisation_id, at, id);
CREATE INDEX contact_moment_at_ix ON contact_moment (network_id, at, id);

CREATE TABLE contact_note (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    moment_id    TEXT    NOT NULL, -- [C2|which contact|relation+2y]
    unit_id      TEXT    NOT NULL, -- [C2|whose note; nobody else reads it|relation+2y]
    body         TEXT    NOT NULL, -- [C2|what was said|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT contact_note_pk PRIMARY KEY (network_id, moment_id),
    CONSTRAINT contact_note_moment_fk FOREIGN KEY (network_id, moment_id) REFERENCES contact_moment (network_id, id),
    CONSTRAINT contact_note_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);

CREATE TABLE next_action (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C2|identify|relation+2y]
    unit_id         TEXT    NOT NULL, -- [C2|whose action|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C2|with whom|relation+2y]
    person_id       TEXT, -- [C2|with whom|relation+2y]
    what            TEXT    NOT NULL, -- [C2|what to do|relation+2y]
    due_on          TEXT    NOT NULL, -- [C2|when|relation+2y]
    assignee_id     TEXT    NOT NULL, -- [C2|who|relation+2y]
    moment_id       TEXT, -- [C2|the contact it came from|relation+2y]
    done_at         BIGINT, -- [C2|when done|relation+2y]
    done_by         TEXT, -- [C2|by whom|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C2|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT next_action_pk PRIMARY KEY (network_id, id),
    CONSTRAINT next_action_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT next_action_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT next_action_assignee_fk FOREIGN KEY (assignee_id) REFERENCES account (id)
);
CREATE INDEX next_action_due_ix ON next_action (network_id, assignee_id, due_on, id) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX next_action_organisation_ix ON next_action (network_id, organisation_id);

CREATE TABLE import_run (
    network_id   TEXT    NOT NULL, -- [SYS|wall|1y]
    id           TEXT    NOT NULL, -- [C1|identify|1y]
    unit_id      TEXT    NOT NULL, -- [C1|for which unit|1y]
    kind         TEXT    NOT NULL, -- [C1|companies, duo|1y]
    file_name    TEXT    NOT NULL, -- [C2|name as uploaded|1y]
    digest       TEXT    NOT NULL, -- [SYS|the file in the blob store|30d]
    mapping      TEXT    NOT NULL DEFAULT '{}', -- [C1|column to field, JSON|1y]
    state        TEXT    NOT NULL, -- [C1|uploaded, checked, applied, failed|1y]
    created      INTEGER NOT NULL DEFAULT 0, -- [C1|rows made|1y]
    updated      INTEGER NOT NULL DEFAULT 0, -- [C1|rows changed|1y]
    skipped      INTEGER NOT NULL DEFAULT 0, -- [C1|rows left as they were|1y]
    failed       INTEGER NOT NULL DEFAULT 0, -- [C1|rows with errors|1y]
    report       TEXT    NOT NULL DEFAULT '[]', -- [C2|errors per row, JSON|30d]
    account_id   TEXT, -- [C2|who|1y]
    created_at   BIGINT  NOT NULL, -- [C1|history|1y]
    applied_at   BIGINT, -- [C1|history|1y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|1y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|1y]
    deleted_at   BIGINT, -- [SYS|bin|1y]
    deleted_op   TEXT, -- [SYS|undo|1y]
    CONSTRAINT import_run_pk PRIMARY KEY (network_id, id),
    CONSTRAINT import_run_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
