"""Every `hmer-kit` command line in the pages, the README, the examples' docstrings and the help parses as it stands."""

from __future__ import annotations

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from hmer_kit.cli import app
from hmer_kit.cli._commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def console_lines(text: str) -> list[str]:
    """The commands of console and shell blocks, continued lines joined, without output."""
    blocks = re.findall(r"^```(?:console|bash|sh)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    joined = [re.sub(r"\\\n\s*", "", block) for block in blocks]
    return [line.strip()[2:] for block in joined for line in block.splitlines() if line.strip().startswith("$ ")]


def inline_lines(text: str) -> list[str]:
    """The commands that stand in a line of prose with options or arguments."""
    return re.findall(r"`(hmer-kit [^`\n]+)`", text)


def words_of(line: str) -> list[list[str]]:
    """The arguments of each call of hmer-kit in a line, be it in a pipe or in quotes for another program."""
    words = shlex.split(line, comments=True)
    words = [part for word in words for part in (shlex.split(word) if "hmer-kit " in word else [word])]
    calls: list[list[str]] = []
    for place, word in enumerate(words):
        if word == "hmer-kit":
            rest = words[place + 1 :]
            end = next(
                (number for number, item in enumerate(rest) if item in {"|", ">", "<", "&&", ";", ">>"}), len(rest)
            )
            calls.append([item.rstrip(")") if item.endswith(")") and "(" not in item else item for item in rest[:end]])
    return calls


def calls_of(lines: list[str]) -> list[list[str]]:
    return [call for line in lines if "hmer-kit" in line for call in words_of(line) if call]


def parser_of(command: str) -> argparse.ArgumentParser:
    if hasattr(app, "command_parser"):  # with the options of all commands
        parser = app.command_parser(command)
        parser.exit_on_error = False
        return parser
    parser = argparse.ArgumentParser(prog=f"hmer-kit {command}", exit_on_error=False, allow_abbrev=False)
    import_module(COMMANDS[command].module).add_arguments(parser)
    return parser


def options_of(command: str) -> set[str]:
    return {option for action in parser_of(command)._actions for option in action.option_strings}


def fault(call: list[str], capsys: pytest.CaptureFixture[str]) -> str | None:
    """What the command's own parser says against a call; help is no fault."""
    command, *arguments = call
    parser = parser_of(command)
    if "--config" in arguments:  # the file has the rest of what is required, and does not exist here
        for action in parser._actions:
            action.required = False
    try:
        parser.parse_args(arguments)
    except SystemExit as stop:
        said = capsys.readouterr()
        return None if stop.code in {0, None} else said.err.strip().rpartition("\n")[2]
    except argparse.ArgumentError as error:
        return str(error)
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {call[0] for call in calls_of([*console_lines(text), *inline_lines(text)]) if call[0][0].islower()}
    assert sorted(named - set(COMMANDS)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_line_of_a_page_parses(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = [call for call in calls_of(console_lines(page.read_text(encoding="utf-8"))) if call[0] in COMMANDS]
    faults = {" ".join(call): said for call in calls if (said := fault(call, capsys))}
    assert faults == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_option_that_a_sentence_names_is_there(page: Path) -> None:
    calls = [call for call in calls_of(inline_lines(page.read_text(encoding="utf-8"))) if call[0] in COMMANDS]
    named = {(call[0], word.partition("=")[0]) for call in calls for word in call if word.startswith("--")}
    lightning = {(command, word) for command, word in named if command == "train"}  # its own parser knows those
    assert sorted((command, word) for command, word in named - lightning if word not in options_of(command)) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_of_a_command_s_help_parses(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    epilog = parser_of(command).epilog or ""
    shown = re.sub(r"\\\n\s*", "", epilog)
    lines = [
        re.split(r"\s{3,}", line.strip())[0] for line in shown.splitlines() if line.strip().startswith("hmer-kit ")
    ]
    calls = [call for line in lines for call in words_of(line)]
    faults = {" ".join(call): said for call in calls if call[0] == command and (said := fault(call, capsys))}
    assert faults == {}


def test_lines_are_found_and_a_wrong_option_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`hmer-kit count x`\n```console\n$ hmer-kit score --nonsense a.json | head  # why\nout\n"
        "$ srun 'hmer-kit tree x'\n$ hmer-kit score \\\n    a.json\n```\n",
        encoding="utf-8",
    )
    text = page.read_text(encoding="utf-8")
    calls = calls_of([*console_lines(text), *inline_lines(text)])
    assert calls == [["score", "--nonsense", "a.json"], ["tree", "x"], ["score", "a.json"], ["count", "x"]]
    assert "--nonsense" in (fault(calls[0], capsys) or "")
    assert [fault(call, capsys) for call in calls[1:]] == [None, None, None]
