// The remembered theme, set before the first paint; and the theme button of the plain pages.
"use strict";
(() => {
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("mp-theme"); } catch { return null; } };
  const saved = read();
  if (saved === "light" || saved === "dark") root.dataset.theme = saved;
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-action=theme]")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("mp-theme", root.dataset.theme); } catch { /* private mode: the choice lasts as long as the page */ }
  });
})();
