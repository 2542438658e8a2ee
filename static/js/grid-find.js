// Finds rows of a long grid by their words or their indicator's, and shows only what is still to be filled in.
const tools = document.getElementById("grid-tools");
const table = document.querySelector("[data-grid]");
const found = tools.querySelector("[data-found]");
const words = tools.querySelector("[data-find]");
const owed = tools.querySelector("[data-owed]");
let owing = null; // the rows that were owed when that was asked for: what is filled in then stays in sight

function isOwed(element) {
  const row = window.autosave?.rows.get(element.dataset.row);
  if (!row?.isOpen) return false;
  const empty = !row.field("figure").value && !row.field("inapplicable").checked;
  return empty || element.nextElementSibling.querySelector(".entry-asks__say, .field__error, .entry-asks__returned") !== null;
}

function show() {
  const wanted = words.value.trim().toLowerCase();
  const all = [...table.querySelectorAll("tr.entry")];
  for (const group of table.tBodies) {
    const named = group.querySelector(".indicator-head__name").textContent.toLowerCase().includes(wanted);
    for (const row of group.querySelectorAll("tr.entry, tr.grid__reference")) {
      const own = named || row.querySelector("th").textContent.toLowerCase().includes(wanted);
      row.hidden = !own || Boolean(owing && !owing.has(row));
      if (row.matches(".entry")) row.nextElementSibling.hidden = row.hidden;
    }
    group.hidden = ![...group.querySelectorAll("tr.entry")].some((row) => !row.hidden) && (Boolean(wanted) || owing !== null);
  }
  const shown = all.filter((row) => !row.hidden).length;
  const told = found.dataset.words.replace("{n}", shown).replace("{all}", all.length);
  found.textContent = shown === all.length ? "" : shown ? told : found.dataset.none;
}

words.addEventListener("input", show);
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  [...table.querySelectorAll("tr.entry [data-figure]")].find((field) => field.closest("tr").checkVisibility())?.focus();
});
owed?.addEventListener("change", () => {
  owing = owed.checked ? new Set([...table.querySelectorAll("tr.entry")].filter(isOwed)) : null;
  show();
});
tools.hidden = table.querySelectorAll("tr.entry").length < 8;
