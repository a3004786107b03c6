"""What is shown beside an expression: its tree, counts, alternatives, checks, and what went otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from hmer_kit.counting import CountDialect, compare_counts, count_symbols
from hmer_kit.demo.reading import DemoAlternative, DemoCheck
from hmer_kit.exceptions import HmerKitError, LatexError
from hmer_kit.latex import normalize, parse, to_mathml, to_svg, tree_text
from hmer_kit.tree_cot import get_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.demo._asking import Asked
    from hmer_kit.inference import VoteVerdict
    from hmer_kit.latex import LayoutNode

_MOST_NODES: Final = 400
"""A larger tree is shown as text alone: a picture takes half a kilobyte a node."""
_PROFILE: Final = "same_ink"
_CUT: Final = {
    "length": "the answer was cut at the longest length; raise --max-new-tokens if expressions are that long",
    "loop": "the answer ran in a loop and was stopped",
}


class Shown(NamedTuple):
    """An expression drawn in every way; empty, but for the counts, where it does not parse."""

    mathml: str = ""
    tree: str = ""
    svg: str = ""
    counts: dict[str, int] = {}  # noqa: RUF012 - never changed
    problem: str = ""


def show(latex: str) -> Shown:
    """Draw an expression in every way there is."""
    counts = count_symbols(latex)
    if not latex:
        return Shown()
    try:
        root = parse(latex)
    except LatexError as error:
        return Shown(counts=counts, problem=f"the LaTeX does not parse: {error}")
    svg = to_svg(root) if _size(root) <= _MOST_NODES else ""
    problem = "" if svg else f"the tree has more than {_MOST_NODES} nodes and is shown as text alone"
    return Shown(to_mathml(root, display=True), tree_text(root), svg, counts, problem)


def alternatives_of(verdict: VoteVerdict) -> tuple[DemoAlternative, ...]:
    """Return the ballots with what they look like."""
    total = sum(ballot.weight for ballot in verdict.ballots)
    scale = verdict.confidence / verdict.ballots[0].weight if total and verdict.ballots[0].weight else 0.0
    return tuple(
        DemoAlternative(
            ballot.latex,
            _mathml(ballot.latex) if ballot.parses else "",
            share=min(1.0, ballot.weight * scale),
            votes=ballot.votes,
            sources=ballot.sources,
        )
        for ballot in verdict.ballots
    )


def counts_of_model(asked: Sequence[Asked]) -> dict[str, int] | None:
    """Return what the model counts in the picture, if it was asked and can be read."""
    return next((each.read.counts for each in asked if each.task.name == "symbol_counting"), None)


def checks_of(latex: str, asked: Sequence[Asked]) -> tuple[DemoCheck, ...]:
    """Hold tree and counts against the expression."""
    checks = []
    for each in asked:
        if each.task.name == "tree_cot":
            checks.append(_tree_check(latex, each))
        elif each.task.name == "symbol_counting":
            checks.append(_count_check(latex, each))
    return tuple(checks)


def notes_of(asked: Sequence[Asked], verdict: VoteVerdict, shown: Shown) -> list[str]:
    """Return what went otherwise than it should."""
    notes = [f"{each.task.name}: {_CUT[each.answer.finish]}" for each in asked if each.answer.finish in _CUT]
    if not verdict.prediction:
        notes.append("no answer holds LaTeX that can be relied on; what the model wrote stands below")
    return [*notes, shown.problem] if shown.problem else notes


def _tree_check(latex: str, asked: Asked) -> DemoCheck:
    text = asked.read.tree
    said = None if text is None else _latex_of(text, asked)
    if said is None:
        return DemoCheck("tree", agrees=None, said="")
    return DemoCheck("tree", agrees=_key(said) == _key(latex), said=said)


def _latex_of(tree: str, asked: Asked) -> str | None:
    try:
        return get_format(getattr(asked.task, "format", "released")).loads(tree)
    except HmerKitError:
        return None


def _count_check(latex: str, asked: Asked) -> DemoCheck:
    counted = asked.read.counts
    if counted is None:
        return DemoCheck("counts", agrees=None, said="")
    differences = [
        compare_counts(counted, count_symbols(latex, dialect=dialect)).differences for dialect in get_args(CountDialect)
    ]
    least = min(differences, key=lambda each: sum(map(abs, each.values())))
    said = ", ".join(f"{symbol}: {number:+d}" for symbol, number in least.items())
    return DemoCheck("counts", agrees=not least, said=said)


def _key(latex: str) -> str:
    try:
        return normalize(latex, profile=_PROFILE).latex
    except LatexError:
        return latex


def _mathml(latex: str) -> str:
    try:
        return to_mathml(latex)
    except LatexError:
        return ""


def _size(root: LayoutNode) -> int:
    """Return the number of nodes, counted no further than is asked for."""
    number = 0
    for number, _ in enumerate(root.walk(), start=1):
        if number > _MOST_NODES:
            break
    return number
