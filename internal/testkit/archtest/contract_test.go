package archtest

import "testing"

// The program of the version before runs on the schema of this one.
func TestMigrationsExpand(t *testing.T) {
	t.Parallel()
	dir, names := migrationsAt(t)
	breaches, err := expansions(dir, names)
	if err != nil {
		t.Fatal(err)
	}
	for _, breach := range breaches {
		t.Error(breach)
	}
}

func TestCheckExpansion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"ALTER TABLE offer DROP COLUMN paused_until;":                                      1,
		"alter table offer rename column a to b;":                                          1,
		"ALTER TABLE a RENAME TO a_before;\nDROP TABLE a_before;":                          2,
		"ALTER TABLE a ALTER COLUMN b TYPE BIGINT;":                                        1,
		"ALTER TABLE a ADD COLUMN b TEXT NOT NULL; -- [SYS|x|y]":                           1,
		"ALTER TABLE a ADD COLUMN b TEXT NOT NULL -- DEFAULT\n;":                           1,
		"ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT ''; -- [SYS|x|y]":                0,
		"ALTER TABLE a ADD COLUMN b TEXT; CREATE TABLE c (d TEXT NOT NULL);":               0,
		"DROP INDEX a_ix; -- we do not DROP TABLE here":                                    0,
		"-- contract: nothing has read it since 1.4, see issue 12\nDROP TABLE a_long_ago;": 0,
		"-- contract:\nDROP TABLE a_long_ago;":                                             1,
	} {
		if got := checkExpansion("0099_x.sql", text); len(got) != want {
			t.Errorf("%s: %v, want %d", text, got, want)
		}
	}
	if got := checkExpansion("0030_offer_days.sql", "ALTER TABLE offer DROP COLUMN paused_until;"); len(got) != 0 {
		t.Errorf("one of before the rule: %v", got)
	}
}
