// A row of <table data-autosave="user"> saves itself: when a field is left, or when typing pauses. One request at a time
// for each row; what could not be sent is sent again with the same key, so that it is done only once.
const PAUSE = 1500;
const RETRY = 5000;
const table = document.querySelector("[data-autosave]");
const says = document.getElementById("grid-saved");
const rows = new Map();

class Row {
  constructor(element) {
    this.element = element;
    this.pk = element.dataset.row;
    this.known = this.content; // what the server has, as it stands in the fields
  }

  field(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  get content() {
    return JSON.stringify([this.field("figure")?.value, this.field("inapplicable")?.checked, this.field("note")?.value]);
  }

  get version() {
    return this.element.querySelector("[name$='-version']")?.value;
  }

  schedule(pause, version) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(version), pause);
  }

  send(version = this.version) {
    clearTimeout(this.timer);
    if (this.busy || (!this.unsent && this.content === this.known)) return;
    if (!this.unsent) {
      this.unsent = { content: this.content, version, key: freshKey() };
      this.typed = false; // from here on: whether something else has been typed since
    }
    const [figure, inapplicable, note] = JSON.parse(this.unsent.content);
    const values = { version: this.unsent.version, key: this.unsent.key, figure, note, ...(inapplicable && { not_applicable: "on" }) };
    const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`e${this.pk}-${name}`, value]));
    this.busy = true;
    say("saving");
    htmx.ajax("POST", this.element.dataset.save, { source: this.element, target: this.element, swap: "none", values: named }).catch(() => {});
  }
}

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(what) {
  says.textContent = says.dataset[what];
  says.classList.toggle("saved--failed", what === "failed" || what === "refused");
}

for (const element of table.querySelectorAll("[data-row]")) rows.set(element.dataset.row, new Row(element));
window.autosave = { table, rows, say, says, RETRY, user: table.dataset.autosave };

table.addEventListener("input", ({ target }) => {
  const row = rows.get(target.closest("[data-row]")?.dataset.row);
  if (!row || !target.matches("[data-figure], [data-note], [data-inapplicable]")) return;
  if (target.matches("[data-figure]") && target.value) row.field("inapplicable").checked = false;
  if (target.matches("[data-inapplicable]") && target.checked) row.field("figure").value = "";
  window.drafts.keep(window.autosave.user, row.pk, { content: row.content, version: row.version });
  row.element.classList.add("entry--unsaved");
  row.typed = true;
  row.schedule(PAUSE);
});
table.addEventListener("change", ({ target }) => {
  if (target.matches("[data-figure], [data-note], [data-inapplicable]")) rows.get(target.closest("[data-row]").dataset.row)?.send();
});
