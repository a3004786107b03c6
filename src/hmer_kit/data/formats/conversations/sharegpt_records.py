"""Records out of ShareGPT JSON: the picture, and the LaTeX that the answer ends in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hmer_kit._files import file_path
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._making import RecordMaker, Row
from hmer_kit.data.formats.conversations._sharegpt_pictures import NamedPictures, find_place
from hmer_kit.data.formats.conversations.sharegpt import IMAGE_TAG, ShareGPTFile
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.conversations.sharegpt import Conversation
    from hmer_kit.data.records import ReadResult

__all__ = ["iter_sharegpt_records", "last_line", "read_sharegpt_records"]


def last_line(prompt: str, answer: str) -> str | None:
    r"""Return the LaTeX of an answer of the released task files: its last line.

    Plain recognition, tree, counts and correction end in it alike. A marked expression, the answer of error detection,
    says what is wrong and not what is right, so it has none.

    Args:
        prompt: The question, which does not matter here.
        answer: The answer.

    Examples:
        >>> last_line("", "x\n\t2 (sup)\nx ^ { 2 }"), last_line("", "x <deleted>")
        ('x ^ { 2 }', None)
    """
    del prompt
    line = answer.rstrip().rpartition("\n")[2].strip()
    if line and "<" not in line:  # nearly always: no mark
        return line
    from hmer_kit.error_mining import DELETED, ERROR_START  # no reader of other files shall wait for that room

    return None if not line or ERROR_START in line or DELETED in line else line


def iter_sharegpt_records(
    path: StrPath,
    *,
    images: StrPath | None = None,
    answers: Callable[[str, str], str | None] = last_line,
    source: str | None = None,
) -> Iterator[Record | Skip]:
    r"""Yield a record for each conversation of a ShareGPT file, and a note for each that gives none.

    A record is called as its picture is, without the extension. The file is read one conversation at a time, with
    twelve bytes of memory for each.

    Skipped are: a row that is broken or no conversation, one without exactly one picture, question and answer, an
    answer without LaTeX, a picture that is not there, an empty answer, a control character, and an id that came before.

    Args:
        path: A JSON list or JSON Lines.
        images: Folder or zip archive that the paths of pictures stand in; by default the folder of the file, or
            ``images/`` or ``images.zip`` in it, whichever holds the first pictures.
        answers: Reads the LaTeX out of an answer, given question and answer; None where there is none. By default it
            is the last line, as in the released task files; ``hmer_kit.tasks`` has the readers of whole answers.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: The file cannot be read, or its pictures are nowhere.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> from hmer_kit.data import conversation, write_sharegpt
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 8)).save(f"{folder}/a.png")
        ...     answers = ["x: 2\nx + x", "x <deleted>"]
        ...     rows = [conversation("Count, and read.", answer, images=["a.png"]) for answer in answers]
        ...     write_sharegpt(f"{folder}/tasks.json", rows)
        ...     record, skip = iter_sharegpt_records(f"{folder}/tasks.json")
        >>> record.id, record.reference, skip.reason
        ('a', 'x + x', 'answer without LaTeX')
    """
    rows = ShareGPTFile(path)
    pictures = find_place(rows) if images is None else NamedPictures(file_path(images))
    return _records(rows, pictures=pictures, answers=answers, source=source)


def read_sharegpt_records(
    path: StrPath,
    *,
    images: StrPath | None = None,
    answers: Callable[[str, str], str | None] = last_line,
    source: str | None = None,
) -> ReadResult[Record]:
    """Read the records of a ShareGPT file, as ``iter_sharegpt_records`` yields them.

    Args:
        path: A JSON list or JSON Lines.
        images: Folder or zip archive that the paths of pictures stand in.
        answers: Reads the LaTeX out of an answer.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: As in ``iter_sharegpt_records``.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> from hmer_kit.data import conversation, write_sharegpt
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 8)).save(f"{folder}/a.png")
        ...     write_sharegpt(f"{folder}/vanilla.json", [conversation("Read.", "x", images=["a.png"])])
        ...     read_sharegpt_records(f"{folder}/vanilla.json").summary()
        '1 read, 0 skipped'
    """
    return gather(iter_sharegpt_records(path, images=images, answers=answers, source=source))


def _records(
    rows: ShareGPTFile, *, pictures: NamedPictures, answers: Callable[[str, str], str | None], source: str | None
) -> Iterator[Record | Skip]:
    maker = RecordMaker(None, source=source)
    for number, item in enumerate(rows.each()):
        if isinstance(item, DataError):
            where = rows.where(number)
            yield Skip(where, "no UTF-8" if item.code == "not_utf8" else str(item).removeprefix(f"{where}: "))
        else:
            made = _record(item, maker=maker, pictures=pictures, answers=answers)
            yield made if isinstance(made, Record) else Skip(rows.where(number) + made.where, made.reason)


def _record(
    item: Conversation,
    *,
    maker: RecordMaker,
    pictures: NamedPictures,
    answers: Callable[[str, str], str | None],
) -> Record | Skip:
    """Return the record of a conversation, or why there is none; where that is, the caller says."""
    said = [message for message in item.messages if message.role != "system"]
    if len(item.images) != 1 or len(item.messages) > 3 or [message.role for message in said] != ["human", "gpt"]:
        return Skip("", "expected one picture, one question and one answer")
    name = item.images[0].replace("\\", "/").removeprefix("./")
    question, answer = said
    latex = answers(question.value.replace(IMAGE_TAG, "", 1).removeprefix("\n"), answer.value)
    if latex is None:
        return Skip(f" (id {quoted(name)})", "answer without LaTeX")
    image = pictures.source(name)
    if image is None:
        return Skip(f" (id {quoted(name)})", "caption without its picture")
    return maker.make(Row("", os.path.splitext(name)[0], latex), image=image)
