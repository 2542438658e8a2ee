// A [data-handover] form: one choice for a whole kind, a filter by name, and a button that says how many duties move.
for (const form of document.querySelectorAll("[data-handover]")) {
  const rows = [...form.querySelectorAll("[data-handover-row]")];
  const choice = (row) => row.querySelector("select");
  const shown = (group) => [...group.querySelectorAll("[data-handover-row]")].filter((row) => !row.hidden);

  const counted = form.querySelector("[data-handover-count]");
  const count = () => {
    const moved = rows.filter((row) => choice(row).value).length;
    const words = counted.dataset.words;
    counted.textContent = words.replace("{moved}", moved).replace("{stayed}", rows.length - moved);
  };

  for (const all of form.querySelectorAll("[data-handover-all]")) {
    const group = all.closest("[data-handover-group]");
    const select = all.querySelector("select");
    all.hidden = false;
    select.addEventListener("change", () => {
      if (!select.value) return;
      for (const row of shown(group)) choice(row).value = select.value === "stays" ? "" : select.value;
      select.value = "";
      count();
    });
  }

  const filter = form.querySelector("[data-handover-filter]");
  const words = filter.querySelector("input");
  filter.hidden = false;
  words.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.querySelector("label").textContent.toLowerCase().includes(wanted);
    for (const group of form.querySelectorAll("[data-handover-group]")) group.hidden = !shown(group).length;
    form.querySelector("[data-handover-none]").hidden = rows.some((row) => !row.hidden);
  });

  form.addEventListener("change", count);
  count();
}
