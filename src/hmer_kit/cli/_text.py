"""Words on standard error, safe for a terminal."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    r"""Print a message to standard error, after the program's name, with control characters made visible.

    Examples:
        >>> import contextlib, io
        >>> with contextlib.redirect_stderr(io.StringIO()) as text:
        ...     say("bad \x1b[31mline")
        >>> text.getvalue()
        'hmer-kit: bad \\x1b[31mline\n'
    """
    print(f"hmer-kit: {visible(message)}", file=sys.stderr)


def visible(text: str) -> str:
    r"""Write control characters and lone surrogates as escapes, so that no input can steer a terminal.

    Examples:
        >>> visible("a\x1b[2J\nb")
        'a\\x1b[2J\nb'
    """
    return "".join(char if char == "\n" or char.isprintable() else ascii(char)[1:-1] for char in text)


def shown(text: str) -> str:
    r"""Return text that another program may read back: unchanged, but for a terminal, which no input may steer.

    Examples:
        >>> shown("a\tb\x9bc")  # a test captures what is printed: no terminal
        'a\tb\x9bc'
    """
    if sys.stdout is None or not sys.stdout.isatty():
        return text
    return "\t".join(map(visible, text.split("\t")))
