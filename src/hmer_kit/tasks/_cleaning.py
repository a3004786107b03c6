"""From a raw response to lines: what chat models and tokenizers put around an answer is taken off and named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.tasks.problems import Problem
from hmer_kit.tasks.prompts import IMAGE_TAG, LABEL_WORDS, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Answer", "Line", "clean"]

# The GTD tree format has rows that begin with </s> and a tab.
_CHAT_TOKEN = re.compile(r"\A\s*<s>|<\|[a-z_]{1,30}\|>|</s>(?!\t)|<eos>|<pad>|<end_of_turn>")
_THOUGHTS = "<think>"
_THOUGHTS_END = "</think>"
_FENCE = re.compile(r"\s*```[\w-]*\s*")
_LABEL = re.compile(r"[\s*#>-]*((?:[A-Za-z()]+ ){0,8}[A-Za-z()]+)\**\s?:\**\s*")
_WORDS = re.compile(r"[a-z]+")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_DOUBLED_WORD = re.compile(r"(?:(?<![^\s{(\[:$<,>])|\\[nt])\\\\(?:[A-Za-z]{2}|[{}|,;:!](?!\S))")
_ESCAPED_CHARACTERS = {"n": "\n", "t": "\t", "r": "\n"}


class Line(NamedTuple):
    """A line that is not blank, and the number of the code fence it stands in, 0 outside."""

    text: str
    fence: int


class Answer:
    """Lines of a response and the problems found so far. A reader takes from it what it knows.

    Args:
        lines: Lines that are not blank.
        problems: What was wrong, in the order found.
    """

    __slots__ = ("lines", "problems")

    def __init__(self, lines: list[Line], problems: Iterable[str] = ()) -> None:
        self.lines = lines
        self.problems: dict[str, None] = dict.fromkeys(map(str, problems))

    def report(self, problem: Problem, detail: str | None = None) -> None:
        """Note a problem, once."""
        self.problems[str(problem) if detail is None else f"{problem}: {detail}"] = None


def clean(response: object, *, labels: re.Pattern[str] | None = None) -> Answer:
    """Return the lines of a response without fences, labels, repeated prompts and chat tokens.

    Args:
        response: What a model wrote.
        labels: Pattern of the label that stands right before the answer; what comes before the last one is a repeated
            prompt.

    Returns:
        Lines with their indentation, without white space at the end.
    """
    answer = Answer([])
    if not isinstance(response, str):
        answer.report(Problem.NOT_TEXT)
        return answer
    text = response.replace("\r\n", "\n").replace("\r", "\n")
    text = _drop_chat_tokens(text, answer)
    text = _undouble(text, answer)
    text = _drop_echo(text, labels, answer)
    answer.lines = _lines(text, answer)
    return answer


def _drop_chat_tokens(text: str, answer: Answer) -> str:
    if "<" not in text:  # each of them has one
        return text
    kept = text.rpartition(_THOUGHTS_END)[2]
    if kept.lstrip().startswith(_THOUGHTS):  # cut before it came to an answer
        kept = ""
    kept = _CHAT_TOKEN.sub("", kept)
    if kept != text:
        answer.report(Problem.CHAT_TOKENS)
    return kept


def _undouble(text: str, answer: Answer) -> str:
    r"""Undo JSON escapes if there is a ``\\word`` or ``\\{`` for a token, and nothing that is no escape.

    A doubled ``\\`` before a word or a sign is no row break in blank-separated LaTeX; one ``\word`` is proof that
    nothing is doubled, and with row breaks there is one, ``\begin``.
    """
    if r"\\" not in text or not _DOUBLED_WORD.search(text):
        return text
    if not {*_ESCAPE.findall(text)} <= {"\\", *_ESCAPED_CHARACTERS}:
        return text
    answer.report(Problem.DOUBLED_BACKSLASHES)
    return _ESCAPE.sub(lambda match: _ESCAPED_CHARACTERS.get(match[1], match[1]), text)


def _drop_echo(text: str, labels: re.Pattern[str] | None, answer: Answer) -> str:
    kept = text.strip().removeprefix(IMAGE_TAG)
    for question in QUESTIONS:
        kept = kept.removeprefix(question)
    if len(kept) < len(text.strip()):
        answer.report(Problem.ECHO)
    else:
        kept = text
    past = 0
    if labels is not None:
        past = max((match.end() for match in labels.finditer(kept)), default=0)
    if past:
        answer.report(Problem.ECHO if "\n" in kept[:past].strip() else Problem.LABEL)
    return kept[past:]


def _lines(text: str, answer: Answer) -> list[Line]:
    lines = []
    fences = 0
    for raw in text.split("\n"):
        if _FENCE.fullmatch(raw):
            fences += 1
            answer.report(Problem.CODE_FENCE)
            continue
        kept = _strip_label(raw.rstrip(), answer)
        if kept.strip():
            lines.append(Line(kept, fences // 2 + 1 if fences % 2 else 0))
    return lines


def _strip_label(line: str, answer: Answer) -> str:
    """Take a label such as ``LaTeX:`` or ``**The corrected formula is:**`` off a line.

    An open parenthesis before the colon shows an S-expression, ``(tree (x:...``, and no label.
    """
    match = _LABEL.match(line) if ":" in line else None
    if match is None or LABEL_WORDS.isdisjoint(_WORDS.findall(match[1].lower())):
        return line
    if match[1].count("(") != match[1].count(")"):
        return line
    answer.report(Problem.LABEL)
    return line[match.end() :]
