"""The conventions for kinks: what a derivative with a value everywhere is where the function has none.

>>> sorted(KINKS)
['error', 'left', 'min-norm', 'nan', 'right']
"""

from __future__ import annotations

from typing import Final, Literal

Kink = Literal["error", "nan", "left", "right", "min-norm"]


class Convention(str):
    """A note of an expression that says a convention; code that is written of the expression repeats it."""

    __slots__ = ()


KINKS: Final[dict[Kink, Convention]] = {
    "error": Convention("Where the function has no derivative this has no value."),
    "nan": Convention("Where the function has no derivative this has no value."),
    "left": Convention("At a corner this is the slope on the left."),
    "right": Convention("At a corner this is the slope on the right."),
    "min-norm": Convention("At a corner this is the slope nearest to 0 of those between left and right."),
}
"""Convention and the note that says it."""
