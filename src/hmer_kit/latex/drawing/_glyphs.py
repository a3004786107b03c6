r"""What LaTeX commands look like, for pictures of trees: data only, and only what is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GLYPHS"]

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_OPERATORS = (
    "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ "
    "sqrt √ partial ∂ nabla ∇ infty ∞ pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ otimes ⊗ "
    "odot ⊙ cup ∪ cap ∩ vee ∨ wedge ∧ lor ∨ land ∧ neg ¬ lnot ¬ setminus ∖"
)
_RELATIONS = (
    "le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ in ∈ notin ∉ ni ∋ "
    "subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ leqslant ⩽ geqslant ⩾ perp ⊥ parallel ∥ mid ∣ prec ≺ succ ≻ vdash ⊢ "
    "models ⊨ forall ∀ exists ∃ emptyset ∅ varnothing ∅ angle ∠ triangle △ prime ′ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ "
    "ldots … cdots ⋯ vdots ⋮ ddots ⋱ dots … therefore ∴ because ∵"
)
_ARROWS = (
    "to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ "
    "longrightarrow ⟶ longleftarrow ⟵ uparrow ↑ downarrow ↓ rightleftharpoons ⇌ hookrightarrow ↪ iff ⟺ implies ⟹ "
    "langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert | Vert ‖"
)


def _table(*texts: str) -> dict[str, str]:
    words = [word for text in texts for word in text.split()]
    return {f"\\{name}": glyph for name, glyph in zip(words[::2], words[1::2], strict=True)}


GLYPHS: Final[Mapping[str, str]] = {
    **_table(_GREEK, _OPERATORS, _RELATIONS, _ARROWS),
    "\\{": "{",
    "\\}": "}",
    "\\|": "‖",
    "\\%": "%",
    "\\#": "#",
    "\\&": "&",
    "\\$": "$",
    "\\_": "_",
}
"""The character that a command draws."""
