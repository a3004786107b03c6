"""What the quickstart trains and tests on; here the embedded handwriting, in ``folders`` real pictures."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from hmer_kit.data import Record
from hmer_kit.error_mining import LOOK_ALIKES, corrupt
from hmer_kit.ink import Grammar, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.cli.models.quickstart.progress import Progress
    from hmer_kit.ink import SyntheticImage
    from hmer_kit.ink.synthetic.synthesis import Split
    from hmer_kit.vlm import ExampleSource

__all__ = ["CANVAS", "SYNTHETIC_ERRORS", "Corpus", "FreshHandwriting", "embedded_corpus", "known_look_alikes"]

CANVAS: Final = {"height": 48, "width": 192}
"""Pixels of the model's pictures."""
SYNTHETIC_ERRORS: Final = "error tasks: synthetic errors, for an untrained model has made none yet"
"""Said wherever the error tasks are scored."""
_TRAIN_WRITERS = range(2_000)
_SHORTEST, _GROWTH = 3, 0.25
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class Corpus:
    """Records to train, validate and test on; those of the error tasks carry synthetic errors as predictions.

    Examples:
        >>> Corpus("none", train=[], validation=[], test=[], vocabulary=frozenset("x")).notes
        ()
    """

    name: str
    """What it is, for the report."""
    train: ExampleSource | list[Record]
    """A stream of fresh pictures, or records."""
    validation: list[Record]
    """For the learning curve."""
    test: list[Record]
    """For the scores."""
    vocabulary: frozenset[str]
    """LaTeX tokens that the model can write."""
    notes: tuple[str, ...] = ()
    """What was skipped, and how the parts were made."""


class FreshHandwriting:
    """An endless stream of records, every picture drawn once; expressions grow over the first quarter of the run.

    Args:
        grammar: What is written.
        progress: Tells how far the run is.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.progress import Progress
        >>> stream = FreshHandwriting(Grammar(), progress=Progress(steps=1))
        >>> next(iter(stream(0, 0))).source
        'synthetic'
    """

    def __init__(self, grammar: Grammar, *, progress: Progress) -> None:
        self.grammar = grammar
        self.progress = progress

    def __call__(self, worker_id: int, seed: int) -> Iterator[Record]:
        """Yield the records of one worker."""
        rng = random.Random(f"{seed}/{worker_id}")  # noqa: S311 - no secret
        confusions = known_look_alikes(self.grammar.vocabulary())
        for chunk in count():
            drawn = synthesize(
                _CHUNK,
                grammar=self.grammar,
                seed=1 + seed + 1_000 * worker_id,
                start=chunk * _CHUNK,
                split="train",
                writers=_TRAIN_WRITERS,
                max_symbols=self._longest(),
                height=CANVAS["height"],
                width=CANVAS["width"],
            )
            yield from (_record(*item, rng=rng, confusions=confusions) for item in drawn)

    def _longest(self) -> int:
        grown = min(1.0, self.progress.share / _GROWTH)
        return round(_SHORTEST + grown * (self.grammar.max_symbols - _SHORTEST))


def embedded_corpus(*, progress: Progress, size: int, seed: int = 0) -> Corpus:
    """Return the embedded handwriting: no writer and no expression of one part occurs in another.

    Args:
        progress: Tells how far the run is, for expressions that grow.
        size: Test expressions; a quarter as many are validated on.
        seed: Which world.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.progress import Progress
        >>> corpus = embedded_corpus(progress=Progress(steps=1), size=8)
        >>> len(corpus.test), len(corpus.validation)
        (8, 2)
    """
    grammar = Grammar()
    rng = random.Random(seed)  # noqa: S311
    confusions = known_look_alikes(grammar.vocabulary())
    parts: tuple[tuple[Split, int], ...] = (("validation", max(1, size // 4)), ("test", size))
    validation, test = (
        [_record(*item, rng=rng, confusions=confusions) for item in _distinct(grammar, amount, part=part, seed=seed)]
        for part, amount in parts
    )
    return Corpus(
        "embedded synthetic handwriting",
        train=FreshHandwriting(grammar, progress=progress),
        validation=validation,
        test=test,
        vocabulary=grammar.vocabulary(),
        notes=(f"test: {size} expressions by writers, neither of which are in training", SYNTHETIC_ERRORS),
    )


def known_look_alikes(vocabulary: frozenset[str]) -> dict[str, list[str]]:
    """Return what each symbol is mistaken for, as far as the model can write it.

    Examples:
        >>> known_look_alikes(frozenset("a2z"))["2"]
        ['z']
    """
    return {
        symbol: known
        for symbol, others in LOOK_ALIKES.items()
        if (known := [other for other in others if other in vocabulary])
    }


def _record(
    latex: str, image: SyntheticImage, *, rng: random.Random, confusions: Mapping[str, Sequence[str]]
) -> Record:
    name = image.name.removeprefix("synthetic/").removesuffix(".png")
    wrong = corrupt(latex, rng=rng, confusions=confusions)
    return Record(name, latex, image=image, prediction=wrong, writer=str(image.writer_seed), source="synthetic")


def _distinct(grammar: Grammar, amount: int, *, part: Split, seed: int) -> list[tuple[str, SyntheticImage]]:
    """Make up so many items of a part, each with an expression of its own."""
    chosen: dict[str, SyntheticImage] = {}
    for start in count(0, _CHUNK):
        drawn = synthesize(
            _CHUNK,
            grammar=grammar,
            seed=seed,
            start=start,
            split=part,
            height=CANVAS["height"],
            width=CANVAS["width"],
        )
        for latex, image in drawn:
            chosen.setdefault(latex, image)
        if len(chosen) >= amount:
            break
    return list(chosen.items())[:amount]
