// What this browser kept because the server never had it: put back into the fields after a reload, and saved.
const { queue, rows, say, user } = window.autosave;
const words = document.getElementById("grid-words").dataset;

window.drafts.forget(user);
for (const row of rows.values()) {
  const draft = window.drafts.read(user, row.pk);
  if (!draft) continue;
  const [figure, inapplicable, note, provisional] = JSON.parse(draft.content);
  if (!row.isOpen) {
    row.element.querySelector(".entry-news").textContent = words.kept.replace("{what}", [figure, note].filter(Boolean).join(" "));
    continue;
  }
  if (draft.content === row.content) {
    window.drafts.drop(user, row.pk);
    continue;
  }
  row.field("figure").value = figure;
  row.field("inapplicable").checked = inapplicable;
  row.field("note").value = note;
  if (row.field("provisional")) row.field("provisional").checked = provisional;
  row.element.classList.add("entry--unsaved");
  say("restored");
  row.seen = draft.version; // based on what was seen then: if somebody has changed it since, the person is asked
  queue.add(row);
}
