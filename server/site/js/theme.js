// The remembered theme, set before the first paint and followed from other tabs; and the theme button of the plain pages,
// which goes round: the other than the system's, the same as the system's, the system's.
"use strict";
(() => {
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("mp-theme"); } catch { return null; } };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-action=theme]")) button.lastChild.textContent = "Theme: " + (root.dataset.theme || "system");
  };
  apply(read());
  addEventListener("storage", (event) => { if (event.key === "mp-theme" || event.key === null) apply(read()); });
  document.addEventListener("DOMContentLoaded", () => apply(root.dataset.theme));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-action=theme]")) return;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = !root.dataset.theme ? (system === "dark" ? "light" : "dark") : root.dataset.theme === system ? "" : system;
    apply(next);
    try {
      if (next) localStorage.setItem("mp-theme", next);
      else localStorage.removeItem("mp-theme");
    } catch { /* private mode: the choice lasts as long as the page */ }
  });
})();
