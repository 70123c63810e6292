-- +goose Up
-- Local colour: what a unit says otherwise of an item of a unit above it, field by field. What it does not say follows the item.

CREATE TABLE menu_local (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    unit_id      TEXT    NOT NULL, -- [C0|who says it otherwise|network]
    menu_item_id TEXT    NOT NULL, -- [C0|of which item|network]
    field        TEXT    NOT NULL, -- [C0|which field|network]
    value        TEXT    NOT NULL, -- [C0|what it says, JSON|network]
    created_at   BIGINT  NOT NULL, -- [C0|history|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT menu_local_pk PRIMARY KEY (network_id, unit_id, menu_item_id, field),
    CONSTRAINT menu_local_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT menu_local_item_fk FOREIGN KEY (network_id, menu_item_id) REFERENCES menu_item (network_id, id)
);
CREATE INDEX menu_local_item_ix ON menu_local (network_id, menu_item_id);
