-- +goose Up
-- Cooperation agreements: templates with their versions, what is agreed with whom (each amendment is a version of its own), the text as
-- it was sent, who signed it, and all that happened to it.

CREATE TABLE agreement_template (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C1|identify|ledger]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the unit that wrote it, with what is below it|ledger]
    scheme_id    TEXT, -- [C1|for grants of this scheme; empty: for all|ledger]
    name         TEXT    NOT NULL, -- [C1|how it is called|ledger]
    lang         TEXT    NOT NULL, -- [C1|language of the text, nl or en|ledger]
    latest       INTEGER NOT NULL, -- [C1|number of its latest version|ledger]
    made_at      BIGINT  NOT NULL, -- [C1|when|ledger]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at   BIGINT, -- [SYS|taken away|ledger]
    deleted_op   TEXT, -- [SYS|undo|ledger]
    CONSTRAINT agreement_template_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_template_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT agreement_template_scheme_fk FOREIGN KEY (network_id, scheme_id) REFERENCES scheme (network_id, id),
    CONSTRAINT agreement_template_lang_ck CHECK (lang IN ('nl', 'en'))
);
CREATE INDEX agreement_template_ix ON agreement_template (network_id, unit_id) WHERE deleted_at IS NULL;

CREATE TABLE agreement_template_version (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C1|identify|ledger]
    template_id  TEXT    NOT NULL, -- [C1|of which template|ledger]
    n            INTEGER NOT NULL, -- [C1|first is 1|ledger]
    body         TEXT    NOT NULL, -- [C1|Markdown with merge fields|ledger]
    made_at      BIGINT  NOT NULL, -- [C1|when|ledger]
    made_by      TEXT, -- [C2|by whom|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_template_version_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_template_version_template_fk FOREIGN KEY (network_id, template_id) REFERENCES agreement_template (network_id, id),
    CONSTRAINT agreement_template_version_uq UNIQUE (network_id, template_id, n)
);

CREATE TABLE agreement (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner: the unit that makes it|ledger]
    organisation_id TEXT    NOT NULL, -- [C2|company or umbrella with which it is made|ledger]
    grant_id        TEXT, -- [C2|under which grant its pledges count|ledger]
    name            TEXT    NOT NULL, -- [C2|how it is called|ledger]
    name_key        TEXT    NOT NULL, -- [C2|folded name for searching|ledger]
    state           TEXT    NOT NULL, -- [C2|draft, sent, refused, active, ended|ledger]
    start_on        TEXT    NOT NULL, -- [C2|first day, of the version in force or else of the draft|ledger]
    end_on          TEXT    NOT NULL, -- [C2|last day|ledger]
    ended_on        TEXT, -- [C2|last day when it ended|ledger]
    renews_id       TEXT, -- [C2|which agreement it follows|ledger]
    told_at         BIGINT, -- [C2|when its maker was told that it ends|ledger]
    created_at      BIGINT  NOT NULL, -- [C2|history|ledger]
    created_by      TEXT, -- [C2|who made it and hears of it|ledger]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    deleted_at      BIGINT, -- [SYS|a draft that was thrown away|ledger]
    deleted_op      TEXT, -- [SYS|undo|ledger]
    CONSTRAINT agreement_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT agreement_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT agreement_grant_fk FOREIGN KEY (network_id, grant_id) REFERENCES subsidy_grant (network_id, id),
    CONSTRAINT agreement_renews_fk FOREIGN KEY (network_id, renews_id) REFERENCES agreement (network_id, id),
    CONSTRAINT agreement_state_ck CHECK (state IN ('draft', 'sent', 'refused', 'active', 'ended')),
    CONSTRAINT agreement_days_ck CHECK (end_on >= start_on)
);
CREATE INDEX agreement_unit_ix ON agreement (network_id, unit_id, state, end_on, id) WHERE deleted_at IS NULL;
CREATE INDEX agreement_organisation_ix ON agreement (network_id, organisation_id) WHERE deleted_at IS NULL;

