// A column copied from Excel fills the fields from the one it is pasted into downwards; each row then saves itself.
const table = document.querySelector("[data-autosave]");

table.addEventListener("paste", (event) => {
  if (!event.target.matches("input[data-figure]")) return;
  const lines = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  if (lines.length < 2) return;
  event.preventDefault();
  const all = [...table.querySelectorAll("[data-figure]")];
  const from = all.indexOf(event.target);
  for (const [place, line] of lines.entries()) {
    const field = all[from + place];
    if (!field) break;
    if (!field.matches("input")) continue;
    field.value = line.split("\t")[0].trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
