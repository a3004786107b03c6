"""Parquet files that are broken, or made to fill memory or time: refused or counted, within bounds."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import pytest

from hmer_kit.data import Columns, Record, Skip, gather, iter_conversations, iter_parquet, read_parquet
from hmer_kit.data.formats.tables import MAX_TEXT
from hmer_kit.exceptions import DataError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

if TYPE_CHECKING:
    from pathlib import Path


def peak() -> int:
    """Most memory of the process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def repeated(value: Any, count: int, kind: Any) -> Any:
    """A column that says the same again and again, and is stored once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([value], kind))


def write(file: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), file, **{"compression": "zstd", "dictionary_pagesize_limit": 2**30, **options})
    return file


def reasons(file: Path) -> list[str]:
    return [skip.reason for skip in read_parquet(file).skipped if "guessed" not in skip.reason]


def test_a_tiny_file_of_many_rows_is_refused_before_it_is_read(tmp_path: Path) -> None:
    table = pa.table({"latex": pa.nulls(10_000_000, pa.string())})
    with pq.ParquetWriter(tmp_path / "a.parquet", table.schema) as writer:
        for _ in range(20):
            writer.write_table(table, row_group_size=10_000_000)
    with pytest.raises(DataError, match="200000000 rows") as caught:
        next(iter_parquet(tmp_path / "a.parquet"))
    assert caught.value.code == "too_many_rows"


@pytest.mark.parametrize("kind", ["string", "binary"])
def test_a_value_that_is_stored_once_and_repeated_is_broken_off(tmp_path: Path, kind) -> None:
    # 100 KB that unpack to 200 GB
    value = "x" * (10 * 2**20) if kind == "string" else b"x" * (10 * 2**20)
    column = repeated(value, 20_000, pa.string() if kind == "string" else pa.binary())
    columns = {"latex": column, "n": pa.array(range(20_000))}
    if kind == "binary":
        columns = {"latex": ["x"] * 20_000, "image": column, "n": pa.array(range(20_000))}
    file = write(tmp_path / "a.parquet", columns)
    before = peak()
    read = kept = 0
    for item in iter_parquet(file):
        read, kept = read + 1, kept + isinstance(item, Record)
        last = item
    assert isinstance(last, Skip)
    assert last.reason == "larger than the limits"
    assert read < 300
    assert (kept > 0) == (kind == "binary")
    assert peak() - before < 300


@pytest.mark.parametrize("size", [2**28 + 1, 2 * 4 * MAX_TEXT])
def test_a_page_or_a_cell_that_is_too_large_is_named(tmp_path: Path, size) -> None:
    file = write(
        tmp_path / "a.parquet", {"latex": pa.array(["x" * size])}, use_dictionary=False, write_statistics=False
    )
    assert file.stat().st_size < 100_000
    before = peak()
    assert reasons(file) == ["larger than the limits"]
    assert peak() - before < 100


def test_lists_of_millions_of_items_are_named(tmp_path: Path) -> None:
    few = pa.array([[{"from": "human", "value": "q"}, {"from": "gpt", "value": "x"}]])
    many = pa.ListArray.from_arrays(pa.array([0, 3_000_000], pa.int32()), repeated("x", 3_000_000, pa.string()))
    more = pa.ListArray.from_arrays(pa.array([0, 20_000_000], pa.int32()), pa.nulls(20_000_000, pa.string()))
    assert reasons(write(tmp_path / "many.parquet", {"messages": many})) == ["larger than the limits"]
    assert reasons(write(tmp_path / "more.parquet", {"messages": more})) == ["larger than the limits"]
    assert reasons(write(tmp_path / "few.parquet", {"messages": few})) == [
        "answer to a question that asks for more than LaTeX"
    ]


def nested(depth: int) -> Any:
    cell = pa.array(["x"])
    for _ in range(depth):
        cell = pa.ListArray.from_arrays(pa.array([0, len(cell)], pa.int32()), cell)
    return cell


def test_nested_lists_are_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", {"messages": nested(3)})
    assert reasons(file) == ["no conversation of a question and its answer"]


def test_nesting_beyond_sense_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", {"messages": nested(300)}, store_schema=False)
    with pytest.raises(DataError, match="deep"):
        read_parquet(file)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pa.array([7, None]), "no text where one is expected"),
        (pa.array([1.5, 2.5]), "no text where one is expected"),
        (pa.array([b"x", b"y"]), "no text where one is expected"),
        (pa.array([["x"], ["y"]]), "no text where one is expected"),
        (pa.array([{"a": 1}, {"a": 2}]), "no text where one is expected"),
        (pa.array([None, None], pa.string()), "no text where one is expected"),
        (pa.array([2**60] * 2, pa.timestamp("ms")), "no text where one is expected"),
        (pa.array([b"\xff\xfe"] * 2, pa.binary()).view(pa.string()), "text that is no UTF-8"),
    ],
)
def test_values_of_other_kinds_are_named_row_by_row(tmp_path: Path, column, reason) -> None:
    file = write(tmp_path / "a.parquet", {"latex": column}, compression="none")
    result = gather(iter_parquet(file, columns=Columns(image=None)))
    assert [skip.reason for skip in result.skipped] == [reason] * 2


@pytest.mark.parametrize("image", [pa.array([7]), pa.array([{"bytes": 7, "path": None}]), pa.array([{"a": "b"}])])
def test_pictures_of_other_kinds_are_named(tmp_path: Path, image) -> None:
    file = write(tmp_path / "a.parquet", {"latex": ["x"], "image": image})
    result = gather(iter_parquet(file, columns=Columns()))
    assert [skip.reason for skip in result.skipped] == ["no picture in the column of pictures"]


def test_a_broken_footer_is_an_error_and_one_broken_file_of_a_folder_is_named(tmp_path: Path) -> None:
    good = write(tmp_path / "a.parquet", {"latex": ["x"]})
    data = good.read_bytes()
    for number, broken in enumerate([b"", b"PAR1", data[:-9], data[:-8] + b"\xff\xff\xff\x7fPAR1", data[::-1]]):
        (tmp_path / "broken.parquet").write_bytes(broken)
        with pytest.raises(DataError) as caught:
            list(iter_parquet(tmp_path / "broken.parquet"))
        assert caught.value.code == "broken_parquet", number
        result = read_parquet(tmp_path)
        assert len(result.records) == 1
        assert result.skipped[-1].reason == "Parquet file that cannot be read"
    for missing in (tmp_path / "none", tmp_path / "none.parquet"):
        with pytest.raises(DataError) as caught:
            list(iter_parquet(missing))
        assert caught.value.code == "missing_file"
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="expected Parquet files"):
        list(iter_parquet(tmp_path / "empty"))


def test_broken_bytes_anywhere_give_records_notes_or_an_error_and_nothing_else(tmp_path: Path) -> None:
    rows = {
        "latex": [f"x {n}" for n in range(200)],
        "image": [{"bytes": bytes([n]) * 9, "path": "p"} for n in range(200)],
    }
    data = write(tmp_path / "a.parquet", rows, compression="snappy", row_group_size=50).read_bytes()
    outcomes = set()
    for place in range(4, len(data) - 4, 61):
        (tmp_path / "b.parquet").write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        try:
            result = read_parquet(tmp_path / "b.parquet")
        except DataError:
            outcomes.add("error")
        else:
            outcomes.add("whole" if len(result.records) == 200 else "part")
            assert len(result.records) <= 200
    assert "part" in outcomes


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    write(tmp_path / "secret.parquet", {"latex": ["secret"]})
    write(tmp_path / "set" / "a.parquet", {"latex": ["x"]})
    (tmp_path / "set" / "b.parquet").symlink_to(tmp_path / "secret.parquet")
    result = read_parquet(tmp_path / "set")
    assert [record.reference for record in result.records] == ["x"]
    assert result.skipped[-1].reason == "link that leads out of its folder"


def test_json_that_nests_deep_in_a_cell_is_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", {"messages": ["[" * 50_000, "[" * 300_000, '{"a": 1}']})
    assert reasons(file) == [
        "no conversation of a question and its answer",
        "larger than the limits",
        "no conversation of a question and its answer",
    ]
    assert all(isinstance(item, Skip) for item in iter_conversations(file))
