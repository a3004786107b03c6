"""What the quickstart trains and tests on: the embedded handwriting, or a folder of real pictures."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hmer_kit.data import Record, read_captions, split_records
from hmer_kit.error_mining import LOOK_ALIKES, corrupt
from hmer_kit.exceptions import DataError, HmerKitError
from hmer_kit.ink import Grammar, synthesize
from hmer_kit.latex import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.cli.quickstart.progress import Progress
    from hmer_kit.ink import SyntheticImage
    from hmer_kit.ink.synthetic import Split
    from hmer_kit.vlm import ExampleSource

__all__ = ["CANVAS", "Corpus", "FreshHandwriting", "embedded_corpus", "folder_corpus"]

CANVAS: Final = {"height": 48, "width": 192}
"""Pixels of the model's pictures."""
_TRAIN_WRITERS = range(2_000)
_SHORTEST, _GROWTH = 3, 0.25
_CHUNK = 32
_ERRORS = "error tasks: synthetic errors, for an untrained model has made none yet"


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
        >>> from hmer_kit.cli.quickstart.progress import Progress
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
        confusions = _confusions(self.grammar.vocabulary())
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
        >>> from hmer_kit.cli.quickstart.progress import Progress
        >>> corpus = embedded_corpus(progress=Progress(steps=1), size=8)
        >>> len(corpus.test), len(corpus.validation)
        (8, 2)
    """
    grammar = Grammar()
    rng = random.Random(seed)  # noqa: S311
    confusions = _confusions(grammar.vocabulary())
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
        notes=(f"test: {size} expressions, by writers; neither they nor the expressions are in training", _ERRORS),
    )


def folder_corpus(folder: str | Path, *, size: int, limit: int | None = None, seed: int = 0) -> Corpus:
    """Return real data: captions and pictures of a folder, tested on the test set beside it.

    Args:
        folder: Holds ``captions.tsv`` with ``images/`` or ``images.zip``, or a folder ``train`` that does.
        size: Most test pictures; a quarter as many are validated on.
        limit: Most training pictures, drawn at random.
        seed: Decides what is drawn.

    Raises:
        DataError: The folder has no captions, or its captions or pictures cannot be read.

    Examples:
        >>> folder_corpus("no such folder", size=8)
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected captions.tsv in 'no such folder' or in its folder 'train', found neither
    """
    given = Path(folder)
    home = next((place for place in (given, given / "train") if (place / "captions.tsv").is_file()), None)
    if home is None:
        raise DataError(
            f"expected captions.tsv in {str(folder)!r} or in its folder 'train', found neither", path=str(folder)
        )
    read = read_captions(home)
    records, skipped = read.records, [f"{home.name}: {read.summary()}"]
    beside = sorted(
        place for place in home.resolve().parent.glob("test*") if place != home and (place / "captions.tsv").is_file()
    )
    if beside:
        test = read_captions(beside[0])
        held, where = test.records, beside[0].name
        skipped.append(f"{where}: {test.summary()}")
    else:
        records, held = split_records(records, holdout=0.2, seed=seed)
        where = f"a fifth of {home.name}, no expression of which is trained on"
    records, validation = split_records(records, holdout=min(0.1, size / 4 / max(1, len(records))), seed=seed)
    rng = random.Random(seed)  # noqa: S311
    records, held = _drawn(records, limit, rng), _drawn(held, size, rng)
    vocabulary = frozenset(token for record in records for token in tokenize(record.reference))
    known = {record.reference for record in records}
    notes = (
        *skipped,
        f"train: {len(records)} pictures",
        f"test: {len(held)} pictures of {where}, {sum(item.reference in known for item in held)} of trained captions",
        _ERRORS,
    )
    confusions = _confusions(vocabulary)
    parts = ([_with_error(record, rng, confusions) for record in part] for part in (records, validation, held))
    train, validation, held = parts
    return Corpus(home.name, train=train, validation=validation, test=held, vocabulary=vocabulary, notes=notes)


def _record(
    latex: str, image: SyntheticImage, *, rng: random.Random, confusions: Mapping[str, Sequence[str]]
) -> Record:
    name = image.name.removeprefix("synthetic/").removesuffix(".png")
    wrong = corrupt(latex, rng=rng, confusions=confusions)
    return Record(name, latex, image=image, prediction=wrong, writer=str(image.writer_seed), source="synthetic")


def _with_error(record: Record, rng: random.Random, confusions: Mapping[str, Sequence[str]]) -> Record:
    """Add a synthetic error where the caption parses; the error tasks skip and count the others."""
    try:
        wrong = corrupt(record.reference, rng=rng, confusions=confusions)
    except HmerKitError:
        return record
    return replace(record, prediction=wrong)


def _confusions(vocabulary: frozenset[str]) -> dict[str, list[str]]:
    """Return the look-alikes that the model can write."""
    return {
        symbol: known
        for symbol, others in LOOK_ALIKES.items()
        if (known := [other for other in others if other in vocabulary])
    }


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


def _drawn(records: list[Record], most: int | None, rng: random.Random) -> list[Record]:
    return records if most is None or most >= len(records) else rng.sample(records, most)
