"""Elements of MathML as they are kept: name, text and what is inside."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST_TEXT = 16
"""How much of a text is kept: enough to tell what is invisible."""


@dataclass(slots=True)
class Node:
    """An element of MathML."""

    tag: str
    """Its name, without a namespace."""
    name: str
    """Its ``xml:id``, empty where it has none."""
    children: list[Node] = field(default_factory=list)
    """The elements inside, in file order."""
    text: str = ""
    """The first characters of its text."""
