// A form or button with data-confirm="question" asks before it goes on; htmx requests with hx-confirm ask the same way.
const dialog = document.getElementById("confirm");
const confirmed = new WeakSet();

function ask(question, label) {
  dialog.querySelector(".dialog__text").textContent = question;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.dataset.label ??= yes.textContent;
  yes.textContent = label || yes.dataset.label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asker.dataset.confirm) return;
  if (confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(asker.dataset.confirm, asker.dataset.confirmLabel)) {
    confirmed.add(form);
    form.requestSubmit(event.submitter);
  }
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const label = event.detail.elt.dataset.confirmLabel;
  if (await ask(event.detail.question, label)) event.detail.issueRequest(true);
});
