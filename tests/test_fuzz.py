"""The fuzzing harness finds what is broken, makes it small, says so and fails; what holds, passes."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hmer_kit.latex import tokenize

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).resolve().parents[1] / "fuzz"


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    return {name: importlib.import_module(name) for name in ("_claims", "_hunt", "_inputs")}


def claim(harness: dict[str, ModuleType], check: object) -> object:
    return harness["_claims"].Claim("broken", check)


def test_a_failure_is_made_small_and_kept_once(harness):
    def no_sevens(text: str) -> None:
        harness["_claims"].require("7" not in text, "no sevens")

    hunt = harness["_hunt"].Hunt(seconds=5)
    for text in ("a 7 b", "1 2 3 4 5 6 7 8 9" * 50, "holds"):
        hunt.hold(claim(harness, no_sevens), text)
    [failure] = hunt.failures.values()
    assert failure.text == "7"
    assert "no sevens" in hunt.report()
    assert hunt.tried == 3


def test_lines_words_and_characters_are_left_out(harness):
    text = "one\n\ttwo (right)\nthree 7\n\n four" * 30
    small = harness["_hunt"].reduced(text, lambda smaller: smaller.count("7") > 1 and "\tt" in smaller)
    assert sorted(small) == sorted("\tt77")
    assert harness["_hunt"].reduced(text, lambda smaller: smaller == text) == text


def test_any_exception_breaks_a_claim_and_each_place_counts_for_itself(harness):
    def fragile(text: str) -> None:
        return json.loads("{") if "a" in text else text[1000] if "b" in text else None

    hunt = harness["_hunt"].Hunt(seconds=5)
    for text in ("xxa", "xxb", "xxab", "xx"):
        hunt.hold(claim(harness, fragile), text)
    assert [failure.text for failure in hunt.failures.values()] == ["a", "b"]


def test_an_input_that_takes_too_long_breaks_a_claim(harness, monkeypatch):
    def endless(text: str) -> None:
        while "x" in text:
            pass

    monkeypatch.setattr(harness["_hunt"], "SECONDS_AN_INPUT", 0.05)
    hunt = harness["_hunt"].Hunt(seconds=5)
    hunt.hold(claim(harness, endless), "a x")
    [failure] = hunt.failures.values()
    assert failure.text == "x"
    assert "TooSlowError" in failure.error


def test_every_byte_string_is_a_text_for_a_claim(harness):
    claims = harness["_claims"].claims()
    for number, about in enumerate(claims):
        for body in (b"", b"\x00", bytes(range(256)), b"\xff" * 40):
            found, text = harness["_inputs"].claim_and_text(bytes([number]) + body, claims)
            assert (found, type(text)) == (about, str)


def test_every_token_of_the_tables_has_its_bytes(harness):
    inputs = harness["_inputs"]
    for token in (*inputs.TABLE, *inputs.FURTHER):
        if tokenize(token) == [token]:  # no name of an environment, which is one only after \\begin
            assert inputs.latex_of(inputs.bytes_of(token)) == token
    assert {"\\prime", "\\rm", "\\big", "\\frac", "\\over"} <= {*inputs.TABLE, *inputs.FURTHER}


def test_seeds_are_expressions_and_trees_for_every_claim(harness):
    claims = harness["_claims"].claims()
    seeds = harness["_inputs"].seeds(claims)
    assert len(seeds) == len(claims) * (len(harness["_inputs"].EXAMPLES) + len(harness["_inputs"].ODD))
    assert all(harness["_inputs"].claim_and_text(seed, claims)[1] for seed in seeds)


def test_a_hunt_ends_in_time_and_finds_nothing_in_tokens():
    command = [sys.executable, str(FOLDER / "run.py"), "--seconds", "2", "--engine", "hypothesis", "--only", "tokens"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 ways to break a claim" in done.stdout


def test_one_claim_can_be_held_against_one_text():
    command = [sys.executable, str(FOLDER / "run.py"), "--claim", "recovered", "--text", r"\frac { a"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "holds: recovered\n")
