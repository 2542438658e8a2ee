// In a [data-tick-group], the button [data-tick-group-all] ticks all boxes, or unticks them where all are ticked.
for (const group of document.querySelectorAll("[data-tick-group]")) {
  const button = group.querySelector("[data-tick-group-all]");
  const boxes = [...group.querySelectorAll("input[type=checkbox]:not(:disabled)")];
  if (!button || !boxes.length) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
    boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
}
