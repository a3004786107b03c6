"""A reading as HTML: every word of the model is text, and nothing comes from elsewhere."""

from __future__ import annotations

import base64
from collections import Counter
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL import Image

    from hmer_kit.demo.reading import DemoAlternative, DemoAnswer, DemoCheck, DemoReading

__all__ = ["problem_html", "reading_html"]

_LONGEST: Final = 4000
_WIDEST: Final = 900
_CHECKS: Final = {
    ("tree", True): "The tree that the model wrote says the same.",
    ("tree", False): "The tree that the model wrote says something else:",
    ("tree", None): "The model wrote no tree that can be read.",
    ("counts", True): "The model counts the same symbols in the picture.",
    ("counts", False): "The model counts other symbols in the picture:",
    ("counts", None): "The model wrote no counts that can be read.",
}
_SIGNS: Final = {True: ("good", "✓"), False: ("bad", "✗"), None: ("none", "–")}


def reading_html(reading: DemoReading) -> str:
    """Return a reading as a piece of HTML: the expression, confidence, alternatives, tree, counts and answers.

    It holds no script, no link and no address; what the model wrote stands in it as escaped text, as MathML and SVG
    that this library makes of its tree.

    Args:
        reading: The reading.

    Examples:
        >>> from hmer_kit.demo import DemoReading
        >>> "<b>" in reading_html(DemoReading("<b>"))
        False
    """
    parts = [_expression(reading), _notes(reading.notes), _confidence(reading), _checks(reading.checks)]
    parts += [_alternatives(reading.alternatives), _tree(reading), _counts(reading), _picture(reading.picture)]
    parts += [_answers(reading.answers), f"<p class='hmer-small'>read in {reading.seconds:.1f} seconds</p>"]
    return f"<div class='hmer-reading' data-state='read'>{''.join(parts)}</div>"


def problem_html(problem: str) -> str:
    """Return what went wrong as a piece of HTML.

    Args:
        problem: One line.

    Examples:
        >>> problem_html("no <ink>")
        "<div class='hmer-reading' data-state='problem'><p class='hmer-problem' role='alert'>no &lt;ink&gt;</p></div>"
    """
    text = f"<p class='hmer-problem' role='alert'>{_text(problem)}</p>"
    return f"<div class='hmer-reading' data-state='problem'>{text}</div>"


def _text(value: str) -> str:
    """Escape a text; what cannot be printed, bidirectional marks among it, is shown as an escape."""
    cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]} … ({len(value)} characters)"
    return escape("".join(char if char.isprintable() or char in "\n\t" else ascii(char)[1:-1] for char in cut))


def _scrolling(inner: str, *, label: str) -> str:
    """Return what may be wider than its place; a keyboard can scroll it."""
    return f"<div class='hmer-scroll' role='region' aria-label='{label}' tabindex='0'>{inner}</div>"


def _section(title: str, inner: str) -> str:
    return f"<section><h3>{title}</h3>{inner}</section>"


def _expression(reading: DemoReading) -> str:
    drawn = _scrolling(reading.mathml, label="Expression") if reading.mathml else ""
    if not reading.latex:
        drawn = "<p>No expression was read.</p>"
    shown = f"<section class='hmer-expression' aria-live='polite'><h3>Expression</h3>{drawn}</section>"
    if not reading.latex:
        return shown
    code = f"<code class='hmer-source'>{_text(reading.latex)}</code>"
    return shown + _section(
        "LaTeX", f"<div class='hmer-latex'>{code}<button type='button' data-do='copy'>Copy</button></div>"
    )


def _notes(notes: Iterable[str]) -> str:
    items = "".join(f"<li>{_text(note)}</li>" for note in notes)
    return f"<ul class='hmer-notes' aria-label='Notes'>{items}</ul>" if items else ""


def _confidence(reading: DemoReading) -> str:
    if reading.confidence is None:
        return _section("Confidence", "<p>The back end does not tell how sure the model is.</p>")
    bar = _bar(reading.confidence, label="Confidence")
    own = reading.probability
    said = (
        "" if own is None else f"<p class='hmer-small'>The model's own probability of its plain answer: {own:.1%}</p>"
    )
    return _section("Confidence", bar + said)


