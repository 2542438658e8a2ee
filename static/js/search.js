// The search in the bar (form[data-search]): "/" goes there, Escape and a click elsewhere close its suggestions.
const form = document.querySelector("form[data-search]");
const close = () => form.querySelector(".search-found").replaceChildren();
const types = (target) => target.closest("input, textarea, select, [contenteditable]");

if (form) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target)) {
      event.preventDefault();
      form.elements.q.focus();
    } else if (event.key === "Escape" && form.contains(event.target)) {
      close();
      form.elements.q.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}
