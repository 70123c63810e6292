-- +goose Up
-- Grants with their schemes, programme lines and activities, the menu and what companies offer from it.

CREATE TABLE scheme (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [C1|identify|ledger]
    code         TEXT   NOT NULL, -- [C1|short code, STO-2025-2028|ledger]
    name         TEXT   NOT NULL, -- [C1|name of the scheme|ledger]
    start_on     TEXT   NOT NULL, -- [C1|first day of the scheme|ledger]
    end_on       TEXT   NOT NULL, -- [C1|last day on which costs count|ledger]
    created_at   BIGINT NOT NULL, -- [C1|history|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT scheme_pk PRIMARY KEY (network_id, id),
    CONSTRAINT scheme_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT scheme_code_uq UNIQUE (network_id, code)
);

CREATE TABLE scheme_version (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C1|identify|ledger]
    scheme_id    TEXT    NOT NULL, -- [C1|of which scheme|ledger]
    valid_from   TEXT    NOT NULL, -- [C1|first day it holds for|ledger]
    valid_to     TEXT    NOT NULL, -- [C1|last day it holds for|ledger]
    decided_on   TEXT    NOT NULL, -- [C1|known since|ledger]
    minimum_bp   INTEGER NOT NULL, -- [C1|minimum co-financing in basis points|ledger]
    base         TEXT    NOT NULL, -- [C1|subsidisable_budget, grant or project_costs|ledger]
    source       TEXT    NOT NULL, -- [C1|law or document|ledger]
    confirmed    BOOLEAN NOT NULL, -- [C1|a second source says the same|ledger]
    created_at   BIGINT  NOT NULL, -- [C1|history|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT scheme_version_pk PRIMARY KEY (network_id, id),
    CONSTRAINT scheme_version_scheme_fk FOREIGN KEY (network_id, scheme_id) REFERENCES scheme (network_id, id),
    CONSTRAINT scheme_version_uq UNIQUE (network_id, scheme_id, valid_from, decided_on),
    CONSTRAINT scheme_version_base_ck CHECK (base IN ('subsidisable_budget', 'grant', 'project_costs'))
);

CREATE TABLE rate (
    network_id    TEXT    NOT NULL, -- [SYS|wall|ledger]
    id            TEXT    NOT NULL, -- [C1|identify|ledger]
    scheme_id     TEXT    NOT NULL, -- [C1|of which scheme|ledger]
    kind          TEXT    NOT NULL, -- [C1|staff_hour, supervision_hour, facility_hour|ledger]
    valid_from    TEXT    NOT NULL, -- [C1|first day it holds for|ledger]
    valid_to      TEXT    NOT NULL, -- [C1|last day it holds for|ledger]
    decided_on    TEXT    NOT NULL, -- [C1|known since|ledger]
    cents         BIGINT  NOT NULL, -- [C1|eurocents per hour|ledger]
    share_bp      INTEGER NOT NULL DEFAULT 10000, -- [C1|share of presence that counts, basis points|ledger]
    justification TEXT    NOT NULL, -- [C1|why this rate|ledger]
    source        TEXT    NOT NULL, -- [C1|law or document|ledger]
    confirmed     BOOLEAN NOT NULL, -- [C1|a second source says the same|ledger]
    created_at    BIGINT  NOT NULL, -- [C1|history|ledger]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT rate_pk PRIMARY KEY (network_id, id),
    CONSTRAINT rate_scheme_fk FOREIGN KEY (network_id, scheme_id) REFERENCES scheme (network_id, id),
    CONSTRAINT rate_uq UNIQUE (network_id, scheme_id, kind, valid_from, decided_on),
    CONSTRAINT rate_cents_ck CHECK (cents > 0 AND share_bp > 0 AND share_bp <= 10000)
);

CREATE TABLE subsidy_grant (
    network_id           TEXT    NOT NULL, -- [SYS|wall|ledger]
    id                   TEXT    NOT NULL, -- [C1|identify|ledger]
    unit_id              TEXT    NOT NULL, -- [C1|unit of the lead applicant|ledger]
    scheme_id            TEXT    NOT NULL, -- [C1|under which scheme|ledger]
    reference            TEXT    NOT NULL, -- [C1|number of the decision|ledger]
    name                 TEXT    NOT NULL, -- [C1|name on screens|ledger]
    lead_organisation_id TEXT, -- [C1|lead applicant|ledger]
    decided_on           TEXT    NOT NULL, -- [C1|date of the decision|ledger]
    start_on             TEXT    NOT NULL, -- [C1|first day|ledger]
    end_on               TEXT    NOT NULL, -- [C1|last day|ledger]
    grant_cents          BIGINT  NOT NULL, -- [C2|amount granted|ledger]
    budget_cents         BIGINT  NOT NULL, -- [C2|subsidisable multi-year budget|ledger]
    cost_cents           BIGINT  NOT NULL, -- [C2|total project costs|ledger]
    created_at           BIGINT  NOT NULL, -- [C1|history|ledger]
    version              INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id         TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at           BIGINT, -- [SYS|bin|ledger]
    deleted_op           TEXT, -- [SYS|undo|ledger]
    CONSTRAINT subsidy_grant_pk PRIMARY KEY (network_id, id),
    CONSTRAINT subsidy_grant_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT subsidy_grant_scheme_fk FOREIGN KEY (network_id, scheme_id) REFERENCES scheme (network_id, id),
    CONSTRAINT subsidy_grant_lead_fk FOREIGN KEY (network_id, lead_organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT subsidy_grant_reference_uq UNIQUE (network_id, reference)
);

CREATE TABLE grant_share (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    grant_id     TEXT    NOT NULL, -- [C2|of which grant|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|subregion or school|ledger]
    year         INTEGER NOT NULL, -- [C2|calendar year|ledger]
    base_cents   BIGINT  NOT NULL, -- [C2|part of the base that the unit spends|ledger]
    created_at   BIGINT  NOT NULL, -- [C2|history|ledger]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at   BIGINT, -- [SYS|bin|ledger]
    deleted_op   TEXT, -- [SYS|undo|ledger]
    CONSTRAINT grant_share_pk PRIMARY KEY (network_id, id),
    CONSTRAINT grant_share_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT grant_share_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT grant_share_uq UNIQUE (network_id, grant_id, unit_id, year)
);

CREATE TABLE programme_line (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    id           TEXT    NOT NULL, -- [C1|identify|network]
    unit_id      TEXT    NOT NULL, -- [C1|owner|network]
    grant_id     TEXT    NOT NULL, -- [C1|paid by|network]
    code         TEXT    NOT NULL, -- [C1|short code|network]
    name         TEXT    NOT NULL, -- [C1|name|network]
    created_at   BIGINT  NOT NULL, -- [C1|history|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at   BIGINT, -- [SYS|bin|network]
    deleted_op   TEXT, -- [SYS|undo|network]
    CONSTRAINT programme_line_pk PRIMARY KEY (network_id, id),
    CONSTRAINT programme_line_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT programme_line_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT programme_line_code_uq UNIQUE (network_id, grant_id, code)
);

CREATE TABLE activity (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    id           TEXT    NOT NULL, -- [C1|identify|network]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the whole network or one unit|network]
    line_id      TEXT    NOT NULL, -- [C1|programme line|network]
    code         TEXT    NOT NULL, -- [C1|short code|network]
    name         TEXT    NOT NULL, -- [C1|name|network]
    start_on     TEXT    NOT NULL, -- [C1|first day|network]
    end_on       TEXT    NOT NULL, -- [C1|last day|network]
    created_at   BIGINT  NOT NULL, -- [C1|history|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at   BIGINT, -- [SYS|bin|network]
    deleted_op   TEXT, -- [SYS|undo|network]
    CONSTRAINT activity_pk PRIMARY KEY (network_id, id),
    CONSTRAINT activity_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT activity_line_fk FOREIGN KEY (network_id, line_id) REFERENCES programme_line (network_id, id),
    CONSTRAINT activity_code_uq UNIQUE (network_id, line_id, code)
);

CREATE TABLE menu_item (
    network_id        TEXT    NOT NULL, -- [SYS|wall|network]
    id                TEXT    NOT NULL, -- [C0|identify|network]
    unit_id           TEXT    NOT NULL, -- [C0|owner: the network, or the unit whose addition it is|network]
    code              TEXT    NOT NULL, -- [C0|short code, guest_lesson|network]
    position          INTEGER NOT NULL, -- [C0|order on the menu|network]
    name_nl           TEXT    NOT NULL, -- [C0|name|network]
    name_en           TEXT    NOT NULL, -- [C0|name|network]
    company_nl        TEXT    NOT NULL, -- [C0|what it asks of a company|network]
    company_en        TEXT    NOT NULL, -- [C0|what it asks of a company|network]
    teacher_nl        TEXT    NOT NULL, -- [C0|what it gives a class|network]
    teacher_en        TEXT    NOT NULL, -- [C0|what it gives a class|network]
    place             TEXT    NOT NULL, -- [C0|school, company, elsewhere, online|network]
    duration_minutes  INTEGER NOT NULL, -- [C0|usual length|network]
    prep_minutes      INTEGER NOT NULL, -- [C0|preparation by the company|network]
    people            INTEGER NOT NULL, -- [C0|usual number of people of the company|network]
    min_group         INTEGER NOT NULL, -- [C0|pupils|network]
    max_group         INTEGER NOT NULL, -- [C0|pupils|network]
    profiles          TEXT    NOT NULL DEFAULT '[]', -- [C0|vmbo profiles, JSON; empty is all|network]
    levels            TEXT    NOT NULL DEFAULT '[]', -- [C0|learning paths, JSON; empty is all|network]
    value_rule        TEXT    NOT NULL, -- [C1|staff_hours, supervision_hours, goods, facility, cash|network]
    conduct_policy    TEXT    NOT NULL DEFAULT 'accompanied', -- [C1|certificate of conduct: none, accompanied, seen|network]
    active            BOOLEAN NOT NULL DEFAULT TRUE, -- [C0|on the menu|network]
    created_at        BIGINT  NOT NULL, -- [C0|history|network]
    version           INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id      TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at        BIGINT, -- [SYS|bin|network]
    deleted_op        TEXT, -- [SYS|undo|network]
    CONSTRAINT menu_item_pk PRIMARY KEY (network_id, id),
    CONSTRAINT menu_item_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT menu_item_code_uq UNIQUE (network_id, unit_id, code),
    CONSTRAINT menu_item_group_ck CHECK (min_group >= 1 AND max_group >= min_group)
);

CREATE TABLE offer (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C1|identify|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C1|who offers|relation+2y]
    menu_item_id    TEXT    NOT NULL, -- [C1|what|relation+2y]
    times_per_year  INTEGER NOT NULL, -- [C1|own ceiling for this item|relation+2y]
    months          TEXT    NOT NULL DEFAULT '[]', -- [C1|months that suit, JSON; empty is all|relation+2y]
    profiles        TEXT    NOT NULL DEFAULT '[]', -- [C1|profiles welcome, JSON; empty is all|relation+2y]
    levels          TEXT    NOT NULL DEFAULT '[]', -- [C1|learning paths welcome, JSON; empty is all|relation+2y]
    max_group       INTEGER NOT NULL, -- [C1|pupils at once|relation+2y]
    max_km          INTEGER, -- [C1|furthest school|relation+2y]
    person_id       TEXT, -- [C2|whom to ask|relation+2y]
    remark          TEXT    NOT NULL DEFAULT '', -- [C1|in the company's words|relation+2y]
    paused_until    TEXT, -- [C1|not before|relation+2y]
    confirmed_on    TEXT    NOT NULL, -- [C1|last said to be right|relation+2y]
    source          TEXT    NOT NULL, -- [C1|link or staff|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin: withdrawn|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT offer_pk PRIMARY KEY (network_id, id),
    CONSTRAINT offer_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT offer_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id),
    CONSTRAINT offer_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id),
    CONSTRAINT offer_times_ck CHECK (times_per_year BETWEEN 1 AND 200 AND max_group BETWEEN 1 AND 1000)
);
CREATE UNIQUE INDEX offer_uq ON offer (network_id, organisation_id, menu_item_id) WHERE deleted_at IS NULL;
CREATE INDEX offer_item_ix ON offer (network_id, menu_item_id) WHERE deleted_at IS NULL;
