"""Labels looked through for what is wrong with them."""

from __future__ import annotations

from hmer_kit.data.corpus.labels.checking import (
    DEFAULT_CHECKS,
    LabelFinding,
    LabelReport,
    check_labels,
    iter_label_findings,
)
from hmer_kit.data.corpus.labels.evidence_checks import counts_check, graph_check, ink_check, picture_check
from hmer_kit.data.corpus.labels.faults import LabelCheck, LabelFault, LabelFaultKind
from hmer_kit.data.corpus.labels.text_checks import (
    check_braces,
    check_characters,
    check_parse,
    check_spacing,
    check_tree_text,
    dialect_check,
    tree_text_check,
)

__all__ = [
    "DEFAULT_CHECKS",
    "LabelCheck",
    "LabelFault",
    "LabelFaultKind",
    "LabelFinding",
    "LabelReport",
    "check_braces",
    "check_characters",
    "check_labels",
    "check_parse",
    "check_spacing",
    "check_tree_text",
    "counts_check",
    "dialect_check",
    "graph_check",
    "ink_check",
    "iter_label_findings",
    "picture_check",
    "tree_text_check",
]
