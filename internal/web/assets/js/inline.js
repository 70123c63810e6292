// Edit in place: a link to a field of a form ([data-inline] names the fields) puts those fields where they are shown. The form is the
// one of the page that the link leads to, with all that it carries: version, what the fields held, every other field. So the server checks
// and answers as always: saved, refused at the field, or the page that settles a conflict.
import { announce } from "./toast.js";

const PLACE = ".def, .item, td, .card";

// placeOf is the element whose content the form replaces: the description of a term, a list item, a cell, the body of a card.
function placeOf(link) {
  const place = link.closest(PLACE);
  return place?.querySelector(":scope > dd, :scope > .card-body") ?? place;
}

async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

const wrapper = (control) => control.closest("fieldset, .field");

// pick takes the form that has the fields, and leaves only those in sight, and any that was refused.
function pick(page, names) {
  const form = [...page.forms].find((f) => names.every((name) => f.querySelector(`[name="${name}"]:not([type=hidden])`)));
  if (!form) return null;
  const shown = [...new Set(names.map((name) => wrapper(form.querySelector(`[name="${name}"]:not([type=hidden])`))))];
  for (const bad of form.querySelectorAll(".field-bad")) if (!shown.includes(bad)) shown.push(bad);
  const buttons = form.querySelector(".form-actions");
  for (const button of buttons.querySelectorAll(".btn")) button.classList.add("btn-small");
  const fields = page.createElement("div");
  fields.className = "inline-fields";
  fields.append(...shown);
  for (const child of form.children) child.hidden = true;
  form.append(fields, buttons);
  buttons.hidden = false;
  form.className = "form inline-edit";
  form.noValidate = true;
  delete form.dataset.submitOnce;
  for (const element of form.querySelectorAll("[id]")) element.id = `inline-${element.id}`;
  for (const [attribute, many] of [["for"], ["list"], ["aria-describedby", true], ["aria-labelledby", true]]) {
    for (const element of form.querySelectorAll(`[${attribute}]`)) {
      const ids = element.getAttribute(attribute).split(" ");
      element.setAttribute(attribute, (many ? ids : ids.slice(0, 1)).map((id) => `inline-${id}`).join(" "));
    }
  }
  return document.adoptNode(form);
}

function enter(form) {
  const first = form.querySelector(".inline-fields [aria-invalid=true]") ?? form.querySelector(".inline-fields :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
  if (first?.matches("input:not([type=checkbox], [type=radio])")) first.select();
}

class Edit {
  constructor(link, place) {
    this.link = link;
    this.place = place;
    this.names = link.dataset.inline.split(" ");
    this.before = [...place.childNodes];
  }

  async open() {
    this.place.setAttribute("aria-busy", "true");
    const answer = await fetch(this.link.href).catch(() => null);
    this.place.removeAttribute("aria-busy");
    const form = answer?.ok ? pick(await read(answer), this.names) : null;
    if (!form) return location.assign(this.link.href);
    this.show(form);
  }

  show(form) {
    this.form = form;
    form.classList.toggle("inline-one", this.names.length === 1 && this.place.matches("dd") && this.link.matches(".def-edit"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.save();
    });
    form.addEventListener("click", (event) => {
      if (!event.target.closest(".form-actions a")) return;
      event.preventDefault();
      this.close();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
    this.place.replaceChildren(form);
    this.place.dataset.editing = "";
    enter(form);
  }

  close() {
    this.place.replaceChildren(...this.before);
    delete this.place.dataset.editing;
    this.link.focus();
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)), redirect: "manual" }).catch(() => null);
    this.saving = false;
    if (answer?.type === "opaqueredirect") return this.saved();
    const page = answer && await read(answer);
    const form = answer?.status === 422 ? pick(page, this.names) : null;
    if (form) return this.show(form);
    HTMLFormElement.prototype.submit.call(this.form); // a conflict, or something else that needs its own page
  }

  // saved shows the page as it is now: its head, and the card where the field stands. What is being typed elsewhere stays.
  async saved() {
    const card = this.place.closest(".card[id]");
    const answer = await fetch(location.href).catch(() => null);
    const page = answer?.ok ? await read(answer) : null;
    const fresh = page?.getElementById(card?.id ?? "");
    if (!fresh) return location.reload();
    for (const [old, next] of [[card, fresh], [document.querySelector(".page-head"), page.querySelector(".page-head")]]) {
      if (!old || !next) continue;
      document.adoptNode(next);
      old.replaceWith(next);
      window.htmx?.process(next);
      next.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    }
    document.title = page.title;
    announce([...page.querySelectorAll("[data-toast]")].map((toast) => document.adoptNode(toast)));
    const again = [...fresh.querySelectorAll("[data-inline]")].find((link) => link.href === this.link.href);
    (again ?? fresh.querySelector("[data-inline]"))?.focus();
  }
}

function start(link) {
  const place = placeOf(link);
  if (place && !("editing" in place.dataset)) new Edit(link, place).open();
}

export function setupInline() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.("[data-inline]");
    if (link) {
      event.preventDefault();
      return start(link);
    }
    const value = event.target.closest?.(".def:has(> dt > [data-inline]) > dd");
    if (!value || "editing" in value.dataset || event.target.closest("a, button") || String(getSelection())) return;
    start(value.parentElement.querySelector("[data-inline]"));
  });
}
