// An answer's pieces find their places by their ids. Nothing that is being typed gives way: neither to the answer to an
// older save, nor to what somebody else has saved; of that the row only says so, until it is left.
const { rows, table } = window.autosave;
const PIECE = /^e(\d+)-(field|words|guard|state|below|news)$/;

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const [, pk, kind] = PIECE.exec(detail.target.id) || [];
  const row = rows.get(pk);
  if (!row) return;
  const fresh = detail.fragment.firstElementChild;
  const focused = row.element.contains(document.activeElement);
  if ("news" in fresh.dataset) detail.shouldSwap = kind === "news" || !(row.isHeld || focused);
  else if (kind === "field" || kind === "words") {
    if ("overwrite" in fresh.dataset) return;
    const here = detail.target.contains(document.activeElement);
    if (here && !row.typed) row.written = fresh.querySelector("[data-figure]")?.value;
    detail.shouldSwap = !row.typed && !here;
  } else if (kind === "news") detail.shouldSwap = !row.quick;
});

// A figure is written in the portal's way (1.3万 becomes 13,000) when its field is left, not under the typing hand.
table.addEventListener("focusout", ({ target }) => {
  const row = rows.get(target.closest("[data-row]")?.dataset.row);
  if (!row || row.written === undefined || !target.matches("[data-figure]")) return;
  if (row.content === row.known) {
    target.value = row.written;
    row.known = row.content;
  }
  row.written = undefined;
});
