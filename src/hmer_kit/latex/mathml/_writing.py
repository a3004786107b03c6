"""Elements as XML, at any depth: ``ElementTree.tostring`` recurses."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["written"]


def written(top: Element) -> str:
    """Return an element with all in it; every element has an end tag, so HTML reads it as XML does."""
    out: list[str] = []
    pending: list[Element | str] = [top]
    while pending:
        task = pending.pop()
        if isinstance(task, str):
            out.append(task)
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in task.attrib.items())
        out.append(f"<{task.tag}{attributes}>{escape(task.text or '', quote=False)}")
        pending.append(f"</{task.tag}>")
        pending.extend(reversed(task))
    return "".join(out)
