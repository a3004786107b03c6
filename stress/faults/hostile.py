"""Files that are hostile by size: each kind of file has its own ways to ask for more than there is."""

from __future__ import annotations

import functools
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["DEEP", "TEXTS", "hostile_file", "kind_of"]

LONG = 2**24
"""Bytes of a line or a string without end: 16 MiB, above every limit of lines and texts."""
MANY = 300_000
DEEP = 100_000

_ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_BOMB = f'<!DOCTYPE ink [<!ENTITY a0 "x">{_ENTITIES}]><ink>&a11;</ink>'

TEXTS: dict[str, Callable[[int], str]] = {
    "deep groups": lambda deep: "{ " * deep + "x" + " }" * deep,
    "deep fractions": lambda deep: r"\frac { " * deep + "x" + " } { y }" * deep,
    "deep scripts": lambda deep: "x ^ { " * deep + "x" + " }" * deep,
    "groups without end": lambda deep: "{ " * deep,
    "scripts without end": lambda deep: "x ^ { " * deep,
    "many symbols": lambda deep: "x + " * deep + "x",
    "a symbol without end": lambda _: "\\" + "a" * LONG,
    "a number without end": lambda _: "1" * 300_000,
    "many rows": lambda deep: "\\begin{matrix} " + "x & y \\\\ " * (deep // 2) + "\\end{matrix}",
    "tabs that deepen": lambda _: "".join("\t" * min(n, 2000) + "x (right)\n" for n in range(6000)),
    "brackets": lambda deep: "[" * deep,
    "round brackets": lambda deep: "(" * deep + ")" * deep,
    "objects in objects": lambda deep: '{"a":' * deep + "1" + "}" * deep,
    "many lines": lambda _: "x\n" * MANY,
    "tags": lambda deep: "<error>" * deep,
    "line feeds": lambda _: "\n" * 2_000_000,
    "NUL": lambda _: "\0" * 200_000,
    "counts": lambda _: ", ".join(f"x: {n}" for n in range(MANY // 8)),
}
"""Texts that are hostile to what parses them, given how deep they shall nest: of at most some 300,000 tokens, for a
tree takes about 1 KiB a token."""

_LINES: dict[str, Callable[[], bytes]] = {
    "a line without end": lambda: b"x " * (LONG // 2),
    "a digit row without end": lambda: b"r1\t" + b"7" * LONG,
    "many empty rows": lambda: b"\t\n" * (2 * MANY),
    "a quote without end": lambda: b'"' + b"x,y\n" * (LONG // 4),
    "NUL": lambda: b"\0" * LONG,
    "deep groups": lambda: b"r1\t" + b"{" * LONG + b"\n",
}
_JSON: dict[str, Callable[[], bytes]] = {
    "lists in lists": lambda: b"[" * DEEP + b"]" * DEEP,
    "lists without end": lambda: b"[" * (10 * DEEP),
    "objects in objects": lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "a number without end": lambda: b"[" + b"1" * 2_000_000 + b"]",
    "a string without end": lambda: b'"' + b"x" * LONG,
    "many objects": lambda: b"[" + b"{}," * MANY + b"{}]",
    "escapes": lambda: b'["' + b"\\u0000" * (LONG // 8) + b'"]',
    "many rows": lambda: b"{}\n" * MANY,
}
_XML: dict[str, Callable[[], bytes]] = {
    "entities that multiply": _BOMB.encode,
    "a million strokes": lambda: b"<ink>" + b"<trace>1 2</trace>" * 900_000 + b"</ink>",
    "groups in groups": lambda: b"<ink>" + b"<traceGroup>" * DEEP + b"</traceGroup>" * DEEP + b"</ink>",
    "a point without end": lambda: b"<ink><trace>" + b"1" * (LONG - 100) + b" 2</trace></ink>",
    "points": lambda: b"<ink><trace>" + b"1 2," * 2_000_000 + b"3 4</trace></ink>",
    "an attribute without end": lambda: b'<ink><trace id="' + b"x" * LONG,
    "a comment without end": lambda: b"<ink><!--" + b"x" * LONG,
}


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *more: bytes) -> bytes:
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = _png_chunk(b"IDAT", zlib.compress(bytes(2**22)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + _png_chunk(b"IEND", b"")


_PICTURES: dict[str, Callable[[], bytes]] = {
    "a picture of 65,500 × 65,500": lambda: _png(65_500, 65_500),
    "a picture of 2^31 × 1": lambda: _png(2**31 - 1, 1),
    "a text chunk that unpacks to 100 MB": lambda: _png(
        9, 9, _png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10**8)))
    ),
    "a picture of zeros": functools.partial(bytes, LONG),
}
_BYTES: dict[str, Callable[[], bytes]] = {
    "zeros": functools.partial(bytes, 2 * LONG),
    "ones": lambda: b"\xff" * LONG,
}
_BY_KIND = {"text": _LINES, "json": _JSON, "xml": _XML, "picture": _PICTURES, "bytes": _BYTES}
_SUFFIXES = {
    "json": {".json", ".jsonl"}, "xml": {".inkml"}, "picture": {".png", ".jpg"}, "zip": {".zip", ".npz"},
    "text": {".txt", ".tsv", ".csv", ".lst", ".lg"},
}  # fmt: skip


def kind_of(path: Path) -> str:
    """Return the kind of a file by its name."""
    return next((kind for kind, suffixes in _SUFFIXES.items() if path.suffix in suffixes), "bytes")


def hostile_file(path: Path, rng: random.Random) -> str:
    """Put something hostile in the place of a file, or into the middle of it; return what it was."""
    kind = kind_of(path)
    if kind == "zip" and rng.random() < 0.7:
        return _zip_bomb(path, rng)
    name = rng.choice(sorted(_BY_KIND["bytes" if kind == "zip" else kind]))
    content, old = _BY_KIND["bytes" if kind == "zip" else kind][name](), path.read_bytes()
    if kind in {"text", "json"} and rng.random() < 0.5:
        place = old.find(b"\n", rng.randrange(len(old) + 1)) + 1 or len(old)
        content, name = old[:place] + content + old[place:], f"{name}, among what is right"
    path.write_bytes(content)
    return name


def _zip_bomb(path: Path, rng: random.Random) -> str:
    """Write an archive whose members have the old names and unpack to far more than its size."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    bomb, size = rng.choice(names), rng.choice([2**27, 2**29])
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names if rng.random() < 0.5 else [bomb]:
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(size // 2**22 if name == bomb else 1):
                    member.write(bytes(2**22))
    path.write_bytes(stored.getvalue())
    return f"a member that unpacks to {size // 2**20} MiB"
