"""The command line as a whole: help, versions, exit codes, what a start imports."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import hmer_kit
from hmer_kit.cli import main

COMMANDS = ["score", "tree", "count", "build-tasks", "mine-errors", "build-errors"]


def run_fresh(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "hmer_kit", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


def test_the_module_runs_as_a_program():
    run = run_fresh("count", "x + x")
    assert (run.returncode, run.stdout, run.stderr) == (0, "x: 2, +: 1\n", "")


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"hmer-kit {hmer_kit.__version__}\n"


def test_help_names_every_command_and_the_exit_codes(capsys):
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n    {name}" in text for name in [*COMMANDS, "quickstart"])
    assert "exit codes:" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_helps_with_examples_and_exit_codes(capsys, command):
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"  hmer-kit {command} " in text
    assert "exit codes:" in text


def test_no_command_is_wrong_usage_and_shows_the_help(capsys):
    assert main([]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "examples:" in output.err


@pytest.mark.parametrize("arguments", [["frobnicate"], ["count", "--nonsense"], ["score"], ["--jsonl", "count", "x"]])
def test_wrong_usage_is_exit_code_2_and_a_message(capsys, arguments):
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "hmer-kit" in output.err
    assert "error:" in output.err


def test_options_are_not_guessed_from_their_beginnings(capsys):
    assert main(["count", "--jso", "x"]) == 2
    assert "--json" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["score", "nowhere.json"], ["tree", "x"], ["count", "x"], ["build-tasks", "nowhere", "--output", "x.json"]],
)
def test_a_start_imports_no_torch(arguments):
    code = (
        "import json, sys\n"
        "from hmer_kit.cli import main\n"
        f"main({arguments!r})\n"
        "heavy = ('torch', 'torchmetrics', 'lightning', 'transformers', 'sympy')\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(run.stdout.splitlines()[-1]) == []


def test_counting_imports_nothing_but_the_standard_library():
    code = (
        "import json, sys\n"
        "from hmer_kit.cli import main\n"
        "main(['count', 'x']); main(['tree', 'x'])\n"
        "known = sys.stdlib_module_names | {'hmer_kit'}\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules} - known)))"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    others = [name for name in json.loads(run.stdout.splitlines()[-1]) if "hmer_kit" not in name]
    assert not set(others) & {"numpy", "PIL", "rapidfuzz", "networkx", "jinja2", "argcomplete"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_cannot_be_written_is_a_message_and_exit_code_2():
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "hmer_kit", "count", "x"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr == "hmer-kit: error: No space left on device\n"


@pytest.fixture
def _interruptible():
    """A shell lets what it starts in the background ignore Ctrl-C, and children would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_ends_with_130_and_no_traceback():
    with subprocess.Popen(
        [sys.executable, "-m", "hmer_kit", "count"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(b"x\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"x: 1\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130
        assert said == b"hmer-kit: interrupted\n"
