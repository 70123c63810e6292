// A table that does not fit scrolls by itself with its first column in sight; one that fits needs no stop for the Tab key. Boards and
// tables fade at the edge where there is more. A bar of bulk actions shows once a row is chosen.

// edges tells at which sides there is more to see.
function edges(region) {
  const most = region.scrollWidth - region.clientWidth;
  region.classList.toggle("more-left", region.scrollLeft > 1);
  region.classList.toggle("more-right", region.scrollLeft < most - 1);
}

// fit measures a table as it would stand without scrolling.
function fit(region) {
  const table = region.querySelector(":scope > .table");
  if (table) {
    region.classList.remove("table-wide");
    region.classList.toggle("table-wide", table.offsetWidth > region.clientWidth + 1);
  }
  if (region.scrollWidth > region.clientWidth + 1 || region.matches(".table-wide")) region.tabIndex = 0;
  else region.removeAttribute("tabindex");
  edges(region);
}

const widths = new WeakMap();

function measured(region) {
  if (widths.get(region) === region.clientWidth) return; // only its height changed
  widths.set(region, region.clientWidth);
  fit(region);
}

const sizes = "ResizeObserver" in window
  ? new ResizeObserver((entries) => { for (const entry of entries) measured(entry.target); })
  : { observe: fit };

function scrolls(region) {
  sizes.observe(region);
  region.addEventListener("scroll", () => edges(region), { passive: true });
}

function bulk(bar) {
  const id = bar.dataset.bulk;
  const show = () => {
    bar.hidden = !document.querySelector(`input[type=checkbox][form="${id}"]:checked, form#${id} .row-select input:checked`);
  };
  document.addEventListener("change", show);
  show();
}

export function setupTables(root) {
  for (const region of root.querySelectorAll(".table-scroll:not([data-measured]), .board:not([data-measured])")) {
    region.dataset.measured = "";
    scrolls(region);
  }
  for (const bar of root.querySelectorAll("[data-bulk]:not([data-ready])")) {
    bar.dataset.ready = "";
    bulk(bar);
  }
}
