// Several cells chosen at once, from the one that has the focus: by Shift and the arrows, or by a click with Shift.
const { cellsOf, fill, isCell, rowsWithCells, table } = window.cells;
let anchor = null;
let end = null; // { row, column }: the corner across from the anchor

const columnOf = (cell) => (cell.matches("[data-note]") ? 1 : 0);

function placeOf(cell) {
  return { row: rowsWithCells().indexOf(cell.closest("tr")), column: columnOf(cell) };
}

// The chosen cells, row by row; empty unless there is more than one.
function chosen() {
  if (!anchor || !end) return [];
  const from = placeOf(anchor);
  const [top, bottom] = [from.row, end.row].sort((a, b) => a - b);
  const [left, right] = [from.column, end.column].sort((a, b) => a - b);
  return rowsWithCells().slice(top, bottom + 1).map((row) => cellsOf(row).slice(left, right + 1));
}

function mark() {
  for (const cell of table.querySelectorAll("[data-chosen]")) delete cell.dataset.chosen;
  for (const cell of chosen().flat()) cell.dataset.chosen = "";
}

function clear() {
  if (!anchor) return;
  anchor = end = null;
  mark();
}

function stretch(cell, key) {
  if (anchor !== cell) {
    anchor = cell;
    end = placeOf(cell);
  }
  const down = { ArrowDown: 1, ArrowUp: -1 }[key] || 0;
  const along = { ArrowRight: 1, ArrowLeft: -1 }[key] || 0;
  const last = rowsWithCells().length - 1;
  end = { row: Math.min(last, Math.max(0, end.row + down)), column: Math.min(1, Math.max(0, end.column + along)) };
  mark();
  rowsWithCells()[end.row].scrollIntoView({ block: "nearest" });
}

function empty() {
  for (const cell of chosen().flat()) if (cell.value) fill(cell, "");
}

table.addEventListener("pointerdown", (event) => {
  const from = document.activeElement;
  if (!event.shiftKey || !isCell(event.target) || !isCell(from) || from === event.target) return clear();
  event.preventDefault();
  anchor = from;
  end = placeOf(event.target);
  mark();
});
table.addEventListener("focusout", ({ target }) => target === anchor && clear());

window.range = { chosen, clear, empty, stretch };
