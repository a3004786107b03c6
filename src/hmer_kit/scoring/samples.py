"""One prediction beside its reference, and what measures ask of the two: each answer is worked out when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance.Levenshtein import distance

from hmer_kit.alignment import is_runaway
from hmer_kit.scoring.layouts import LayoutComparison, _TwoLayouts
from hmer_kit.scoring.protocols.protocol import ScoringProtocol
from hmer_kit.scoring.protocols.table import get_protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["SampleScore"]


class SampleScore:
    """One row of a score: nothing in it depends on the other samples.

    Args:
        prediction: LaTeX; the empty string is a prediction too.
        reference: LaTeX.
        protocol: What counts as an error; a name or a protocol.
        id: Name of the sample.
        missing: Whether there is no prediction at all; ``prediction`` is then the empty string.

    Raises:
        InputError: There is no such protocol.

    Examples:
        >>> row = SampleScore("x ^ 2", "x ^ { 2 }")
        >>> row.distance, row.edit_score
        (2, 0.6)
        >>> SampleScore("x ^ 2", "x ^ { 2 }", protocol="same_ink").distance
        0
    """

    __slots__ = (
        "_characters",
        "_distance",
        "_edits",
        "_labels",
        "_layout",
        "_tokens",
        "id",
        "is_same",
        "missing",
        "prediction",
        "protocol",
        "reference",
    )

    def __init__(
        self,
        prediction: str,
        reference: str,
        *,
        protocol: str | ScoringProtocol = "released",
        id: str = "0",  # noqa: A002
        missing: bool = False,
    ) -> None:
        self.prediction = prediction
        self.reference = reference
        self.protocol = protocol if type(protocol) is ScoringProtocol else get_protocol(protocol)
        self.id = id
        self.missing = missing
        self.is_same = prediction == reference
        self._tokens: tuple[list[str], list[str]] | None = None
        self._edits: int | None = None
        self._distance: int | None = None
        self._characters: tuple[str, str] | None = None
        self._labels: tuple[int, int, int] | None = None
        self._layout: LayoutComparison | None = None

    @property
    def tokens(self) -> tuple[list[str], list[str]]:
        """Tokens of the prediction and of the reference, as the protocol reads them; do not change them."""
        if self._tokens is None:
            read = self.protocol.read
            expected = read(self.reference)
            self._tokens = found = (expected if self.is_same else read(self.prediction), expected)
            return found
        return self._tokens

    @property
    def characters(self) -> tuple[str, str]:
        """Prediction and reference without blanks."""
        if self._characters is None:
            self._characters = "".join(self.prediction.split()), "".join(self.reference.split())
        return self._characters

    @property
    def token_edits(self) -> int:
        """Fewest token edits (substitute, insert, delete) between the two."""
        if self._edits is None:
            self._edits = 0 if self.is_same else distance(*(self._tokens or self.tokens))
        return self._edits

    @property
    def character_edits(self) -> int:
        """Fewest edits of characters, blanks left out."""
        return 0 if self.is_same else distance(*self.characters)

    @property
    def layout(self) -> LayoutComparison:
        """What the two layouts have in common; of the tokens that the protocol reads."""
        if self._layout is None:
            self._layout = self._read_layouts().comparison()
        return self._layout

    @property
    def labels(self) -> tuple[int, int, int]:
        """Wrong labels of nodes and edges, symbols of the prediction and of the reference, as ``layout`` has them.

        They take less time than the whole of it, which aligns the symbols besides.
        """
        if self._labels is None:
            found = self._layout
            self._labels = (
                self._read_layouts().labels()
                if found is None
                else (found.label_errors, found.symbols_predicted, found.symbols_expected)
            )
        return self._labels

    def _read_layouts(self) -> _TwoLayouts:
        return _TwoLayouts(*map(" ".join, self.tokens))

    @property
    def distance(self) -> int:
        """Errors in the unit of the protocol: token edits but for ``label_graph`` and ``characters``."""
        if self._distance is None:
            self._distance = 0 if self.is_same else self.protocol.errors(self)
        return self._distance

    @property
    def prediction_length(self) -> int:
        """Tokens of the prediction."""
        return len(self.tokens[0])

    @property
    def reference_length(self) -> int:
        """Tokens of the reference."""
        return len(self.tokens[1])

    @property
    def reference_characters(self) -> int:
        """Characters of the reference, blanks counted."""
        return len(self.reference)

    @property
    def runaway(self) -> bool:
        """Whether the prediction is no reading but a decoder's runaway, see ``hmer_kit.alignment.is_runaway``."""
        return not self.is_same and is_runaway(*self.tokens)

    @property
    def edit_score(self) -> float:
        """``1 - distance / units of the longer one``, a fraction 0..1.

        1 if both are empty, 0 if one is or there is no prediction.
        """
        if self.missing:
            return 0.0
        longer = max(self.protocol.sizes(self))
        return max(0.0, 1 - self.distance / longer) if longer else 1.0

    def is_within(self, tolerance: int) -> bool:
        """Return whether the prediction passes a tolerance; one that is not there passes none.

        Args:
            tolerance: Errors that are forgiven, in the unit of the protocol.

        Examples:
            >>> SampleScore("x", "y").is_within(1)
            True
        """
        return not self.missing and self.distance <= tolerance

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SampleScore):
            return NotImplemented
        return self._what() == other._what()

    def __hash__(self) -> int:
        return hash(self._what())

    def __repr__(self) -> str:
        return f"<SampleScore {self.id!r}: {self.distance} {self.protocol.unit}>"

    def _what(self) -> tuple[object, ...]:
        return self.id, self.prediction, self.reference, self.missing, self.protocol


def _samples_of(
    preds: Sequence[str], target: Sequence[str], ids: Iterable[str], *, protocol: ScoringProtocol
) -> list[SampleScore]:
    """Return a ``SampleScore`` of each pair, without a call for each.

    Args:
        preds: Predictions.
        target: References, as many.
        ids: Names of the samples, as many at least.
        protocol: What counts as an error.
    """
    samples: list[SampleScore] = []
    add, new = samples.append, SampleScore.__new__
    for prediction, reference, name in zip(preds, target, ids, strict=False):
        sample = new(SampleScore)
        sample.prediction, sample.reference, sample.protocol = prediction, reference, protocol
        sample.id, sample.missing, sample.is_same = name, False, prediction == reference
        sample._tokens = sample._edits = sample._distance = None  # noqa: SLF001
        sample._characters = sample._labels = sample._layout = None  # noqa: SLF001
        add(sample)
    return samples


def _token_counts(sample: SampleScore) -> tuple[int, int, int]:
    """Return how many tokens the prediction and the reference have, and the edits between them.

    Where tokens are cut at blanks and nothing else has asked for them, they are not kept: to cut again takes less time
    than to hold so many lists.
    """
    sides, edits = sample._tokens, sample._edits  # noqa: SLF001
    if sides is None:
        if sample.protocol.read is not str.split:
            sides = sample.tokens
        elif sample.is_same:
            tokens = len(sample.reference.split())
            return tokens, tokens, 0
        else:
            sides = sample.prediction.split(), sample.reference.split()
    if edits is None:
        sample._edits = edits = 0 if sample.is_same else distance(*sides)  # noqa: SLF001
    return len(sides[0]), len(sides[1]), edits
