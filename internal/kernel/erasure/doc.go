// Package erasure keeps the journal of erasures (wisjournaal) outside the database, and takes away again what a restored backup brings back.
//
// Whatever a noun takes away for good it notes by operation.Op.Erase: a line with kind, id, network and moment, and nothing that tells of
// whom it is about. The line stands in the database with what was done, and a job copies it to a store that no restore touches: one small
// file per operation, which nobody writes twice. After a restore, lines that the backup does not know are replayed: each noun says how
// its kinds go. What a line names must not live: Living finds what does.
package erasure
