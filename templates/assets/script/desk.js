/* Keys in the queue and on a note, and the preview while one types. Every page works without it. */
"use strict";

const PAUSE_MS = 700;
const typing = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select");

function rows() {
  return [...document.querySelectorAll("tr[data-note]")];
}

function current() {
  return document.activeElement?.closest("tr[data-note]");
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].querySelector("th a").focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => current()?.querySelector("th a").click(),
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("#symbol")?.focus(),
  e: () => document.querySelector("a[data-key=e]")?.click(),
  n: () => document.querySelector("a[data-key=n]")?.click(),
  q: () => document.querySelector(".brand a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || typing(event) || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

/* One press ticks all that can be ticked. */
const tickAll = document.querySelector("button[data-tick]");
if (tickAll) {
  tickAll.hidden = false;
  tickAll.addEventListener("click", () => {
    for (const box of document.querySelectorAll("form.queue input[type=checkbox]")) box.checked = true;
  });
}

/* What takes a while says so, and is not sent twice. */
document.addEventListener("submit", (event) => {
  const { busy } = event.target.dataset;
  if (!busy || event.defaultPrevented) return;
  if (event.target.getAttribute("aria-busy")) {
    event.preventDefault();
    return;
  }
  event.target.setAttribute("aria-busy", "true");
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  told.textContent = `${busy} …`;
  document.querySelector("#messages").replaceChildren(told);
});

/* The tab of the panel that htmx has brought is the current one. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "panel") return;
  for (const link of document.querySelectorAll(".tabs a[hx-get]")) {
    const here = link.getAttribute("href") === event.detail.pathInfo.requestPath;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
});

/* Preview and findings follow the text: the form itself is sent, as its buttons send it. */
const form = document.querySelector("form[data-live]");
if (form) {
  const show = form.querySelector("button[data-preview]");
  const check = form.querySelector("button[hx-post]");
  let waiting = 0;
  const renew = () => {
    form.requestSubmit(show);
    htmx.trigger(check, "click");
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE_MS);
  });
  addEventListener("load", () => form.requestSubmit(show));
}
