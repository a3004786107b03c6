// ---- single keys: j k n p o / and the arrows in the large view ---------------------------------------------------
const takesText = (node) => node instanceof Element && node.closest("input, select, textarea") !== null;
const listenToKeys = ({ step, turn, open }) => {
  const dialog = find("detail");
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    n: () => turn(1),
    p: () => turn(-1),
    o: () => open(document.activeElement?.closest(".card")),
    "/": () => find("filters").elements.text.focus(),
  };
  const inDialog = { j: 1, k: -1, ArrowRight: 1, ArrowLeft: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || takesText(event.target)) return;
    if (!find("keys-on").checked) return;
    if (dialog.open) {
      // Arrows scroll a box that has the focus.
      if (!(event.key in inDialog) || event.target.closest?.(".scrolls")) return;
      event.preventDefault();
      step(inDialog[event.key]);
    } else if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });
};
