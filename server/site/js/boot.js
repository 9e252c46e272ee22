// Starts the program. Whatever keeps it from running is said on the page, with what to do.
"use strict";
(() => {
  const wasm = document.currentScript.dataset.wasm;
  const root = document.documentElement;

  // The framework asks for its settings here. These addresses belong to the server: a link to them leaves the program.
  const served = ["/auth/", "/api/", "/sign-in", "/assets/"];
  const outside = served.flatMap((path) => [location.origin + path, "//" + location.host + path]);
  globalThis.goappGetenv = (name) => (name === "GOAPP_INTERNAL_URLS" ? JSON.stringify(outside) : "");

  const crash = (title, why) => {
    document.getElementById("crash-title").textContent = title;
    document.getElementById("crash-why").textContent = why;
    document.getElementById("crash").hidden = false;
    root.dataset.crashed = "1";
    document.getElementById("crash-reload").focus();
  };
  document.getElementById("crash-reload").addEventListener("click", () => location.reload());

  const start = async () => {
    if (typeof WebAssembly !== "object") {
      return crash("This browser cannot run MemberPulse", "WebAssembly is off. Turn it on for this site, or use another browser; company policies sometimes switch it off.");
    }
    if (!wasm || typeof Go !== "function") {
      return crash("This server has no browser program", "It was built without it. Whoever runs MemberPulse has to build it again with make.");
    }
    let res;
    try {
      res = await fetch(wasm, { credentials: "same-origin" });
    } catch {
      return crash("MemberPulse could not be loaded", "The server did not answer. Check your connection, then reload.");
    }
    if (!res.ok) {
      return crash("MemberPulse could not be loaded", "The server answered with HTTP " + res.status + ". It may just have been updated: reload to get the new program.");
    }
    const go = new Go();
    let instance;
    try {
      ({ instance } = await WebAssembly.instantiateStreaming(res, go.importObject));
    } catch (error) {
      return crash("MemberPulse could not start", "The program was not accepted by this browser (" + error.message + "). Reload; if it stays, update the browser.");
    }
    await go.run(instance); // ends only when the program ends
    crash("MemberPulse stopped", "Something broke in the page. What you saved is safe; reload to go on.");
  };
  start().catch((error) => crash("MemberPulse stopped", "Something broke in the page (" + error.message + "). What you saved is safe; reload to go on."));
})();
