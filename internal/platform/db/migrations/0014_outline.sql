-- +goose Up
-- Outlines of municipalities, for a map without a tile server: reference data of the whole instance (CBS and Kadaster), so it
-- stands outside every network. Coordinates are ten-thousandths of a degree: 7 to 11 metres.

CREATE TABLE outline (
    code    TEXT    NOT NULL, -- [C0|CBS code of the municipality, 4 digits|reference]
    name    TEXT    NOT NULL, -- [C0|name of the municipality|reference]
    lat_min INTEGER NOT NULL, -- [C0|box around it|reference]
    lat_max INTEGER NOT NULL, -- [C0|box around it|reference]
    lon_min INTEGER NOT NULL, -- [C0|box around it|reference]
    lon_max INTEGER NOT NULL, -- [C0|box around it|reference]
    rings   TEXT    NOT NULL, -- [C0|closed lines of longitude and latitude, JSON|reference]
    CONSTRAINT outline_pk PRIMARY KEY (code)
);
