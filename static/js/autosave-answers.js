// What the server says to a save: the pieces of the page are swapped by htmx, but nothing that was typed meanwhile.
const RETRY = 5000;
const { table, rows, say, says, user } = window.autosave;

// No connection, or a server in trouble: trying again may help.
const isPassing = (status) => status === 0 || status >= 500;

function concerned(detail) {
  const [, pk] = /\/entries\/(\d+)\/(?:save|undo)\/$/.exec(detail.pathInfo.requestPath) || [];
  return rows.get(pk);
}

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const [, pk] = /^e(\d+)-(?:field|words)$/.exec(detail.target.id) || [];
  const row = rows.get(pk);
  if (!row) return;
  const fresh = detail.fragment.firstElementChild;
  if ("overwrite" in fresh.dataset) return;
  const focused = detail.target.contains(document.activeElement);
  if (focused && !row.typed) row.written = fresh.querySelector("[data-figure]")?.value;
  detail.shouldSwap = !row.typed && !focused;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const row = concerned(detail);
  if (!row) return;
  const own = detail.elt === row.element;
  const { status } = detail.xhr;
  if (isPassing(status)) {
    say("failed");
    if (own) row.schedule(RETRY);
  } else if (own || status === 200) settle(row, own, status === 200);
  if (status >= 400 && status < 500) say("refused");
  if (own) window.autosave.answered();
});

function settle(row, own, saved) {
  row.known = own && row.typed ? row.unsent.content : row.content;
  row.unsent = null;
  if (own && row.typed) {
    row.schedule(0);
    return;
  }
  row.typed = false;
  if (!saved) return; // what was refused stays kept in this browser, too
  says.classList.remove("saved--failed");
  window.drafts.drop(user, row.pk);
  row.element.classList.remove("entry--unsaved");
}

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

// The row tries again by itself: no notice for each attempt.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  table.addEventListener(name, (event) => {
    if (event.target.matches("[data-row]") && isPassing(event.detail.xhr.status)) event.stopPropagation();
  });
}
