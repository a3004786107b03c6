"""Tables of texts, by the packages that people keep and show them with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def distinct(data: dict[str, Any]) -> Callable[[], int]:
    """DataFrame.drop_duplicates of texts split and joined, and its rows one by one."""
    import pandas as pd

    def work() -> int:
        frame = pd.DataFrame(data["rows"], columns=["id", "latex"])
        frame["key"] = [" ".join(latex.split()) for latex in frame["latex"]]
        return sum(1 for _ in frame.drop_duplicates("key").itertuples(index=False))

    return work


def rows_to_json(data: dict[str, Any]) -> Callable[[], int]:
    """Dataset.from_list, then to_json."""
    import datasets

    datasets.disable_progress_bars()

    def work() -> int:
        table = datasets.Dataset.from_list(data["rows"])
        table.to_json(data["file"])
        return len(table)

    return work


distinct.package = "pandas"
rows_to_json.package = "datasets"
