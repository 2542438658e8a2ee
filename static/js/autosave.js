// The rows of <table data-autosave="user"> save themselves: when a field is left, or when typing pauses.
const PAUSE = 1500;
const FIELDS = "[data-figure], [data-note], [data-inapplicable], [data-provisional]";
const { Row, queue, rows, table, user } = window.autosave;

for (const element of table.querySelectorAll("[data-row]")) rows.set(element.dataset.row, new Row(element));

const rowOf = (field) => rows.get(field.closest("[data-row]")?.dataset.row);

function typed(target) {
  const row = target.matches(FIELDS) && rowOf(target);
  if (!row) return;
  if (target.matches("[data-figure]") && target.value) row.field("inapplicable").checked = false;
  if (target.matches("[data-inapplicable]") && target.checked) row.field("figure").value = "";
  row.typed = row.content !== row.known || Boolean(row.unsent);
  row.element.classList.toggle("entry--unsaved", row.typed);
  if (!row.typed) return window.drafts.drop(user, row.pk); // it says again what the server has
  window.drafts.keep(user, row.pk, { content: row.content, version: row.seen ?? row.version });
  queue.add(row, PAUSE);
}

// The letters with which a Chinese word is being chosen are not yet what the person means to say.
table.addEventListener("input", (event) => {
  if (event.isComposing) clearTimeout(rowOf(event.target)?.timer);
  else typed(event.target);
});
table.addEventListener("compositionend", ({ target }) => typed(target));

table.addEventListener("change", ({ target }) => {
  const row = target.matches(FIELDS) && rowOf(target);
  if (!row) return;
  queue.add(row);
  const note = row.field("note");
  if (target.matches("[data-inapplicable]") && target.checked && !note.value.trim()) note.focus(); // it wants a reason
});

window.addEventListener("online", () => {
  for (const row of rows.values()) if (row.isBusy) queue.add(row);
});
