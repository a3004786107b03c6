"""``hmer-kit score``."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main

PUBLISHED = [
    # n, edit score, BLEU-4, released "CER", exact, <=1, <=2, <=3: the official result texts
    ("crohme_2014_pred.json", 986, 96.5522, 89.1164, 0.0396, 82.6572, 90.3651, 93.7120, 96.4503),
    ("crohme_2016_pred.json", 1147, 96.5460, 94.1305, 0.0143, 78.9015, 88.7533, 93.1997, 95.4664),
    ("crohme2023_test_normalized_pred.json", 1652, 93.1409, 90.4988, 0.0267, 69.4915, 79.0557, 88.3777, 93.1598),
    ("N1_pred.json", 1875, 96.7094, 92.2334, 0.0249, 76.1600, 88.0000, 92.7467, 95.3067),
]
GOOD = [{"gt": "x + 1", "pred": "x + 1", "img_id": "a"}, {"gt": "y", "pred": "z", "img_id": "b"}]


def write(path, rows):
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


@pytest.mark.real_data
@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[0])
def test_the_table_prints_the_published_figures(real_data, capsys, row):
    name, n, *figures = row
    assert main(["score", str(real_data / "predictions/unimumer" / name)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(name)
    first = {line[:17].strip(): line[17:].split()[0] for line in lines if line[:17].strip() and line[17:].split()}
    assert first["samples"] == str(n)
    labels = ["edit score", "BLEU-4", 'released "CER"', "exact", "<=1", "<=2", "<=3"]
    assert [first[label] for label in labels] == [f"{figure:.4f}" for figure in figures]
    assert any(line.startswith("released/1|") and f"|n:{n}|" in line for line in lines)


@pytest.mark.real_data
def test_json_holds_the_same_figures_unrounded(real_data, capsys):
    files = [str(real_data / "predictions/unimumer" / row[0]) for row in PUBLISHED]
    assert main(["score", "--json", *files]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for found, file, (_, n, edit, bleu, cer, exact, *within) in zip(objects, files, PUBLISHED, strict=True):
        assert (found["file"], found["n"], found["skipped"]) == (file, n, 0)
        assert [round(100 * found[key], 4) for key in ("edit_score", "bleu")] == [edit, bleu]
        assert round(found["released_cer"], 4) == cer
        assert [round(100 * found["expression_rate"][k], 4) for k in "0123"] == [exact, *within]
    assert objects[0]["expression_rate"]["0"] == 815 / 986
    assert objects[0]["runaways"] == ["34_em_244"]


def test_several_files_are_set_apart_by_an_empty_line(tmp_path, capsys):
    first, second = write(tmp_path / "a.json", GOOD), write(tmp_path / "b.json", GOOD[:1])
    assert main(["score", first, second]) == 0
    assert [block.splitlines()[0] for block in capsys.readouterr().out.split("\n\n")] == [first, second]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"gt": "x", "img_id": "a"}], "'pred'"),
        ([{"gt": "x", "pred": None, "img_id": "a"}], "'pred'"),
        ({"gt": ["x", "y"], "pred": ["x"]}, "2"),
        ("text", "list"),
    ],
)
def test_a_bad_file_is_one_message_and_exit_code_2(tmp_path, capsys, rows, said):
    file = write(tmp_path / "bad.json", rows)
    assert main(["score", file]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("hmer-kit: error: ")
    assert said in output.err
    assert "bad.json" in output.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"[",
        b'[{"gt": "x"',
        b"\xff\xfe[\x00",
        bytes(range(256)),
        b"null",
        b"[" * 200_000,
        b'{"a":' * 200_000,
    ],
)
def test_a_broken_file_is_one_message_and_exit_code_2(tmp_path, capsys, content):
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    assert main(["score", str(file)]) == 2
    assert capsys.readouterr().err.startswith("hmer-kit: error: ")


def test_the_other_files_are_scored_all_the_same(tmp_path, capsys):
    missing, good = str(tmp_path / "missing.json"), write(tmp_path / "good.json", GOOD)
    assert main(["score", "--json", missing, good]) == 2
    output = capsys.readouterr()
    bad, scored = (json.loads(line) for line in output.out.splitlines())
    assert (bad["file"], bad["error"]["code"]) == (missing, "missing_file")
    assert (scored["file"], scored["n"]) == (good, 2)
    assert missing in output.err


def test_bad_records_are_skipped_on_request_counted_and_named(tmp_path, capsys):
    file = write(tmp_path / "some.json", [*GOOD, {"gt": "x", "img_id": "c"}])
    assert main(["score", "--json", "--on-bad", "skip", file]) == 1
    output = capsys.readouterr()
    assert {key: json.loads(output.out)[key] for key in ("n", "skipped")} == {"n": 2, "skipped": 1}
    assert "2 read, 1 skipped" in output.err
    assert "'c'" in output.err


def test_many_skips_are_named_up_to_twenty_and_then_counted(tmp_path, capsys):
    file = write(tmp_path / "some.json", [*GOOD, *({"gt": "x", "img_id": f"bad{number}"} for number in range(25))])
    assert main(["score", "--on-bad", "skip", file]) == 1
    said = capsys.readouterr().err
    assert said.count("'bad") == 20
    assert "and 5 more" in said


def test_the_exact_protocol_reads_tight_latex(tmp_path, capsys):
    file = write(tmp_path / "tight.json", [{"gt": r"\frac { a } { b }", "pred": r"\frac{a}{b}", "img_id": "a"}])
    rates = []
    for protocol in ("released", "exact"):
        assert main(["score", "--json", "--protocol", protocol, file]) == 0
        rates.append(json.loads(capsys.readouterr().out)["expression_rate"]["0"])
    assert rates == [0.0, 1.0]


def test_a_folder_without_predictions_is_one_message_and_exit_code_2(tmp_path, capsys):
    assert main(["score", str(tmp_path)]) == 2
    message = f"hmer-kit: error: expected files <id>.txt or <id>.tex with LaTeX in {tmp_path}, found nothing\n"
    assert capsys.readouterr().err == message


def test_no_text_can_steer_the_terminal(tmp_path, capsys):
    assert main(["score", str(tmp_path / "a\x1b[2J.json")]) == 2
    runaway = [{"gt": "x", "pred": "x " * 500, "img_id": "\x1b[2J"}]
    assert main(["score", write(tmp_path / "b\x1b[2J.json", runaway)]) == 0
    output = capsys.readouterr()
    assert "\x1b" not in output.out + output.err
    assert r"runaways: 1 (\x1b[2J)" in output.out


@pytest.fixture
def captions(tmp_path):
    file = tmp_path / "captions.tsv"
    file.write_text("a\tx + 1\nb\ty\nlost\tp q\n", encoding="utf-8")
    return str(file)


def test_a_reference_without_a_prediction_is_wrong_counted_and_named(tmp_path, captions, capsys):
    file = write(tmp_path / "p.json", GOOD)
    assert main(["score", "--references", captions, file]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert "missing, counted as wrong: 1 (lost)" in output.out
    assert "|n:3|missing:1|" in output.out
    assert main(["score", "--references", captions, "--json", file]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["missing"], found["references"]) == (3, ["lost"], captions)
    assert found["expression_rate"] == {"0": 1 / 3, "1": 2 / 3, "2": 2 / 3, "3": 2 / 3}
    assert found["token_error_rate"] == 3 / 6


def test_a_folder_of_captions_will_do_and_its_pictures_do_not_matter(tmp_path, captions, capsys):
    (tmp_path / "images").mkdir()  # which holds none: read_captions would skip every caption
    assert main(["score", "--json", "--references", str(tmp_path), write(tmp_path / "p.json", GOOD)]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 3


def test_without_references_there_is_nothing_missing(tmp_path, capsys):
    assert main(["score", "--json", write(tmp_path / "p.json", GOOD)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found[key] for key in ("references", "missing", "unknown", "differing")] == [None, [], [], []]


def test_predictions_that_do_not_fit_the_references_are_named(tmp_path, captions, capsys):
    rows = [
        GOOD[0],
        {"gt": "z", "pred": "y", "img_id": "b"},
        *({"gt": "x", "pred": "x", "img_id": f"u{number}"} for number in range(25)),
    ]
    file = write(tmp_path / "p.json", rows)
    assert main(["score", "--references", captions, "--json", file]) == 1
    output = capsys.readouterr()
    found = json.loads(output.out)
    assert (found["n"], found["differing"], len(found["unknown"])) == (3, ["b"], 25)
    assert found["expression_rate"]["0"] == 2 / 3  # b is right by its caption
    assert "p.json: 25 without a reference, left out: 'u0', 'u1'" in output.err
    assert "'u19' and 5 more" in output.err
    assert "p.json: 1 with another gt than its reference, scored against the latter: 'b'" in output.err


def write_bare(tmp_path, kind):
    """Predictions without references: `a` is right, `b` is not, `lost` has none."""
    if kind == "folder":
        (tmp_path / "result").mkdir()
        for name, latex in (("a", "x + 1"), ("b", "z")):
            (tmp_path / "result" / f"{name}.txt").write_text(f"%{name}\n${latex}$", encoding="utf-8")
        return str(tmp_path / "result")
    content = {"tsv": "a\tx + 1\nb\tz\n", "csv": "img_id,pred\na,x + 1\nb,z\n"}[kind]
    file = tmp_path / f"p.{kind}"
    file.write_text(content, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("kind", ["tsv", "csv", "folder"])
def test_predictions_without_references_need_those_of_the_test_set(tmp_path, captions, capsys, kind):
    place = write_bare(tmp_path, kind)
    assert main(["score", "--references", captions, "--json", place]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["missing"], found["differing"]) == (3, ["lost"], [])
    assert found["expression_rate"]["0"] == 1 / 3
    assert main(["score", place]) == 2
    assert "--references" in capsys.readouterr().err


def test_a_bad_record_is_missing_from_the_test_set(tmp_path, captions, capsys):
    file = write(tmp_path / "p.json", [GOOD[0], {"gt": "y", "pred": None, "img_id": "b"}])
    assert main(["score", "--references", captions, "--on-bad", "skip", "--json", file]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["skipped"], found["missing"]) == (3, 1, ["b", "lost"])


def test_bad_lines_of_the_references_are_named(tmp_path, captions, capsys):
    with open(captions, "a", encoding="utf-8") as file:
        file.write("no tab\n")
    assert main(["score", "--references", captions, write(tmp_path / "p.json", GOOD)]) == 1
    assert "captions.tsv line 4: expected id TAB caption, found no tab" in capsys.readouterr().err


@pytest.mark.parametrize("rows", [[], [{"gt": "x", "pred": "x"}]], ids=["no predictions", "numbered ones"])
def test_predictions_for_another_set_are_refused(tmp_path, captions, capsys, rows):
    assert main(["score", "--references", captions, write(tmp_path / "p.json", rows)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "found none of its ids in" in output.err


def test_references_that_cannot_be_read_are_one_message_and_exit_code_2(tmp_path, capsys):
    assert main(["score", "--references", str(tmp_path), write(tmp_path / "p.json", GOOD)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"hmer-kit: error: expected a captions file, found none at {tmp_path / 'captions.tsv'}\n"


@pytest.mark.real_data
@pytest.mark.parametrize(("year", "n", "missing", "rate"), [(2014, 986, 1, "63.2860"), (2016, 1147, 0, "60.8544")])
def test_comer_on_the_whole_test_set(real_data, capsys, year, n, missing, rate):
    references, file = real_data / f"crohme/test{year}", real_data / f"predictions/comer/{year}_pred.json"
    assert main(["score", "--references", str(references), str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("exact")).split() == ["exact", rate, "%"]
    assert f"|n:{n}|" + (f"missing:{missing}|" if missing else "v:") in lines[-1]
