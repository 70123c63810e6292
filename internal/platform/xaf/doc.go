// Package xaf writes an audit file in the Dutch exchange format of financial administrations (XML Auditfile Financieel 3.2), so that an
// accountant's own program opens a year of a ledger. It writes in one pass: sums come before the lines they are about, so the caller knows
// them beforehand. Texts that are longer than the format has room for are cut.
package xaf
