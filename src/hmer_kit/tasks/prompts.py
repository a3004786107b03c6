"""Prompts of the five tasks and the words around answers. Data only.

The released prompts stand without the ``<image>`` that each record begins with. The questions of vanilla, Tree-CoT,
symbol counting and error detection are those of the released data; the labels of the two error tasks (``erroneous
formula``, ``Marked formula``, ``Correction log``) and the spelling of INSERT and DELETE are likely, not certain.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "ERROR_CORRECTION",
    "ERROR_DETECTION",
    "ERROR_DETECTION_FIGURE",
    "IMAGE_TAG",
    "LABEL_WORDS",
    "LOG_LABEL",
    "MARKED_LABEL",
    "QUESTIONS",
    "SYMBOL_COUNTING",
    "TREE_COT",
    "VANILLA",
    "VANILLA_FIGURE",
]

IMAGE_TAG: Final = "<image>"

VANILLA: Final = (
    "I have an image of a handwritten mathematical expression. "
    "Please write out the expression of the formula in the image using LaTeX format."
)
VANILLA_FIGURE: Final = "Please recognise this image of a mathematical expression and give the result in latex format."
"""The vanilla prompt as the paper's figure has it."""

TREE_COT: Final = (
    "I have an image of a handwritten mathematical expression. "
    "Please generate the abstract syntax tree (AST) of the formula in the image, "
    "and then provide its corresponding LaTeX format."
)

SYMBOL_COUNTING: Final = (
    "I have an image of a handwritten mathematical expression. "
    "Please identify and count each distinct visible mathematical symbol in the image, "
    "and then provide its corresponding LaTeX format."
)

ERROR_DETECTION: Final = (
    "I have an image of a handwritten mathematical expression and its OCR recognition result. "
    "Please help me to detect possible errors in the recognition result and mark the places where errors occur with "
    "<error_start> <error_end> and <deleted>."
    "\n\nerroneous formula: {prediction}\nMarked formula: "
)

ERROR_DETECTION_FIGURE: Final = ERROR_DETECTION.partition("\n")[0] + "\n\nExpression: {prediction}\nMarked Expression: "
"""The same question with the labels of the paper's figure."""

ERROR_CORRECTION: Final = (
    "I have an image of a handwritten mathematical expression and a predicted formula with error tags, "
    "correct the formula by modifying the parts marked with <error_start> and <error_end> "
    "and inserting content where <deleted> are present. "
    "Output the modifications in a single string with the following format: "
    "REPLACE:old -> new for errors to be replaced. "
    "INSERT:content after position for missing content. "
    "DELETE:to_delete for parts to be removed."
    "\n\nMarked formula: {marked}\nCorrection log: "
)

QUESTIONS: Final = (
    VANILLA,
    VANILLA_FIGURE,
    TREE_COT,
    SYMBOL_COUNTING,
    ERROR_DETECTION.partition("\n")[0],
    ERROR_CORRECTION.partition("\n")[0],
)
"""What a model may repeat before it answers."""

MARKED_LABEL: Final = re.compile(r"marked (?:formula|expression) ?:[* ]*", re.IGNORECASE)
"""What stands before a marked expression, in the prompt or in an answer that repeats it."""

LOG_LABEL: Final = re.compile(r"correction log ?:[* ]*", re.IGNORECASE)
"""The same for a correction log."""

LABEL_WORDS: Final = frozenset(
    {
        "answer",
        "ast",
        "code",
        "corrected",
        "correction",
        "corrections",
        "count",
        "counts",
        "equation",
        "expression",
        "format",
        "formula",
        "latex",
        "log",
        "marked",
        "output",
        "prediction",
        "result",
        "solution",
        "string",
        "symbols",
        "tree",
    }
)
"""Words in lower case that make words before a colon a label: ``LaTeX format:``, ``The corrected formula is:``."""
