// The cells under the mouse and under the typing hand.
const { isCell, isFinger, table } = window.cells;
let clickedFirst = null;

// The first click selects, the next one places the caret; in a note the first does so.
table.addEventListener("pointerdown", ({ target }) => {
  clickedFirst = document.activeElement === target ? null : target;
});
table.addEventListener("click", ({ target }) => {
  if (!isCell(target) || target.matches("select")) return;
  if (clickedFirst === target && target.matches("[data-figure]") && !isFinger) target.select();
  else target.dataset.mode = "edit";
});
table.addEventListener("input", ({ target, isTrusted }) => {
  if (isTrusted && isCell(target) && !target.matches("select")) target.dataset.mode = "edit";
});
table.addEventListener("change", ({ target }) => target.matches("select") && delete target.dataset.mode);
