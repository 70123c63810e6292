package page

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/money"
	"schakel/internal/web/ui"
)

const (
	langCookie  = "schakel_lang"
	themeCookie = "schakel_theme"
	keysCookie  = "schakel_keys"
	flashCookie = "schakel_flash"
)

// SessionCookie is the name of the session's cookie. Over HTTPS the __Host- prefix ties it to this very host.
func SessionCookie(secure bool) string {
	if secure {
		return "__Host-schakel"
	}
	return "schakel"
}

// StartSession gives the browser the session's token, for as long as it lasts by our own clock: the browser's may differ.
func (c *Ctx) StartSession(token string, expires time.Time) {
	c.keepSession(token, max(1, int(expires.Sub(c.Env.Clock.Now())/time.Second)))
}

// SessionToken returns the token that the browser holds, empty without one.
func (c *Ctx) SessionToken() string {
	cookie, err := c.R.Cookie(SessionCookie(c.Env.Secure()))
	if err != nil {
		return "" // http.ErrNoCookie is the only error there is
	}
	return cookie.Value
}

// EndSession takes the token away from the browser.
func (c *Ctx) EndSession() { c.keepSession("", -1) }

func (c *Ctx) keepSession(token string, seconds int) {
	http.SetCookie(c.W, &http.Cookie{
		Name: SessionCookie(c.Env.Secure()), Value: token, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

// Remember keeps a choice of the browser for a year: language or theme.
func (c *Ctx) remember(name, value string) {
	http.SetCookie(c.W, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

// RememberLang keeps the language that the browser's user chose.
func (c *Ctx) RememberLang(lang i18n.Lang) { c.remember(langCookie, string(lang)) }

// RememberTheme keeps light or dark; empty follows the device.
func (c *Ctx) RememberTheme(theme string) { c.remember(themeCookie, theme) }

// RememberKeys keeps whether shortcuts of a single character work in this browser (WCAG 2.1.4 asks that they can be switched off).
func (c *Ctx) RememberKeys(on bool) {
	c.remember(keysCookie, map[bool]string{true: "on", false: "off"}[on])
}

// Keys reports whether shortcuts of a single character work.
func (c *Ctx) Keys() bool {
	cookie, err := c.R.Cookie(keysCookie)
	return err != nil || cookie.Value != "off"
}

// ChooseLanguage sets the printer: the browser's choice, the account's, the addressee's, the browser's languages, the default.
func (c *Ctx) ChooseLanguage() {
	c.P = c.Env.Catalog.Printer(c.language())
}

func (c *Ctx) language() i18n.Lang {
	if cookie, err := c.R.Cookie(langCookie); err == nil {
		if lang, ok := i18n.ParseLang(cookie.Value); ok {
			return lang
		}
	}
	if lang, ok := i18n.ParseLang(c.Session.Account.Lang); ok {
		return lang
	}
	if accept := c.R.Header.Get("Accept-Language"); accept != "" {
		return i18n.Match(accept)
	}
	return c.Env.Default
}

func (c *Ctx) theme() string {
	if cookie, err := c.R.Cookie(themeCookie); err == nil && (cookie.Value == "light" || cookie.Value == "dark") {
		return cookie.Value
	}
	return c.Session.Account.Theme
}

// flash is a message for the next page. The cookie holds a catalogue key, never text, so nobody can put words in our mouth.
type flash struct {
	Key   string `json:"k"`
	Args  []any  `json:"a,omitempty"`
	Undo  string `json:"u,omitempty"`
	Token string `json:"t,omitempty"`
}

// printable formats arguments for the cookie; whole numbers stay numbers, since they choose between one and many.
func printable(p *i18n.Printer, args []any) []any {
	var out []any
	for _, a := range args {
		switch v := a.(type) {
		case int, string:
			out = append(out, v)
		case clock.Date:
			out = append(out, p.Date(v))
		case money.Cents:
			out = append(out, p.Money(v))
		default:
			out = append(out, fmt.Sprint(v))
		}
	}
	return out
}

func (c *Ctx) setFlash(f flash) {
	b, err := json.Marshal(f)
	if err != nil {
		return // strings always marshal
	}
	http.SetCookie(c.W, &http.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60,
		HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

// takeFlash returns the message left by the request before, once.
func (c *Ctx) takeFlash() []ui.Toast {
	cookie, err := c.R.Cookie(flashCookie)
	if err != nil || cookie.Value == "" {
		return nil
	}
	http.SetCookie(c.W, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteLaxMode})
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	var f flash
	if json.Unmarshal(raw, &f) != nil || !c.P.Has(f.Key) {
		return nil
	}
	for i, a := range f.Args {
		if n, ok := a.(float64); ok {
			f.Args[i] = int(n)
		}
	}
	toast := ui.Toast{Text: c.P.T(f.Key, f.Args...)}
	if f.Undo != "" {
		toast.UndoAction, toast.UndoToken = SafePath(f.Undo, "/"), f.Token
	}
	return []ui.Toast{toast}
}
