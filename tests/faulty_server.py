"""A real HTTP server on a loopback port that speaks the chat protocol, with every fault that a script asks for."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def completion(texts, *, logprobs=None, finish="stop", tokens=3):
    """A whole chat completion."""
    choices = [
        {
            "index": number,
            "message": {"role": "assistant", "content": text},
            "finish_reason": finish,
            "logprobs": None if logprobs is None else {"content": [{"token": "t", "logprob": p} for p in logprobs]},
        }
        for number, text in enumerate(texts)
    ]
    return {"id": "1", "object": "chat.completion", "choices": choices, "usage": {"completion_tokens": tokens}}


class Faulty:
    """What the server does, and what it saw.

    ``plan(body, attempt)`` says what to do with a request: a dict is sent as JSON; a tuple is (status, headers, bytes);
    "hang", "close", "drip" or "huge" are faults.
    """

    def __init__(self, plan):
        self.plan = plan
        self.bodies, self.headers, self.attempts, self.times = [], [], {}, []
        self.under_way = self.most_under_way = 0
        self.lock = threading.Lock()
        self.done = threading.Event()

    def note(self, body, headers):
        parts = body["messages"][-1]["content"]
        prompt = next(part["text"] for part in parts if part["type"] == "text")
        with self.lock:
            self.bodies.append(body)
            self.headers.append(headers)
            self.times.append(time.monotonic())
            self.attempts[prompt] = self.attempts.get(prompt, 0) + 1
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            return prompt, self.attempts[prompt]


def handler_of(faulty):  # noqa: C901 - one small class
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt, attempt = faulty.note(body, {name.lower(): value for name, value in self.headers.items()})
            try:
                self.reply(faulty.plan(body, prompt, attempt))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with faulty.lock:
                    faulty.under_way -= 1

        def reply(self, found):
            if isinstance(found, dict):
                found = (200, {"Content-Type": "application/json"}, json.dumps(found).encode())
            if isinstance(found, tuple):
                status, headers, content = found
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
                return
            self.close_connection = True
            if found == "hang":
                faulty.done.wait(20)
            elif found != "close":
                self.write_for_ever(*{"drip": (b" ", 0.1), "huge": (b" " * 65536, 0)}[found])

        def write_for_ever(self, piece, pause):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            while not faulty.done.wait(pause):
                self.wfile.write(piece)

    return Handler


@contextmanager
def serving(plan):
    """Run a server for as long as the block, and give its address and its notes."""
    faulty = Faulty(plan)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(faulty))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", faulty
    finally:
        faulty.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
