r"""Vocabularies of records: made of them, written to the files of the field, compared, and held against them.

``hmer_kit.latex.Vocabulary.from_file`` reads the files of CoMER, TAMER, MathNet and WAP.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hmer_kit._files import StrPath, write_atomic
from hmer_kit.data.corpus._tables import aligned
from hmer_kit.exceptions import InputError
from hmer_kit.latex import SYMBOL_ALIASES, Vocabulary, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hmer_kit.data.records import Record
    from hmer_kit.latex import VocabularyReport

__all__ = [
    "BuiltVocabulary",
    "RareToken",
    "VocabularyComparison",
    "build_vocabulary",
    "check_vocabulary",
    "compare_vocabularies",
    "write_vocabulary",
]

_NAMED, _SHOWN = 5, 20
_SYMBOLS = {spelling: members[0] for members in SYMBOL_ALIASES for spelling in members}


@dataclass(frozen=True, slots=True)
class RareToken:
    """A token that came too seldom to be taken.

    Examples:
        >>> RareToken("y", 1, ("b",)).token
        'y'
    """

    token: str
    """The token."""
    count: int
    """How often it came."""
    ids: tuple[str, ...]
    """Ids of the first records that hold it, five at most."""


@dataclass(frozen=True, slots=True)
class BuiltVocabulary:
    """A vocabulary, and what it was made of.

    Examples:
        >>> from hmer_kit.data import Record
        >>> built = build_vocabulary([Record("a", "x + x"), Record("b", "x + y")], min_count=2, special=["<eos>"])
        >>> built.vocabulary.entries, built.rare
        (('<eos>', 'x', '+'), (RareToken(token='y', count=1, ids=('b',)),))
        >>> print(built.table())
        token  count  vocabulary
        x          3  taken
        +          2  taken
        y          1  left out, first in b
    """

    vocabulary: Vocabulary
    """Special entries first, then the tokens."""
    counts: Mapping[str, int]
    """How often each token came, the most frequent first."""
    rare: tuple[RareToken, ...]
    """Tokens that were left out, the most frequent first."""

    def table(self, limit: int | None = _SHOWN) -> str:
        """Return the counts, and where the tokens that were left out came first.

        Args:
            limit: Most tokens to show, the rarest are shown first to go; None for all.
        """
        seldom = {token.token: token for token in self.rare}
        rows = [("token", "count", "vocabulary")]
        for token, count in list(self.counts.items())[:limit]:
            note = f"left out, first in {seldom[token].ids[0]}" if token in seldom else "taken"
            rows.append((token, str(count).rjust(5), note))
        return aligned(rows)


@dataclass(frozen=True, slots=True)
class VocabularyComparison:
    r"""What two vocabularies share.

    Examples:
        >>> comparison = compare_vocabularies(Vocabulary(["x", "\\le"]), Vocabulary(["x", "\\leq", "y"]))
        >>> comparison.only_first, comparison.only_second, comparison.same_symbol
        (('\\le',), ('\\leq', 'y'), (('\\le', '\\leq'),))
    """

    shared: tuple[str, ...]
    """Tokens of both, in the order of the first."""
    only_first: tuple[str, ...]
    """Tokens that the second lacks."""
    only_second: tuple[str, ...]
    """Tokens that the first lacks."""
    same_symbol: tuple[tuple[str, str], ...]
    """Of these, pairs that are two spellings of one symbol, see ``hmer_kit.latex.SYMBOL_ALIASES``."""

    def summary(self) -> str:
        """Return one line of counts.

        Examples:
            >>> compare_vocabularies(Vocabulary(["x"]), Vocabulary(["x", "y"])).summary()
            '1 shared, 0 only in the first, 1 only in the second (0 of them the same symbol, spelled otherwise)'
        """
        return (
            f"{len(self.shared)} shared, {len(self.only_first)} only in the first, {len(self.only_second)} only in the "
            f"second ({len(self.same_symbol)} of them the same symbol, spelled otherwise)"
        )


def build_vocabulary(
    records: Iterable[Record],
    *,
    min_count: int = 1,
    special: Sequence[str] = (),
    order: Literal["frequency", "alphabet"] = "frequency",
    tokens_of: Callable[[str], Sequence[str]] = tokenize,
    name: str = "",
) -> BuiltVocabulary:
    r"""Make a vocabulary of the references of records.

    Args:
        records: Read once, one by one.
        min_count: Tokens that come less often are left out, and named.
        special: Entries that come first, ``"<pad>"`` for example.
        order: Of the tokens: the most frequent first, or by code point as the dictionaries of CoMER and TAMER are.
        tokens_of: Cuts a reference into tokens; ``str.split`` keeps composites such as ``\begin{matrix}`` whole.
        name: What reports call the vocabulary.

    Raises:
        InputError: ``min_count`` is no integer of 1 or more, or ``order`` is unknown.

    Examples:
        >>> from hmer_kit.data import Record
        >>> build_vocabulary([Record("a", r"\frac { y } { x }")], order="alphabet").vocabulary.entries
        ('\\frac', 'x', 'y', '{', '}')
    """
    if not isinstance(min_count, int) or isinstance(min_count, bool) or min_count < 1:
        raise InputError(f"expected min_count as an integer of 1 or more, got {min_count!r:.80}")
    if order not in ("frequency", "alphabet"):
        raise InputError(f"expected order 'frequency' or 'alphabet', got {order!r:.80}")
    counts: Counter[str] = Counter()
    holders: dict[str, list[str]] = {}
    for record in records:
        tokens = Counter(tokens_of(record.reference))
        counts.update(tokens)
        for token in tokens:
            if len(ids := holders.setdefault(token, [])) < _NAMED:
                ids.append(record.id)
    ordered = dict(counts.most_common())
    taken = [token for token, count in ordered.items() if count >= min_count and token not in special]
    rare = tuple(RareToken(token, n, tuple(holders[token])) for token, n in ordered.items() if n < min_count)
    entries = [*special, *(sorted(taken) if order == "alphabet" else taken)]
    return BuiltVocabulary(Vocabulary(entries, name=name), ordered, rare)


def write_vocabulary(path: StrPath, vocabulary: Vocabulary, *, first_number: int | None = None) -> None:
    r"""Write a dictionary file: one entry a line, as CoMER, TAMER and MathNet have it, or with its number, as WAP.

    Args:
        path: The file; it is written at once or not at all.
        vocabulary: What to write.
        first_number: Number of the first entry, to write ``entry TAB number``; None for entries alone.

    Raises:
        DataError: The file cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_vocabulary(Path(folder, "words.txt"), Vocabulary(["<eol>", "x"]), first_number=0)
        ...     Path(folder, "words.txt").read_text(), Vocabulary.from_file(Path(folder, "words.txt")).entries
        ('<eol>\t0\nx\t1\n', ('<eol>', 'x'))
    """
    if first_number is None:
        write_atomic(path, (f"{entry}\n" for entry in vocabulary.entries))
    else:
        write_atomic(path, (f"{entry}\t{number}\n" for number, entry in enumerate(vocabulary.entries, first_number)))


def compare_vocabularies(first: Vocabulary, second: Vocabulary) -> VocabularyComparison:
    """Say which tokens two vocabularies share; special entries are left aside.

    Args:
        first: A vocabulary.
        second: Another.

    Examples:
        >>> compare_vocabularies(Vocabulary(["x", "<pad>"]), Vocabulary(["x"])).only_first
        ()
    """
    only_first = tuple(token for token in first if token not in second)
    only_second = tuple(token for token in second if token not in first)
    others = {_SYMBOLS[token]: token for token in only_second if token in _SYMBOLS}
    pairs = ((token, others.get(_SYMBOLS.get(token, ""))) for token in only_first)
    return VocabularyComparison(
        tuple(token for token in first if token in second),
        only_first,
        only_second,
        tuple((token, other) for token, other in pairs if other is not None),
    )


def check_vocabulary(records: Iterable[Record], vocabulary: Vocabulary) -> VocabularyReport:
    """Say which tokens of records a vocabulary lacks, and in which records they stand.

    Args:
        records: Read once, one by one.
        vocabulary: What a model can write.

    Examples:
        >>> from hmer_kit.data import Record
        >>> report = check_vocabulary([Record("a", "x + y"), Record("b", "y")], Vocabulary(["x", "+"]))
        >>> [(item.token, item.count, [place.expression for place in item.places]) for item in report.unknown]
        [('y', 2, ['a', 'b'])]
    """
    return vocabulary.check_named((record.id, record.reference) for record in records)
