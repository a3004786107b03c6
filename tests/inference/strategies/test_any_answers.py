"""Whatever predictors write, every strategy returns a verdict for each sample that JSON holds."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.data import Record
from hmer_kit.inference import Answer, Candidate, check_counts, check_tree, rerank, vote
from hmer_kit.tasks import SymbolCounting, TreeCoT, Vanilla

PIECES = st.sampled_from(
    ["x", "+", "{", "}", "^", "_", "\\frac", "\\left(", "\\begin{matrix}", "&", "\n", "\t", "2 (sup)", "(right)",
     "x: 1, +: 1",
     "```", "$", "I see two words", "\\\\x", "\x00", "🙂", "<error_start>"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=7).map(" ".join)
CANDIDATES = st.builds(
    Candidate,
    TEXTS,
    score=st.none() | st.floats(-50, 0),
    finish=st.sampled_from([None, "stop", "length", "loop"]),
)
ANSWERS = st.builds(
    lambda text, confidence, candidates: Answer(text, confidence, candidates=tuple(candidates)),
    TEXTS,
    st.none() | st.floats(0, 1),
    st.lists(CANDIDATES, max_size=4),
)


class Babble:
    """Gives one answer after the other, again and again."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = 0

    def predict(self, questions):
        self.asked += len(questions)
        return [self.answers[(self.asked - place) % len(self.answers)] for place in range(len(questions))]


@settings(max_examples=60)
@given(st.lists(ANSWERS, min_size=1, max_size=5))
def test_every_strategy_has_a_verdict_for_everything(answers):
    records = [Record("a", ""), Record("b", "")]
    tasks = [Vanilla(), TreeCoT(), SymbolCounting()]
    runs = [
        vote(records, [Babble(answers), Babble(answers[::-1])], tasks=tasks),
        rerank(records, Babble(answers), tasks=tasks, similarity="layout"),
        rerank(records, Babble(answers)),
        check_tree(records, Babble(answers), ask_plain="always"),
        check_tree(records, Babble(answers)),
        check_counts(records, Babble(answers)),
    ]
    for run in runs:
        assert [verdict.id for verdict in run.verdicts] == ["a", "b"]
        assert all(0 <= confidence <= 1 for confidence in run.confidences)
        assert all(isinstance(prediction, str) for prediction in run.predictions)
        assert sum(run.decisions.values()) == 2
        json.dumps(run.rows())
        assert run.summary().startswith("2 samples: ")
