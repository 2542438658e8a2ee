// After an action you are where you were: a form with data-keep-scroll comes back to the same place on the same page.
const key = `scroll:${location.pathname}`;

document.addEventListener("submit", (event) => {
  if ("keepScroll" in event.target.dataset) sessionStorage.setItem(key, String(window.scrollY));
});

const kept = sessionStorage.getItem(key);
if (kept !== null) {
  sessionStorage.removeItem(key);
  window.scrollTo({ top: Number(kept), behavior: "instant" });
}
