r"""Where a node stands in a tree: a path that can be kept, compared, hashed, written down and read back.

``inside[0]/above[2]/sup[0]`` is the first node in the superscript of the third node in the numerator of the first node
of the expression. ``tree.path(node)`` gives the path, ``tree.at(path)`` the node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex.kinds import Relation

__all__ = ["Step", "TreePath"]

_STEP = re.compile(r"([a-z]+)(?::([0-9]{1,9}))?\[([0-9]{1,9})\]")
_RELATIONS = frozenset(Relation) - {Relation.RIGHT}
_HERE: Final = "."
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: from a node to a node in one of its rows.

    Examples:
        >>> str(Step(Relation.SUP, 0, 2)), str(Step(Relation.CELL, 3, 0))
        ('sup[2]', 'cell:3[0]')
    """

    relation: Relation
    """Relation of the row."""
    row: int
    """Which of the rows of that relation, from 0: a matrix has many cells, a symbol may have two superscripts."""
    index: int
    """Place in the row, from 0."""

    def __str__(self) -> str:
        which = f":{self.row}" if self.row else ""
        return f"{self.relation.value}{which}[{self.index}]"


@dataclass(frozen=True, slots=True)
class TreePath:
    """The way from a node down to one that it owns.

    Examples:
        >>> path = TreePath.parse("inside[0]/above[2]")
        >>> path.steps[1]
        Step(relation=<Relation.ABOVE: 'above'>, row=0, index=2)
        >>> str(path), str(path.parent), str(TreePath())
        ('inside[0]/above[2]', 'inside[0]', '.')
    """

    steps: tuple[Step, ...] = ()
    """One step for each level; none for the node itself."""

    def __str__(self) -> str:
        return "/".join(map(str, self.steps)) or _HERE

    @property
    def parent(self) -> TreePath:
        """The path to the owner of the row; the empty path has none and raises ``InputError``."""
        if not self.steps:
            raise InputError("expected a path with a step, got the empty path '.', which has no parent")
        return TreePath(self.steps[:-1])

    @staticmethod
    def parse(text: str) -> TreePath:
        """Read a path back from its text.

        Args:
            text: What ``str`` of a path gives.

        Raises:
            InputError: It is no path.

        Examples:
            >>> TreePath.parse("inside[0]/cell:3[0]").steps[1].row
            3
        """
        if not isinstance(text, str):
            raise InputError(f"expected the text of a path as a str, got {type(text).__name__}")
        if text == _HERE:
            return TreePath()
        return TreePath(tuple(_step(piece, number) for number, piece in enumerate(text.split("/"))))


def _step(piece: str, number: int) -> Step:
    match = _STEP.fullmatch(piece)
    if match is None or match[1] not in _RELATIONS:
        relations = ", ".join(relation for relation in Relation if relation in _RELATIONS)
        raise InputError(
            f"expected step {number} of a path as sup[0] or cell:3[0], with a relation out of {relations}, "
            f"got {piece[:_SHOWN]!r}"
        )
    return Step(Relation(match[1]), int(match[2] or 0), int(match[3]))
