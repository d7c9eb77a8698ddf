// Adding articles: files can be dropped, and what becomes of each is shown as it happens. Without it, the forms wait.

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

for (const form of document.querySelectorAll("form[data-live]")) {
  const live = Object.assign(document.createElement("input"), { type: "hidden", name: "live", value: "yes" });
  form.append(live);
  form.addEventListener("submit", () => form.querySelector("button.main").setAttribute("aria-busy", "true"));
}

// Files in a dropped folder come one level at a time, a hundred at most a call.
async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return found;
    for (const one of some) if (!one.name.startsWith(".")) found.push(...(await filesIn(one)));
  }
}

function tellChosen(zone) {
  const form = zone.closest("form");
  const files = [...zone.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const told = zone.querySelector("[data-chosen]");
  const names = files.slice(0, 5).map((file) => file.name).join(", ");
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  const tooMuch = total > Number(form.dataset.largest);
  told.textContent = files.length === 0 ? "" : `${files.length} chosen, ${size(total)}: ${names}${more}`;
  if (tooMuch) told.textContent = `${size(total)} is too much at once: at most ${size(Number(form.dataset.largest))}.`;
  form.querySelector("button.main").disabled = tooMuch;
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.classList.add("ready");
  zone.addEventListener("change", () => tellChosen(zone));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const dropped = entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...event.dataTransfer.files];
    const kept = new DataTransfer();
    for (const file of [...input.files, ...dropped]) kept.items.add(file);
    input.files = kept.files;
    tellChosen(zone);
  });
}

// A drop beside the zone would otherwise leave the page for the file or the link.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());

const addresses = document.querySelector("[data-addresses]");
document.addEventListener("drop", (event) => {
  const dragged = event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain");
  const links = dragged.split(/\s+/).filter((one) => /^https?:\/\//i.test(one));
  if (!addresses || event.dataTransfer.files.length || links.length === 0) return;
  addresses.value = [...new Set([...addresses.value.split(/\s+/), ...links])].filter(Boolean).join("\n");
  document.querySelector("[data-addressed]").textContent = `${links.length === 1 ? "The link is" : `${links.length} links are`} in the list. Nothing is fetched until you press the button.`;
  addresses.focus();
});

// Pressed here, the bookmark would do nothing: it is to be dragged.
document.querySelector("[data-bookmark]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("[data-addressed]").textContent = "Drag it to your bookmarks; pressed here, it does nothing.";
});

const watched = document.querySelector("[data-events]");
if (watched) {
  const rows = document.querySelector("table.outcomes tbody");
  const source = new EventSource(watched.dataset.events);
  source.addEventListener("outcome", (event) => {
    const { row, done, total } = JSON.parse(event.data);
    rows.insertAdjacentHTML("beforeend", row); // made by the same template as the page, which escapes all words
    const bar = watched.querySelector("progress");
    Object.assign(bar, { max: total, value: done });
    for (const [name, value] of [["done", done], ["total", total]]) {
      const told = watched.querySelector(`[data-${name}]`);
      if (told) told.textContent = value;
    }
  });
  source.addEventListener("progress", (event) => {
    const told = watched.querySelector("[data-progress]");
    if (told) told.textContent = JSON.parse(event.data).words;
  });
  source.addEventListener("over", (event) => {
    source.close();
    watched.innerHTML = JSON.parse(event.data).summary;
    const heading = document.querySelector("h1");
    heading.textContent = "What was added";
    for (const control of document.querySelectorAll("[data-while-reading]")) control.remove();
  });
}
