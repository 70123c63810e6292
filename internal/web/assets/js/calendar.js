// The arrow keys walk over the days of a calendar: left and right a day, up and down a week, Page Up and Page Down the
// stretch before and after. Without this every day is a link that Tab reaches.
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

function target(list, at, key, view) {
  if (key in STEPS) return list[at + STEPS[key]];
  if (key === "ArrowUp") return list[at - (view === "month" ? 7 : 1)];
  if (key === "ArrowDown") return list[at + (view === "month" ? 7 : 1)];
  if (key === "Home") return list[0];
  if (key === "End") return list[list.length - 1];
}

export function setupCalendar() {
  document.addEventListener("keydown", (event) => {
    const here = event.target.closest?.("[data-cal] .cal-date a");
    if (!here || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      document.querySelector(event.key === "PageUp" ? "[data-cal-prev]" : "[data-cal-next]")?.click();
      return;
    }
    const calendar = here.closest("[data-cal]");
    const list = [...calendar.querySelectorAll(".cal-date a")].filter((a) => a.getClientRects().length > 0);
    const next = target(list, list.indexOf(here), event.key, calendar.dataset.cal);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
