r"""Token vocabularies: read a dictionary file of the field, and say which tokens of an expression it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.vocabulary._coverage import TokenPlace, UnknownToken, VocabularyReport
from hmer_kit.latex.vocabulary._dictionary_file import read_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

__all__ = ["TokenPlace", "UnknownToken", "Vocabulary", "VocabularyReport"]

_NAMED_WORDS: Final = frozenset({"\\begin", "\\end"})
_PAIR: Final = 2
_PLACES_KEPT: Final = 5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    r"""The tokens that a model can write, in the order of its dictionary: ``in``, ``len`` and iteration as of a list.

    An entry that is several LaTeX tokens, ``\begin{array}`` or ``\left\{``, is a *composite*: where these tokens follow
    each other in an expression, they count as that one. An entry that no LaTeX can give, ``<eol>`` or ``_PAD_``, is
    special: it is kept apart, and is no token of any expression.

    Args:
        entries: Tokens and special entries, each once.
        name: What reports call it.

    Raises:
        InputError: An entry is no string, empty, holds a blank, or stands twice.

    Examples:
        >>> vocabulary = Vocabulary(["\\begin{array}", "\\end{array}", "x", "<eol>"])
        >>> "x" in vocabulary, len(vocabulary), vocabulary.special
        (True, 3, ('<eol>',))
        >>> vocabulary.tokenize(r"\begin {array} x")
        ['\\begin{array}', 'x']
    """

    entries: tuple[str, ...]
    """All entries, in order."""
    name: str = ""
    """What reports call it."""
    tokens: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The entries that LaTeX can give, in order."""
    special: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The entries that LaTeX cannot give, in order."""
    _known: frozenset[str] = field(init=False, compare=False, repr=False)
    _composites: Mapping[tuple[str, ...], str] = field(init=False, compare=False, repr=False, hash=False)
    _lengths: Mapping[str, int] = field(init=False, compare=False, repr=False, hash=False)
    """For the first token of each composite, how many tokens the longest has."""

    def __init__(self, entries: Sequence[str], *, name: str = "") -> None:
        _check_entries(entries)
        if not isinstance(name, str):
            raise InputError(f"expected the name of the vocabulary as a str, got {type(name).__name__}")
        pieces = {entry: tuple(tokenize(entry)) for entry in entries}
        tokens = tuple(entry for entry in entries if len(pieces[entry]) == 1 or entry[0] == "\\")
        composites = {pieces[entry]: entry for entry in tokens if len(pieces[entry]) > 1}
        lengths: dict[str, int] = {}
        for piece in composites:
            lengths[piece[0]] = max(len(piece), lengths.get(piece[0], 0))
        known = frozenset(tokens)
        values = {"entries": tuple(entries), "name": name, "tokens": tokens, "_known": known}
        values |= {"special": tuple(entry for entry in entries if entry not in known)}
        for attribute, value in (values | {"_composites": composites, "_lengths": lengths}).items():
            object.__setattr__(self, attribute, value)

    @classmethod
    def from_file(cls, path: str | PathLike[str], *, name: str | None = None) -> Vocabulary:
        r"""Read a dictionary file.

        It may hold one token a line (CoMER, TAMER, MathNet), ``token TAB number`` a line (WAP), or JSON: a list of
        tokens or ``{token: number}``. Numbers are checked, none may stand twice, and not kept: order is that of the
        file.

        Args:
            path: The file, UTF-8, of at most 16 MiB.
            name: What reports call it; the name of the file if not given.

        Returns:
            The vocabulary.

        Raises:
            DataError: The file cannot be read, is no UTF-8, too large or empty, or a line is empty, holds what is no
                entry, or repeats an entry or a number.

        Examples:
            >>> import pathlib, tempfile
            >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.txt"
            >>> _ = path.write_text("x\t1\n<eol>\t0\n")
            >>> Vocabulary.from_file(path).tokens
            ('x',)
        """
        return cls(read_entries(path), name=str(path).replace("\\", "/").rsplit("/", 1)[-1] if name is None else name)

    def __contains__(self, token: object) -> bool:
        return token in self._known

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tokens)

    def tokenize(self, latex: str) -> list[str]:
        r"""Return the tokens of an expression as this vocabulary cuts them.

        LaTeX tokens, with those that make up a composite joined, the longest composite first. What follows the first
        token of known composites and makes none of them is joined all the same if they are pairs, so that the unknown
        token reads ``\begin{matrix}`` or ``\left(``.

        Args:
            latex: Blank-separated or tight LaTeX.

        Returns:
            The tokens, known or not.

        Raises:
            InputError: ``latex`` is no string.

        Examples:
            >>> Vocabulary(["\\begin{array}"]).tokenize(r"\begin{matrix} a")
            ['\\begin{matrix}', 'a']
        """
        lexical = tokenize(latex)
        tokens: list[str] = []
        at = 0
        while at < len(lexical):
            size = self._size_at(lexical, at)
            tokens.append("".join(lexical[at : at + size]))
            at += size
        return tokens

    def _size_at(self, lexical: list[str], at: int) -> int:
        """Return how many LaTeX tokens the next token of the vocabulary is."""
        first = lexical[at]
        longest = self._lengths.get(first, 1)
        for size in range(longest, 1, -1):
            if tuple(lexical[at : at + size]) in self._composites:
                return size
        after = lexical[at + 1] if at + 1 < len(lexical) else "{"
        if first in self._known or after in {"{", "}"}:
            return 1
        return 2 if longest == _PAIR or first in _NAMED_WORDS else 1

    def check(self, latex: str | Iterable[str] | Mapping[str, str]) -> VocabularyReport:
        r"""Say which tokens of the expressions the vocabulary lacks.

        Args:
            latex: One expression, several, or several by id. What is given once, as a generator, is read once.

        Returns:
            The unknown tokens with their counts and first places, and the coverage.

        Raises:
            InputError: An expression is no string.

        Examples:
            >>> report = Vocabulary(["x", "^", "{", "}", "2"]).check({"a": "x ^ { 2 }", "b": "x ^ { n }"})
            >>> [(unknown.token, unknown.places[0].expression) for unknown in report.unknown]
            [('n', 'b')]
            >>> report.coverage, report.expression_coverage
            (0.9, 0.5)
        """
        return self.check_named(_named(latex))

    def check_named(self, pairs: Iterable[tuple[str | int, str]]) -> VocabularyReport:
        r"""Say which tokens of the expressions the vocabulary lacks, as ``check`` does, for any number of them.

        Args:
            pairs: Name and LaTeX of each, read once; names may stand twice.

        Returns:
            The unknown tokens with their counts and first places, and the coverage.

        Raises:
            InputError: An expression is no string.

        Examples:
            >>> Vocabulary(["x"]).check_named((name, "x y") for name in ["a", "b"]).unknown[0].count
            2
        """
        counts: Counter[str] = Counter()
        holders: Counter[str] = Counter()
        places: dict[str, list[TokenPlace]] = {}
        expressions = complete = 0
        for name, text in pairs:
            tokens = self.tokenize(text)
            missing = [(at, token) for at, token in enumerate(tokens) if token not in self._known]
            counts.update(tokens)
            holders.update({token for _, token in missing})
            for at, token in missing:
                if len(kept := places.setdefault(token, [])) < _PLACES_KEPT:
                    kept.append(TokenPlace(name, at))
            expressions += 1
            complete += not missing
        unknown = [UnknownToken(token, counts[token], holders[token], tuple(kept)) for token, kept in places.items()]
        unknown.sort(key=lambda item: -item.count)
        total = counts.total()
        return VocabularyReport(
            vocabulary=self.name,
            expressions=expressions,
            tokens=total,
            known_tokens=total - sum(item.count for item in unknown),
            known_expressions=complete,
            used=tuple(token for token in self.tokens if counts[token]),
            unknown=tuple(unknown),
        )


def _named(latex: object) -> Iterator[tuple[str | int, str]]:
    if isinstance(latex, str):
        return iter([(0, latex)])
    if isinstance(latex, Mapping):
        return iter(latex.items())
    if not isinstance(latex, Iterable) or isinstance(latex, (bytes, bytearray)):
        raise InputError(f"expected LaTeX, several or {{id: LaTeX}}, got {type(latex).__name__}")
    return enumerate(latex)


def _check_entries(entries: object) -> None:
    if isinstance(entries, (str, bytes)) or not isinstance(entries, Iterable):
        raise InputError(f"expected a list of tokens, got {type(entries).__name__}; read a file with from_file")
    seen: dict[str, int] = {}
    for at, entry in enumerate(entries):
        if not isinstance(entry, str) or not entry or entry.split() != [entry]:
            raise InputError(f"expected a token without blanks, got {entry!r:.40} as entry {at}; leave it out")
        if entry in seen:
            raise InputError(f"expected each token once, got {entry!r:.40} as entries {seen[entry]} and {at}")
        seen[entry] = at
