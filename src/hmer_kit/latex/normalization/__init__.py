r"""One spelling for what is the same, in named degrees: ``exact``, ``same_ink``, ``loose``.

``normalize`` gives the normal form of an expression and every change that led to it. A profile is a set of rules, each
of which can be switched off or on; ``RULES`` defines them with an example. A score prints the profile's signature.

``brace_arguments`` only adds braces, as the released Tree-CoT format needs them.
"""

from hmer_kit.latex.normalization.arguments import brace_arguments
from hmer_kit.latex.normalization.changes import REPAIR, Change, Normalized
from hmer_kit.latex.normalization.normalizer import normalize
from hmer_kit.latex.normalization.profiles import (
    EXACT,
    LOOSE,
    PROFILES,
    SAME_INK,
    Profile,
    get_profile,
)
from hmer_kit.latex.normalization.rules import RULES, Rule

__all__ = [
    "EXACT",
    "LOOSE",
    "PROFILES",
    "REPAIR",
    "RULES",
    "SAME_INK",
    "Change",
    "Normalized",
    "Profile",
    "Rule",
    "brace_arguments",
    "get_profile",
    "normalize",
]
