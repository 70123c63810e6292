-- +goose Up
-- From a teacher's need through invitations to an engagement that takes place and is signed off.

CREATE TABLE need (
    network_id   TEXT    NOT NULL, -- [SYS|wall|engagement]
    id           TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id      TEXT    NOT NULL, -- [C1|school or workgroup that asks|engagement]
    menu_item_id TEXT, -- [C1|what; empty is "I don't know yet"|engagement]
    activity_id  TEXT, -- [C1|activity of the programme|engagement]
    title        TEXT    NOT NULL, -- [C1|what the class needs|engagement]
    goal         TEXT    NOT NULL DEFAULT '', -- [C1|learning goal|engagement]
    profiles     TEXT    NOT NULL DEFAULT '[]', -- [C1|vmbo profiles, JSON|engagement]
    levels       TEXT    NOT NULL DEFAULT '[]', -- [C1|learning paths, JSON|engagement]
    school_year  INTEGER NOT NULL DEFAULT 0, -- [C1|year of the class, 1 to 4; 0 is mixed|engagement]
    pupils       INTEGER NOT NULL, -- [C1|number of pupils|engagement]
    wanted       INTEGER NOT NULL DEFAULT 1, -- [C1|number of companies wanted|engagement]
    period_from  TEXT    NOT NULL, -- [C1|first day that suits|engagement]
    period_to    TEXT    NOT NULL, -- [C1|last day that suits|engagement]
    max_km       INTEGER, -- [C1|furthest company|engagement]
    asked_by     TEXT    NOT NULL, -- [C2|teacher|engagement]
    asked_at     BIGINT  NOT NULL, -- [C1|when|engagement]
    state        TEXT    NOT NULL DEFAULT 'open', -- [C1|open, filled, withdrawn, expired|engagement]
    closed_at    BIGINT, -- [C1|when it left open|engagement]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    deleted_at   BIGINT, -- [SYS|bin|engagement]
    deleted_op   TEXT, -- [SYS|undo|engagement]
    CONSTRAINT need_pk PRIMARY KEY (network_id, id),
    CONSTRAINT need_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT need_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id),
    CONSTRAINT need_activity_fk FOREIGN KEY (network_id, activity_id) REFERENCES activity (network_id, id),
    CONSTRAINT need_account_fk FOREIGN KEY (asked_by) REFERENCES account (id),
    CONSTRAINT need_period_ck CHECK (period_to >= period_from),
    CONSTRAINT need_pupils_ck CHECK (pupils BETWEEN 1 AND 2000 AND wanted BETWEEN 1 AND 50),
    CONSTRAINT need_state_ck CHECK (state IN ('open', 'filled', 'withdrawn', 'expired'))
);
CREATE INDEX need_list_ix ON need (network_id, state, asked_at, id);
CREATE INDEX need_unit_ix ON need (network_id, unit_id, asked_at, id);

CREATE TABLE invitation (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the need's unit|engagement]
    need_id         TEXT    NOT NULL, -- [C1|for which need|engagement]
    organisation_id TEXT    NOT NULL, -- [C1|which company|engagement]
    offer_id        TEXT, -- [C1|from which offer|engagement]
    person_id       TEXT, -- [C2|whom|engagement]
    points          INTEGER NOT NULL DEFAULT 0, -- [C1|score when asked|engagement]
    reasons         TEXT    NOT NULL DEFAULT '[]', -- [C1|why this company, JSON parts|engagement]
    proposed_on     TEXT, -- [C1|date that is asked for|engagement]
    sent_at         BIGINT  NOT NULL, -- [C1|when|engagement]
    sent_by         TEXT    NOT NULL, -- [C2|by whom|engagement]
    expires_at      BIGINT  NOT NULL, -- [C1|answer before|engagement]
    answer          TEXT, -- [C1|yes, no, other_date, withdrawn|engagement]
    answered_at     BIGINT, -- [C1|when|engagement]
    answer_on       TEXT, -- [C1|date the company proposes|engagement]
    answer_text     TEXT    NOT NULL DEFAULT '', -- [C1|in the company's words|engagement]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT invitation_pk PRIMARY KEY (network_id, id),
    CONSTRAINT invitation_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT invitation_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT invitation_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT invitation_offer_fk FOREIGN KEY (network_id, offer_id) REFERENCES offer (network_id, id),
    CONSTRAINT invitation_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id),
    CONSTRAINT invitation_uq UNIQUE (network_id, need_id, organisation_id),
    CONSTRAINT invitation_answer_ck CHECK (answer IN ('yes', 'no', 'other_date', 'withdrawn'))
);
CREATE INDEX invitation_organisation_ix ON invitation (network_id, organisation_id, sent_at);

