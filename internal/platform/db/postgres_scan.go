package db

import (
	"database/sql/driver"
	"encoding/binary"
	"math"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// scan reads the row as SQLite's drivers would give it. The types of our columns are read here, without the plans that pgx makes for
// any type into any target: on a list they cost as much as asking. What is rarer, such as the numeric of a sum, pgx reads.
func (r pgRows) scan(dest []any) error {
	raw := r.RawValues()
	for i, f := range r.FieldDescriptions() {
		value, known := plain(&f, raw[i])
		if !known {
			if p, ok := dest[i].(*any); ok { // the types of database/sql instead of those of pgx
				dest[i] = &anyCell{p}
			}
			if err := r.Conn().TypeMap().Scan(f.DataTypeOID, f.Format, raw[i], dest[i]); err != nil {
				return err
			}
			continue
		}
		if err := assign(dest[i], value); err != nil {
			return err
		}
	}
	return nil
}

// plain reads a value of a common type in the form in which the server sent it; false leaves it to pgx.
func plain(f *pgconn.FieldDescription, raw []byte) (driver.Value, bool) {
	if raw == nil {
		return nil, true
	}
	switch f.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.NameOID, pgtype.BPCharOID:
		return string(raw), true
	}
	if f.Format != pgtype.BinaryFormatCode {
		return nil, false
	}
	switch f.DataTypeOID {
	case pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(raw)), true //nolint:gosec // the same 64 bits
	case pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(raw))), true //nolint:gosec // the same 32 bits
	case pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(raw))), true //nolint:gosec // the same 16 bits
	case pgtype.BoolOID:
		return raw[0] == 1, true
	case pgtype.Float8OID:
		return math.Float64frombits(binary.BigEndian.Uint64(raw)), true
	}
	return nil, false
}
