r"""Label noise: references that deserve a second look, ranked for human eyes.

Two kinds of evidence. A reference that several models contradict *in the same way* may be wrong where they agree; and a
reference may disagree with itself: it does not parse, or is not what the counts or the label graph beside it say.

Nothing is corrected here. Models that were trained on the same data share their mistakes, and on look-alikes (``X`` and
``x``) their agreement says little; a label that is right for the writer may be wrong for the ink, and the other way
round. The rank says where to look first:

1. references with a fault of their own;
2. then by the number of models that agree;
3. then by what the difference does to the ink (``NoiseKind``): symbols at other places, symbols too many or too few,
   other symbols, and last of all look-alikes;
4. then by the models' confidence, where it is given;
5. then those where the models agree on the whole expression, and the smaller difference first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from hmer_kit.error_mining._checks import require_count, require_items
from hmer_kit.error_mining.label_noise._contradictions import Poll
from hmer_kit.error_mining.label_noise._own_faults import count_scripts, faults
from hmer_kit.error_mining.label_noise._shared_edits import NoiseKind, corrections, kind_of, size
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.error_mining.label_noise._contradictions import Contradiction
    from hmer_kit.error_mining.marking.operations import Correction
    from hmer_kit.latex import LabelGraph, Profile

__all__ = ["LabelNoise", "LabelSuspect", "NoiseKind", "find_label_noise"]

_T = TypeVar("_T")
_OWN = frozenset({NoiseKind.UNPARSED, NoiseKind.COUNTS, NoiseKind.GRAPH})
_ORDER = {kind: rank for rank, kind in enumerate(NoiseKind)}


@dataclass(frozen=True, slots=True)
class LabelSuspect:
    r"""One reason to look at one reference.

    Examples:
        >>> noise = find_label_noise({"a": [r"2 \pi"], "b": [r"2 \pi"]}, [r"2 \Pi"], ids=["RIT_2014_133"])
        >>> noise.suspects[0].kind.value, str(noise.suspects[0].edits[0])
        ('symbol', 'REPLACE:\\Pi -> \\pi')
    """

    id: str
    """Name of the sample."""
    reference: str
    """The reference as given."""
    kind: NoiseKind
    """What is wrong, if something is."""
    reason: str
    """The same in words."""
    size: int
    """Tokens or symbols concerned."""
    edits: tuple[Correction, ...] = ()
    """What the models change in the normal form of the reference; empty for a fault of its own."""
    reading: str = ""
    """The normal form with these changes: what the models see. Empty for a fault of its own."""
    models: tuple[str, ...] = ()
    """The models that agree."""
    whole: bool = False
    """Whether they agree on the whole expression, not just on these changes."""
    confidence: float | None = None
    """Their mean confidence; None where none is given."""


@dataclass(frozen=True, slots=True)
class LabelNoise:
    """Suspects, most suspicious first, and what was looked at.

    Examples:
        >>> print(find_label_noise({"a": ["x", "y"], "b": ["x", "y"]}, ["x _ { 1 }", "y"], ids=["p", "q"]).table())
        2 references, 2 models (a, b): 1 suspect (1 surplus)
        1. p: surplus, 2 models, DELETE:_ { 1 }
           x _ { 1 }
    """

    suspects: tuple[LabelSuspect, ...]
    """Reasons, the strongest first; a reference with two reasons stands twice."""
    compared: int
    """References looked at."""
    models: tuple[str, ...] = ()
    """Names of the models."""
    runaways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the runaway predictions of each model that has some; they have no vote."""
    too_few: tuple[str, ...] = ()
    """Ids with fewer predictions that have a vote than are needed to contradict."""

    @property
    def kinds(self) -> dict[NoiseKind, int]:
        """How many suspects of each kind."""
        counts = Counter(suspect.kind for suspect in self.suspects)
        return {kind: counts[kind] for kind in NoiseKind if counts[kind]}

    def table(self, limit: int | None = 20) -> str:
        """Return the first suspects as text, under a line of counts: id, kind, evidence, and the reference below.

        Args:
            limit: Most suspects to show; None for all.
        """
        shown = self.suspects[:limit]
        lines = [self._headline()]
        for rank, suspect in enumerate(shown, 1):
            head = f"{rank}. "
            lines.append(f"{head}{suspect.id}: {suspect.kind}, {_evidence(suspect)}")
            lines.append(" " * len(head) + suspect.reference)
        if len(shown) < len(self.suspects):
            lines.append(f"and {len(self.suspects) - len(shown)} more")
        return "\n".join(lines)

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each suspect, as JSON holds it."""
        return [_row(rank, suspect) for rank, suspect in enumerate(self.suspects, 1)]

    def _headline(self) -> str:
        noun = "suspect" if len(self.suspects) == 1 else "suspects"
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.items())
        models = f"{len(self.models)} models ({', '.join(self.models)})" if self.models else "no models"
        line = f"{self.compared} references, {models}: {len(self.suspects)} {noun}" + (f" ({kinds})" if kinds else "")
        if self.too_few:
            line += f"; {len(self.too_few)} with too few predictions"
        return line


def find_label_noise(
    preds: Mapping[str, Sequence[str | None]],
    target: Sequence[str],
    *,
    ids: Sequence[str] | None = None,
    confidences: Mapping[str, Sequence[float | None]] | None = None,
    counts: Sequence[Mapping[str, int] | None] | None = None,
    graphs: Sequence[LabelGraph | None] | None = None,
    profile: str | Profile = "same_ink",
    min_models: int = 2,
) -> LabelNoise:
    r"""Look for references that every model contradicts in the same way, or that disagree with themselves.

    Predictions and references are compared in normal form, so that notation is no contradiction. A reference is
    suspected of what all models that have a vote change alike, whatever else they change; one model that reads as the
    reference does clears it. Runaways have no vote, nor have missing predictions.

    Args:
        preds: Predictions of each model by its name, one for each reference; None where it has none.
        target: References.
        ids: Names of the samples; their numbers from 0 by default.
        confidences: Confidence of each prediction, 0 to 1 or None, for the models that have it.
        counts: Symbol counts that came with each reference, such as ``hmer_kit.counting.loads_counts`` reads; braces
            do not count, nor do script signs unless some of the counts hold them.
        graphs: Label graph that came with each reference, symbols in any order in which none comes before the one
            that it hangs on.
        profile: Normal form, see ``hmer_kit.latex.normalize``; ``"loose"`` forgives ``\ldots`` for ``\cdots`` as well.
        min_models: Fewest models with a vote; with 1, each wrong prediction of a single model is a suspect.

    Returns:
        Suspects, ranked.

    Raises:
        InputError: The lengths differ, something is of the wrong kind, or there are fewer models than ``min_models``
            (none at all is allowed: then only the references' own faults are looked for).

    Examples:
        >>> preds = {"first": [r"0 \leq x \leq 2 \pi"], "second": [r"0 \leq X \leq 2 \pi"]}
        >>> noise = find_label_noise(preds, [r"0 \leq x \leq 2 \Pi"], ids=["RIT_2014_133"])
        >>> noise.suspects[0].reading, noise.suspects[0].whole
        ('0 \\leq x \\leq 2 \\pi', False)
    """
    names = _checked(preds, target, ids=ids, confidences=confidences, min_models=min_models)
    given = _beside(counts, len(target), "counts"), _beside(graphs, len(target), "graphs")
    poll = Poll(preds, confidences or {}, profile=profile, min_models=min_models)
    scripts_count = count_scripts(given[0])
    suspects: list[LabelSuspect] = []
    for at, (name, reference, own_counts, graph) in enumerate(zip(names, target, *given, strict=True)):
        found = faults(reference, counts=own_counts, graph=graph, scripts_count=scripts_count)
        suspects += [LabelSuspect(name, reference, fault.kind, fault.reason, fault.size) for fault in found]
        against = poll.contradiction(at, name, reference)
        suspects += [] if against is None else [_suspect(name, reference, against)]
    runaways = {model: tuple(found) for model, found in poll.runaways.items()}
    return LabelNoise(tuple(sorted(suspects, key=_rank)), len(target), tuple(preds), runaways, tuple(poll.too_few))


def _suspect(name: str, reference: str, against: Contradiction) -> LabelSuspect:
    edits = corrections(against.tokens, against.changes)
    agree = "the same expression" if against.whole else "the same here, not elsewhere"
    return LabelSuspect(
        id=name,
        reference=reference,
        kind=kind_of(against.changes),
        reason=f"{', '.join(against.models)} read {agree}",
        size=size(against.changes),
        edits=edits,
        reading=against.reading,
        models=against.models,
        whole=against.whole,
        confidence=against.confidence,
    )


def _rank(suspect: LabelSuspect) -> tuple[bool, int, int, float, bool, int]:
    """Return what suspects are sorted by; those that are equal in all stay in the order of the references."""
    sureness = suspect.confidence if suspect.confidence is not None else 0.0
    by_itself = suspect.kind in _OWN
    return not by_itself, -len(suspect.models), _ORDER[suspect.kind], -sureness, not suspect.whole, suspect.size


def _evidence(suspect: LabelSuspect) -> str:
    if not suspect.models:
        return suspect.reason
    voices = f"{len(suspect.models)} models" if len(suspect.models) > 1 else "1 model"
    sure = "" if suspect.confidence is None else f" ({suspect.confidence:.2f})"
    part = "" if suspect.whole else " in part"
    return f"{voices}{part}{sure}, {'; '.join(map(str, suspect.edits))}"


def _row(rank: int, suspect: LabelSuspect) -> dict[str, object]:
    return {
        "rank": rank,
        "id": suspect.id,
        "kind": str(suspect.kind),
        "reason": suspect.reason,
        "reference": suspect.reference,
        "reading": suspect.reading or None,
        "edits": [str(edit) for edit in suspect.edits],
        "size": suspect.size,
        "models": list(suspect.models),
        "whole": suspect.whole,
        "confidence": suspect.confidence,
    }


def _checked(
    preds: Mapping[str, Sequence[str | None]],
    target: Sequence[str],
    *,
    ids: Sequence[str] | None,
    confidences: Mapping[str, Sequence[float | None]] | None,
    min_models: int,
) -> Sequence[str]:
    """Check what belongs together, and return the names of the samples."""
    require_items(target, str, "give references as a list of strings")
    require_count(min_models, "min_models")
    if 0 < len(preds) < min_models:
        raise InputError(
            f"expected predictions of at least {min_models} models, got {len(preds)}; lower min_models (--min-models)"
        )
    for model, items in preds.items():
        _beside(items, len(target), f"predictions of {model!r}")
        require_items([item for item in items if item is not None], str, f"give predictions of {model!r} as strings")
    for model, values in (confidences or {}).items():
        if model not in preds:
            raise InputError(f"expected confidences of models with predictions, got {model!r}")
        for value in _beside(values, len(target), f"confidences of {model!r}"):
            if value is not None and not 0 <= value <= 1:
                raise InputError(f"expected confidences of 0 to 1, or None, got {value!r} of {model!r}")
    names = [str(at) for at in range(len(target))] if ids is None else ids
    require_items(names, str, "give ids as a list of strings")
    _beside(names, len(target), "ids")
    return names


def _beside(items: Sequence[_T] | None, length: int, what: str) -> Sequence[_T | None]:
    """Return what stands beside the references, None for each if there is nothing."""
    if items is None:
        return [None] * length
    if isinstance(items, str) or len(items) != length:
        raise InputError(f"expected one of {what} for each of {length} references, got {len(items)}")
    return items