CREATE TABLE engagement (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the school that benefits|engagement]
    organisation_id TEXT    NOT NULL, -- [C1|the company that does it|engagement]
    person_id       TEXT, -- [C2|contact at the company|engagement]
    menu_item_id    TEXT, -- [C1|what|engagement]
    activity_id     TEXT, -- [C1|activity of the programme|engagement]
    invitation_id   TEXT, -- [C1|where it comes from|engagement]
    elective_uuid   TEXT, -- [C1|SLO elective|engagement]
    title           TEXT    NOT NULL, -- [C1|name on screens|engagement]
    agreed_at       BIGINT  NOT NULL, -- [C1|when|engagement]
    agreed_by       TEXT, -- [C2|by whom of us|engagement]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    deleted_at      BIGINT, -- [SYS|bin|engagement]
    deleted_op      TEXT, -- [SYS|undo|engagement]
    CONSTRAINT engagement_pk PRIMARY KEY (network_id, id),
    CONSTRAINT engagement_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT engagement_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT engagement_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id),
    CONSTRAINT engagement_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id),
    CONSTRAINT engagement_activity_fk FOREIGN KEY (network_id, activity_id) REFERENCES activity (network_id, id),
    CONSTRAINT engagement_invitation_fk FOREIGN KEY (network_id, invitation_id) REFERENCES invitation (network_id, id)
);
CREATE UNIQUE INDEX engagement_invitation_uq ON engagement (network_id, invitation_id) WHERE invitation_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX engagement_unit_ix ON engagement (network_id, unit_id, agreed_at, id);
CREATE INDEX engagement_organisation_ix ON engagement (network_id, organisation_id, agreed_at, id);

CREATE TABLE engagement_need (
    network_id    TEXT NOT NULL, -- [SYS|wall|engagement]
    engagement_id TEXT NOT NULL, -- [C1|one visit|engagement]
    need_id       TEXT NOT NULL, -- [C1|may answer several needs|engagement]
    operation_id  TEXT NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_need_pk PRIMARY KEY (network_id, engagement_id, need_id),
    CONSTRAINT engagement_need_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id),
    CONSTRAINT engagement_need_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id)
);
CREATE INDEX engagement_need_need_ix ON engagement_need (network_id, need_id);

CREATE TABLE engagement_cancellation (
    network_id    TEXT   NOT NULL, -- [SYS|wall|engagement]
    engagement_id TEXT   NOT NULL, -- [C1|which|engagement]
    unit_id       TEXT   NOT NULL, -- [C1|owner|engagement]
    reason        TEXT   NOT NULL, -- [C1|why, kept for the report|engagement]
    by_party      TEXT   NOT NULL, -- [C1|school or company|engagement]
    cancelled_at  BIGINT NOT NULL, -- [C1|when|engagement]
    cancelled_by  TEXT, -- [C2|by whom|engagement]
    operation_id  TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_cancellation_pk PRIMARY KEY (network_id, engagement_id),
    CONSTRAINT engagement_cancellation_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id)
);

CREATE TABLE occurrence (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the school that benefits|engagement]
    organisation_id TEXT, -- [C1|the company that does it|engagement]
    source_kind     TEXT    NOT NULL, -- [C1|engagement, placement, event, meeting|engagement]
    source_id       TEXT    NOT NULL, -- [C1|which|engagement]
    held_on         TEXT    NOT NULL, -- [C1|day in Amsterdam, for reports|engagement]
    starts_at       BIGINT  NOT NULL, -- [C1|when|engagement]
    ends_at         BIGINT  NOT NULL, -- [C1|until|engagement]
    place           TEXT    NOT NULL DEFAULT '', -- [C1|where|engagement]
    facility_id     TEXT, -- [C1|which lab|engagement]
    pupils_expected INTEGER NOT NULL DEFAULT 0, -- [C1|planned number|engagement]
    people_planned  INTEGER NOT NULL DEFAULT 1, -- [C1|people of the company|engagement]
    prep_minutes    INTEGER NOT NULL DEFAULT 0, -- [C1|preparation by the company, per person|engagement]
    value_rule      TEXT    NOT NULL DEFAULT 'staff_hours', -- [C1|how it becomes a contribution|engagement]
    activity_id     TEXT, -- [C1|activity of the programme|engagement]
    cancelled_at    BIGINT, -- [C1|does not take place|engagement]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    deleted_at      BIGINT, -- [SYS|bin|engagement]
    deleted_op      TEXT, -- [SYS|undo|engagement]
    CONSTRAINT occurrence_pk PRIMARY KEY (network_id, id),
    CONSTRAINT occurrence_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT occurrence_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT occurrence_activity_fk FOREIGN KEY (network_id, activity_id) REFERENCES activity (network_id, id),
    CONSTRAINT occurrence_times_ck CHECK (ends_at > starts_at)
);
CREATE INDEX occurrence_source_ix ON occurrence (network_id, source_id);
CREATE INDEX occurrence_unit_ix ON occurrence (network_id, unit_id, starts_at, id);
CREATE INDEX occurrence_at_ix ON occurrence (network_id, starts_at, id);

