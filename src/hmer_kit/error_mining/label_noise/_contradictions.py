"""Models against a reference: who has a vote, and what all of them change alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.alignment import is_runaway
from hmer_kit.error_mining.label_noise._shared_edits import Run, applied, runs, shared
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import get_profile, is_parseable, normalize, tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex import Profile


class Contradiction(NamedTuple):
    """What the models say together."""

    tokens: list[str]
    """The reference in normal form."""
    changes: list[Run]
    reading: str
    models: tuple[str, ...]
    whole: bool
    confidence: float | None


class Poll:
    """Asks the models about one reference after the other, and keeps who had no vote.

    Args:
        preds: Predictions of each model.
        confidences: The same of their confidences, where there are some.
        profile: Normal form.
        min_models: Fewest votes that count.
    """

    def __init__(
        self,
        preds: Mapping[str, Sequence[str | None]],
        confidences: Mapping[str, Sequence[float | None]],
        *,
        profile: str | Profile,
        min_models: int,
    ) -> None:
        self._preds = preds
        self._confidences = confidences
        self._profile = get_profile(profile)
        self._min_models = min_models
        self.runaways: dict[str, list[str]] = {}
        self.too_few: list[str] = []

    def contradiction(self, at: int, name: str, reference: str) -> Contradiction | None:
        """Return what all models with a vote change alike in a reference; None if there is no such thing."""
        wanted = tokenize(reference)
        voting = self._voting(at, name, wanted)
        if len(voting) < max(self._min_models, 1):
            self.too_few += [name] if self._preds else []
            return None
        if any(tokens == wanted for tokens in voting.values()):
            return None
        normal = self._normal(reference)
        readings = {model: self._normal(" ".join(tokens)) for model, tokens in voting.items()}
        changes = shared([runs(tokens, normal) for tokens in readings.values()])
        changed = applied(normal, changes)
        reading = " ".join(changed)
        # Half of a pair of braces that two models have in common is no reading of theirs.
        if not changes or (is_parseable(reference) and not is_parseable(reading)):
            return None
        whole = all(tokens == changed for tokens in readings.values())
        return Contradiction(normal, changes, reading, tuple(voting), whole, self._confidence(tuple(voting), at))

    def _voting(self, at: int, name: str, wanted: list[str]) -> dict[str, list[str]]:
        voting = {}
        for model, items in self._preds.items():
            prediction = items[at]
            if prediction is None:
                continue
            tokens = tokenize(prediction)
            if is_runaway(tokens, wanted):
                self.runaways.setdefault(model, []).append(name)
            else:
                voting[model] = tokens
        return voting

    def _normal(self, latex: str) -> list[str]:
        try:
            return tokenize(normalize(latex, profile=self._profile).latex)
        except LatexError:
            return tokenize(latex)

    def _confidence(self, models: Sequence[str], at: int) -> float | None:
        given = [self._confidences[model][at] for model in models if model in self._confidences]
        known = [value for value in given if value is not None]
        return sum(known) / len(known) if known else None
