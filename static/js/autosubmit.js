// A form with data-autosubmit (filters) goes off when a choice changes; its button is then for the keyboard and for text.
const QUIET = 500;

for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  let timer;
  const go = () => {
    clearTimeout(timer);
    form.requestSubmit();
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox], [type=radio]")) go();
  });
  form.addEventListener("search", go);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-autosubmit-text]")) return;
    clearTimeout(timer);
    timer = setTimeout(go, QUIET);
  });
}
