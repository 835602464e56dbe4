"""THE RULES of differentiation that a teacher names, one row each.

A row states a fact in symdiff's own language: where *condition* holds, the derivative of *left* is *right*.
The letters u, v, w, z stand for functions of the variable, du, dv, dw, dz for their derivatives, c and n for
what does not change. Rules that take any number of parts, or any function of the table, have a row for what
they are called and how they read; `teacher` says how they are applied.

>>> PRODUCT.statement
"(u*v)' = du*v + u*dv"
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Rule(NamedTuple):
    """A row."""

    name: str
    """What it is called in a tree of steps."""
    words: str
    """What a reader is told."""
    left: str = ""
    right: str = ""
    """The derivative of *left*; f is any function of one argument, and f' its derivative."""
    condition: str = ""
    """On the letters; empty: wherever both sides have a value."""
    where: tuple[str, str] = ("", "")
    """A letter that is none of *left*, and what it stands for."""
    is_told: bool = False
    """Whether a reader is told the condition along with the rule."""

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of *left*, and that of *where*, in the order in which they are put in."""
        found = dict.fromkeys([letter for letter in self.left if letter in "cnuvwz"])
        return tuple(found) + ((self.where[0],) if self.where[0] else ())

    @property
    def moving(self) -> tuple[str, ...]:
        """Those of the letters whose derivatives stand in *right*, in their order."""
        return tuple([letter for letter in self.letters if f"d{letter}" in self.right])

    @property
    def statement(self) -> str:
        """The rule as a line of text."""
        return f"({self.left})' = {self.right}"


CONSTANT: Final = Rule("constant", "a constant", "c", "0")
VARIABLE: Final = Rule("variable", "the variable itself", "u", "du")
SUM: Final = Rule("sum", "term by term", "u + v", "du + dv")
DIFFERENCE: Final = Rule("difference", "term by term", "u - v", "du - dv")
MULTIPLE: Final = Rule("constant multiple", "constant factor", "c*u", "c*du")
PRODUCT: Final = Rule("product", "product rule", "u*v", "du*v + u*dv")
PRODUCT_OF_THREE: Final = Rule(
    "product of three", "product rule of three", "u*v*w", "du*v*w + u*dv*w + u*v*dw"
)
PRODUCT_OF_FOUR: Final = Rule(
    "product of four", "product rule of four", "u*v*w*z", "du*v*w*z + u*dv*w*z + u*v*dw*z + u*v*w*dz"
)
QUOTIENT: Final = Rule("quotient", "quotient rule", "u/v", "(du*v - u*dv)/v**2", "v != 0")
RECIPROCAL: Final = Rule("reciprocal", "reciprocal rule", "1/u", "-(du/u**2)", "u != 0")
POWER: Final = Rule("power", "power rule", "u**n", "n*u**(n - 1)*du")
POWER_BELOW: Final = Rule("power in the denominator", "power rule", "1/u**n", "-(n/u**(n + 1)*du)", "u != 0")
EXPONENTIAL: Final = Rule("exponential", "exponential", "c**u", "c**u*log(c)*du", "c > 0")
NATURAL: Final = Rule("natural exponential", "exponential", "E**u", "E**u*du")
LOGARITHMIC: Final = Rule(
    "logarithmic differentiation", "logarithmic differentiation", "u**v", "u**v*dw", "u > 0",
    where=("w", "v*log(u)"), is_told=True,
)  # fmt: skip
ABSOLUTE: Final = Rule("absolute value", "absolute value", "Abs(u)", "sign(u)*du", "u != 0", is_told=True)
ROW: Final = Rule("table row", "table", "f(u)", "f'(u)")
CHAIN: Final = Rule("chain", "chain rule", "f(u)", "f'(u)*du")
CHAIN_OF_SEVERAL: Final = Rule("chain of several", "chain rule for several arguments")
UNKNOWN: Final = Rule("unknown function", "chain rule, unknown function", "f(u)", "f'(u)*du")
INTEGRAL: Final = Rule("integral", "Leibniz's rule")
OVER_LETTER: Final = Rule("sum over a letter", "term by term")
OVER_FACTORS: Final = Rule(
    "product over a letter", "the product times the sum of the derivative of each factor over that factor"
)
PIECEWISE: Final = Rule("piecewise", "each piece for itself, inside of it")
LARGEST: Final = Rule("largest or smallest", "the derivative of the one that is taken")
NO_SLOPE: Final = Rule("condition", "a condition has no slope")

RULES: Final = (
    CONSTANT, VARIABLE, SUM, DIFFERENCE, MULTIPLE, PRODUCT, PRODUCT_OF_THREE, PRODUCT_OF_FOUR, QUOTIENT,
    RECIPROCAL, POWER, POWER_BELOW, EXPONENTIAL, NATURAL, LOGARITHMIC, ABSOLUTE, ROW, CHAIN,
    CHAIN_OF_SEVERAL, UNKNOWN, INTEGRAL, OVER_LETTER, OVER_FACTORS, PIECEWISE, LARGEST, NO_SLOPE,
)  # fmt: skip
PRODUCTS: Final = {2: PRODUCT, 3: PRODUCT_OF_THREE, 4: PRODUCT_OF_FOUR}
"""Number of factors → its rule."""
