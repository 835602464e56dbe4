"""The names of the levels of simplification, for what takes one and may not have to simplify anything.

>>> level_of("basic")
'basic'
"""

from __future__ import annotations

from typing import Final, Literal

from symdiff.errors import SymdiffError

Level = Literal["none", "basic", "full"]
LEVELS: Final = ("none", "basic", "full")


def level_of(level: Level, old: Level | None = None) -> Level:
    """Return the level asked for, by its name `level` or by its *old* name `simplify`.

    Raises SymdiffError for one that does not exist.
    """
    wanted = level if old is None else old
    if wanted not in LEVELS:
        raise SymdiffError(f"unknown level {wanted!r}", hint=f"choose one of {', '.join(LEVELS)}")
    return wanted


__all__ = ["LEVELS", "Level", "level_of"]
