"""What all commands have in common: JSON on standard output, bars where somebody looks, and streams that are gone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hmer_kit.cli import main
from hmer_kit.cli._commands import COMMANDS, SUBJECTS
from hmer_kit.cli._progress import with_progress
from hmer_kit.cli.app import command_parser

PROGRAM = f"{sys.executable} -m hmer_kit"
# Their output is a script, Lightning's own, or a page to be opened.
WITHOUT_JSON = {"completion", "train", "demo"}


def shell(command, **options):
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60, **options)


def answers(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def predictions(tmp_path):
    file = tmp_path / "pred.json"
    file.write_text(json.dumps([{"img_id": "a", "gt": "x + 1", "pred": "X + 1"}]), encoding="utf-8")
    return str(file)


def test_every_command_has_a_subject_of_the_help():
    assert {command.subject for command in COMMANDS.values()} <= set(SUBJECTS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WITHOUT_JSON])
def test_every_command_that_prints_results_prints_them_as_json_too(name):
    words = {word for action in command_parser(name)._actions for word in action.option_strings}
    assert {"--json", "--jsonl"} & words


def test_the_help_lists_the_commands_by_subject(capsys):
    assert main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    places = [lines.index(f"{subject}:") for subject in SUBJECTS]
    assert places == sorted(places)
    assert max(map(len, lines)) <= 120
    starts = {line.index(COMMANDS[line.split()[0]].summary) for line in lines if line.startswith("    ")}
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("scroe", "did you mean score?"), ("quikstart", "did you mean quickstart?"), ("zzz", "--help lists them")],
)
def test_a_misspelt_command_is_wrong_usage_with_advice(capsys, word, said):
    assert main([word, "x"]) == 2
    assert said in capsys.readouterr().err


def test_a_hostile_command_name_cannot_steer_the_terminal(capsys):
    assert main(["\x1b[2Jcount"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["count", "--\x1b[2J"], ["--\x1b[2J"], ["count", "--config", "\x1b[2J.yaml"]])
def test_no_word_of_the_command_line_steers_the_terminal(words, capsys):
    assert main(words) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["count"], ["tree"], ["tree", "--format", "gtd"], ["tree", "--format", "sexpr"]])
def test_no_symbol_steers_a_terminal_and_a_file_gets_it_as_it_is(words, capsys, monkeypatch):
    assert main([*words, "x \x1b \x9b y"]) == 0
    as_file = capsys.readouterr().out
    assert "\x1b" in as_file
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main([*words, "x \x1b \x9b y"]) == 0
    assert capsys.readouterr().out == as_file.replace("\x1b", "\\x1b").replace("\x9b", "\\x9b")


def test_help_of_a_command_imports_no_other():
    code = (
        "import json, sys\n"
        "from hmer_kit.cli import main\n"
        "main(['count', '--help'])\n"
        "print(json.dumps([name for name in sys.modules if name.startswith('hmer_kit.')]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = json.loads(run.stdout.splitlines()[-1])
    assert [name for name in loaded if not name.startswith(("hmer_kit.cli", "hmer_kit.exceptions"))] == []
    assert [name for name in loaded if name.startswith("hmer_kit.cli.scores")] == []
    assert "hmer_kit.cli._config.merging" not in loaded


def test_built_tasks_are_told_as_json(folder, tmp_path, capsys):
    output = tmp_path / "tasks.json"
    assert main(["build-tasks", str(folder / "train"), "--output", str(output), "--tasks", "vanilla", "--json"]) == 0
    [told] = answers(capsys)
    assert told["tasks"] == {"vanilla": {"examples": 12, "not_used": 0, "bad": 0}}
    assert (told["records"], told["files"], told["skipped"]) == (12, {"vanilla": str(output)}, None)


def test_built_errors_are_told_as_json(predictions, tmp_path, capsys):
    assert main(["build-errors", predictions, "--output", str(tmp_path / "out"), "--json"]) == 0
    [told] = answers(capsys)
    assert told["rows"]["error_detection"]["rows"] == 1
    assert told["corpus"]["samples"]["near"] == 1
    assert sorted(told["files"]) == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_a_plan_and_its_jobs_are_told_as_json(tmp_path, capsys):
    options = ["mine-errors", "--output", str(tmp_path), "--json"]
    assert main([*options, "--limit", "8", "--steps", "1", "--precision", "32-true", "--plan-only"]) == 0
    [told] = answers(capsys)
    assert told["plan"]["folds"] == [4, 4]
    assert main([*options, "--list"]) == 0
    assert answers(capsys)[0] == {"job": "train-0", "state": "ready"}


def test_a_bar_is_drawn_on_a_terminal_alone(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    drawn = {}
    for name, stream, quiet in (
        ("seen", Terminal(), False),
        ("quiet", Terminal(), True),
        ("file", io.StringIO(), False),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        assert list(with_progress(range(3), unit="record", quiet=quiet)) == [0, 1, 2]
        drawn[name] = stream.getvalue()
    assert "records" in drawn["seen"]
    assert (drawn["quiet"], drawn["file"]) == ("", "")


def test_without_a_standard_error_there_is_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert list(with_progress([1], unit="record", quiet=False)) == [1]


@pytest.mark.parametrize(
    ("command", "code", "out", "err"),
    [
        ("count <&-", 0, "", ""),
        ("count x >&-", 0, "", ""),
        ("count '{' 2>&-", 1, "", ""),
        ("count --nonsense 2>&-", 2, "", ""),
        ("score nowhere.json 2>&-", 2, "", ""),
        ("score nowhere.json", 2, "", "hmer-kit: error: "),
        ("count x --config nowhere.yaml", 2, "", "hmer-kit: error: expected a config file"),
        ("init /dev/null/x", 2, "", "hmer-kit: error: Not a directory"),
        (r"count $'\xff'", 1, "", "expected UTF-8, got byte 0xff"),
        ("completion bash > /dev/full", 2, "", "No space left on device"),
        ("doctor --config /proc/self/mem", 2, "", "hmer-kit: error: "),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_streams_that_are_gone_and_bad_bytes_end_in_a_message_and_a_code(command, code, out, err):
    run = shell(f"{PROGRAM} {command}")
    assert (run.returncode, run.stdout) == (code, out)
    assert err in run.stderr
    assert "Traceback" not in run.stderr


def test_a_reader_that_has_seen_enough_is_no_failure():
    run = shell(f"set -o pipefail; for i in $(seq 20000); do echo x; done | {PROGRAM} count | head -n 1")
    assert run.stdout == "x: 1\n"
    assert "Traceback" not in run.stderr
    assert "BrokenPipe" not in run.stderr


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"train"}))
def test_what_means_the_same_has_the_same_name_in_every_command(name):
    other_names = {"--out", "--samples", "--longest", "--time-limit", "--together"}
    options = set(command_parser(name)._option_string_actions)
    assert options & other_names == set()
    assert not {"--show", "--limit"} <= options  # how many are shown, and how many are read


@pytest.mark.parametrize(
    ("command", "option"),
    [("duplicates", "--show"), ("inspect", "--show"), ("inspect", "--pictures"), ("vocabulary", "--show")],
)
def test_a_count_below_zero_is_wrong_usage(capsys, command, option):
    assert main([command, "nothing", option, "-1"]) == 2
    assert f"argument {option}: expected a whole number of 0 or more, got '-1'" in capsys.readouterr().err
