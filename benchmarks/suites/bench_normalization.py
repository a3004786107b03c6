"""Normal forms, dialects, and what is fit for eyes.

Peers: none on PyPI brings an expression into a normal form; scripts of HMER replace strings by regular expressions,
without a look at the tree (restated: the rules that most of them share, on tokens). Limit: the expression parsed and
written again, with one walk over its nodes.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.expressions import keep, mix
from hmer_kit.latex import canonical, complexity, convert, normalize, parse, same_layout, tidy, to_latex
from hmer_kit.latex.normalization import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.contest import Contest

EXPRESSIONS, QUICK_EXPRESSIONS = 1000, 40
SCRIPT = [
    (re.compile(pattern), by)
    for pattern, by in (
        (r"\\left\s*\\?([({\[|.])|\\right\s*\\?([)}\]|.])", r"\1\2"),
        (r"\\(?:mathrm|mathbf|mathit|text|rm|bf|it|cal)(?![A-Za-z])", ""),
        (r"\\(?:,|;|:|!|quad|qquad)(?![A-Za-z])", " "),
        (r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![A-Za-z])", ""),
        (r"\\(?:limits|nolimits|displaystyle|textstyle)(?![A-Za-z])", ""),
        (r"\\le(?![A-Za-z])", r"\\leq"),
        (r"\\ge(?![A-Za-z])", r"\\geq"),
        (r"\\ne(?![A-Za-z])", r"\\neq"),
        (r"\\to(?![A-Za-z])", r"\\rightarrow"),
        (r"\\[dt]frac(?![A-Za-z])", r"\\frac"),
        (r"([_^])\s*([^\s{\\])", r"\1 { \2 }"),
        (r"\s+", " "),
    )
]


def by_script(latex: str) -> str:
    """Do what scripts of HMER do before they compare strings."""
    for pattern, by in SCRIPT:
        latex = pattern.sub(by, latex)
    return latex.strip()


def rewritten(latex: str) -> str:
    """Parse and write again, with one walk over all nodes."""
    tree = parse(latex)
    symbols = {node.symbol for node in tree.walk()}
    return to_latex(tree) if symbols else ""


def expressions(quick: bool) -> tuple[list[str], str]:
    drawn, source = mix(QUICK_EXPRESSIONS if quick else EXPRESSIONS)
    return keep(drawn, parse), source


@pytest.mark.parametrize("profile", PROFILES)
def bench_normal_form(contest: Contest, quick: bool, profile: str) -> None:
    given, source = expressions(quick)
    ours = partial(normalize, profile=profile)
    again = [ours(ours(latex).latex).latex for latex in given]
    assert again == [ours(latex).latex for latex in given], "a normal form is its own"
    if profile == "same_ink":
        contest.peer(
            "a script of regular expressions, restated",
            lambda: [by_script(latex) for latex in given],
        )
    contest.limit("parsed and written again, with one walk", lambda: [rewritten(latex) for latex in given])
    contest.run(
        f"normalize {profile}, {source}", lambda: [ours(latex) for latex in given], items=len(given), unit="expression"
    )


def bench_changes(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    contest.limit("parsed and written again, with one walk", lambda: [rewritten(latex) for latex in given])
    contest.run(
        f"normalize same_ink, and its changes listed, {source}",
        lambda: [normalize(latex).changes for latex in given],
        items=len(given),
        unit="expression",
    )


REWRITERS = {"tidy": tidy, "convert to MathWriting": partial(convert, target="mathwriting"), "canonical": canonical}


@pytest.mark.parametrize("name", REWRITERS)
def bench_rewriting(contest: Contest, quick: bool, name: str) -> None:
    drawn, source = expressions(quick)
    work: Callable[[str], object] = REWRITERS[name]
    given = keep(drawn, work)
    contest.limit(
        "parsed and written again, with one walk",
        lambda: [rewritten(latex) for latex in given],
        because="the result is parsed and written as well, so that it is sure to be the same layout",
    )
    contest.run(f"{name}, {source}", lambda: [work(latex) for latex in given], items=len(given), unit="expression")


def bench_complexity(contest: Contest, quick: bool) -> None:
    given, source = expressions(quick)
    trees = [parse(latex) for latex in given]
    contest.limit(
        "one walk over the nodes",
        lambda: [len({(node.symbol, node.kind) for node in tree.walk()}) for tree in trees],
        because="depth, levels and structures of each node are told apart",
    )
    contest.run(
        f"complexity of a tree, {source}",
        lambda: [complexity(tree) for tree in trees],
        items=len(given),
        unit="expression",
    )


@pytest.mark.parametrize("spelled", ["alike", "otherwise"])
def bench_same_layout(contest: Contest, quick: bool, spelled: str) -> None:
    given, source = expressions(quick)
    trees = [parse(latex) for latex in given]
    others = [parse(latex if spelled == "alike" else f"{{ {latex} }} \\,") for latex in given]
    contest.limit(
        "one walk over both",
        lambda: [
            [node.symbol for node in tree.walk()] == [node.symbol for node in other.walk()]
            for tree, other in zip(trees, others, strict=True)
        ],
        because="groups, fences and spaces are looked through, scripts sorted, so that other spellings are the same",
    )
    contest.run(
        f"same_layout of two trees, spelled {spelled}, {source}",
        lambda: [same_layout(tree, other) for tree, other in zip(trees, others, strict=True)],
        items=len(given),
        unit="pair",
    )
