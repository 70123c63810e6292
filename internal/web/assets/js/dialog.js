// Lifts <details data-dialog> into a native <dialog>: focus stays inside, Esc closes, focus returns to the button.

function lift(details) {
  const summary = details.querySelector(":scope > summary");
  const body = details.querySelector("[data-dialog-body]");
  const title = body.querySelector(".dialog-title");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  if (title) dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(body);
  details.after(dialog);
  summary.setAttribute("aria-haspopup", "dialog");

  const open = () => {
    dialog.showModal();
    const first = dialog.querySelector("[data-error-summary], [autofocus], input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  };
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialog-close]")) dialog.close();
  });
  if (details.open) {
    details.open = false;
    open();
  }
}

export function setupDialogs(root) {
  for (const details of root.querySelectorAll("details[data-dialog]:not([data-lifted])")) {
    details.dataset.lifted = "";
    lift(details);
  }
}
