"""Corpora and candidates on disk: what is written is read, what is broken is located."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hmer_kit.error_mining.corpus import (
    CANDIDATES,
    CORPUS,
    Candidate,
    CorpusSettings,
    ErrorCorpus,
    Origin,
    is_file_of,
    merge_corpora,
    mine_errors,
    open_corpus,
    read_candidates,
    read_corpus,
    write_candidates,
    write_corpus,
)
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
ORIGINS = st.builds(
    Origin,
    model=TEXT,
    fold=st.none() | st.integers(0, 2**53),
    sample=st.integers(0, 9),
    temperature=st.none() | st.floats(0, 2),
    decoding=TEXT,
    confidence=st.none() | st.floats(-1e300, 1e300),
    synthetic=st.booleans(),
)
CANDIDATE = st.builds(Candidate, TEXT.filter(str.strip), TEXT, TEXT, ORIGINS)
SUFFIXES = ["jsonl", "parquet"]
ROW = {
    "id": "a",
    "reference": "x",
    "prediction": "X",
    "band": "near",
    "edits": 1,
    "tokens": 1,
    "replaced": 1,
    "inserted": 0,
    "deleted": 0,
    "unbalanced": False,
    "same_ink": False,
    "origins": [{"model": "m"}],
}


def corpus_of(*predictions: str) -> ErrorCorpus:
    return ErrorCorpus.from_candidates(Candidate("a", "x", each, Origin("m")) for each in predictions)


def write_lines(path: Path, *rows: object, **head: object) -> Path:
    first = {"format": CORPUS, "version": 1, **CorpusSettings().to_dict(), **head}
    lines = [row if isinstance(row, str) else json.dumps(row) for row in (first, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(candidates=st.lists(CANDIDATE, max_size=8))
def test_what_is_written_is_read(tmp_path: Path, suffix: str, candidates):
    corpus = ErrorCorpus.from_candidates(candidates, settings=CorpusSettings(near_edits=1, notation=""))
    write_corpus(tmp_path / f"a.{suffix}", corpus)
    assert read_corpus(tmp_path / f"a.{suffix}") == corpus


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(candidates=st.lists(CANDIDATE, max_size=8))
def test_candidates_are_read_as_they_were(tmp_path: Path, candidates):
    write_candidates(tmp_path / "c.jsonl", candidates)
    assert list(read_candidates(tmp_path / "c.jsonl")) == candidates


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_can_be_gone_through_again_and_merged_into_itself(tmp_path: Path, suffix: str):
    a, b = tmp_path / f"a.{suffix}", tmp_path / "b.jsonl"
    write_corpus(a, corpus_of("X", "y"))
    write_corpus(b, corpus_of("X", "z"))
    merge_corpora(a, [a, b])
    file = open_corpus(a)
    assert [row.prediction for row in file] == [row.prediction for row in file] == ["X", "y", "z"]
    once = a.read_bytes()
    merge_corpora(a, [b, a, a])
    assert read_corpus(a) == corpus_of("X", "y", "z")
    if suffix == "jsonl":
        assert a.read_bytes() == once


def test_settings_are_those_of_the_rows(tmp_path: Path):
    rows = list(mine_errors([Candidate("a", "x", "X")], settings=CorpusSettings(near_edits=0)))
    with pytest.raises(InputError, match="expected settings"):
        write_corpus(tmp_path / "a.jsonl", rows)
    write_corpus(tmp_path / "a.jsonl", rows, settings=CorpusSettings(near_edits=0))
    write_corpus(tmp_path / "b.jsonl", open_corpus(tmp_path / "a.jsonl"))
    assert open_corpus(tmp_path / "b.jsonl").settings == CorpusSettings(near_edits=0)
    write_corpus(tmp_path / "c.jsonl", corpus_of("X"))
    with pytest.raises(InputError, match="same settings"):
        merge_corpora(tmp_path / "d.jsonl", [tmp_path / "b.jsonl", tmp_path / "c.jsonl"])
    assert not (tmp_path / "d.jsonl").exists()


def test_rows_out_of_order_are_not_written_and_the_old_file_stays(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    write_corpus(path, corpus_of("X"))
    before = path.read_bytes()
    rows = corpus_of("X", "y").records[::-1]
    for name in ("a.jsonl", "a.parquet"):
        with pytest.raises(InputError, match="sorted"):
            write_corpus(tmp_path / name, rows, settings=CorpusSettings())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.jsonl"]


def test_kinds_of_files_are_told_apart(tmp_path: Path):
    write_corpus(tmp_path / "a.jsonl", corpus_of("X"))
    write_candidates(tmp_path / "c.jsonl", [])
    (tmp_path / "p.json").write_text('[\n{"gt": "x"}]')
    kinds = [
        [is_file_of(tmp_path / name, kind=k) for k in (CORPUS, CANDIDATES)] for name in ("a.jsonl", "c.jsonl", "p.json")
    ]
    assert kinds == [[True, False], [False, True], [False, False]]
    with pytest.raises(DataError, match=r"format.*first line") as error:
        read_candidates(tmp_path / "a.jsonl")
    assert error.value.code == "unknown_format"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"band": "odd"}, "expected band to be one of right, near, far, runaway, got str 'odd'"),
        ({"band": ["near"]}, "expected band"),
        ({"id": " "}, "blank string"),
        ({"id": 3}, "expected id as a string"),
        ({"prediction": None}, "expected prediction as a string"),
        ({"edits": -1}, "expected edits as an integer"),
        ({"edits": 1.0}, "expected edits as an integer"),
        ({"tokens": 10**30}, "expected tokens as an integer"),
        ({"same_ink": 1}, "expected same_ink to be true or false"),
        ({"origins": []}, "list that is not empty"),
        ({"origins": {"model": "m"}}, "expected origins as a list"),
        ({"origins": ["m"]}, "expected an object"),
        ({"origins": [{"sample": "x"}]}, "expected sample"),
        ({"origins": [{"modell": "m"}]}, "got 'modell'"),
        ({"other": 1}, "got 'other'"),
    ],
)
def test_broken_rows_are_located(tmp_path: Path, change: dict[str, object], message: str):
    path = write_lines(tmp_path / "a.jsonl", ROW, ROW | {"id": "b"} | change)
    with pytest.raises(DataError, match=message) as error:
        read_corpus(path)
    assert (error.value.line, error.value.path) == (3, str(path))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "b", ', "broken_json"),
        ('{"id": "b", "id": "c"}', "broken_json"),
        ('{"edits": NaN}', "broken_json"),
        ('{"edits": ' + "9" * 5000 + "}", "broken_json"),
        ("[" * 100_000, "broken_json"),
        ("", "broken_json"),
        ("3", "bad_row"),
        (json.dumps(ROW), "bad_row"),
        (json.dumps({key: value for key, value in ROW.items() if key != "band"}), "bad_row"),
        (json.dumps(ROW | {"id": "\ud800"}), "bad_row"),
    ],
)
def test_broken_lines_are_located(tmp_path: Path, line: str, code: str):
    with pytest.raises(DataError) as error:
        read_corpus(write_lines(tmp_path / "a.jsonl", ROW, line))
    assert (error.value.code, error.value.line) == (code, 3)


def test_bytes_that_are_no_text_and_endless_lines_are_located(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_lines(tmp_path / "a.jsonl", ROW)
    path.write_bytes(path.read_bytes() + b'{"id": "\xff"}\n')
    with pytest.raises(DataError, match="0xff in line 3"):
        read_corpus(path)
    monkeypatch.setattr("hmer_kit.error_mining.corpus._lines.MAX_LINE", 300)
    with pytest.raises(DataError, match=r"line 2 of .* is longer than 300 bytes"):
        read_corpus(write_lines(path, ROW | {"prediction": "x" * 300}))


@pytest.mark.parametrize("version", [2, 10**50])
def test_a_future_version_is_refused(tmp_path: Path, version: int):
    with pytest.raises(DataError, match="a newer hmer_kit wrote it; update") as error:
        open_corpus(write_lines(tmp_path / "a.jsonl", version=version))
    assert (error.value.code, error.value.line) == ("unknown_version", 1)


@pytest.mark.parametrize("version", [0, "1", None, True, 1.5])
def test_no_version_is_refused(tmp_path: Path, version: object):
    with pytest.raises(DataError, match="no version of hmer_kit"):
        open_corpus(write_lines(tmp_path / "a.jsonl", version=version))


@pytest.mark.parametrize("head", [{"near_edits": "3"}, {"far_share": -1}, {"notation": 3}, {"notation": "odd"}])
def test_bad_settings_are_refused(tmp_path: Path, head: dict[str, object]):
    with pytest.raises(DataError) as error:
        open_corpus(write_lines(tmp_path / "a.jsonl", **head))
    assert (error.value.code, error.value.line) == ("bad_settings", 1)


@pytest.mark.parametrize("name", ["no.jsonl", "no.parquet", "folder", "folder.parquet", "empty.jsonl", "text.parquet"])
def test_what_is_no_corpus_is_a_data_error(tmp_path: Path, name: str):
    for folder in ("folder", "folder.parquet"):
        (tmp_path / folder).mkdir()
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "text.parquet").write_text("x" * 100)
    with pytest.raises(DataError):
        open_corpus(tmp_path / name)


def test_hostile_parquet_is_located(tmp_path: Path):
    parquet, arrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    names = count()

    def rewritten(change) -> Path:
        write_corpus(tmp_path / "good.parquet", corpus_of("X", "y"))
        path = tmp_path / f"{next(names)}.parquet"
        parquet.write_table(change(parquet.read_table(tmp_path / "good.parquet")), path)
        return path

    bands = arrow.array(["near", "odd"])
    with pytest.raises(DataError, match=r"band to be one of .* in line 2") as error:
        read_corpus(rewritten(lambda table: table.set_column(table.schema.get_field_index("band"), "band", bands)))
    assert error.value.line == 2
    with pytest.raises(DataError, match="sorted"):
        read_corpus(rewritten(lambda table: table.take([1, 0])))
    with pytest.raises(DataError, match="columns"):
        read_corpus(rewritten(lambda table: table.drop_columns(["edits"])))
    with pytest.raises(DataError, match="first line"):
        open_corpus(rewritten(lambda table: table.replace_schema_metadata({})))
    head = {"format": CORPUS, "version": 9}
    with pytest.raises(DataError, match="newer"):
        open_corpus(rewritten(lambda table: table.replace_schema_metadata({"hmer_kit": json.dumps(head)})))
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "good.parquet").read_bytes()[:-30])
    with pytest.raises(DataError, match="cannot read"):
        read_corpus(cut)


def test_parquet_without_pyarrow_names_the_extra(tmp_path: Path):
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from hmer_kit.error_mining.corpus import ErrorCorpus, write_corpus\n"
        "from hmer_kit.exceptions import MissingExtraError\n"
        "try: write_corpus(sys.argv[1], ErrorCorpus())\n"
        "except MissingExtraError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "hmer_kit[parquet]" in done.stdout


def test_jsonl_loads_no_pyarrow():
    code = (
        "import sys; import hmer_kit.error_mining.corpus; assert not {'pyarrow', 'numpy', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
