-- +goose Up
-- The expectation card of a menu item: what pupils can do already, what makes it work, who does what, what it costs, and what to see to.

ALTER TABLE menu_item ADD COLUMN years        TEXT NOT NULL DEFAULT '[]'; -- [C0|years of school, JSON; empty is all|network]
ALTER TABLE menu_item ADD COLUMN who_nl       TEXT NOT NULL DEFAULT '';   -- [C0|who does what|network]
ALTER TABLE menu_item ADD COLUMN who_en       TEXT NOT NULL DEFAULT '';   -- [C0|who does what|network]
ALTER TABLE menu_item ADD COLUMN pupils_nl    TEXT NOT NULL DEFAULT '';   -- [C0|what pupils can do already|network]
ALTER TABLE menu_item ADD COLUMN pupils_en    TEXT NOT NULL DEFAULT '';   -- [C0|what pupils can do already|network]
ALTER TABLE menu_item ADD COLUMN works_nl     TEXT NOT NULL DEFAULT '';   -- [C0|what makes it work|network]
ALTER TABLE menu_item ADD COLUMN works_en     TEXT NOT NULL DEFAULT '';   -- [C0|what makes it work|network]
ALTER TABLE menu_item ADD COLUMN cost_nl      TEXT NOT NULL DEFAULT '';   -- [C0|what it costs whom|network]
ALTER TABLE menu_item ADD COLUMN cost_en      TEXT NOT NULL DEFAULT '';   -- [C0|what it costs whom|network]
ALTER TABLE menu_item ADD COLUMN checklist_nl TEXT NOT NULL DEFAULT '[]'; -- [C0|what to bring and see to, JSON list|network]
ALTER TABLE menu_item ADD COLUMN checklist_en TEXT NOT NULL DEFAULT '[]'; -- [C0|what to bring and see to, JSON list|network]
