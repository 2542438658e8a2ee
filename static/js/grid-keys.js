// The grid by keyboard: Enter and the arrows go from figure to figure, Ctrl+Z takes back the row's last save.
const table = document.querySelector("[data-autosave]");
const figures = () => [...table.querySelectorAll("[data-figure]")];

function step(from, by) {
  const all = figures();
  const next = all[all.indexOf(from) + by];
  if (!next) return;
  next.focus();
  next.select?.();
  next.closest("tr").scrollIntoView({ block: "nearest" });
}

table.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && key.toLowerCase() === "z";
  if (event.isComposing) return;
  if (undoes && target.matches("[data-figure], [data-note]")) return undo(event);
  if (!target.matches("[data-figure]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const choosing = target.matches("select"); // there the arrows choose
  const by = key === "Enter" ? (event.shiftKey ? -1 : 1) : choosing ? 0 : { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!by) return;
  event.preventDefault();
  if (figures().indexOf(target) === figures().length - 1 && by > 0) target.blur();
  step(target, by);
});

// While something unsaved stands in the field, Ctrl+Z is the browser's own.
function undo(event) {
  const row = window.autosave.rows.get(event.target.closest("[data-row]").dataset.row);
  const form = row.element.querySelector("[data-undo]");
  if (!form || window.autosave.isSending() || row.content !== row.known) return;
  event.preventDefault();
  form.requestSubmit();
}

// Links to a row end in its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  if (!link) return;
  const row = document.querySelector(link.getAttribute("href"));
  const field = row?.querySelector(link.dataset.jump === "note" ? "[data-note]" : "[data-figure]");
  if (!field) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  row.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
