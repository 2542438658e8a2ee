// Files dropped on a row of the grid are its evidence.
const { table } = window.autosave;
const formOf = (target) => target.closest?.("[data-row]")?.querySelector(".entry-evidence__add");
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") && formOf(event.target);

table.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  event.target.closest("[data-row]").classList.add("entry--over");
});
table.addEventListener("dragleave", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row && !row.contains(event.relatedTarget)) row.classList.remove("entry--over");
});
table.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  const form = formOf(event.target);
  event.target.closest("[data-row]").classList.remove("entry--over");
  form.closest("details").open = true;
  const input = form.querySelector("[type=file][multiple]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
