// Dragging a card presses the button of its "Move to…" menu, so that a move asks and does the same either way.

function target(card, column) {
  return card.querySelector(`[data-to="${CSS.escape(column.dataset.column)}"]`);
}

function setupBoard(board) {
  let dragged = null;
  const over = (column) => {
    for (const c of board.querySelectorAll(".board-column")) c.classList.toggle("is-over", c === column);
  };
  for (const card of board.querySelectorAll("[data-card]")) {
    if (!card.querySelector("[data-to]")) continue;
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      card.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    card.addEventListener("dragend", () => {
      card.classList.remove("is-dragged");
      dragged = null;
      over(null);
    });
  }
  for (const column of board.querySelectorAll("[data-column]")) {
    column.addEventListener("dragover", (event) => {
      if (!dragged || !target(dragged, column)) return;
      event.preventDefault();
      over(column);
    });
    column.addEventListener("drop", (event) => {
      const button = dragged && target(dragged, column);
      if (!button) return;
      event.preventDefault();
      if (button.form) button.form.requestSubmit(button);
      else button.click(); // a move that asks something first is a link
    });
  }
}

export function setupBoards(root) {
  for (const board of root.querySelectorAll("[data-board]:not([data-ready])")) {
    board.dataset.ready = "";
    setupBoard(board);
  }
}
