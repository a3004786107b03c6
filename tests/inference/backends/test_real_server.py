"""Against ``transformers serve``, a real server of the protocol: the same text as the same weights in this process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
import torch

from hmer_kit.data import PixelBudget
from hmer_kit.inference import Question, ServerPredictor, VLMPredictor
from hmer_kit.tasks import InferenceSettings, Vanilla
from hmer_kit.vlm import load_model_and_processor
from vlm.families.builders import idefics3
from vlm.families.parts import Drawn

SERVE = "from transformers.cli.transformers import main; main()"
INFERENCE = InferenceSettings(max_new_tokens=24, pixel_budget=PixelBudget(max_pixels=1500))
QUESTIONS = [Question(f"q{index}", Vanilla().prompt, Drawn(index, (40 + 8 * index, 32))) for index in range(6)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny model that answers each picture in another way, and sometimes ends its answer."""
    torch.manual_seed(3)
    tokenizer = idefics3.tokenizer()
    model, processor = idefics3.build(tokenizer)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(6)
    path = tmp_path_factory.mktemp("model")
    model.save_pretrained(path)
    processor.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def url(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, "serve", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    log = folder / "server.log"
    with log.open("wb") as file:
        server = subprocess.Popen([*command, "--device", "cpu"], env=environment, stdout=file, stderr=file)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", server, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(address, server, log):
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


@pytest.mark.slow
def test_a_server_writes_what_the_model_in_this_process_writes(folder, url) -> None:
    ours = VLMPredictor(*load_model_and_processor(folder), inference=INFERENCE).predict(QUESTIONS)
    theirs = ServerPredictor(url, str(folder), inference=INFERENCE, scores=False, concurrency=3).predict(QUESTIONS)
    assert [answer.response for answer in theirs] == [answer.response for answer in ours]
    assert [answer.tokens for answer in theirs] == [answer.tokens for answer in ours]
    assert [answer.finish for answer in theirs] == [answer.finish for answer in ours]
    assert len({answer.response for answer in ours}) > 2