CREATE TABLE occurrence_move (
    network_id     TEXT   NOT NULL, -- [SYS|wall|engagement]
    id             TEXT   NOT NULL, -- [C1|identify|engagement]
    occurrence_id  TEXT   NOT NULL, -- [C1|of what|engagement]
    unit_id        TEXT   NOT NULL, -- [C1|owner|engagement]
    from_starts_at BIGINT NOT NULL, -- [C1|when it was|engagement]
    from_ends_at   BIGINT NOT NULL, -- [C1|until when it was|engagement]
    to_starts_at   BIGINT NOT NULL, -- [C1|when it became|engagement]
    to_ends_at     BIGINT NOT NULL, -- [C1|until when it became|engagement]
    reason         TEXT   NOT NULL, -- [C1|why, kept for the report|engagement]
    moved_at       BIGINT NOT NULL, -- [C1|when|engagement]
    moved_by       TEXT, -- [C2|by whom of us|engagement]
    operation_id   TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT occurrence_move_pk PRIMARY KEY (network_id, id),
    CONSTRAINT occurrence_move_occurrence_fk FOREIGN KEY (network_id, occurrence_id) REFERENCES occurrence (network_id, id)
);
CREATE INDEX occurrence_move_occurrence_ix ON occurrence_move (network_id, occurrence_id, moved_at);

CREATE TABLE attendance_count (
    network_id    TEXT    NOT NULL, -- [SYS|wall|engagement]
    id            TEXT    NOT NULL, -- [C1|identify|engagement]
    occurrence_id TEXT    NOT NULL, -- [C1|of what|engagement]
    unit_id       TEXT    NOT NULL, -- [C1|owner|engagement]
    pupils        INTEGER NOT NULL, -- [C1|how many pupils, no names|engagement]
    teachers      INTEGER NOT NULL, -- [C1|how many teachers|engagement]
    counted_at    BIGINT  NOT NULL, -- [C1|when; the latest counts|engagement]
    counted_by    TEXT, -- [C2|by whom|engagement]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT attendance_count_pk PRIMARY KEY (network_id, id),
    CONSTRAINT attendance_count_occurrence_fk FOREIGN KEY (network_id, occurrence_id) REFERENCES occurrence (network_id, id),
    CONSTRAINT attendance_count_ck CHECK (pupils BETWEEN 0 AND 2000 AND teachers BETWEEN 0 AND 200)
);
CREATE INDEX attendance_count_occurrence_ix ON attendance_count (network_id, occurrence_id, counted_at);

CREATE TABLE sign_off (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    occurrence_id   TEXT    NOT NULL, -- [C2|of what|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner|ledger]
    organisation_id TEXT    NOT NULL, -- [C2|by which company|ledger]
    signer_name     TEXT    NOT NULL, -- [C2|who signed|ledger]
    signer_function TEXT    NOT NULL DEFAULT '', -- [C2|in what function|ledger]
    people          INTEGER NOT NULL, -- [C2|people of the company|ledger]
    minutes         INTEGER NOT NULL, -- [C2|minutes per person, preparation included|ledger]
    remark          TEXT    NOT NULL DEFAULT '', -- [C2|in the company's words|ledger]
    signed_at       BIGINT  NOT NULL, -- [C2|when|ledger]
    link_id         TEXT, -- [SYS|through which link|ledger]
    address         TEXT    NOT NULL DEFAULT '', -- [C2|network address, shortened|ledger]
    digest          TEXT    NOT NULL, -- [SYS|SHA-256 of the signed record|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT sign_off_pk PRIMARY KEY (network_id, id),
    CONSTRAINT sign_off_occurrence_fk FOREIGN KEY (network_id, occurrence_id) REFERENCES occurrence (network_id, id),
    CONSTRAINT sign_off_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT sign_off_once_uq UNIQUE (network_id, occurrence_id, organisation_id),
    CONSTRAINT sign_off_ck CHECK (people BETWEEN 1 AND 500 AND minutes BETWEEN 1 AND 60000)
);
