"""InkML to ink documents: CROHME, MathWriting and whatever else keeps to the recommendation of the W3C.

The XML goes through defusedxml: a document type declaration, entities and anything outside the file are refused, and
``InkLimits`` bounds what is taken. Strokes are the traces with points, in file order. A symbol is a ``traceGroup`` that
holds strokes and has an annotation of type ``truth``. Relations come from MathML whose ``xml:id`` the symbols refer to,
see ``hmer_kit.ink.inkml.mathml``.

Behind the same guarded parser there are two ways. A file of a megabyte or less, of the elements that nearly all have,
is read from a tree that C builds. All others, and all that are refused, are read element by element: the outcome is the
same, see ``tests/ink/inkml/test_tree.py``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from hmer_kit._files import StrPath, decode, file_path, read_bytes
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.document import InkDocument
from hmer_kit.ink.inkml._elements import InkElements
from hmer_kit.ink.inkml._problems import Problems
from hmer_kit.ink.inkml._refusal import Refusal
from hmer_kit.ink.inkml._symbols import relations_of, symbols_of
from hmer_kit.ink.inkml._tree import MOST_BYTES, TreeReader, Unusual
from hmer_kit.ink.inkml._truth import TRUTH_ANNOTATIONS, truth_of, writer_of
from hmer_kit.ink.inkml.limits import InkLimits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

__all__ = ["TRUTH_ANNOTATIONS", "load_inkml", "parse_inkml"]

_CHUNK = 2**16
_LONGEST_TAG = 2**20
_SHORTEST_ELEMENT = len("<a/>")
_HEAD = 1024
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_ENCODINGS = re.compile(r"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?1|(windows-|cp)125\d|koi8-[ru]")
_ENCODING = re.compile(rb"""\A\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


def load_inkml(
    path: StrPath, *, truth: Sequence[str] = TRUTH_ANNOTATIONS, limits: InkLimits | None = None
) -> InkDocument:
    r"""Read one InkML file.

    Args:
        path: The file.
        truth: Types of annotations that may hold the LaTeX; the first of them that the file has is taken.
        limits: How much is taken of it.

    Raises:
        DataError: The file is missing, empty, no well-formed XML, no InkML, in another encoding than it says, has a
            document type declaration, or is larger than the limits.
        InputError: An argument is of the wrong kind.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "a.inkml")
        ...     _ = file.write_text("<ink><annotation type='truth'>$x$</annotation><trace>1 2, 3 4</trace></ink>")
        ...     document = load_inkml(file)
        >>> document.truth, document.strokes.points.tolist()
        ('x', [[1.0, 2.0], [3.0, 4.0]])
    """
    bounds = limits or InkLimits()
    data = read_bytes(file_path(path), max_bytes=bounds.max_bytes, what="file of InkML")
    return parse_inkml(data, name=str(path), truth=truth, limits=bounds)


def parse_inkml(
    data: bytes, *, name: str = "InkML", truth: Sequence[str] = TRUTH_ANNOTATIONS, limits: InkLimits | None = None
) -> InkDocument:
    r"""Read InkML that is in memory.

    Points that are no finite numbers or lie beyond ``limits.max_coordinate`` are left out, empty traces are no strokes,
    references that lead nowhere are passed over; each is counted in ``problems``. Of the LaTeX only blanks and ``$``
    around it are taken off.

    Args:
        data: The file as it is stored; its encoding is that of its XML declaration or byte order mark, or UTF-8.
        name: What it is called, for messages.
        truth: Types of annotations that may hold the LaTeX; the first of them that the file has is taken.
        limits: How much is taken of it.

    Raises:
        DataError: It is empty, no well-formed XML, no InkML, in another encoding than it says, has a document type
            declaration, or is larger than the limits.
        InputError: An argument is of the wrong kind.

    Examples:
        >>> document = parse_inkml(b"<ink><trace id='0'>nan 4</trace><trace id='1'>5 6</trace></ink>")
        >>> len(document.strokes), document.problems[0]
        (1, "point that is no finite number: 1 ('0')")
    """
    if not isinstance(data, bytes):
        raise InputError(f"expected bytes, got {type(data).__name__}; a file is read by load_inkml")
    if isinstance(truth, str):
        raise InputError(f"expected a sequence of annotation types, got the string {truth!r}; write [{truth!r}]")
    return _document(_elements_of(data, limits or InkLimits(), name=name), name=name, truth=truth)


