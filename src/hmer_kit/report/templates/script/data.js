// ---- what the page holds ----------------------------------------------------------------------------------------
const payload = JSON.parse(find("data").textContent);
const { samples, sets, expressions, shapes, labels, relations } = payload;
for (const [index, sample] of samples.entries()) {
  sample.index = index;
  sample.tokens = tokens(sample.reference).length;
}
const isRight = (sample) => sample.distance === 0;
const distinct = (values) => [...new Set(values.filter((value) => value !== undefined))];
const tasks = distinct(samples.map((sample) => sample.task));
const writers = distinct(samples.map((sample) => sample.writer)).sort();

// Pictures come in blocks, each read when one of it is first shown; those behind this script may not be here yet.
const blocks = document.getElementsByClassName("pictures");
const opened = new Map();
let isAwaited = false;
const pictureOf = (place) => {
  if (place === null) return undefined;
  const block = Math.floor(place / payload.pictures_in_block);
  if (!opened.has(block)) {
    // The parser adds the text of the last one bit by bit; the one after it, or the end, says that it is whole.
    if (document.readyState === "loading" && block > 0 && !blocks[block + 1]) {
      isAwaited = true;
      return undefined;
    }
    opened.set(block, JSON.parse(blocks[block].textContent));
  }
  return opened.get(block)[place % payload.pictures_in_block];
};

// Steps through the single edits of a sample: visit(code, predicted token, reference token).
const walk = (sample, visit) => {
  const [predicted, expected] = [tokens(sample.prediction), tokens(sample.reference)];
  let [p, r] = [0, 0];
  for (const code of sample.edits ?? "") {
    visit(code, code === "d" ? "" : predicted[p++], code === "i" ? "" : expected[r++]);
  }
};
