// In a form [data-tick-counted], [data-tick-count] says how many boxes are ticked.
for (const form of document.querySelectorAll("[data-tick-counted]")) {
  const said = form.querySelector("[data-tick-count]");
  const count = () => {
    const ticked = form.querySelectorAll("input[type=checkbox]:checked:not(:disabled)").length;
    said.textContent = ticked ? ` (${ticked})` : "";
  };
  form.addEventListener("input", count);
  form.addEventListener("change", count);
  count();
}
