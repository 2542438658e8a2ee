// Takes back the last change of this person in this grid: the button, and Ctrl+Z (grid-jump.js).
const { queue, rows, say, table, user } = window.autosave;
const { button, changes, know, show, told, words } = window.gridUndo;

function undo() {
  const change = changes.pop();
  if (!change) return;
  const pks = Object.keys(change.rows);
  const each = (pk) => [[`version-${pk}`, rows.get(pk).version], [`before-${pk}`, change.rows[pk]]];
  const values = { entry: pks, person: user, key: window.freshKey(), ...Object.fromEntries(pks.flatMap(each)) };
  const finished = ({ detail: { xhr } }) => {
    const done = (xhr.getResponseHeader("Saved-Entries") || "").split(" ").filter((pk) => pks.includes(pk));
    const left = pks.length - done.length;
    if (xhr.status === 0 || xhr.status >= 500) changes.push(change);
    else say(left ? "refused" : "undone", left ? words.undoLeft.replace("{n}", left) : told("undone", pks));
    for (const pk of done) know(pk);
    show();
  };
  button.addEventListener("htmx:afterRequest", finished, { once: true });
  htmx.ajax("POST", table.dataset.undoAll, { source: button, target: table, swap: "none settle:0ms", values }).catch(() => {});
}

button.addEventListener("click", () => queue.afterAll(undo));
window.gridUndo.undo = () => queue.afterAll(undo);
