"""``hmer-kit synthesize``: seeded, of made-up and of given expressions, as pictures and as segmented ink."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main
from hmer_kit.data import read_captions
from hmer_kit.ink import expression_split, load_inkml
from hmer_kit.latex import is_parseable


def made(tmp_path, name, *words):
    out = tmp_path / name
    assert main(["synthesize", "--output", str(out), *words]) == 0
    return read_captions(out).records


def facts(records):
    return [(record.id, record.reference, record.image.load().tobytes()) for record in records]


def test_equal_seeds_give_equal_sets_and_others_others(tmp_path):
    one, same, other = (
        made(tmp_path, str(number), "--number", "4", "--seed", seed) for number, seed in enumerate("112")
    )
    assert facts(one) == facts(same)
    assert [record.reference for record in one] != [record.reference for record in other]
    assert all(is_parseable(record.reference) for record in one)


def test_work_is_shared_by_start(tmp_path):
    whole = made(tmp_path, "whole", "--number", "4")
    later = made(tmp_path, "later", "--number", "2", "--start", "2")
    assert facts(later) == facts(whole)[2:]


def test_a_part_is_kept(tmp_path):
    records = made(tmp_path, "test", "--number", "3", "--split", "test")
    assert {expression_split(record.reference) for record in records} == {"test"}


def test_given_lines_are_written_by_several_hands(tmp_path, capsys):
    lines = tmp_path / "lines.txt"
    lines.write_text("\\frac { a } { b }\nx ^ { 2 }\n", encoding="utf-8")
    records = made(tmp_path, "written", "--latex", str(lines), "--copies", "2")
    assert [(record.id, record.reference) for record in records] == [
        ("1_0", r"\frac { a } { b }"), ("1_1", r"\frac { a } { b }"), ("2_0", "x ^ { 2 }"), ("2_1", "x ^ { 2 }"),
    ]  # fmt: skip
    assert records[0].image.load().tobytes() != records[1].image.load().tobytes()


def test_ink_has_its_symbols_and_relations(tmp_path):
    lines = tmp_path / "lines.txt"
    lines.write_text("x ^ { 2 } + \\frac { 1 } { 3 }\n", encoding="utf-8")
    out = tmp_path / "ink"
    assert main(["synthesize", "--latex", str(lines), "--output", str(out), "--to", "inkml"]) == 0
    document = load_inkml(out / "1.inkml")
    assert document.truth == r"x ^ { 2 } + \frac { 1 } { 3 }"
    assert sorted(symbol.label for symbol in document.symbols) == sorted(["x", "2", "+", r"\frac", "1", "3"])
    assert len(document.relations) == 5


def test_json_counts_what_was_written(tmp_path, capsys):
    out = tmp_path / "o"
    assert main(["synthesize", "--number", "2", "--output", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["written"], found["left_out"]) == (2, 0)


def test_what_no_hand_can_write_is_named(tmp_path, capsys):
    lines = tmp_path / "lines.txt"
    lines.write_text("x ^ { 2 }\n\\unheardof { x }\n", encoding="utf-8")
    assert main(["synthesize", "--latex", str(lines), "--output", str(tmp_path / "o")]) == 1
    output = capsys.readouterr()
    assert "1 written" in output.out
    assert "cannot be written by hand" in output.err


def test_expressions_like_those_of_a_corpus_have_its_symbols(tmp_path, captions):
    like = captions("like.tsv", "p + q", "q - p", "p = q")
    records = made(tmp_path, "like", "--number", "5", "--like", like)
    assert {token for record in records for token in record.reference.split()} <= {"p", "q", "+", "-", "="}


@pytest.mark.parametrize(
    "words",
    [["--number", "0"], [], ["--number", "1", "--copies", "2"], ["--latex", "a", "--split", "test"]],
)
def test_wrong_usage(tmp_path, capsys, words):
    assert main(["synthesize", "--output", str(tmp_path / "o"), *words]) == 2
    assert not (tmp_path / "o").exists()
