// A block copied from a spreadsheet fills the rows from the cell it is pasted into downwards: a column of figures, or
// figures and notes. It is saved as one change; what finds no place is told, and a blank cell changes nothing.
const { isCell, shownRows, table } = window.cells;
const { queue, rows } = window.autosave;
const words = document.getElementById("grid-words").dataset;
const NAMED = 6;

function optionOf(select, text) {
  return [...select.options].find((option) => option.value && [option.value, option.textContent.trim()].includes(text))?.value;
}

// What of a line goes into a row, by field; `bad`: a choice that the list does not have.
function valuesOf(row, line, first) {
  const [figure, note] = first === "note" ? ["", line[0]] : line;
  const field = row.field("figure");
  if (!figure || !field.matches("select")) return { figure: figure || null, note: note || null };
  const chosen = optionOf(field, figure);
  return { figure: chosen ?? null, note: note || null, bad: chosen === undefined };
}

function paste(lines, from) {
  const all = shownRows().map((element) => rows.get(element.dataset.row));
  const below = all.slice(all.findIndex((row) => row.element.contains(from)));
  const first = from.matches("[data-note]") ? "note" : "figure";
  const told = { pasted: [], locked: [], choices: [], rows: lines.slice(below.length), change: window.freshKey() };
  for (const [place, line] of lines.slice(0, below.length).entries()) {
    const row = below[place];
    if (!line.some(Boolean)) continue;
    if (!row.isOpen) {
      told.locked.push(row.label);
      continue;
    }
    const { bad, ...values } = valuesOf(row, line, first);
    if (bad) told.choices.push(row.label);
    row.change = told.change;
    row.put(values);
    told.pasted.push(row);
  }
  for (const row of told.pasted) queue.add(row);
  tell(told, Math.max(...lines.map((line) => line.length)) - (first === "note" ? 1 : 2));
}

function tell({ pasted, locked, choices, rows: left }, columns) {
  const list = (names) => names.slice(0, NAMED).join("、") + (names.length > NAMED ? "…" : "");
  const say = (what, count, names = []) => count > 0 && words[what].replace("{n}", count).replace("{what}", list(names));
  const beyond = left.filter((line) => line.some(Boolean)).map((line) => line.join(" "));
  const problems = [
    say("rowsLeft", beyond.length, beyond), say("columnsLeft", columns),
    say("lockedLeft", locked.length, locked), say("choicesLeft", choices.length, choices),
  ].filter(Boolean);
  const text = [say("pasted", pasted.length), ...problems].filter(Boolean).join("\n");
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: problems.length ? "bad" : "good" } }));
}

table.addEventListener("paste", (event) => {
  if (!isCell(event.target)) return;
  const lines = window.tableText.read(event.clipboardData.getData("text"));
  if (lines.length < 2 && lines[0].length < 2 && !event.target.matches("select")) return;
  event.preventDefault();
  paste(lines, event.target);
});
