"""What a model may write: anything that can make a logits processor for a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import LogitsProcessor

    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["Constraint"]


@runtime_checkable
class Constraint(Protocol):
    """Says what a model may write.

    Examples:
        >>> from hmer_kit.latex import LatexGrammar
        >>> from hmer_kit.vlm import GrammarConstraint
        >>> from hmer_kit.vlm.small import small_processor
        >>> isinstance(GrammarConstraint(LatexGrammar(), small_processor(["x"])), Constraint)
        True
    """

    def processor(self, starts: Sequence[int] | int, *, form: ModelFormat) -> LogitsProcessor:
        """Return what rules ids out of one batch.

        Args:
            starts: Where the answer of each row begins; one number for all rows of a beam search.
            form: Special ids of the model.
        """
        ...
