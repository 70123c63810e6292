// A table that fits needs no stop for the Tab key; a bar of bulk actions shows once a row is chosen.

function stop(region) {
  if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
  else region.removeAttribute("tabindex");
}

const sizes = "ResizeObserver" in window
  ? new ResizeObserver((entries) => { for (const entry of entries) stop(entry.target); })
  : { observe: stop };

function bulk(bar) {
  const id = bar.dataset.bulk;
  const show = () => {
    bar.hidden = !document.querySelector(`input[type=checkbox][form="${id}"]:checked, form#${id} .row-select input:checked`);
  };
  document.addEventListener("change", show);
  show();
}

export function setupTables(root) {
  for (const region of root.querySelectorAll(".table-scroll")) sizes.observe(region);
  for (const bar of root.querySelectorAll("[data-bulk]:not([data-ready])")) {
    bar.dataset.ready = "";
    bulk(bar);
  }
}
