// What the theme leaves out for keyboards and screen readers: a name for the search, and tables that scroll by keys.
document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");

const article = document.querySelector("article");
if (article) {
  new ResizeObserver(() => {
    for (const wrap of article.querySelectorAll(".md-typeset__scrollwrap")) {
      if (wrap.scrollWidth > wrap.clientWidth) {
        wrap.tabIndex = 0;
        wrap.setAttribute("role", "group");
        wrap.setAttribute("aria-label", "Table, wider than the page");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
      }
    }
  }).observe(article);
}
