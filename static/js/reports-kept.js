// What this browser kept because the server never had it, and what was said last time: put into the fields of a report.
const { cardOf, cards, later, page, person, say, typed } = window.reports;

page.addEventListener("click", ({ target }) => {
  const again = target.closest("[data-again]");
  const card = again && cardOf(again);
  if (!card) return;
  const { progress, problem, next } = again.dataset;
  card.put(JSON.stringify([["progress", progress], ["problem", problem], ["next_step", next]].map(([name, text]) => [`${card.anchor}-${name}`, text, true])));
  typed(card);
  card.fields.find((field) => field.name.endsWith("-progress")).focus();
});
for (const button of page.querySelectorAll("[data-again]")) button.hidden = false;

window.drafts.forget(person);
for (const card of cards.values()) {
  const draft = window.drafts.read(person, card.anchor);
  if (!draft || draft.content === card.content) continue;
  card.put(draft.content);
  card.seen = draft.version; // based on what was seen then: if somebody has changed it since, the person is asked
  say("restored");
  later(card);
}