def _bar(share: float, *, label: str) -> str:
    return (
        f"<div class='hmer-share'><meter min='0' max='1' value='{share:.4f}' aria-label='{label}'></meter>"
        f"<span>{share:.1%}</span></div>"
    )


def _checks(checks: Sequence[DemoCheck]) -> str:
    return f"<ul class='hmer-checks' aria-label='Checks'>{''.join(map(_check, checks))}</ul>" if checks else ""


def _check(check: DemoCheck) -> str:
    kind, sign = _SIGNS[check.agrees]
    said = f" <code>{_text(check.said)}</code>" if check.agrees is False else ""
    text = _CHECKS[check.name, check.agrees]
    return f"<li class='hmer-{kind}'><span aria-hidden='true'>{sign}</span> {text}{said}</li>"


def _alternatives(alternatives: Sequence[DemoAlternative]) -> str:
    if not alternatives:
        return ""
    head = "<tr><th scope='col'>Expression</th><th scope='col'>Share</th><th scope='col'>Who says so</th></tr>"
    rows = "".join(map(_row, alternatives))
    table = f"<table class='hmer-alternatives'><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return _section("Alternatives", _scrolling(table, label="Alternatives"))


def _row(each: DemoAlternative) -> str:
    drawn = f"{each.mathml}<br>" if each.mathml else ""
    shown = f"{drawn}<code>{_text(each.latex)}</code>{'' if each.parses else ' <em>does not parse</em>'}"
    return f"<tr><td>{shown}</td><td>{each.share:.1%}</td><td>{_text(_who(each.sources))}</td></tr>"


def _who(sources: Sequence[str]) -> str:
    """Name each task once, with how many of its candidates say so."""
    counts = Counter(source.partition("#")[0] for source in sources)
    return ", ".join(f"{task} × {count}" if count > 1 else task for task, count in counts.items())


def _tree(reading: DemoReading) -> str:
    if not reading.tree:
        return ""
    picture = _scrolling(reading.svg, label="Tree as a picture") if reading.svg else ""
    text = _scrolling(f"<pre>{_text(reading.tree)}</pre>", label="Tree as text")
    words = f"<details{'' if picture else ' open'}><summary>The tree as text</summary>{text}</details>"
    return _section("Tree", picture + words)


def _counts(reading: DemoReading) -> str:
    symbols = dict.fromkeys([*reading.counts, *(reading.counted or {})])
    if not symbols:
        return ""
    asked = reading.counted is not None
    head = "<th scope='col'>Symbol</th><th scope='col'>In the LaTeX</th>"
    head += "<th scope='col'>Counted by the model</th>" if asked else ""
    rows = []
    for symbol in symbols:
        own = reading.counts.get(symbol, 0)
        row = f"<th scope='row'><code>{_text(symbol)}</code></th><td>{own}</td>"
        if reading.counted is not None:
            row += f"<td>{reading.counted.get(symbol, 0)}</td>"
        rows.append(f"<tr>{row}</tr>")
    table = f"<table class='hmer-counts'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return _section("Symbol counts", _scrolling(table, label="Symbol counts"))


def _picture(picture: Image.Image | None) -> str:
    """Return the picture that was read, inside of the page; a large one is shrunk for it."""
    if picture is None:
        return ""
    small = picture.convert("RGB")
    small.thumbnail((_WIDEST, _WIDEST))
    stored = BytesIO()
    small.save(stored, "PNG")
    data = base64.b64encode(stored.getvalue()).decode("ascii")
    size = f"{picture.width} × {picture.height} pixels"
    image = f"<img class='hmer-picture' alt='The picture that was read, {size}' src='data:image/png;base64,{data}'>"
    return _section("What was read", f"{image}<p class='hmer-small'>{size}</p>")


def _answers(answers: Sequence[DemoAnswer]) -> str:
    if not answers:
        return ""
    items = "".join(map(_answer, answers))
    return f"<details><summary>What the model wrote</summary><dl class='hmer-answers'>{items}</dl></details>"


def _answer(answer: DemoAnswer) -> str:
    remarks = [f"ended by: {answer.finish}"] if answer.finish else []
    remarks += answer.problems
    said = f" <span class='hmer-small'>{_text(', '.join(remarks))}</span>" if remarks else ""
    return f"<dt>{_text(answer.task)}{said}</dt><dd><pre>{_text(answer.response)}</pre></dd>"
