"""Checks that need the reference alone.

Each is a function of a record that yields what it found; of your own, any function of that shape will do.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hmer_kit.data.corpus.labels.faults import LabelFault, LabelFaultKind
from hmer_kit.exceptions import FormatError, LatexError
from hmer_kit.latex import convert, layout_key, parse, scan, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.data.corpus.labels.faults import LabelCheck
    from hmer_kit.data.records import Record
    from hmer_kit.latex import Dialect
    from hmer_kit.tree_cot import TreeFormat

__all__ = [
    "check_braces",
    "check_characters",
    "check_parse",
    "check_spacing",
    "check_tree_text",
    "dialect_check",
    "tree_text_check",
]

_SHOWN = 5
_MOST_TOKENS = 10_000
_COMPOSITE = re.compile(r"\\(begin|end)\{[a-zA-Z]+\*?\}|\\(left|right)(\\[a-zA-Z]+|\\?[^a-zA-Z])|\\mathbb\{.\}")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_characters(record: Record) -> Iterator[LabelFault]:
    """Find references without a token, and characters that do not belong into LaTeX.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [fault.reason for fault in check_characters(Record("a", "x \N{MINUS SIGN} 1\N{ZERO WIDTH SPACE}"))]
        ['character that cannot be seen', 'character beyond ASCII']
    """
    text = record.reference
    if not text.strip():
        yield LabelFault(LabelFaultKind.EMPTY, "no token")
    odd = dict.fromkeys(char for char in text if not " " <= char <= "~")
    hidden = [char for char in odd if unicodedata.category(char) in _HIDDEN]
    if hidden:
        yield _characters(text, hidden, "character that cannot be seen")
    if seen := [char for char in odd if char not in hidden]:
        yield _characters(text, seen, "character beyond ASCII")


def check_spacing(record: Record) -> Iterator[LabelFault]:
    r"""Find references that are not tokens with one blank between: models that split at blanks would see other tokens.

    What data sets write as one token is one: ``\begin{matrix}``, ``\left\{``, ``\mathbb{R}``.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [fault.detail for fault in check_spacing(Record("a", r"\frac{1}{2} + x"))]
        ["'\\\\frac{1}{2}' is 7 tokens"]
        >>> list(check_spacing(Record("a", "x + 1")))
        []
    """
    words = record.reference.split()
    for position, word in enumerate(words):
        count = len(tokenize(word))
        if count != 1 and not _COMPOSITE.fullmatch(word):
            yield LabelFault(
                LabelFaultKind.SPACING, "tokens without a blank between", f"{word[:40]!r} is {count} tokens", position
            )
            return
    if record.reference != " ".join(words):
        yield LabelFault(LabelFaultKind.SPACING, "more blanks than one", repr(record.reference[:40]))


def check_braces(record: Record) -> Iterator[LabelFault]:
    r"""Find braces that close nothing or are not closed; ``\{`` is a symbol, and no brace.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [(fault.reason, fault.detail) for fault in check_braces(Record("a", r"\frac { 1 } { 2"))]
        [('closing braces missing', '1 of 2 not closed')]
    """
    open_at: list[int] = []
    surplus: list[int] = []
    count = 0
    for position, token in enumerate(scan(record.reference)):
        if token.text == "{":
            open_at.append(position)
            count += 1
        elif token.text == "}":
            if open_at:
                open_at.pop()
            else:
                surplus.append(position)
    if surplus:
        detail = f"{len(surplus)} with nothing to close"
        yield LabelFault(LabelFaultKind.BRACES, "opening braces missing", detail, surplus[0])
    if open_at:
        detail = f"{len(open_at)} of {count} not closed"
        yield LabelFault(LabelFaultKind.BRACES, "closing braces missing", detail, open_at[0])


def check_parse(record: Record) -> Iterator[LabelFault]:
    r"""Find references that do not parse, with the place.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [(fault.reason, fault.position) for fault in check_parse(Record("a", r"\frac { 1 } + x ^"))]
        [('missing_argument', 7)]
    """
    try:
        parse(record.reference)
    except LatexError as error:
        yield LabelFault(LabelFaultKind.UNPARSED, error.code or "unparsed", str(error), error.position)


def check_tree_text(record: Record) -> Iterator[LabelFault]:
    r"""Find references that the corrected tree text does not give back, see ``tree_text_check``.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> list(check_tree_text(Record("a", r"\frac { 1 } { x ^ { 2 } }")))
        []
    """
    yield from tree_text_check(format="corrected")(record)


def tree_text_check(
    *,
    format: str | TreeFormat = "released",  # noqa: A002 - as in tree_cot
    max_tokens: int = _MOST_TOKENS,
) -> LabelCheck:
    r"""Make a check that finds references which their tree text does not give back with the same layout.

    Such a reference teaches a model of the Tree-CoT task something else than it says. What does not parse is left to
    ``check_parse``.

    Args:
        format: Name of a format, or a format.
        max_tokens: Longer references are named and not tried: a text with a tab for each level grows with the square of
            the depth.

    Raises:
        InputError: There is no such format.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [fault.detail for fault in tree_text_check(format="symlg")(Record("a", r"\mathrm { d } x"))]
        ['d x']
    """
    from hmer_kit.tree_cot import get_format  # a large room, for this check alone

    chosen = get_format(format)

    def check(record: Record) -> Iterator[LabelFault]:
        count = len(tokenize(record.reference))
        if count > max_tokens:
            yield LabelFault(LabelFaultKind.TREE_TEXT, f"too long for {chosen.name} text", f"{count} tokens")
            return
        try:
            wanted = layout_key(parse(record.reference))
        except LatexError:
            return
        try:
            back = chosen.loads(chosen.dumps(record.reference))
            if layout_key(parse(back)) != wanted:
                yield LabelFault(LabelFaultKind.TREE_TEXT, f"{chosen.name} text gives another expression", back)
        except (LatexError, FormatError) as error:
            yield LabelFault(LabelFaultKind.TREE_TEXT, f"no {chosen.name} text to and fro", str(error))

    return check


def dialect_check(dialect: str | Dialect) -> LabelCheck:
    r"""Make a check that finds what a dialect spells otherwise, see ``hmer_kit.latex.convert``.

    Args:
        dialect: ``crohme``, ``hme100k``, ``mathwriting``, ``im2latexv2``, or your own.

    Raises:
        InputError: There is no such dialect.

    Examples:
        >>> from hmer_kit.data import Record
        >>> [fault.detail for fault in dialect_check("crohme")(Record("a", r"a \le b"))]
        ['\\le -> \\leq']
    """
    convert("", dialect)  # an unknown name is an error here, not at the first record

    def check(record: Record) -> Iterator[LabelFault]:
        for change in convert(record.reference, dialect).changes:
            detail = f"{change.before} -> {change.after}" + (f" × {change.count}" if change.count > 1 else "")
            yield LabelFault(LabelFaultKind.NOTATION, f"another spelling ({change.rule})", detail)

    return check


def _characters(text: str, found: list[str], reason: str) -> LabelFault:
    names = [f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip() for char in found[:_SHOWN]]
    more = " ..." if len(found) > _SHOWN else ""
    place = min(text.index(char) for char in found)
    return LabelFault(LabelFaultKind.CHARACTER, reason, f"{', '.join(names)}{more}, first at character {place}")
