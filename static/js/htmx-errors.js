// A request that failed is never silent: what happened and what to do, as a toast that stays.
function complain(reason) {
  const words = document.getElementById("toasts").dataset;
  const text = words[reason] || words.error;
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "bad" } }));
}

document.addEventListener("htmx:sendError", () => complain("offline"));
document.addEventListener("htmx:timeout", () => complain("timeout"));
document.addEventListener("htmx:responseError", ({ detail }) => complain(String(detail.xhr.status)));

// Whoever signs in again in another tab has a new token: take it from the cookie, so that this page goes on working.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/);
  if (token) detail.headers["X-CSRFToken"] = token[1];
});

// A session that has ended answers with the sign-in page: go there instead of putting it into this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.responseText.trimStart().startsWith("<!doctype html>")) return;
  event.detail.shouldSwap = false;
  window.location.reload();
});
