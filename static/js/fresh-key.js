// A key for each attempt; crypto.randomUUID would want HTTPS, which an office's own network may not have.
window.freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
