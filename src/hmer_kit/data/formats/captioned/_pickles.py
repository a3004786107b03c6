"""Pictures in pickles, as CAN, SAN and TAMER keep them: never opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data._text import quoted
from hmer_kit.data.records import Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.data.formats.captioned._places import Place

_SUFFIXES = (".pkl", ".pickle")


def refuse_pickles(place: Place) -> None:
    """Raise if the pictures of a place are in a pickle.

    Raises:
        DataError: There is a pickle.
    """
    found = place.texts(*_SUFFIXES)
    if found:
        message = (
            f"expected pictures as files, found the pickle {quoted(found[0])} in {place.path}: to read a pickle is to "
            "run whatever code is in it, so it is not opened. Take the pictures that it was made of (train_images/ of "
            "HME100K, img/ of CROHME); or write them out once, where you trust who made it: "
            'for name, pixels in pickle.load(file).items(): PIL.Image.fromarray(pixels).save(f"images/{name}.png"). '
            "The captions alone are read by read_references"
        )
        raise DataError(message, code="pickled_pictures", path=place.where(found[0]))


def unread_pickles(place: Place) -> Iterator[Skip]:
    """Yield a note for each pickle that stands beside pictures."""
    for name in place.texts(*_SUFFIXES):
        yield Skip(place.where(name), "a pickle, which is not opened")
