// Calling for a colleague in a note: @ and a few letters offer names. Without this, writing the name does the same.

let list, field, at = -1, current = -1, asked = 0;

function close() {
  list?.remove();
  field?.removeAttribute("aria-controls");
  list = undefined;
  current = -1;
}

function mark(next) {
  const options = [...list.children];
  if (!options.length) return;
  current = (next + options.length) % options.length;
  options.forEach((o, i) => o.setAttribute("aria-selected", String(i === current)));
}

function take(option) {
  const end = field.selectionStart;
  field.setRangeText(`@${option.dataset.name} `, at, end, "end");
  close();
  field.focus();
}

// typed returns what stands between the sign and the cursor, or null when no name is being written.
function typed() {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(^|[^\p{L}\p{N}])@(\p{L}[\p{L} .'-]{0,30})$/u.exec(before);
  if (!found) return null;
  at = before.length - found[2].length - 1;
  return found[2];
}

async function offer() {
  const text = typed();
  if (text === null) return close();
  const number = ++asked;
  const unit = field.form?.elements.unit?.value ?? "";
  const answer = await fetch(`${field.dataset.mention}?${new URLSearchParams({ unit, q: text.trim() })}`);
  if (number !== asked || !answer.ok) return;
  const items = await answer.text();
  close();
  if (!items.trim()) return;
  list = document.createElement("ul");
  list.className = "mention-list";
  list.id = "mention-list";
  list.setAttribute("role", "listbox");
  list.replaceChildren(...new DOMParser().parseFromString(`<ul>${items}</ul>`, "text/html").querySelectorAll("li"));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  mark(0);
}

export function setupMentions() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-mention]")) return;
    field = event.target;
    offer();
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark(current + 1);
    else if (event.key === "ArrowUp") mark(current - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[current]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.(".mention-list [role=option]");
    if (option) { event.preventDefault(); take(option); } else if (list) close();
  });
}
