-- +goose Up
-- Companies that register themselves at /doe-mee: 'asked' until the mail address answers, then 'open' until a colleague decides.
-- Nothing of it is kept for long: what was approved became a company, a person and offers.

CREATE TABLE registration (
    network_id      TEXT    NOT NULL, -- [SYS|wall|registration+90d]
    id              TEXT    NOT NULL, -- [C2|identify|registration+90d]
    unit_id         TEXT    NOT NULL, -- [C1|on whose page it was filled in: the network's or a subregion's|registration+90d]
    company         TEXT    NOT NULL, -- [C1|the company as it calls itself|registration+90d]
    company_key     TEXT    NOT NULL, -- [C1|the same, folded|registration+90d]
    kvk             TEXT    NOT NULL DEFAULT '', -- [C1|Chamber of Commerce number|registration+90d]
    place           TEXT    NOT NULL DEFAULT '', -- [C1|where|registration+90d]
    contact_name    TEXT    NOT NULL, -- [C2|who registers|registration+90d]
    contact_email   TEXT    NOT NULL, -- [C2|to answer|registration+90d]
    contact_phone   TEXT    NOT NULL DEFAULT '', -- [C2|to call back|registration+90d]
    items           TEXT    NOT NULL DEFAULT '[]', -- [C1|ticked menu items, JSON|registration+90d]
    times_per_year  INTEGER NOT NULL, -- [C1|how often per item|registration+90d]
    months          TEXT    NOT NULL DEFAULT '[]', -- [C1|months that suit, JSON; empty is all|registration+90d]
    remark          TEXT    NOT NULL DEFAULT '', -- [C2|in their own words|registration+90d]
    lang            TEXT    NOT NULL, -- [C1|language of the mails about it|registration+90d]
    state           TEXT    NOT NULL, -- [C1|asked, open, again, approved or refused|registration+90d]
    reason          TEXT    NOT NULL DEFAULT '', -- [C2|why it was refused|registration+90d]
    organisation_id TEXT, -- [C1|the company that it became|registration+90d]
    created_at      BIGINT  NOT NULL, -- [C1|history|registration+90d]
    answered_at     BIGINT, -- [C1|when the address answered|registration+90d]
    decided_at      BIGINT, -- [C1|history|registration+90d]
    decided_by      TEXT, -- [C2|by whom|registration+90d]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|registration+90d]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|registration+90d]
    CONSTRAINT registration_pk PRIMARY KEY (network_id, id),
    CONSTRAINT registration_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT registration_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT registration_state_ck CHECK (state IN ('asked', 'open', 'again', 'approved', 'refused'))
);
CREATE UNIQUE INDEX registration_open_uq ON registration (network_id, company_key, contact_email) WHERE state = 'open';
CREATE INDEX registration_created_ix ON registration (network_id, created_at);
CREATE INDEX registration_email_ix ON registration (network_id, contact_email);
