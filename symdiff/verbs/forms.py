"""The forms that have a name, of a text, an Expr or a SymPy expression: `expand`, `factor`, `together`,
`apart`, `collect`, `trig`.

>>> str(factor("x**2 - 1"))
'(x + 1)*(x - 1)'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.simplifier import forms
from symdiff.verbs.derivatives import expression


def expand(
    expr: Any, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = DEFAULT
) -> Expr:
    """Return *expr* with products over sums and whole positive powers multiplied out.

    *expr* is a text, an Expr or a SymPy expression, here and in the forms below; see `simplify.forms`
    for what each costs and raises.

    >>> str(expand("(x + 1)*(x - 1)"))
    'x**2 - 1'
    """
    return forms.expand(expression(expr, symbols, functions, limits))


def factor(
    expr: Any, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = DEFAULT
) -> Expr:
    """Return *expr* as a product of irreducible factors over the rationals.

    >>> str(factor("x^2 + x*sin(y)"))
    'x*(x + sin(y))'
    """
    return forms.factor(expression(expr, symbols, functions, limits))


def together(
    expr: Any, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = DEFAULT
) -> Expr:
    """Return *expr* as one quotient without a common factor.

    >>> str(together("1/x + 1/y"))
    '(x + y)/(x*y)'
    """
    return forms.together(expression(expr, symbols, functions, limits))


def apart(
    expr: Any,
    variable: str | Expr | None = None,
    *,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return the partial fractions of *expr* in *variable*, the other symbols being parameters.

    >>> str(apart("1/(x*(x + a))", "x"))
    '1/(a*x) - 1/(a*(a + x))'
    """
    what = () if variable is None else (variable,)
    source, kernels = _with_kernels(expr, what, symbols, functions, limits)
    return forms.apart(source, *kernels)


def collect(
    expr: Any,
    *what: str | Expr,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* as a polynomial in *what*: variables, functions, powers or sums.

    >>> str(collect("a*x + b*x + c", "x"))
    'c + x*(a + b)'
    """
    source, kernels = _with_kernels(expr, what, symbols, functions, limits)
    return forms.collect(source, *kernels)


def trig(
    expr: Any, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = DEFAULT
) -> Expr:
    """Return *expr* in the pair of trigonometric or hyperbolic functions that makes it shortest.

    >>> str(trig("1 + tan(x)^2"))
    'sec(x)**2'
    """
    return forms.trig(expression(expr, symbols, functions, limits))


def _with_kernels(
    expr: Any, what: Iterable[Any], symbols: Iterable[str], functions: Iterable[str], limits: Limits
) -> tuple[Expr, list[Expr]]:
    """Return an expression and what it is written by; a name that is given is a symbol in both."""
    texts = [text.strip() if isinstance(text, str) else text for text in what]
    names = [*symbols, *[text for text in texts if isinstance(text, str) and text.isidentifier()]]
    kernels = [expression(text, names, functions, limits) for text in texts]
    return expression(expr, names, functions, limits), kernels
