// <table data-paste-cells data-pasted="…{n}…" data-left="…{n}…{left}…">: a block copied from a spreadsheet fills the fields of
// the table from the one it is pasted into, to the right and downwards. A blank cell changes nothing; nothing is saved.
const fieldsOf = (row) => [...row.querySelectorAll("input[type=text]")];

function fill(table, lines, from) {
  const rows = [...table.tBodies[0].rows];
  const top = rows.indexOf(from.closest("tr"));
  const first = fieldsOf(rows[top]).indexOf(from);
  const told = { n: 0, left: 0 };
  for (const [down, line] of lines.entries()) {
    const fields = rows[top + down] ? fieldsOf(rows[top + down]).slice(first) : [];
    for (const [right, text] of line.entries()) {
      if (!text) continue;
      const field = fields[right];
      told[field ? "n" : "left"] += 1;
      if (!field) continue;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  return told;
}

for (const table of document.querySelectorAll("[data-paste-cells]")) {
  table.addEventListener("paste", (event) => {
    const lines = window.tableText.read(event.clipboardData.getData("text"));
    if (!event.target.matches("input[type=text]") || (lines.length < 2 && lines[0].length < 2)) return;
    event.preventDefault();
    const { n, left } = fill(table, lines, event.target);
    const text = table.dataset[left ? "left" : "pasted"].replace("{n}", n).replace("{left}", left);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: left ? "bad" : "good" } }));
  });
}
