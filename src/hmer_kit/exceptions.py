"""Exceptions of the library.

    HmerKitError
    ├── InputError         an argument of the wrong kind, size or value     (also ValueError)
    ├── LatexError         LaTeX that cannot be tokenized or parsed          (also ValueError)
    ├── FormatError        tree text, count string, marks or log, malformed  (also ValueError)
    ├── DataError          a record, file or picture that cannot be read     (also ValueError)
    ├── RenderError        LaTeX that a back end cannot draw                 (also ValueError)
    ├── PredictorError     a predictor that fails or answers wrongly         (also RuntimeError)
    └── MissingExtraError  an optional package is not installed              (also ImportError)

"Error" alone means a recognition error in this library (see ``hmer_kit.error_mining``); Python exceptions end in
``Error`` and stand here. Every exception pickles, so it can cross a DataLoader worker or a process pool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "DataError",
    "FormatError",
    "HmerKitError",
    "InputError",
    "LatexError",
    "MissingExtraError",
    "PredictorError",
    "RenderError",
]


class HmerKitError(Exception):
    """Base of all exceptions that hmer_kit raises on purpose.

    Examples:
        >>> from hmer_kit import parse
        >>> try:
        ...     parse("{ a")
        ... except HmerKitError as error:
        ...     print(type(error).__name__)
        LatexError
    """


class InputError(HmerKitError, ValueError):
    """An argument of the wrong kind, size or value.

    Examples:
        >>> from hmer_kit import score
        >>> score(["x"], ["x", "y"])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        hmer_kit.exceptions.InputError: ...
    """


class LatexError(HmerKitError, ValueError):
    r"""LaTeX that cannot be tokenized or parsed.

    Args:
        message: One line: what was expected, what came, where, what to do.
        code: Machine-readable kind, such as ``"unclosed_group"``.
        position: Index of the offending token; the number of tokens if the input ended too early.
        start: First character of the offending token in ``text``.
        end: One past its last character.
        expected: What would have been accepted here.
        hint: What to write instead.
        text: The whole input.

    Examples:
        >>> error = LatexError("expected '{'", code="missing_argument", position=1, start=6, end=7, text=r"\frac +")
        >>> print(error.caret())
        \frac +
              ^
    """

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        position: int | None = None,
        start: int | None = None,
        end: int | None = None,
        expected: str | None = None,
        hint: str | None = None,
        text: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.position = position
        self.start = start
        self.end = end
        self.expected = expected
        self.hint = hint
        self.text = text

    def caret(self, *, width: int = 60) -> str:
        """Return the text around the error with a line of carets under it.

        Args:
            width: Most characters of the text to show; the window is centred on the error.

        Returns:
            Two lines, or an empty string where the text or the place is not known.
        """
        if self.text is None or self.start is None:
            return ""
        left = max(0, self.start - width // 2)
        window = self.text[left : left + width]
        marks = max(1, min((self.end or self.start) - self.start, left + width - self.start))
        shown = "".join(" " if char.isspace() else char for char in window)
        return f"{shown}\n{' ' * (self.start - left)}{'^' * marks}"


class FormatError(HmerKitError, ValueError):
    r"""Tree text, a count string, a marked expression or a correction log that is malformed.

    Args:
        message: One line: what was expected, what came, where, what to do.
        code: Machine-readable kind.
        line: Number of the offending line, counted from 1.
        text: The offending line or piece.

    Examples:
        >>> from hmer_kit import tree_cot
        >>> try:
        ...     tree_cot.loads("x\n\ty (left)")
        ... except FormatError as error:
        ...     print(error.code, error.line)
        unknown_relation 2
    """

    def __init__(
        self, message: str = "", *, code: str | None = None, line: int | None = None, text: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.text = text


class DataError(HmerKitError, ValueError):
    """A record, file or picture that cannot be read.

    Args:
        message: One line: what was expected, what came, where, what to do.
        code: Machine-readable kind.
        path: File, or archive and member, that it came from.
        line: Line or record number, counted from 1.
        record_id: Id of the record, where one is known.

    Examples:
        >>> from hmer_kit import read_predictions
        >>> try:
        ...     read_predictions("no such file.json")
        ... except DataError as error:
        ...     print(error.path)
        no such file.json
    """

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        path: str | None = None,
        line: int | None = None,
        record_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.line = line
        self.record_id = record_id


class RenderError(HmerKitError, ValueError):
    """LaTeX that a back end cannot draw: too long, no ink in it, or refused by TeX.

    Examples:
        >>> from hmer_kit.visual import BoxLayout
        >>> try:
        ...     BoxLayout(max_tokens=2).boxes("a + b")
        ... except RenderError as error:
        ...     print(error)
        expected at most 2 tokens to draw, got 3; raise max_tokens or cut the prediction
    """


class PredictorError(HmerKitError, RuntimeError):
    """A predictor that raises, or does not give one answer for each question.

    Args:
        message: One line: what was expected, what came, for which samples, what to do.
        ids: Samples whose questions were asked, or those of them that have no answer where ``answers`` is given.
        answers: One for each question that was asked, None for those that failed, so that the others are not lost.
        reasons: Why there is no answer, by id, where it is known of each.
        answered: What was asked in the same step and answered before: each an ``hmer_kit.inference.Exchange``.
        partial: What a strategy had found by then: a result of its usual type.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import detect_and_correct
        >>> class Mute:
        ...     def predict(self, questions):
        ...         return []
        >>> try:
        ...     detect_and_correct([Record("a", "", prediction="x")], Mute())
        ... except PredictorError as error:
        ...     print(error.ids, error.partial.predictions)
        ('a',) ['x']
    """

    def __init__(
        self,
        message: str = "",
        *,
        ids: Sequence[str] = (),
        answers: Sequence[object] = (),
        reasons: Mapping[str, str] | None = None,
        answered: Sequence[Any] = (),
        partial: Any = None,  # noqa: ANN401
    ) -> None:
        super().__init__(message)
        self.ids = tuple(ids)
        self.answers = tuple(answers)
        self.reasons = dict(reasons or {})
        self.answered = tuple(answered)
        self.partial = partial


class MissingExtraError(HmerKitError, ImportError):
    """An optional package is not installed; the message names the extra to install.

    Examples:
        >>> issubclass(MissingExtraError, ImportError)
        True
    """
