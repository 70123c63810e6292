package needweb

import (
	"net/http"
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// StartWaves lets the need ask companies by itself.
func (h *Pages) StartWaves(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	in := need.WaveInput{Size: f.Text("size"), Wait: f.Text("wait"), Remind: f.Text("remind"), On: clock.Date(f.Text("on"))}
	err = h.need.StartWaves(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.record(c)
		if err != nil {
			return err
		}
		v.on, v.waves, v.waveFaults = string(firstDay(v.rec.Asked(), c.Today())), &in, faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/"+string(key)+"#waves", "need.waves.started")
}

// PauseWaves stops the next wave.
func (h *Pages) PauseWaves(c *page.Ctx) error {
	return h.act(c, "need.waves.paused_done", func(key id.ID, _ page.Form) error { return h.need.PauseWaves(c.Context(), c.Scope, key) })
}

// ResumeWaves goes on with waves that were paused.
func (h *Pages) ResumeWaves(c *page.Ctx) error {
	return h.act(c, "need.waves.resumed_done", func(key id.ID, _ page.Form) error { return h.need.ResumeWaves(c.Context(), c.Scope, key) })
}

// waveState is where the waves stand; empty when nobody started them.
func (v recordView) waveState() need.WaveState {
	if v.rec.Waves == nil {
		return ""
	}
	return v.rec.Waves.State
}

// showsWaves reports whether the card of the waves has something to say or to do.
func (v recordView) showsWaves() bool {
	return v.asks() && (v.rec.Waves != nil || len(v.group(need.CanAsk)) > 0)
}

// waveText says how far the waves are, and what comes next.
func (v recordView) waveText() string {
	w := v.rec.Waves
	switch v.waveState() {
	case need.WavesRunning:
		if w.NextAt != nil {
			return v.P.T("need.waves.running", w.Sent, w.Size, v.P.DateLong(clock.DateOf(*w.NextAt)))
		}
		return ""
	case need.WavesPaused:
		return v.P.T("need.waves.paused", w.Sent)
	case need.WavesDry:
		return v.P.T("need.waves.dry")
	default:
		return v.P.T("need.waves.intro")
	}
}

func (v recordView) waveChip() (shape, words string) {
	switch s := v.waveState(); s {
	case need.WavesRunning:
		return ui.Running, v.P.T("need.waves.state.running")
	case need.WavesPaused:
		return ui.Draft, v.P.T("need.waves.state.paused")
	case need.WavesDry:
		return ui.Late, v.P.T("need.waves.state.dry")
	default:
		return "", ""
	}
}

// waveFields are the fields of the form, filled with the plan there is, or with the usual one.
func (v recordView) waveFields() (size, wait, remind, on ui.Field) {
	in := need.UsualWaves(v.rec.Asked(), firstDay(v.rec.Asked(), v.Today()))
	if v.rec.Waves != nil {
		in = v.rec.Waves.Input()
	}
	if v.waves != nil {
		in = *v.waves
	}
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, ID: "f-wave-" + name, Label: v.P.T("need.waves." + name), Value: value, Required: true, Error: page.Message(v.P, v.waveFaults, name)}
	}
	size, wait, remind, on = field("size", in.Size), field("wait", in.Wait), field("remind", in.Remind), field("on", string(in.On))
	size.Min, size.Max, wait.Min, wait.Max, remind.Min, remind.Max = "1", "25", "1", "30", "0", "30"
	wait.Suffix, remind.Suffix, remind.Required, remind.Plain = v.P.T("need.waves.days"), v.P.T("need.waves.days"), false, true
	remind.Hint = v.P.T("need.waves.remind.hint")
	asked := v.rec.Asked()
	on.Min, on.Max = string(asked.From), string(asked.To)
	return size, wait, remind, on
}

// waveSummary names the form.
func (v recordView) waveSummary() string {
	if v.rec.Waves == nil {
		return v.P.T("need.waves.how")
	}
	return v.P.T("need.waves.change")
}

