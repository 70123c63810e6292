package db

import "fmt"

// shared are the file systems of other machines, by the number that Linux gives them (statfs(2)). Their locks and their shared memory
// do not hold what SQLite asks of them, so a database there gets damaged sooner or later (promises D3).
var shared = map[uint32]string{
	0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB", 0x5346414F: "AFS", 0x73757245: "Coda", 0x00C36400: "CephFS", 0x0BD00BD0: "Lustre", 0x01161970: "GFS2",
}

// local refuses a database on a file system of another machine.
func local(path string, where func(string) (string, error)) error {
	kind, err := where(path)
	if err != nil {
		return err
	}
	if kind != "" {
		return fmt.Errorf("%s lies on %s: SQLite needs a disk of this machine; use PostgreSQL (SCHAKEL_DATABASE) or move the data directory", path, kind)
	}
	return nil
}
