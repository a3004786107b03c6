r"""LaTeX strings, tokens and the symbol layout tree.

``tokenize`` gives the tokens of any LaTeX, ``parse`` the symbol layout tree, ``to_tokens`` and ``to_latex`` the very
same LaTeX again:

    tree = parse(r"\frac { a } { b } + x ^ 2")
    to_tokens(tree) == tokenize(r"\frac{a}{b}+x^2")

What is written is what was read; whatever rewrites an expression is a step of its own. The room, from below:

- ``tokens``, ``commands`` (data: what takes which arguments), ``kinds``: the words;
- ``tree``: nodes, slots, paths, repairs; ``parser`` from LaTeX, strict or with repairs; ``writer`` back to it;
- ``spelling``: one spelling for each layout, one label for each node; ``spacing``: blanks for readers and for models;
- ``normalization``: one spelling for what is the same, in named degrees, rule by rule; ``aliases``: data for it and for
  ``dialects``, from the spelling of one data set to that of another; ``vocabulary``: what a model can write;
- ``comparison``: same layout, same structure, label graphs; ``complexity``: depth, nesting level, structures;
- ``grammar``: what models may write, for engines of constrained decoding;
- ``graph``: to networkx and back; ``drawing``: as text and SVG; ``mathml``: for browsers;
  ``algebra``: to sympy, equal or not.
"""

from hmer_kit.latex.algebra import AlgebraWorker, Equivalence, EquivalenceResult, equivalent, to_sympy
from hmer_kit.latex.aliases import COMMAND_ALIASES, DELIMITER_ALIASES, SIZE_VARIANTS, SYMBOL_ALIASES
from hmer_kit.latex.comparison import (
    GraphDifference,
    GraphDifferences,
    LabelGraph,
    TreeKey,
    compare_label_graphs,
    from_label_graph,
    label_graph,
    layout_key,
    same_layout,
    same_structure,
    structure_key,
)
from hmer_kit.latex.complexity import (
    ALL_RELATIONS,
    ROOTS,
    SCRIPTS_AND_FRACTIONS,
    Complexity,
    Structure,
    complexity,
    nesting_level,
)
from hmer_kit.latex.dialects import DIALECTS, Converted, Dialect, Respelling, convert
from hmer_kit.latex.drawing import outline, to_svg, tree_text
from hmer_kit.latex.grammar import LatexGrammar, LeadingText
from hmer_kit.latex.graph import from_networkx, to_networkx
from hmer_kit.latex.mathml import mathml_element, to_mathml
from hmer_kit.latex.normalization import (
    EXACT,
    LOOSE,
    PROFILES,
    REPAIR,
    RULES,
    SAME_INK,
    Change,
    Normalized,
    Profile,
    Rule,
    brace_arguments,
    get_profile,
    normalize,
)
from hmer_kit.latex.parser import is_parseable, parse
from hmer_kit.latex.spacing.readable import spaced, tidy
from hmer_kit.latex.spelling import GROUP_LABEL, canonical, label, node_of, spell
from hmer_kit.latex.tokens import Token, is_blank_separated, scan, split_tokens, tokenize
from hmer_kit.latex.tree import Kind, LayoutNode, LayoutTree, Relation, Repair, Slot
from hmer_kit.latex.tree.paths import Step, TreePath
from hmer_kit.latex.vocabulary import TokenPlace, UnknownToken, Vocabulary, VocabularyReport
from hmer_kit.latex.writer import to_latex, to_tokens

__all__ = [
    "ALL_RELATIONS",
    "COMMAND_ALIASES",
    "DELIMITER_ALIASES",
    "DIALECTS",
    "EXACT",
    "GROUP_LABEL",
    "LOOSE",
    "PROFILES",
    "REPAIR",
    "ROOTS",
    "RULES",
    "SAME_INK",
    "SCRIPTS_AND_FRACTIONS",
    "SIZE_VARIANTS",
    "SYMBOL_ALIASES",
    "AlgebraWorker",
    "Change",
    "Complexity",
    "Converted",
    "Dialect",
    "Equivalence",
    "EquivalenceResult",
    "GraphDifference",
    "GraphDifferences",
    "Kind",
    "LabelGraph",
    "LatexGrammar",
    "LayoutNode",
    "LayoutTree",
    "LeadingText",
    "Normalized",
    "Profile",
    "Relation",
    "Repair",
    "Respelling",
    "Rule",
    "Slot",
    "Step",
    "Structure",
    "Token",
    "TokenPlace",
    "TreeKey",
    "TreePath",
    "UnknownToken",
    "Vocabulary",
    "VocabularyReport",
    "brace_arguments",
    "canonical",
    "compare_label_graphs",
    "complexity",
    "convert",
    "equivalent",
    "from_label_graph",
    "from_networkx",
    "get_profile",
    "is_blank_separated",
    "is_parseable",
    "label",
    "label_graph",
    "layout_key",
    "mathml_element",
    "nesting_level",
    "node_of",
    "normalize",
    "outline",
    "parse",
    "same_layout",
    "same_structure",
    "scan",
    "spaced",
    "spell",
    "split_tokens",
    "structure_key",
    "tidy",
    "to_latex",
    "to_mathml",
    "to_networkx",
    "to_svg",
    "to_sympy",
    "to_tokens",
    "tokenize",
    "tree_text",
]
