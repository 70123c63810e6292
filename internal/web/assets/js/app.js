// Entry of the own modules. Every page works without them; they only make things quicker or calmer.
import { setupDialogs } from "./dialog.js";
import { setupPalette } from "./palette.js";
import { setupToasts } from "./toast.js";
import { setupMenus } from "./menu.js";
import { setupForms } from "./forms.js";
import { setupTables } from "./tables.js";
import { setupMentions } from "./mention.js";
import { setupBoards } from "./board.js";
import { setupKeys } from "./keys.js";
import { setupInline } from "./inline.js";
import { setupPreview } from "./preview.js";
import { setupCalendar } from "./calendar.js";
import { setupPasskeys } from "./passkey.js";

// enhance prepares a part of the page: the whole document at first, a swapped part after htmx.
function enhance(root) {
  setupDialogs(root);
  setupTables(root);
  setupForms(root);
  setupBoards(root);
  setupPreview(root);
}

enhance(document);
setupMenus();
setupToasts();
setupPalette();
setupMentions();
setupKeys();
setupInline();
setupCalendar();
setupPasskeys();
document.addEventListener("htmx:load", (event) => enhance(event.target));
