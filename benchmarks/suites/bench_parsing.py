"""Reading LaTeX: tokens, the symbol layout tree with the place of every node, its graph, and what is damaged.

Peers: what PyPI has for it, pylatexenc, TexSoup and latex2mathml, none of which knows where a symbol stands on paper;
and the plain script that HMER code brings for it, restated. Limit: all tokens found with their places by one regular
expression, and an object made for each of them.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import networkx as nx

from benchmarks.harness.expressions import keep, mix
from benchmarks.harness.memory import traced_peak
from benchmarks.restated import tree as plain
from hmer_kit.latex import parse, scan, to_latex, to_networkx, tokenize

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.memory import Memory

EXPRESSIONS, FEW, QUICK_EXPRESSIONS = 2000, 60, 60
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)?|\S")
PLACES = "the place and tokens of every node, errors with a place, any depth: the script has none of these"


class Item:
    """What is made of a token at least."""

    __slots__ = ("rows", "span", "text")

    def __init__(self, text: str, span: tuple[int, int]) -> None:
        self.text = text
        self.span = span
        self.rows: list[Item] = []


def items(latex: str) -> list[Item]:
    return [Item(found[0], found.span()) for found in TOKEN.finditer(latex)]


def expressions(quick: bool, number: int = EXPRESSIONS) -> tuple[list[str], str]:
    """Return expressions that the script reads as well, and what they are."""
    drawn, source = mix(QUICK_EXPRESSIONS if quick else number)
    return keep(drawn, parse, plain.parse), source


def damaged(latex: str) -> str:
    """Return an expression without its last brace; one that has none gets one to open."""
    before, brace, after = latex.rpartition("}")
    return before + after if brace else "{ " + latex


def bench_parse(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    for function in ("pylatexenc_walker", "latex2mathml_walk"):
        answer = contest.peer_elsewhere("latex", function, given)
        assert answer is None or answer > 0.95 * len(given), f"{function} takes {answer} of {len(given)}"
    contest.limit("a plain recursive script, restated, which keeps no places", lambda: list(map(plain.parse, given)))
    contest.limit("all tokens and their places by one expression, an object for each", lambda: list(map(items, given)))
    contest.run(f"parse, {source}", lambda: list(map(parse, given)), items=len(given), unit="expression")


def bench_parse_few(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick, FEW)
    answer = contest.peer_elsewhere("latex", "texsoup", given)
    assert answer is None or answer > 0.95 * len(given), f"TexSoup takes {answer} of {len(given)}"
    contest.run(f"parse, {source}", lambda: list(map(parse, given)), items=len(given), unit="expression")


def bench_repair(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    broken = [damaged(latex) for latex in given]
    assert sum(bool(parse(latex, on_error="recover").repairs) for latex in broken) > 0.95 * len(broken)
    contest.peer_elsewhere("latex", "pylatexenc_tolerant", broken)
    contest.run(
        f"parse, repairing a lost brace, {source}",
        lambda: list(map(partial(parse, on_error="recover"), broken)),
        items=len(broken),
        unit="expression",
    )


def bench_tokens(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick, 2 * EXPRESSIONS)
    contest.peer_elsewhere("latex", "latex2mathml_tokens", given)
    contest.limit("one regular expression", lambda: list(map(TOKEN.findall, given)))
    contest.run(f"tokenize, {source}", lambda: list(map(tokenize, given)), items=len(given), unit="expression")


def bench_scan(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    contest.limit(
        "one regular expression, and a text and a place for each token",
        lambda: [[(found[0], *found.span()) for found in TOKEN.finditer(latex)] for latex in given],
    )
    contest.run(f"scan, {source}", lambda: list(map(scan, given)), items=len(given), unit="expression")


def bench_write(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    trees, plain_trees = list(map(parse, given)), list(map(plain.parse, given))
    assert all(to_latex(tree) == " ".join(tokenize(latex)) for tree, latex in zip(trees, given, strict=True))
    contest.peer("the plain recursive script, restated", lambda: list(map(plain.to_latex, plain_trees)))
    contest.run(
        f"to_latex of a tree, {source}", lambda: list(map(to_latex, trees)), items=len(given), unit="expression"
    )


def bench_graph(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick, EXPRESSIONS // 2)
    trees, plain_trees = list(map(parse, given)), list(map(plain.parse, given))
    built = [(list(graph.nodes(data=True)), list(graph.edges(data=True))) for graph in map(to_networkx, trees)]

    def networkx_alone() -> None:
        for nodes, edges in built:
            graph = nx.DiGraph()
            for node, attributes in nodes:
                graph.add_node(node, **attributes)
            for parent, child, attributes in edges:
                graph.add_edge(parent, child, **attributes)

    contest.limit("a plain recursive script, restated", lambda: list(map(plain.to_graph, plain_trees)))
    contest.limit("networkx alone, given all nodes and edges one by one", networkx_alone)
    contest.run(
        f"to_networkx of a tree, {source}", lambda: list(map(to_networkx, trees)), items=len(given), unit="expression"
    )


def bench_memory(memory: Memory) -> None:
    memory.by_size(
        "parse, x + x + ...",
        lambda size: traced_peak(lambda: parse("x + " * (size // 2) + "x")),
        sizes=[1_000, 10_000, 100_000, 1_000_000],
        more=None,
        unit="tokens",
        because="a tree has a node for every symbol, a list and a few tuples each",
    )
