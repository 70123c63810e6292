package portal

import "testing"

func TestMinutes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"2,5": 150, "2.5": 150, " 2 ": 120, "2:30": 150, "0:45": 45, "1,67": 100, "2,67": 160, "0,25": 15, "12:05": 725,
		"": 0, "veel": 0, "-1": 0, "-1:30": 0, "1:60": 0, "1:-5": 0, "1e9": 0, "NaN": 0, "Inf": 0, "2,5,5": 0, "1:2:3": 0, ":30": 0, "9999": 0,
	} {
		if got := minutes(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestShortAddress(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"192.0.2.77:1234": "192.0.2.0/24", "[2001:db8:1:2::5]:80": "2001:db8:1::/48", "[::ffff:192.0.2.77]:1": "192.0.2.0/24", "192.0.2.77": "192.0.2.0/24",
		"": "", "pipe": "",
	} {
		if got := shortAddress(remote); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	if got := groups("0123456789abcdef0123"); got != "0123 4567 89ab cdef" {
		t.Errorf("got %q", got)
	}
	if got := groups(""); got != "" {
		t.Errorf("got %q", got)
	}
}
