"""Random damage to a file: a few of the ways in which disks, networks and editors break one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

__all__ = ["MUTATIONS", "mutated"]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _double(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice([1, 16, 200]))
    return data[:end] + data[start:end] + data[end:]


def _drop(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.choice([1, 16, 200]) :]


def _insert(*pieces: bytes) -> Callable[[bytes, random.Random], bytes]:
    def insert(data: bytes, rng: random.Random) -> bytes:
        place = rng.randrange(len(data) + 1)
        return data[:place] + rng.choice(pieces) + data[place:]

    return insert


def _as(encoding: str) -> Callable[[bytes, random.Random], bytes]:
    return lambda data, rng: data.decode("utf-8", "replace").encode(encoding, "replace") + bytes(rng.randint(0, 1))


MUTATIONS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flipped bits": _flip,
    "a cut": _cut,
    "a doubled block": _double,
    "a lost block": _drop,
    "NUL": _insert(b"\0", bytes(512)),
    "bytes that are no UTF-8": _insert(b"\xff", b"\xc3", b"\xe9", b"\xed\xa0\x80"),
    "odd white space": _insert(b"\r", b"\x0b", b"\x0c", b"\x85", "\u2028".encode(), "\xa0".encode(), b"\t", b"\n"),
    "numbers out of range": _insert(b"1e999", b"NaN", b"-1", b"9" * 30, b"\\ud800"),
    "quotes and braces": _insert(b'"', b"}", b"{", b"]", b"[", b"<", b"&", b"\\", b","),
    "CRLF": lambda data, _: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data, _: b"\xef\xbb\xbf" + data,
    "UTF-16": _as("utf-16"),
    "Latin-1": _insert(b"\xfc"),
    "UTF-32": _as("utf-32"),
    "nothing left": lambda _, __: b"",
}
"""Each way of damage by its name."""


def mutated(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return the name of a way of damage, and the damaged bytes."""
    name = rng.choice(sorted(MUTATIONS))
    return name, MUTATIONS[name](data, rng) if data else b"\0"
