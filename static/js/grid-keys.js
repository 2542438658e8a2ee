// The grid by keyboard, as in a spreadsheet; the dialog #grid-keys tells people of it.
const { cellsOf, edit, fill, isCell, isEditing, isFinger, rowsWithCells, stopsOf, table, takeBack } = window.cells;
const { moves: { along, arrow, jump, move }, range } = window;

const ACTIONS = {
  F2: (stop) => isCell(stop) && !edit(stop),
  Escape: (stop) => isCell(stop) && takeBack(stop),
  Tab: (stop, { shiftKey }) => isCell(stop) && along(rowsWithCells().flatMap(cellsOf), stop, shiftKey ? -1 : 1),
  Enter(stop, event) {
    if (stop.matches("summary") || (isFinger && stop.matches("[data-note]"))) return false;
    if (event.altKey && stop.matches("[data-note]")) {
      stop.setRangeText("\n", stop.selectionStart, stop.selectionEnd, "end");
      return !stop.dispatchEvent(new InputEvent("input", { bubbles: true })) || true;
    }
    move(stop, event.shiftKey ? -1 : 1);
    return true;
  },
  Delete(stop) {
    if (range.chosen().length) return !range.empty();
    return isCell(stop) && !isEditing(stop) && !fill(stop, "");
  },
  Home: (stop, event) => jump(stop, event, 0),
  End: (stop, event) => jump(stop, event, -1),
};
ACTIONS.Backspace = ACTIONS.Delete;
for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) ACTIONS[key] = arrow;

table.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.isComposing || event.keyCode === 229 || !row || !stopsOf(row).includes(event.target)) return;
  if (!Object.hasOwn(ACTIONS, event.key) || !ACTIONS[event.key](event.target, event)) return;
  event.preventDefault();
  if (!event.shiftKey) range.clear();
});
