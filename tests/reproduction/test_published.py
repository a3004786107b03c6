"""Public predictions measured anew: as printed, as recorded, and as the page shows them."""

from __future__ import annotations

import pytest

import reproduce.__main__ as command
from reproduce._paths import PAGE
from reproduce.comparing import Line, against_print, against_record, load_record, shown
from reproduce.stated import Stated, published, stated
from reproduce.tables import BLOCK, fill, make_tables


@pytest.fixture(scope="module")
def now(real_data):
    return command.measured(real_data)


@pytest.mark.real_data
def test_every_line_is_as_expected(now) -> None:
    said, wrong = command.verdicts(now)
    assert wrong == 0, [line for line in said if not line.startswith("same")]
    assert sum(line.startswith("same ") for line in said) == 56
    assert sum(line.startswith("different ") for line in said) == 11


@pytest.mark.real_data
def test_a_figure_that_moved_is_told(now) -> None:
    name = "unimumer_2016/released/bleu"
    moved = {**now, "figures": {**now["figures"], name: now["figures"][name] + 1e-5}}
    said, wrong = command.verdicts(moved)
    assert wrong == 2  # not as printed, and not as recorded
    assert [line for line in said if line.startswith(f"different {name}")]


@pytest.mark.real_data
def test_data_that_is_not_rebuilt_is_told(now) -> None:
    said, wrong = command.verdicts({**now, "rebuilt": {**now["rebuilt"], "tree text/same": 2274}})
    assert wrong == 2
    assert "different tree text: not all are the same, or none was tried" in said


@pytest.mark.real_data
def test_the_page_shows_the_recorded_figures(real_data) -> None:
    recorded = load_record()
    tables = make_tables(recorded, against_print(recorded["figures"], stated(real_data)), published())
    page = PAGE.read_text(encoding="utf-8")
    assert fill(page, tables) == page, "run python -m reproduce --record"


@pytest.mark.real_data
def test_the_recorded_counts_are_of_2275_released_samples() -> None:
    rebuilt = load_record()["rebuilt"]
    assert [rebuilt[f"{name}/same"] for name in ("tree text", "count string", "answer of the task tree_cot")] == [
        2275
    ] * 3


def test_a_printed_figure_has_as_many_digits_as_were_printed() -> None:
    printed = [Stated("a/released/bleu", "89.12", "a paper"), Stated("a/released/released_cer", "0.0396", "a text")]
    lines = against_print({"a/released/bleu": 0.891164, "a/released/released_cer": 0.03955}, printed)
    assert [(line.seen, line.same, line.expected) for line in lines] == [("89.12", True, True), ("0.0396", True, True)]


def test_a_reason_excuses_a_difference_and_is_an_error_without_one() -> None:
    assert Line("a", "1", "2", "b", "another protocol").expected
    assert not Line("a", "1", "2", "b").expected
    stale = Line("a", "1", "1", "b", "another protocol")
    assert not stale.expected
    assert "take the reason out" in str(stale)


def test_figures_of_one_side_alone_and_a_changed_text_are_told() -> None:
    lines = against_record({"a": 0.5, "b": "0.1..0.2", "c": 1}, {"a": 0.5 + 4e-7, "b": "0.1..0.3", "d": 1})
    assert [(line.figure, line.seen, line.other) for line in lines] == [
        ("b", "'0.1..0.2'", "'0.1..0.3'"), ("c", "1", "absent"), ("d", "absent", "1"),
    ]  # fmt: skip


def test_shares_are_per_cent_and_counts_are_not() -> None:
    assert shown("a/released/expression_rate", 0.5) == "50.0000"
    assert shown("a/released/n", 986) == "986"
    assert shown("a/visual/cdm_f1", 0.967123) == "0.9671"


def test_a_page_without_the_place_of_a_table_is_an_error() -> None:
    assert (
        fill("<!-- made: one -->\nold\n<!-- end -->\n", {"one": "new"}) == "<!-- made: one -->\n\nnew\n\n<!-- end -->\n"
    )
    with pytest.raises(ValueError, match=r"expected the marks \['one', 'two'\] on the page, once each, got \['one'\]"):
        fill("<!-- made: one -->\n<!-- end -->", {"one": "", "two": ""})


def test_without_the_data_it_says_that_nothing_was_tried(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "DATA", tmp_path / "absent")
    monkeypatch.setattr("sys.argv", ["reproduce"])
    assert command.main() == 2
    assert "NOTHING WAS TRIED" in capsys.readouterr().err


def test_every_reason_and_every_unreproduced_figure_names_its_source() -> None:
    table = published()
    assert all(item["source"] for item in [*table["stated"], *table["unreproduced"]])
    assert len(BLOCK.findall(PAGE.read_text(encoding="utf-8"))) == 12
