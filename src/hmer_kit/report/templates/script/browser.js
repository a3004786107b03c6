// ---- drawing a view ---------------------------------------------------------------------------------------------
const PAGE = 24;
const form = find("filters");
let view = { ...DEFAULTS };
let found = { byOutcome: {}, list: [] };
let drawn = {};
const pages = () => Math.max(1, Math.ceil(found.list.length / PAGE));
const pageOf = (sample) => String(Math.floor(Math.max(0, found.list.indexOf(sample)) / PAGE) + 1);

const drawStatus = () => {
  const count = found.list.length;
  const start = (Number(view.page) - 1) * PAGE;
  const range = count ? `, showing ${number(start + 1)}–${number(Math.min(start + PAGE, count))}` : "";
  const absent = view.set ? (setOf(view.set)?.absent ?? 0) : 0;
  const unlisted = absent ? `; ${plural(absent, "more id")} of this set not among the samples of this page` : "";
  find("status").textContent = `${plural(count, "sample")}${range}${unlisted}`;
  for (const badge of form.querySelectorAll("[data-count]")) {
    badge.textContent = number(found.byOutcome[badge.dataset.count].length);
  }
  find("pair").hidden = !view.pair;
  find("pair").textContent = visible(`${shown(view.written)} → ${shown(view.read)} ✕`);
  find("clear").hidden = encoded({ ...view, page: "1", sample: "", order: "given" }) === encoded(DEFAULTS);
};
const drawPager = () => {
  find("pager").hidden = pages() === 1;
  find("page").value = view.page;
  find("page").max = pages();
  find("pages").textContent = number(pages());
  for (const button of find("pager").querySelectorAll("button")) {
    const back = button.dataset.go === "first" || button.dataset.go === "previous";
    button.disabled = Number(view.page) === (back ? 1 : pages());
  }
};
const drawCards = () => {
  const start = (Number(view.page) - 1) * PAGE;
  const cards = found.list.slice(start, start + PAGE).map((sample) => card(sample, openSample));
  if (!cards.length) cards.push(make("p", { className: "nothing", text: "No sample passes these filters." }));
  find("cards").replaceChildren(...cards);
  reachable(find("cards"));
};
const selectOption = (field, value) => {
  const known = [...field.options].find((option) => bare(option.value) === bare(value));
  const text = SIZES.includes(field.name) ? binName(value) : value;
  (known ?? field.appendChild(make("option", { value, text }))).selected = true;
};
const fillForm = () => {
  for (const field of form.elements) {
    if (!(field.name in view)) continue;
    const value = view[field.name];
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.tagName === "SELECT") selectOption(field, value);
    else if (field.value !== value) field.value = value;
  }
};
// Shows another view; only what it changes is worked out and drawn again.
const show = (next) => {
  view = next;
  const filter = encoded({ ...view, page: "1", sample: "" });
  const isOther = filter !== drawn.filter;
  if (isOther) found = chosen(view);
  view.page = String(Math.min(Number(view.page), pages()));
  if (isOther || view.page !== drawn.page) {
    fillForm();
    drawCards();
    drawStatus();
    drawPager();
  }
  drawn = { filter, page: view.page };
  const sample = samples[Number(view.sample) - 1];
  if (sample) showDetail(sample, found.list);
  else if (find("detail").open) find("detail").close();
};

// ---- going from one view to another -----------------------------------------------------------------------------
const go = (changes, options) => {
  show({ ...view, page: "1", sample: "", ...changes });
  writeAddress(view, options);
};
const toSamples = () => {
  find("samples").focus({ preventScroll: true });
  find("samples").scrollIntoView();
};
const jump = (next) => {
  go({ ...DEFAULTS, ...next });
  toSamples();
};
const openSample = (sample, options) => go({ page: pageOf(sample), sample: String(sample.index + 1) }, options);
const turn = (pagesOn) => {
  const page = Math.min(Math.max(Number(view.page) + pagesOn, 1), pages());
  if (page !== Number(view.page)) go({ page: String(page) });
};
const focusCard = (sample) => find("cards").querySelector(`[data-place="${sample.index + 1}"] .name`)?.focus();
const focused = () => samples[Number(document.activeElement?.closest(".card")?.dataset.place) - 1];
// To the next or the previous sample of the list: in the large view, or from card to card and over pages.
const step = (by) => {
  const { list } = found;
  if (view.sample) {
    const next = list[list.indexOf(samples[Number(view.sample) - 1]) + by];
    if (next && list.includes(samples[Number(view.sample) - 1])) openSample(next, { replacing: true });
    return;
  }
  const here = focused();
  const next = here ? list[list.indexOf(here) + by] : list[(Number(view.page) - 1) * PAGE];
  if (!next) return;
  if (pageOf(next) !== view.page) go({ page: pageOf(next) });
  focusCard(next);
};
