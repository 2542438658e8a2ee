// Two people in one grid see each other's saves: while the page is looked at, it asks for the versions of all rows, and
// fetches those that have changed. In trouble it asks less and less often.
const PACE = 10000;
const SLOWEST = 160000;
const SOON = 500;
const MOST = 150; // rows in one request
const table = document.querySelector("[data-grid]");
const says = document.getElementById("grid-saved");
const { autosave } = window; // absent where the person only reads
let pause = PACE;
let timer;
let isAsking = false;

const seen = (pk) => autosave?.rows.get(pk)?.noted ?? document.querySelector(`#entry-${pk} [data-version]`)?.dataset.version;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, SOON);
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(look, pause);
  if (autosave?.queue.isSending() || isAsking) return soon();
  isAsking = true;
  try {
    const turn = autosave?.queue.turn();
    const answer = await fetch(table.dataset.marks, { headers: { "HX-Request": "true" } });
    if (answer.status === 401) autosave?.say("ended");
    if (!answer.ok) throw new Error(answer.status);
    const marks = await answer.json();
    pause = PACE;
    if (turn === autosave?.queue.turn()) await compare(marks);
  } catch {
    pause = Math.min(pause * 2, SLOWEST);
  } finally {
    isAsking = false;
  }
}

async function compare(marks) {
  const entry = Object.keys(marks.rows).filter((pk) => seen(pk) !== undefined && seen(pk) !== String(marks.rows[pk])).slice(0, MOST);
  if (Object.keys(marks.rows).some((pk) => seen(pk) === undefined)) says.textContent = says.dataset.grown;
  if (!entry.length && String(marks.round) === table.dataset.round) return;
  table.dataset.round = marks.round;
  const how = { source: says, target: says, swap: "none settle:0ms", values: { entry } };
  await htmx.ajax("GET", table.dataset.news, how);
  for (const pk of entry) heard(autosave?.rows.get(pk));
}

// A row that was left alone, because somebody is in it, is fetched again once it is left.
function heard(row) {
  if (!row) return; // the person only reads
  const news = row.element.querySelector(".entry-news").dataset.heard;
  window.gridUndo.forget(row.pk);
  row.noted = news === row.version ? undefined : news;
  if (!row.noted) row.known = row.content;
}

table.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = autosave?.rows.get(target.closest("[data-row]")?.dataset.row);
  if (!row?.noted || row.element.contains(relatedTarget) || row.isBusy) return;
  row.noted = undefined;
  soon();
});
document.addEventListener("visibilitychange", look);
for (const name of ["sendError", "timeout", "responseError"]) says.addEventListener(`htmx:${name}`, (event) => event.stopPropagation());
timer = setTimeout(look, PACE);
window.gridWatch = { look };
