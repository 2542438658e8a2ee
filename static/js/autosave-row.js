// One row of the entry grid: what stands in its fields, and what the server has of it.
const NAMES = ["figure", "inapplicable", "note", "provisional"];
const KINDS = { inapplicable: "checked", provisional: "checked" };

class Row {
  constructor(element) {
    this.element = element;
    this.pk = element.dataset.row;
    this.label = element.dataset.label;
    this.known = this.content; // what the server has, as it stands in the fields
  }

  field(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  get isOpen() {
    return this.field("figure") !== null;
  }

  get content() {
    return JSON.stringify(NAMES.map((name) => this.field(name)?.[KINDS[name] || "value"]));
  }

  get isBusy() {
    return Boolean(this.typed || this.unsent || this.content !== this.known);
  }

  // Also while something stands in it that the server would not take.
  get isHeld() {
    return this.isBusy || this.element.classList.contains("entry--unsaved");
  }

  get version() {
    return this.element.querySelector("[data-version]").dataset.version;
  }

  put(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      if (!field || value === undefined || value === null) continue;
      field[KINDS[name] || "value"] = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // What goes to the server: sent again as it was, with its key, until there is an answer.
  parcel() {
    if (!this.unsent) {
      this.unsent = { content: this.content, version: this.seen ?? this.version, key: window.freshKey(), change: this.change };
      this.typed = false; // from here on: whether something else has been typed since
      this.seen = this.change = undefined;
    }
    const [figure, inapplicable, note, provisional] = JSON.parse(this.unsent.content);
    const values = { version: this.unsent.version, key: this.unsent.key, figure, note };
    if (inapplicable) values.not_applicable = "on";
    if (provisional) values.provisional = "on";
    return Object.entries(values).map(([name, value]) => [`e${this.pk}-${name}`, value]);
  }
}

window.autosave = { Row, rows: new Map() };
