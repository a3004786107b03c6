// What the theme leaves out for keyboards and screen readers: a name for the search, and tables that scroll by keys.
document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");

const article = document.querySelector("article");
if (article) {
  const told = { tabindex: "0", role: "group", "aria-label": "Table, wider than the page" };
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wide = target.scrollWidth > target.clientWidth;
      if (wide === target.hasAttribute("tabindex")) continue;
      for (const [name, value] of Object.entries(told)) {
        if (wide) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  // The theme wraps tables when it starts, which may be before or after this. Each is observed once.
  const known = new WeakSet();
  const find = () => {
    for (const wrap of article.querySelectorAll(".md-typeset__scrollwrap")) {
      if (known.has(wrap)) continue;
      known.add(wrap);
      sizes.observe(wrap);
    }
  };
  new MutationObserver(find).observe(article, { childList: true, subtree: true });
  find();
}
