"""Parquet files as records and as conversations."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hmer_kit.data import (
    Columns,
    PicturedConversation,
    Record,
    Skip,
    gather,
    iter_conversations,
    iter_parquet,
    read_parquet,
)
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import prompts

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

if TYPE_CHECKING:
    from pathlib import Path


def png(width: int, height: int = 8) -> bytes:
    stored = BytesIO()
    Image.new("L", (width, height)).save(stored, "PNG")
    return stored.getvalue()


def chat(question: str, answer: str) -> list[dict[str, str]]:
    return [{"from": "human", "value": f"<image>{question}"}, {"from": "gpt", "value": answer}]


def released(count: int, *, question: str = prompts.VANILLA) -> Any:
    """A table with the columns of Uni-MuMER-Data."""
    rows = range(count)
    return pa.table(
        {
            "id": [f"r{n}" for n in rows],
            "image": [{"bytes": png(n + 1), "path": f"{n}.png"} for n in rows],
            "conversations": [chat(question, f"x {n}") for n in rows],
            "gt": [f"x {n}" for n in rows],
        }
    )


def test_released_tables_give_references_from_the_vanilla_answers(tmp_path: Path) -> None:
    pq.write_table(released(5), tmp_path / "a.parquet", row_group_size=2)
    result = read_parquet(tmp_path / "a.parquet", source="crohme")
    assert [record.reference for record in result.records] == [f"x {n}" for n in range(5)]
    assert [(record.id, record.source, record.image.size()) for record in result.records[:2]] == [
        ("r0", "crohme", (1, 8)),
        ("r1", "crohme", (2, 8)),
    ]
    assert [skip.reason for skip in result.skipped] == [
        "columns guessed: image = 'image', id = 'id', messages = 'conversations'",
        "column left out",
    ]
    assert result.skipped[1].where.endswith("column 'gt'")


def test_the_other_tasks_of_released_tables_are_conversations_and_no_records(tmp_path: Path) -> None:
    pq.write_table(released(3, question=prompts.TREE_COT), tmp_path / "tree.parquet")
    assert read_parquet(tmp_path).records == []
    reasons = [skip.reason for skip in read_parquet(tmp_path).skipped[2:]]
    assert reasons == ["answer to a question that asks for more than LaTeX"] * 3
    found = [item for item in iter_conversations(tmp_path) if isinstance(item, PicturedConversation)]
    assert [item.conversation.images for item in found] == [("0.png",), ("1.png",), ("2.png",)]
    assert found[2].conversation.messages[0].value == f"<image>{prompts.TREE_COT}"
    assert found[2].pictures[0].size() == (3, 8)
    by_hand = gather(iter_parquet(tmp_path, columns=Columns(reference="gt", id="id")))
    assert [record.reference for record in by_hand.records] == ["x 0", "x 1", "x 2"]


def test_questions_that_show_no_picture_show_it_first(tmp_path: Path) -> None:
    cells = {"question": ["Read it."], "answer": ["x"], "images": [[{"bytes": png(n), "path": None} for n in (1, 2)]]}
    pq.write_table(pa.table(cells), tmp_path / "a.parquet")
    (item,) = [item for item in iter_conversations(tmp_path) if not isinstance(item, Skip)]
    assert item.conversation.messages[0].value == "<image><image>Read it."
    assert item.conversation.images == ("0-0", "0-1")


def test_a_folder_is_read_in_the_order_of_its_names_and_a_guess_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for number in range(3):
        table = pa.table({"formula": [f"x {2 * number}", f"x {2 * number + 1}"]})
        pq.write_table(table, tmp_path / "data" / f"train-{number}.parquet")
    result = read_parquet(tmp_path)
    assert [(record.id, record.reference) for record in result.records] == [(str(n), f"x {n}") for n in range(6)]
    assert [skip.reason for skip in result.skipped] == ["columns guessed: reference = 'formula'"]


def test_named_columns_are_taken_and_missing_ones_are_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["x"], "b": ["y"], "n": [7]}), tmp_path / "a.parquet")
    (record,) = iter_parquet(tmp_path / "a.parquet", columns=Columns(reference="b", image=None, id="n"))
    assert record == Record("7", "y")
    with pytest.raises(InputError, match=r"the columns \['c'\] .*found \['a', 'b', 'n'\]"):
        list(iter_parquet(tmp_path / "a.parquet", columns=Columns(reference="c", image=None)))


def test_rows_that_give_no_record_are_named_with_their_place(tmp_path: Path) -> None:
    images = [[], [png(1)], [png(1), png(2)], None, [png(3)], [png(3)]]
    table = pa.table({"text": ["a", "b", "c", "d", None, " \n"], "images": images})
    pq.write_table(table, tmp_path / "a.parquet")
    result = read_parquet(tmp_path / "a.parquet")
    assert [(record.reference, record.image is None) for record in result.records] == [
        ("a", True),
        ("b", False),
        ("d", True),
    ]
    assert [(skip.where.rpartition("parquet ")[2], skip.reason) for skip in result.skipped[1:]] == [
        ("row 3", "several pictures in one row"),
        ("row 5", "no text where one is expected"),
        ("row 6", "empty reference"),
    ]


def test_pictures_that_a_cell_names_stay_below_the_folder_of_the_file(tmp_path: Path) -> None:
    place = tmp_path / "set"
    place.mkdir()
    Image.new("L", (3, 3)).save(place / "in.png")
    Image.new("L", (5, 5)).save(tmp_path / "out.png")
    (place / "link.png").symlink_to(tmp_path / "out.png")
    paths = ["in.png", str(place / "in.png"), "../out.png", str(tmp_path / "out.png"), "link.png", "C:\\x.png"]
    pq.write_table(pa.table({"latex": ["x"] * 6, "image": paths}), place / "a.parquet")
    result = read_parquet(place / "a.parquet")
    reached, outside = result.records[:2], result.records[2:]
    assert [record.image.load().size for record in reached] == [(3, 3)] * 2
    assert [skip.reason for skip in result.skipped[1:]] == ["picture outside the folder of the data set"] * 3
    for record in outside:  # the link: its name is safe, where it leads is not
        with pytest.raises(DataError):
            record.image.load()


def test_bytes_under_the_name_of_a_file_elsewhere_are_not_called_by_it(tmp_path: Path) -> None:
    cells = [{"bytes": png(1), "path": "/etc/passwd"}, {"bytes": png(1), "path": "../../x.png"}]
    pq.write_table(pa.table({"latex": ["x", "y"], "image": cells}), tmp_path / "a.parquet")
    assert [record.image.name for record in read_parquet(tmp_path).records] == ["passwd", "x.png"]


@pytest.mark.parametrize(("dictionary", "group"), [(False, 64), (True, 8)])
def test_a_large_file_is_read_in_bounded_memory(tmp_path: Path, dictionary, group) -> None:
    rows = [{"latex": "x", "image": {"bytes": bytes([n % 251]) * 2**20, "path": f"{n}.png"}} for n in range(64)]
    options = {"compression": "none", "use_dictionary": dictionary, "write_batch_size": 1}
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=group, **options)
    del rows
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    most = 0
    for item in iter_parquet(tmp_path / "a.parquet"):
        assert isinstance(item, (Record, Skip))
        most = max(most, pa.total_allocated_bytes() - before)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 48 * 2**20
    assert peak < 8 * 2**20


def test_a_file_that_vanishes_after_it_was_opened_is_named(tmp_path: Path) -> None:
    file = tmp_path / "train.parquet"
    pq.write_table(pa.table({"id": ["a"], "latex": ["x"], "more": ["y"]}), file)
    items = iter_parquet(file)
    assert isinstance(next(items), Skip)  # the column that is left out: the file is open by now
    file.unlink()
    with pytest.raises(DataError, match=r"no such file: .*train\.parquet"):
        list(items)
