"""``hmer-kit reread``: every strategy through a server of a script, its file scored; and a model in this process."""

from __future__ import annotations

import json
from typing import get_args

import pytest
import torch

from faulty_server import completion, serving
from hmer_kit.cli import main
from hmer_kit.cli.models.predict.arguments import SERVER_KINDS
from hmer_kit.cli.models.reread.arguments import SIMILARITIES, WEIGHINGS
from hmer_kit.inference import GrammarServer, Similarity, Weighing
from vlm.families.builders import idefics3


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def reread(folder, url, tmp_path, *words):
    out = tmp_path / "out.jsonl"
    base = ["reread", *words, "--server", url, "--data", str(folder / "test2014"), "--output", str(out), "--no-scores"]
    code = main([*base, "--replace", *([] if "--model" in words else ["--model", "m"])])
    return code, rows(out) if out.exists() else []


def test_candidates_vote_and_the_file_is_scored(folder, tmp_path, capsys):
    with serving(lambda body, prompt, attempt: completion(["x + 1", "1 + 1", "x + 1"])) as (url, _):
        code, found = reread(folder, url, tmp_path, "vote", "--candidates", "3", "--temperature", "1")
    assert code == 0
    assert [row["pred"] for row in found] == ["x + 1"] * 4
    assert {row["decision"] for row in found} == {"majority"}
    assert found[0]["confidence"] == pytest.approx(2 / 3)
    assert [ballot["votes"] for ballot in found[0]["evidence"]["ballots"]] == [2, 1]
    assert "4 samples: 4 majority" in capsys.readouterr().out
    assert main(["score", "--json", str(tmp_path / "out.jsonl")]) == 0
    assert json.loads(capsys.readouterr().out)["rates"]["expression_rate"] == 0


def test_pictures_without_a_readable_answer_are_named(folder, tmp_path, capsys):
    with serving(lambda body, prompt, attempt: completion([""])) as (url, _):
        code, found = reread(folder, url, tmp_path, "vote", "--limit", "2")
    assert code == 1
    assert [row["decision"] for row in found] == ["nothing"] * 2
    assert "2 without a readable answer: 'test2014_0', 'test2014_1'" in capsys.readouterr().err


def test_several_models_vote_by_their_names(folder, tmp_path):
    answers = {"a": "x", "b": "x", "c": "y"}
    with serving(lambda body, prompt, attempt: completion([answers[body["model"]]])) as (url, _):
        code, found = reread(folder, url, tmp_path, "vote", "--model", "a", "--also", "b", "--also", "c")
    assert code == 0
    assert found[0]["pred"] == "x"
    assert [source.split("/")[0] for source in found[0]["evidence"]["ballots"][0]["sources"]] == ["a", "b"]


def test_the_reading_in_the_middle_is_taken(folder, tmp_path):
    with serving(lambda body, prompt, attempt: completion(["a + b", "a + b c", "z"])) as (url, _):
        code, found = reread(folder, url, tmp_path, "rerank", "--candidates", "3", "--temperature", "1")
    assert code == 0
    assert found[0]["pred"] in {"a + b", "a + b c"}


def test_symbols_that_were_counted_choose_the_candidate(folder, tmp_path):
    def plan(body, prompt, attempt):
        return completion(["x: 2, +: 1\nx + x"] * 2 if "ount" in prompt else ["x + 1", "x + x"])

    with serving(plan) as (url, _):
        code, found = reread(folder, url, tmp_path, "counts", "--candidates", "2", "--temperature", "1")
    assert code == 0
    assert {row["pred"] for row in found} == {"x + x"}


def test_a_tree_that_says_the_same_agrees(folder, tmp_path):
    with serving(lambda body, prompt, attempt: completion(["x\n\t2 (sup)\nx ^ { 2 }"])) as (url, _):
        code, found = reread(folder, url, tmp_path, "tree")
    assert code == 0
    assert {(row["pred"], row["decision"]) for row in found} == {("x ^ { 2 }", "agree")}


def test_marked_errors_are_corrected_and_the_trail_is_kept(folder, tmp_path):
    predictions = tmp_path / "pred.jsonl"
    lines = [json.dumps({"img_id": f"test2014_{number}", "pred": "x + d"}) for number in range(3)]
    predictions.write_text("\n".join(lines), encoding="utf-8")

    def plan(body, prompt, attempt):
        if "<error_start>" in prompt and "x + <error_start>" in prompt:
            return completion(["REPLACE:d -> a\nx + a"])
        return completion(["x + <error_start> d <error_end>"])

    with serving(plan) as (url, _):
        words = ["correct", "--predictions", str(predictions), "--rounds", "1"]
        code, found = reread(folder, url, tmp_path, *words)
    assert code == 1  # the fourth picture has no prediction
    assert [(row["before"], row["pred"]) for row in found] == [("x + d", "x + a")] * 3
    # The script marks the same again in the round after, where it is not what is under the marks any more.
    assert [step["outcome"] for step in found[0]["evidence"]] == ["marked", "accepted", "refused"]


