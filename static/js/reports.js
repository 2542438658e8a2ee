// Progress reports save themselves when a field is left or typing pauses; what the server does not have yet is kept in
// this browser. One request at a time for each card, tried again while the network or the session is away.
const PAUSE = 1500;
const RETRY = 5000;
const page = document.querySelector("[data-reports]");
const person = page.dataset.reports;
const says = document.getElementById("reports-saved");
const cards = new Map([...page.querySelectorAll("[data-report]")].map((each) => [each.dataset.report, new window.ReportCard(each)]));
const cardOf = (element) => cards.get(element.closest("[data-report]")?.dataset.report);

function say(what) {
  says.textContent = says.dataset[what];
  says.classList.toggle("saved--failed", what !== "saving" && what !== "restored");
}

function later(card, pause = 0) {
  clearTimeout(card.timer);
  card.timer = setTimeout(() => send(card), pause);
}

function send(card) {
  if (card.sending || (!card.unsent && card.content === card.known)) return;
  const { element } = card;
  card.sending = true;
  say("saving");
  window.htmx.ajax("POST", element.dataset.save, { source: element, target: element, swap: "none settle:0ms", values: card.parcel(person) }).catch(() => {});
}

function typed(card) {
  window.drafts.keep(person, card.anchor, { content: card.content, version: card.seen ?? card.version });
  card.element.classList.add("report--unsaved");
  later(card, PAUSE);
}

function answered(card, status) {
  card.sending = false;
  if (status === 0 || status >= 500 || status === 401 || status === 403) {
    say(status === 401 || status === 403 ? "ended" : "failed");
    return later(card, RETRY);
  }
  card.known = card.unsent.content;
  card.unsent = null;
  if (status >= 400) return say("refused"); // it stays kept in this browser, too
  if (card.content !== card.known) return later(card);
  saved(card);
}

function saved(card) {
  card.known = card.content;
  window.drafts.drop(person, card.anchor);
  card.element.classList.remove("report--unsaved");
}

page.addEventListener("input", (event) => {
  const card = event.target.closest(".report__fields") && cardOf(event.target);
  if (card && !event.isComposing) typed(card);
});
page.addEventListener("compositionend", (event) => cardOf(event.target) && typed(cardOf(event.target)));
page.addEventListener("change", (event) => event.target.closest(".report__fields") && cardOf(event.target) && later(cardOf(event.target)));

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const card = cards.get(detail.elt.dataset.report);
  if (card) answered(card, detail.xhr.status);
});
// After a clash the chosen text is put into the fields: now the server has what stands there.
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  const card = detail.target.id.endsWith("-fields") && cardOf(detail.target);
  if (card) saved(card);
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  page.addEventListener(name, (event) => event.target.dataset.report && event.stopPropagation()); // it tries again by itself
}
window.addEventListener("online", () => cards.forEach((card) => later(card)));

Object.assign(window, { reports: { cardOf, cards, later, page, person, say, typed } });
