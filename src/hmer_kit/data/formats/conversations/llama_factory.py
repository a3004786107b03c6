"""Data sets as LLaMA-Factory finds them: ShareGPT JSON, and an entry for each file in ``dataset_info.json``.

    {"crohme_tree_cot": {"file_name": "tree_cot.json", "formatting": "sharegpt",
                         "columns": {"messages": "messages", "images": "images"},
                         "tags": {"role_tag": "from", "content_tag": "value", "user_tag": "human",
                                  "assistant_tag": "gpt", "system_tag": "system"}}}

The entry is described in ``data/README.md`` of https://github.com/hiyouga/LLaMA-Factory, sections "Sharegpt Format" and
"Multimodal Image Dataset". Its ``dataset_dir`` is the folder of the entry; relative paths of pictures are looked up in
its ``media_dir``, by default the same folder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, decode, file_path, is_safe_name, read_bytes, require_no_pipe, write_atomic
from hmer_kit.data._json import MAX_BYTES, Broken, parse_json
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.conversations._rows import fields_of, list_of, read_conversations
from hmer_kit.data.formats.conversations.sharegpt import Conversation, Message
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hmer_kit.data.records import ReadResult

__all__ = ["DATASET_INFO", "read_llama_factory", "write_dataset_info"]

DATASET_INFO = "dataset_info.json"
"""Name of the file that names the data sets of a folder."""

_MAX_INFO_BYTES = 2**24
_COLUMNS = {"messages": "messages", "images": "images"}
_TAGS = {
    "role_tag": "from",
    "content_tag": "value",
    "user_tag": "human",
    "assistant_tag": "gpt",
    "system_tag": "system",
}
_DEFAULTS = {**_TAGS, "observation_tag": "observation", "function_tag": "function_call"}
_DEFAULT_COLUMN = "conversations"


def write_dataset_info(folder: StrPath, files: Mapping[str, str]) -> None:
    """Name ShareGPT files of a folder as data sets of LLaMA-Factory. Entries of other names stay as they are.

    The file appears whole or not at all, and is read back.

    Args:
        folder: Where ``dataset_info.json`` is, or shall be.
        files: File of each data set, by name; relative to the folder.

    Raises:
        InputError: A file is no relative path, or a name is blank.
        DataError: There is a ``dataset_info.json`` that is no JSON object, or it cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_dataset_info(folder, {"crohme": "train.json"})
        ...     write_dataset_info(folder, {"hme100k": "more.json"})
        ...     list(json.loads(Path(folder, DATASET_INFO).read_text(encoding="utf-8")))
        ['crohme', 'hme100k']
    """
    for name, file in files.items():
        if not isinstance(name, str) or not name.strip() or "," in name:  # a comma separates names in the option
            raise InputError(f"expected a name without a comma for a data set, got {name!r}")
        if not isinstance(file, str) or not is_safe_name(file):
            raise InputError(f"expected the file of {name!r} as a path below the folder, got {file!r}")
    path = file_path(folder) / DATASET_INFO
    entries = {name: _entry(file) for name, file in files.items()}
    merged = {**(_read_info(path) if path.exists() else {}), **entries}
    write_atomic(path, [json.dumps(merged, indent=2, ensure_ascii=False), "\n"])
    if _read_info(path) != merged:
        raise DataError(f"expected to read back what was written to {path}, got something else", code="unwritable")


def read_llama_factory(folder: StrPath, name: str, *, max_bytes: int = MAX_BYTES) -> ReadResult[Conversation]:
    """Read the conversations of a data set that ``dataset_info.json`` names, by the columns and tags of its entry.

    Args:
        folder: Folder of ``dataset_info.json``.
        name: Name of the data set.
        max_bytes: Largest file to read.

    Returns:
        Conversations in file order, and what was skipped.

    Raises:
        DataError: There is no such entry, it is not of the sharegpt format or leads out of the folder, or its file
            cannot be read.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import conversation, write_sharegpt
        >>> with TemporaryDirectory() as folder:
        ...     write_sharegpt(f"{folder}/train.json", [conversation("Read it.", "x", images=["a.png"])])
        ...     write_dataset_info(folder, {"crohme": "train.json"})
        ...     read_llama_factory(folder, "crohme").summary()
        '1 read, 0 skipped'
    """
    path = file_path(folder) / DATASET_INFO
    schema = _Schema.of(_read_info(path), name=name, path=path)
    file = path.parent / schema.file_name
    keys = frozenset({schema.messages, *([schema.images] if schema.images else [])})
    inner = frozenset({schema.role, schema.content})
    return read_conversations(file, schema.parse, max_bytes=max_bytes, what="data set", keys=keys, message_keys=inner)


@dataclass(frozen=True, slots=True)
class _Schema:
    """How an entry says that a file is to be read."""

    file_name: str
    messages: str
    images: str | None
    role: str
    content: str
    speakers: Mapping[str, str]

    @classmethod
    def of(cls, info: Mapping[str, Any], *, name: str, path: Path) -> _Schema:
        entry = info.get(name)
        if not isinstance(entry, dict):
            raise DataError(f"expected an entry {quoted(name)} in {path}, found none", code="no_entry", path=str(path))
        file_name, formatting = entry.get("file_name"), entry.get("formatting", "alpaca")
        columns, tags = entry.get("columns", {}), entry.get("tags", {})
        if formatting != "sharegpt" or not isinstance(columns, dict) or not isinstance(tags, dict):
            message = f"expected the format sharegpt for {quoted(name)} in {path}, got {quoted(str(formatting))}"
            raise DataError(message, code="wrong_format", path=str(path))
        if not isinstance(file_name, str) or not is_safe_name(file_name):
            message = f"expected a file below {path.parent} for {quoted(name)}, got {quoted(str(file_name))}"
            raise DataError(message, code="unsafe_name", path=str(path))
        tag = {**_DEFAULTS, **{key: str(value) for key, value in tags.items()}}
        ours = {"user": "human", "assistant": "gpt", "system": "system"}
        ours |= {"observation": "observation", "function": "function_call"}
        speakers = {tag[f"{role}_tag"]: speaker for role, speaker in ours.items()}
        messages = str(columns.get("messages", _DEFAULT_COLUMN))
        return cls(file_name, messages, columns.get("images"), tag["role_tag"], tag["content_tag"], speakers)

    def parse(self, row: object) -> Conversation:
        """Make the conversation of a row."""
        fields = fields_of(row, keys=(self.messages,), what="a row")
        messages = tuple(self._message(item) for item in list_of(fields, self.messages))
        images = list_of({self.images: [], **fields}, self.images) if self.images else []
        return Conversation(tuple(images), messages)

    def _message(self, item: object) -> Message:
        fields = fields_of(item, keys=(self.role, self.content), what="a message")
        speaker = fields[self.role]
        known = self.speakers.get(speaker) if isinstance(speaker, str) else None
        if known is None:
            raise InputError(f"expected one of {', '.join(self.speakers)} as {self.role!r}, got {quoted(str(speaker))}")
        return Message(known, fields[self.content])


def _entry(file: str) -> dict[str, object]:
    return {"file_name": file, "formatting": "sharegpt", "columns": dict(_COLUMNS), "tags": dict(_TAGS)}


def _read_info(path: Path) -> dict[str, Any]:
    require_no_pipe(path, what="file of data sets")
    text = decode(read_bytes(path, max_bytes=_MAX_INFO_BYTES, what="file of data sets"), path=path)
    value = parse_json(text)
    if isinstance(value, Broken) or not isinstance(value, dict):
        reason = value.problem if isinstance(value, Broken) else "it is something else"
        message = f"expected one JSON object in {path}: {reason}; mend it, it was left as it is"
        raise DataError(message, code="broken_json", path=str(path))
    return value
