// ---- fields, buttons and links ----------------------------------------------------------------------------------
const BINS = {
  depth: ["0", "1", "2", "3", "4", "5-"],
  tokens: ["0-10", "11-20", "21-40", "41-80", "81-"],
  structures: ["0", "1-2", "3-5", "6-10", "11-"],
};
const binName = (bin) => (bin.endsWith("-") ? `${bin.slice(0, -1)} or more` : bin.replace("-", "–"));
const offer = (name, options, least = 2) => {
  const field = form.elements.namedItem(name);
  for (const [value, text] of options) field.append(make("option", { value, text }));
  field.closest(".field").hidden = options.length < least;
};
const filled = (size) => BINS[size].filter((bin) => samples.some(sizeTest(size, range(bin))));
const fillChoices = () => {
  offer("task", tasks.map((task) => [task, task]));
  offer("set", sets.map(({ name, samples: members }) => [name, `${name} (${number(members.length)})`]), 1);
  offer("writer", writers.map((writer) => [writer, writer]));
  for (const size of SIZES) offer(size, filled(size).map((bin) => [bin, binName(bin)]));
  if (samples.some((sample) => sample.confidence !== undefined)) {
    offer("order", [["unsure", "least sure first"], ["sure", "surest first"]]);
  }
};

fillChoices();
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  const changes = { page: "1", sample: "", ...Object.fromEntries(new FormData(form)) };
  if (event.target.name === "text") show({ ...view, ...changes }); // the address follows when the search is done
  else go(changes);
});
form.addEventListener("change", () => writeAddress(view));
find("clear").addEventListener("click", () => jump({ order: view.order }));
find("pair").addEventListener("click", () => {
  go({ pair: "", written: "", read: "" });
  toSamples();
});
find("pager").addEventListener("click", (event) => {
  const moves = { first: -Infinity, previous: -1, next: 1, last: Infinity };
  if (!(event.target.dataset.go in moves)) return;
  turn(moves[event.target.dataset.go]);
  if (event.target.disabled) find("samples").focus(); // a button at its end takes no key any more
  find("samples").scrollIntoView();
});
find("page").addEventListener("change", () => {
  const wanted = Math.floor(find("page").valueAsNumber);
  turn((Number.isNaN(wanted) ? 1 : wanted) - Number(view.page));
  find("page").value = view.page;
});

const dialog = find("detail");
find("detail-close").addEventListener("click", () => dialog.close());
find("detail-previous").addEventListener("click", () => step(-1));
find("detail-next").addEventListener("click", () => step(1));
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // beside the sheet
});

dialog.addEventListener("close", () => {
  const last = samples[Number(dialog.dataset.place) - 1];
  if (view.sample) go({ page: view.page });
  if (last) focusCard(last);
});
listenToKeys({ step, turn, open: (place) => place && openSample(samples[Number(place.dataset.place) - 1]) });

// Anything on the page may lead to samples: to one, to those with a confusion, to a set, or to any view.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-sample], [data-reference], [data-set], [data-filter]");
  if (!link) return;
  const { sample, reference, prediction, set, filter } = link.dataset;
  event.preventDefault();
  if (sample !== undefined) jump({ text: `id:${bare(sample)}` });
  else if (set !== undefined) jump({ set });
  else if (filter !== undefined) jump(decoded(filter));
  else jump({ pair: "1", written: reference, read: prediction, task: find("pairs").dataset.task });
});
window.addEventListener("hashchange", () => {
  if (isView(location.hash)) show(decoded(location.hash));
});
const isLink = isView(location.hash) && location.hash.length > 1;
show(isLink ? decoded(location.hash) : { ...DEFAULTS });
if (isLink && !view.sample) toSamples();
performance.mark("samples shown");
document.addEventListener("DOMContentLoaded", () => {
  if (!isAwaited) return;
  drawn = {};
  show(view);
});
