// Keys that mean the whole page, and links to a row, which end in its field.
const { isEditing } = window.cells;
const { queue, rows, table } = window.autosave;

const isTyping = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

// While something unsaved stands in the field, Ctrl+Z is the browser's own.
function undoes(target) {
  const row = rows.get(target.closest("[data-row]")?.dataset.row);
  return row ? row.content === row.known : !isTyping(target);
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.isComposing || !(target instanceof Element) || target.closest("dialog")) return;
  const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && key.toLowerCase();
  if (control === "s" || (control === "z" && undoes(target))) {
    event.preventDefault();
    if (control === "z") window.gridUndo.undo();
    else queue.afterAll(() => {});
  } else if (["?", "？"].includes(key) && (!isTyping(target) || (target.matches("[data-figure]") && !isEditing(target)))) {
    event.preventDefault();
    document.getElementById("grid-keys").showModal();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  if (!link) return;
  const row = document.querySelector(link.getAttribute("href"));
  const field = row?.querySelector(link.dataset.jump === "note" ? "[data-note]" : "[data-figure]");
  if (!field || !table.contains(row)) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  row.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
