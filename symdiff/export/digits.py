"""A Python function that computes in mpmath with as many digits as its arguments ask for.

It is for formulas whose functions mpmath alone has, and which lose digits in floats in a way that no other
form mends: `digamma(x) - digamma(x + y)` for a small y. What is returned is rounded once.

>>> from symdiff.parser.formula import parse
>>> space = {}
>>> exec(in_digits(parse("beta(x, y)*(digamma(x) - digamma(x + y))")), space)
>>> space["f"](2.5, 1e-30)
-0.49035775610023485
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.lowering import arguments_of, listed, lowered, refuse_unknown
from symdiff.errors import Unsupported
from symdiff.export.python import REAL, RESERVED, Python, body_of, indented
from symdiff.export.source import documentation, function_name, identifiers
from symdiff.graph.expr import Expr
from symdiff.graph.tensors import refuse_arrays
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import NUMBER, POW
from symdiff.table.targets import written

_HELPERS: Final = '''def exact(value):
    """Return a number of mpmath. Raises ValueError where it is not real."""
    if value.imag:
        raise ValueError("math domain error")
    return value.real


def digits(*numbers):
    """Return a context of so many bits that sums of numbers of these sizes keep all of them, 1120 at most."""
    sizes = [0, *[math.frexp(number)[1] for number in numbers if math.isfinite(number)]]
    return mpmath.workprec(120 + min(1000, 2*(max(sizes) - min(sizes))))'''
_OWN: Final = ("exact", "digits", "value")


def in_digits(
    expr: Expr | Sequence[Expr],
    name: str = "f",
    order: Sequence[str] = (),
    meant: Sequence[Expr] = (),
    remarks: Sequence[str] = (),
) -> str:
    """Return the source of a Python function of real symbols, as `python` does, that computes in mpmath.

    Domain: as `python`. Cost: that of mpmath; at arguments of like sizes hardly more than with 53 bits.
    Raises Unsupported for what mpmath lacks, and as `python` does.
    """
    exprs = listed(expr)
    for each in exprs:
        refuse_arrays(each, "Python code on floats")
    graph, roots = lowered(
        exprs, lambda code: code in (MAX, MIN) or row_of(code).mpmath != "", lambda _: True, is_real=True
    )
    refuse_unknown(graph, graph.below(roots))
    taken = {*RESERVED, *_OWN}
    symbols = identifiers(arguments_of(exprs, order), {*taken, function_name(name)})
    notation = _Digits(graph, symbols, False)
    body = body_of(notation, roots, {*symbols.values(), *taken, name})
    said = [
        "Computed with more digits than floats have, and rounded once. Raises ValueError outside the domain, "
        "ZeroDivisionError at a division by 0, OverflowError where a value is too large for a float."
    ]
    given = ", ".join(symbols.values())
    exactly = ", ".join([f"mpmath.mpf({symbol})" for symbol in symbols.values()])
    returned = "real(value({}))" if len(roots) == 1 else "tuple([real(each) for each in value({})])"
    modules = [f"import {module}" for module in sorted({*notation.modules, "math", "mpmath"})]
    inner = [f"def value({given}):", *indented(body), ""]
    inner += [f"with digits({given}):", *indented([f"return {returned.format(exactly)}"])]
    lines = [*modules, "", "", REAL, "", "", _HELPERS, "", "", f"def {name}({given}):"]
    lines += indented(
        [*documentation(meant or exprs, symbols, "real numbers", [*said, *remarks]), "", *inner]
    )
    return "\n".join(lines) + "\n"


class _Digits(Python):
    """Writes nodes in mpmath's numbers."""

    def write(self, node: int, texts: dict[int, str]) -> str:
        graph = self.graph
        if graph.ops[node] == POW:
            base, exponent = self.arguments(node, texts)
            number = graph.children[node][1]
            is_whole = graph.ops[number] == NUMBER and graph.value(number) % 1 == 0
            power = f"mpmath.power({base}, {exponent})"
            return power if is_whole else f"exact({power})"
        return super().write(node, texts)

    def number(self, value: int | float | Fraction) -> str:
        if isinstance(value, Fraction):
            return f"mpmath.mpf({value.numerator})/{value.denominator}"
        return f"mpmath.mpf({value!r})" if isinstance(value, float) else super().number(value)

    def constant(self, name: str) -> str:
        return {"pi": "mpmath.pi", "E": "mpmath.e", "oo": "mpmath.inf"}.get(name) or super().constant(name)

    def call(self, code: int, texts: list[str]) -> str:
        row = row_of(code)
        if code in (MAX, MIN):
            return super().call(code, texts)
        if not row.mpmath:
            raise Unsupported(f"{row.name} is not in mpmath")
        return f"exact({written(row.mpmath, texts, 'mpmath.')})"


__all__ = ["in_digits"]