CREATE TABLE agreement_version (
    network_id          TEXT    NOT NULL, -- [SYS|wall|ledger]
    id                  TEXT    NOT NULL, -- [C2|identify|ledger]
    agreement_id        TEXT    NOT NULL, -- [C2|of which agreement|ledger]
    unit_id             TEXT    NOT NULL, -- [C2|owner|ledger]
    n                   INTEGER NOT NULL, -- [C2|1 is the agreement itself, further ones amend it|ledger]
    state               TEXT    NOT NULL, -- [C2|draft, sent, refused, active, replaced, dropped|ledger]
    template_version_id TEXT    NOT NULL, -- [C2|by which text|ledger]
    start_on            TEXT    NOT NULL, -- [C2|first day|ledger]
    end_on              TEXT    NOT NULL, -- [C2|last day|ledger]
    changes             TEXT    NOT NULL DEFAULT '', -- [C2|what an amendment changes|ledger]
    text_id             TEXT, -- [C2|the text that was sent|ledger]
    sent_at             BIGINT, -- [C2|when|ledger]
    active_at           BIGINT, -- [C2|when the last one signed|ledger]
    version             INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    operation_id        TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_version_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_version_agreement_fk FOREIGN KEY (network_id, agreement_id) REFERENCES agreement (network_id, id),
    CONSTRAINT agreement_version_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT agreement_version_template_fk FOREIGN KEY (network_id, template_version_id) REFERENCES agreement_template_version (network_id, id),
    CONSTRAINT agreement_version_n_uq UNIQUE (network_id, agreement_id, n),
    CONSTRAINT agreement_version_state_ck CHECK (state IN ('draft', 'sent', 'refused', 'active', 'replaced', 'dropped')),
    CONSTRAINT agreement_version_days_ck CHECK (end_on >= start_on)
);
CREATE UNIQUE INDEX agreement_version_open_uq ON agreement_version (network_id, agreement_id) WHERE state IN ('draft', 'sent', 'refused');
CREATE UNIQUE INDEX agreement_version_active_uq ON agreement_version (network_id, agreement_id) WHERE state = 'active';

CREATE TABLE agreement_signatory (
    network_id      TEXT    NOT NULL, -- [SYS|wall|ledger]
    id              TEXT    NOT NULL, -- [C2|identify|ledger]
    version_id      TEXT    NOT NULL, -- [C2|signs which version|ledger]
    unit_id         TEXT    NOT NULL, -- [C2|owner|ledger]
    place           INTEGER NOT NULL, -- [C2|order of signing, first is 1|ledger]
    organisation_id TEXT, -- [C2|party that is represented; empty: the unit itself|ledger]
    name            TEXT    NOT NULL, -- [C2|who represents it|ledger]
    title           TEXT    NOT NULL DEFAULT '', -- [C2|function|ledger]
    email           TEXT    NOT NULL, -- [C2|where the link is sent|ledger]
    link_id         TEXT, -- [C2|the link to sign with|ledger]
    asked_at        BIGINT, -- [C2|when it was asked to sign|ledger]
    reminded_at     BIGINT, -- [C2|when it was last asked again|ledger]
    reminders       INTEGER NOT NULL DEFAULT 0, -- [C2|how often it was asked again|ledger]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|ledger]
    retired_at      BIGINT, -- [SYS|signed an earlier text, signs no longer|ledger]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_signatory_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_signatory_version_fk FOREIGN KEY (network_id, version_id) REFERENCES agreement_version (network_id, id),
    CONSTRAINT agreement_signatory_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT agreement_signatory_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id)
);
CREATE UNIQUE INDEX agreement_signatory_place_uq ON agreement_signatory (network_id, version_id, place) WHERE retired_at IS NULL;
CREATE INDEX agreement_signatory_organisation_ix ON agreement_signatory (network_id, organisation_id);

CREATE TABLE agreement_item (
    network_id   TEXT NOT NULL, -- [SYS|wall|ledger]
    version_id   TEXT NOT NULL, -- [C2|of which version|ledger]
    menu_item_id TEXT NOT NULL, -- [C2|what the company does|ledger]
    operation_id TEXT NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_item_pk PRIMARY KEY (network_id, version_id, menu_item_id),
    CONSTRAINT agreement_item_version_fk FOREIGN KEY (network_id, version_id) REFERENCES agreement_version (network_id, id),
    CONSTRAINT agreement_item_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id)
);

