"""Real pictures as the quickstart's corpus: a data set of any format, looked through before anything is trained."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._skips import read_with_pictures
from hmer_kit.cli.models.quickstart.corpora import SYNTHETIC_ERRORS, Corpus, known_look_alikes
from hmer_kit.data import ReadResult, Record, Skip, guess_format, split_records
from hmer_kit.error_mining import corrupt
from hmer_kit.exceptions import DataError, HmerKitError
from hmer_kit.latex import tokenize
from hmer_kit.vlm.batching.pictures import load_picture
from hmer_kit.vlm.small.tokenizer import RESERVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["folder_corpus"]

_LONGEST_QUESTION = 200
"""Tokens of a wrong expression that an error task asks about; the decoder has room for 512 ids, answer included."""


def folder_corpus(folder: str | Path, *, size: int, limit: int | None = None, seed: int = 0) -> Corpus:
    """Return real data: pictures and LaTeX, tested on the test set beside them.

    Every picture is decoded once: one that cannot be read is left out and named before the training, not after it.

    Args:
        folder: Holds ``captions.tsv`` with ``images/`` or ``images.zip``, or a folder ``train`` that does; or a data
            set of another format, tested on its own test part, where it tells one.
        size: Most test pictures; a quarter as many are validated on.
        limit: Most training pictures, drawn at random.
        seed: Decides what is drawn.

    Raises:
        DataError: The folder has no captions, its captions cannot be read, or too little is left to train or test on.

    Examples:
        >>> folder_corpus("no such folder", size=8)
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected captions.tsv in 'no such folder' or in its folder 'train', found neither
    """
    home = _home(Path(folder))
    records, held, where, notes = _parts(home, seed=seed)
    records, validation = split_records(records, holdout=min(0.1, size / 4 / max(1, len(records))), seed=seed)
    rng = random.Random(seed)  # noqa: S311 - no secret
    drawn = {"train": _drawn(records, limit, rng), "validation": validation, "test": _drawn(held, size, rng)}
    parts = {name: _readable(part) for name, part in drawn.items()}
    train, test = parts["train"].records, parts["test"].records
    unreadable = [_unreadable(name, part.skipped) for name, part in parts.items() if part.skipped]
    if not train or not test:
        found = "; ".join([f"{len(train)} of {home.name} and {len(test)} of {where}", *unreadable])
        raise DataError(
            f"expected pictures to train and to test on, got {found}; give a folder with a test set beside it, "
            "or with two different expressions",
            path=str(home),
        )
    tokens = frozenset(token for record in train for token in tokenize(record.reference))
    vocabulary = frozenset(token for token in tokens if not any(mark in token for mark in RESERVED))
    known = {record.reference for record in train}
    repeated = sum(record.reference in known for record in test)
    notes += [f"train: {len(train)} pictures", f"test: {len(test)} pictures of {where}, {repeated} of trained captions"]
    notes += unreadable
    if tokens != vocabulary:
        notes.append(f"unknown to the model, for its tokenizer uses them itself: {sorted(tokens - vocabulary)}")
    look_alikes = known_look_alikes(vocabulary)
    rows = {name: [_with_error(record, rng, look_alikes) for record in part.records] for name, part in parts.items()}
    return Corpus(home.name, **rows, vocabulary=vocabulary, notes=(*notes, SYNTHETIC_ERRORS))


def _home(given: Path) -> Path:
    home = next((place for place in (given, given / "train") if (place / "captions.tsv").is_file()), None)
    if home is None:
        message = f"expected captions.tsv in {str(given)!r} or in its folder 'train', found neither"
        if not given.exists():
            raise DataError(message, path=str(given))
        try:
            guess_format(given)
        except DataError as error:
            raise DataError(f"{message}; and {error}", code=error.code, path=str(given)) from error
    return (home or given).resolve()


def _parts(home: Path, *, seed: int) -> tuple[list[Record], list[Record], str, list[str]]:
    """Return what may be trained on, what is tested on, where that is from, and notes."""
    read = read_with_pictures(str(home))
    notes = [f"{home.name}: {read.summary()}"]
    given = [record for record in read.records if record.split == "test"]
    if given and len(given) < len(read.records):
        kept = [record for record in read.records if record.split != "test"]
        return kept, given, f"the test part of {home.name}", notes
    beside = sorted(
        place for place in home.parent.glob("test*") if place != home and (place / "captions.tsv").is_file()
    )
    if not beside:
        kept, held = split_records(read.records, holdout=0.2, seed=seed)
        return kept, held, f"a fifth of {home.name}, no expression of which is trained on", notes
    test = read_with_pictures(str(beside[0]))
    return read.records, test.records, beside[0].name, [*notes, f"{beside[0].name}: {test.summary()}"]


def _drawn(records: list[Record], most: int | None, rng: random.Random) -> list[Record]:
    return records if most is None or most >= len(records) else rng.sample(records, most)


def _readable(records: Sequence[Record]) -> ReadResult[Record]:
    found = ReadResult[Record](records=[])
    for record in records:
        try:
            load_picture(record)
        except HmerKitError as error:
            found.skipped.append(Skip(record.id, str(error)))
        else:
            found.records.append(record)
    return found


def _unreadable(name: str, skipped: Sequence[Skip]) -> str:
    return f"unreadable pictures left out of {name}: {len(skipped)}; first: {skipped[0]}"


def _with_error(record: Record, rng: random.Random, confusions: Mapping[str, Sequence[str]]) -> Record:
    """Add a synthetic error; the error tasks skip and count captions that do not parse or are too long to ask about."""
    if len(tokenize(record.reference)) > _LONGEST_QUESTION:
        return record
    try:
        wrong = corrupt(record.reference, rng=rng, confusions=confusions)
    except HmerKitError:
        return record
    return replace(record, prediction=wrong)
