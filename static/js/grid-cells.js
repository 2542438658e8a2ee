// The cells of the grid, as in a spreadsheet: one that was come to is selected, and typing replaces it; F2, a double
// click or typing edits it. A row's stops are all that the arrows come to, its cells the two in which one types.
const CELLS = "[data-figure], [data-note]";
const STOPS = `${CELLS}, [data-inapplicable], [data-provisional], .entry-evidence summary`;
const table = document.querySelector("[data-autosave]");
const isFinger = window.matchMedia("(pointer: coarse)").matches; // there a tap shows the keyboard, and selects nothing

const shownRows = () => [...table.querySelectorAll("[data-row]")].filter((row) => !row.hidden && !row.parentElement.hidden);
const rowsWithCells = () => shownRows().filter((row) => row.querySelector(CELLS));
const stopsOf = (row) => [...row.querySelectorAll(STOPS)];
const cellsOf = (row) => [...row.querySelectorAll(CELLS)];
const isCell = (element) => element.matches(CELLS);
const isEditing = (cell) => cell.dataset.mode === "edit";

function select(stop) {
  stop.focus({ preventScroll: true });
  delete stop.dataset.mode;
  stop.select?.();
  stop.closest("tr").scrollIntoView({ block: "nearest" });
}

function edit(cell) {
  cell.dataset.mode = "edit";
  if (cell.matches("select")) cell.showPicker?.();
  else cell.setSelectionRange(cell.value.length, cell.value.length);
}

// Puts back what stood there when the cell was come to; says whether anything had been typed.
function takeBack(cell) {
  const before = cell.dataset.before ?? cell.value;
  const changed = cell.value !== before;
  if (changed) fill(cell, before);
  delete cell.dataset.mode;
  cell.select?.();
  return changed;
}

function fill(cell, value) {
  cell.value = value;
  for (const name of ["input", "change"]) cell.dispatchEvent(new Event(name, { bubbles: true }));
}

table.addEventListener("focusin", ({ target }) => {
  if (!isCell(target)) return;
  target.dataset.before = target.value;
  delete target.dataset.mode;
  if (isFinger) target.dataset.mode = "edit";
  else if (!target.matches(":active")) target.select?.(); // a click does it by itself
});

window.cells = { cellsOf, edit, fill, isCell, isEditing, isFinger, rowsWithCells, select, shownRows, stopsOf, takeBack, table };
