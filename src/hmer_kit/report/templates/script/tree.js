// ---- the two trees as one ---------------------------------------------------------------------------------------
const MARKS = ["same", "other", "missed", "extra"];
// Nodes come flat, in reading order: 64 × depth + 4 × relation + mark, then its label, or two of another symbol.
const nested = (codes) => {
  const top = { rows: [] };
  const owners = [top];
  for (let at = 0; at < codes.length; ) {
    const code = codes[at++];
    const depth = code >> 6;
    const node = { mark: MARKS[code & 3], label: labels[codes[at++]], rows: [] };
    if (node.mark === "other") node.read = labels[codes[at++]];
    const relation = relations[(code >> 2) & 15];
    const { rows } = owners[depth];
    if (relation !== "right" || !rows.length) rows.push({ relation, nodes: [] });
    rows[rows.length - 1].nodes.push(node);
    owners[depth + 1] = node;
  }
  return top.rows;
};
const unseen = (text) => make("span", { className: "unseen", text });
const symbolOf = ({ mark, label, read }) => {
  if (mark === "missed") return [unseen("missing "), make("mark", { className: "missed", text: shown(label) })];
  if (mark === "extra") return [unseen("too many "), make("mark", { className: "extra", text: shown(label) })];
  if (mark === "same") return [make("span", { text: shown(label) })];
  const pair = [make("mark", { className: "missed", text: shown(label) }), unseen(" read as ")];
  return [...pair, make("mark", { className: "extra", text: shown(read) })];
};
// Rows hang in nodes and nodes in rows; the depth is bounded where the page is made.
const rowList = (nodes) =>
  make("ul", {}, ...nodes.map((node) => {
    const symbol = make("span", { className: "symbol" }, ...symbolOf(node));
    if (!node.rows.length) return make("li", {}, symbol);
    const rows = node.rows.map(({ relation, nodes: inner }) =>
      make("div", { className: "row" }, make("span", { className: "relation", text: relation }), rowList(inner)),
    );
    return make("li", { className: `branch ${node.mark}` }, symbol, make("div", { className: "rows" }, ...rows));
  }));
const treeDifference = (sample) => {
  if (sample.tree === undefined) return make("p", { className: "hint", text: "There is no tree of what does not parse." });
  if (sample.tree === null) return make("p", { className: "hint", text: "The trees are too large to compare here." });
  const rows = nested(sample.tree);
  const box = make("div", { className: "tree scrolls" }, ...rows.map(({ nodes }) => rowList(nodes)));
  const same = !box.querySelector("mark");
  const words = same
    ? "The same symbols in the same places: what differs is spelling, fonts or spaces."
    : "Green was expected and is missing, red was read instead or on top.";
  return make("div", {}, make("p", { className: "hint", text: words }), box);
};
const countDifference = (sample) => {
  if (!sample.counts) return make("p", { className: "hint", text: "Too long to count here." });
  if (!sample.counts.length) return make("p", { className: "hint", text: "Each symbol is there as often as expected." });
  const rows = sample.counts.map(([symbol, count]) =>
    make("li", {}, make("code", { text: symbol }), ` ${number(Math.abs(count))} too ${count < 0 ? "few" : "many"}`),
  );
  return make("ul", { className: "counts scrolls" }, ...rows);
};
