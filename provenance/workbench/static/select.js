// Words that are selected in an article go into the form that adds a claim, and a button offers to send it.
// Without this script the words are written there.

const article = document.querySelector("article.text");
const form = document.querySelector("#add-claim");
const offer = document.querySelector("#offer");

// How many characters of the article stand before a place on the page: each stretch knows where it begins.
function offset(node, within) {
  const stretch = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("[data-start]");
  if (!stretch) return null;
  const before = document.createRange();
  before.setStart(stretch, 0);
  before.setEnd(node, within);
  return Number(stretch.dataset.start) + before.toString().length;
}

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  const words = chosen.toString().trim();
  if (!words || !article.contains(chosen.anchorNode) || !article.contains(chosen.focusNode)) return;
  const range = chosen.getRangeAt(0);
  form.words.value = words;
  form.at.value = offset(range.startContainer, range.startOffset) ?? "";
  offer.hidden = false;
  offer.querySelector("q").textContent = words.length > 40 ? `${words.slice(0, 40)}…` : words;
});

// Words that are written belong wherever they stand.
form.words.addEventListener("input", () => (form.at.value = ""));
offer.addEventListener("click", () => form.requestSubmit());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") offer.hidden = true;
});
