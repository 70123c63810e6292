package browser

import (
	"fmt"

	"github.com/chromedp/cdproto/input"
)

// Drag takes the first visible element that matches a CSS selector to another one, with the mouse, and drops it there. Both have to fit
// in the window at once. What is no draggable is a failure: the browser takes nothing up.
func (p *Page) Drag(from, to string) {
	p.t.Helper()
	_, err := call(p, input.SetInterceptDrags, input.SetInterceptDragsParams{Enabled: true})
	p.must("drag", err)
	p.find("css", to, "") // brings it into view, before the other one decides
	start := p.find("css", from, "")
	end := p.find("css", to, "")
	p.watch.touch()
	mouse := func(kind input.DispatchMouseEventType, at found) {
		p.t.Helper()
		_, err := call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
		p.must("drag "+from, err)
	}
	mouse(input.DispatchMouseEventTypeMousePressed, start)
	for _, step := range []float64{4, 12} { // a hand that trembles drags nothing
		mouse(input.DispatchMouseEventTypeMouseMoved, found{X: start.X + step, Y: start.Y + step})
	}
	var data *input.DragData
	p.until(func() error {
		if data = p.watch.takenUp(); data == nil {
			return fmt.Errorf("nothing was taken up at %q", from)
		}
		return nil
	})
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		_, err := call(p, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: end.X, Y: end.Y, Data: data})
		p.must("drop on "+to, err)
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, end)
	_, err = call(p, input.SetInterceptDrags, input.SetInterceptDragsParams{})
	p.must("drag", err)
	p.settle()
}
