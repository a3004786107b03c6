"""What the rows of a data set of Hugging Face give, in order."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.tables._rows import RowReader
    from hmer_kit.data.records import Skip

T = TypeVar("T")


def dataset_items(dataset: Any, *, reader: RowReader[T], where: str, root: StrPath | None) -> Iterator[T | Skip]:  # noqa: ANN401
    """Yield what the rows give.

    Raises:
        DataError: The set cannot be read, or its columns are not clear.
        InputError: A column that was named is not there.
    """
    dataset = undecoded(dataset)
    rows = iter(dataset)
    kinds = kinds_of_features(dataset.features) if dataset.features is not None else None
    if kinds is None:  # a stream whose features nobody has told
        first = _next(rows, where=where)
        if first is None:
            return
        kinds = {name: _kind_of_value(value) for name, value in first.items()}
        rows = chain([first], rows)
    yield from reader.begin(kinds, where=where)
    if dataset.features is not None:
        rows = iter(dataset.select_columns(reader.columns.names()))
    number = 0
    while (row := _next(rows, where=where)) is not None:
        yield reader.read(row, name=str(number), where=f"{where} row {number + 1}", root=root)
        number += 1


def undecoded(dataset: Any) -> Any:  # noqa: ANN401
    """Let the data set give the bytes of pictures, which are then decoded under our limits."""
    import datasets

    stored = datasets.Image(decode=False)
    for name, feature in (dataset.features or {}).items():
        if isinstance(feature, datasets.Image):
            dataset = dataset.cast_column(name, stored)
        elif isinstance(_item_of(feature), datasets.Image):
            dataset = dataset.cast_column(name, [stored] if isinstance(feature, list) else type(feature)(stored))
    return dataset


def _next(rows: Iterator[Any], *, where: str) -> Mapping[str, Any] | None:
    """Return the next row; what the package raises on broken files is a DataError."""
    try:
        row: Mapping[str, Any] | None = next(rows, None)
    except Exception as error:  # whatever went wrong first inside the package, which guards little
        message = f"cannot read the data set {where}: {reason_of(error)}"
        raise DataError(message, code="no_dataset", path=where) from error
    return row


def reason_of(error: BaseException) -> str:
    """Return the message of an error on one line, or its kind where it has none."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def kinds_of_features(features: Mapping[str, Any]) -> dict[str, str]:
    """Return the kind of each column, in the words of ``guess_columns``."""
    import datasets

    kinds = {}
    for name, feature in features.items():
        if isinstance(feature, datasets.Value):
            kind = feature.dtype
            text = "text" if "string" in kind else "image" if "binary" in kind else None
            kinds[name] = text or ("number" if "int" in kind else "other")
        elif isinstance(feature, datasets.Image):
            kinds[name] = "image"
        elif isinstance(feature, dict):
            kinds[name] = "image" if set(feature) == {"bytes", "path"} else "other"
        else:
            kinds[name] = "list" if _item_of(feature) is not None else "other"
    return kinds


def _item_of(feature: Any) -> Any:  # noqa: ANN401
    """Return the kind of the items of a list, which packages of different years write in different ways."""
    if isinstance(feature, list):
        return feature[0] if feature else None
    return getattr(feature, "feature", None)


def _kind_of_value(value: object) -> str:
    kinds = ((str, "text"), (bytes, "image"), (bool, "other"), (int, "number"), (list, "list"))
    if isinstance(value, dict):
        return "image" if set(value) == {"bytes", "path"} else "other"
    return next(
        (name for kind, name in kinds if isinstance(value, kind)), "image" if hasattr(value, "load") else "other"
    )
