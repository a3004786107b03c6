"""Against a real local server with every fault: answers in order, retries, bounds, and nothing lost."""

from __future__ import annotations

import base64
import gzip
import json
import math
import subprocess
import sys
import threading
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image

from faulty_server import completion, serving
from hmer_kit.data import PixelBudget
from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference import Answer, Question, ServerPredictor
from hmer_kit.tasks import InferenceSettings

JSON = {"Content-Type": "application/json"}
KEY = "sk-very-secret-0123456789"


class Grey:
    name = "grey"

    def load(self):
        return Image.new("L", (80, 40), 90)


def ask(*names):
    return [Question(name, f"read {name}", Grey()) for name in names]


def echo(body, prompt, attempt):
    return completion([prompt.upper()])


def predictor(url, **options):
    return ServerPredictor(url, "m", **{"max_retries": 2, "timeout": 5.0, "api_key": KEY, **options})


def test_answers_come_in_the_order_of_the_questions_and_no_more_are_under_way_than_allowed() -> None:
    gate = threading.Barrier(3)

    def plan(body, prompt, attempt):
        gate.wait(10)
        return completion([prompt.upper()])

    with serving(plan) as (url, server):
        answers = predictor(url, concurrency=3).predict(ask(*"abcdefghi"))
    assert [answer.response for answer in answers] == [f"READ {name.upper()}" for name in "abcdefghi"]
    assert server.most_under_way == 3


def test_what_is_sent_is_the_picture_at_its_budget_the_prompt_and_the_settings() -> None:
    inference = InferenceSettings(
        prompts={"vanilla": "Read it."},
        system_prompt="Be exact.",
        order="text-image",
        pixel_budget=PixelBudget(max_pixels=800),
        max_new_tokens=77,
    )
    question = Question("a", InferenceSettings().prompts["vanilla"], Grey())

    with serving(lambda *_: completion(["x"])) as (url, server):
        predictor(url, inference=inference, extra_body={"guided_grammar": "g"}).predict([question])
    (body,) = server.bodies
    system, user = body["messages"]
    assert system == {"role": "system", "content": [{"type": "text", "text": "Be exact."}]}
    text, picture = user["content"]
    assert text == {"type": "text", "text": "Read it."}
    head, _, data = picture["image_url"]["url"].partition(",")
    image = Image.open(BytesIO(base64.b64decode(data)))
    assert (head, image.format, image.size, image.mode) == ("data:image/png;base64", "PNG", (40, 20), "RGB")
    assert {key: body[key] for key in ("model", "max_tokens", "temperature", "logprobs", "guided_grammar")} == {
        "model": "m",
        "max_tokens": 77,
        "temperature": 0.0,
        "logprobs": True,
        "guided_grammar": "g",
    }
    assert not {"n", "seed"} & body.keys()


def test_scores_tokens_finish_and_confidence_are_what_the_server_says() -> None:
    with serving(lambda *_: completion(["x"], logprobs=[-0.1, -0.2], tokens=2)) as (url, _):
        (answer,) = predictor(url).predict(ask("a"))
    assert answer == Answer(
        "x", confidence=math.exp(-0.30000000000000004), score=-0.30000000000000004, tokens=2, finish="stop"
    )


def test_without_log_probabilities_there_is_no_score_and_none_are_asked_for() -> None:
    with serving(lambda *_: completion(["x"], tokens=2)) as (url, server):
        (answer,) = predictor(url, scores=False).predict(ask("a"))
    assert answer == Answer("x", tokens=2, finish="stop")
    assert "logprobs" not in server.bodies[0]


def test_a_cut_response_has_confidence_0_and_one_that_ends_in_a_loop_is_named() -> None:
    texts = {"a": r"\frac { 1 } { 2 } + " * 40, "b": "1 + 2 + 3 + 4", "c": "0 & " * 20}
    with serving(lambda body, prompt, _: completion([texts[prompt[-1]]], finish="length")) as (url, _):
        answers = predictor(url).predict(ask("a", "b", "c"))
    assert [(answer.finish, answer.confidence) for answer in answers] == [
        ("loop", 0.0),
        ("length", 0.0),
        ("length", 0.0),
    ]