// waveButton starts the waves, or starts them anew with what the form says.
func (v recordView) waveButton() string {
	if v.rec.Waves == nil {
		return v.P.T("need.waves.start")
	}
	return v.P.T("need.waves.restart")
}

// stepLook gives each step its mark.
type stepLook struct{ icon, kind string }

var stepLooks = map[need.StepKind]stepLook{
	need.StepAsked: {"question", ui.Info}, need.StepEdited: {"pencil", ""}, need.StepStarted: {"send", ui.Info}, need.StepPaused: {"clock", ""}, need.StepResumed: {"send", ui.Info},
	need.StepWave: {"send", ui.Info}, need.StepDry: {"alert", ui.Warning}, need.StepInvited: {"mail", ""}, need.StepReminded: {"mail", ""}, need.StepYes: {"check", ui.Success},
	need.StepNo: {"x", ui.Danger}, need.StepOtherDate: {"calendar", ui.Warning}, need.StepLater: {"clock", ui.Warning}, need.StepColleague: {"users", ui.Info}, need.StepAccepted: {"check", ui.Success},
	need.StepTakenBack: {"x", ""}, need.StepFilled: {"check", ui.Success}, need.StepWithdrawn: {"x", ""}, need.StepExpired: {"clock", ""}, need.StepReopened: {"question", ui.Warning}, need.StepClosed: {"check", ui.Success}, need.StepOpened: {"undo", ui.Info},
	need.StepQueued: {"clock", ui.Info}, need.StepOver: {"alert", ui.Warning}, need.StepPin: {"pin", ""}, need.StepSkip: {"x", ""}, need.StepCall: {"phone", ui.Info},
	need.StepJoined: {"link", ui.Info}, need.StepSeparated: {"undo", ""},
}

// history is what happened to the need, the latest first, by day.
func (v recordView) history() ui.TimelineProps {
	props := ui.TimelineProps{Label: v.P.T("need.history")}
	for _, s := range v.rec.Steps {
		day := v.P.DateLong(clock.DateOf(s.At))
		if n := len(props.Groups); n == 0 || props.Groups[n-1].Heading != day {
			props.Groups = append(props.Groups, ui.TimelineGroup{Heading: day})
		}
		g := &props.Groups[len(props.Groups)-1]
		g.Items = append(g.Items, v.step(s))
	}
	return props
}

func (v recordView) step(s need.Step) ui.TimelineItem {
	look := stepLooks[s.Kind]
	item := ui.TimelineItem{
		Icon: look.icon, Kind: look.kind, When: v.P.Time(s.At), DateTime: s.At.In(clock.Amsterdam()).Format(time.RFC3339), By: s.By,
	}
	if s.Organisation != "" {
		item.Href = "/relations/" + string(s.Organisation)
	}
	switch s.Kind {
	case need.StepStarted, need.StepWave, need.StepClosed:
		item.Title = v.P.T("need.step."+string(s.Kind), s.Count)
	case need.StepOver, need.StepSkip:
		item.Title, item.Text = v.P.T("need.step."+string(s.Kind), s.Name), s.Words
	case need.StepJoined:
		item.Title = v.P.T("need.step.joined", s.Words)
	case need.StepReopened, need.StepWithdrawn:
		item.Title, item.Text = v.P.T("need.step."+string(s.Kind)), s.Words
	case need.StepLater:
		item.Title = v.P.T("need.step.later", s.Name, v.P.Month(clock.Date(s.Words).Month()))
	case need.StepInvited, need.StepOtherDate, need.StepAccepted:
		item.Title = v.P.T("need.step."+string(s.Kind), s.Name, clock.Date(s.Words))
	default:
		if s.Organisation != "" {
			item.Title = v.P.T("need.step."+string(s.Kind), s.Name)
		} else {
			item.Title = v.P.T("need.step." + string(s.Kind))
		}
	}
	return item
}
