// ---- one sample, large ------------------------------------------------------------------------------------------
const facts = (sample) => {
  const known = [
    ["Task", tasks.length > 1 ? sample.task : undefined],
    ["Writer", sample.writer],
    ["Confidence", sample.confidence === undefined ? undefined : percent(sample.confidence)],
    ["Tokens", number(sample.tokens)],
    ["Depth", sample.depth],
    ["Structures", sample.structures],
  ];
  const list = make("dl", { className: "facts" });
  for (const [name, value] of known) {
    if (value !== undefined) list.append(make("div", {}, make("dt", { text: name }), make("dd", { text: value })));
  }
  return list;
};
const setLinks = (sample) =>
  sets
    .filter((set) => set.samples.includes(sample.index))
    .map(({ name }) => make("button", { type: "button", className: "chip", text: name, "data-set": name }));
const part = (title, ...content) => make("section", {}, make("h4", { text: title }), ...content);
const detailParts = (sample) => {
  const parts = [picture(sample), facts(sample), comparison(sample)];
  if (sample.prediction !== null && !isRight(sample)) {
    parts.push(part("Tree difference", treeDifference(sample)), part("Symbol counts", countDifference(sample)));
  }
  const links = setLinks(sample);
  if (links.length) parts.push(part("In the sets", make("p", { className: "links" }, ...links)));
  if (sample.response !== undefined) {
    parts.push(part("Response", make("pre", { className: "scrolls", text: sample.response })));
  }
  return parts;
};
const showDetail = (sample, list) => {
  const dialog = find("detail");
  const at = list.indexOf(sample);
  find("detail-title").textContent = visible(sample.id);
  find("detail-verdict").replaceChildren(verdict(sample));
  find("detail-place").textContent = at < 0 ? "" : `${number(at + 1)} of ${number(list.length)}`;
  find("detail-previous").disabled = at <= 0;
  find("detail-next").disabled = at < 0 || at === list.length - 1;
  find("detail-body").replaceChildren(...detailParts(sample));
  dialog.dataset.place = sample.index + 1;
  if (!dialog.open) dialog.showModal();
  find("detail-title").focus();
  find("detail-body").scrollTop = 0;
  reachable(find("detail-body"));
};
