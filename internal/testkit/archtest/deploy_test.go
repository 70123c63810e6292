package archtest

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v2"

	"schakel/internal/platform/config"
)

// What stands in deploy/ is run by nobody here, so that it must at least name what exists: settings, and files of the chart that are YAML.

func TestDeploymentsNameWhatExists(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	settings := reflect.TypeFor[config.Config]()
	for i := range settings.NumField() {
		tag := settings.Field(i).Tag
		known[tag.Get("env")] = true
		if _, secret := tag.Lookup("secret"); secret {
			known[tag.Get("env")+"_FILE"] = true
		}
	}
	setting := regexp.MustCompile(`SCHAKEL_[A-Z_]+`)
	files := 0
	err := filepath.WalkDir(deployDir(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		for _, name := range setting.FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s: there is no setting %s", filepath.Base(path), name)
			}
		}
		return err
	})
	if err != nil || files < 8 {
		t.Errorf("%d files, %v", files, err)
	}
}

func deployDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../../deploy")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDeploymentsAreYAML(t *testing.T) {
	t.Parallel()
	dir := deployDir(t)
	read := func(name string) []byte {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	compose := documents(t, "compose.yaml", read("compose.yaml"))
	if len(compose) != 1 || compose[0]["services"] == nil {
		t.Errorf("compose: %v", compose)
	}
	var values map[string]any
	if err := yaml.Unmarshal(read("helm/schakel/values.yaml"), &values); err != nil {
		t.Fatal(err)
	}
	values["ingress"].(map[any]any)["enabled"] = true
	values["ingress"].(map[any]any)["className"] = "nginx"
	got := documents(t, "chart", chart(t, values, string(read("helm/schakel/templates/_env.tpl"))+string(read("helm/schakel/templates/schakel.yaml"))))
	var kinds []string
	for _, d := range got {
		kinds = append(kinds, d["kind"].(string))
	}
	if want := "Deployment Service PodDisruptionBudget Ingress CronJob"; strings.Join(kinds, " ") != want {
		t.Errorf("the chart makes %s, want %s", kinds, want)
	}
}

// chart renders with what the chart uses of Helm.
func chart(t *testing.T, values map[string]any, text string) []byte {
	t.Helper()
	tree := template.New("chart")
	tree.Funcs(template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var b strings.Builder
			err := tree.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
		"nindent": func(n int, s string) string {
			return "\n" + strings.Repeat(" ", n) + strings.ReplaceAll(s, "\n", "\n"+strings.Repeat(" ", n))
		},
		"quote": func(s string) string { return `"` + s + `"` },
		"toYaml": func(v any) (string, error) {
			out, err := yaml.Marshal(v)
			return strings.TrimSuffix(string(out), "\n"), err
		},
	})
	if _, err := tree.Parse(text); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tree.Execute(&b, map[string]any{"Values": values, "Release": map[string]any{"Name": "schakel"}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func documents(t *testing.T, name string, text []byte) (out []map[string]any) {
	t.Helper()
	in := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var one map[string]any
		err := in.Decode(&one)
		if err == io.EOF { //nolint:errorlint // the decoder returns it as it is
			return out
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		out = append(out, one)
	}
}
