// ---- elements ---------------------------------------------------------------------------------------------------
// Texts of samples reach the page through textContent alone, so none of them is ever read as HTML.
// What cannot be seen, or turns the text around it, is shown by its number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const visible = (text) =>
  String(text).replace(HIDDEN, (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
const find = (id) => document.getElementById(id);
const make = (tag, { className, text, ...attributes } = {}, ...children) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = visible(text);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const shown = (token) => token || "∅";
const tokens = (text) => (text ? text.split(" ") : []);
const number = (count) => count.toLocaleString("en");
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
// Attributes and search fields drop or change these characters, so names are compared without them.
const bare = (text) => text.replace(/[\r\n\0\uFFFD]/g, "").trim();

// What turns out wider or higher than its box scrolls, and then the keyboard must reach it as well.
const reachable = (root) => {
  for (const box of root.querySelectorAll(".scrolls")) {
    if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
  }
};
