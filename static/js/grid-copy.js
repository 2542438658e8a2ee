// A range of cells goes to the clipboard as a table; cutting empties it, too.
const { table } = window.cells;
const { autosave, range, tableText } = window;

function textOf(cell) {
  if (cell.matches("select")) return cell.selectedOptions[0]?.value ? cell.selectedOptions[0].textContent : "";
  const none = autosave.rows.get(cell.closest("tr").dataset.row).field("inapplicable");
  if (!cell.matches("[data-figure]") || !none.checked) return cell.value;
  return none.closest("label").firstElementChild.nextSibling.textContent.trim(); // 不适用
}

for (const name of ["copy", "cut"]) {
  table.addEventListener(name, (event) => {
    const cells = range.chosen();
    const one = event.target.matches("select[data-figure]") ? [[event.target]] : [];
    if (!cells.length && !one.length) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", tableText.write((cells.length ? cells : one).map((line) => line.map(textOf))));
    if (name === "cut") range.empty();
  });
}
