"""What the short way of normalization notes while it reads, made into the normal form and the list of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex._parsing.source import spans_of
from hmer_kit.latex.commands import NO_DELIMITER
from hmer_kit.latex.normalization._roles import DELIMITER_NAMES, STEPS, Way
from hmer_kit.latex.normalization._work import shown
from hmer_kit.latex.normalization.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.normalization._roles import Role

__all__ = ["SIGNS", "Edit", "OpenRow", "apply", "changes_of", "past_node", "past_own"]

SIGNS: Final = ("_", "^")
_FENCES, _BRACES = "fences", ("braces", "base_braces")


class OpenRow(NamedTuple):
    """A row in braces, or a cell."""

    around: OpenRow | None
    """The row that its owner stands in; none for the whole expression."""
    owner: int
    """Token at which its owner begins."""
    first: int
    """Token that opens it; that of the owner itself for braces that nothing asked for."""


class Edit(NamedTuple):
    """One node that is rewritten."""

    at: int
    """Its first token."""
    role: Role
    row: OpenRow | None
    """The row that it stands in."""


class _Step(NamedTuple):
    """What one rule does to one node."""

    rule: str
    before: str
    after: str
    edit: Edit


def apply(tokens: Sequence[str], edits: Sequence[Edit]) -> tuple[list[str], list[str]]:
    """Return the tokens after the edits, empty where one is left out: with all braces, and without those that go."""
    edited = [*tokens]
    for at, role, _ in edits:
        if role.rule in _BRACES:
            continue
        edited[at] = role.new
        if role.rule == _FENCES:
            edited[at + 1] = _delimiter_name(tokens[at + 1])
    bare = [*edited]
    for at, role, _ in edits:
        if role.rule in _BRACES:
            bare[at] = bare[_past_braces(tokens, at) - 1] = ""
    return edited, bare


def changes_of(latex: str, tokens: list[str], edited: Sequence[str], edits: Sequence[Edit]) -> Iterator[Change]:
    """Yield the changes in the order of the long way: by rule, then by row, then by place.

    Args:
        latex: The expression.
        tokens: Its tokens.
        edited: The same after all edits but those of braces.
        edits: What was noted.
    """
    spans = spans_of(latex, tokens)
    steps = [step for edit in edits for step in _steps(tokens, edited, edit)]
    if len(steps) > 1:
        steps.sort(key=_order)
    for rule, before, after, (at, role, _) in steps:
        yield Change(rule, before, after, (spans[at][0], spans[past_node(tokens, at, role) - 1][1]))


def past_own(tokens: Sequence[str], at: int, role: Role | None) -> int:
    """Return the token after a node without its scripts; no role is that of a plain symbol."""
    if role is None:
        return at + 1
    if role.way is Way.GROUP:
        return _past_braces(tokens, at)
    at += role.width
    if role.option and tokens[at] == "[":
        at += 3
    for _ in range(role.arguments):
        at = _past_braces(tokens, at)
    return at


def past_node(tokens: Sequence[str], at: int, role: Role | None) -> int:
    """Return the token after a node with its scripts."""
    at = past_own(tokens, at, role)
    while at < len(tokens) and tokens[at] in SIGNS:
        at = _past_braces(tokens, at + 1)
    return at


def _past_braces(tokens: Sequence[str], at: int) -> int:
    depth = 0
    while True:
        depth += (tokens[at] == "{") - (tokens[at] == "}")
        at += 1
        if not depth:
            return at


def _delimiter_name(delimiter: str) -> str:
    return "" if delimiter == NO_DELIMITER else DELIMITER_NAMES.get(delimiter, delimiter)


def _steps(tokens: Sequence[str], edited: Sequence[str], edit: Edit) -> Iterator[_Step]:
    """Yield what is done to one node."""
    at, role, _ = edit
    if role.rule in _BRACES:
        yield _without_braces(tokens, edited, edit)
    elif role.rule != _FENCES:
        yield _Step(role.rule, tokens[at], role.new, edit)
    else:
        command, delimiter = tokens[at], tokens[at + 1]
        usual = DELIMITER_NAMES.get(delimiter, delimiter)
        if usual != delimiter:
            yield _Step("aliases", f"{command} {delimiter}", f"{command} {usual}", edit)
        yield _Step(_FENCES, f"{command} {usual}", _delimiter_name(delimiter), edit)


def _without_braces(tokens: Sequence[str], edited: Sequence[str], edit: Edit) -> _Step:
    """Return what is done to braces: all other edits are done before, and all braces further in go later."""
    at, role, _ = edit
    last, past = _past_braces(tokens, at) - 1, past_node(tokens, at, role)
    before = shown(_pieces(edited, at, past, without=()))
    return _Step(role.rule, before, shown(_pieces(edited, at, past, without=(at, last))), edit)


def _pieces(edited: Sequence[str], first: int, past: int, *, without: Sequence[int]) -> Iterator[str]:
    for at in range(first, past):
        if at not in without:
            yield from edited[at].split()


def _order(step: _Step) -> tuple[int, list[int], int, int]:
    """Return when the long way comes to a step: owners before what they own, the last owner in a row first."""
    row = step.edit.row
    if step.rule in _BRACES:  # braces within braces go with these
        while row is not None and row.first == row.owner:
            row = row.around
    first = row.first if row else 0
    path: list[int] = []
    while row is not None:
        path.append(-row.owner)
        row = row.around
    return STEPS[step.rule], path[::-1], first, step.edit.at
