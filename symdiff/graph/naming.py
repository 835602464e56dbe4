"""The types of what names a variable, in all the ways in which a caller may do so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    """A symbol, of symdiff or of SymPy."""

    @property
    def name(self) -> str: ...


Variable = str | Named
"""One name, or a symbol."""
Variables = str | Named | Iterable[str | Named]
"""Names or symbols: "x", "x y", "x, y", a symbol, or several of these."""
Names = str | Iterable[str]
"""Names alone: "x", "x y", "x, y", or several of these."""

__all__ = ["Named", "Names", "Variable", "Variables"]
