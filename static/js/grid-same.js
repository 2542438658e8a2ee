// "As last time": one row at once, unless it counts what happened within the period; all that stand still and are empty
// after a look at the list. Each is one change, to be undone at once.
const { queue, rows } = window.autosave;
const dialog = document.getElementById("grid-same");
const all = document.querySelector("[data-same-all]");
const list = dialog.querySelector(".grid-same__rows");
const yes = dialog.querySelector("[data-same-yes]");
const words = dialog.dataset;
const same = (row) => row.element.dataset;
const isEmpty = (row) => row.isOpen && !row.field("figure").value && !row.field("inapplicable").checked;
const candidates = () => [...rows.values()].filter((row) => isEmpty(row) && same(row).sameKind === "stands");
const ticked = () => [...list.querySelectorAll(":checked")].map((box) => rows.get(box.value));

function repeat(chosen, note) {
  const change = window.freshKey();
  for (const row of chosen) {
    row.change = change;
    row.put({ figure: same(row).same, note: note && !row.field("note").value.trim() ? words.note : null });
    queue.add(row);
  }
}

function ask(chosen, kind) {
  for (const text of dialog.querySelectorAll("[data-for]")) text.hidden = text.dataset.for !== kind;
  list.replaceChildren(...chosen.map((row) => {
    const line = document.createElement("li");
    const label = Object.assign(document.createElement("label"), { className: "check" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: row.pk, checked: true });
    const figure = Object.assign(document.createElement("strong"), { textContent: same(row).sameShown });
    label.append(box, row.label, figure);
    line.append(label);
    return line;
  }));
  count();
  dialog.showModal();
}

function count() {
  yes.textContent = words.label.replace("{n}", ticked().length);
  yes.disabled = !ticked().length;
}

// The note is offered where the figure was copied; it is the person's to say.
function offerNote(row) {
  const offer = Object.assign(document.createElement("button"), { type: "button", className: "entry-state__back", textContent: words.quick });
  row.quick = true;
  offer.addEventListener("click", () => {
    row.put({ note: words.note });
    queue.add(row);
    row.quick = false;
    offer.remove();
    row.field("note").focus();
  });
  row.element.querySelector(".entry-news").replaceChildren(offer);
}

document.addEventListener("click", ({ target }) => {
  const row = rows.get(target.closest("[data-same-one]")?.closest("[data-row]").dataset.row);
  if (!row?.isOpen) return;
  if (same(row).sameKind === "flows") return ask([row], "flows");
  repeat([row]);
  if (!row.field("note").value.trim()) offerNote(row);
});
all.addEventListener("click", () => ask(candidates(), "stands"));
list.addEventListener("change", count);
dialog.addEventListener("close", () => dialog.returnValue === "yes" && repeat(ticked(), dialog.querySelector("[data-same-note]").checked));
all.hidden = !candidates().length;
