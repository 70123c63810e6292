// Messages after an action: read aloud, closable. Only a plain success goes away by itself; what can be undone stays.

const STAY = 8000;

function leave(toast) {
  toast.remove();
}

function timed(toast) {
  let timer = setTimeout(() => leave(toast), STAY);
  const hold = () => clearTimeout(timer);
  const release = () => { clearTimeout(timer); timer = setTimeout(() => leave(toast), STAY); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", release);
}

export function setupToasts() {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  region.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toast-close]");
    if (!button) return;
    leave(button.closest("[data-toast]"));
    document.getElementById("main")?.focus({ preventScroll: true });
  });
  announce([...region.children]);
}

// announce shows messages; a screen reader only reads what enters a live region after the page has loaded.
export function announce(toasts) {
  const region = document.querySelector("[data-toasts]");
  if (!region || toasts.length === 0) return;
  region.replaceChildren();
  setTimeout(() => {
    region.append(...toasts);
    for (const toast of toasts) if (toast.classList.contains("toast-success") && !toast.querySelector("form")) timed(toast);
  }, 120);
}
