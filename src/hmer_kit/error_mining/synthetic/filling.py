"""Synthetic errors for a corpus that is too small: drawn as its own were counted, and flagged."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import TYPE_CHECKING

from hmer_kit.error_mining._checks import require_count
from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus, Origin
from hmer_kit.error_mining.synthetic.corrupting import corrupt
from hmer_kit.error_mining.synthetic.distribution import ErrorDistribution
from hmer_kit.error_mining.synthetic.look_alikes import LOOK_ALIKES
from hmer_kit.exceptions import InputError, LatexError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SYNTHETIC", "add_synthetic"]

SYNTHETIC = "synthetic"
"""Name of the model of errors that no model made."""

_MINED_ROUNDS, _MOST_ROUNDS = 10, 20


def add_synthetic(
    corpus: ErrorCorpus, *, wanted: int, seed: int = 0, distribution: ErrorDistribution | None = None
) -> ErrorCorpus:
    """Return a corpus with as many wrong predictions as wanted, synthetic ones added where it has fewer.

    They are made of the corpus's own references, each in turn, with the chances of its own near misses, and their
    origins say ``synthetic=True``. One that a model made too is no new error.

    Args:
        corpus: What was mined.
        wanted: Near and far misses to have at least.
        seed: Same seed, same errors.
        distribution: Chances from elsewhere, of a larger corpus for example.

    Returns:
        The corpus itself if it is large enough. One with fewer than wanted if its references give no more: each is
        tried twenty times at most,
        and from the eleventh time on with ``LOOK_ALIKES``: the chances of a tiny corpus have few outcomes.

    Raises:
        InputError: ``corpus`` is none, or a number is none.

    Examples:
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x + 1", "X + 1"), Candidate("b", "y x", "y x")])
        >>> larger = add_synthetic(corpus, wanted=4)
        >>> larger.statistics().wrong, larger.statistics().synthetic
        (4, 3)
    """
    if not isinstance(corpus, ErrorCorpus):
        raise InputError(f"expected an ErrorCorpus, got {type(corpus).__name__}; read one with read_corpus")
    require_count(wanted, "wanted")
    chances = ErrorDistribution.from_records(corpus) if distribution is None else distribution
    known = {row.key for row in corpus}
    missing = wanted - len(corpus.errors)
    made: list[Candidate] = []
    for candidate in _candidates(corpus, chances, seed) if missing > 0 else ():
        key = candidate.id, candidate.reference, candidate.prediction
        if key not in known:
            known.add(key)
            made.append(candidate)
        if len(made) >= missing:
            break
    return corpus + ErrorCorpus.from_candidates(made, settings=corpus.settings) if made else corpus


def _candidates(corpus: ErrorCorpus, chances: ErrorDistribution, seed: int) -> Iterator[Candidate]:
    """Yield an error of each expression, and again, until there were enough rounds or none gives any."""
    rng = Random(seed)  # noqa: S311 - no secret
    expressions = list(dict.fromkeys((row.id, row.reference) for row in corpus))
    for sample in count():
        usable = []
        for name, reference in expressions:
            try:
                wrong = corrupt(reference, rng=rng, confusions=chances if sample < _MINED_ROUNDS else LOOK_ALIKES)
            except (LatexError, InputError):  # no symbol in it can be changed
                continue
            usable.append((name, reference))
            yield Candidate(name, reference, wrong, Origin(SYNTHETIC, sample=sample, synthetic=True))
        expressions = usable
        if not usable or sample + 1 >= _MOST_ROUNDS:
            return
