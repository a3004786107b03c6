"""The command from pictures to a file that ``score`` reads: by weights in a folder or by a server, and resumed."""

from __future__ import annotations

import json

import pytest
import torch

from faulty_server import completion, serving
from hmer_kit.cli import main
from hmer_kit.data import PictureNormalization, PixelBudget
from hmer_kit.tasks import InferenceSettings
from vlm.families.builders import idefics3


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("weights")
    tokenizer = idefics3.tokenizer()
    model, processor = idefics3.build(tokenizer)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def test_weights_in_a_folder_read_a_data_set_and_the_file_is_scored(folder, weights, tmp_path, capsys) -> None:
    out = tmp_path / "pred.jsonl"
    command = ["predict", "--model", str(weights), "--data", str(folder / "test2014"), "--output", str(out)]
    assert main([*command, "--max-new-tokens", "6", "--device", "cpu", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["predicted"], summary["failed"], summary["resumed"]) == (4, {}, 0)
    rows = lines(out)
    assert [row["img_id"] for row in rows] == [f"test2014_{number}" for number in range(4)]
    assert all(row["tokens"] <= 6 and 0 <= row["confidence"] <= 1 and row["score"] < 0 for row in rows)
    assert main(["score", "--references", str(folder / "test2014"), str(out)]) == 0
    assert main([*command, "--max-new-tokens", "6", "--device", "cpu"]) == 0
    assert "4 predicted (4 of them before), 0 failed" in capsys.readouterr().out
    assert main([*command, "--max-new-tokens", "7", "--device", "cpu"]) == 2
    assert "max_new_tokens was 6, is 7" in capsys.readouterr().err


def test_candidates_are_sampled_or_beams(folder, weights, tmp_path) -> None:
    command = ["predict", "--model", str(weights), "--data", str(folder / "test2014"), "--max-new-tokens", "4"]
    for name, options in (("s", ["--temperature", "1"]), ("b", ["--beams", "3"])):
        out = tmp_path / f"{name}.jsonl"
        several = ["--device", "cpu", "--candidates", "3", "--limit", "2", *options]
        assert main([*command, "--output", str(out), *several]) == 0
        assert [len(row["candidates"]) for row in lines(out)] == [3, 3]


def test_settings_beside_the_weights_are_taken_and_options_go_before_them(folder, weights, tmp_path) -> None:
    budget = PixelBudget(min_pixels=9)
    InferenceSettings(prompts={"vanilla": "Read."}, max_new_tokens=3, pixel_budget=budget).save(weights)
    command = [
        "predict",
        "--model",
        str(weights),
        "--data",
        str(folder / "test2014"),
        "--limit",
        "1",
        "--device",
        "cpu",
    ]
    try:
        assert main([*command, "--output", str(tmp_path / "a.jsonl")]) == 0
        less = ["--max-new-tokens", "2", "--max-pixels", "900"]
        assert main([*command, "--output", str(tmp_path / "b.jsonl"), *less]) == 0
    finally:
        (weights / "hmer_kit.json").unlink()
    stored, given = (json.loads((tmp_path / f"{name}.jsonl.run.json").read_text(encoding="utf-8")) for name in "ab")
    assert stored["predictor"]["inference"]["prompts"]["vanilla"] == "Read."
    assert stored["predictor"]["max_new_tokens"] == 3
    assert given["predictor"]["max_new_tokens"] == 2
    assert given["predictor"]["inference"]["pixel_budget"] == {"min_pixels": 9, "max_pixels": 900, "multiple": 1}


def test_pictures_are_normalized_as_the_options_say(folder, weights, tmp_path) -> None:
    command = [
        "predict",
        "--model",
        str(weights),
        "--data",
        str(folder / "test2014"),
        "--limit",
        "1",
        "--device",
        "cpu",
    ]
    InferenceSettings(max_new_tokens=2, normalization=PictureNormalization(margin=5, blank="keep")).save(weights)
    try:
        assert main([*command, "--output", str(tmp_path / "a.jsonl"), "--polarity", "white_on_black"]) == 0
    finally:
        (weights / "hmer_kit.json").unlink()
    options = ["--output", str(tmp_path / "b.jsonl"), "--max-new-tokens", "2"]
    assert main([*command, *options, "--polarity", "black_on_white"]) == 0
    options = ["--output", str(tmp_path / "c.jsonl"), "--max-new-tokens", "2"]
    assert main([*command, *options, "--margin", "3"]) == 0
    runs = [json.loads((tmp_path / f"{name}.jsonl.run.json").read_text(encoding="utf-8")) for name in "abc"]
    assert [run["predictor"]["inference"]["normalization"] for run in runs] == [
        {"margin": 5, "polarity": "white_on_black", "blank": "keep"},
        {"margin": None, "polarity": "black_on_white", "blank": "refuse"},
        {"margin": 3, "polarity": None, "blank": "refuse"},
    ]


def test_a_server_reads_and_what_it_refuses_is_named_and_asked_again(folder, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("HMER_KIT_API_KEY", "sk-secret")
    refused = [True]

    def plan(body, prompt, attempt):
        if attempt == 2 and refused.pop():
            return (400, {"Content-Type": "application/json"}, b'{"error": {"message": "key sk-secret is tired"}}')
        return completion(["$x$"], logprobs=[-0.1])

    out = tmp_path / "pred.jsonl"
    with serving(plan) as (url, server):
        command = ["predict", "--server", url, "--model", "m", "--data", str(folder / "test2014"), "--output", str(out)]
        assert main([*command, "--concurrency", "1"]) == 1
        said = capsys.readouterr()
        assert "3 predicted, 1 failed" in said.out
        assert "no answer for 'test2014_1': " in said.err
        assert "sk-secret" not in said.err + said.out
        refused.append(False)
        assert main([*command, "--concurrency", "1"]) == 0
    assert len(server.bodies) == 5
    assert [row["pred"] for row in lines(out)] == ["x"] * 4


def test_pictures_alone_and_broken_ones(folder, tmp_path, capsys) -> None:
    pictures = folder / "test2014" / "images"
    (pictures / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with serving(lambda *_: completion(["x"])) as (url, _):
        command = ["predict", "--server", url, "--model", "m", "--data", str(pictures), "--no-scores"]
        assert main([*command, "--output", str(tmp_path / "p.jsonl")]) == 1
    assert "no answer for 'broken'" in capsys.readouterr().err
    rows = lines(tmp_path / "p.jsonl")
    assert [row["img_id"] for row in rows] == [f"test2014_{number}" for number in range(4)]
    assert not any("gt" in row or "score" in row for row in rows)


def test_ink_is_drawn_and_read(tmp_path, capsys) -> None:
    ink = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 30 40</trace></ink>"
    (tmp_path / "inks").mkdir()
    (tmp_path / "inks" / "a.inkml").write_text(ink, encoding="utf-8")
    with serving(lambda *_: completion(["x"])) as (url, _):
        command = ["predict", "--server", url, "--model", "m", "--data", str(tmp_path / "inks"), "--no-scores"]
        assert main([*command, "--output", str(tmp_path / "p.jsonl"), "--style", "smooth"]) == 0
    [row] = lines(tmp_path / "p.jsonl")
    assert (row["img_id"], row["gt"], row["pred"]) == ("a", "x", "x")
    capsys.readouterr()
    assert main(["score", "--references", str(tmp_path / "inks"), str(tmp_path / "p.jsonl")]) == 0
    assert "100.00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--server", "http://127.0.0.1:1/v1", "--beams", "3"], "no --beams with --server"),
        (["--server", "ftp://x"], "http://"),
        (["--server", "http://127.0.0.1:1/v1", "--candidates", "3"], "temperature"),
        (["--limit", "0"], "--limit of at least 1"),
        (["--settings", "no such folder"], "no such file"),
    ],
)
def test_wrong_usage_is_said(folder, tmp_path, capsys, options, message) -> None:
    command = ["predict", "--model", "m", "--data", str(folder / "test2014"), "--output", str(tmp_path / "p.jsonl")]
    assert main([*command, *options]) == 2
    assert message in capsys.readouterr().err


def test_a_model_that_is_nowhere_is_named(folder, tmp_path, capsys) -> None:
    nowhere = str(tmp_path / "nowhere")
    command = ["predict", "--model", nowhere, "--data", str(folder / "test2014"), "--output", str(tmp_path / "p.jsonl")]
    assert main(command) == 2
    said = f"expected the folder of a model or its name on the hub, found no folder {nowhere!r}"
    assert said in capsys.readouterr().err
