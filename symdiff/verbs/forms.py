"""The forms that have a name, of a text, an Expr or a SymPy expression: `expand`, `factor`, `together`,
`apart`, `collect`, `trig`.

>>> str(factor("x**2 - 1"))
'(x + 1)*(x - 1)'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.parser.listed import components
from symdiff.simplifier import forms


def expand(
    expr: Formula,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* with products over sums and whole positive powers multiplied out.

    It does so inside of functions, too; denominators stay products. *expr* is a text, an Expr or a SymPy
    expression, here and in the other forms. Cost: that of the terms written. Raises as `parse` does, TooLarge
    beyond `limits.terms`.

    >>> str(expand("(x + 1)*(x - 1)"))
    'x**2 - 1'
    """
    return forms.expand(expression(expr, symbols, functions, limits, conditions=True))


def factor(
    expr: Formula,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* as a product of irreducible factors over the rationals.

    Cost: that of factoring polynomials, of bounded length. Raises as `parse` does, TooLarge for longer ones.

    >>> str(factor("x^2 + x*sin(y)"))
    'x*(x + sin(y))'
    """
    return forms.factor(expression(expr, symbols, functions, limits, conditions=True))


def together(
    expr: Formula,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* as one quotient without a common factor.

    Cost: that of greatest common divisors of polynomials of bounded length. Raises as `factor` does.

    >>> str(together("1/x + 1/y"))
    '(x + y)/(x*y)'
    """
    return forms.together(expression(expr, symbols, functions, limits, conditions=True))


def apart(
    expr: Formula,
    variable: Variables | None = None,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return the partial fractions of *expr* in *variable*, the other symbols being parameters.

    Cost: Euclid's algorithm on polynomials of bounded degree. Raises SymdiffError for several variables,
    Unsupported where the variable is inside of a function.

    >>> str(apart("1/(x*(x + a))", "x"))
    '1/(a*x) - 1/(a*(a + x))'
    """
    what = () if variable is None else (variable,)
    source, kernels = _with_kernels(expr, what, symbols, functions, limits)
    if len(kernels) > 1:
        raise SymdiffError("partial fractions are taken by one variable", hint="name one")
    return forms.apart(source, *kernels)


def collect(
    expr: Formula,
    *what: Variables,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* as a polynomial in *what*: variables, functions, powers or sums; "x y" is two variables.

    Cost: linear in terms. Raises as `factor` does, SymdiffError for what nothing can be collected by.

    >>> str(collect("a*x + b*x + c", "x"))
    'c + x*(a + b)'
    """
    source, kernels = _with_kernels(expr, what, symbols, functions, limits)
    return forms.collect(source, *kernels)


def trig(
    expr: Formula,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* in the pair of trigonometric or hyperbolic functions that makes it shortest.

    Cost: that of `together`, for each pair. Raises as `factor` does.

    >>> str(trig("1 + tan(x)^2"))
    'sec(x)**2'
    """
    return forms.trig(expression(expr, symbols, functions, limits, conditions=True))


def _with_kernels(
    expr: Any, what: Any, symbols: str | Iterable[str], functions: str | Iterable[str], limits: Limits
) -> tuple[Expr, list[Expr]]:
    """Return an expression and what it is written by; a name that is given is a symbol in both."""
    given = _parts(what)
    names = [*names_of(symbols), *[part for part in given if isinstance(part, str) and part.isidentifier()]]
    kernels = [expression(part, names, functions, limits) for part in given]
    return expression(expr, names, functions, limits, conditions=True), kernels


def _parts(what: Any) -> list[Any]:
    """Return the names and formulas in *what*: "x y" is two names, "x, sin(x)" two formulas."""
    if isinstance(what, str):
        words = what.replace(",", " ").split()
        return words if all(word.isidentifier() for word in words) else components(what)
    if isinstance(what, Expr) or hasattr(what, "free_symbols") or not isinstance(what, Iterable):
        return [what]
    return [part for inner in what for part in _parts(inner)]
