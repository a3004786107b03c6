"""The server itself, by plain requests: what it refuses, what it says of itself, and that it gives away no file."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sys
import threading
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from demo.scripted import Scripted
from hmer_kit.demo import DemoLimits, DemoServer, TimeLimit, build_demo, is_loopback
from hmer_kit.exceptions import InputError

# What pandas says of Gradio's own use of it, in threads of its queue.
pytestmark = pytest.mark.filterwarnings("ignore:::gradio")
LIMITS = DemoLimits(max_upload_bytes=100_000)


@pytest.fixture(scope="module")
def model():
    return Scripted()


@pytest.fixture(scope="module")
def server(model):
    page = build_demo(model, name="scripted", limit=TimeLimit(20), limits=LIMITS)
    with DemoServer(page, port=0, limits=LIMITS) as started:
        yield started


def ask(server, path, *, method="GET", body=None, headers=None):
    """Return status, headers and body; the path goes as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def uploaded(data, *, name="a.png"):
    """The body of an upload and its header."""
    head = f'--mark\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--mark--\r\n", {"Content-Type": "multipart/form-data; boundary=mark"}


def event(server, number, data):
    """What Gradio says to an event of the page."""
    body = json.dumps({"data": [data], "fn_index": number, "session_hash": "s1"})
    kind = {"Content-Type": "application/json"}
    assert ask(server, "/gradio_api/queue/join", method="POST", body=body, headers=kind)[0] == 200
    return ask(server, "/gradio_api/queue/data?session_hash=s1")[2].decode()


def config(server):
    return json.loads(ask(server, "/config")[2])


def test_every_answer_keeps_the_browser_at_home(server) -> None:
    for path in ("/", "/config", "/nothing/there"):
        headers = {name.lower(): value for name, value in ask(server, path)[1].items()}
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert "*" not in policy
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_nothing_is_counted_shared_or_offered_by_name(server) -> None:
    said = config(server)
    assert said["analytics_enabled"] is False
    assert not said.get("footer_links")
    assert all(each["api_visibility"] == "private" for each in said["dependencies"])
    assert json.loads(ask(server, "/gradio_api/info")[2])["named_endpoints"] == {}
    assert ask(server, "/openapi.json")[0] == 404


@pytest.mark.parametrize("route", ["/gradio_api/file=", "/gradio_api/file/", "/file="])
def test_no_file_of_this_computer_is_served(server, tmp_path, route) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    for path in (secret, "pyproject.toml", "../" * 20 + "etc/hostname", "/etc/hostname", __file__):
        status, _, body = ask(server, f"{route}{path}")
        assert status in {403, 404}, path
        assert b"secret" not in body or b"a secret" not in body


@pytest.mark.parametrize(
    "path", ["/gradio_api/file=http://127.0.0.1:9/x", "/gradio_api/file=https%3A//example.org", "/gradio_api/proxy=http://a.hf.space/"]
)  # fmt: skip
def test_nothing_is_fetched_for_whoever_asks(server, path) -> None:
    assert ask(server, path)[0] == 403


@pytest.mark.parametrize("checked", ["by Gradio and us", "by us alone"])
def test_a_file_that_was_not_uploaded_is_not_read(server, model, tmp_path, checked) -> None:
    server.demo.has_launched = checked == "by Gradio and us"
    secret = tmp_path / "secret.png"
    Image.new("L", (9, 9)).save(secret)
    cache = Path(server.demo.GRADIO_CACHE)
    before = (len(model.asked), sorted(cache.rglob("*")))
    for number in (each["id"] for each in config(server)["dependencies"]):
        for path in (str(secret), "/etc/hostname", "http://127.0.0.1:9/a.png", f"{cache}/../../etc/hostname"):
            events = event(server, number, {"path": path, "meta": {"_type": "gradio.FileData"}})
            assert '"success":false' in events
            assert "hmer-reading" not in events
    server.demo.has_launched = True
    assert (len(model.asked), sorted(cache.rglob("*"))) == before


def test_an_uploaded_file_is_read(server) -> None:
    data = BytesIO()
    Image.new("L", (9, 9)).save(data, "PNG")
    body, headers = uploaded(data.getvalue())
    (path,) = json.loads(ask(server, "/gradio_api/upload", method="POST", body=body, headers=headers)[2])
    number = config(server)["dependencies"][1]["id"]
    events = event(server, number, {"path": path, "meta": {"_type": "gradio.FileData"}})
    assert "data-state='read'" in events


def test_requests_of_other_pages_and_by_other_names_are_refused(server) -> None:
    assert ask(server, "/config", headers={"Host": f"127.0.0.1:{server.port}"})[0] == 200
    assert ask(server, "/config", headers={"Host": f"localhost:{server.port}"})[0] == 200
    assert ask(server, "/config", headers={"Host": "rebound.example"})[0] == 421
    assert ask(server, "/config", headers={"Origin": "https://elsewhere.example"})[0] == 403
    body, headers = uploaded(b"x")
    headers["Origin"] = "null"
    assert ask(server, "/gradio_api/upload", method="POST", body=body, headers=headers)[0] == 403


def test_uploads_are_limited_whether_their_length_is_told_or_not(server) -> None:
    body, headers = uploaded(b"0" * 99_000)
    assert ask(server, "/gradio_api/upload", method="POST", body=body, headers=headers)[0] == 200
    body, headers = uploaded(b"0" * 110_000)
    assert ask(server, "/gradio_api/upload", method="POST", body=body, headers=headers)[0] == 413
    body, headers = uploaded(b"0" * 400_000)
    status, _, said = ask(server, "/gradio_api/upload", method="POST", body=body, headers=headers)
    assert (status, json.loads(said)["detail"]) == (413, "expected a request of at most 165536 bytes")
    pieces = (body[start : start + 50_000] for start in range(0, len(body), 50_000))
    with suppress(ConnectionError):  # closed before all of it was sent
        assert ask(server, "/gradio_api/upload", method="POST", body=pieces, headers=headers)[0] in {400, 413}


def test_a_port_in_use_is_told_and_none_is_left_open(server) -> None:
    page = build_demo(Scripted())
    with pytest.raises(InputError, match=rf"cannot listen at 127\.0\.0\.1, port {server.port}: Address already in use"):
        DemoServer(page, port=server.port).__enter__()
    with DemoServer(page, port=0) as other:
        assert ask(other, "/config")[0] == 200
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", other.port))


def test_an_interrupted_wait_leaves_no_server_running() -> None:
    def serve() -> None:
        with server:
            started.set()
            server.wait()

    server, started = DemoServer(build_demo(Scripted()), port=0), threading.Event()
    interrupt = threading.Thread(target=lambda: started.wait() and signal.raise_signal(signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        serve()
    interrupt.join()
    assert server._thread.ident not in sys._current_frames()


@pytest.mark.parametrize("port", [-1, 65536, True, "80"])
def test_a_port_is_a_number_of_its_range(port) -> None:
    with pytest.raises(InputError, match="expected a port of 0 to 65535"):
        DemoServer(None, port=port).__enter__()


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.7", False), ("example.org", False), ("", False)],  # noqa: S104
)  # fmt: skip
def test_loopback_addresses_are_known(host, local) -> None:
    assert is_loopback(host) is local


def test_the_address_can_be_opened_on_this_computer_wherever_it_listens() -> None:
    everywhere = DemoServer(None, host="0.0.0.0", port=80)  # noqa: S104
    assert everywhere.url == "http://127.0.0.1:80/"
    assert DemoServer(None, host="[::1]", port=80).url == "http://[::1]:80/"
