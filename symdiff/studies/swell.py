"""How much larger a derivative is than its function: written out, shared, multiplied out, and in SymPy.

The function is the logistic map, l₁ = x, lₙ₊₁ = 4 lₙ (1 - lₙ), the example of A. G. Baydin,
B. A. Pearlmutter, A. A. Radul and J. M. Siskind, "Automatic Differentiation in Machine Learning: a
Survey", JMLR 18(153), 2018. An operation is a sign, a +, -, * or / of two arguments, a power or a call.

>>> row = swell(7).rows[-1]
>>> row.function, row.tree, row.shared, row.polynomial
(189, 1088, 39, 188)
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.forms import expand
from symdiff.studies.picture import picture
from symdiff.sweeps.sweep import tangents

MOST: Final = 500
"""Largest n: the operations of a tree have 153 digits by then, and beyond 308 no float has them."""
QUICK: Final = 12
"""Largest n for which the polynomial is multiplied out and SymPy is asked: both double with each n."""

_HEADS: Final = {
    "n": "n",
    "function": "f",
    "tree": "f' tree",
    "shared": "f' shared",
    "both": "f, f' shared",
    "polynomial": "f' polynomial",
    "sympy_tree": "SymPy f'",
    "sympy_shared": "SymPy cse",
}
_LINES: Final = (
    # field, label, colour, marker
    ("sympy_tree", "f′ in SymPy, as it is derived", "#8a4fa3", "s-"),
    ("tree", "f′ written as a tree, as it is derived", "#d95f02", "o-"),
    ("polynomial", "f′ as a polynomial, multiplied out", "#888888", "^-"),
    ("function", "f written as a tree", "#111111", ":"),
    ("sympy_shared", "f′ in SymPy, common subexpressions once", "#1b9e57", "D-"),
    ("both", "f and f′ together, shared", "#1b7fb8", "o-"),
)


class Row(NamedTuple):
    """Operations of lₙ and its derivative; None where they were not counted."""

    n: int
    function: int
    """lₙ written as a tree."""
    tree: int
    """Its derivative as it is derived, written as a tree: each common part as often as it is used."""
    shared: int
    """The same derivative, each common part once."""
    both: int
    """Function and derivative together, each common part once."""
    polynomial: int | None = None
    """The derivative multiplied out, like terms collected."""
    sympy_tree: int | None = None
    """SymPy's derivative as it is derived, by its `count_ops`."""
    sympy_shared: int | None = None
    """The same after SymPy's `cse`."""


@dataclass(frozen=True, slots=True)
class Swell:
    """A row for each n, the smallest first."""

    rows: tuple[Row, ...]

    def table(self) -> str:
        """Return the counts in columns of text, those that nothing is known of left out.

        >>> print(swell(3).table())
           n          f    f' tree  f' shared f, f' shared f' polynomial
           1          0          0          0            0             0
           2          3          4          4            5             2
           3          9         20         11           12             8
        """
        known = [name for name in _HEADS if any(getattr(row, name) is not None for row in self.rows)]
        widths = {name: 4 if name == "n" else max(10, len(_HEADS[name])) for name in known}
        lines = [" ".join([f"{_HEADS[name]:>{widths[name]}}" for name in known])]
        for row in self.rows:
            lines.append(" ".join([f"{_written(getattr(row, name)):>{widths[name]}}" for name in known]))
        return "\n".join(lines)

    def plot(self, path: str) -> None:
        """Write the counts against n to *path*, as PNG, SVG or PDF. Raises as `picture` does."""
        with picture(path) as axes:
            for name, label, colour, style in _LINES:
                points = [(row.n, getattr(row, name)) for row in self.rows if getattr(row, name)]
                if points:
                    size = 4 if len(points) <= 40 else 0
                    axes.plot(*zip(*points, strict=True), style, color=colour, markersize=size, label=label)
            axes.set_yscale("log")
            axes.minorticks_off()
            axes.set_title("Expression swell: f = lₙ, where l₁ = x and lₙ₊₁ = 4 lₙ (1 − lₙ)", pad=10)
            axes.set_xlabel("n")
            axes.set_ylabel("operations")
            axes.xaxis.get_major_locator().set_params(integer=True)
            below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.13), "ncols": 2}
            axes.legend(**below, frameon=False, fontsize=9)


def swell(to: int = 10, sympy: bool = False) -> Swell:
    """Return the operations of lₙ and of its derivative for n from 1 to *to*, with *sympy* SymPy's too.

    Cost: that of counting shared nodes, quadratic in *to*; nothing is written out but polynomials, which
    stop at n = 12, and so does SymPy. Raises SymdiffError where *to* is not in 1 … 500.
    """
    if not 1 <= to <= MOST:
        raise SymdiffError(f"n up to {to}", hint=f"give a number from 1 to {MOST}")
    graph = Graph()
    x = graph.symbol("x")
    maps = [x]
    for _ in range(to - 1):
        last = maps[-1]
        maps.append(graph.mul(graph.mul(graph.number(4), last), graph.sub(graph.number(1), last)))
    slopes = tangents(graph, maps, x)
    trees = _trees(graph)
    rows = []
    for n, (f, slope) in enumerate(zip(maps, slopes, strict=True), 1):
        shared, both = graph.operations([slope]), graph.operations([f, slope])
        row = Row(n, trees[f], trees[slope], shared, both)
        if n <= QUICK:
            polynomial = expand(Expr(graph, slope))
            row = row._replace(polynomial=polynomial.graph.operations([polynomial.node]))
        if n <= QUICK and sympy:
            counts = import_module("symdiff.witness.oracle").operations(Expr(graph, f), "x")
            row = row._replace(sympy_tree=counts[0], sympy_shared=counts[1])
        rows.append(row)
    return Swell(tuple(rows))


def _trees(graph: Graph) -> list[int]:
    """Return the operations of each node written as a tree. They double at each step; the loop is one."""
    counts: list[int] = []
    for children in graph.children:
        counts.append(1 + sum([counts[child] for child in children]) if children else 0)
    return counts


def _written(count: int | None) -> str:
    """Return a count as text of at most ten characters."""
    if count is None:
        return "-"
    if count < 10**8:
        return f"{count:,}"
    return f"{count:.2e}"
