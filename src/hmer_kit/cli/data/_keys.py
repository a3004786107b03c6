"""The options that name what records have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_NAMES = ("id", "writer", "tokens", "expression", "layout", "structure", "file", "pixels", "near")
KEYS_HELP = """
keys:
  id, writer            the name of a record; who wrote it
  tokens, expression    the tokens of the reference; the same under its normal form
  layout, structure     the same symbols at the same places; symbols, whatever they are, at the same places
  file, pixels          the stored file of the picture; its size and grey values
  near                  pictures that look alike, whatever their size, margins, polarity and contrast
"""


def names(text: str) -> list[str]:
    """Return names with commas between them, each once.

    Examples:
        >>> names("id, tokens,id")
        ['id', 'tokens']
    """
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def record_keys(chosen: Sequence[str], *, near_distance: int | None = None) -> list[Any]:
    """Return the keys of these names.

    Raises:
        InputError: There is no such key.

    Examples:
        >>> [key.__name__ for key in record_keys(["id", "tokens"])]
        ['by_id', 'by_tokens']
        >>> record_keys(["ids"])
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected a key out of id, writer, tokens, expression, layout, structure, file, \
pixels, near, got 'ids'
    """
    from hmer_kit import data

    found: list[Any] = []
    for name in chosen:
        if name not in KEY_NAMES:
            raise InputError(f"expected a key out of {', '.join(KEY_NAMES)}, got {name!r:.60}")
        if name == "near":
            near = data.NearPictures() if near_distance is None else data.NearPictures(max_distance=near_distance)
            found.append(near)
        else:
            found.append(getattr(data, f"by_{name}"))
    return found


def needs_pictures(chosen: Sequence[str]) -> bool:
    """Whether a key looks at pictures.

    Examples:
        >>> needs_pictures(["id", "pixels"])
        True
    """
    return not {"file", "pixels", "near"}.isdisjoint(chosen)
