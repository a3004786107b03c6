"""The tables of docs/reproduce.md, made from figures; what stands between two marks on the page is one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hmer_kit.scoring import GROUPINGS, MEASURES, PROTOCOLS
from reproduce.comparing import shown
from reproduce.cost import cost_table, load, memory_table
from reproduce.measuring import BY_PROTOCOL, COMPARED, PAIRS, WITH_INTERVAL
from reproduce.stated import LGEVAL, OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reproduce.comparing import Line
    from reproduce.measuring import Figures

BLOCK = re.compile(r"(<!-- made: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
WITHOUT_RUNAWAYS = ("expression_rate", "bleu", "released_cer", "token_error_rate")
SHOWN_GROUPS = ("length", "depth", "nesting", "structures")


def fill(page: str, tables: dict[str, str]) -> str:
    """Put each table in its place on the page; a mark without a table, or a table without a mark, is an error."""
    wanted = [name for _, name, _, _ in BLOCK.findall(page)]
    if sorted(wanted) != sorted(tables):
        raise ValueError(f"expected the marks {sorted(tables)} on the page, once each, got {sorted(wanted)}")
    return BLOCK.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[4]}", page)


def make_tables(recorded: dict[str, Any], lines: Sequence[Line], published: dict[str, Any]) -> dict[str, str]:
    """Return every table by the name of its mark."""
    figures, names = recorded["figures"], {file["key"]: file["name"] for file in published["files"]}
    official = [file["key"] for file in published["files"] if file["text"].endswith("_results.txt")]
    return {
        "official": _official(lines, {key: names[key] for key in official}),
        "printed": _printed(lines, names),
        "protocols": _protocols(figures, names),
        "measures": _measures(figures, names),
        "visual": _visual(figures, names),
        "groups": _groups(figures, names),
        "intervals": _intervals(figures, names),
        "pairs": _pairs(figures, names),
        "rebuilt": _rebuilt(recorded["rebuilt"]),
        "unreproduced": _unreproduced(published["unreproduced"]),
        "cost": cost_table(load()),
        "memory": memory_table(load()),
    }


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; what is no text stands at the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _official(lines: Sequence[Line], names: dict[str, str]) -> str:
    known = {line.figure: line for line in lines}
    rows = []
    for words, measure in OFFICIAL.items():
        cells = [known[f"{key}/released/{measure}"] for key in names]
        rows.append([words, *(f"{line.other} {'same' if line.same else f'NOT: {line.seen}'}" for line in cells)])
    return _table(["in their text", *names.values()], rows)


def _printed(lines: Sequence[Line], names: dict[str, str]) -> str:
    words = {our: their for their, our in LGEVAL.items()}
    rows = []
    for line in lines:
        key, protocol, measure = line.figure.split("/")
        if line.source.endswith("_results.txt"):
            continue  # the table of the official texts has those
        label = words.get(measure, measure) if protocol == "label_graph" else measure
        verdict = "same" if line.same else f"different: {line.because}"
        rows.append([names[key], f"{protocol}: {label}", line.other, line.seen, line.source, verdict])
    return _table(["predictions", "figure", "printed", "here", "where it is printed", ""], rows)


def _protocols(figures: Figures, names: dict[str, str]) -> str:
    rows = []
    for key, name in names.items():
        for protocol in PROTOCOLS:
            cells = [shown(measure, figures[f"{key}/{protocol}/{measure}"]) for measure in BY_PROTOCOL]
            rows.append([name, str(figures[f"{key}/released/n"]), protocol, *cells])
        if f"{key}/with_missing/n" in figures:
            cells = [shown(measure, figures[f"{key}/with_missing/{measure}"]) for measure in BY_PROTOCOL]
            rows.append([f"{name}, missing ones wrong", str(figures[f"{key}/with_missing/n"]), "released", *cells])
    return _table(["predictions", "n", "protocol", "exact", "≤1", "≤2", "≤3", "edit score", "errors a unit"], rows)


def _measures(figures: Figures, names: dict[str, str]) -> str:
    wanted = [f"released/{name}" for name in MEASURES if name not in BY_PROTOCOL]
    wanted += [f"without_runaways/{name}" for name in WITHOUT_RUNAWAYS]
    return _of_each_file(figures, names, {name.removeprefix("released/").replace("/", ": "): name for name in wanted})


def _of_each_file(figures: Figures, names: dict[str, str], measures: dict[str, str]) -> str:
    """Return a table with a row for each measure, by its label, and a column for each file."""
    rows = [
        [label, *(shown(measure, figures[f"{key}/{measure}"]) for key in names)] for label, measure in measures.items()
    ]
    return _table(["measure", *names.values()], rows)


def _visual(figures: Figures, names: dict[str, str]) -> str:
    start = f"{next(iter(names))}/visual/"
    wanted = [name.removeprefix(start) for name in figures if name.startswith(start)]
    labels = {"cdm_expression_rate": "ExpRate@CDM (20 px)", "cdm_expression_rate_5px": "the same at 5 px"}
    return _of_each_file(figures, names, {labels.get(name, name): f"visual/{name}" for name in wanted})


def _groups(figures: Figures, names: dict[str, str]) -> str:
    rows = []
    for by in (name for name in GROUPINGS if name in SHOWN_GROUPS):
        groups = dict.fromkeys(
            name.split("/")[2] for key in names for name in figures if name.startswith(f"{key}/by_{by}/")
        )
        for group in sorted(groups, key=_order):
            cells = [_group_cell(figures, f"{key}/by_{by}/{group}") for key in names]
            rows.append([by, group, *cells])
    return _table(["by", "group", *names.values()], rows)


def _order(group: str) -> tuple[int, str]:
    first = re.match(r"\d+", group)
    return (int(first[0]) if first else 10**9, group)


def _group_cell(figures: Figures, name: str) -> str:
    if f"{name}/n" not in figures:
        return "-"
    return f"{shown('expression_rate', figures[f'{name}/expression_rate'])} of {figures[f'{name}/n']}"


def _intervals(figures: Figures, names: dict[str, str]) -> str:
    rows = []
    for key, name in names.items():
        rates = [shown(measure, figures[f"{key}/released/{measure}"]) for measure in WITH_INTERVAL]
        bounds = [_per_cent(figures[f"{key}/interval/{measure}"]) for measure in WITH_INTERVAL]
        cells = [f"{rate}: {bound}" for rate, bound in zip(rates, bounds, strict=True)]
        rows.append([name, str(figures[f"{key}/released/n"]), *cells])
    return _table(["predictions", "n", "exact", "≤1", "edit score", "BLEU-4", "structure rate"], rows)


def _pairs(figures: Figures, names: dict[str, str]) -> str:
    rows = []
    for first, other in PAIRS:
        start = f"{first}-{other}"
        found = [f"{start}/difference/{name}" for name in COMPARED]
        cells = [f"{100 * float(figures[each]):+.4f}: {_per_cent(figures[f'{each}/interval'])}" for each in found]
        flipped = f"{figures[f'{start}/gained']} / {figures[f'{start}/lost']}"
        probability = f"{float(figures[f'{start}/mcnemar_p']):.1e}"
        systems = f"{names[first]} against {names[other]}"
        rows.append([systems, str(figures[f"{start}/n"]), flipped, probability, *cells])
    flips = "only first right / only other right"
    return _table(["systems", "shared samples", flips, "McNemar p", "exact", "≤1", "edit score", "BLEU-4"], rows)


def _per_cent(interval: float | str) -> str:
    low, high = str(interval).split("..")
    return f"{100 * float(low):.2f} to {100 * float(high):.2f}"


def _unreproduced(items: list[dict[str, str]]) -> str:
    keys = ("what", "value", "source", "needs")
    return _table(["what", "per cent", "where", "needs"], [[item[key] for key in keys] for item in items])


def _rebuilt(counts: dict[str, int]) -> str:
    names = [name.removesuffix("/tried") for name in counts if name.endswith("/tried")]
    return _table(
        ["what", "tried", "the same"],
        [[name, f"{counts[f'{name}/tried']:,}", f"{counts[f'{name}/same']:,}"] for name in names],
    )
