// The summary of a row beside its list. The row's link stays a link to the page; on a narrow screen the page is all there is.

const wide = matchMedia("(min-width: 1000px)");
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let from; // the title whose record is shown
let asked = 0;

const panel = () => document.querySelector("[data-preview-panel]");

// organisation is the one in the path of a link, or the one it is for.
function organisation(link) {
  const url = new URL(link.href);
  const [, first, key] = url.pathname.split("/");
  const id = first === "relations" ? key : url.searchParams.get("org");
  return ID.test(id ?? "") ? id : undefined;
}

// target is the address of the summary of what a row is about: its organisation, or the one where somebody works.
function target(title) {
  const works = title.closest("tr")?.querySelector("td a[href^='/relations/']");
  const id = organisation(title) ?? (works && organisation(works));
  return id ? `/relations/${id}?preview=1` : undefined;
}

export const canPreview = (title) => wide.matches && Boolean(panel() && target(title));
export const previewing = (element) => Boolean(panel()?.contains(element));

const opener = (title) => title?.parentElement.querySelector(":scope > .peek");

function mark(title) {
  for (const row of document.querySelectorAll(".is-previewed")) row.classList.remove("is-previewed");
  for (const button of document.querySelectorAll(".peek[aria-expanded=true]")) button.setAttribute("aria-expanded", "false");
  title?.closest("tr, .board-card")?.classList.add("is-previewed");
  opener(title)?.setAttribute("aria-expanded", "true");
}

async function show(title, enter) {
  const href = target(title);
  const place = panel();
  if (!href || !place) return;
  from = title;
  mark(title);
  const number = ++asked;
  place.hidden = false;
  place.parentElement.classList.add("is-previewing");
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(href, { headers: { "HX-Request": "true" } });
  if (number !== asked) return;
  if (!answer.ok) return location.assign(title.href);
  const body = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview]");
  if (number !== asked || !body) return;
  place.replaceChildren(document.adoptNode(body));
  place.scrollTop = 0;
  place.removeAttribute("aria-busy");
  const status = document.querySelector("[data-preview-status]");
  if (status) status.textContent = body.dataset.preview;
  if (enter) place.querySelector("h2")?.focus({ preventScroll: true });
}

function close(focus) {
  const place = panel();
  if (!place || place.hidden) return;
  asked++;
  place.hidden = true;
  place.replaceChildren();
  place.parentElement.classList.remove("is-previewing");
  mark();
  if (focus && from?.isConnected) from.focus();
  from = undefined;
}

// togglePreview opens the summary of a row, or closes it when it is open.
export function togglePreview(title) {
  if (from === title) close(true);
  else show(title, true);
}

// followPreview lets an open summary go along with a walk through the rows.
export function followPreview(title) {
  if (from && from !== title && canPreview(title)) show(title);
}

function addButtons(root) {
  const template = document.querySelector("template[data-peek]");
  if (!template) return;
  for (const title of root.querySelectorAll("tbody .title-link, .board-card > .title-link")) {
    if (opener(title) || !target(title)) continue;
    const button = template.content.firstElementChild.cloneNode(true);
    const words = button.querySelector(".sr");
    words.textContent = words.textContent.replace("{}", title.textContent);
    title.after(button);
  }
}

let ready = false;

export function setupPreview(root) {
  addButtons(root.querySelectorAll ? root : document);
  if (from && !from.isConnected) close(false);
  if (ready) return;
  ready = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".peek");
    if (button) togglePreview(button.parentElement.querySelector(":scope > .title-link"));
    if (event.target.closest?.("[data-preview-close]")) close(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], details[data-menu][open]")) return;
    close(true);
  });
  wide.addEventListener("change", () => { if (!wide.matches) close(false); });
}
