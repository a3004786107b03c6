"""Rewards for what is recognized: the expression itself, its tokens, its tree, its symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.counting import count_error, count_symbols
from hmer_kit.rewards._answers import is_marked, read_answer, resolve_task, with_brevity
from hmer_kit.scoring import SampleScore, get_protocol
from hmer_kit.tasks import SymbolCounting

if TYPE_CHECKING:
    from hmer_kit.counting import CountDialect
    from hmer_kit.rewards._answers import Answer
    from hmer_kit.scoring import ScoringProtocol
    from hmer_kit.tasks import Task

__all__ = ["count_reward", "edit_reward", "exact_reward", "tree_reward"]


def exact_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", protocol: str | ScoringProtocol = "released"
) -> float:
    r"""Return 1 for an answer without error, 0 for any other: what the expression rate is the mean of.

    Args:
        response: What the model wrote; any text.
        reference: The right answer: LaTeX, or the marked expression in error detection (``TaskExample.expected``).
        task: What was asked, which tells where in the response the answer stands.
        protocol: What counts as an error. Under the protocols that forgive spelling, what draws nothing is free up to
            twice the tokens of the reference and ten.

    Returns:
        A fraction 0..1.

    Raises:
        InputError: The reference is blank, or there is no such task or protocol.

    Examples:
        >>> exact_reward("LaTeX: $x ^ { 2 }$", "x ^ { 2 }"), exact_reward("x ^ 2", "x ^ { 2 }")
        (1.0, 0.0)
        >>> exact_reward("x ^ 2", "x ^ { 2 }", protocol="same_ink")
        1.0
    """
    chosen = get_protocol(protocol)
    answer = read_answer(response, reference, task=task)
    return with_brevity(answer, lambda given: float(_sample(given, chosen).is_within(0)))


def edit_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", protocol: str | ScoringProtocol = "released"
) -> float | None:
    """Return ``1 - errors / units of the longer one``, as ``hmer_kit.scoring.edit_score`` does.

    Args:
        response: What the model wrote; any text.
        reference: The right LaTeX.
        task: What was asked.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; None in error detection, where copying the expression from the prompt would earn most of it.

    Raises:
        InputError: The reference is blank, or there is no such task or protocol.

    Examples:
        >>> edit_reward("a + b", "a - b"), edit_reward("", "a - b")
        (0.6666666666666667, 0.0)
    """
    chosen = get_protocol(protocol)
    answer = read_answer(response, reference, task=task)
    return None if is_marked(task) else with_brevity(answer, lambda given: _sample(given, chosen).edit_score)


def tree_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", protocol: str | ScoringProtocol = "same_ink"
) -> float | None:
    r"""Return the F1 of symbols and relations of the layout tree, taken together.

    The tree is that of the answer's LaTeX, compared by alignment as in ``hmer_kit.scoring.layouts``. What does not
    parse is repaired and counted as far as it goes, and never earns 1.

    Args:
        response: What the model wrote; any text.
        reference: The right LaTeX.
        task: What was asked.
        protocol: How strings are read: by default brought to one spelling first.

    Returns:
        A fraction 0..1; None in error detection.

    Raises:
        InputError: The reference is blank, or there is no such task or protocol.

    Examples:
        >>> tree_reward("x ^ 2", "x ^ { 2 }"), round(tree_reward("x _ 2", "x ^ { 2 }"), 2)
        (1.0, 0.57)
        >>> round(tree_reward(r"\frac { a } { b", r"\frac { a } { b }"), 2)
        0.91
    """
    chosen = get_protocol(protocol)
    answer = read_answer(response, reference, task=task)
    return None if is_marked(task) else with_brevity(answer, lambda given: _tree_f1(_sample(given, chosen)))


def count_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", dialect: CountDialect = "released"
) -> float | None:
    r"""Return how far symbol counts agree: twice the symbols in common over the symbols of both.

    In symbol counting the counts are those that the response states, and a response that states none earns nothing; in
    the other tasks they are those of its LaTeX.

    Args:
        response: What the model wrote; any text.
        reference: The right LaTeX.
        task: What was asked.
        dialect: What counts as a symbol.

    Returns:
        A fraction 0..1; None in error detection.

    Raises:
        InputError: The reference is blank, or there is no such task or dialect.

    Examples:
        >>> count_reward("x: 2, +: 1\nx + x", "x + x", task="symbol_counting"), count_reward("b - a", "a - b")
        (1.0, 1.0)
        >>> count_reward("x: 3\nx + x", "x + x + x", task="symbol_counting"), count_reward("x + x", "x + x + x")
        (0.75, 0.75)
    """
    expected = count_symbols(reference, dialect=dialect)
    answer = read_answer(response, reference, task=task)
    if is_marked(task):
        return None
    if not isinstance(resolve_task(task), SymbolCounting):
        return with_brevity(answer, lambda given: _shared(count_symbols(given.prediction, dialect=dialect), expected))
    stated = answer.read.counts
    return 0.0 if stated is None else answer.brevity * _shared(stated, expected)


def _sample(answer: Answer, protocol: ScoringProtocol) -> SampleScore:
    return SampleScore(answer.prediction, answer.reference, protocol=protocol)


def _tree_f1(sample: SampleScore) -> float:
    layout = sample.layout
    sizes = layout.symbols_predicted, layout.symbols_expected
    matched = layout.symbols_matched + layout.relations_matched
    # A repair, and a matrix whose cells stand in other rows, match in full: they count as one more to match.
    differs = bool(layout.label_errors) or not layout.same_structure
    whole = sum(sizes) + sum(max(0, size - 1) for size in sizes) + differs
    return 2 * matched / whole if whole else float(not sample.distance)


def _shared(counts: dict[str, int], expected: dict[str, int]) -> float:
    whole = sum(counts.values()) + sum(expected.values())
    return 1 - count_error(counts, expected) / whole if whole else 0.0
