// What others have done in the grid comes into the page: rows with another version, and files that were added or removed.
const MOST = 150; // rows in one request
const table = document.querySelector("[data-grid]");
const says = document.getElementById("grid-saved");
const { autosave } = window; // absent where the person only reads
const files = JSON.parse(table.dataset.files); // by row: how many, and the newest
const EVIDENCE = /^e(\d+)-evidence$/;

const seen = (pk) => autosave?.rows.get(pk)?.noted ?? document.querySelector(`#entry-${pk} [data-version]`)?.dataset.version;

async function compare(marks) {
  const pks = Object.keys(marks.rows).filter((pk) => seen(pk) !== undefined);
  if (pks.length < Object.keys(marks.rows).length) says.textContent = says.dataset.grown;
  const entry = pks.filter((pk) => seen(pk) !== String(marks.rows[pk])).slice(0, MOST);
  const evidence = pks.filter((pk) => files[pk] !== marks.files[pk] && !isInUse(placeOf(pk))).slice(0, MOST);
  if (!entry.length && !evidence.length && String(marks.round) === table.dataset.round) return;
  table.dataset.round = marks.round;
  const how = { source: says, target: says, swap: "none settle:0ms", values: { entry, evidence } };
  await htmx.ajax("GET", table.dataset.news, how);
  for (const pk of entry) heard(autosave?.rows.get(pk));
  for (const pk of evidence) if (!isInUse(placeOf(pk))) files[pk] = marks.files[pk];
}

// A row that was left alone, because somebody is in it, is fetched again once it is left.
function heard(row) {
  if (!row) return; // the person only reads
  const news = row.element.querySelector(".entry-news").dataset.heard;
  window.gridUndo.forget(row.pk);
  row.noted = news === row.version ? undefined : news;
  if (!row.noted) row.known = row.content;
}

// Where somebody is, or a file is on its way, nothing is changed under the hand; it is asked for later.
const placeOf = (pk) => document.getElementById(`e${pk}-evidence`);
const isInUse = (place) => place.contains(document.activeElement) || place.querySelector(".htmx-request") !== null;

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const [, pk] = EVIDENCE.exec(detail.target.id) || [];
  if (!pk) return;
  const fresh = detail.fragment.firstElementChild;
  if (!("news" in fresh.dataset)) {
    files[pk] = fresh.dataset.files || undefined; // the answer to what was done here
    return;
  }
  detail.shouldSwap = !isInUse(detail.target);
  const [was, comes] = [detail.target, fresh].map((place) => place.querySelector("details"));
  if (was && comes) comes.open = was.open;
});
for (const name of ["sendError", "timeout", "responseError"]) says.addEventListener(`htmx:${name}`, (event) => event.stopPropagation());
window.gridNews = { table, compare };