@pytest.mark.parametrize("each", [None, 1, 2])
def test_candidates_come_in_one_request_or_several_each_with_its_seed(each) -> None:
    inference = InferenceSettings(candidates=3, temperature=0.7)

    def plan(body, prompt, attempt):
        return completion([f"{body['seed']}-{number}" for number in range(body.get("n", 1))], logprobs=[-1.0])

    with serving(plan) as (url, server):
        options = {"inference": inference, "candidates_per_request": each}
        (answer,) = predictor(url, **options).predict(ask("a"))
        (again,) = predictor(url, **options).predict(ask("a"))
        (other,) = predictor(url, seed=1, **options).predict(ask("a"))
    assert len({item.response for item in answer.candidates}) == 3
    assert answer.response in {item.response for item in answer.candidates}
    assert again == answer
    assert other.response != answer.response
    assert [body.get("n", 1) for body in server.bodies][: len(server.bodies) // 3] == {
        None: [3],
        1: [1] * 3,
        2: [2, 1],
    }[each]


@pytest.mark.parametrize(
    "fault",
    [(429, {"Retry-After": "0.01"}, b"{}"), (500, {}, b"oops"), (503, {"Retry-After": "0.01"}, b""), "close"],
    ids=["429", "500", "503", "close"],
)
def test_a_fault_that_passes_is_retried(fault) -> None:
    def plan(body, prompt, attempt):
        return fault if attempt == 1 else completion(["x"])

    with serving(plan) as (url, server):
        assert predictor(url).predict(ask("a"))[0].response == "x"
    assert len(server.bodies) == 2


def test_retry_after_is_kept_to() -> None:
    def plan(body, prompt, attempt):
        return (429, {"Retry-After": "1.5"}, b"{}") if attempt == 1 else completion(["x"])

    with serving(plan) as (url, server):
        predictor(url).predict(ask("a"))
    assert server.times[1] - server.times[0] >= 1.5


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ((500, JSON, b'{"error": {"message": "no memory"}}'), "500.*no memory"),
        ((200, {"Content-Type": "text/html"}, b"<html>proxy</html>"), "expected a JSON object.*<html>"),
        ((200, JSON, b'{"choices": ['), "expected a JSON object"),
        ((200, JSON, b"[" * 500_000), "nested too deep|expected a JSON object"),
        ((200, JSON, b"[]"), "expected a JSON object"),
        ((200, JSON, b'{"choices": []}'), "expected 1 choices in the answer, got 0"),
        ((200, JSON, json.dumps({"choices": [{"message": {"content": None}}]}).encode()), "expected a choice"),
        (completion(["x"], logprobs=[float("nan")]), "expected finite numbers"),
        ((200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * 10**6)), "not compressed"),
        ((400, JSON, b'{"error": {"message": "logprobs are not supported"}}'), "400.*logprobs are not"),
        ("huge", "at most 1000000 bytes"),
        ("drip", "within the timeout|timed out"),
        ("hang", "timed out"),
        ("close", "Connection error"),
    ],
)
def test_a_fault_that_stays_is_named_and_the_other_answers_are_kept(fault, reason) -> None:
    def plan(body, prompt, attempt):
        return fault if prompt == "read b" else completion([prompt.upper()])

    with serving(plan) as (url, _), pytest.raises(PredictorError, match=rf"1 of 3 .*'b': .*(?:{reason})") as caught:
        predictor(url, max_retries=0, timeout=1.0, max_bytes=10**6).predict(ask("a", "b", "c"))
    assert caught.value.ids == ("b",)
    first, second, third = caught.value.answers
    assert (first.response, second, third.response) == ("READ A", None, "READ C")


