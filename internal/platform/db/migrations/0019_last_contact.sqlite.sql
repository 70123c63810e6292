-- +goose Up
-- PostgreSQL counts the latest contact once per statement from here. SQLite has triggers for each row only, and is quick with them.
SELECT 1;
