"""Which files of a place list the pictures of Im2LaTeX, and which hold its formulas."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._places import SPLITS
from hmer_kit.data.formats.im2latex._formula_list import FormulaList
from hmer_kit.data.pictures._index import is_picture
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data.formats.captioned._places import Place

_PACKED = (".tar.gz", ".tgz", ".tar", ".zip")
_HEADER = re.compile(rb'(?:\xef\xbb\xbf)?"?\s*(?:formulas?|latex)\s*"?,\s*"?images?"?\s*[,\r\n]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PictureList:
    """A file that says which picture shows which formula."""

    file: str
    """Its name."""
    split: str | None
    """Part of the data set."""
    below: str
    """Folder of the pictures."""
    formulas: FormulaList | None
    """What its numbers point into; None for a table, which has the formulas itself."""


def find_lists(
    place: Place, *, splits: Sequence[str] | None, lists: Sequence[str] | None, formulas: str | None
) -> list[PictureList]:
    """Return the lists of the wanted splits.

    Raises:
        DataError: There are none, several that may be meant, no formulas, or no pictures.
    """
    files = _named(place, lists) if lists is not None else list_files(place)
    if not files:
        message = (
            f"expected lists of pictures (im2latex_train.lst, train_filter.lst, im2latex_train.csv) in {place.path}"
        )
        raise DataError(f"{message}, found none; name them with lists=", code="missing_file", path=str(place.path))
    _require_pictures(place)
    wanted = None if splits is None else {SPLITS.get(split.lower(), split) for split in splits}
    chosen = [name for name in files if wanted is None or split_in(name) in wanted]
    if not chosen:
        message = f"expected the splits {list(splits or ())} in {place.path}, found none of them"
        raise DataError(message, code="no_split", path=str(place.path))
    needs = any(name.endswith(".lst") for name in chosen)
    numbered = FormulaList(place, _formula_file(place, formulas, lists=chosen)) if needs else None
    return [_list(name, place=place, formulas=numbered) for name in chosen]


def list_files(place: Place) -> list[str]:
    """Return the lists of a place, one for each split.

    Raises:
        DataError: Two may be that of a split.
    """
    by_split: dict[str, list[str]] = defaultdict(list)
    for name in place.texts(".lst", ".csv"):
        split = split_in(name)
        listing = name.endswith(".lst") and "formula" not in os.path.basename(name).lower()
        if split is not None and (listing or (name.lower().endswith(".csv") and is_table(place, name))):
            by_split[split].append(name)
    return [_only(names, place=place) for _, names in sorted(by_split.items(), key=lambda item: _ORDER[item[0]])]


def is_table(place: Place, name: str) -> bool:
    """Whether a CSV file has the columns formula and image, in that order and first."""
    return _HEADER.match(place.head(name, size=256)) is not None


def split_in(name: str) -> str | None:
    """Return the split that one of the words of a file name is."""
    words = re.split(r"[._-]", os.path.basename(name).lower())
    return next((SPLITS[word] for word in words if word in SPLITS), None)


def formula_files(place: Place) -> list[str]:
    """Return the files of formulas."""
    return [name for name in place.texts(".lst") if "formula" in os.path.basename(name).lower()]


_ORDER = {"train": 0, "validation": 1, "test": 2}


def _only(names: list[str], *, place: Place) -> str:
    filtered = [name for name in names if "filter" in name and name.endswith(".lst")]
    chosen = filtered if len(filtered) == 1 else names
    if len(chosen) == 1:
        return chosen[0]
    message = f"expected one list of a split, found {quoted(chosen[0])} and {quoted(chosen[1])} in {place.path}"
    raise DataError(f"{message}; give lists=", code="several_captions", path=str(place.path))


def _named(place: Place, lists: Sequence[str]) -> list[str]:
    found = [next((each for each in (f"{place.inner}{name}", name) if each in place), name) for name in lists]
    for name in found:
        where = place.where(name)
        if name not in place:
            raise DataError(f"expected a list, found no such file: {where}", code="missing_file", path=where)
        if not name.endswith(".lst") and not is_table(place, name):
            message = f"expected the columns formula and image in the first line of {where}, found others"
            raise DataError(message, code="no_header", path=where, line=1)
    return found


def _formula_file(place: Place, wanted: str | None, *, lists: Sequence[str]) -> str:
    """Return the file that the numbers of the lists point into: of processed lists the normalized one.

    Raises:
        DataError: There is none, or there are several.
    """
    if wanted is not None:
        return _named(place, [wanted])[0]
    found = formula_files(place)
    if any("filter" in name for name in lists):
        found = [name for name in found if "norm" in name] or found
    else:
        found = [name for name in found if not re.search("norm|tok|final", os.path.basename(name))] or found
    if len(found) == 1:
        return found[0]
    shown = " and ".join(map(quoted, found[:2])) or "none"
    message = f"expected one file of formulas (im2latex_formulas.lst) in {place.path}, found {shown}; give formulas="
    raise DataError(message, code="several_captions" if found else "missing_file", path=str(place.path))


def _list(name: str, *, place: Place, formulas: FormulaList | None) -> PictureList:
    return PictureList(
        name, split_in(name), _folder_of_pictures(name, place=place), formulas if name.endswith(".lst") else None
    )


def _folder_of_pictures(name: str, *, place: Place) -> str:
    """Return the folder of pictures that a list means where there are raw and processed ones."""
    inner = place.inner
    tops = {each.removeprefix(inner).partition("/")[0] for each in place.names if is_picture(each) and "/" in each}
    processed = sorted(top for top in tops if "processed" in top)
    raw = sorted(top for top in tops if top == "formula_images")
    chosen = raw if name.endswith(".lst") and "filter" not in name else processed
    return f"{inner}{chosen[0]}/" if processed and raw and len(chosen) == 1 else inner


def _require_pictures(place: Place) -> None:
    if any(is_picture(name) for name in place.names):
        return
    packed = place.texts(*_PACKED)
    advice = f"; unpack {quoted(packed[0])} first" if packed else ""
    message = f"expected pictures (.png, .jpg, .jpeg, .bmp) in {place.path}, found none{advice}"
    raise DataError(message, code="missing_pictures", path=str(place.path))
