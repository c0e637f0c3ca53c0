/* The time that a shown licence has left. Comfort only: the page says until when without this file. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector("[data-showing]");
  if (!shown) return;
  const left = shown.querySelector("[data-left]");
  const end = performance.now() + Number(shown.dataset.showing) * 1000; // not the phone's clock, which may be wrong
  left.hidden = false;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = String(seconds);
    if (seconds) return;
    clearInterval(timer);
    shown.querySelectorAll("[data-live]").forEach((part) => { part.hidden = true; });
    shown.querySelector("[data-over]").hidden = false;
  };
  const timer = setInterval(tick, 250);
  tick();
});
