// The search box in [data-filter-items] hides the [data-filter-item]s of its form that do not hold its words; a
// [data-filter-group] without one goes too. What was ticked stays ticked.
for (const field of document.querySelectorAll("[data-filter-items]")) {
  const form = field.closest("form");
  const box = field.querySelector("input");
  field.hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase();
    for (const item of form.querySelectorAll("[data-filter-item]")) {
      item.hidden = !item.textContent.toLowerCase().includes(words);
    }
    for (const group of form.querySelectorAll("[data-filter-group]")) {
      group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
