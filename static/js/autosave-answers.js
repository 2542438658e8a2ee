// What the server says to a save: which rows it has, which it has not, and whether trying again may help.
const RETRY = 5000;
const SIGN_IN = 15000; // time in which somebody signs in again in another tab
const { queue, rows, say, says, table, user } = window.autosave;

// No connection, a server in trouble, a session that has ended: what was typed waits and is sent again.
const isPassing = (status) => status === 0 || status >= 500;
const isEnded = (status) => status === 401 || status === 403;

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { status } = detail.xhr;
  const batch = detail.elt === table;
  const saved = (detail.xhr.getResponseHeader?.("Saved-Entries") || "").split(" ");
  if (batch && (isPassing(status) || isEnded(status))) {
    say(isEnded(status) ? "ended" : "failed");
    for (const row of queue.sent()) queue.add(row, isEnded(status) ? SIGN_IN : RETRY);
  } else if (batch || detail.requestConfig.verb === "post") {
    for (const pk of new Set([...saved, ...(batch ? queue.sent().map((row) => row.pk) : [])])) {
      if (rows.has(pk)) settle(rows.get(pk), { batch, saved: saved.includes(pk), path: detail.pathInfo.requestPath });
    }
    if (batch && status >= 400) say("refused");
  }
  if (batch) queue.answered();
});

function settle(row, { batch, saved, path }) {
  const { unsent } = row;
  row.known = batch && row.typed ? unsent.content : row.content;
  row.unsent = null;
  if (batch && saved) window.gridUndo.remember(row, unsent);
  if (saved && /entries\/\d+\/save/.test(path)) window.gridUndo.forget(row.pk); // chosen after a clash
  if (saved && /entries\/\d+\/undo/.test(path)) window.gridUndo.takenBack(row.pk);
  if (batch && row.typed) {
    queue.add(row);
    return;
  }
  row.typed = false;
  if (!saved) return; // what was refused stays kept in this browser, too
  row.noted = undefined;
  says.classList.remove("saved--failed");
  window.drafts.drop(user, row.pk);
  row.element.classList.remove("entry--unsaved");
}

// The rows try again by themselves: no notice for each attempt.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  table.addEventListener(name, (event) => {
    const { status } = event.detail.xhr;
    if (event.target === table && (isPassing(status) || isEnded(status))) event.stopPropagation();
  });
}
