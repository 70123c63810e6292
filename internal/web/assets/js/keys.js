// Shortcuts of one character: through lists and boards, to pages, and "?" for the list of them (todayweb/shortcuts.go says which).
// They rest while somebody types, while a dialog is open, and for whoever switched them off.
import { canPreview, previewing, togglePreview, followPreview } from "./preview.js";

const FIELDS = /^(TEXTAREA|SELECT)$/;
const BOXES = /^(checkbox|radio|button|submit|reset)$/;

function typing(element) {
  if (element.isContentEditable || FIELDS.test(element.tagName)) return true;
  return element.tagName === "INPUT" && !BOXES.test(element.type);
}

// single reports whether a key may work as a shortcut of one character.
export function single(event) {
  return !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)
    && document.documentElement.dataset.keys !== "off" && !document.querySelector("dialog[open]");
}

const shown = (element) => element.getClientRects().length > 0;
const titles = (root = document.getElementById("main")) =>
  [...root.querySelectorAll("tbody .title-link, .board-card > .title-link")].filter(shown);

let last; // the row where the walk was, when the focus has left it
let waiting; // for the second key after g

const holder = (element) => element?.closest?.("tr, .board-card");

// current is the title of the row or card that has the focus, or had it last.
function current() {
  const here = holder(document.activeElement)?.querySelector(".title-link");
  if (here) last = here;
  return last?.isConnected && shown(last) ? last : undefined;
}

function land(title) {
  if (!title) return;
  last = title;
  title.focus({ preventScroll: true });
  title.scrollIntoView({ block: "nearest", inline: "nearest" });
  followPreview(title);
}

function walk(step) {
  const list = titles();
  const at = list.indexOf(current());
  land(at < 0 ? list[step > 0 ? 0 : list.length - 1] : list[at + step]);
}

// sideways goes to the card at the same height in the next column that has one.
function sideways(step) {
  const card = current()?.closest(".board-card");
  if (!card) return;
  const columns = [...card.closest(".board").querySelectorAll(".board-column")];
  const column = card.closest(".board-column");
  const height = titles(column).indexOf(last);
  for (let i = columns.indexOf(column) + step; columns[i]; i += step) {
    const list = titles(columns[i]);
    if (list.length) return land(list[Math.min(height, list.length - 1)]);
  }
}

function move() {
  const menu = current()?.closest(".board-card")?.querySelector("details[data-menu]");
  if (!menu) return false;
  menu.open = true;
  menu.querySelector(".menu-item")?.focus();
}

// page is the address of the organisation's page of the current row.
function page(then) {
  const path = current() && /^\/relations\/[0-9a-f-]{36}/.exec(new URL(current().href).pathname)?.[0];
  if (path) location.assign(path + then);
  return Boolean(path);
}

const press = (selector) => {
  const element = [...document.querySelectorAll(selector)].find(shown);
  element?.click();
  return Boolean(element);
};

const keys = {
  "?": () => help(),
  j: () => walk(1),
  k: () => walk(-1),
  l: () => sideways(1),
  h: () => sideways(-1),
  m: () => move(),
  o: () => current()?.click(),
  p: () => current() && (canPreview(current()) ? togglePreview(current()) : current().click()),
  x: () => current()?.closest("tr")?.querySelector(".row-select input")?.click(),
  e: () => press("[data-key=e]") || (document.querySelector("[data-edits]") && page("/edit")),
  c: () => press("[data-key=c]") || document.querySelector("[data-palette=record]") && (page("?record=1#record") || press("[data-palette=record]")),
  g: () => { waiting = setTimeout(() => { waiting = undefined; }, 1500); },
};

function jump(key) {
  clearTimeout(waiting);
  waiting = undefined;
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
}

async function help() {
  const answer = await fetch("/shortcuts", { headers: { "HX-Request": "true" } });
  if (!answer.ok) return location.assign("/shortcuts");
  const body = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-shortcuts-body]");
  if (!body || document.querySelector("dialog[open]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  dialog.append(document.adoptNode(body));
  const next = dialog.querySelector("[name=next]");
  if (next) next.value = location.pathname + location.search;
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => { if (event.key === "?") dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-dialog-close]").focus();
}

export function setupKeys() {
  document.addEventListener("keydown", (event) => {
    if (!single(event) || event.key.length !== 1) return;
    if (waiting) {
      event.preventDefault();
      return jump(event.key);
    }
    if (!Object.hasOwn(keys, event.key) || (previewing(event.target) && event.key === "x")) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-shortcuts]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    link.closest("details[data-menu]")?.removeAttribute("open");
    help();
  });
}
