// ---- which samples are shown, and in what order -----------------------------------------------------------------
const DEFAULTS = {
  outcome: "all", text: "", order: "given", set: "", task: "", writer: "",
  depth: "", tokens: "", structures: "", written: "", read: "", pair: "", page: "1", sample: "",
};
const SIZES = ["depth", "structures", "tokens"];
// "3" is three, "1-10" one to ten, "41-" forty-one or more; anything else filters nothing.
const range = (text) => {
  const found = /^(\d{1,9})(-?)(\d{0,9})$/.exec(text);
  if (!found) return undefined;
  const low = Number(found[1]);
  if (!found[2]) return [low, low];
  return [low, found[3] ? Number(found[3]) : Infinity];
};

// Made at the first search: what is searched in, as written and in small letters.
let index;
const searched = () => {
  index ??= samples.map(({ id, reference, prediction, response }) => {
    const written = `${id}\n${reference}\n${prediction ?? ""}\n${response ?? ""}`;
    return { written, small: written.toLowerCase() };
  });
  return index;
};
const textTest = (text) => {
  if (text.startsWith("id:")) {
    const name = bare(text.slice(3));
    return (sample) => bare(sample.id) === name;
  }
  const needle = text.trim();
  const hay = searched();
  if (text !== text.toLowerCase()) return (sample) => hay[sample.index].written.includes(needle);
  return (sample) => hay[sample.index].small.includes(needle);
};
const pairTest = (view) => (sample) => {
  let found = false;
  walk(sample, (code, got, wanted) => {
    found ||= code !== "=" && got === view.read && wanted === view.written;
  });
  return found && !sample.runaway; // a runaway's edits are in no count
};
const setOf = (name) => sets.find((set) => bare(set.name) === bare(name));
const setTest = (name) => {
  const members = new Set(setOf(name)?.samples);
  return (sample) => members.has(sample.index);
};
const sizeTest = (size, [low, high]) => (sample) => sample[size] >= low && sample[size] <= high;
const testsOf = (view) => {
  const tests = [];
  if (view.task) tests.push((sample) => bare(sample.task) === bare(view.task));
  if (view.writer) tests.push((sample) => sample.writer !== undefined && bare(sample.writer) === bare(view.writer));
  if (view.set) tests.push(setTest(view.set));
  for (const size of SIZES) {
    const wanted = range(view[size]);
    if (wanted) tests.push(sizeTest(size, wanted));
  }
  if (view.pair) tests.push(pairTest(view));
  if (view.text.trim()) tests.push(textTest(view.text));
  return tests;
};
const ordered = (value, missing, sign) => (a, b) => {
  const [one, other] = [value(a) ?? missing, value(b) ?? missing];
  return one === other ? 0 : sign * (one < other ? -1 : 1);
};
const ORDERS = {
  most: ordered((sample) => sample.distance, Infinity, -1),
  fewest: ordered((sample) => sample.distance, Infinity, 1),
  long: ordered((sample) => sample.tokens, 0, -1),
  short: ordered((sample) => sample.tokens, 0, 1),
  unsure: ordered((sample) => sample.confidence, Infinity, 1),
  sure: ordered((sample) => sample.confidence, -Infinity, -1),
};
// Returns the samples of each outcome that pass every other filter, and those to show in their order.
const chosen = (view) => {
  const tests = testsOf(view);
  const all = tests.length ? samples.filter((sample) => tests.every((test) => test(sample))) : samples;
  const right = all.filter(isRight);
  const byOutcome = { all, right, wrong: all.filter((sample) => !isRight(sample)) };
  const list = byOutcome[view.outcome] ?? all;
  const order = ORDERS[view.order];
  return { byOutcome, list: order ? [...list].sort(order) : list };
};
