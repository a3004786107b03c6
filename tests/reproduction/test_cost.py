"""The cost estimate: parameters against transformers' own model, arithmetic by hand, and the page."""

from __future__ import annotations

import copy

import pytest
import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from reproduce import cost
from reproduce._paths import PAGE
from reproduce.count_tokens import BUDGET, counted, lengths


@pytest.fixture
def assumed():
    return cost.load()


def row(assumed, name: str) -> cost.Cost:
    return next(found for found in cost.costs(assumed) if found.name == name)


def test_parameters_are_those_of_transformers_model(assumed) -> None:
    shape = assumed["architecture"]
    text = {
        "hidden_size": shape["hidden"], "num_hidden_layers": shape["layers"], "num_attention_heads": shape["heads"],
        "num_key_value_heads": shape["key_value_heads"], "intermediate_size": shape["intermediate"],
        "vocab_size": shape["vocabulary"], "tie_word_embeddings": True,
    }  # fmt: skip
    vision = {
        "depth": shape["vision_layers"], "hidden_size": shape["vision_hidden"], "num_heads": 16, "patch_size": 14,
        "intermediate_size": shape["vision_intermediate"], "out_hidden_size": shape["hidden"],
        "spatial_merge_size": 2, "temporal_patch_size": 2,
    }  # fmt: skip
    config = Qwen2_5_VLConfig(text_config=text, vision_config=vision, tie_word_embeddings=True)
    with torch.device("meta"):
        model = Qwen2_5_VLForConditionalGeneration(config)
    model.tie_weights()
    parts = {True: 0, False: 0}
    for name, weight in model.named_parameters():
        parts[".visual." in name] += weight.numel()
    assert cost.vision_parameters(shape) == parts[True]
    assert cost.language_parameters(shape) == parts[False]
    assert sum(parts.values()) == 3_754_622_976


def test_flops_are_eight_for_each_parameter_and_token(assumed) -> None:
    shape = assumed["architecture"]
    language, vision = cost.language_parameters(shape), cost.vision_parameters(shape)
    found = cost.training_flops(assumed, cost.Tokens(examples=1, texts=100, answers=20, pictures=10))
    assert found == 8 * (language * 110 + vision * 40)


def test_an_hour_is_what_the_peak_does_in_it_at_that_utilisation(assumed) -> None:
    assert cost.gpu_hours(assumed, 989e12 * 3600, utilisation=0.5) == pytest.approx(2.0)


def test_a_row_is_the_sum_of_its_tasks(assumed) -> None:
    vanilla, both, errors = (row(assumed, name) for name in ("vanilla", "+ Tree-CoT", "+ Error-Driven Learning"))
    assert vanilla.tokens[0].examples == 8835
    assert both.tokens[0].examples == 2 * 8835
    assert errors.tokens[0].examples == 3 * 8835
    counts = assumed["counted"]["crohme_train"]["vanilla"]
    texts = counts["question_tokens"] + counts["answer_tokens"] + 23 * 8835
    assert vanilla.tokens[0].texts == pytest.approx(texts)


def test_hours_follow_epochs_and_prices_follow_hours(assumed) -> None:
    doubled = copy.deepcopy(assumed)
    doubled["training"]["epochs"] = 2
    once, twice = row(assumed, "all tasks"), row(doubled, "all tasks")
    assert twice.gpu_hours == pytest.approx([2 * hours for hours in once.gpu_hours])
    assert once.price == pytest.approx([2.0 * once.gpu_hours[0], 4.0 * once.gpu_hours[1]])
    assert once.gpu_hours[0] < once.gpu_hours[1]


def test_mining_trains_each_fold_on_all_the_others(assumed) -> None:
    mined, vanilla = cost.mining_cost(assumed, ["crohme"]), row(assumed, "vanilla")
    assert mined.flops == pytest.approx([4 * flops for flops in vanilla.flops])
    written = 4 * assumed["counted"]["crohme_train"]["vanilla"]["answer_tokens"]
    assert mined.gpu_hours[1] == pytest.approx(4 * vanilla.gpu_hours[1] + written / 1000 / 3600)


def test_memory_is_sixteen_bytes_a_parameter_divided_among_the_gpus(assumed) -> None:
    parts = cost.memory_gib(assumed, gpus=8, tokens=2048)
    assert parts["state"] == pytest.approx(16 * 3_754_622_976 / 8 / 2**30)
    assert parts["logits"] == pytest.approx(4 * 2048 * 151_936 * 12 / 2**30)


def test_a_picture_of_the_whole_budget_has_at_most_334_tokens(assumed) -> None:
    most = max(BUDGET.size(wide, high)[0] * BUDGET.size(wide, high)[1] // 784
               for wide in range(28, 3000, 97) for high in range(28, 3000, 89))  # fmt: skip
    assert most <= 262144 // 784 == assumed["training"]["picture_tokens"][1]


def test_the_page_shows_what_the_assumptions_give(assumed) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert cost.cost_table(assumed) in page
    assert cost.memory_table(assumed) in page


def test_the_counted_pictures_are_the_assumption(assumed) -> None:
    pictures = assumed["counted"]["crohme_train"]["pictures"]
    assert round(pictures["picture_tokens"] / pictures["pictures"], 2) == assumed["training"]["picture_tokens"][0]


def test_lengths_are_sums_over_examples() -> None:
    from hmer_kit import Record
    from hmer_kit.tasks import build_examples

    examples = build_examples([Record("a", "x + 1"), Record("b", "y")], tasks=["vanilla"]).examples
    found = lengths(examples, lambda text: len(text.split()))
    assert (found["examples"], found["answer_characters"], found["answer_tokens"]) == (2, 6, 4)
    assert found["longest_answer_tokens"] == 3


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["crohme_train", "published_errors"])
def test_what_was_counted_is_what_is_there(real_data, assumed, name: str) -> None:
    for task, found in counted(None, real_data, names=[name])[name].items():
        assert found == {key: assumed["counted"][name][task][key] for key in found}
