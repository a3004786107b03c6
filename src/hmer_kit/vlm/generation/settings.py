"""How a model is to write: greedily, in samples, or by beam search."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.alignment import LoopRule
from hmer_kit.exceptions import InputError
from hmer_kit.tasks import InferenceSettings

if TYPE_CHECKING:
    from hmer_kit.vlm.generation.constraints import Constraint

__all__ = ["Decoding"]


@dataclass(frozen=True, slots=True)
class Decoding:
    """Settings of decoding; greedy by default.

    Raises:
        InputError: A number is out of its range; temperature and beams are both asked for; or several candidates are
            asked for that neither a temperature nor as many beams can give.

    Examples:
        >>> Decoding(num_candidates=5, temperature=0.7).num_candidates
        5
        >>> Decoding(num_candidates=5)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        hmer_kit.exceptions.InputError: expected a temperature, or num_beams of at least 5, for 5 candidates, ...
    """

    max_new_tokens: int = 512
    """Longest response in ids."""
    num_candidates: int = 1
    """Responses to each question: samples, or the best beams."""
    temperature: float | None = None
    """Samples from the model's own distribution at this temperature; no sampling if None."""
    num_beams: int = 1
    """Beams of a beam search by mean log-probability a token; no beam search if 1."""
    seed: int = 0
    """Of the samples."""
    loops: LoopRule | None = field(default_factory=LoopRule)
    """What stops a response that runs in a loop; None for nothing but the length."""

    constraint: Constraint | None = None
    """What may be written, see ``GrammarConstraint``; anything if None."""

    def __post_init__(self) -> None:
        least = min(self.max_new_tokens, self.num_candidates, self.num_beams)
        if least < 1:
            raise InputError(f"expected max_new_tokens, num_candidates and num_beams of at least 1, got {self}")
        if self.temperature is not None and not 0 < self.temperature < math.inf:
            raise InputError(f"expected a temperature above 0, got {self.temperature}; give None for greedy answers")
        if self.temperature is not None and self.num_beams > 1:
            raise InputError(f"expected a temperature or num_beams, got {self.temperature} and {self.num_beams}")
        if self.temperature is None and self.num_candidates > self.num_beams:
            raise InputError(
                f"expected a temperature, or num_beams of at least {self.num_candidates}, for {self.num_candidates} "
                f"candidates, got {self.num_beams} beams: greedy decoding gives but one"
            )

    @classmethod
    def of(cls, settings: InferenceSettings | None) -> Decoding:
        """Return what the settings of a model say of decoding; the rest is as by default.

        Args:
            settings: Settings that lie beside the weights; None for the library's own.

        Examples:
            >>> Decoding.of(InferenceSettings(candidates=4, temperature=0.8)).num_candidates
            4
        """
        said = InferenceSettings() if settings is None else settings
        return cls(max_new_tokens=said.max_new_tokens, num_candidates=said.candidates, temperature=said.temperature)
