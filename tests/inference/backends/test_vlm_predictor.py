"""The loop over real models: a random one answers nonsense and changes nothing; one that has learnt corrects."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PIL import Image, ImageDraw

from hmer_kit.data import Record
from hmer_kit.exceptions import DataError, InputError, PredictorError
from hmer_kit.inference import CountsAgree, Outcome, Question, VLMPredictor, detect_and_correct
from hmer_kit.tasks import InferenceSettings, build_examples
from hmer_kit.vlm import TaskCollator, VLMModule, generate
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS = {"a": ("x + d", "x + a"), "b": ("y", "y"), "c": ("z 2", "z ^ { 2 }")}


class Drawn:
    """A picture with a bar at a place of its own."""

    def __init__(self, place: int) -> None:
        self.name = f"bar {place}"
        self.place = place

    def load(self) -> Image.Image:
        image = Image.new("L", (96, 48))
        ImageDraw.Draw(image).rectangle((self.place, 8, self.place + 12, 40), fill=255)
        return image


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def records() -> list[Record]:
    return [
        Record(name, reference, image=Drawn(30 * number), prediction=prediction)
        for number, (name, (prediction, reference)) in enumerate(PAIRS.items())
    ]


@pytest.fixture
def small() -> tuple[Any, Any]:
    processor = small_processor(sorted({token for pair in PAIRS.values() for text in pair for token in text.split()}))
    return small_model(processor.tokenizer), processor


def test_a_random_model_changes_nothing_and_every_response_is_accounted_for(small, records) -> None:
    run = detect_and_correct(records, VLMPredictor(*small, max_new_tokens=12), guards=[CountsAgree()])
    assert run.predictions == [record.prediction for record in records]
    assert [trail.id for trail in run.trails] == list(PAIRS)
    assert all(trail.steps and trail.ending is not Outcome.ACCEPTED for trail in run.trails)
    again = detect_and_correct(records, VLMPredictor(*small, max_new_tokens=12, batch_size=1), guards=[CountsAgree()])
    assert again == run


def test_it_answers_as_generate_does_with_a_model_or_a_module(small, records) -> None:
    model, processor = small
    examples = [example for example in build_examples(records).examples if example.task != "vanilla"]
    questions = [Question(item.record.id, item.prompt, item.record.image, item.task) for item in examples]
    wanted = generate(model, processor, examples, max_new_tokens=8)
    answers = VLMPredictor(model, processor, max_new_tokens=8).predict(questions)
    assert [answer.response for answer in answers] == wanted
    module = VLMModule(model, processor)
    assert VLMPredictor(module, max_new_tokens=8, collator=module.collator()).predict(questions) == answers


def test_a_module_brings_its_settings_along(small) -> None:
    settings = InferenceSettings(prompts={"vanilla": "Read it."}, max_new_tokens=7)
    module = VLMModule(*small, settings=settings)
    assert VLMPredictor(module).inference == settings
    assert VLMPredictor(module).identity["max_new_tokens"] == 7
    assert VLMPredictor(module, inference=InferenceSettings()).inference == InferenceSettings()


def test_a_model_that_has_learnt_the_tasks_corrects_and_leaves_alone(small, records) -> None:
    model, processor = small
    learn(model, processor, records)
    predictor = VLMPredictor(model, processor, max_new_tokens=40)
    run = detect_and_correct(records, predictor)
    print(*(trail.describe() for trail in run.trails), sep="\n")  # noqa: T201
    assert run.predictions == [reference for _, reference in PAIRS.values()]
    assert [trail.changed for trail in run.trails] == [True, False, True]
    assert {trail.ending for trail in run.trails} == {Outcome.NOTHING_MARKED}
    guarded = detect_and_correct(records, predictor, guards=[CountsAgree()])  # counting it has not learnt
    assert guarded.predictions == [record.prediction for record in records]
    assert guarded.reasons["guard"] == 2


def learn(model: Any, processor: Any, records: list[Record]) -> None:
    """Learn by heart to mark and correct the predictions, and to leave the references as they are."""
    right = [Record(item.id, item.reference, image=item.image, prediction=item.reference) for item in records]
    tasks = ("error_detection", "error_correction")
    examples = build_examples(records, tasks=tasks).examples
    examples += build_examples(right, tasks=tasks[:1], include_error_free=True).examples
    batch = TaskCollator(processor, model=model)(examples)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(300):
        loss = model(**model_inputs(batch)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 0.01:
            break


def test_the_confidence_is_the_probability_of_the_whole_response_and_0_where_it_is_cut(small, records) -> None:
    model, processor = small
    learn(model, processor, records)
    examples = build_examples(records, tasks=("error_detection",)).examples
    questions = [Question(item.record.id, item.prompt, item.record.image, item.task) for item in examples]
    for answer in VLMPredictor(model, processor, max_new_tokens=40).predict(questions):
        assert answer.finish == "stop"
        assert answer.confidence == pytest.approx(math.exp(answer.score))
        assert 0.5 < answer.confidence <= 1
        assert answer.tokens == len(processor.tokenizer(answer.response)["input_ids"]) + 1
    for answer in VLMPredictor(model, processor, max_new_tokens=1).predict(questions):
        assert (answer.finish, answer.tokens, answer.confidence) == ("length", 1, 0.0)


@pytest.mark.parametrize("options", [{"temperature": 1.0}, {"num_beams": 4}], ids=["samples", "beams"])
def test_of_several_candidates_the_likeliest_that_ended_is_the_response(small, records, options) -> None:
    model, processor = small
    questions = [Question(record.id, "Read it.", record.image) for record in records]
    for answer in VLMPredictor(model, processor, max_new_tokens=30, num_candidates=3, **options).predict(questions):
        assert len(answer.candidates) == 3
        ended = [item for item in answer.candidates if item.finish == "stop"] or answer.candidates
        best = max(ended, key=lambda item: item.score)
        assert (answer.response, answer.score, answer.finish) == (best.response, best.score, best.finish)


def test_identities_tell_checkpoints_and_decodings_apart_and_are_json(small) -> None:
    model, processor = small
    before = VLMPredictor(model, processor).identity
    assert json.loads(json.dumps(before)) == before
    assert VLMPredictor(model, processor, temperature=0.5).identity != before
    with torch.no_grad():
        next(model.parameters()).mul_(1.5)
    assert VLMPredictor(model, processor).identity["weights"] != before["weights"]


def test_a_sample_without_a_picture_is_named(small) -> None:
    with pytest.raises(PredictorError, match=r"'a'.*picture") as caught:
        detect_and_correct([Record("a", "", prediction="x")], VLMPredictor(*small))
    assert isinstance(caught.value.__cause__, DataError)


def test_a_model_alone_is_refused(small) -> None:
    with pytest.raises(InputError, match="with its processor"):
        VLMPredictor(small[0])
