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

// The day on which a dragged event would be: the day it is dropped on, or in a lane the same weekday of that week.
function dropDay(place, link) {
  if (place.dataset.day) return place.dataset.day;
  const was = new Date(new URL(link.href).searchParams.get("move") + "T12:00:00Z");
  const day = new Date(place.dataset.week + "T12:00:00Z");
  day.setUTCDate(day.getUTCDate() + ((was.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

// Dragging an event to another day opens the form that moves it, with that day filled in: nothing moves before its reason is given.
// The link beside each event does the same with the keyboard.
function setupDrag() {
  let dragged = null;
  const placeOf = (event) => dragged && event.target.closest?.("[data-day], [data-week]");
  const mark = (place) => {
    for (const old of document.querySelectorAll(".cal-drop")) old.classList.remove("cal-drop");
    place?.classList.add("cal-drop");
  };
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".cal-item")?.querySelector(".cal-move") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const place = placeOf(event);
    mark(place);
    if (place) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    const to = new URL(dragged.href);
    const day = dropDay(place, dragged);
    if (day === to.searchParams.get("move")) return;
    to.searchParams.set("move", day);
    location.assign(to);
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
}

export function setupCalendar() {
  setupDrag();
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
