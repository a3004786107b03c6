"""Candidates have the scores of a teacher-forced pass, and samples belong to their question."""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import Decoding, TaskCollator, generate, generate_candidates
from hmer_kit.vlm.generation import _writing
from vlm_scores import forced_score

GREEDY = Decoding(max_new_tokens=10)
SAMPLES = Decoding(max_new_tokens=10, num_candidates=3, temperature=1.5, seed=4)
BEAMS = Decoding(max_new_tokens=10, num_candidates=2, num_beams=3)


@pytest.fixture
def ending(tiny):
    """A tiny model that often ends its responses itself."""
    model, processor = tiny
    head = model.get_output_embeddings()
    with torch.no_grad():
        head.weight.mul_(4)
        head.weight[processor.tokenizer.eos_token_id] += 0.3 * head.weight.std()
    return model, processor


def rows_of(model, processor, examples, decoding, monkeypatch):
    """Candidates with the ids that they were written as."""
    rows = []
    whole = _writing.write_rows

    def spy(*args, **options):
        found = whole(*args, **options)
        rows.extend(found)
        return found

    monkeypatch.setattr("hmer_kit.vlm.generation.decoding.write_rows", spy)
    answers = generate_candidates(model, processor, examples, decoding=decoding, batch_size=len(examples))
    order = sorted(range(len(examples)), key=lambda index: len(examples[index].prompt))
    return [(index, row) for index, own in zip(order, rows, strict=True) for row in own], answers


@pytest.mark.parametrize("decoding", [GREEDY, SAMPLES, BEAMS], ids=["greedy", "samples", "beams"])
def test_scores_are_those_of_a_forced_pass_with_prompts_of_different_length(
    ending, examples, monkeypatch, decoding
) -> None:
    model, processor = ending
    chosen = examples[:5]
    assert len({len(item.prompt) for item in chosen}) > 1
    rows, answers = rows_of(model, processor, chosen, decoding, monkeypatch)
    collator = TaskCollator(processor, model=model)
    pictures = {processor.tokenizer.convert_tokens_to_ids(name) for name in ("<|image_pad|>", "<|video_pad|>")}
    readable = [(index, row) for index, row in rows if not pictures & set(row.ids)]  # else a pass wants a picture there
    assert len(readable) > len(rows) / 2
    for index, row in readable:
        assert row.score == pytest.approx(forced_score(model, collator, chosen[index], row.ids), abs=2e-4)
        assert row.finish == ("stop" if row.ids[-1] in collator.form.eos_ids else "length")
        assert sum(item in collator.form.eos_ids for item in row.ids) == (row.finish == "stop")
    assert [[len(row.ids) for index, row in rows if index == number] for number in range(5)] == [
        [item.tokens for item in own] for own in answers
    ]


def test_greedy_candidates_are_what_generate_writes(tiny, examples) -> None:
    texts = generate(*tiny, examples[:6], max_new_tokens=10)
    found = generate_candidates(*tiny, examples[:6], decoding=GREEDY, batch_size=4)
    assert [own[0].text for own in found] == texts
    assert all(len(own) == 1 for own in found)


@pytest.mark.parametrize("decoding", [SAMPLES, BEAMS], ids=["samples", "beams"])
def test_candidates_depend_on_no_neighbour_and_no_order(tiny, examples, decoding) -> None:
    together = generate_candidates(*tiny, examples[:6], decoding=decoding, batch_size=6)
    backward = generate_candidates(*tiny, examples[5::-1], decoding=decoding, batch_size=1)[::-1]
    for one, other in zip(together, backward, strict=True):
        assert [item.text for item in one] == [item.text for item in other]
        assert [item.score for item in one] == pytest.approx([item.score for item in other], abs=1e-3)


def test_the_first_of_more_samples_are_the_samples(seq2seq, vanilla) -> None:
    three = generate_candidates(*seq2seq, vanilla[:2], decoding=SAMPLES)
    one = generate_candidates(*seq2seq, vanilla[:2], decoding=Decoding(max_new_tokens=10, temperature=1.5, seed=4))
    assert [own[0].text for own in three] == [own[0].text for own in one]
    assert len({item.text for item in three[0]}) == 3


def test_a_question_asked_twice_is_sampled_twice(seq2seq, vanilla) -> None:
    first, second = generate_candidates(*seq2seq, [vanilla[0]] * 2, decoding=SAMPLES)
    assert [item.text for item in first] != [item.text for item in second]


def test_samples_follow_the_models_distribution(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    with torch.no_grad():
        model.decoder.output_projection.weight.mul_(6)
    decoding = Decoding(max_new_tokens=1, num_candidates=1500, temperature=2.0)
    (drawn,) = generate_candidates(model, processor, vanilla[:1], decoding=decoding)
    counts = Counter(round(item.score, 4) for item in drawn)
    tempered = {score: math.exp(score / 2.0) for score in counts}
    batch = TaskCollator(processor, model=model)(vanilla[:1])
    inputs = {key: batch[key] for key in ("pixel_values",)}
    with torch.no_grad():
        logits = model(**inputs, decoder_input_ids=batch["decoder_input_ids"][:, : batch["prompt_lengths"][0]]).logits
    total = float((logits[0, -1].log_softmax(0) / 2.0).exp().sum())
    for score, count in counts.most_common(3):
        share = tempered[score] / total
        assert abs(count / 1500 - share) < 5 * math.sqrt(share * (1 - share) / 1500)


def test_torchs_own_chance_is_left_as_it_was(seq2seq, vanilla) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    generate_candidates(*seq2seq, vanilla[:1], decoding=SAMPLES)
    assert torch.equal(torch.get_rng_state(), before)


def test_beams_come_from_the_best_on_and_greedy_is_not_better(seq2seq, vanilla) -> None:
    greedy = generate_candidates(*seq2seq, vanilla[:4], decoding=Decoding(max_new_tokens=6))
    found = generate_candidates(
        *seq2seq, vanilla[:4], decoding=Decoding(max_new_tokens=6, num_beams=4, num_candidates=4)
    )
    for (own,), beams in zip(greedy, found, strict=True):
        means = [item.score / item.tokens for item in beams]
        assert means == sorted(means, reverse=True)
        assert means[0] >= own.score / own.tokens - 1e-4


def test_scores_hold_no_vocabulary(qwen, vanilla) -> None:
    seen = []
    keep = _writing.ScoreKeeper.table

    def table(self):
        seen.extend(column.shape for column in self._columns)
        assert self._logits is None
        return keep(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_writing.ScoreKeeper, "table", table)
        generate_candidates(*qwen, vanilla[:2], decoding=GREEDY)
    assert set(seen) == {(2,)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_candidates": 2}, "temperature, or num_beams"),
        ({"num_candidates": 3, "num_beams": 2}, "num_beams of at least 3"),
        ({"temperature": 0.5, "num_beams": 2}, "a temperature or num_beams"),
        ({"temperature": 0.0}, "temperature above 0"),
        ({"max_new_tokens": 0}, "at least 1"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(options, message) -> None:
    with pytest.raises(InputError, match=message):
        Decoding(**options)
