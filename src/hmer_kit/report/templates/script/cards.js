// ---- cards ------------------------------------------------------------------------------------------------------
const TOKENS_SHOWN = 400;
const TOKENS_MORE = 4000;
const picture = (sample) => {
  const box = make("div", { className: "picture" });
  const entry = pictureOf(sample.picture);
  if (!entry) {
    box.textContent = "no picture";
  } else {
    const { uri, width, height, tone } = entry;
    box.append(make("img", { src: uri, width, height, className: tone, alt: `Picture of ${sample.id}`, decoding: "async" }));
  }
  return box;
};
// Plain tokens are joined into text; marked ones get an element each.
const writeTokens = (node, pieces) => {
  let plain = "";
  for (const { text, mark, title } of pieces) {
    if (mark) {
      node.append(visible(plain), make("mark", { className: mark, text, title }), " ");
      plain = "";
    } else {
      plain += `${text} `;
    }
  }
  node.append(visible(plain));
};
const latexLine = (pieces) => {
  const node = make("div", { className: "latex scrolls" });
  const write = (start, end) => {
    writeTokens(node, pieces.slice(start, end));
    if (pieces.length <= end) return;
    const more = make("button", { type: "button", text: `and ${plural(pieces.length - end, "more token")}` });
    more.addEventListener("click", () => {
      more.remove();
      write(end, end + TOKENS_MORE);
      node.tabIndex = 0;
      node.focus(); // the button that had it is gone
    });
    node.append(more);
  };
  write(0, TOKENS_SHOWN);
  return node;
};
const plainPieces = (text) => tokens(text).map((token) => ({ text: token }));
// The tokens of both, with marks where they differ.
const pieces = (sample) => {
  if (!sample.edits) return { expected: plainPieces(sample.reference), read: plainPieces(sample.prediction) };
  const [expected, read] = [[], []];
  walk(sample, (code, predicted, reference) => {
    const differs = code !== "=";
    if (code !== "i") expected.push({ text: reference, mark: differs && "missed", title: `read as ${shown(predicted)}` });
    if (code !== "d") read.push({ text: predicted, mark: differs && "extra", title: `expected ${shown(reference)}` });
  });
  return { expected, read };
};
const side = (place, line) => make("dd", {}, formula(place), latexLine(line));
const comparison = (sample) => {
  const { expected, read } = pieces(sample);
  const list = make("dl", { className: "sides" });
  const pair = (name, value) => list.append(make("div", {}, make("dt", { text: name }), value));
  if (!isRight(sample)) pair("Expected", side(sample.expected, expected));
  if (sample.prediction !== null) pair("Read", side(sample.read, read));
  else pair("Read", make("dd", { className: "unshown", text: "nothing readable" }));
  for (const [name, text, place] of sample.others ?? []) pair(`${name} read`, side(place, plainPieces(text)));
  return list;
};
const verdict = (sample) => {
  if (isRight(sample)) return make("span", { className: "verdict right", text: "✓ right" });
  const text = sample.distance === null ? "✗ unreadable" : `✗ ${plural(sample.distance, "edit")}`;
  return make("span", { className: "verdict wrong", text });
};
const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;
const card = (sample, open) => {
  const name = make("button", { type: "button", className: "name", text: sample.id, "aria-haspopup": "dialog" });
  const notes = [];
  if (tasks.length > 1) notes.push(make("span", { className: "task", text: sample.task }));
  if (sample.confidence !== undefined) {
    notes.push(make("span", { className: "task", text: percent(sample.confidence), title: "how sure the model was" }));
  }
  const title = make("h3", {}, name, ...notes, verdict(sample));
  const box = picture(sample);
  name.addEventListener("click", () => open(sample));
  box.addEventListener("click", () => open(sample)); // for the pointer; the keyboard has the name
  const body = make("div", { className: "body" }, title, comparison(sample));
  return make("article", { className: "card", "data-place": sample.index + 1 }, box, body);
};
