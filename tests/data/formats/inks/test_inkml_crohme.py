"""The InkML of CROHME: every file read, the broken ones named, and what it says held against captions and LaTeX."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

import crohme_exceptions
from hmer_kit.data import Record, Skip, read_inkml, read_references
from hmer_kit.ink import InkDocument, parse_inkml, to_inkml
from ink_agreement import relation_reason, truth_reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

ARCHIVES = {"train": "crohme_train.tar.xz", "test2014": "crohme_test2014.tar.xz"}


class Corpus(NamedTuple):
    records: list[Record]
    skipped: list[Skip]
    documents: dict[str, InkDocument]
    captions: dict[str, str]


@pytest.fixture(scope="module")
def crohme(real_data: Path) -> dict[str, Corpus]:
    """Both archives, read once; about half a minute of CPU time."""
    return {name: _corpus(real_data, name) for name in ARCHIVES}


def _corpus(real_data: Path, name: str) -> Corpus:
    records, skipped = (result := read_inkml(real_data / "inkml" / ARCHIVES[name])).records, result.skipped
    documents = {record.id: record.ink.load() for record in records if record.ink is not None}
    captions = read_references(real_data / "crohme" / name).records
    return Corpus(records, skipped, documents, {record.id: record.reference for record in captions})


@pytest.fixture(params=list(ARCHIVES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def corpus(crohme: dict[str, Corpus], name: str) -> Corpus:
    return crohme[name]


def test_all_files_are_read_but_the_two_broken_ones(crohme: dict[str, Corpus], real_data: Path) -> None:
    assert {name: len(corpus.records) + len(corpus.skipped) for name, corpus in crohme.items()} == {
        "train": 8836,
        "test2014": 986,
    }
    archive = real_data / "inkml" / ARCHIVES["train"]
    assert crohme["test2014"].skipped == []
    assert crohme["train"].skipped == [
        Skip(f"{archive}: TrainINKML/MfrDB/MfrDB0104.inkml line 15", "not UTF-8"),
        Skip(f"{archive}: TrainINKML/MfrDB/MfrDB3088.inkml", "empty file"),
    ]


def test_records_are_the_expressions_of_the_captions_file(crohme: dict[str, Corpus]) -> None:
    ids = {name: {record.id for record in corpus.records} for name, corpus in crohme.items()}
    assert ids["test2014"] == crohme["test2014"].captions.keys()
    assert crohme["train"].captions.keys() - ids["train"] == {"MfrDB0104"}
    assert ids["train"] <= crohme["train"].captions.keys()


def test_the_path_tells_split_and_data_set(crohme: dict[str, Corpus]) -> None:
    assert Counter((record.split, record.source) for corpus in crohme.values() for record in corpus.records) == {
        ("train", "MathBrush"): 2989,
        ("train", "HAMEX"): 2484,
        ("train", "MfrDB"): 1665,
        ("train", "KAIST"): 1051,
        ("train", "expressmatch"): 620,
        ("train", "extension"): 25,
        ("test", None): 986,
    }


def test_strokes_symbols_relations_times_and_writers_are_counted(crohme: dict[str, Corpus]) -> None:
    documents = [document for corpus in crohme.values() for document in corpus.documents.values()]
    assert sum(len(document.strokes) for document in documents) == 135_102
    assert sum(len(document.strokes.points) for document in documents) == 4_521_357
    assert sum(len(document.symbols) for document in documents) == 95_801
    assert sum(len(document.relations) for document in documents) == 85_619
    assert sum(document.strokes.times is not None for document in documents) == 1583
    assert sum(document.writer is not None for document in documents) == 6827
    assert sum(len(stroke) == 1 for document in documents for stroke in document.strokes.split()) == 1711


def test_every_symbol_has_strokes_that_are_there(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        for symbol in document.symbols:
            assert symbol.label
            assert symbol.strokes
            assert all(0 <= index < len(document.strokes) for index in symbol.strokes)


def test_relations_make_one_tree_of_all_symbols_or_are_absent(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        if document.relations:
            children = [child for _, child, _ in document.relations]
            assert len(children) == len(set(children)) == len(document.symbols) - 1


def test_what_is_wrong_with_the_files_is_counted(crohme: dict[str, Corpus]) -> None:
    lines = [line for corpus in crohme.values() for item in corpus.documents.values() for line in item.problems]
    assert Counter(line.partition(": ")[0] for line in lines) == {
        "stroke outside any symbol": 115,
        "trace whose points have fewer numbers than channels": 80,
        "no relations": 16,
        "reference to no element of MathML": 1,
        "group with several labels, of which the first is taken": 1,
    }


def test_most_truths_are_the_captions_and_the_others_differ_for_a_reason(corpus: Corpus, name: str) -> None:
    reasons = _by_reason(corpus, lambda record, caption: truth_reason(record.reference, caption))
    counts = {reason: len(ids) for reason, ids in reasons.items()}
    assert counts.pop("same ink") == {"train": 7405, "test2014": 923}[name]
    assert counts.pop("fonts") == {"train": 1359, "test2014": 33}[name]
    assert {reason: ids for reason, ids in reasons.items() if reason in counts} == _named("TRUTHS", name)


def test_most_relations_are_those_of_the_truth_and_the_others_differ_for_a_reason(corpus: Corpus, name: str) -> None:
    reasons = _by_reason(corpus, lambda record, _: relation_reason(corpus.documents[record.id], record.reference))
    counts = {reason: len(ids) for reason, ids in reasons.items()}
    assert counts.pop("same") == {"train": 8352, "test2014": 905}[name]
    assert counts.pop("dots of another kind") == {"train": 254, "test2014": 6}[name]
    assert {reason: ids for reason, ids in reasons.items() if reason in counts} == _named("RELATIONS", name)


def test_what_is_written_of_a_file_is_read_back(corpus: Corpus) -> None:
    for document in list(corpus.documents.values())[::20]:
        again = parse_inkml(to_inkml(document).encode())
        assert (again.strokes.points == document.strokes.points).all()
        assert again.strokes.ends == document.strokes.ends
        for part in ("truth", "writer", "symbols", "annotations"):
            assert getattr(again, part) == getattr(document, part)
        assert sorted(again.relations) == sorted(document.relations)


def test_samples_of_seshat_and_crohme_2023_are_read(real_data: Path) -> None:
    result = read_inkml(real_data / "inkml" / "misc")
    assert result.skipped == []
    documents = {record.id: record.ink.load() for record in result.records if record.ink is not None}
    assert {key: (item.truth, item.writer, item.problems) for key, item in documents.items()} == {
        "crohme2023_one_sample": ("y = Ax + A^2", "CROHME01", ()),
        "seshat_sample": (r"\tan \left ( \frac { \pi } { 4 } \right ) = 1", None, ()),
    }
    for document in documents.values():
        assert relation_reason(document, document.truth or "") == "same"


def _by_reason(corpus: Corpus, reason: Callable[[Record, str], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in corpus.records:
        found.setdefault(reason(record, corpus.captions[record.id]), set()).add(record.id)
    return found


def _named(table: str, name: str) -> dict[str, set[str]]:
    rows = getattr(crohme_exceptions, table).items()
    return {reason: set(names.split()) for (split, reason), names in rows if split == name}
