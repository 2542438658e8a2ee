// Draws the charts of a page when they come into view, and all of them before the page is printed. <figure
// data-chart="ID"> holds an empty .chart__area; the JSON of the figure stands in the json_script element with that id.
// The figures stand in a table as well.
const ROOM = 64; // pixels that the label of a quarter needs, with air
const waiting = new Set(document.querySelectorAll("[data-chart]"));

// As many quarters named as there is room for, the newest among them.
const named = (data, width) => {
  const labels = [...new Set(data.flatMap((trace) => trace.x))];
  const step = Math.ceil((labels.length * ROOM) / Math.max(width - 80, ROOM));
  return labels.filter((_, place) => (labels.length - 1 - place) % step === 0);
};
const draw = (figure) => {
  waiting.delete(figure);
  watcher.unobserve(figure);
  const { data, layout } = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const area = figure.querySelector(".chart__area");
  const thin = layout.xaxis?.type === "category";
  if (thin) Object.assign(layout.xaxis, { tickmode: "array", tickvals: named(data, area.clientWidth), tickangle: 0 });
  window.Plotly.newPlot(area, data, layout, { displayModeBar: false, responsive: true });
  if (!thin) return;
  new ResizeObserver(() => {
    const tickvals = named(data, area.clientWidth);
    if (tickvals.length !== area.layout.xaxis.tickvals.length) window.Plotly.relayout(area, { "xaxis.tickvals": tickvals });
  }).observe(area);
};
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting && waiting.has(entry.target)) draw(entry.target);
}, { rootMargin: "200px" });
for (const figure of waiting) watcher.observe(figure);

// On paper the drawing as it stands on the screen is scaled to the width that there is (print.css).
addEventListener("beforeprint", () => {
  for (const figure of waiting) draw(figure);
  for (const drawing of document.querySelectorAll(".chart .main-svg")) {
    const [width, height] = ["width", "height"].map((side) => drawing.getAttribute(side));
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.closest(".chart__area").style.setProperty("--shape", `${width} / ${height}`);
  }
});
addEventListener("afterprint", () => {
  for (const drawing of document.querySelectorAll(".chart .main-svg")) drawing.removeAttribute("viewBox");
});
