r"""What LaTeX commands look like, as Unicode characters, by the class of TeX: data only, and only what is sure.

``\dots`` and the like are here with their usual form. What is typeset as a word, as ``\sin``, is not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GLYPHS", "GLYPH_CLASSES", "UPRIGHT"]

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ "
    "lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ "
    "chi χ psi ψ omega ω digamma ϝ varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ "
    "varUpsilon Υ varPhi Φ varPsi Ψ varOmega Ω imath ı jmath ȷ partial ∂ ell ℓ hbar ℏ hslash ℏ"
)
_UPRIGHT = (
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω Alpha Α Beta Β Epsilon Ε Zeta Ζ "
    "Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ nabla ∇ infty ∞ forall ∀ exists ∃ nexists ∄ "
    "emptyset ∅ varnothing ∅ angle ∠ measuredangle ∡ sphericalangle ∢ triangle △ triangledown ▽ blacktriangle ▲ "
    "blacktriangledown ▼ prime ′ backprime ‵ Re ℜ Im ℑ aleph ℵ beth ℶ gimel ℷ daleth ℸ wp ℘ mho ℧ eth ð complement ∁ "
    "top ⊤ bot ⊥ neg ¬ lnot ¬ surd √ sqrt √ flat ♭ natural ♮ sharp ♯ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ "
    "square □ Box □ blacksquare ■ lozenge ◊ Diamond ◊ blacklozenge ⧫ bigstar ★ checkmark ✓ maltese ✠ degree ° "
    "dagger † ddagger ‡ dag † ddag ‡ S § P ¶ pounds £ yen ¥ euro € copyright © circledR ® circledS Ⓢ Finv Ⅎ Game ⅁ "
    "ldots … dots … dotsc … dotso … hdots … mathellipsis … vdots ⋮ ddots ⋱ iddots ⋰ adots ⋰ backslash \\ "
    "aa å AA Å ae æ AE Æ o ø O Ø l ł L Ł ss ß i ı j ȷ oe œ OE Œ sun ☉ male ♂ female ♀ textbackslash \\ "
    "textdegree ° textendash – textemdash — textellipsis … textquoteleft ‘ textquoteright ’ hbar ℏ "
    "textasciitilde ~ textasciicircum ^ textunderscore _ textless < textgreater > textbar | "
    "aleph ℵ diagup ╱ diagdown ╲ cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯"
)
_LARGE = (
    "sum ∑ prod ∏ coprod ∐ int ∫ intop ∫ smallint ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ bigcup ⋃ bigcap ⋂ "
    "bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆"
)
_BINARY = (
    "pm ± mp ∓ times × div ÷ cdot ⋅ cdotp ⋅ centerdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ "
    "oslash ⊘ odot ⊙ cup ∪ cap ∩ Cup ⋓ Cap ⋒ doublecup ⋓ doublecap ⋒ sqcup ⊔ sqcap ⊓ uplus ⊎ vee ∨ wedge ∧ lor ∨ "
    "land ∧ barwedge ⊼ veebar ⊻ doublebarwedge ⩞ curlyvee ⋎ curlywedge ⋏ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿ "
    "diamond ⋄ bigcirc ◯ bigtriangleup △ bigtriangledown ▽ triangleleft ◃ triangleright ▹ lhd ⊲ rhd ⊳ unlhd ⊴ "
    "unrhd ⊵ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌ divideontimes ⋇ dotplus ∔ boxplus ⊞ boxminus ⊟ "
    "boxtimes ⊠ boxdot ⊡ circledast ⊛ circledcirc ⊚ circleddash ⊝ intercal ⊺ gtrdot ⋗ lessdot ⋖ slash /"
)
_RELATIONS = (
    "le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ lll ⋘ ggg ⋙ llless ⋘ gggtr ⋙ leqslant ⩽ geqslant ⩾ leqq ≦ "
    "geqq ≧ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ nless ≮ "
    "ngtr ≯ nleq ≰ ngeq ≱ equiv ≡ approx ≈ approxeq ≊ sim ∼ backsim ∽ simeq ≃ backsimeq ⋍ thicksim ∼ thickapprox ≈ "
    "nsim ≁ cong ≅ ncong ≇ asymp ≍ doteq ≐ doteqdot ≑ Doteq ≑ risingdotseq ≓ fallingdotseq ≒ circeq ≗ eqcirc ≖ "
    "triangleq ≜ coloneqq ≔ eqqcolon ≕ bumpeq ≏ Bumpeq ≎ propto ∝ varpropto ∝ in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ "
    "supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ subseteqq ⫅ supseteqq ⫆ "
    "sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ Subset ⋐ Supset ⋑ perp ⊥ parallel ∥ nparallel ∦ mid ∣ nmid ∤ "
    "shortmid ∣ shortparallel ∥ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿ "
    "nprec ⊀ nsucc ⊁ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ bowtie ⋈ Join ⋈ smile ⌣ "
    "frown ⌢ between ≬ pitchfork ⋔ therefore ∴ because ∵ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ "
    "vartriangleright ⊳ vartriangle △ ntriangleleft ⋪ ntriangleright ⋫ blacktriangleleft ◀ blacktriangleright ▶ "
    "eqslantless ⪕ eqslantgtr ⪖ lesseqgtr ⋚ gtreqless ⋛"
)
_ARROWS = (
    "to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ "
    "longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ "
    "longmapsto ⟼ iff ⟺ implies ⟹ impliedby ⟸ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ "
    "Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ "
    "rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ upharpoonleft ↿ "
    "upharpoonright ↾ restriction ↾ downharpoonleft ⇃ downharpoonright ⇂ rightsquigarrow ⇝ leadsto ⇝ "
    "leftrightsquigarrow ↭ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ "
    "rightrightarrows ⇉ leftleftarrows ⇇ rightleftarrows ⇄ leftrightarrows ⇆ upuparrows ⇈ downdownarrows ⇊ "
    "Rrightarrow ⇛ Lleftarrow ⇚ dashrightarrow ⇢ dasharrow ⇢ dashleftarrow ⇠ curvearrowright ↷ curvearrowleft ↶ "
    "circlearrowright ↻ circlearrowleft ↺ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍ nleftrightarrow ↮ "
    "nLeftrightarrow ⇎ looparrowright ↬ looparrowleft ↫ multimap ⊸ Lsh ↰ Rsh ↱ uarr ↑ darr ↓ Uarr ⇑ Darr ⇓ uArr ⇑ "
    "dArr ⇓ rarr → larr ← Rarr ⇒ Larr ⇐ harr ↔ hArr ⇔ rArr ⇒ lArr ⇐"
)
_OPENING = (
    "langle ⟨ lang ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lparen ( lvert | lVert ‖ lgroup ⟮ lmoustache ⎰ ulcorner ⌜ "
    "llcorner ⌞ llbracket ⟦ lBrace ⦃"
)
_CLOSING = (
    "rangle ⟩ rang ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rparen ) rvert | rVert ‖ rgroup ⟯ rmoustache ⎱ urcorner ⌝ "
    "lrcorner ⌟ rrbracket ⟧ rBrace ⦄"
)
_BARS = "vert | Vert ‖"
_PUNCTUATION = "colon : ldotp ."

_MARKS = {"\\%": "%", "\\#": "#", "\\&": "&", "\\$": "$", "\\_": "_", "\\|": "‖"}


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return {f"\\{name}": glyph for name, glyph in zip(words[::2], words[1::2], strict=True)}


_CLASSES: Final = (
    ("ord", _table(_GREEK) | _table(_UPRIGHT) | _table(_BARS) | _MARKS),
    ("op", _table(_LARGE)),
    ("bin", _table(_BINARY)),
    ("rel", _table(_RELATIONS) | _table(_ARROWS)),
    ("open", _table(_OPENING) | {"\\{": "{"}),
    ("close", _table(_CLOSING) | {"\\}": "}"}),
    ("punct", _table(_PUNCTUATION)),
)

GLYPHS: Final[Mapping[str, str]] = {name: glyph for _, table in _CLASSES for name, glyph in table.items()}
"""The character that a command draws."""

GLYPH_CLASSES: Final[Mapping[str, str]] = {name: kind for kind, table in _CLASSES for name in table}
"""The class that TeX gives it: ``ord``, ``op``, ``bin``, ``rel``, ``open``, ``close``, ``punct``."""

UPRIGHT: Final = frozenset(_table(_UPRIGHT)) | frozenset(_table(_BARS)) | frozenset(_MARKS)
"""Those of class ``ord`` that stand upright where letters are slanted."""
