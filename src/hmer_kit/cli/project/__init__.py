"""Commands about the user's own place: what is installed, a new project, completion in the shell."""

from __future__ import annotations

__all__: list[str] = []