def test_a_server_that_fails_at_once_leaves_no_file(folder, tmp_path, capsys):
    with serving(lambda body, prompt, attempt: (400, {}, b"no")) as (url, _):
        assert reread(folder, url, tmp_path, "vote") == (2, [])
    assert "4 of 4 questions have no answer" in capsys.readouterr().err


def test_what_was_found_before_a_failure_is_written(folder, tmp_path, capsys):
    def plan(body, prompt, attempt):
        return completion(["x"]) if body["model"] == "a" else (400, {}, b"no")

    with serving(plan) as (url, _):
        code, found = reread(folder, url, tmp_path, "vote", "--model", "a", "--also", "b")
    assert code == 1
    assert [row["pred"] for row in found] == ["x"] * 4
    assert "error:" in capsys.readouterr().err


def test_a_model_in_this_process_votes_and_is_held_to_a_grammar(folder, tmp_path):
    torch.manual_seed(0)
    weights, out = tmp_path / "weights", tmp_path / "p.jsonl"
    model, processor = idefics3.build(idefics3.tokenizer())
    model.save_pretrained(weights)
    processor.save_pretrained(weights)
    base = ["--model", str(weights), "--data", str(folder / "test2014"), "--device", "cpu", "--max-new-tokens", "4"]
    several = ["--candidates", "2", "--temperature", "1", "--limit", "2"]
    code = main(["reread", "vote", *base, *several, "--output", str(tmp_path / "v.jsonl")])
    found = rows(tmp_path / "v.jsonl")
    assert len(found) == 2
    assert code == any(row["decision"] == "nothing" for row in found)
    for row in found:
        evidence = row["evidence"]
        assert sum(ballot["votes"] for ballot in evidence["ballots"]) + len(evidence["abstained"]) == 2
    assert main(["predict", *base, "--limit", "1", "--grammar", "--output", str(out)]) == 0
    run = json.loads((tmp_path / "p.jsonl.run.json").read_text(encoding="utf-8"))
    assert run["predictor"]["constraint"].startswith("grammar ")


@pytest.mark.parametrize(
    "words",
    [
        ["correct"],
        ["vote", "--predictions", "p"],
        ["tree", "--also", "b"],
        ["counts", "--tasks", "tree_cot"],
        ["vote", "--limit", "0"],
        ["nonsense"],
        ["vote", "--tasks", "nonsense"],
    ],
)
def test_wrong_usage(folder, tmp_path, words):
    assert reread(folder, "http://localhost:9/v1", tmp_path, *words) == (2, [])


def test_choices_are_those_of_the_library():
    assert get_args(Weighing) == WEIGHINGS
    assert get_args(Similarity) == SIMILARITIES
    assert get_args(GrammarServer) == SERVER_KINDS


def test_an_output_that_is_there_stays(folder, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    out.write_text("mine", encoding="utf-8")
    words = ["--server", "http://localhost:9/v1", "--model", "m", "--data", str(folder / "test2014")]
    assert main(["reread", "vote", *words, "--output", str(out)]) == 2
    assert "expected an output that is not there yet" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_grammar_goes_to_the_server_with_each_request(folder, tmp_path, capsys):
    out = tmp_path / "p.jsonl"
    words = ["predict", "--model", "m", "--data", str(folder / "test2014"), "--output", str(out), "--no-scores"]
    vocabulary = tmp_path / "v.txt"
    vocabulary.write_text("x\n+\n1\n", encoding="utf-8")
    with serving(lambda body, prompt, attempt: completion(["x + 1"])) as (url, server):
        options = ["--server", url, "--grammar", "--server-kind", "llama.cpp", "--vocabulary", str(vocabulary)]
        assert main([*words, *options]) == 0
    assert len(server.bodies) == 4
    assert all(body["grammar"].startswith("root ::=") for body in server.bodies)
    assert '"x"' in server.bodies[0]["grammar"]
    assert main([*words, "--server", url, "--vocabulary", str(vocabulary)]) == 2
    assert "expected --vocabulary with --grammar" in capsys.readouterr().err