def _document(elements: InkElements, *, name: str, truth: Sequence[str]) -> InkDocument:
    problems = elements.problems
    try:
        symbols = symbols_of(elements, problems)
    except Refusal as error:
        raise DataError(f"{error} in {name}", code=error.code, path=name) from error
    relations = relations_of(elements, symbols, problems)
    kinds = [kind for kind, _ in elements.annotations]
    for kind in truth:
        problems.add("several truths, of which the first is taken", kind, count=kinds.count(kind) - 1)
    return InkDocument(
        name,
        elements.traces.strokes(),
        truth=truth_of(elements.annotations, truth),
        symbols=tuple(symbols),
        relations=relations,
        writer=writer_of(elements.annotations),
        annotations=tuple(elements.annotations),
        problems=problems.lines(),
    )


# The XML


def _elements_of(data: bytes, limits: InkLimits, *, name: str) -> InkElements:
    """Return what the file holds: from a tree where that is possible, which is fast, or taken element by element."""
    _check_size(data, limits.max_bytes, name=name)
    _check_encoding(data, name=name)
    elements = InkElements(limits, Problems())
    if len(data) <= min(MOST_BYTES, _SHORTEST_ELEMENT * limits.max_elements):
        try:
            TreeReader(elements).take(_tree(data))
        except (Unusual, Refusal, DefusedXmlException, ParseError, LookupError, ValueError):
            elements = InkElements(limits, Problems())  # what is amiss is said by the other way, with its place
        else:
            return elements
    _parse(data, elements, name=name)
    return elements


def _tree(data: bytes) -> Element:
    """Return the outermost element; its builder is in C, as is the parser."""
    builder = TreeBuilder()
    parser = _guarded(builder)
    parser.parser.buffer_text = True
    _feed(parser, data)
    return builder.close()


def _parse(data: bytes, elements: InkElements, *, name: str) -> None:
    parser = _guarded(elements)
    try:
        _feed(parser, data)
    except Refusal as error:
        line = parser.parser.CurrentLineNumber
        message = f"{error} in line {line} of {name}"
        hint = "; raise the limit if it is meant to be" if error.code.startswith("too_") else ""
        raise DataError(message + hint, code=error.code, path=name, line=line) from error
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        message = f"expected InkML without a document type declaration, found one in line {line} of {name}; remove it"
        raise DataError(message, code="forbidden_xml", path=name, line=line) from error
    except ParseError as error:
        raise _not_xml(data, error, name=name) from error
    except (LookupError, ValueError) as error:  # what expat says of an encoding that it cannot use
        message = f"expected an encoding such as UTF-8 in the XML declaration of {name}, got another: {error}"
        raise DataError(message, code="unknown_encoding", path=name, line=1) from error


def _guarded(target: InkElements | TreeBuilder) -> DefusedXMLParser:
    """Return the guarded parser; what it lets through goes straight to the target, not by way of its own methods."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    parser.parser.CharacterDataHandler = target.data
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    parser.parser.ordered_attributes = False
    return parser


def _check_size(data: bytes, most: int, *, name: str) -> None:
    if not data:
        raise DataError(f"expected InkML, got an empty file (0 bytes): {name}", code="empty_file", path=name)
    if len(data) > most:
        message = f"{name} is larger than the limit of {most} bytes; raise max_bytes if it is meant to be"
        raise DataError(message, code="too_large", path=name)


def _check_encoding(data: bytes, *, name: str) -> None:
    """Refuse a declared encoding that is none of text: the parser would try any codec that Python has."""
    declared = _declared(data)
    if declared is not None and not _ENCODINGS.fullmatch(declared.lower()):
        message = f"expected an encoding such as UTF-8 in the XML declaration of {name}, got {declared[:40]!r}"
        raise DataError(message, code="unknown_encoding", path=name, line=1)


def _declared(data: bytes) -> str | None:
    head = data[:_HEAD]
    if head.startswith(_WIDE):
        head = head.replace(b"\0", b"").removeprefix(_WIDE[0]).removeprefix(_WIDE[1])
    found = _ENCODING.match(head)
    return None if found is None else found[1].decode("ascii", "replace")


def _feed(parser: DefusedXMLParser, data: bytes) -> None:
    """Feed the parser piece by piece; a single tag or comment may not take more than ``_LONGEST_TAG`` bytes."""
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        if start - parser.parser.CurrentByteIndex > _LONGEST_TAG:
            raise Refusal(f"expected tags and comments of at most {_LONGEST_TAG} bytes", code="too_long_tag")
    parser.close()


def _not_xml(data: bytes, error: ParseError, *, name: str) -> DataError:
    line, column = error.position
    if (_declared(data) or "utf-8").lower() in {"utf-8", "utf8"} and not data.startswith(_WIDE):
        decode(data, path=name)  # raises where the bytes are no UTF-8
    reason = str(error).partition(":")[0]
    message = f"expected InkML, got XML that is not well-formed in line {line}, column {column + 1} of {name}: {reason}"
    return DataError(message, code="not_xml", path=name, line=line)
