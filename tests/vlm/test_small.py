"""The small recognizer: lossless tokens for every task, the picture convention, and a model that saves and loads."""

from __future__ import annotations

from random import Random

import pytest
import torch
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.error_mining import corrupt
from hmer_kit.exceptions import InputError
from hmer_kit.ink import Grammar, synthesize
from hmer_kit.tasks import TASKS, build_examples
from hmer_kit.vlm import generate, load_model_and_processor
from hmer_kit.vlm.small import build_tokenizer, small_model, small_processor

GRAMMAR = Grammar()


@pytest.fixture(scope="module")
def processor():
    return small_processor(GRAMMAR.vocabulary())


@pytest.fixture(scope="module")
def examples():
    confusions = {"a": ["d"], "1": ["7"], "x": ["y"]}
    records = [
        Record(str(number), latex, image=image, prediction=corrupt(latex, rng=Random(number), confusions=confusions))
        for number, (latex, image) in enumerate(synthesize(200, grammar=GRAMMAR, height=48, width=192))
    ]
    return build_examples(records).examples


@pytest.mark.parametrize("task", TASKS)
def test_every_answer_survives_the_tokenizer(processor, examples, task: str) -> None:
    answers = [example.target for example in examples if example.task == task]
    assert len(answers) == 200
    decoded = [processor.tokenizer.decode(ids) for ids in processor.tokenizer(answers)["input_ids"]]
    assert decoded == answers


@pytest.mark.parametrize("task", TASKS)
def test_prompts_hold_no_unknown_token(processor, examples, task: str) -> None:
    prompts = [example.prompt for example in examples if example.task == task]
    rows = processor.tokenizer(prompts)["input_ids"]
    assert not any(processor.tokenizer.unk_token_id in row for row in rows)


def test_fixed_prompts_cost_one_id(processor, examples) -> None:
    prompt = next(example.prompt for example in examples if example.task == "tree_cot")
    assert len(processor.tokenizer(prompt)["input_ids"]) == 1


def test_text_with_the_tokenizers_own_marks_is_refused() -> None:
    with pytest.raises(InputError, match="which the tokenizer uses itself"):
        build_tokenizer(["a ## b"])


def test_a_vocabulary_is_no_string_and_a_canvas_fits_the_encoder() -> None:
    with pytest.raises(InputError, match="tokens one by one, got the string 'x y'"):
        small_processor("x y")
    for size in ({"height": 50}, {"width": 0}):
        with pytest.raises(InputError, match="multiples of 8"):
            small_processor(["x"], **size)


def test_polarity_and_size_of_a_picture_do_not_matter(processor) -> None:
    page = Image.new("L", (400, 150), 255)
    page.paste(0, (100, 40, 180, 90))
    inverse = page.point(lambda value: 255 - value)
    first, second = processor.image_processor([page.convert("RGB"), inverse])["pixel_values"]
    assert first.shape == (1, 48, 192)
    assert torch.equal(first, second)
    assert first.max() == 1.0
    assert first[0, 0, 0] == 0.0


def test_saved_model_answers_alike(processor, examples, tmp_path) -> None:
    torch.manual_seed(0)
    model = small_model(processor.tokenizer, hidden_size=32, layers=1).eval()
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    again, its_processor = load_model_and_processor(tmp_path)
    before = generate(model, processor, examples[:6], max_new_tokens=12)
    assert generate(again.eval(), its_processor, examples[:6], max_new_tokens=12) == before
    assert any(before)
