// The palette: Ctrl-K or "/" opens it, results come as a fragment from the server, arrow keys choose, Enter opens.

import { single } from "./keys.js";

const WAIT = 120;

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector(".palette-input");
    this.body = dialog.querySelector("[data-palette-body]");
    this.status = dialog.querySelector("[data-palette-status]");
    this.mode = "search";
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    dialog.querySelector("[data-palette-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => this.request?.abort());
    dialog.querySelector("form").addEventListener("submit", (event) => this.submit(event));
  }

  open(mode) {
    this.mode = mode;
    if (!this.dialog.open) this.dialog.showModal();
    this.input.value = "";
    this.input.focus();
    this.load();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), WAIT);
  }

  async load() {
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams({ q: this.input.value, mode: this.mode });
    try {
      const answer = await fetch(`${this.dialog.dataset.src}?${query}`, { signal: this.request.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.getElementById("palette-results");
      if (list) this.show(list);
    } catch (error) {
      if (error.name !== "AbortError") console.warn("palette", error);
    }
  }

  show(list) {
    this.body.replaceChildren(document.adoptNode(list));
    this.body.scrollTop = 0;
    this.status.textContent = this.input.value ? list.dataset.count : "";
    this.choose(0);
  }

  options() { return [...this.body.querySelectorAll("[role=option]")]; }

  choose(at) {
    const options = this.options();
    this.at = options.length ? (at + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === this.at)));
    const option = options[this.at];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(this.at + step);
  }

  submit(event) {
    const option = this.options()[this.at];
    if (!option) return; // the form itself leads to the page with all results
    event.preventDefault();
    location.assign(option.href);
  }
}

export function setupPalette() {
  const dialog = document.querySelector("[data-palette-dialog]");
  if (!dialog?.showModal) return;
  const palette = new Palette(dialog);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else palette.open("search");
    } else if (event.key === "/" && single(event)) {
      const search = document.querySelector("[data-search]");
      event.preventDefault();
      if (search) search.focus();
      else palette.open("search");
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-palette]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    palette.open(link.dataset.palette);
  });
}
