// ---- formulas ---------------------------------------------------------------------------------------------------
// Elements are made one by one from the page's own list of shapes; texts and attributes are set, never read as markup.
const MATHML = find("mathematics").namespaceURI; // the parser knows it, and no address stands in the page
const shapeElement = ([tag, text, attributes, style]) => {
  const node = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  // The page's policy refuses style attributes, but not single properties.
  for (const [name, value] of Object.entries(style ?? {})) node.style?.setProperty(name, value);
  if (text) node.textContent = text;
  return node;
};
const build = (code) => {
  const holder = document.createDocumentFragment();
  const open = [{ node: holder, left: 1 }];
  for (let at = 0; at < code.length; ) {
    while (open[open.length - 1].left === 0) open.pop();
    const inside = open[open.length - 1];
    const shape = shapes[code[at++]];
    const node = shapeElement(shape);
    inside.left -= 1;
    inside.node.append(node);
    if (shape[1] === null) open.push({ node, left: code[at++] });
  }
  return holder;
};
const formula = (place) => {
  const code = expressions[place];
  if (typeof code === "string") return make("p", { className: "unshown", text: code });
  return make("div", { className: "formula scrolls" }, build(code));
};
