"""Text and shapes → expression.

>>> formula_of_arrays("A @ x", "A[n,m] x[m]", (), DEFAULT).shape
('n',)
"""

from __future__ import annotations

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Array, declared
from symdiff.graph.unknowns import Unknown, declared_functions
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.arrays.inferred import names_in
from symdiff.parser.arrays.lowering import lowered
from symdiff.parser.arrays.solutions import looked_for
from symdiff.parser.given import Names

__all__ = ["DEFAULT", "formula_of_arrays", "formula_of_scalars"]


def formula_of_arrays(
    text: str, shapes: str, symbols: Names, limits: Limits, matlab: bool = False, functions: Names = ()
) -> Expr:
    """Return the expression that *text* means, where the names in *shapes* are arrays of these shapes,
    *symbols* are scalars, and *functions* unknown functions.

    Raises ParseError, UnknownName, WrongShape or TooLarge, with the place.
    """
    arrays = declared(shapes)
    scalars = symbols.replace(",", " ").split() if isinstance(symbols, str) else symbols
    dims = {dim for array in arrays.values() for dim in array.shape}
    for name in scalars:
        if name in dims:
            raise SymdiffError(f"{name} is a dimension in {shapes}, and no symbol of its own")
        arrays.setdefault(name, Array())
    graph = Graph(limits)
    inside = looked_for(text)
    for name, array in arrays.items():  # what does not occur gives dimensions their sizes
        if array.shape and name not in inside:
            graph.array(name, array)
    node, notes = lowered(graph, text, arrays, limits, matlab, _unknown(functions))
    return Expr(graph, node, tuple(dict.fromkeys(notes)))


def formula_of_scalars(text: str, functions: Names, limits: Limits) -> Expr:
    """Return the expression that *text* means, in which all names are scalars but that has something of the
    language of arrays alone, such as `stop(x)`. Raises as `formula_of_arrays` does."""
    graph = Graph(limits)
    scalars = {name: Array() for name in names_in(text, limits)}
    node, notes = lowered(graph, text, scalars, limits, functions=_unknown(functions))
    return Expr(graph, node, tuple(dict.fromkeys(notes)))


def _unknown(functions: Names) -> dict[str, Unknown]:
    return declared_functions(functions if isinstance(functions, str) else ",".join(map(str, functions)))
