// Buttons that copy a text; without this script it is selected and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // over plain HTTP from another computer there is no clipboard to write to
    }
    button.firstChild.data = "Copied";
  });
}
