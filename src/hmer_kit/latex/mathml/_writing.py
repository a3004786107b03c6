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
        tag, text = task.tag, task.text or ""
        if not text.isalnum():  # most are a letter or a number
            text = escape(text, quote=False)
        if task.attrib:
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in task.attrib.items())
            out.append(f"<{tag}{attributes}>{text}")
        else:
            out.append(f"<{tag}>{text}")
        if len(task):
            pending.append(f"</{tag}>")
            pending.extend(reversed(task))
        else:
            out.append(f"</{tag}>")
    return "".join(out)
