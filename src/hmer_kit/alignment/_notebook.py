"""What a notebook shows of an alignment: token below token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit._html import Markup, block, code, paragraph, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.alignment.edits import Edit

_MOST: Final = 100
_TAGS: Final = {"substitute": "mark", "insert": "ins", "delete": "del"}
_WORDS: Final = {"equal": "", "substitute": "replaced", "insert": "too many", "delete": "missing"}


def alignment_html(edits: Sequence[Edit]) -> str:
    """Return a table of three rows, reference, prediction and what happened, with a column for each step."""
    shown = edits[:_MOST]
    rows = (
        ("reference", [_token(edit.reference, "delete" if edit.op == "delete" else "") for edit in shown]),
        ("prediction", [_token(edit.prediction, edit.op if edit.op != "delete" else "") for edit in shown]),
        ("", [text(_WORDS[edit.op]) for edit in shown]),
    )
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for name, cells in rows
    )
    wrong = sum(edit.op != "equal" for edit in edits)
    label = f"Alignment: {wrong} edits in {len(edits)} steps"
    whole = (
        f'<div class="hmer-wide" tabindex="0" role="region" aria-label="{label}">'
        f"<table><caption>{label}</caption><tbody>{body}</tbody></table></div>"
    )
    more = len(edits) - len(shown)
    return block(Markup(whole), *([paragraph(f"and {more:,} more steps")] if more > 0 else []))


def _token(token: str | None, op: str) -> str:
    if token is None:
        return "∅"
    tag = _TAGS.get(op)
    shown = code(token, longest=40)
    return f"<{tag}>{shown}</{tag}>" if tag else shown
