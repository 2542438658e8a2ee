// What this browser kept because the server never had it: put back into the fields after a reload, and saved.
const { rows, say, user } = window.autosave;

window.drafts.forget(user);
for (const row of rows.values()) {
  const draft = window.drafts.read(user, row.pk);
  if (!draft) continue;
  if (draft.content === row.content) {
    window.drafts.drop(user, row.pk);
    continue;
  }
  const [figure, inapplicable, note, provisional] = JSON.parse(draft.content);
  row.field("figure").value = figure;
  row.field("inapplicable").checked = inapplicable;
  row.field("note").value = note;
  if (row.field("provisional")) row.field("provisional").checked = provisional;
  row.element.classList.add("entry--unsaved");
  say("restored");
  row.seen = draft.version; // based on what was seen then: if somebody has changed it since, the person is asked
  row.schedule(0);
}
