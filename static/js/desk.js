/* Keys for the moderators' queue and for the page of one report. Each only moves the focus or follows a link: no key
   decides anything by itself. They can be turned off (WCAG 2.1.4) and are off while somebody types. */
"use strict";

(() => {
  const STORED = "gainstage-desk-keys";
  const help = document.querySelector(".desk-keys");
  const button = document.querySelector("[data-keys-switch]");
  let on = true;
  try { on = localStorage.getItem(STORED) !== "off"; } catch { /* storage is forbidden: the keys stay on */ }

  const show = () => { button.textContent = on ? "Turn the keys off" : "Turn the keys on"; };
  if (button) {
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      on = !on;
      show();
      try { localStorage.setItem(STORED, on ? "on" : "off"); } catch { /* forgotten with the page */ }
    });
  }

  const rows = [...document.querySelectorAll("#result_list tbody tr")];
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const step = (by) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, here() + by))];
    next?.querySelector("th a")?.focus();
  };
  const choose = () => rows[here()]?.querySelector("input.action-select")?.click();
  const to = (selector) => document.querySelector(selector)?.focus();
  const follow = (selector) => document.querySelector(selector)?.click();

  const onQueue = {
    j: () => step(1),
    k: () => step(here() < 0 ? 1 : -1),
    x: choose,
  };
  const onReport = {
    a: () => to(".desk-approve"),
    r: () => to("#reject-reason"),
    q: () => to("#ask-reason"),
    o: () => to(".desk-reopen"),
    s: () => to("#similar-heading"),
    j: () => follow("a[rel=next]"),
    k: () => follow("a[rel=prev]"),
    u: () => follow("[data-queue]"),
  };
  const keys = { ...(rows.length ? onQueue : onReport), "?": () => { if (help) help.open = !help.open; } };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!on || typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
