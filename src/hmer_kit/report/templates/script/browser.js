"use strict";
(() => {
  const PAGE = 12;
  const SCROLLS_FROM = 60;
  const TOKENS_SHOWN = 400;
  const shown = (token) => token || "∅";
  const find = (id) => document.getElementById(id);
  const { pictures, samples } = JSON.parse(find("data").textContent);
  const form = find("filters");
  const state = { page: 0, pair: null, shown: samples };

  // Texts of samples reach the page through textContent alone, so none of them is ever read as HTML.
  const make = (tag, { className, text, ...attributes } = {}, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const tokens = (text) => (text ? text.split(" ") : []);
  const isRight = (sample) => sample.distance === 0;
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  // ---- filters -------------------------------------------------------------------------------------------------
  // Steps through the single edits of a sample: visit(code, predicted token, reference token).
  const walk = (sample, visit) => {
    const [predicted, expected] = [tokens(sample.prediction), tokens(sample.reference)];
    let [p, r] = [0, 0];
    for (const code of sample.edits ?? "") {
      visit(code, code === "d" ? "" : predicted[p++], code === "i" ? "" : expected[r++]);
    }
  };
  const holdsPair = (sample, pair) => {
    let found = false;
    walk(sample, (code, got, wanted) => {
      found ||= code !== "=" && got === pair.prediction && wanted === pair.reference;
    });
    return found && !sample.runaway; // a runaway's edits are in no count
  };
  const matcher = (text) => {
    if (text.startsWith("id:")) return (sample) => sample.id.trim() === text.slice(3).trim();
    const exact = text !== text.toLowerCase();
    const needle = text.trim();
    return (sample) => {
      const hay = `${sample.id}\n${sample.reference}\n${sample.prediction ?? ""}\n${sample.response ?? ""}`;
      return (exact ? hay : hay.toLowerCase()).includes(needle);
    };
  };
  const orders = {
    given: null,
    most: (a, b) => (b.distance ?? Infinity) - (a.distance ?? Infinity) || 0,
    fewest: (a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity) || 0,
    long: (a, b) => b.reference.length - a.reference.length,
  };
  const update = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const matches = matcher(wanted.text);
    const found = samples.filter(
      (sample) =>
        (!wanted.task || sample.task === wanted.task) &&
        (!wanted.text || matches(sample)) &&
        (!state.pair || holdsPair(sample, state.pair)),
    );
    const right = found.filter(isRight);
    const byOutcome = { all: found, right, wrong: found.filter((sample) => !isRight(sample)) };
    for (const badge of form.querySelectorAll("[data-count]")) {
      badge.textContent = byOutcome[badge.dataset.count].length.toLocaleString("en");
    }
    const order = orders[wanted.order];
    state.shown = order ? [...byOutcome[wanted.outcome]].sort(order) : byOutcome[wanted.outcome];
    state.page = 0;
    draw();
  };

  // ---- cards ---------------------------------------------------------------------------------------------------
  const picture = (sample) => {
    const box = make("div", { className: "picture" });
    const entry = pictures[sample.picture];
    if (!entry) {
      box.textContent = "no picture";
    } else {
      const { uri, width, height, tone } = entry;
      box.append(make("img", { src: uri, width, height, className: tone, alt: `Picture of ${sample.id}`, decoding: "async" }));
    }
    return box;
  };
  // Plain tokens are joined into text; marked ones get an element each.
  const line = (pieces) => {
    const node = make("dd", { className: "latex" });
    if (pieces.length > SCROLLS_FROM) node.tabIndex = 0; // a long one scrolls, for the keyboard as well
    const write = (part) => {
      let plain = "";
      for (const { text, mark, title } of part) {
        if (mark) {
          node.append(plain, make("mark", { className: mark, text, title }), " ");
          plain = "";
        } else {
          plain += `${text} `;
        }
      }
      node.append(plain);
    };
    write(pieces.slice(0, TOKENS_SHOWN));
    if (pieces.length > TOKENS_SHOWN) {
      const more = make("button", { type: "button", text: `and ${plural(pieces.length - TOKENS_SHOWN, "more token")}` });
      more.addEventListener("click", () => {
        more.remove();
        write(pieces.slice(TOKENS_SHOWN));
        node.focus(); // the button that had it is gone
      });
      node.append(more);
    }
    return node;
  };
  const comparison = (sample) => {
    const list = make("dl");
    const plain = (text) => line(tokens(text).map((token) => ({ text: token })));
    if (sample.prediction === null || isRight(sample) || !sample.edits) {
      list.append(make("dt", { text: isRight(sample) ? "Read" : "Expected" }), plain(sample.reference));
      if (sample.prediction === null) list.append(make("dt", { text: "Read" }), make("dd", { text: "nothing readable" }));
      return list;
    }
    const [expected, got] = [[], []];
    walk(sample, (code, predicted, reference) => {
      if (code !== "i") expected.push({ text: reference, mark: code === "=" ? "" : "missed", title: `read as ${shown(predicted)}` });
      if (code !== "d") got.push({ text: predicted, mark: code === "=" ? "" : "extra", title: `expected ${shown(reference)}` });
    });
    list.append(make("dt", { text: "Expected" }), line(expected), make("dt", { text: "Read" }), line(got));
    return list;
  };
  const verdict = (sample) => {
    if (isRight(sample)) return make("span", { className: "verdict right", text: "✓ right" });
    const text = sample.distance === null ? "✗ unreadable" : `✗ ${plural(sample.distance, "edit")}`;
    return make("span", { className: "verdict wrong", text });
  };
  const card = (sample) => {
    const title = make("h3", {}, make("span", { className: "name", text: sample.id }));
    if (form.elements.task.tagName === "SELECT") title.append(make("span", { className: "task", text: sample.task }));
    title.append(verdict(sample));
    const body = make("div", { className: "body" }, title, comparison(sample));
    if (sample.response !== undefined) {
      body.append(make("details", {}, make("summary", { text: "Response" }), make("pre", { text: sample.response, tabindex: "0" })));
    }
    return make("article", { className: "card" }, picture(sample), body);
  };

  // ---- pages ---------------------------------------------------------------------------------------------------
  const draw = () => {
    const pages = Math.max(1, Math.ceil(state.shown.length / PAGE));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const start = state.page * PAGE;
    find("cards").replaceChildren(...state.shown.slice(start, start + PAGE).map(card));
    const range = state.shown.length ? `, showing ${start + 1}–${Math.min(start + PAGE, state.shown.length)}` : "";
    find("status").textContent = `${plural(state.shown.length, "sample")}${range}`;
    find("page").textContent = `Page ${state.page + 1} of ${pages}`;
    find("pager").hidden = pages === 1;
    for (const button of find("pager").querySelectorAll("button")) {
      const back = button.dataset.go === "first" || button.dataset.go === "previous";
      button.disabled = back ? state.page === 0 : state.page === pages - 1;
    }
    const chip = find("pair");
    chip.hidden = !state.pair;
    chip.textContent = state.pair ? `${shown(state.pair.reference)} → ${shown(state.pair.prediction)} ✕` : "";
    chip.title = "Show samples without this confusion again";
  };
  const jump = () => {
    update();
    find("samples").focus();
    find("samples").scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  find("pager").addEventListener("click", (event) => {
    const moves = { first: 0, previous: state.page - 1, next: state.page + 1, last: Infinity };
    if (!(event.target.dataset.go in moves)) return;
    state.page = moves[event.target.dataset.go];
    draw();
    if (event.target.disabled) find("samples").focus(); // a button at its end takes no key any more
    find("samples").scrollIntoView();
  });
  find("pair").addEventListener("click", () => {
    state.pair = null;
    jump();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sample], [data-reference]");
    if (!button) return;
    form.reset();
    const { sample, reference, prediction } = button.dataset;
    state.pair = sample === undefined ? { reference, prediction } : null;
    if (state.pair) form.elements.task.value = find("pairs").dataset.task; // confusions are those of one task
    form.elements.text.value = sample === undefined ? "" : `id:${sample}`;
    jump();
  });
  update();
})();
