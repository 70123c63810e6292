-- +goose Up
-- One company, one record: numbers of the registers, what duplicates are found by, pairs that were looked at, and merges that can be undone.

ALTER TABLE organisation ADD COLUMN rsin TEXT NOT NULL DEFAULT ''; -- [C1|number of a legal person, 9 digits|relation+2y]
ALTER TABLE organisation ADD COLUMN web_domain TEXT NOT NULL DEFAULT ''; -- [C1|duplicates: registered domain of the website|relation+2y]
ALTER TABLE organisation ADD COLUMN mail_domain TEXT NOT NULL DEFAULT ''; -- [C1|duplicates: registered domain of the mail address|relation+2y]
ALTER TABLE organisation ADD COLUMN match_name TEXT NOT NULL DEFAULT ''; -- [C1|duplicates: name without legal form|relation+2y]
ALTER TABLE organisation ADD COLUMN match_front TEXT NOT NULL DEFAULT ''; -- [C1|duplicates: how the name begins|relation+2y]
ALTER TABLE organisation ADD COLUMN match_back TEXT NOT NULL DEFAULT ''; -- [C1|duplicates: how the name ends|relation+2y]
CREATE INDEX organisation_rsin_ix ON organisation (network_id, rsin) WHERE rsin <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_web_domain_ix ON organisation (network_id, web_domain) WHERE web_domain <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_mail_domain_ix ON organisation (network_id, mail_domain) WHERE mail_domain <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_phone_ix ON organisation (network_id, phone) WHERE phone <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_address_ix ON organisation (network_id, postcode, house_number) WHERE postcode <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_match_name_ix ON organisation (network_id, match_name, place_key) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_match_front_ix ON organisation (network_id, match_front, place_key) WHERE match_front <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_match_back_ix ON organisation (network_id, match_back, place_key) WHERE match_back <> '' AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_merged_ix ON organisation (network_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX person_phone_ix ON person (network_id, phone) WHERE phone <> '';
CREATE INDEX person_merged_ix ON person (network_id, merged_into) WHERE merged_into IS NOT NULL;

ALTER TABLE position ADD COLUMN via_id TEXT; -- [C2|umbrella through which the person works here|relation+2y]

CREATE TABLE not_duplicate (
    network_id   TEXT   NOT NULL, -- [SYS|wall|relation+2y]
    kind         TEXT   NOT NULL, -- [C1|organisation, person|relation+2y]
    a_id         TEXT   NOT NULL, -- [C1|one, the lesser id|relation+2y]
    b_id         TEXT   NOT NULL, -- [C1|the other|relation+2y]
    account_id   TEXT, -- [C2|who said so|relation+2y]
    at           BIGINT NOT NULL, -- [C1|when|relation+2y]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT not_duplicate_pk PRIMARY KEY (network_id, kind, a_id, b_id),
    CONSTRAINT not_duplicate_order_ck CHECK (a_id < b_id),
    CONSTRAINT not_duplicate_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);

CREATE TABLE likely_duplicate (
    network_id TEXT    NOT NULL, -- [SYS|wall|30d]
    kind       TEXT    NOT NULL, -- [C1|organisation, person|30d]
    a_id       TEXT    NOT NULL, -- [C1|one, the lesser id|30d]
    b_id       TEXT    NOT NULL, -- [C1|the other|30d]
    score      INTEGER NOT NULL, -- [C1|how likely, in points|30d]
    reasons    TEXT    NOT NULL DEFAULT '[]', -- [C1|why, JSON list of codes|30d]
    found_at   BIGINT  NOT NULL, -- [C1|when|30d]
    CONSTRAINT likely_duplicate_pk PRIMARY KEY (network_id, kind, a_id, b_id),
    CONSTRAINT likely_duplicate_order_ck CHECK (a_id < b_id),
    CONSTRAINT likely_duplicate_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX likely_duplicate_score_ix ON likely_duplicate (network_id, kind, score, a_id, b_id);

CREATE TABLE duplicate_search (
    network_id TEXT    NOT NULL, -- [SYS|wall|30d]
    kind       TEXT    NOT NULL, -- [C1|organisation, person|30d]
    cursor_id  TEXT    NOT NULL DEFAULT '', -- [SYS|how far the search is|30d]
    looked_at  INTEGER NOT NULL DEFAULT 0, -- [C1|records looked at|30d]
    started_at BIGINT  NOT NULL, -- [C1|when|30d]
    ended_at   BIGINT, -- [C1|when; empty: still searching|30d]
    CONSTRAINT duplicate_search_pk PRIMARY KEY (network_id, kind),
    CONSTRAINT duplicate_search_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);

CREATE TABLE merging (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C1|identify; the batch of its changes|relation+2y]
    kind         TEXT    NOT NULL, -- [C1|organisation, person|relation+2y]
    kept_id      TEXT    NOT NULL, -- [C1|the record that stays|relation+2y]
    gone_id      TEXT    NOT NULL, -- [C1|the record that leads there|relation+2y]
    moved        TEXT    NOT NULL DEFAULT '{}', -- [C1|rows moved per kind, JSON|relation+2y]
    account_id   TEXT, -- [C2|who|relation+2y]
    at           BIGINT  NOT NULL, -- [C1|when|relation+2y]
    undone_at    BIGINT, -- [C1|when undone|relation+2y]
    undone_by    TEXT, -- [C2|by whom|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    CONSTRAINT merging_pk PRIMARY KEY (network_id, id),
    CONSTRAINT merging_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX merging_at_ix ON merging (network_id, at, id);
