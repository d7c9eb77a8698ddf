// Keys: j and k go through the items of a page, Enter opens one, and every element with data-key is pressed by its key.
// Nothing here is needed: each key only presses what a mouse or the tab key reaches as well.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

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
  const named = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  // Of several items, only the one that was gone to is decided: a key never presses a button that nobody looked at.
  const single = document.querySelectorAll("[data-item]").length === 1;
  const target = named.find((one) => item?.contains(one)) ?? named.find((one) => single || !one.closest("[data-item]"));
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target)) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (!press(event.key)) return;
  event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Filters stand open where there is room, and fold on a phone.
if (window.matchMedia("(max-width: 56rem)").matches) {
  for (const folded of document.querySelectorAll("details.facets")) folded.open = false;
}
