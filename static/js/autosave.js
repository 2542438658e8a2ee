// The rows of <table data-autosave="user"> save themselves: when a field is left, or when typing pauses.
const PAUSE = 1500;
const FIELDS = "[data-figure], [data-note], [data-inapplicable], [data-provisional]";
const table = document.querySelector("[data-autosave]");
const { Row, rows } = window.autosave;

for (const element of table.querySelectorAll("[data-row]")) rows.set(element.dataset.row, new Row(element));
Object.assign(window.autosave, { table, user: table.dataset.autosave });

const rowOf = (field) => rows.get(field.closest("[data-row]")?.dataset.row);

table.addEventListener("input", ({ target }) => {
  const row = target.matches(FIELDS) && rowOf(target);
  if (!row) return;
  if (target.matches("[data-figure]") && target.value) row.field("inapplicable").checked = false;
  if (target.matches("[data-inapplicable]") && target.checked) row.field("figure").value = "";
  window.drafts.keep(table.dataset.autosave, row.pk, { content: row.content, version: row.version });
  row.element.classList.add("entry--unsaved");
  row.typed = true;
  row.schedule(PAUSE);
});

table.addEventListener("change", ({ target }) => {
  const row = target.matches(FIELDS) && rowOf(target);
  if (!row) return;
  row.send();
  const note = row.field("note");
  if (target.matches("[data-inapplicable]") && target.checked && !note.value.trim()) note.focus(); // it wants a reason
});
