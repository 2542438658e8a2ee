// Rows wait here to be saved. One request at a time takes all that wait, so that an indicator never shows the answer
// to an older save; what could not be sent is sent again with its keys, to be done once.
const MOST = 100; // rows in one request
const says = document.getElementById("grid-saved");
const table = document.querySelector("[data-autosave]");
const waiting = new Set();
let sent = null;
let turn = 0; // counts requests: what was asked before one and answered after it is out of date
let whenIdle = [];

function add(row, pause = 0) {
  clearTimeout(row.timer);
  if (pause) row.timer = setTimeout(() => add(row), pause);
  else {
    waiting.add(row);
    queueMicrotask(send); // not before all that are saved together have come
  }
}

function send() {
  if (sent) return;
  const rows = [...waiting].filter((row) => row.unsent || row.content !== row.known).slice(0, MOST);
  for (const row of rows.length ? rows : waiting) waiting.delete(row);
  if (!rows.length) return;
  sent = rows;
  turn += 1;
  say("saving");
  const values = Object.fromEntries([["person", table.dataset.autosave], ...rows.flatMap((row) => row.parcel())]);
  // Settled at once: until htmx has settled, the new undo button would load the whole page.
  htmx.ajax("POST", table.dataset.save, { source: table, target: table, swap: "none settle:0ms", values }).catch(() => {});
}

function answered() {
  sent = null;
  turn += 1;
  send();
  if (sent || isDirty()) return;
  const then = whenIdle;
  whenIdle = [];
  for (const action of then) action();
}

const isDirty = () => [...window.autosave.rows.values()].some((row) => row.isOpen && row.isBusy);

// Saves what is typed; then, once all is answered, does something.
function afterAll(action) {
  const dirty = [...window.autosave.rows.values()].filter((row) => row.isOpen && row.isBusy);
  if (!dirty.length && !sent) return action();
  whenIdle.push(action);
  for (const row of dirty) add(row);
}

function say(what, text = says.dataset[what]) {
  says.textContent = text;
  says.classList.toggle("saved--failed", ["failed", "refused", "ended"].includes(what));
}

const queue = { add, afterAll, answered, isSending: () => sent !== null, sent: () => sent || [], turn: () => turn };
Object.assign(window.autosave, { table, user: table.dataset.autosave, queue, say, says });
