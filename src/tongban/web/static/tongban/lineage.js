/* One key for each button that names one. Comfort only: the buttons do the same without this file. */
"use strict";

const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest?.(WRITING)) return;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return;
  const found = document.querySelector(`[data-key~="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  found.click();
});

/* In a small window the place that is asked about is scrolled to. */
const marked = document.querySelector(".paper__in mark");
if (marked) {
  const around = marked.closest(".paper__in");
  around.scrollTop += marked.getBoundingClientRect().top - around.getBoundingClientRect().top - around.clientHeight / 3;
}
