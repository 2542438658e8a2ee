// <label class="dropzone" data-dropzone> around an <input type="file">: takes files dropped on it, and names what was chosen.
function show(zone, input) {
  const names = [...input.files].map((file) => file.name);
  zone.querySelector("[data-dropzone-files]").textContent = names.join("、");
  zone.classList.toggle("dropzone--filled", names.length > 0);
}

function drop(zone, input, event) {
  event.preventDefault();
  zone.classList.remove("dropzone--over");
  const files = new DataTransfer();
  const dropped = [...event.dataTransfer.files];
  for (const file of input.multiple ? dropped : dropped.slice(0, 1)) files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function attach(zone) {
  const input = zone.querySelector("input[type=file]");
  if (!input || zone.dataset.ready) return;
  zone.dataset.ready = "yes";
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("dropzone--over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("dropzone--over"));
  zone.addEventListener("drop", (event) => drop(zone, input, event));
  input.addEventListener("change", () => show(zone, input));
}

const attachAll = (root) => root.querySelectorAll("[data-dropzone]").forEach(attach);
attachAll(document);
document.addEventListener("htmx:load", (event) => attachAll(event.detail.elt.parentElement || document));
