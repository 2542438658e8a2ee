// Two people in one grid see each other's saves and files: while the page is looked at, it asks for the marks of all
// rows. In trouble it asks less and less often.
const PACE = 10000;
const SLOWEST = 160000;
const SOON = 500;
const { table, compare } = window.gridNews;
const { autosave } = window; // absent where the person only reads
let pause = PACE;
let timer;
let isAsking = false;

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

table.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = autosave?.rows.get(target.closest("[data-row]")?.dataset.row);
  if (!row?.noted || row.element.contains(relatedTarget) || row.isBusy) return;
  row.noted = undefined;
  soon();
});
document.addEventListener("visibilitychange", look);
timer = setTimeout(look, PACE);
window.gridWatch = { look };
