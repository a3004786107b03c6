"""True loops are stopped, each row on its own; true repeats are kept."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.alignment import LoopRule
from hmer_kit.vlm import Decoding, generate_candidates
from hmer_kit.vlm.generation import CHECKED_EVERY, LoopGuard, loops_at_end

SMALL = LoopRule(min_tokens=16, min_repeats=4, max_period=5)


def written_until_stopped(ids, *, rule):
    """How many of the ids a model would have written, as the guard sees them come one by one; None for all."""
    guard = LoopGuard(rule, starts=0)
    table = torch.tensor([ids])
    for place in range(CHECKED_EVERY, len(ids) + 1, CHECKED_EVERY):
        if guard(table[:, :place], None).item():
            return place
    return None


def ids_of(text):
    words = text.split()
    table = {word: number for number, word in enumerate(dict.fromkeys(words))}
    return [table[word] for word in words]


@given(st.lists(st.integers(0, 2), max_size=50), st.lists(st.integers(0, 2), min_size=1, max_size=6), st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_rows_loop_where_the_rule_finds_a_loop(head, period, times) -> None:
    ids = head + period * times
    found = loops_at_end(torch.tensor([ids], dtype=torch.long), rule=SMALL).item()
    assert found is (SMALL.find(ids) is not None)


def test_one_row_is_stopped_and_the_other_goes_on() -> None:
    guard = LoopGuard(SMALL, starts=[1, 1])
    ids = torch.tensor([[9] + [5, 6] * 16, [9, *range(32)]])
    assert guard(ids[:, :17], None).tolist() == [True, False]
    assert guard(ids[:, :33], None).tolist() == [True, False]
    assert guard.stopped.tolist() == [16, 0]


def test_a_prompt_of_equal_picture_ids_is_no_loop() -> None:
    ids = torch.tensor([[7] * 400 + list(range(16))])
    assert not LoopGuard(SMALL, starts=400)(ids, None).any()
    assert LoopGuard(SMALL, starts=0)(ids[:, :400], None).any()


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{matrix} " + r" \\ ".join([" & ".join("0" * 15)] * 15) + r" \end{matrix}",
        "1 + " * 60 + "1",
        "9 " * 120,
        r"\frac { 1 } { 2 } + " * 15 + r"\ldots",
    ],
    ids=["zeros", "sum of ones", "digits", "fractions"],
)
def test_true_repeats_are_kept(text) -> None:
    assert written_until_stopped(ids_of(text), rule=LoopRule()) is None


@pytest.mark.parametrize(
    ("period", "most"),
    [("3", 144), ("1 +", 144), (r"\frac { 1 } { 2 } +", 160), (r"x _ { 1 } ^ { 2 } , y _ { 2 }", 256)],
)
def test_true_loops_are_stopped_early(period, most) -> None:
    at = written_until_stopped(ids_of("3 . " + f"{period} " * 600), rule=LoopRule())
    assert at is not None
    assert at <= most + CHECKED_EVERY


@pytest.mark.real_data
def test_no_real_reference_is_stopped_whatever_its_ids_are(real_data) -> None:
    rule, count = LoopRule(), 0
    for text in captions(real_data):
        count += 1
        for sequence in (text.split(), text, text.replace(" ", "")):
            if len(sequence) >= rule.min_tokens:
                assert not any(ever_loops(sequence, rule)), text
    assert count > 53_000


def ever_loops(sequence, rule):
    """Whether each period repeats long enough to be a loop at any place, not only at the end."""
    for period in range(1, rule.max_period + 1):
        run = longest = 0
        for one, other in zip(sequence[period:], sequence, strict=False):
            run = run + 1 if one == other else 0
            longest = max(longest, run)
        yield longest + period >= rule.least(period)


def captions(folder):
    for path in [*folder.glob("captions/*"), *folder.glob("crohme/*/captions.tsv")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line.rpartition("\t")[2]


@pytest.mark.real_data
def test_published_loops_are_stopped_early_and_no_other_prediction(real_data) -> None:
    stopped = {}
    for path in sorted(real_data.glob("predictions/*/*_pred.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            if len(row["pred"].split()) >= 128 and (at := written_until_stopped(ids_of(row["pred"]), rule=LoopRule())):
                stopped[row["img_id"]] = (at, len(row["pred"].split()))
    assert stopped == {"34_em_244": (144, 1027), "N1_130": (144, 1027)}


def looping(model, processor, *, but=()):
    """Make a model that writes one word for ever."""
    head = model.get_output_embeddings()
    with torch.no_grad():
        head.weight[processor.tokenizer.eos_token_id] = 0
    return model, processor


def test_a_model_that_loops_is_stopped_and_what_it_wrote_comes_back(tiny, examples) -> None:
    model, processor = looping(*tiny)
    rule = LoopRule(min_tokens=32, min_repeats=4)
    free = generate_candidates(model, processor, examples[:6], decoding=Decoding(max_new_tokens=150, loops=None))
    kept = generate_candidates(model, processor, examples[:6], decoding=Decoding(max_new_tokens=150, loops=rule))
    alone = [
        generate_candidates(model, processor, [item], decoding=Decoding(max_new_tokens=150, loops=rule))[0]
        for item in examples[:6]
    ]
    assert [[(item.text, item.finish) for item in own] for own in kept] == [
        [(item.text, item.finish) for item in own] for own in alone
    ]
    assert "loop" in {own[0].finish for own in kept}
    for (whole,), (part,) in zip(free, kept, strict=True):
        assert whole.text.startswith(part.text)
        if part.finish == "loop":
            assert rule.min_tokens <= part.tokens < whole.tokens
            assert part.tokens % CHECKED_EVERY == 0
        else:
            assert part.text == whole.text


def test_beams_that_loop_end_as_loops(qwen, vanilla) -> None:
    model, processor = looping(*qwen)
    rule = LoopRule(min_tokens=16, min_repeats=4)
    decoding = Decoding(max_new_tokens=120, num_beams=2, num_candidates=2, loops=rule)
    for beams in generate_candidates(model, processor, vanilla[:3], decoding=decoding):
        for item in beams:
            assert (item.finish == "loop") == (item.tokens < 120 and item.tokens % CHECKED_EVERY == 0)


@pytest.mark.parametrize("options", [{"min_tokens": 0}, {"min_repeats": 1}, {"max_period": 0}])
def test_rules_without_sense_are_refused(options) -> None:
    with pytest.raises(ValueError, match="at least"):
        LoopRule(**options)
