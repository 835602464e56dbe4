"""What a user asks for: `derive`, `gradient`, `simplify`, and the text, names and levels they accept.

>>> str(derive("x**3*sin(x)", "x"))
'x**2*(x*cos(x) + 3*sin(x))'
"""

from __future__ import annotations

from typing import Literal, overload

from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import expression, no_variables
from symdiff.simplifier.levels import Level, level_of
from symdiff.simplifier.levels import simplify as simplest
from symdiff.verbs.chain import chain, partials


def derive(
    expr: Formula,
    *variables: Variables | int,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
    score: bool = False,
) -> Expr:
    """Return the derivative of *expr* by each of *variables* in turn, *order* times by the last.

    *expr* is a text, an Expr or a SymPy expression; *variables* are names or symbols, "x y" or a list as
    well, and a number after one says how often: `derive(f, "x", 2)`. *level* says how far to simplify:
    "none", "basic" or "full" (its old name is *simplify*). In a text, the variables and *symbols* are
    ordinary names whatever else they could mean, and *functions* are unknown functions. The result has the
    notes on how a text was read, and the conditions that its simplification lost.

    At "basic", a derivative of order 4 or more is simplified once, at the end, where the third is shorter
    that way than by simplification of each step: as a polynomial in functions that are derived once, where it
    is one and that is shortest, or as it was derived.

    With *score*, that of an expectation is in the score form, which derives the density and not what is
    averaged; where a jump depends on the noise it is in any case.

    Domain: where every partial of a row that is used holds; symbols are real.
    Cost: linear in nodes for each derivative. Raises ParseError for a text that is no formula,
    Unsupported where a function has no closed partial.

    >>> str(derive("x^2 y^3", "x", "y"))
    '6*x*y**2'
    """
    level = level_of(level, simplify)
    return chain(expr, variables, order, level, symbols, functions, limits, every=False, score=score)[-1][1]


def derivatives(
    expr: Formula,
    *variables: Variables | int,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[tuple[str, Expr]]:
    """Return every step on the way to a derivative: ("", the expression), (variable, derivative), …

    Arguments, cost and errors are those of `derive`, which returns the last.

    >>> [str(step) for _, step in derivatives("x**3", "x", order=2)]
    ['x**3', '3*x**2', '6*x']
    """
    return chain(expr, variables, order, level_of(level, simplify), symbols, functions, limits, every=True)


def gradient(
    expr: Formula,
    variables: Variables | None = None,
    *,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the derivatives of *expr* by each of *variables*, on one shared graph.

    Cost: linear in nodes, whatever the number of variables; what stands inside a Piecewise, Max or
    Min is swept once for each variable in it, so that no branch that is not taken takes part.
    Conditions are those of `derive`, up to 1000 nodes. Raises as `derive` does.

    >>> [str(d) for d in gradient("x*y + sin(x)", ["x", "y"])]
    ['y + cos(x)', 'x']
    """
    if variables is None:
        raise no_variables([expr], symbols, functions)
    return partials(expr, variables, level_of(level, simplify), symbols, functions, limits)


@overload
def simplify(
    expr: Formula,
    *,
    level: Level = "full",
    trace: Literal[False] = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr: ...
@overload
def simplify(
    expr: Formula,
    *,
    level: Level = "full",
    trace: Literal[True],
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> tuple[Expr, list[str]]: ...
def simplify(
    expr: Formula,
    *,
    level: Level = "full",
    trace: bool = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr | tuple[Expr, list[str]]:
    """Return a text, an Expr or a SymPy expression in a form that is never larger than it was.

    "none" leaves it, "basic" is the normal form with common factors pulled out where that is shorter, "full"
    also tries one fraction in lowest terms, and other functions. The result is equal wherever *expr* has a
    real value; what it lost on the way is in `conditions`: x/x is 1 where x != 0. With *trace*, the names of
    the identities that made it are returned as well.
    Cost: "basic" linear in nodes, but for the sorting of terms; "full" that of greatest common divisors of
    polynomials of bounded length. Raises as `parse` does, and SymdiffError for an unknown level.

    >>> str(simplify("sin(x)^2 + cos(x)^2"))
    '1'
    """
    source = expression(expr, symbols, functions, limits, conditions=True, arrays=True)
    if source.graph.uses_arrays(source.node):
        from symdiff.verbs.tensors import simplified

        level_of(level)
        short, used = simplified(source, level)
        return (short, used) if trace else short
    return simplest(source, level, trace=True) if trace else simplest(source, level)
