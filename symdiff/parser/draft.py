"""A text that is written anew, with the place in the old text of each of its characters.

>>> draft = Draft("ax")
>>> draft.keep(0, 1); draft.put("*", 1); draft.keep(1, 2)
>>> draft.text, draft.places
('a*x', [0, 1, 1])
"""

from __future__ import annotations

from symdiff.errors import SymdiffError


class Draft:
    """A new text in the making: parts of the *old* one are kept, others are put in."""

    def __init__(self, old: str) -> None:
        self.old = old
        self.parts: list[str] = []
        self.places: list[int] = []
        """For each character the place in the old text that it comes from."""
        self.reasons: list[str] = []
        """What was changed, in a few words."""
        self.asides: list[str] = []
        """The same of what nobody would read otherwise."""
        self.names: frozenset[str] = frozenset()
        """Names in the new text that are variables, whatever else they could mean."""

    @property
    def text(self) -> str:
        """The new text."""
        return "".join(self.parts)

    def keep(self, start: int, end: int) -> None:
        """Take over what stands from *start* to *end* in the old text."""
        self.parts.append(self.old[start:end])
        self.places.extend(range(start, end))

    def put(self, part: str, place: int) -> None:
        """Put in *part*, all of which comes from one *place* of the old text."""
        self.parts.append(part)
        self.places.extend([place] * len(part))

    def drop(self, count: int) -> None:
        """Take back the last *count* characters, each of which was kept or put in by itself."""
        del self.parts[-count:], self.places[-count:]

    def after(self, earlier: Draft) -> Draft:
        """Return what leads from the old text of *earlier* to this new one."""
        joined = Draft(earlier.old)
        joined.parts = self.parts
        joined.places = [earlier.place(place) for place in self.places]
        joined.reasons = earlier.reasons + self.reasons
        joined.asides = earlier.asides + self.asides
        joined.names = earlier.names | self.names
        return joined

    def place(self, column: int) -> int:
        """Return the place in the old text of a column of the new one, its end among them."""
        return self.places[column] if column < len(self.places) else len(self.old.rstrip())

    def moved(self, error: SymdiffError) -> SymdiffError:
        """Return an *error* in the new text as one in the old."""
        if error.column is None or error.text != self.text:
            return error
        return type(error)(error.message, self.old, self.place(error.column), error.hint)
