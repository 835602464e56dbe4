"""Identities in a reader's words: what is said of a line that is another form of the one before.

Names are those of `simplifier.identities`; an identity without words of its own is told as it stands there.

>>> said(["common-factor", "like-factors", "multiply-out"])
'multiplied out, common factor taken out'
>>> said(["double-sine"])
'sin(2*x) = 2*sin(x)*cos(x)'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.simplifier.identities import find

IN_ORDER: Final = "in order"
WORKED_OUT: Final = "numbers worked out"
PIECES_MEET: Final = "where the pieces meet, they have one derivative"
"""Said where an edge between pieces is put in, at which their derivatives agree."""
PUT_IN: Final = "put in"
"""Said where parts with names, and their derivatives, are put into the line of the whole."""
_MOST: Final = 3
"""Identities that are told of one line."""

_WORDS: Final = {
    "multiplied out": ("multiply-out", "product-of-sums", "distribute-number", "minus-of-sum"),
    "like terms collected": ("like-terms", "zero-difference", "zero-sum"),
    "one fraction": ("common-denominator", "common-denominator-power"),
    "cancelled": ("lowest-terms", "quotient-of-equals", "root-cleared", "exp-of-log", "log-of-exp"),
    "common factor taken out": (
        "common-factor", "common-exponential", "common-symbolic-power", "content", "factors-of-a-sum",
    ),
    "powers of one base brought together": (
        "like-factors", "quotient-of-powers", "exp-sum", "exp-difference", "exp-power",
        "whole-power-of-power", "power-of-power", "power-of-root", "square-of-root", "half-power",
        "power-of-primitive", "negative-power", "division-by-quotient", "whole-part-of-power",
    ),
    "power of each factor": ("power-of-product", "power-of-quotient"),
    "split into terms": ("split-quotient",),
    "signs brought together": (
        "double-negation", "sign-of-product", "sign-of-quotient", "turned-difference",
        "even-power-of-negative", "odd-power-of-negative", "power-of-turned-difference",
    ),
    "roots brought together": (
        "root-of-product", "root-of-quotient", "root-of-multiple", "root-of-fraction", "root-of-number",
        "root-of-product-of-numbers", "product-of-roots-never-both-negative", "factor-into-root",
    ),
    WORKED_OUT: (
        "root-of-number-squared", "root-of-square-number", "root-of-power-number", "inverse-roots",
        "imaginary-power", "root-of-minus-one", "root-in-quotient",
    ),
    "in sines and cosines": (
        "tan-by-sin", "cot-by-sin", "sec-by-cos", "csc-by-sin",
    ),
    "sin(x)^2 + cos(x)^2 = 1": ("pythagoras-sin", "pythagoras-sin-missing", "pythagoras-cos-missing"),
    "cosh(x)^2 - sinh(x)^2 = 1": ("pythagoras-cosh", "pythagoras-cosh-missing", "pythagoras-sinh-missing"),
    "tan(x)^2 + 1 = sec(x)^2": ("pythagoras-tan",),
    "cot(x)^2 + 1 = csc(x)^2": ("pythagoras-cot",),
    "cases brought together": (
        "comparison-turned", "piecewise-always", "piecewise-never", "piecewise-of-equals",
        "piecewise-last-of-equals", "piecewise-and-true", "piecewise-or-false", "piecewise-and-itself",
        "piecewise-or-itself", "piecewise-not-false", "piecewise-not-true", "piecewise-and-false",
        "piecewise-or-true", "piecewise-by-cells",
    ),
    "cases written as a maximum": ("max-for-guard",),
    "denominator made rational": ("conjugate", "conjugate-cos", "conjugate-cosh", "conjugate-imaginary"),
}  # fmt: skip
"""Words → the identities that they say."""
_WORDS_OF: Final = {name: words for words, names in _WORDS.items() for name in names}
_UNTOLD: Final = frozenset((
    "unit-product", "zero-product", "power-one", "power-zero", "power-of-one", "power-of-zero", "exp-name",
    "parameter-into-power",
))  # fmt: skip
"""Identities that are told only where there are no others."""
_FAINT: Final = ("signs brought together", "power of each factor", "powers of one base brought together")
"""Words that are left out where there are others: a reader does these without noticing."""


def said(names: Iterable[str]) -> str:
    """Return the identities *names* in words, "in order" where there are none."""
    return ", ".join(told_of(names)) or IN_ORDER


def told_of(names: Iterable[str]) -> list[str]:
    """Return what is said of the identities *names*: words, or an equation in symdiff's language."""
    told: dict[str, None] = {}
    others: dict[str, None] = {}
    for name in names:
        if name in _WORDS_OF:
            told[_WORDS_OF[name]] = None
        elif name not in _UNTOLD:
            row = find(name)
            is_value = name.startswith(("value-of-", "exact-"))
            others["exact values put in" if is_value else f"{row.left} = {row.right}"] = None
    clear: list[str] = [words for words in _WORDS if words in told and words not in _FAINT] + list(others)
    faint: list[str] = [words for words in _FAINT if words in told]
    return (clear or faint)[:_MOST]