def test_a_picture_that_cannot_be_read_fails_its_question_alone() -> None:
    questions = [*ask("a"), Question("b", "read b")]
    with (
        serving(echo) as (url, server),
        pytest.raises(PredictorError, match=r"'b': expected question 'b' to have a picture"),
    ):
        predictor(url).predict(questions)
    assert len(server.bodies) == 1


def test_the_key_is_sent_and_stands_in_no_error() -> None:
    def plan(body, prompt, attempt):
        return (400, JSON, json.dumps({"error": {"message": f"bad key {KEY} for {json.dumps(body)}"}}).encode())

    with serving(plan) as (url, server), pytest.raises(PredictorError) as caught:
        predictor(url).predict(ask("a"))
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    for error in (caught.value, caught.value.__cause__, caught.value.__context__):
        assert KEY not in repr(error)
        assert "base64" not in repr(error)
    assert KEY not in repr(predictor(url).__dict__)
    assert KEY not in json.dumps(predictor(url).identity)


def test_the_key_comes_from_its_own_variable_and_never_from_another(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "for-someone-else")
    with serving(echo) as (url, server):
        predictor(url, api_key=None).predict(ask("a"))
        monkeypatch.setenv("HMER_KIT_API_KEY", "ours")
        predictor(url, api_key=None).predict(ask("a"))
    assert [headers["authorization"] for headers in server.headers] == ["Bearer none", "Bearer ours"]


def test_what_the_environment_has_for_another_server_is_not_sent(monkeypatch) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY", "OPENAI_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "for-someone-else")
    with serving(echo) as (url, server):
        predictor(url).predict(ask("a"))
    assert "for-someone-else" not in str(dict(server.headers[0]))


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_key_or_model_ends_the_asking(status) -> None:
    refuse = (status, JSON, b'{"error": {"message": "no"}}')
    with serving(lambda *_: refuse) as (url, server), pytest.raises(PredictorError, match="not asked any") as caught:
        predictor(url, concurrency=1).predict(ask(*"abcdefgh"))
    assert len(server.bodies) == 1
    assert caught.value.ids == tuple("abcdefgh")


def test_a_server_that_is_gone_is_not_asked_for_ever() -> None:
    with serving(lambda *_: "close") as (url, server), pytest.raises(PredictorError, match="100 of 100"):
        predictor(url, concurrency=1, max_retries=0).predict(ask(*map(str, range(100))))
    assert len(server.bodies) == 20


def test_redirects_are_not_followed() -> None:
    with serving(echo) as (elsewhere, other):
        target = {"Location": f"{elsewhere}/chat/completions"}
        with serving(lambda *_: (307, target, b"")) as (url, _), pytest.raises(PredictorError, match="307"):
            predictor(url).predict(ask("a"))
    assert other.bodies == []


def test_without_openai_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['openai'] = None\n"
        "from hmer_kit.inference import Question, ServerPredictor\n"
        "try:\n    ServerPredictor('http://127.0.0.1:9/v1', 'm').predict([Question('a', 'x')])\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "MissingExtraError" in run.stdout
    assert "hmer_kit[server]" in run.stdout


@pytest.mark.parametrize(
    "options",
    [{"concurrency": 0}, {"timeout": 0}, {"max_retries": -1}, {"max_bytes": 0}, {"candidates_per_request": 0}],
)
def test_numbers_out_of_range_are_refused(options) -> None:
    with pytest.raises(InputError, match="at least"):
        ServerPredictor("http://localhost/v1", "m", **options)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="http://"):
        ServerPredictor("file:///etc/passwd", "m")


def test_an_identity_is_json() -> None:
    identity = predictor("http://localhost/v1", inference=InferenceSettings(pixel_budget=PixelBudget())).identity
    assert json.loads(json.dumps(identity)) == identity
    assert SimpleNamespace(**identity).model == "m"
