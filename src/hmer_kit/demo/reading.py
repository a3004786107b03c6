"""What a picture is read as, with its evidence: plain values that any page can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["DemoAlternative", "DemoAnswer", "DemoCheck", "DemoReading"]


@dataclass(frozen=True, slots=True)
class DemoAlternative:
    """One of the expressions that were read, the chosen one among them.

    Examples:
        >>> DemoAlternative("x ^ { 2 }", "", share=0.75, votes=3, sources=("vanilla",)).parses
        False
    """

    latex: str
    """The expression."""
    mathml: str
    """The same as MathML; empty where it does not parse."""
    share: float
    """Its share of the weight of all readings, from 0 to 1."""
    votes: int
    """How many readings say so."""
    sources: tuple[str, ...]
    """Which: the task, and the number of the candidate where there are several."""

    @property
    def parses(self) -> bool:
        """Whether it is LaTeX that parses."""
        return bool(self.mathml)


@dataclass(frozen=True, slots=True)
class DemoCheck:
    """Whether what a model writes beside its LaTeX, a tree or counts, says the same as the chosen expression.

    Examples:
        >>> DemoCheck("tree", agrees=None, said="").agrees is None
        True
    """

    name: str
    """``"tree"`` or ``"counts"``."""
    agrees: bool | None
    """Whether it does; None where the model wrote nothing of that kind that can be read."""
    said: str
    """What it says: the LaTeX of the tree, or the symbols that are counted otherwise."""


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """What the model wrote to one question, word for word.

    Examples:
        >>> DemoAnswer("vanilla", "x", "stop", ()).task
        'vanilla'
    """

    task: str
    """Which question."""
    response: str
    """The model's own text."""
    finish: str | None
    """Why it ends, see ``hmer_kit.inference.Finish``."""
    problems: tuple[str, ...]
    """What is wrong with its form, see ``hmer_kit.tasks.Problem``."""


@dataclass(frozen=True, slots=True)
class DemoReading:
    """A picture read.

    Examples:
        >>> reading = DemoReading("x", confidence=0.5)
        >>> reading.latex, reading.counts, reading.notes
        ('x', {}, ())
    """

    latex: str
    """The LaTeX that was chosen; empty where there is none."""
    confidence: float | None = None
    """How far to believe it, from 0 to 1: of several readings, the share that says so; of one, the probability that the
    model gives to it. None where that is not known."""
    probability: float | None = None
    """The model's own probability of its plain answer, where the back end tells it."""
    mathml: str = ""
    """The LaTeX as MathML, in display style; empty where it does not parse."""
    tree: str = ""
    """Its symbol layout tree as lines of text; empty where it does not parse."""
    svg: str = ""
    """The tree as a picture; empty where it does not parse, or is too large."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often each symbol stands in the LaTeX."""
    counted: dict[str, int] | None = None
    """How often the model counts it in the picture; None where it does not."""
    alternatives: tuple[DemoAlternative, ...] = ()
    """All that was read, best first; the chosen one is the first."""
    checks: tuple[DemoCheck, ...] = ()
    """Whether tree and counts say the same, of those that were asked for."""
    answers: tuple[DemoAnswer, ...] = ()
    """What the model wrote."""
    notes: tuple[str, ...] = ()
    """What went otherwise than it should: an answer that was cut, LaTeX that does not parse, a question not asked."""
    seconds: float = 0.0
    """How long it took."""
    picture: Image.Image | None = field(default=None, compare=False, repr=False)
    """What was read."""
