// From one stop of the grid to another.
const { cellsOf, isCell, isEditing, rowsWithCells, select, stopsOf } = window.cells;
const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
const KINDS = ["figure", "inapplicable", "provisional", "note"];

// Up and down: to the same kind of stop of the next row that has one.
function move(stop, by) {
  const kind = KINDS.find((name) => name in stop.dataset);
  const all = rowsWithCells();
  for (let at = all.indexOf(stop.closest("tr")) + by; all[at]; at += by) {
    const next = kind ? all[at].querySelector(`[data-${kind}]`) : all[at].querySelector("summary");
    if (next) return select(next);
  }
  return by > 0 && isCell(stop) && stop.blur(); // below the last one: what was typed is saved
}

function along(list, from, by) {
  const next = list[list.indexOf(from) + by];
  if (next) select(next);
  return Boolean(next);
}

// Whether an arrow still has a way to go within the text that is being edited.
function hasWay(cell, key) {
  if (!isEditing(cell) || cell.matches("select")) return isEditing(cell);
  const { selectionStart, selectionEnd, value } = cell;
  if (cell.matches("textarea") && /Up|Down/.test(key)) {
    return key === "ArrowUp" ? value.slice(0, selectionStart).includes("\n") : value.slice(selectionEnd).includes("\n");
  }
  if (/Up|Down/.test(key)) return false;
  return key === "ArrowLeft" ? selectionEnd > 0 : selectionStart < value.length;
}

function jump(stop, { ctrlKey, metaKey }, place) {
  if (!ctrlKey && !metaKey && isEditing(stop)) return false;
  const row = ctrlKey || metaKey ? rowsWithCells().at(place) : stop.closest("tr");
  select(ctrlKey || metaKey ? row.querySelector("[data-figure]") : cellsOf(row).at(place));
  return true;
}

function arrow(stop, { key, shiftKey, altKey, ctrlKey }) {
  if (altKey || ctrlKey) return false;
  if (shiftKey && isCell(stop) && !isEditing(stop)) return !window.range.stretch(stop, key);
  if (shiftKey || (isCell(stop) && hasWay(stop, key))) return false;
  if (/Up|Down/.test(key)) move(stop, STEPS[key]);
  else along(stopsOf(stop.closest("tr")), stop, STEPS[key]);
  return true;
}

window.moves = { along, arrow, jump, move };
