"""Formulas as functions of Python: with digits kept, as all files of code have them.

>>> from symdiff.parser.formula import parse
>>> print(source(parse("sqrt(x + 1) - sqrt(x)"), "python").splitlines()[-1].strip())
return 1/(math.sqrt(x + 1) + math.sqrt(x))
>>> f = function(parse("sqrt(x + 1) - sqrt(x)"))
>>> float(f(1e20))
5e-11
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from symdiff.accuracy.floats import unmeasured
from symdiff.arithmetic.arrays import vectorised
from symdiff.arithmetic.lowering import arguments_of, listed
from symdiff.arithmetic.walk import is_complex
from symdiff.export.digits import in_digits
from symdiff.export.formats import written
from symdiff.graph.expr import Expr
from symdiff.table.operators import is_leaf
from symdiff.verbs.wanted import SMALL, Improved

_SAID: Final = "stable: "


class _Kept(NamedTuple):
    """Expressions in forms that keep their digits, None where they are those that were given."""

    exprs: list[Expr] | None
    notes: tuple[str, ...]


def source(
    expr: Expr | Sequence[Expr], target: str, *, stable: bool = True, order: Sequence[str] = (), **extra: Any
) -> str:
    """Return *expr*, or several, as the source of a function in Python or NumPy, the *target*; see
    `export.python` and `export.numpy`, whose arguments the *extra* ones are.

    Where a formula loses digits in floats, its stable form is computed, as in files of code, and the
    docstring says so. In Python, what has functions whose losses cannot be measured is computed in mpmath
    with more digits. With stable=False it is computed as it stands. Cost: see `symdiff.stable`.
    """
    exprs = listed(expr)
    if target not in ("python", "numpy") or not stable:
        return written(expr, target, **({"order": order} if order else {}), **extra)
    if target == "python" and any(_is_hard(each) for each in exprs):
        return in_digits(expr, order=order, **extra)
    kept = _kept(exprs)
    if kept.exprs is not None:  # a form may be of fewer symbols
        order = order or arguments_of(exprs, ())
    given = {"order": order} if order else {}
    return written(kept.exprs or expr, target, meant=exprs, remarks=kept.notes, **given, **extra)


def _is_hard(expr: Expr) -> bool:
    """Return whether it cannot be measured what an expression of real numbers loses, which is not only a
    function of one symbol."""
    graph, node = expr.graph, expr.node
    if not unmeasured(graph, node) or is_complex(expr):
        return False
    children = graph.children[node]
    is_call = all(is_leaf(graph.ops[child]) for child in children) and len(graph.symbols([node])) == 1
    return not is_call and not any(graph.operators.get(each) for each in graph.below([node]))


def function(expr: Expr, order: Sequence[str] = (), *, stable: bool = True) -> Callable[..., Any]:
    """Return a function of arrays that computes *expr*; see `arithmetic.arrays.vectorised`. Of real arrays
    it computes the stable form, if stable."""
    return vectorised(expr, order, (lambda: _kept([expr]).exprs) if stable else None)


@lru_cache(maxsize=64)
def steadied(expr: Expr) -> Expr:
    """Return the stable form of a formula of numbers, itself where none is better. Cost: that of
    `symdiff.stable`, once for the formulas that were asked last."""
    forms = _kept([expr]).exprs
    return expr if forms is None else forms[0]


def _kept(exprs: list[Expr]) -> _Kept:
    """Return *exprs* in stable forms, and what is to be said of them."""
    if any(each.graph.uses_arrays(each.node) or is_complex(each) for each in exprs):
        return _Kept(None, ())
    if any(each.graph.operations([each.node]) > SMALL for each in exprs):
        return _Kept(None, (f"{_SAID}left as it is: it has over {SMALL} operations.",))
    improved = Improved()
    forms = improved(exprs)
    changed = any(new is not old for new, old in zip(forms, exprs, strict=True))
    notes = tuple([f"{note[0].upper()}{note[1:]}." for note in improved.notes])
    return _Kept(forms if changed else None, notes)


__all__ = ["function", "source", "steadied"]
