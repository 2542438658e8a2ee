// <button data-copy="ID">: puts the text of the field with that id on the clipboard; works without https, too.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    const copied = document.execCommand("copy");
    if (copied) document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
  });
}
