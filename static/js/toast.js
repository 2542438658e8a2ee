// Short words in the corner. The server says them by the header HX-Trigger: {"toast": {"text": "…", "kind": "good"}};
// scripts by dispatching "toast" with the same detail. Those of kind bad stay until they are closed.
const toasts = document.getElementById("toasts");
const SECONDS = 5;

document.addEventListener("toast", ({ detail }) => {
  const toast = document.createElement("div");
  toast.className = `toast notice notice--${detail.kind || "good"}`;
  const text = document.createElement("div");
  text.className = "notice__text";
  text.textContent = detail.text || detail.value;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "notice__close";
  close.textContent = "×";
  close.setAttribute("aria-label", toasts.dataset.close);
  close.addEventListener("click", () => toast.remove());
  toast.append(text, close);
  toasts.append(toast);
  if (detail.kind !== "bad") setTimeout(() => toast.remove(), SECONDS * 1000);
});

// Notices in the page can be put away too; what a form was refused for takes the focus.
for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.closest("[data-dismissible]").remove());
}
document.querySelector("[data-focus]")?.focus();
