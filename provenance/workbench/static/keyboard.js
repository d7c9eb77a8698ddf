// Keys: j and k go through the items of a page, Enter opens one, and every element with data-key is pressed by its key (or one of them).
// Nothing here is needed: each key only presses what a mouse or the tab key reaches as well.

const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")];
  if (items.length === 0) return;
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
  const target = next.querySelector("[data-open]") ?? next;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const item = document.activeElement.closest("[data-item]");
  const named = [...document.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)];
  // Of several items, only the one that was gone to is decided: a key never presses a button that nobody looked at.
  const single = document.querySelectorAll("[data-item]").length === 1;
  const target = named.find((one) => item?.contains(one)) ?? named.find((one) => single || !one.closest("[data-item]"));
  if (!target) return false;
  // What decides on ticked claims decides, where none is ticked, on the one that was gone to.
  if (target.matches("#ticked [name=verdict]") && !document.querySelector(".tick:checked")) {
    const tick = item?.querySelector(".tick");
    if (!tick) return false;
    tick.checked = true;
  }
  if (target.matches("input:not([type=checkbox]), textarea, select")) target.focus();
  else target.click();
  if (target.matches("details[open] > summary")) {
    const fields = [...target.parentElement.querySelectorAll("summary, input:not([type=hidden]), textarea, select, button")];
    fields.find((one) => one !== target && one.checkVisibility())?.focus();
  }
  return true;
}

function obey(key) {
  if (press(key)) return true;
  const by = { j: 1, k: -1 }[key];
  if (by) step(by);
  return Boolean(by);
}

// A form that is on its way decides no second time.
let leaving = false;
document.addEventListener("submit", () => (leaving = true));
window.addEventListener("pageshow", () => (leaving = false));

// Words typed into nowhere decide nothing: after a key that means nothing, the next are ignored until there is a pause.
const PAUSE = 1000; // milliseconds
let deafUntil = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || event.key.length > 1 || event.key === " ") return;
  const moves = event.key === "j" || event.key === "k";
  // A key that is held down goes through a list, but decides once: the next page would take it for another decision.
  if (leaving || (event.repeat && !moves)) return;
  if ((event.timeStamp < deafUntil && !moves) || !obey(event.key)) deafUntil = event.timeStamp + PAUSE;
  else event.preventDefault();
});

// Filters stand open where there is room, and fold on a phone.
if (window.matchMedia("(max-width: 56rem)").matches) {
  for (const folded of document.querySelectorAll("details.facets")) folded.open = false;
}
