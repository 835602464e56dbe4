"""How it is said where an answer holds.

>>> sentence("x > 0"), sentence(NOWHERE), sentence("")
('where x > 0', 'nowhere: it has no real value', '')
"""

from __future__ import annotations

from typing import Final

NOWHERE: Final = "nowhere"
"""What is said in the place of conditions that hold at no point."""


def sentence(where: str) -> str:
    """Return the line that says *where* something holds, "" where there is nothing to say."""
    if where == NOWHERE:
        return f"{NOWHERE}: it has no real value"
    return f"where {where}" if where else ""


__all__ = ["NOWHERE", "sentence"]
