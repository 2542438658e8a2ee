// The last changes of this person in this grid, newest last; a paste is one. The button takes back one after the other,
// as far as nobody else has changed the rows since. Kept for this tab, so that a reload forgets none.
const MOST = 50;
const { rows, user } = window.autosave;
const button = document.getElementById("grid-undo");
const words = document.getElementById("grid-words").dataset;
const place = `undo:${user}:${location.pathname}`;
// Each change: { id, rows: { pk: version before } }; `versions`: the rows' latest, as this person left them.
const { changes = [], versions = {} } = JSON.parse(sessionStorage.getItem(place) || "{}");
for (const [pk, version] of Object.entries(versions)) if (rows.get(pk)?.version !== version) forget(pk);

function remember(row, { version, change, key }) {
  if (row.version === version) return; // nothing new was said
  const id = change || key;
  if (changes.at(-1)?.id !== id) changes.push({ id, rows: {} });
  changes.at(-1).rows[row.pk] ??= version;
  know(row.pk);
}

function know(pk) {
  versions[pk] = rows.get(pk).version;
  show();
}

// The row's own button has taken back its last change.
function takenBack(pk) {
  delete changes.findLast((change) => pk in change.rows)?.rows[pk];
  know(pk);
}

// Somebody else has changed the row: what was there before is no longer this person's to bring back.
function forget(pk) {
  for (const change of changes) delete change.rows[pk];
  show();
}

function show() {
  changes.splice(0, changes.length, ...changes.filter((change) => Object.keys(change.rows).length).slice(-MOST));
  sessionStorage.setItem(place, JSON.stringify({ changes, versions }));
  button.hidden = !changes.length;
  if (changes.length) button.querySelector("span").textContent = told("undo", Object.keys(changes.at(-1).rows));
}

function told(what, pks) {
  const text = pks.length > 1 ? words[`${what}Many`] : words[what];
  return text.replace("{n}", pks.length).replace("{what}", rows.get(pks[0]).label);
}

window.gridUndo = { button, changes, forget, know, remember, show, takenBack, told, words };
show();
