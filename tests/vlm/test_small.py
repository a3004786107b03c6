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
from hmer_kit.vlm import TaskCollator, generate, load_model_and_processor
from hmer_kit.vlm.batching import model_inputs
from hmer_kit.vlm.small import build_tokenizer, small_chat_model, small_model, small_processor

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


@pytest.fixture(scope="module")
def chat(examples):
    torch.manual_seed(0)
    return small_chat_model(GRAMMAR.vocabulary())


@pytest.mark.parametrize("task", TASKS)
def test_the_chat_model_knows_every_token_of_every_task(chat, examples, task: str) -> None:
    tokenizer = chat[1].tokenizer
    for example in (item for item in examples if item.task == task):
        assert tokenizer.unk_token_id not in tokenizer(example.prompt)["input_ids"]
        assert tokenizer.decode(tokenizer(example.target)["input_ids"]) == example.target


def test_the_chat_model_learns_and_answers_alike_one_by_one_and_in_a_batch(chat, examples) -> None:
    torch.manual_seed(0)
    model, processor = small_chat_model(GRAMMAR.vocabulary())
    chosen = [example for example in examples if example.task in {"vanilla", "error_detection"}][:6]
    batch = model_inputs(TaskCollator(processor, model=model)(chosen))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(30):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
    together = generate(model, processor, chosen, max_new_tokens=12, batch_size=6)
    assert together == [generate(model, processor, [example], max_new_tokens=12)[0] for example in chosen]
    assert any(together)


def test_the_chat_model_is_saved_and_loaded_like_any_other(chat, examples, tmp_path) -> None:
    model, processor = chat
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    loaded, again = load_model_and_processor(tmp_path)
    chosen = [example for example in examples if example.task == "vanilla"][:3]
    before = generate(model, processor, chosen, max_new_tokens=8)
    assert generate(loaded, again, chosen, max_new_tokens=8) == before


@pytest.mark.parametrize("options", [{"hidden_size": 40}, {"hidden_size": 0}, {"layers": 0}, {"max_pixels": 100}])
def test_sizes_of_the_chat_model_are_checked(options: dict[str, int]) -> None:
    with pytest.raises(InputError, match="expected hidden_size as a multiple of 32"):
        small_chat_model(["x"], **options)
