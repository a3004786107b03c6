"""Tree-CoT at inference: which of tree, LaTeX and plain answer is taken, and how far to believe it."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference import Answer, Candidate, TreeDecision, check_tree
from hmer_kit.scoring import score, selective_prediction
from hmer_kit.tasks import TreeCoT, Vanilla
from hmer_kit.tree_cot import ReleasedFormat
from predictors import Failing

SUP, SUB = "x\n\t2 (sup)", "x\n\t2 (sub)"


class Model:
    """Gives a Tree-CoT answer and a plain one; keeps what was asked."""

    def __init__(self, chain, plain="unasked", confidence=None):
        self.replies = {"tree_cot": chain, "vanilla": plain}
        self.confidence = confidence
        self.asked = []

    def predict(self, questions):
        self.asked += [question.task for question in questions]
        return [Answer(self.replies[question.task], self.confidence) for question in questions]


def verdict_of(model, **options):
    (verdict,) = check_tree([Record("a", "")], model, **options).verdicts
    return verdict


@pytest.mark.parametrize(
    ("chain", "plain", "prediction", "decision", "share"),
    [
        (f"{SUP}\nx^2", "x", "x^2", TreeDecision.AGREE, 1),
        (f"{SUP}\nx _ 2", "x_2", "x _ 2", TreeDecision.LATEX_CONFIRMED, 2 / 3),
        (f"{SUP}\nx _ 2", "x^2", "x ^ { 2 }", TreeDecision.TREE_CONFIRMED, 2 / 3),
        (f"{SUP}\nx _ 2", "y", "x _ 2", TreeDecision.LATEX, 1 / 3),
        (f"{SUP}\nx _ {{ 2", "y", "x ^ { 2 }", TreeDecision.TREE, 1 / 3),
        (f"{SUP}\nx _ {{ 2", "x ^ 2", "x ^ { 2 }", TreeDecision.TREE_CONFIRMED, 2 / 3),
        (SUP, "y", "x ^ { 2 }", TreeDecision.TREE, 1 / 3),
        (SUP, "x^2", "x ^ { 2 }", TreeDecision.TREE_CONFIRMED, 2 / 3),
        ("x _ 2", "x _ { 2 }", "x _ 2", TreeDecision.LATEX_CONFIRMED, 2 / 3),
        ("", "y", "y", TreeDecision.PLAIN, 1 / 3),
        ("x _ { 2", "x _ { 2", "x _ { 2", TreeDecision.LATEX, 2 / 3),
        ("", "", "", TreeDecision.NOTHING, 0),
    ],
)
def test_the_policy_case_by_case(chain, plain, prediction, decision, share):
    verdict = verdict_of(Model(chain, plain))
    assert (verdict.prediction, verdict.decision) == (prediction, decision)
    assert verdict.confidence == pytest.approx(share)


def test_the_plain_question_is_asked_only_where_tree_and_latex_differ():
    agreeing, differing = Model(f"{SUP}\nx ^ 2"), Model(f"{SUP}\nx _ 2", "y")
    assert (verdict_of(agreeing).plain, agreeing.asked) == (None, ["tree_cot"])
    assert verdict_of(differing).plain.latex == "y"
    assert differing.asked == ["tree_cot", "vanilla"]


def test_the_plain_question_of_all_samples_tells_agreeing_ones_apart():
    model = Model(f"{SUP}\nx ^ 2", "y")
    verdict = verdict_of(model, ask_plain="always")
    assert (verdict.prediction, verdict.decision, model.asked) == ("x ^ 2", TreeDecision.AGREE, ["tree_cot", "vanilla"])
    assert verdict.confidence == pytest.approx(2 / 3)


def test_the_models_own_confidence_takes_part():
    assert verdict_of(Model(f"{SUP}\nx _ 2", "x _ 2", confidence=0.6)).confidence == pytest.approx(0.4)


def test_the_evidence_is_there():
    verdict = verdict_of(Model(f"{SUP}\nx _ 2", "x _ 2"))
    assert (verdict.tree.latex, verdict.tree.response, verdict.latex.latex) == ("x ^ { 2 }", SUP, "x _ 2")
    assert verdict.problems == ("tree_differs",)
    row = json.loads(json.dumps(verdict.row()))
    assert (row["decision"], row["plain"]["latex"]) == ("latex_confirmed", "x _ 2")


def test_a_response_that_was_cut_off_is_not_believed():
    class Cut:
        def predict(self, questions):
            finish = {"tree_cot": "length", "vanilla": "stop"}
            return [Answer("x ^ 2", finish=finish[question.task]) for question in questions]

    verdict = verdict_of(Cut())
    assert (verdict.decision, verdict.latex.problem) == (TreeDecision.PLAIN, "length")


def test_the_response_counts_and_not_its_other_candidates():
    class Several:
        def predict(self, questions):
            texts = ("y\nz", f"{SUP}\nx ^ 2")
            return [Answer(texts[1], candidates=tuple(map(Candidate, texts))) for _ in questions]

    assert verdict_of(Several()).decision is TreeDecision.AGREE


def test_other_formats_of_trees_are_read():
    model = Model("\\sqrt\n\tx (inside)\n\\sqrt { x }")
    assert verdict_of(model, task=TreeCoT(format="corrected")).decision is TreeDecision.AGREE


def test_a_predictor_that_fails_on_the_plain_question_leaves_the_trees():
    records = [Record("a", ""), Record("b", "")]
    with pytest.raises(PredictorError) as caught:
        check_tree(records, Failing(Model(f"{SUP}\nx _ 2"), after=1))
    partial = caught.value.partial
    assert partial.predictions == ["x _ 2", "x _ 2"]
    assert partial.confidences == [0.5, 0.5]


def test_a_predictor_that_fails_on_the_trees_leaves_those_it_gave():
    records = [Record("a", ""), Record("b", ""), Record("c", "")]
    with pytest.raises(PredictorError) as caught:
        check_tree(records, Failing(Model(f"{SUP}\nx ^ 2"), after=2), batch_size=1)
    assert [verdict.id for verdict in caught.value.partial.verdicts] == ["a", "b"]


def test_no_samples_make_no_call():
    assert check_tree([], Model("")).calls == 0


@pytest.mark.parametrize(
    "options", [{"task": Vanilla()}, {"ask_plain": "often"}, {"profile": "same"}, {"batch_size": 0}]
)
def test_options_of_the_wrong_kind_are_refused(options):
    with pytest.raises(InputError, match="expected"):
        check_tree([Record("a", "")], Model("x"), **options)


@pytest.mark.real_data
def test_trees_of_one_published_model_find_the_errors_of_another(real_data):
    """A model whose LaTeX is CoMER's and whose tree is Uni-MuMER's: the plain answer is CoMER's again."""
    from hmer_kit.data import read_predictions

    folder = real_data / "predictions"
    trees = {row.id: row for row in read_predictions(folder / "unimumer" / "crohme_2016_pred.json").records}
    texts = {row.id: row for row in read_predictions(folder / "comer" / "2016_pred.json").records}
    records = list(texts.values())[::3]
    released = ReleasedFormat()

    class Mixed:
        def predict(self, questions):
            return [Answer(self.reply(question)) for question in questions]

        def reply(self, question):
            latex = texts[question.id].prediction
            return latex if question.task == "vanilla" else f"{self.tree(question.id)}\n{latex}"

        def tree(self, name):
            try:
                return released.dumps(trees[name].prediction)
            except ValueError:
                return ""

    run = check_tree(records, Mixed())
    references = [record.reference for record in records]
    scored = score(run.predictions, references)
    assert run.decisions["agree"] > 200
    assert (
        selective_prediction(scored, run.confidences).aurc
        < 0.5 * selective_prediction(scored, [1.0] * len(records)).aurc
    )
