/* Keys for those who work through a list all day. Comfort only: every page works without this file. */
"use strict";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select";

function links() {
  return [...document.querySelectorAll("[data-row] a")];
}

function step(by) {
  const all = links();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to].focus();
  all[to].closest("[data-row]").scrollIntoView({ block: "nearest" });
  return true;
}

function pick() {
  const box = document.activeElement?.closest("[data-row]")?.querySelector("[data-pick]");
  if (!box) return false;
  box.checked = !box.checked;
  return true;
}

document.addEventListener("DOMContentLoaded", () => {
  const help = document.querySelector("[data-keys]");
  const opener = document.querySelector("[data-keys-open]");
  const search = document.querySelector("[data-search]");
  const show = () => { help.showModal(); return true; };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    x: pick,
    "/": () => { search?.focus(); search?.select(); return Boolean(search); },
    "?": () => Boolean(help) && show(),
  };
  if (opener && help) {
    opener.hidden = false;
    opener.addEventListener("click", show);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help?.open) return;
    if (event.target.closest?.(TYPING)) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
});
