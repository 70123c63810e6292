package outbound

import (
	"fmt"
	"net/url"
	"strings"
)

// Origin is a server by its address, such as https://sso.school.lan or http://127.0.0.1:9000. Make one with UnmarshalText.
type Origin struct{ scheme, host, port string }

// UnmarshalText reads an address without a path.
func (o *Origin) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("outbound: %q: want http(s)://host:port, without a path", text)
	}
	*o = originOf(u)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

func (o Origin) String() string {
	host := o.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return o.scheme + "://" + host + ":" + o.port
}

func originOf(u *url.URL) Origin {
	o := Origin{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()}
	if o.port == "" {
		o.port = map[string]string{"https": "443", "http": "80"}[o.scheme]
	}
	return o
}
