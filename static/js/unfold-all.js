// Buttons that open or close every fold inside what they name; without script they stay hidden.
for (const [attribute, open] of [["unfoldAll", true], ["foldAll", false]]) {
  for (const button of document.querySelectorAll(`[data-${open ? "unfold" : "fold"}-all]`)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const fold of document.querySelectorAll(`${button.dataset[attribute]} details`)) fold.open = open;
    });
  }
}
