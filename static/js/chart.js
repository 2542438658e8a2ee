// Draws the charts of a page when they come into view. <figure data-chart="ID"> holds an empty .chart__area; the JSON
// of the figure stands in the json_script element with that id. The figures stand in a table as well.
const draw = (figure) => {
  const { data, layout } = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const area = figure.querySelector(".chart__area");
  window.Plotly.newPlot(area, data, layout, { displayModeBar: false, responsive: true });
};
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "200px" });
for (const figure of document.querySelectorAll("[data-chart]")) watcher.observe(figure);
