// Dropdowns close with Esc, on a click elsewhere and when the focus leaves; arrow keys walk through them.
// The main menu of a phone (opened by its address, #nav) closes with Esc.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function walk(menu, step) {
  const items = [...menu.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  const next = items[(at + step + items.length) % items.length];
  if (next) next.focus();
}

export function setupMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (event.key === "Escape") {
      for (const other of openMenus()) other.open = false;
      if (menu) menu.querySelector("summary").focus();
      else if (location.hash === "#nav") location.hash = "#main";
    }
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(menu, event.key === "ArrowDown" ? 1 : -1);
    }
  });
}
