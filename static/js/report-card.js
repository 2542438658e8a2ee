// One card with a progress report: what stands in its fields, and what the server has of it.
class Card {
  constructor(element) {
    this.element = element;
    this.anchor = element.dataset.report;
    this.known = this.content; // what the server has
  }

  get fields() {
    return [...this.element.querySelectorAll(".report__fields :is(input, textarea, select):not([type=hidden])")];
  }

  get content() {
    return JSON.stringify(this.fields.map((field) => [field.name, field.value, field.type !== "checkbox" || field.checked]));
  }

  get version() {
    return this.element.querySelector(`[name="${this.anchor}-version"]`).value;
  }

  put(content) {
    for (const [name, value, isOn] of JSON.parse(content)) {
      const field = this.fields.find((each) => each.name === name && (each.type !== "checkbox" || each.value === value));
      if (field?.type === "checkbox") field.checked = isOn;
      else if (field) field.value = value;
    }
  }

  // What goes to the server: sent again as it was, with its key, until there is an answer.
  parcel(person) {
    this.unsent ||= { content: this.content, version: this.seen ?? this.version, key: window.freshKey() };
    this.seen = undefined;
    const values = {};
    for (const [name, value, isOn] of JSON.parse(this.unsent.content)) if (isOn) (values[name] ||= []).push(value);
    return { person, [`${this.anchor}-version`]: this.unsent.version, [`${this.anchor}-key`]: this.unsent.key, ...values };
  }
}

window.ReportCard = Card;
