"""Tree-CoT text: written and read in every format.

Peer of the released format: a script for it, restated, which falls over deep trees and says nothing of what is wrong;
both write the bytes of the released code. No package writes or reads any of the formats. Limits: a writer has to parse,
and to write a line for each node in one walk; a reader to split each line, make a node of it, write LaTeX, and see that
it parses.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.expressions import PEER_OUTPUTS, keep, mix
from benchmarks.harness.memory import traced_peak
from benchmarks.restated import tree as plain
from hmer_kit.latex import LayoutNode, normalize, parse, to_latex
from hmer_kit.tree_cot import FORMATS, dumps
from hmer_kit.tree_cot.symlg import SYMLG_PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.memory import Memory

EXPRESSIONS, QUICK_EXPRESSIONS = 300, 40
OTHERS = [name for name in FORMATS if name != "released"]
PIECES = re.compile(r"[^\s(),\[\]]+")
CHAINED = "symbols hang on each other by number, the cells of a matrix in one chain"
SPELLED = "every token is kept: the canonical spelling is made as well, and what differs from it written"
WRITES = {"gtd": CHAINED, "tdv2": f"{CHAINED}, and denominators come first", "sexpr": SPELLED, "json": SPELLED}
CHECKED = "one reader for all texts: every line is held against its neighbours and named, damage is mended"


def expressions(quick: bool) -> tuple[list[str], str]:
    """Return expressions that every format takes, and that the script writes alike."""
    drawn, source = mix(QUICK_EXPRESSIONS if quick else EXPRESSIONS)
    kept = keep(drawn, plain.dumps, *(tree_format.dumps for tree_format in FORMATS.values()))
    return [latex for latex in kept if dumps(latex) == plain.dumps(latex)], source


def written(node: LayoutNode) -> str:
    """Return a line for each node, in one walk."""
    lines: list[str] = []
    stack = [(node, "inside", 0)]
    while stack:
        node, relation, parent = stack.pop()
        number = len(lines)
        lines.append(f"{node.symbol} {parent} ({relation})")
        for slot in node.slots:
            relation = slot.relation.value
            stack += [(child, relation, number) for child in slot.row]
    return "\n".join(lines)


def as_json(node: LayoutNode) -> str:
    """Return an object for each node, in one walk."""
    return json.dumps(
        [
            {"symbol": each.symbol, "relation": each.kind.value, "rows": [len(slot.row) for slot in each.slots]}
            for each in node.walk()
        ]
    )


def least_writer(name: str) -> tuple[str, Callable[[str], str]]:
    """Return what a writer of a format has to do at least, and its name."""
    if name == "json":
        return "parse, and json.dumps of an object for each node", lambda latex: as_json(parse(latex))
    if name == "symlg":
        return "normalize, and a line for each node of a tree", lambda latex: written(
            parse(normalize(latex, profile=SYMLG_PROFILE).latex)
        )
    return "parse, and a line for each node in one walk", lambda latex: written(parse(latex))


def least_reader(text: str, tree: LayoutNode) -> LayoutNode:
    """Split each line of a text, make a node of it, write a tree, and parse that to see whether it is one."""
    nodes = []
    for line in text.split("\n"):
        [symbol, *_] = PIECES.findall(line) or [line]
        nodes.append(LayoutNode(symbol))
    return parse(to_latex(tree))


def least_json_reader(text: str, tree: LayoutNode) -> LayoutNode:
    """Read JSON, make a node of each object, write a tree, and parse that to see whether it is one."""
    for node in json.loads(text)["nodes"]:
        LayoutNode(node["symbol"] or "")
    return parse(to_latex(tree))


def read(name: str, text: str) -> object:
    reader = FORMATS[name].reader()
    reader.feed(text)
    return reader.result()


def texts_of_the_released_code() -> int:
    """Return how many texts of the released code ours writes byte for byte; all of those that are there."""
    if not PEER_OUTPUTS.is_file():
        return 0
    peers = [json.loads(line) for line in PEER_OUTPUTS.read_text(encoding="utf-8").splitlines()]
    too_long = 0
    for peer in peers:
        assert dumps(peer["latex"]) == peer["tree"], peer["latex"]
        try:
            assert plain.dumps(peer["latex"]) == peer["tree"], peer["latex"]
        except RecursionError:
            too_long += 1
    assert too_long <= 1
    return len(peers)


def bench_released_writer(contest: Contest, quick: bool) -> None:
    number = texts_of_the_released_code()
    same = f"; both write {number:,} texts of the released code byte for byte" if number else ""
    given, source = expressions(quick)
    contest.peer(f"the plain recursive script, restated{same}", lambda: [plain.dumps(latex) for latex in given])
    contest.run(f"released: dumps, {source}", lambda: [dumps(latex) for latex in given], items=len(given), unit="text")


def bench_released_reader(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    texts = [dumps(latex) for latex in given]
    loads = FORMATS["released"].loads
    contest.limit("a plain recursive reader, which checks nothing", lambda: [plain.loads(text) for text in texts])
    contest.limit(
        "each line split, a node made of each, LaTeX written and parsed",
        lambda: [least_reader(text, tree) for text, tree in zip(texts, trees, strict=True)],
    )
    trees = [parse(latex) for latex in given]
    contest.run(f"released: loads, {source}", lambda: [loads(text) for text in texts], items=len(given), unit="text")


@pytest.mark.parametrize("name", OTHERS)
def bench_writer(contest: Contest, quick: bool, name: str) -> None:
    given, source = expressions(quick)
    limit, work = least_writer(name)
    contest.limit(limit, lambda: [work(latex) for latex in given], because=WRITES.get(name, ""))
    ours = FORMATS[name].dumps
    contest.run(f"{name}: dumps, {source}", lambda: [ours(latex) for latex in given], items=len(given), unit="text")


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("forgiving", [False, True], ids=["loads", "forgiving"])
def bench_reader(contest: Contest, quick: bool, name: str, *, forgiving: bool) -> None:
    given, source = expressions(quick)
    texts, trees = [FORMATS[name].dumps(latex) for latex in given], [parse(latex) for latex in given]
    split, least = ("json.loads", least_json_reader) if name == "json" else ("each line split", least_reader)
    contest.limit(
        f"{split}, a node made of each, LaTeX written and parsed",
        lambda: [least(text, tree) for text, tree in zip(texts, trees, strict=True)],
        because=CHECKED,
    )
    ours = partial(read, name) if forgiving else FORMATS[name].loads
    how = "forgiving reader" if forgiving else "loads"
    contest.run(f"{name}: {how}, {source}", lambda: [ours(text) for text in texts], items=len(given), unit="text")


def bench_memory(memory: Memory) -> None:
    memory.by_size(
        "released: dumps, x + x + ...",
        lambda size: traced_peak(lambda: dumps("x + " * (size // 2) + "x")),
        sizes=[1_000, 10_000, 100_000],
        more=None,
        unit="tokens",
        because="the text itself, and the list of its lines",
    )
