// Says which address was asked for. The server does not: its page is the same for all of them.
"use strict";
(() => {
  const line = document.getElementById("asked");
  const value = line.querySelector("code");
  const button = line.querySelector("button");
  value.textContent = value.title = location.pathname;
  line.hidden = false;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    button.setAttribute("aria-label", "Copied address");
    button.querySelector("use").setAttribute("href", "#i-check");
  });
})();
