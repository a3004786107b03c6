"""Ways to earn a reward without reading the picture: none pays more than the answer itself."""

from __future__ import annotations

from functools import partial

import pytest

from hmer_kit.rewards import (
    cdm_reward,
    combine,
    count_reward,
    edit_reward,
    exact_reward,
    format_reward,
    tree_reward,
    visual_reward,
)
from hmer_kit.tasks.prompts import VANILLA

REFERENCE = r"x ^ { 2 } + \frac { a } { b }"
CONTENT = {
    "exact": exact_reward,
    "exact_ink": partial(exact_reward, protocol="same_ink"),
    "edit": edit_reward,
    "tree": tree_reward,
    "count": count_reward,
    "visual": visual_reward,
    "cdm": cdm_reward,
}
ALL = {**CONTENT, "format": format_reward}
TOTAL = combine({"exact": (0.6, exact_reward), "edit": (0.3, edit_reward), "format": (0.1, format_reward)})

NOTHING = {
    "empty": "",
    "blank": " \n\t\n ",
    "prompt": VANILLA,
    "fence": "```latex\n```",
    "unfinished_thoughts": f"<think> it may be {REFERENCE}",
    "runaway": f"{REFERENCE} " * 60,
    "megabytes": f"{REFERENCE}\n" * 40_000,
    "junk_for_ever": r"\left . " * 500 + REFERENCE + r" \right . " * 500,
}
"""Responses that hold no answer, or drown it."""

AROUND = {
    "prompt": VANILLA + "\n{}",
    "fence": "```latex\n{}\n```",
    "label": "LaTeX: {}",
    "chat_token": "{}<|im_end|>",
    "candidates_before": "x + 1\nx ^ { 2 }\n{}",
    "prose": "I am sure that this is right.\n{}",
}
"""What may stand around the right answer: it is read all the same, and no more is earned, less in sum."""

CANDIDATES = {
    "lines": "{}\nx + 1\nx + 2",
    "one_line": "{} , x + 1 , x + 2",
    "or": r"{} \text { o r } x + 1",
    "matrix": r"\begin{matrix} {} \\ x + 1 \end{matrix}",
    "equation": "{} = {}",
    "twice": "{} {}",
    "fences": "```\n{}\n```\n```\nx + 1\n```",
}
"""Several answers at once."""

INVISIBLE = {
    "delimiters": r"\left . " * 60 + "{}" + r" \right . " * 60,
    "spaces": "{}" + r" \quad" * 60,
    "braces": "{ " * 60 + "{}" + " }" * 60,
    "thin_spaces": "{}" + r" \," * 100,
}
"""What draws nothing, and symbol counts do not see."""


@pytest.mark.parametrize("response", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("reward", ALL.values(), ids=ALL)
def test_nothing_earns_nothing(reward: object, response: str) -> None:
    assert reward(response, REFERENCE) == 0.0


@pytest.mark.parametrize("response", [f"{VANILLA}\n{VANILLA}", f"<image>{VANILLA} {VANILLA}", "I cannot read this."])
@pytest.mark.parametrize("reward", ALL.values(), ids=ALL)
def test_prose_earns_next_to_nothing(reward: object, response: str) -> None:
    assert reward(response, REFERENCE) < 0.1


@pytest.mark.parametrize("response", AROUND.values(), ids=AROUND)
def test_words_around_an_answer_earn_less_than_the_answer_alone(response: str) -> None:
    full = response.replace("{}", REFERENCE)
    assert exact_reward(full, REFERENCE) == 1.0
    assert TOTAL(full, REFERENCE) < TOTAL(REFERENCE, REFERENCE) == pytest.approx(1.0)


@pytest.mark.parametrize("response", CANDIDATES.values(), ids=CANDIDATES)
@pytest.mark.parametrize("reward", CONTENT.values(), ids=CONTENT)
def test_several_candidates_earn_less_than_the_right_one(reward: object, response: str) -> None:
    assert reward(response.replace("{}", REFERENCE), REFERENCE) < 0.8 < reward(REFERENCE, REFERENCE) == 1.0


@pytest.mark.parametrize("response", INVISIBLE.values(), ids=INVISIBLE)
@pytest.mark.parametrize("reward", ALL.values(), ids=ALL)
def test_what_draws_nothing_costs_where_there_is_much_of_it(reward: object, response: str) -> None:
    assert reward(response.replace("{}", REFERENCE, 1), REFERENCE) < 0.55


@pytest.mark.parametrize("junk", [r"\left . {} \right .", r"{} \quad", "{ {} }"])
def test_a_little_of_what_draws_nothing_costs_where_tokens_count(junk: str) -> None:
    response = junk.replace("{}", REFERENCE, 1)
    assert visual_reward(response, REFERENCE) == 1.0  # it does look the same
    assert TOTAL(response, REFERENCE) < 0.4


@pytest.mark.parametrize("reward", CONTENT.values(), ids=CONTENT)
def test_an_unclosed_delimiter_earns_less(reward: object) -> None:
    assert reward(r"\left . " + REFERENCE, REFERENCE) < 1.0


@pytest.mark.parametrize("counts", ["", ":", "x: 0", "{ }: 3", "counts: none", "x", f"x: {'9' * 5000}"])
def test_counts_that_list_nothing_earn_nothing(counts: str) -> None:
    response = f"{counts}\n{REFERENCE}"
    assert count_reward(response, REFERENCE, task="symbol_counting") == 0.0
    assert format_reward(response, REFERENCE, task="symbol_counting") == 0.0


def test_counts_that_list_everything_earn_little() -> None:
    everything = ", ".join(f"{symbol}: 9" for symbol in "abcdefghijklmnopqrstuvwxyz0123456789")
    assert count_reward(f"{everything}\n{REFERENCE}", REFERENCE, task="symbol_counting") < 0.05


def test_counts_that_agree_with_a_wrong_expression_earn_as_little_as_it_does() -> None:
    assert count_reward("y: 1\ny", "x", task="symbol_counting") == 0.0


def test_copying_the_expression_to_check_earns_no_edit_reward() -> None:
    marked = "x + <error_start> d <error_end>"
    assert edit_reward("x + d", marked, task="error_detection") is None
    assert exact_reward("x + d", marked, task="error_detection") == 0.0


def test_a_tree_alone_is_no_well_formed_answer() -> None:
    assert format_reward("x\n\t2 (sup)", "x ^ { 2 }", task="tree_cot") == 0.0


def test_the_first_well_formed_symbol_earns_no_more_than_its_format() -> None:
    assert TOTAL("x", REFERENCE) < 0.15
