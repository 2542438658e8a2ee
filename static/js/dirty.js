// A form with data-dirty: leaving the page with something typed in it and not sent asks first.
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "dirty" in form.dataset) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
document.addEventListener("reset", (event) => changed.delete(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form && event.detail.successful) changed.delete(form);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (!form.isConnected) changed.delete(form);
  }
  if (changed.size) event.preventDefault();
});
