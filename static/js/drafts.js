// What is typed is kept in this browser until the server has it, so that a lost connection or a closed lid loses nothing.
// Kept for one person and one entry; forgotten when the person signs out, or another signs in.
const PREFIX = "draft:";

window.drafts = {
  key: (user, entry) => `${PREFIX}${user}:${entry}`,

  keep(user, entry, content) {
    try {
      localStorage.setItem(this.key(user, entry), JSON.stringify(content));
    } catch {
      // A full or forbidden store: saving to the server goes on without it.
    }
  },

  read(user, entry) {
    const kept = localStorage.getItem(this.key(user, entry));
    return kept && JSON.parse(kept);
  },

  drop(user, entry) {
    localStorage.removeItem(this.key(user, entry));
  },

  forget(others) {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !(others && key.startsWith(`${PREFIX}${others}:`))) localStorage.removeItem(key);
    }
  },
};

document.addEventListener("submit", (event) => {
  if (new URL(event.target.action).pathname === "/sign-out") window.drafts.forget();
});
