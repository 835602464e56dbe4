"""A number in closed form: a ball that knows which number it is, as a sum of products of kernels.

`closed_forms` is the arithmetic that makes them and computes with them. Whether one is zero is known from its
form, or else from its digits; those of a letter are digits that were drawn. A decision that depends on a
letter is refused.

>>> from symdiff.at.closed_forms import ClosedForms
>>> numbers = ClosedForms({"a": 0.5})
>>> (numbers.letters["a"] - numbers.letters["a"]).sign()
0
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq

from symdiff.arithmetic.ball import Ball
from symdiff.at.terms import Terms, fraction
from symdiff.errors import Unsupported

if TYPE_CHECKING:
    from symdiff.at.closed_forms import ClosedForms


class Closed(Ball):
    """A number with its *form*: a rational of flint, `Terms` of two or more terms or with kernels, or None
    where only the ball is known."""

    __slots__ = ("_near", "decimal", "form")

    def __init__(self, of: ClosedForms, form: Any, near: Ball | None = None, decimal: bool = False) -> None:
        self.of: ClosedForms = of
        """The arithmetic, `ClosedForms`."""
        self.form = form
        self._near = near
        self.decimal = decimal
        """Whether it came of a decimal, and is written as one."""

    def near(self) -> Ball:
        """Return it as a plain ball."""
        if self._near is None:
            if isinstance(self.form, fmpq):
                self._near = self.of.plain.number(fraction(self.form))
            else:
                self._near = self.of.ring.near(self.form)
        return self._near

    @property
    def mid(self) -> Any:
        """The number in the middle."""
        return self.near().mid

    @property
    def error(self) -> float:  # type: ignore[override]
        """The binary logarithm of the bound of the error."""
        return self.near().error

    def has_letters(self) -> bool:
        """Return whether it depends on a letter."""
        return isinstance(self.form, dict) and self.of.ring.letters(self.form)

    def rational(self) -> Fraction | None:
        """Return the rational number that it is, None where it is none."""
        return Fraction(fraction(self.form)) if isinstance(self.form, fmpq) else None

    def is_zero(self) -> bool:
        return bool(self.form == 0) if self.form is not None else super().is_zero()

    def has_zero(self) -> bool:
        if isinstance(self.form, fmpq):
            return bool(self.form == 0)
        if self.form is None:
            return self.near().has_zero()
        return len(self.form) > 1 and not self.of.ring.is_plain(self.form) and self.near().has_zero()

    def vanishes(self) -> bool:
        return self.has_zero()

    def sign(self) -> int:
        """Return the sign. Raises Unsupported where it depends on a letter."""
        if isinstance(self.form, fmpq):
            return (self.form > 0) - (self.form < 0)
        if self.has_zero():
            return 0
        if self.has_letters():
            raise Unsupported(f"the sign of {self.of.written(self)} is not known")
        return 1 if self.mid > 0 else -1

    def __eq__(self, other: object) -> bool:
        return (self - other).vanishes()

    __hash__ = None

    def __lt__(self, other: Any) -> bool:
        return Closed.sign(self - other) < 0

    def __le__(self, other: Any) -> bool:
        return Closed.sign(self - other) <= 0

    def __gt__(self, other: Any) -> bool:
        return Closed.sign(self - other) > 0

    def __ge__(self, other: Any) -> bool:
        return Closed.sign(self - other) >= 0

    def __neg__(self) -> Closed:
        if self.form is None:
            return Closed(self.of, None, -self.near())
        form = -self.form if isinstance(self.form, fmpq) else self.of.ring.scaled(self.form, -1)
        return Closed(self.of, form, None, self.decimal)

    def __abs__(self) -> Closed:
        return -self if self.sign() < 0 else self

    def __add__(self, other: Any) -> Closed:
        other = self.of.ball(other)
        a, b = self.form, other.form
        if a is None or b is None:
            return Closed(self.of, None, self.near() + other.near())
        decimal = self.decimal or other.decimal
        if isinstance(a, fmpq) and isinstance(b, fmpq):
            return Closed(self.of, a + b, None, decimal)
        return self.of.made(self.of.ring.plus(terms_of(a), terms_of(b)), decimal)

    def __sub__(self, other: Any) -> Closed:
        return self + -self.of.ball(other)

    def __mul__(self, other: Any) -> Closed:
        other = self.of.ball(other)
        a, b = self.form, other.form
        if a is None or b is None:
            return Closed(self.of, None, self.near() * other.near())
        decimal = self.decimal or other.decimal
        if isinstance(a, fmpq) and isinstance(b, fmpq):
            return Closed(self.of, a * b, None, decimal)
        return self.of.made(self.of.ring.times(terms_of(a), terms_of(b)), decimal)

    def __truediv__(self, other: Any) -> Closed:
        other = self.of.ball(other)
        if other.vanishes():
            raise ZeroDivisionError
        if other.form is None:
            return Closed(self.of, None, self.near() / other.near())
        return self * self.of.inverse(other)

    def __radd__(self, other: Any) -> Closed:
        return self.__add__(other)

    def __rmul__(self, other: Any) -> Closed:
        return self.__mul__(other)

    def __rsub__(self, other: Any) -> Closed:
        return self.__neg__().__add__(other)

    def __rtruediv__(self, other: Any) -> Closed:
        return self.of.ball(other) / self


def terms_of(form: Any) -> Terms:
    """Return a form as a sum of the ring."""
    return form if isinstance(form, dict) else {(): form} if form != 0 else {}


__all__ = ["Closed", "terms_of"]
