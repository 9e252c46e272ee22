// Asks where an address signs in and goes there. Without this script the form does the same through the server.
"use strict";
(() => {
  const form = document.getElementById("sign-in");
  if (!form) return;
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    const data = new FormData(form);
    try {
      const res = await fetch("/auth/discover", {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ email: data.get("email") }),
      });
      if (!res.ok) throw new Error(String(res.status));
      const to = new URL((await res.json()).url, location.origin);
      if (to.origin === location.origin && data.get("return_to")) to.searchParams.set("return_to", data.get("return_to"));
      if (to.protocol !== "https:" && to.protocol !== "http:") throw new Error("address");
      location.assign(to.href);
    } catch {
      // Not form.submit(): a form may not be redirected off this origin, an address may.
      location.assign("/auth/sso?" + new URLSearchParams(data));
    }
  });
  addEventListener("pageshow", () => button.removeAttribute("aria-busy"));

  const copy = document.getElementById("copy-support");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById("refused").innerText + "\n" + new Date().toISOString());
      copy.lastChild.textContent = "Copied";
    });
  }
})();
