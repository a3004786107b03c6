"""What the short way of normalization notes while it reads, made into the normal form and the list of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex._parsing.source import spans_of
from hmer_kit.latex.commands import NO_DELIMITER
from hmer_kit.latex.normalization._by_tokens.roles import DELIMITER_NAMES, STEPS, Way
from hmer_kit.latex.normalization._by_tree.work import shown
from hmer_kit.latex.normalization._tables import GRID
from hmer_kit.latex.normalization.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.normalization._by_tokens.roles import Role

__all__ = ["CONTROL", "SIGNS", "Edit", "OpenRow", "Stages", "apply", "changes_of", "past_node", "past_own"]

SIGNS: Final = ("_", "^")
CONTROL: Final = "\\limits"
_BEGIN_GRID = ("\\begin", f"{{{GRID}}}")
_MATRIX = (Way.BEGIN, Way.END_CELLS)
_FENCES, _LIMITS, _BRACES = "fences", "limits", ("braces", "base_braces")
_LATER = (*_BRACES, _LIMITS)


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


class Stages(NamedTuple):
    """The tokens after more and more edits; an empty string where a token is left out, several in one where some come.

    The long way shows in its changes what stands there when it comes to them.
    """

    braced: list[str]
    """After the edits of single tokens."""
    bare: list[str]
    r"""Without the braces that go as well."""
    final: list[str]
    r"""Without each ``\limits`` that goes as well."""


def apply(tokens: Sequence[str], edits: Sequence[Edit]) -> Stages:
    """Return the tokens after the edits."""
    braced = [*tokens]
    for at, role, _ in edits:
        if role.way in _MATRIX:
            _apply_to_matrix(tokens, braced, at=at, role=role)
        elif role.rule not in _LATER:
            _apply_one(tokens, braced, at=at, role=role)
    bare = [*braced]
    for at, role, _ in edits:
        if role.rule in _BRACES:
            bare[at] = bare[_past_braces(tokens, at) - 1] = ""
    final = [*bare]
    for at, role, _ in edits:
        if role.rule == _LIMITS:
            final[at + 1] = ""
    return Stages(braced, bare, final)


def _apply_one(tokens: Sequence[str], braced: list[str], *, at: int, role: Role) -> None:
    braced[at] = role.new
    if role.rule == _FENCES:
        braced[at + 1] = _delimiter_name(tokens[at + 1])
    elif role.way is Way.SWITCH:
        braced[at] += " {"
        braced[tokens.index("}", at) - 1] += " }"
    elif role.way is Way.RAW:
        _blank(braced, at, tokens.index("}", at) + 1)


def _apply_to_matrix(tokens: Sequence[str], braced: list[str], *, at: int, role: Role) -> None:
    past = _past_cells(tokens, at)
    if role.way is Way.END_CELLS:
        braced[past - 3] = ""
        return
    braced[at], braced[at + 1] = _BEGIN_GRID
    _blank(braced, at + 2, tokens.index("}", at) + 1)
    braced[past - 1] = _BEGIN_GRID[1]


def _blank(tokens: list[str], first: int, past: int) -> None:
    tokens[first:past] = [""] * (past - first)


def changes_of(latex: str, tokens: list[str], stages: Stages, edits: Sequence[Edit]) -> Iterator[Change]:
    """Yield the changes in the order of the long way: by rule, then by row, then by place.

    Args:
        latex: The expression.
        tokens: Its tokens.
        stages: The same after the edits.
        edits: What was noted.
    """
    spans = spans_of(latex, tokens)
    steps = [step for edit in edits for step in _steps(tokens, stages, edit)]
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
    if role.way is Way.RAW:
        return tokens.index("}", at) + 1
    if role.way in _MATRIX:
        return _past_cells(tokens, at)
    at += role.width
    if role.option and tokens[at] == "[":
        at += 3
    for _ in range(role.arguments):
        at = _past_braces(tokens, at)
    return at


def past_node(tokens: Sequence[str], at: int, role: Role | None) -> int:
    """Return the token after a node with its scripts."""
    at = past_own(tokens, at, role)
    at += tokens[at : at + 1] == [CONTROL]
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


def _past_cells(tokens: Sequence[str], at: int) -> int:
    depth = 0
    while True:
        depth += (tokens[at] == "\\begin") - (tokens[at] == "\\end")
        at += 1
        if not depth:
            return at + 1


def _delimiter_name(delimiter: str) -> str:
    return "" if delimiter == NO_DELIMITER else DELIMITER_NAMES.get(delimiter, delimiter)


def _steps(tokens: Sequence[str], stages: Stages, edit: Edit) -> Iterator[_Step]:
    """Yield what is done to one node."""
    at, role, _ = edit
    if role.rule == _FENCES:
        command, delimiter = tokens[at], tokens[at + 1]
        usual = DELIMITER_NAMES.get(delimiter, delimiter)
        if usual != delimiter:
            yield _Step("aliases", f"{command} {delimiter}", f"{command} {usual}", edit)
        yield _Step(_FENCES, f"{command} {usual}", _delimiter_name(delimiter), edit)
    elif role.rule in _BRACES:
        yield _shown(tokens, stages.braced, edit, without=(at, _past_braces(tokens, at) - 1))
    elif role.rule == _LIMITS:
        yield _shown(tokens, stages.bare, edit, without=(at + 1,))
    elif role.way is Way.RAW:
        yield _Step(role.rule, shown(tokens[at : tokens.index("}", at) + 1]), "", edit)
    elif role.way is Way.END_CELLS:
        yield _Step(role.rule, tokens[_past_cells(tokens, at) - 3], "", edit)
    elif role.way is Way.BEGIN:
        head = tokens[at : tokens.index("}", at) + 1]
        yield _Step(role.rule, " ".join(head), " ".join(_BEGIN_GRID), edit)
    else:
        yield _Step(role.rule, tokens[at], f"{role.new} {{ ... }}" if role.way is Way.SWITCH else role.new, edit)


def _shown(tokens: Sequence[str], stage: Sequence[str], edit: Edit, *, without: Sequence[int]) -> _Step:
    """Return what is done to a node at some stage: it loses a few tokens."""
    at, role, _ = edit
    past = past_node(tokens, at, role if role.rule in _BRACES else None)
    before = shown(_pieces(stage, at, past, without=()))
    return _Step(role.rule, before, shown(_pieces(stage, at, past, without=without)), edit)


def _pieces(edited: Sequence[str], first: int, past: int, *, without: Sequence[int]) -> Iterator[str]:
    for at in range(first, past):
        if at not in without:
            yield from edited[at].split()


def _order(step: _Step) -> tuple[int, list[int], int, int]:
    """Return when the long way comes to a step: owners before what they own, the last owner in a row first."""
    row = step.edit.row
    if step.rule in _LATER:  # braces within braces go with these, and what was in them stands around them then
        while row is not None and row.first == row.owner:
            row = row.around
    first = row.first if row else 0
    path: list[int] = []
    while row is not None:
        path.append(-row.owner)
        row = row.around
    return STEPS[step.rule], path[::-1], first, step.edit.at
