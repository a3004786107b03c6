r"""Rule for primes: each is ``\prime`` in one script with what else is up there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._rewriting.primes import are_primes, join_primes, spell_primes
from hmer_kit.latex._rewriting.scripts import has_scripts, holds_spare_control, write_controls
from hmer_kit.latex.normalization._by_tree.work import excerpt

if TYPE_CHECKING:
    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["unify_primes"]


def unify_primes(work: Work) -> None:
    r"""Write every prime as ``\prime`` in a script, together with what follows it there."""
    for node in work.owners():
        if has_scripts(node):
            before = excerpt([node])
            if _unify(node):
                work.record("primes", before, excerpt([node]), node)


def _unify(node: LayoutNode) -> bool:
    spelled, spare = spell_primes(node) > 0, holds_spare_control(node)
    joined = join_primes(node, waits=are_primes)
    if joined:
        write_controls(node, spare=spare)
    return spelled or joined
