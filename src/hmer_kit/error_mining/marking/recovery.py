r"""Damaged marks and logs: as much of a correction as can be carried out, and a note of everything else.

A model may forget an operation, make one up, cut its answer off or mangle a line. ``apply_corrections`` stops at the
first such thing. Here the operations are brought together with the marks that they fit, in order, as many as possible;
what remains of the prediction where none fits stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.error_mining._checks import require_items
from hmer_kit.error_mining.marking._applying import corrected
from hmer_kit.error_mining.marking._log_reading import operations_of, read_operation
from hmer_kit.error_mining.marking._mending import mark_keys, mended_pieces, operation_keys, paired
from hmer_kit.error_mining.marking.marks import PieceKind
from hmer_kit.error_mining.marking.operations import Correction
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Recovery", "Unapplied", "recover_corrections"]


@dataclass(frozen=True, slots=True)
class Unapplied:
    """One thing that was wrong, and where.

    Examples:
        >>> print(recover_corrections("x <deleted>", "").problems[0])
        mark 1: no_operation
    """

    code: str
    """Machine-readable kind: ``no_operation`` and ``no_mark`` for what has no counterpart, ``wrong_operation`` and
    ``old_differs`` for an operation that does not fit its mark, or the code of a ``FormatError`` of a line or a tag."""
    mark: int | None = None
    """Number of the mark that stays as it is, from 1."""
    operation: int | None = None
    """Number of the operation that was left out, from 1, among those that can be read."""
    line: int | None = None
    """Number of the line of the log that cannot be read, from 1."""
    text: str = ""
    """The operation, line or tag."""

    def __str__(self) -> str:
        places = {"mark": self.mark, "operation": self.operation, "line": self.line}
        where = ", ".join(f"{name} {number}" for name, number in places.items() if number is not None) or "marks"
        return f"{where}: {self.code}" + (f" {self.text[:60]!r}" if self.text else "")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What could be done with marks and a log.

    Examples:
        >>> recover_corrections("x + <error_start> d <error_end>", "REPLACE:d -> a").is_complete
        True
    """

    latex: str
    """The expression with all operations carried out that fit; blank-separated."""
    applied: tuple[int, ...] = ()
    """Numbers of the marks that were corrected, from 1."""
    problems: tuple[Unapplied, ...] = ()
    """Everything else: tags, then lines, then operations that do not fit, then what has no counterpart."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing was wrong; then ``apply_corrections`` gives the same."""
        return not self.problems


def recover_corrections(marked: str, log: str | Sequence[Correction]) -> Recovery:
    r"""Carry out what can be carried out of a correction log.

    Args:
        marked: Tokens and tags; tags that are nested, not closed or not opened are mended and noted.
        log: Text of a log, of which every line that is no operation is noted and left out; or its operations.

    Returns:
        The partial repair, and what was not applied. No text is refused.

    Raises:
        InputError: ``marked`` is no string, or ``log`` neither a string nor operations.

    Examples:
        >>> marked = "<error_start> X <error_end> + <error_start> d <error_end> ^ <deleted>"
        >>> found = recover_corrections(marked, "REPLACE:d -> a\nINSERT:2 after ^\nREPLAC")
        >>> found.latex, found.applied
        ('X + a ^ 2', (2, 3))
        >>> [str(problem) for problem in found.problems]
        ["line 3: unknown_operation 'REPLAC'", "mark 1: no_operation 'X'"]
    """
    if not isinstance(marked, str):
        raise InputError(f"expected a marked expression as str, got {type(marked).__name__}")
    operations, problems = _read(log)
    pieces, tags = mended_pieces(marked, operations)
    problems = [Unapplied(code, text=tag) for code, tag in tags] + problems
    marks = [at for at, piece in enumerate(pieces) if piece.kind is not PieceKind.PLAIN]
    pairs = paired([mark_keys(pieces, at) for at in marks], [operation_keys(each) for each in operations])
    texts = [" ".join(piece.tokens) for piece in pieces]
    for mark, operation in list(pairs.items()):
        try:
            texts[marks[mark]] = " ".join(corrected(pieces[marks[mark]], operation + 1, operations[operation]))
        except FormatError as error:
            del pairs[mark]
            text = str(operations[operation])
            problems.append(Unapplied(error.code or "log", mark=mark + 1, operation=operation + 1, text=text))
    problems += _left_over(pairs, texts=[texts[at] for at in marks], operations=operations, known=problems)
    return Recovery(" ".join(filter(None, texts)), tuple(mark + 1 for mark in pairs), tuple(problems))


def _read(log: str | Sequence[Correction]) -> tuple[list[Correction], list[Unapplied]]:
    if not isinstance(log, str):
        require_items(log, Correction, "or give the text of a log")
        return list(log), []
    operations, problems = [], []
    for number, text in operations_of(log):
        try:
            operations.append(read_operation(text, number))
        except FormatError as error:
            problems.append(Unapplied(error.code or "log", line=number, text=text))
    return operations, problems


def _left_over(
    pairs: Mapping[int, int], *, texts: Sequence[str], operations: Sequence[Correction], known: Sequence[Unapplied]
) -> Iterator[Unapplied]:
    """Yield a note for each mark and each operation without a counterpart."""
    noted = {problem.mark for problem in known}, {problem.operation for problem in known}
    for at, text in enumerate(texts):
        if at not in pairs and at + 1 not in noted[0]:
            yield Unapplied("no_operation", mark=at + 1, text=text)
    used = set(pairs.values())
    for at, operation in enumerate(operations):
        if at not in used and at + 1 not in noted[1]:
            yield Unapplied("no_mark", operation=at + 1, text=str(operation))
