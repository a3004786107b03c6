"""The heat map of matplotlib shows what the table counts."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from hmer_kit.error_mining import ConfusionTable, plot_confusions

mpl.use("agg")


@pytest.fixture(autouse=True)
def figures():
    yield plt
    plt.close("all")


def test_a_number_for_each_confusion_at_its_row_and_column():
    _, ax = ConfusionTable.from_pairs(["x", "x", "$"], ["X", "X", "s"]).plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    places = {
        (names[round(text.get_position()[1])], names[round(text.get_position()[0])]): text.get_text()
        for text in ax.texts
    }
    assert places == {("X", "x"): "2", ("s", "\\$"): "1"}


def test_an_empty_table_has_no_cells_and_most_symbols_is_kept():
    _, ax = plot_confusions(ConfusionTable())
    assert not ax.images
    _, ax = plot_confusions(ConfusionTable.from_pairs(["a", "b", "c"], ["A", "B", "C"]), max_symbols=3)
    assert len(ax.get_xticklabels()) == 2
