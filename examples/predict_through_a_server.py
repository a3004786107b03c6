r"""Let a server read a data set, write its predictions to a file, and score them.

Any server that speaks OpenAI's protocol will do: vLLM, SGLang, llama.cpp, ``transformers serve``. Here a few lines of
the standard library answer in its place, always alike. Run ``python examples/predict_through_a_server.py``; it prints

    4 predicted, 0 failed
    {"img_id": "0", "gt": "x + 1", "pred": "x + 1", "response": "$x + 1$", "finish": "stop"}
    expression rate 0.50
    asked: Please write out the expression of the formula in the image using LaTeX format.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from hmer_kit import Record, SyntheticImage, read_predictions, score
from hmer_kit.data import PixelBudget
from hmer_kit.inference import ServerPredictor, predict_records
from hmer_kit.tasks import InferenceSettings

ASKED: list[dict[str, Any]] = []


class Server(BaseHTTPRequestHandler):
    """Answers every picture with one expression."""

    def do_POST(self) -> None:
        """Answer one request."""
        ASKED.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        message = {"role": "assistant", "content": "$x + 1$"}
        body = {"id": "1", "object": "chat.completion", "model": "hmer", "created": 0}
        body |= {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
Thread(target=server.serve_forever, daemon=True).start()

written = ["x + 1", "x - 1"] * 2
pictures = [SyntheticImage(latex, writer_seed=1, seed=place) for place, latex in enumerate(written)]  # or FileImage
records = [Record(str(place), picture.latex, image=picture) for place, picture in enumerate(pictures)]
settings = InferenceSettings(pixel_budget=PixelBudget(max_pixels=262_144))  # .load(folder) reads those of a training
predictor = ServerPredictor(f"http://127.0.0.1:{server.server_port}/v1", "hmer", inference=settings, scores=False)

with TemporaryDirectory() as folder:
    out = Path(folder, "predictions.jsonl")
    print(predict_records(records, predictor, out=out).summary())
    print(out.read_text(encoding="utf-8").splitlines()[0])
    read = read_predictions(out).records
server.shutdown()

result = score([record.prediction or "" for record in read], [record.reference for record in read])
print(f"expression rate {result.expression_rate():.2f}")
(question,) = [part["text"] for part in ASKED[0]["messages"][-1]["content"] if part["type"] == "text"]
print("asked:", question.partition(". ")[2])
