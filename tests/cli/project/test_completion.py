"""Completion scripts, asked in real shells."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from hmer_kit.cli import main
from hmer_kit.cli._commands import COMMANDS

BASH, ZSH = shutil.which("bash"), shutil.which("zsh")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    place = tmp_path_factory.mktemp("completion")
    code = (
        "import contextlib, json, sys\n"
        "from hmer_kit.cli import main\n"
        f"for shell in ('bash', 'zsh', 'tcsh'):\n"
        f"    with open({str(place)!r} + '/' + shell, 'w') as file, contextlib.redirect_stdout(file):\n"
        "        assert main(['completion', shell]) == 0\n"
        "print(json.dumps([name for name in ('torch', 'lightning', 'transformers') if name in sys.modules]))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100)
    return place, json.loads(run.stdout)


def completed(script, words, cwd):
    """Return what bash offers for the last word."""
    code = (
        f'source "{script}"\n'
        f"COMP_WORDS=({' '.join(repr(word) for word in words)})\n"
        f"COMP_CWORD={len(words) - 1}\n"
        "$(complete -p hmer-kit | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    run = subprocess.run([BASH, "--norc", "-c", code], capture_output=True, text=True, check=False, timeout=30, cwd=cwd)
    return run.stdout.split()


def test_making_the_scripts_imports_no_torch(scripts):
    assert scripts[1] == []


@pytest.mark.skipif(BASH is None, reason="no bash")
def test_bash_offers_every_command(scripts, tmp_path):
    assert set(COMMANDS) <= set(completed(scripts[0] / "bash", ["hmer-kit", ""], tmp_path))
    assert completed(scripts[0] / "bash", ["hmer-kit", "mine"], tmp_path) == ["mine-errors"]


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["hmer-kit", "score", "--inter"], ["--intervals"]),
        (["hmer-kit", "score", "--as", "ma"], ["markdown"]),
        (["hmer-kit", "train", "val"], ["validate"]),
        (["hmer-kit", "completion", ""], ["bash", "zsh", "tcsh"]),
        (["hmer-kit", "init", "there", "--family", "qwen3"], ["qwen3_vl"]),
        (["hmer-kit", "predict", "--conf"], ["--config"]),
        (["hmer-kit", "predict", "--config", "mine"], ["mine.yaml"]),
        (["hmer-kit", "predict", "--data", "some"], ["somewhere"]),
        (["hmer-kit", "score", "pred"], ["pred.json"]),
        (["hmer-kit", "mine-errors", "--output", "some"], ["somewhere"]),
    ],
)
def test_bash_offers_options_choices_and_files(scripts, tmp_path, words, offered):
    for name in ("mine.yaml", "pred.json"):
        (tmp_path / name).touch()
    (tmp_path / "somewhere").mkdir()
    assert completed(scripts[0] / "bash", words, tmp_path) == offered


@pytest.mark.skipif(ZSH is None, reason="no zsh")
def test_zsh_reads_its_script(scripts):
    code = f'autoload -U compinit && compinit -u -d /dev/null; source "{scripts[0] / "zsh"}"; whence -w _shtab_hmer_kit'
    run = subprocess.run([ZSH, "-f", "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert "function" in run.stdout, run.stderr


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_the_other_scripts_name_every_command(scripts, shell):
    text = (scripts[0] / shell).read_text(encoding="utf-8")
    assert all(name in text for name in COMMANDS)


def test_an_unknown_shell_is_wrong_usage(capsys):
    assert main(["completion", "fish"]) == 2
    assert "invalid choice: 'fish'" in capsys.readouterr().err


def test_without_shtab_the_extra_is_named(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'hmer_kit[completion]'" in capsys.readouterr().err
