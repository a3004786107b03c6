// ---- the view in the address, so that it can be linked and Back leads to the one before --------------------------
const encoded = (view) => {
  const changed = Object.entries(view).filter(([name, value]) => value !== DEFAULTS[name]);
  return changed.length ? new URLSearchParams(changed).toString() : "outcome=all";
};
const decoded = (hash) => {
  const view = { ...DEFAULTS };
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (Object.hasOwn(DEFAULTS, name)) view[name] = value;
  }
  if (!/^[1-9]\d{0,8}$/.test(view.page)) view.page = DEFAULTS.page;
  if (view.sample && !samples[Number(view.sample) - 1]) view.sample = "";
  if (!["all", "right", "wrong"].includes(view.outcome)) view.outcome = DEFAULTS.outcome;
  if (!(view.order in ORDERS)) view.order = DEFAULTS.order;
  return view;
};
// A hash without "=" is a place on the page, and says nothing about the view.
const isView = (hash) => hash === "" || hash === "#" || hash.includes("=");
const writeAddress = (view, { replacing = false } = {}) => {
  const wanted = encoded(view);
  if (encoded(decoded(location.hash)) === wanted && isView(location.hash)) return;
  if (replacing) location.replace(`#${wanted}`);
  else location.hash = wanted;
};
