"""Leaves and operators: their rows, the codes of their nodes, and what kind of operator a code is.

Codes are names, not numbers to compare: what is true of several operators is a flag of their rows, and
is asked by a function of this module. Compiled, such a question costs as much as a comparison.

>>> is_comparison(LT), is_comparison(AND), is_condition(AND)
(True, False, True)
>>> is_leaf(SYMBOL), is_arithmetic(POW), is_function(POW)
(True, True, False)
"""

from __future__ import annotations

from typing import Final

from symdiff.table.row import Function

# Codes of nodes. Leaves first, then the operators, then the functions.
NUMBER: Final = 0
SYMBOL: Final = 1
CONSTANT: Final = 2
ADD: Final = 3
SUB: Final = 4
MUL: Final = 5
DIV: Final = 6
NEG: Final = 7
POW: Final = 8
LT: Final = 9
LE: Final = 10
GT: Final = 11
GE: Final = 12
EQ: Final = 13
NE: Final = 14
AND: Final = 15
OR: Final = 16
NOT: Final = 17
PIECEWISE: Final = 18
UNKNOWN: Final = 19
FIRST_FUNCTION: Final = 20
CONTRACT: Final = 448
"""A contraction of arrays. Behind it are the functions of whole arrays, in the order of their rows."""
EXPECT: Final = CONTRACT + 2
"""The code of an expectation while a text is read: the second row of arrays."""
STOP: Final = CONTRACT + 1
"""The code of the function that has the value of its argument and no derivative: the first row of arrays."""
FIRST_DERIVATIVE: Final = 512
"""Codes from here on are those of derivatives with a name of their own."""
_SOURCE: Final = "DLMF 1.4(iii)"


def _leaf(name: str) -> Function:
    return Function(name=name, parameters=(), leaf=True)


def _arithmetic(name: str, parameters: str, *partials: str) -> Function:
    return Function(
        name=name, parameters=tuple(parameters.split()), partials=partials, arithmetic=True, source=_SOURCE
    )


def _comparison(name: str, *, ordering: bool) -> Function:
    return Function(
        name=name,
        parameters=("x", "y"),
        partials=("0", "0"),
        comparison=True,
        ordering=ordering,
        source=_SOURCE,
    )


def _connective(name: str, parameters: str) -> Function:
    names = tuple(parameters.split())
    return Function(
        name=name, parameters=names, partials=("0",) * len(names), connective=True, source=_SOURCE
    )


# In the order of the codes; a test holds the two together.
OPERATORS: Final = (
    _leaf("number"),
    _leaf("symbol"),
    _leaf("constant"),
    _arithmetic("add", "x y", "1", "1"),
    _arithmetic("sub", "x y", "1", "-1"),
    _arithmetic("mul", "x y", "y", "x"),
    _arithmetic("div", "x y", "1/y", "-x/y**2"),
    _arithmetic("neg", "x", "-1"),
    _arithmetic("pow", "x y", "y*x**(y - 1)", "x**y*log(x)"),
    _comparison("lt", ordering=True),
    _comparison("le", ordering=True),
    _comparison("gt", ordering=True),
    _comparison("ge", ordering=True),
    _comparison("eq", ordering=False),
    _comparison("ne", ordering=False),
    _connective("and", "x y"),
    _connective("or", "x y"),
    _connective("not", "x"),
    Function(name="Piecewise", parameters=("*",)),
    Function(name="unknown", parameters=("*",)),
)

# A byte for each operator: what its row says.
_LEAF: Final = bytes([row.leaf for row in OPERATORS])
_ARITHMETIC: Final = bytes([row.arithmetic for row in OPERATORS])
_COMPARISON: Final = bytes([row.comparison for row in OPERATORS])
_ORDERING: Final = bytes([row.ordering for row in OPERATORS])
_CONDITION: Final = bytes([row.comparison or row.connective for row in OPERATORS])


def is_function(op: int) -> bool:
    """Return whether *op* is a function with a row of its own, known by name."""
    return op >= FIRST_FUNCTION


def is_whole(op: int) -> bool:
    """Return whether *op* is a contraction or a function of whole arrays."""
    return CONTRACT <= op < FIRST_DERIVATIVE


def is_leaf(op: int) -> bool:
    """Return whether *op* is a number, a symbol or a constant."""
    return op < FIRST_FUNCTION and _LEAF[op] != 0


def is_arithmetic(op: int) -> bool:
    """Return whether *op* is a sum, difference, product, quotient, negation or power."""
    return op < FIRST_FUNCTION and _ARITHMETIC[op] != 0


def is_comparison(op: int) -> bool:
    """Return whether *op* is `<`, `<=`, `>`, `>=`, `==` or `!=`."""
    return op < FIRST_FUNCTION and _COMPARISON[op] != 0


def is_ordering(op: int) -> bool:
    """Return whether *op* is `<`, `<=`, `>` or `>=`."""
    return op < FIRST_FUNCTION and _ORDERING[op] != 0


def is_condition(op: int) -> bool:
    """Return whether *op* has a truth for its value: a comparison, `and`, `or` or `not`."""
    return op < FIRST_FUNCTION and _CONDITION[op] != 0
