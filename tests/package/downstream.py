"""What a user's own code looks like; mypy and pyright hold the types of the package against it."""

from __future__ import annotations

from typing import assert_type

import torch
from torch import Tensor

from hmer_kit import ConfusionTable, ExpressionRate, Record, VLMModule, count_symbols, parse, score, to_latex, tree_cot
from hmer_kit.data import Skip, open_records
from hmer_kit.error_mining import ConfusionPair
from hmer_kit.latex import LayoutTree
from hmer_kit.scoring import ScoreResult


def read(path: str) -> tuple[list[Record], list[Skip]]:
    """Read any data set."""
    stream = open_records(path)
    records = list(stream)
    assert_type(records, list[Record])
    return records, list(stream.skipped)


def measure(preds: list[str], target: list[str]) -> float:
    """Score, and look into the result."""
    result = score(preds, target, protocol="same_ink")
    assert_type(result, ScoreResult)
    assert_type(result.expression_rate(tolerance=1), float)
    common = ConfusionTable.from_pairs(preds, target).most_common(3)
    assert_type(common, list[tuple[ConfusionPair, int]])
    return result.edit_score


def walk(latex: str) -> list[str]:
    """Go through a tree and back."""
    tree = parse(latex)
    assert_type(tree, LayoutTree)
    assert_type(to_latex(tree), str)
    assert_type(tree_cot.dumps(latex), str)
    assert_type(count_symbols(latex)["x"], int)
    return [node.symbol for node in tree.walk() if node.symbol]


class Recognizer(VLMModule):
    """A module of one's own, with a metric."""

    def rate(self, preds: list[str], target: list[str]) -> Tensor:
        """Return the expression rate."""
        metric = ExpressionRate(tolerance=1)
        metric.update(preds, target)
        value = metric.compute()
        return value if isinstance(value, Tensor) else torch.tensor(value)
