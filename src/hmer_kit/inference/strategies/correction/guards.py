"""Guards: what a correction has to pass before it takes the place of the prediction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.inference.predictor import Question
from hmer_kit.inference.strategies._counting import count_distance
from hmer_kit.latex import get_profile, normalize, tokenize
from hmer_kit.tasks import SymbolCounting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.inference.predictor import Exchange
    from hmer_kit.latex import Profile
    from hmer_kit.tasks import Task

__all__ = ["CandidateAgrees", "CountsAgree", "Guard", "Proposal"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction that parses, before any guard has seen it.

    Examples:
        >>> Proposal("a", "x + d", "x + a").image is None
        True
    """

    id: str
    """Name of the sample."""
    prediction: str
    """What it reads so far."""
    corrected: str
    """What it would read."""
    image: ImageSource | None = None
    """Its picture."""


@runtime_checkable
class Guard(Protocol):
    """Says of each correction whether it may be accepted.

    Examples:
        >>> class NotLonger:
        ...     name = "not_longer"
        ...
        ...     def refusals(self, proposals, ask):
        ...         return ["longer" if len(item.corrected) > len(item.prediction) else None for item in proposals]
        >>> isinstance(NotLonger(), Guard)
        True
    """

    @property
    def name(self) -> str:
        """What it is called in a trail."""
        ...

    def refusals(
        self, proposals: Sequence[Proposal], ask: Callable[[Task, Sequence[Question]], list[Exchange]]
    ) -> Sequence[str | None]:
        """Look at corrections.

        Args:
            proposals: Corrections that parse and that no guard before has refused, of different samples.
            ask: Puts questions of a task to the predictor and returns, for each, an object with ``answer`` and
                ``read``; they are noted in the trail.

        Returns:
            For each proposal why it is refused, or None where it is not.
        """
        ...


@dataclass(frozen=True, slots=True)
class CountsAgree:
    """Accept a correction if it has the symbols that the same predictor counts in the picture.

    Each sample is asked once, however many rounds there are. The counts may be of any dialect.

    Raises:
        InputError: The rule is unknown.

    Examples:
        >>> CountsAgree().name
        'counts_agree'
    """

    rule: Literal["equal", "closer"] = "equal"
    """``"equal"``: the counts are those of the correction; ``"closer"``: it is nearer to them than the prediction."""
    task: SymbolCounting = field(default_factory=SymbolCounting)
    """The question, and the reader of its answers."""
    name: str = field(default="counts_agree", init=False)
    """What it is called in a trail."""

    def __post_init__(self) -> None:
        if self.rule not in {"equal", "closer"}:
            raise InputError(f"expected the rule 'equal' or 'closer', got {self.rule!r}")

    def refusals(
        self, proposals: Sequence[Proposal], ask: Callable[[Task, Sequence[Question]], list[Exchange]]
    ) -> list[str | None]:
        """Count, and compare; what cannot be read as counts agrees with nothing."""
        questions = [Question(item.id, self.task.prompt, item.image, self.task.name) for item in proposals]
        return [
            self._refusal(item, exchange.read.counts)
            for item, exchange in zip(proposals, ask(self.task, questions), strict=True)
        ]

    def _refusal(self, item: Proposal, counts: Mapping[str, int] | None) -> str | None:
        if counts is None:
            return "counts unreadable"
        error = count_distance(counts, item.corrected)
        if error == 0:
            return None
        if self.rule == "equal":
            return f"counts differ by {error}"
        before = count_distance(counts, item.prediction)
        return None if error < before else f"counts differ by {error}, before by {before}"


@dataclass(frozen=True, slots=True)
class CandidateAgrees:
    r"""Accept a correction if a second candidate reads the same: of another model, or another sample of this one.

    Raises:
        InputError: ``candidates`` holds something else than lists of strings, or there is no such profile.

    Examples:
        >>> guard = CandidateAgrees({"a": [r"x \le 1"]})
        >>> guard.refusals([Proposal("a", "x < 1", r"x \leq 1"), Proposal("b", "x", "y")], ask=None)
        [None, 'no candidate']
    """

    candidates: Mapping[str, Sequence[str]]
    """LaTeX of one or more candidates by the name of the sample."""
    profile: str | Profile = "same_ink"
    """When two expressions are the same, see ``hmer_kit.latex.normalize``."""
    name: str = field(default="candidate_agrees", init=False)
    """What it is called in a trail."""

    def __post_init__(self) -> None:
        get_profile(self.profile)
        for key, items in self.candidates.items():
            if isinstance(items, str) or not all(isinstance(item, str) for item in items):
                raise InputError(f"expected a list of LaTeX strings as candidates of {key!r}, got {items!r:.60}")

    def refusals(
        self,
        proposals: Sequence[Proposal],
        ask: Callable[[Task, Sequence[Question]], list[Exchange]] | None,  # noqa: ARG002 - the protocol's
    ) -> list[str | None]:
        """Compare normal forms; nothing is asked."""
        return [self._refusal(item) for item in proposals]

    def _refusal(self, item: Proposal) -> str | None:
        others = self.candidates.get(item.id)
        if not others:
            return "no candidate"
        wanted = self._normal(item.corrected)
        return None if any(self._normal(other) == wanted for other in others) else "no candidate agrees"

    def _normal(self, latex: str) -> str:
        try:
            return normalize(latex, profile=self.profile).latex
        except LatexError:
            return " ".join(tokenize(latex))
