"""Every family: the loss is on the answer alone, it learns, batches change nothing, and what is saved comes back."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pytest
import torch

from hmer_kit.vlm import PromptStyle, generate, load_model_and_processor
from hmer_kit.vlm.batching.batches import model_inputs
from vlm.families import page
from vlm.families.harness import Built, Family, Trained, build, discover, train
from vlm.families.parts import make_examples

if TYPE_CHECKING:
    from hmer_kit.tasks import TaskExample

# Of numpy, to processors that make an array of a tensor.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")
CHECKS = {
    "test_labels_are_the_answer_alone": "labels",
    "test_labels_hold_where_padding_is_the_end": "labels, pad = eos",
    "test_padding_does_not_move_the_loss": "padding",
    "test_the_loss_falls": "loss",
    "test_two_samples_are_memorised": "memorises",
    "test_batched_answers_equal_single_ones": "batched = single",
    "test_a_saved_model_answers_the_same": "save, reload",
}
"""The tests of this file that every family takes, and their names in the table."""


@pytest.fixture(scope="session", params=discover(), ids=lambda family: f"{family.name} {family.variant}".strip())
def family(request: pytest.FixtureRequest) -> Family:
    absent = [name for name in request.param.needs if importlib.util.find_spec(name) is None]
    if absent:
        pytest.skip(f"{request.param.name} needs {absent}")
    return request.param


@pytest.fixture(autouse=True)
def _known_deviation(request: pytest.FixtureRequest, family: Family) -> None:
    """Expect the failures that the family declares, and nothing but those."""
    reason = family.deviations.get(request.node.originalname)
    if reason:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture(scope="session")
def built(family: Family) -> Built:
    return build(family)


@pytest.fixture(scope="session")
def trained(built: Built) -> Trained:
    return train(built, _pair())


@pytest.fixture(scope="session")
def mixed() -> list[TaskExample]:
    """All tasks, so that prompts and answers differ in length, over pictures of different sizes."""
    examples = make_examples()
    tasks = list(dict.fromkeys(item.task for item in examples))
    return [next(x for x in examples if x.task == task and x.record.id == f"r{i % 4}") for i, task in enumerate(tasks)]


def _pair() -> list[TaskExample]:
    """Two samples with one prompt: nothing but their pictures tells them apart."""
    pair = [item for item in make_examples() if item.task == "vanilla"][:2]
    assert pair[0].prompt == pair[1].prompt
    assert pair[0].target != pair[1].target
    return pair


def _assert_labels(built: Built, examples: list[TaskExample]) -> None:
    batch = built.collate(examples)
    labels = batch["labels"]
    style = built.collate.form.style
    seq2seq = style in {PromptStyle.ENCODER_DECODER, PromptStyle.ENCODER_PROMPT}
    inputs = batch["decoder_input_ids" if seq2seq else "input_ids"]
    assert labels.shape == inputs.shape
    for index, item in enumerate(examples):
        answer = built.answer_ids(item.target)
        ids, row = inputs[index].tolist(), labels[index].tolist()
        start = next(place for place, label in enumerate(row) if label != -100)
        assert row[start : start + len(answer)] == answer, built.processor.tokenizer.decode(row[start:])
        assert row[:start] == [-100] * start
        assert row[start + len(answer) :] == [-100] * (len(row) - start - len(answer))
        own = ids[start + 1 : start + len(answer)] if seq2seq else ids[start : start + len(answer)]
        assert own == (answer[:-1] if seq2seq else answer)
        if style is PromptStyle.ENCODER_PROMPT:
            assert ids[: start + 1] == [built.collate.form.start_id, *built.collate.form.opening_ids]
            _assert_encoder(built, batch, index, item.prompt)
        else:
            _assert_prompt(built, ids[: start + 1] if seq2seq else ids[:start], item.prompt)
        if not seq2seq:
            mask = batch["attention_mask"][index].tolist()
            assert mask[start:] == [1] * len(answer) + [0] * (len(row) - start - len(answer))
            assert mask[:start] == sorted(mask[:start])


def _assert_encoder(built: Built, batch: dict[str, Any], index: int, prompt: str) -> None:
    """The encoder reads the picture and the whole prompt, its padding stands at one end; or all of it is pixels."""
    if "input_ids" not in batch:
        assert built.family.picture == ""
        return
    mask = batch["attention_mask"][index].tolist()
    assert sorted(mask) in (mask, mask[::-1])
    _assert_prompt(built, batch["input_ids"][index][batch["attention_mask"][index] == 1].tolist(), prompt)


def _assert_prompt(built: Built, ids: list[int], prompt: str) -> None:
    """The prompt stands there whole, with the picture, before anything that is labelled."""
    tokenizer = built.processor.tokenizer
    forms = [built.ids(prompt), built.ids(prompt.strip())]  # some processors strip
    found = [words for words in forms for place in range(len(ids)) if ids[place : place + len(words)] == words]
    assert found, tokenizer.decode(ids)
    if built.family.picture:
        assert tokenizer.convert_tokens_to_ids(built.family.picture) in ids


def test_labels_are_the_answer_alone(built: Built, mixed: list[TaskExample]) -> None:
    _assert_labels(built, mixed)


def test_labels_hold_where_padding_is_the_end(built: Built, mixed: list[TaskExample]) -> None:
    tokenizer = built.processor.tokenizer
    before, tokenizer.pad_token = tokenizer.pad_token, tokenizer.eos_token
    try:
        _assert_labels(built, mixed)
    finally:
        tokenizer.pad_token = before


def test_padding_does_not_move_the_loss(trained: Trained, mixed: list[TaskExample]) -> None:
    """Asked of the trained model: in the weights of a fresh one nearly nothing depends on anything."""
    built = trained.built
    shortest = min(mixed, key=lambda item: len(item.prompt))
    longest = max(mixed, key=lambda item: len(item.prompt))
    together = model_inputs(built.collate([shortest, longest]))
    together["labels"][1] = -100
    with torch.no_grad():
        alone = built.model(**model_inputs(built.collate([shortest]))).loss
        padded = built.model(**together).loss
    assert padded.item() == pytest.approx(alone.item(), abs=1e-4)


def test_the_loss_falls(trained: Trained) -> None:
    assert trained.losses[-1] < trained.losses[0] / 4


def test_two_samples_are_memorised(trained: Trained) -> None:
    answers = _answers(trained.built, _pair(), batch_size=2)
    assert [answer.strip() for answer in answers] == [item.target for item in _pair()]


def test_batched_answers_equal_single_ones(trained: Trained, mixed: list[TaskExample]) -> None:
    examples = [*_pair(), *mixed]
    together = _answers(trained.built, examples, batch_size=len(examples))
    assert together == _answers(trained.built, examples, batch_size=1)
    assert len(set(together)) > 1


def test_a_saved_model_answers_the_same(trained: Trained, mixed: list[TaskExample], tmp_path) -> None:
    trained.built.model.save_pretrained(tmp_path)
    trained.built.processor.save_pretrained(tmp_path)
    model, processor = load_model_and_processor(tmp_path)
    assert type(model) is type(trained.built.model)
    again = Built(trained.built.family, model, processor)
    chosen = [*_pair(), mixed[-1]]
    assert _answers(again, chosen, batch_size=3) == _answers(trained.built, chosen, batch_size=3)


def test_it_learns_and_answers_after_it_has_answered(trained: Trained) -> None:
    """What it keeps of one answer, in inference mode, is no obstacle to a gradient and to the next one."""
    model, batch = trained.built.model, model_inputs(trained.built.collate(_pair()))
    answers = _answers(trained.built, _pair(), batch_size=2)
    model.train()
    model(**batch).loss.backward()
    assert any(own.grad is not None and own.grad.abs().sum() > 0 for own in model.parameters())
    model.zero_grad()
    assert _answers(trained.built, _pair(), batch_size=2) == answers
    model.eval()


def test_the_page_tells_its_row(built: Built) -> None:
    rows = {row[0]: row for row in page.read_rows("families")}
    assert tuple(rows[page.label(built.family)][1:3]) == page.built_cells(built)


def _answers(built: Built, examples: list[TaskExample], *, batch_size: int) -> list[str]:
    options = {"collator": built.collate, "batch_size": batch_size, "max_new_tokens": 32}
    return generate(built.model, built.processor, examples, **options)