CREATE TABLE agreement_pledge (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    version_id   TEXT    NOT NULL, -- [C2|of which version|ledger]
    place        INTEGER NOT NULL, -- [C2|order in the annex|ledger]
    year         INTEGER NOT NULL, -- [C2|calendar year|ledger]
    kind         TEXT    NOT NULL, -- [C2|hours, goods, facility, cash|ledger]
    minutes      INTEGER NOT NULL DEFAULT 0, -- [C2|for hours|ledger]
    cents        BIGINT  NOT NULL, -- [C2|value, by the rate of when it was written|ledger]
    what         TEXT    NOT NULL DEFAULT '', -- [C2|what it is|ledger]
    pledge_id    TEXT, -- [C2|the pledge that it became when all had signed|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_pledge_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_pledge_version_fk FOREIGN KEY (network_id, version_id) REFERENCES agreement_version (network_id, id),
    CONSTRAINT agreement_pledge_pledge_fk FOREIGN KEY (network_id, pledge_id) REFERENCES pledge (network_id, id),
    CONSTRAINT agreement_pledge_kind_ck CHECK (kind IN ('hours', 'goods', 'facility', 'cash')),
    CONSTRAINT agreement_pledge_cents_ck CHECK (cents > 0)
);
CREATE INDEX agreement_pledge_ix ON agreement_pledge (network_id, version_id, place);

CREATE TABLE agreement_text (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [C2|identify|ledger]
    version_id   TEXT   NOT NULL, -- [C2|of which version|ledger]
    body         TEXT   NOT NULL, -- [C2|Markdown as it was sent|ledger]
    lang         TEXT   NOT NULL, -- [C2|nl or en|ledger]
    digest       TEXT   NOT NULL, -- [SYS|SHA-256 of the body|ledger]
    made_at      BIGINT NOT NULL, -- [C2|when it was sent|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_text_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_text_version_fk FOREIGN KEY (network_id, version_id) REFERENCES agreement_version (network_id, id)
);

CREATE TABLE agreement_signature (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [C2|identify|ledger]
    text_id      TEXT   NOT NULL, -- [C2|what was signed|ledger]
    signatory_id TEXT   NOT NULL, -- [C2|who was to sign|ledger]
    unit_id      TEXT   NOT NULL, -- [C2|owner|ledger]
    signer_name  TEXT   NOT NULL, -- [C2|who signed|ledger]
    signer_title TEXT   NOT NULL, -- [C2|function|ledger]
    signed_at    BIGINT NOT NULL, -- [C2|when|ledger]
    address      TEXT   NOT NULL, -- [C2|network address, shortened|ledger]
    digest       TEXT   NOT NULL, -- [SYS|SHA-256 of the text that was shown|ledger]
    link_id      TEXT   NOT NULL, -- [SYS|by which link|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_signature_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_signature_text_fk FOREIGN KEY (network_id, text_id) REFERENCES agreement_text (network_id, id),
    CONSTRAINT agreement_signature_signatory_fk FOREIGN KEY (network_id, signatory_id) REFERENCES agreement_signatory (network_id, id),
    CONSTRAINT agreement_signature_once_uq UNIQUE (network_id, text_id, signatory_id)
);

CREATE TABLE agreement_event (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [C2|identify|ledger]
    agreement_id TEXT    NOT NULL, -- [C2|of which agreement|ledger]
    unit_id      TEXT    NOT NULL, -- [C2|owner|ledger]
    n            INTEGER NOT NULL, -- [C2|of which version|ledger]
    kind         TEXT    NOT NULL, -- [C2|what happened|ledger]
    at           BIGINT  NOT NULL, -- [C2|when|ledger]
    by_id        TEXT, -- [C2|which colleague|ledger]
    by_name      TEXT    NOT NULL DEFAULT '', -- [C2|who, behind a link|ledger]
    why          TEXT    NOT NULL DEFAULT '', -- [C2|reason|ledger]
    about_id     TEXT, -- [C2|the agreement that renews it|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT agreement_event_pk PRIMARY KEY (network_id, id),
    CONSTRAINT agreement_event_agreement_fk FOREIGN KEY (network_id, agreement_id) REFERENCES agreement (network_id, id)
);
CREATE INDEX agreement_event_ix ON agreement_event (network_id, agreement_id, at);

CREATE TABLE agreement_setting (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    weeks        INTEGER NOT NULL, -- [C1|weeks before the end that its maker is told|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT agreement_setting_pk PRIMARY KEY (network_id),
    CONSTRAINT agreement_setting_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT agreement_setting_weeks_ck CHECK (weeks BETWEEN 1 AND 52)
);

-- What was sent, signed and done can be added to, never changed or removed; agreements keep the template that they were made from.
-- +goose StatementBegin
CREATE TRIGGER agreement_template_version_no_update BEFORE UPDATE ON agreement_template_version
BEGIN SELECT RAISE(ABORT, 'agreement_template_version is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_template_version_no_delete BEFORE DELETE ON agreement_template_version
BEGIN SELECT RAISE(ABORT, 'agreement_template_version is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_text_no_update BEFORE UPDATE ON agreement_text
BEGIN SELECT RAISE(ABORT, 'agreement_text is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_text_no_delete BEFORE DELETE ON agreement_text
BEGIN SELECT RAISE(ABORT, 'agreement_text is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_signature_no_update BEFORE UPDATE ON agreement_signature
BEGIN SELECT RAISE(ABORT, 'agreement_signature is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_signature_no_delete BEFORE DELETE ON agreement_signature
BEGIN SELECT RAISE(ABORT, 'agreement_signature is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_event_no_update BEFORE UPDATE ON agreement_event
BEGIN SELECT RAISE(ABORT, 'agreement_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_event_no_delete BEFORE DELETE ON agreement_event
BEGIN SELECT RAISE(ABORT, 'agreement_event is append-only'); END;
-- +goose StatementEnd
