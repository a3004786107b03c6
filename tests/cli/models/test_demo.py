"""The command as people use it: weights in a folder, a page in Chromium, a drawing that is read, Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chromium import PHONE
from demo.taught import LATEX, save_taught
from hmer_kit.cli import main
from hmer_kit.cli.models.demo import add_arguments, command

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.mark.browser
@pytest.mark.slow
def test_a_model_in_a_folder_reads_a_drawing_until_the_command_is_interrupted(browser, tmp_path) -> None:
    assert save_taught(tmp_path / "weights") < 0.1
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = ["demo", "--model", str(tmp_path / "weights"), "--device", "cpu", "--port", "0", "--no-browser"]
    words += ["--max-new-tokens", "60", "--candidates", "2"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "TMPDIR": str(temporary), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "hmer_kit", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    ) as process:  # fmt: skip
        try:
            said = process.stdout.readline()
            url = next((word.rstrip(";") for word in said.split() if word.startswith("http://127.0.0.1:")), None)
            shown = _read_a_drawing(browser, url)
            kept = [path.stat().st_mode & 0o777 for path in temporary.glob("hmer-kit-demo-*")]
            process.send_signal(signal.SIGINT)
            errors = process.communicate(timeout=30)[1]
        finally:
            process.kill()
    assert (process.returncode, errors.splitlines()[-1]) == (130, "hmer-kit: interrupted")
    assert "Traceback" not in errors
    assert (kept, list(temporary.glob("hmer-kit-demo-*"))) == ([0o700], [])
    assert LATEX in shown
    for words in ("The tree that the model wrote says the same.", "The model counts the same symbols", "Alternatives"):
        assert words in shown


def _read_a_drawing(browser, url):
    page = browser.new_page(viewport=PHONE)
    page.goto(url)
    page.locator("canvas").wait_for(timeout=30_000)
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 150, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Read the drawing").click()
    reading = page.locator("[data-state=read]")
    reading.wait_for(timeout=60_000)
    text = reading.inner_text()
    page.close()
    return text


def options(*words):
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(["--model", "m", *words])


@pytest.mark.parametrize(
    ("words", "candidates", "temperature"),
    [
        ([], 4, 0.7),
        (["--candidates", "1"], 1, None),
        (["--candidates", "6"], 6, 0.7),
        (["--temperature", "0.3"], 4, 0.3),
    ],
)
def test_a_server_gives_several_samples_unless_told_otherwise(words, candidates, temperature) -> None:
    args = options("--server", "http://localhost:1/v1", "--timeout", "7", *words)
    predictor = command._predictor(args, None)
    assert (predictor.inference.candidates, predictor.inference.temperature) == (candidates, temperature)
    assert (predictor.concurrency, args.timeout) == (1, 7.0)


def test_a_port_in_use_is_told(capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["demo", "--server", "http://localhost:1/v1", "--model", "m", "--no-browser", "--port", str(port)]
        assert main(words) == 2
    assert (
        f"cannot listen at 127.0.0.1, port {port}: Address already in use; give another --port"
        in capsys.readouterr().err
    )


def test_other_hosts_are_warned_of_and_time_is_limited(capsys) -> None:
    words = ["demo", "--server", "http://localhost:1/v1", "--model", "m", "--no-browser"]
    assert main([*words, "--host", "192.0.2.1", "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert "warning: whoever reaches 192.0.2.1 can use this model" in said
    assert "cannot listen at 192.0.2.1" in said
    assert main([*words, "--timeout", "0"]) == 2
    assert "expected a time limit above 0 seconds" in capsys.readouterr().err
