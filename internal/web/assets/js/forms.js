// Small helps for forms: focus goes to the error summary, a form is not sent twice, a dangerous one asks first, text is copied.

let ready = false;

function once(form) {
  if (form.dataset.sent) return false;
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
  return true;
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span:not(.sr)") ?? button;
  if (!button.dataset.copied || label.dataset.before) return;
  label.dataset.before = label.textContent;
  label.setAttribute("aria-live", "polite");
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = label.dataset.before; delete label.dataset.before; }, 2500);
}

export function setupForms(root) {
  root.querySelector("[data-error-summary]")?.focus();
  if (ready) return;
  ready = true;
  document.querySelector("form[data-submit-now]")?.requestSubmit();
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) return event.preventDefault();
    if (event.target.matches("[data-submit-once]") && !once(event.target)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) copy(button);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}
