-- +goose Up
-- A need can be one of a series (the same lesson for three classes), says what the class does before and after it, and what it is
-- about when nobody knows yet what to ask; what is asked often is kept as a template.

ALTER TABLE need ADD COLUMN class_name      TEXT NOT NULL DEFAULT ''; -- [C1|name of the class, 3A|engagement]
ALTER TABLE need ADD COLUMN series_id       TEXT;                     -- [C1|needs that were asked together|engagement]
ALTER TABLE need ADD COLUMN theme           TEXT NOT NULL DEFAULT ''; -- [C1|what it is about while there is no menu item|engagement]
ALTER TABLE need ADD COLUMN before_work     TEXT NOT NULL DEFAULT ''; -- [C1|what the class does beforehand|engagement]
ALTER TABLE need ADD COLUMN after_work      TEXT NOT NULL DEFAULT ''; -- [C1|what the class does afterwards|engagement]
CREATE INDEX need_series_ix ON need (network_id, series_id) WHERE series_id IS NOT NULL;

CREATE TABLE need_template (
    network_id   TEXT    NOT NULL, -- [SYS|wall|engagement]
    id           TEXT    NOT NULL, -- [C1|identify|engagement]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the unit of the need it was made from, or the network itself|engagement]
    account_id   TEXT    NOT NULL, -- [C2|who made it|engagement]
    shared       BOOLEAN NOT NULL, -- [C1|for the whole network; else only for who made it|engagement]
    name         TEXT    NOT NULL, -- [C1|how it is called|engagement]
    menu_item_id TEXT, -- [C1|what; empty is "I don't know yet"|engagement]
    input        TEXT    NOT NULL, -- [C1|what the form is filled with, JSON|engagement]
    made_at      BIGINT  NOT NULL, -- [C1|when|engagement]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    deleted_at   BIGINT, -- [SYS|taken away|engagement]
    deleted_op   TEXT, -- [SYS|undo|engagement]
    CONSTRAINT need_template_pk PRIMARY KEY (network_id, id),
    CONSTRAINT need_template_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT need_template_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT need_template_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id)
);
CREATE INDEX need_template_ix ON need_template (network_id, account_id, made_at) WHERE deleted_at IS NULL;
CREATE INDEX need_template_shared_ix ON need_template (network_id, made_at) WHERE shared AND deleted_at IS NULL;
