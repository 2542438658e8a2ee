// One row of the entry grid and what the server has of it. The whole table sends one request at a time, in turn, so that
// an indicator never shows the answer to an older save; what could not be sent is sent again with its key, to be done once.
const says = document.getElementById("grid-saved");
const waiting = new Set();
let sending = null;

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
    const [figure, note] = ["figure", "note"].map((name) => this.field(name)?.value);
    const [inapplicable, provisional] = ["inapplicable", "provisional"].map((name) => this.field(name)?.checked);
    return JSON.stringify([figure, inapplicable, note, provisional]);
  }

  get version() {
    return this.element.querySelector("[name$='-version']")?.value;
  }

  schedule(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  send() {
    clearTimeout(this.timer);
    if (sending === this || (!this.unsent && this.content === this.known)) return;
    if (sending) {
      waiting.add(this);
      return;
    }
    if (!this.unsent) {
      this.unsent = { content: this.content, version: this.seen ?? this.version, key: freshKey() };
      this.typed = false; // from here on: whether something else has been typed since
      this.seen = undefined;
    }
    const [figure, inapplicable, note, provisional] = JSON.parse(this.unsent.content);
    const values = { version: this.unsent.version, key: this.unsent.key, figure, note };
    if (inapplicable) values.not_applicable = "on";
    if (provisional) values.provisional = "on";
    const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`e${this.pk}-${name}`, value]));
    sending = this;
    say("saving");
    // Settled at once: until htmx has settled, the new undo button would load the whole page.
    const how = { source: this.element, target: this.element, swap: "none settle:0ms", values: named };
    htmx.ajax("POST", this.element.dataset.save, how).catch(() => {});
  }
}

function answered() {
  sending = null;
  const [next] = waiting;
  waiting.delete(next);
  next?.send();
}

// A key for each attempt; crypto.randomUUID would want HTTPS, which an office's own network may not have.
function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(what) {
  says.textContent = says.dataset[what];
  says.classList.toggle("saved--failed", what === "failed" || what === "refused");
}

window.autosave = { Row, answered, say, says, rows: new Map(), isSending: () => sending !== null };
