package archtest

// module is the path of the module whose tree is checked.
const module = "schakel"

// floor is one storey of the house: a prefix below the module, and its height. Imports go to a lower height, or stay
// within the prefix as far as its rows allow.
type floor struct {
	prefix string
	height int
	// rows order the packages inside the floor, highest first; a package imports only what stands on a lower row.
	// Names are the first path element below prefix; "." is the floor's own package. Nil means: no order inside.
	rows [][]string
	// closed floors refuse a package that no row names: it must be added to the drawing first.
	closed bool
}

// floors is the drawing. Order does not matter; the longest matching prefix decides.
var floors = []floor{
	{prefix: "cmd", height: 100},
	{prefix: "e2e", height: 100},
	{prefix: "bench", height: 100},
	{prefix: "faults", height: 100},
	{prefix: "internal/testkit", height: 95},
	{prefix: "internal/demo", height: 90},
	{prefix: "internal/app", height: 80},
	{prefix: "internal/web", height: 70, rows: [][]string{
		{"."},
		{"*web", "portal"},
		{"*"},
	}},
	{prefix: "internal/api", height: 65}, // web serves it, behind its own middleware and in its URL table
	{prefix: "internal/domain", height: 60, closed: true, rows: [][]string{
		{"dashboard", "steering", "calendar", "company"},
		{"budget"},
		{"inspection"}, // above agreement: an accountant reads the whole chain
		{"agreement"},  // above funding: what all have signed becomes pledges there
		{"funding"},
		{"engagement"},
		{"need"},
		{"menu", "programme", "maildrop", "facility"},
		{"occurrence", "listing"},
		{"relation", "directory"},
		{"network", "curriculum", "schoolyear", "geo"},
	}},
	{prefix: "internal/kernel", height: 50, closed: true, rows: [][]string{
		{"identity", "token"},
		{"webhook"}, // it mails, and computes its secrets as links do
		{"link", "post", "search", "history", "bin", "erasure", "readlog", "upkeep"},
		{"operation"},
		{"audit", "job"},
		{"access"},
	}},
	{prefix: "internal/algo", height: 50},
	{prefix: "internal/platform", height: 40},
}

// openRows are rows whose packages may import each other: "*" of web are the tools every page uses.
var openRows = map[string]bool{"internal/web *": true}

// ban keeps a standard or third-party package in its home. Only imports of files that are not tests are looked at;
// testkit, the journeys, the benchmarks and the fault tests are free.
type ban struct {
	packages []string // import paths; "x/..." also covers everything below x
	homes    []string // prefixes below the module where the import is allowed
	why      string
}

// bans are the "only in" sentences of docs/architecture.md.
var bans = []ban{
	{
		[]string{"net/http/..."},
		[]string{"internal/web", "internal/api", "internal/app", "internal/platform/outbound"},
		"HTTP is spoken by web and app (servers) and by platform/outbound (the one client)",
	},
	{
		[]string{"net", "net/smtp"},
		[]string{"internal/web", "internal/app", "internal/platform/outbound", "internal/platform/mail", "internal/platform/config"},
		"connections are opened by app and by platform/outbound only",
	},
	{
		[]string{"github.com/a-h/templ/..."},
		[]string{"internal/web"},
		"pages and mails are rendered in web",
	},
	{
		[]string{"html/template", "text/template"},
		nil,
		"HTML and mails are templ components",
	},
	{
		[]string{"database/sql/...", "github.com/mattn/go-sqlite3", "modernc.org/sqlite/...", "github.com/jackc/pgx/v5/...", "github.com/pressly/goose/v3/..."},
		[]string{"internal/platform/db"},
		"both databases are reached through platform/db",
	},
	{
		[]string{"github.com/wneessen/go-mail/..."},
		[]string{"internal/platform/mail"},
		"mail leaves through platform/mail",
	},
	{
		[]string{"github.com/prometheus/client_golang/...", "go.opentelemetry.io/otel/..."},
		[]string{"internal/platform/telemetry", "internal/app"},
		"metrics and traces are made by platform/telemetry; app serves them",
	},
	{
		[]string{"gocloud.dev/...", "github.com/aws/aws-sdk-go-v2/..."},
		[]string{"internal/platform/blob"},
		"files are kept by platform/blob",
	},
	{
		[]string{"github.com/xuri/excelize/v2/...", "encoding/csv"},
		[]string{"internal/platform/tabular", "internal/platform/export"},
		"spreadsheets are read by platform/tabular and written by platform/export",
	},
	{
		[]string{"codeberg.org/go-pdf/fpdf/...", "golang.org/x/image/..."},
		[]string{"internal/platform/pdf"},
		"PDFs are written by platform/pdf",
	},
	{
		[]string{"github.com/yuin/goldmark/..."},
		[]string{"internal/platform/markdown"},
		"Markdown is read in one place, for pages and PDFs alike",
	},
	{
		[]string{"github.com/blevesearch/snowballstem/..."},
		[]string{"internal/kernel/search"},
		"words are stemmed in one place, for the index and the question alike",
	},
	{
		[]string{"github.com/paulmach/orb/..."},
		[]string{"internal/domain/geo"},
		"geography is geo's",
	},
	{
		[]string{"golang.org/x/crypto/argon2"},
		[]string{"internal/kernel/identity"},
		"passwords are identity's",
	},
	{
		[]string{"github.com/danielgtaylor/huma/v2/..."},
		[]string{"internal/api"},
		"the API's document is made in one place",
	},
	{
		[]string{"github.com/go-webauthn/webauthn/..."},
		[]string{"internal/kernel/identity"},
		"passkeys are identity's",
	},
	{
		[]string{"github.com/coreos/go-oidc/v3/...", "golang.org/x/oauth2/..."},
		[]string{"internal/platform/openid"},
		"OpenID Connect is spoken in one place",
	},
	{
		[]string{"github.com/evanw/esbuild/..."},
		[]string{"cmd/bundle"},
		"the bundler is a build tool, not part of the program",
	},
	{
		[]string{"github.com/chromedp/...", "testing"},
		[]string{},
		"test tools stay out of the program",
	},
}

// scenery is where the tests of a floor may look up to: kernel's set the scene with a real network and its units, which
// only domain makes.
var scenery = map[string]string{"internal/kernel": "internal/domain"}

// freeOfBans are the places that only test or measure.
var freeOfBans = []string{"internal/testkit", "e2e", "bench", "faults"}

// mayUseTestkit are the places whose non-test files may import testkit.
var mayUseTestkit = []string{"internal/testkit", "e2e", "bench", "faults"}

// emptyNames say nothing about what a package is; the noun is missing.
var emptyNames = []string{"util", "utils", "common", "models", "model", "helpers", "helper", "misc", "shared", "lib"}
