-- +goose Up
-- Where postcodes lie: reference data of the whole instance (GeoNames, CC BY 4.0), so it stands outside every network.

CREATE TABLE postcode (
    code         TEXT    NOT NULL, -- [C0|the four digits|reference]
    place        TEXT    NOT NULL, -- [C0|name of the place|reference]
    municipality TEXT    NOT NULL, -- [C0|CBS code, 4 digits|reference]
    lat_e6       INTEGER NOT NULL, -- [C0|distance, millionths of a degree|reference]
    lon_e6       INTEGER NOT NULL, -- [C0|distance, millionths of a degree|reference]
    CONSTRAINT postcode_pk PRIMARY KEY (code),
    CONSTRAINT postcode_ck CHECK (lat_e6 BETWEEN 50000000 AND 54000000 AND lon_e6 BETWEEN 3000000 AND 8000000)
);
