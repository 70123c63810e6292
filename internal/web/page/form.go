package page

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
)

// Form is what was posted. Values are as typed; the domain cleans and checks them.
type Form struct {
	r      *http.Request
	values url.Values
}

// formMemory is how much of an upload stays in memory; the rest goes to a temporary file.
const formMemory = 1 << 20

// Form parses the posted form, within the route's body limit.
func (c *Ctx) Form() (Form, error) {
	var err error
	if strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		err = c.R.ParseMultipartForm(formMemory)
	} else {
		err = c.R.ParseForm()
	}
	if err == nil {
		return Form{c.R, c.R.PostForm}, nil //nolint:forbidigo // the posted form, not the client's function of that name
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return Form{}, fault.TooLarge("fault.too_large")
	}
	return Form{}, fault.Invalid("fault.bad_form")
}

// IDForm reads {id} of the path and the posted form.
func (c *Ctx) IDForm() (id.ID, Form, error) {
	key, err := c.ID()
	if err != nil {
		return "", Form{}, err
	}
	f, err := c.Form()
	return key, f, err
}

// Text returns a field as typed.
func (f Form) Text(name string) string { return f.values.Get(name) }

// All returns all values of a field: ticked boxes, chosen chips.
func (f Form) All(name string) []string { return f.values[name] }

// Has reports whether the field was posted at all.
func (f Form) Has(name string) bool { return f.values.Has(name) }

// Bool reports whether a box was ticked.
func (f Form) Bool(name string) bool { return f.values.Get(name) != "" }

// ID returns an id, empty when absent or malformed.
func (f Form) ID(name string) id.ID {
	key, err := id.Parse(f.Text(name))
	if err != nil {
		return ""
	}
	return key
}

// MinuteOfDay reads a time of day as typed: minutes since midnight, or -1.
func MinuteOfDay(text string) int {
	f := fault.Fields{}
	minutes := check.TimeOfDay(f, "time", text)
	if len(f) > 0 {
		return -1
	}
	return minutes
}

// IDs returns all well-formed ids of a field.
func (f Form) IDs(name string) []id.ID {
	var out []id.ID
	for _, v := range f.All(name) {
		if key, err := id.Parse(v); err == nil {
			out = append(out, key)
		}
	}
	return out
}

// Int returns a whole number, 0 when absent or malformed: for hidden fields such as version.
func (f Form) Int(name string) int {
	n, err := strconv.Atoi(f.Text(name))
	if err != nil {
		return 0
	}
	return n
}

// File returns an uploaded file; ok is false when none was chosen. The caller closes it.
func (f Form) File(name string) (file multipart.File, header *multipart.FileHeader, ok bool) {
	file, header, err := f.r.FormFile(name)
	return file, header, err == nil
}

// Files returns the uploaded files of a field, at most fifty.
func (f Form) Files(name string) []*multipart.FileHeader {
	const most = 50
	if f.r.MultipartForm == nil {
		return nil
	}
	chosen := f.r.MultipartForm.File[name]
	return chosen[:min(len(chosen), most)]
}

// Invalid returns the messages per field when err says that the input can be mended. A message about the whole
// input stands at the empty field name.
func Invalid(err error) (fault.Fields, bool) {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid {
		return nil, false
	}
	if len(f.Fields) == 0 {
		return fault.Fields{"": {Key: f.Key, Args: f.Args}}, true
	}
	return f.Fields, true
}

// Message returns the translated message of a field, empty without one.
func Message(p *i18n.Printer, fields fault.Fields, name string) string {
	m, ok := fields[name]
	if !ok {
		return ""
	}
	return p.T(m.Key, m.Args...)
}

// Messages returns the translated messages of several fields, in their order, as one text.
func Messages(p *i18n.Printer, fields fault.Fields, names ...string) string {
	var out []string
	for _, name := range names {
		if text := Message(p, fields, name); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}

// AnyMessage returns the translated message of a form with one field to mend.
func AnyMessage(p *i18n.Printer, fields fault.Fields) string {
	for name := range fields {
		return Message(p, fields, name)
	}
	return ""
}
