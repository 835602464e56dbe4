"""What is said of how a text was read: one note on the whole, and asides.

>>> notes_on("2*x", 3, ["2 x is 2*x"], ["x^2y is (x^2)*y"])
('read as 2*x: 2 x is 2*x', 'x^2y is (x^2)*y')
>>> [note for note in notes_on("2*x", 3, [], ["x^2y is (x^2)*y"]) if not isinstance(note, Aside)]
[]
"""

from __future__ import annotations

from typing import Final

LONGEST: Final = 150
"""Size of a formula that a note still repeats."""


class Aside(str):
    """A note on a reading that nobody would doubt: it is kept with the others, and not printed."""

    __slots__ = ()


def notes_on(read: object, size: int, reasons: list[str], asides: list[str]) -> tuple[str, ...]:
    """Return the notes on a formula of so many nodes that was *read*, whose text symdiff reads as it stands.

    *reasons* and *asides* say what was not read literally. Cost: that of the text of *read*, where it is
    needed.
    """
    notes: list[str] = []
    if reasons:
        whole = f"read as {read}" if size <= LONGEST else "not all of it is read as it stands"
        notes.append(f"{whole}: {'; '.join(dict.fromkeys(reasons))}")
    return (*notes, *[Aside(aside) for aside in dict.fromkeys(asides)])
