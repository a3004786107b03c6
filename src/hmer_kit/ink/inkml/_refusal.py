"""What is raised while a file is read, before it is known where; never seen outside."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the reader makes a DataError of it, with file and line
    """The file holds what is not taken.

    Args:
        message: What was expected and what came.
        code: Machine-readable kind.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
