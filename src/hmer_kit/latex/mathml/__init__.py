"""The symbol layout tree as presentation MathML, which browsers typeset by themselves."""

from hmer_kit.latex.mathml.elements import mathml_element, to_mathml

__all__ = ["mathml_element", "to_mathml"]
