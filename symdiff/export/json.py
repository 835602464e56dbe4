"""JSON that another program can rebuild the expression from without a parser.

>>> from symdiff.parser.formula import parse
>>> print(json_text(parse("x**2/3")))  # doctest: +NORMALIZE_WHITESPACE
{"format": "symdiff", "version": 1, "expression": "x**2/3", "latex": "\\\\frac{x^{2}}{3}",
 "variables": ["x"], "size": 5, "conditions": [], "where": "",
 "notes": [],
 "nodes": [["symbol", "x"], ["integer", "2"], ["pow", 0, 1], ["integer", "3"], ["div", 2, 3]]}
>>> str(from_json(json_text(parse("x**2/3"))))
'x**2/3'

In the nodes of an integral or a sum the symbols `?0`, `?1`, … stand for k, …; of its two signs `+` or `-`
says that the bound is infinite.

`conditions` are the texts of what must hold for a derivative, or of what simplification lost of the domain;
they can be evaluated, and are not taken back. `where` says them as a person reads them, with a letter for
any integer where there are families of points. `notes` say what of a text was not read literally. `symdiff
diff --format json` adds `read`, the formula as it was read. `nodes`
lists every distinct subexpression once, arguments before what uses them; the last one is the expression. A
node is a list that begins with its kind:

| node | meaning |
| --- | --- |
| `["integer", "12"]` | an exact integer, in decimal digits |
| `["rational", "1", "3"]` | an exact fraction |
| `["float", 0.1]` | a double |
| `["symbol", "x"]`, `["constant", "pi"]` | leaves; constants are pi, E, I, oo, True, False |
| `["add", i, j]`, … | an operator: add sub mul div neg pow lt le gt ge eq ne and or not |
| `["sin", i]`, … | a function of the table, by its printed name |
| `["Piecewise", v, c, …]` | values and conditions in turn |
| `["unknown", "f", [1, 0], i, j]` | an unknown function, how often differentiated by each argument |
| `["integral", "t", "..", […], i, j, k, …]` | the integral by t from i to j of its own list of nodes |
| `["sum", "t", "..", […], i, j, k, …]` | a sum; `["unknown", "x[]", [0], t]` in it is x_t |
| `["array", "A", ["n", 3], "spd"]` | a symbol with a shape, and its property, or "" |
| `["solution", "p", ["n"], "argmin", […]]` | a symbol that solves what its own list of nodes says |
| `["contract", "ab,b->a", i, j]` | a contraction (see `graph.contraction`) |
| `["whole", "det(A[n,n]) -> []", i]` | a function of whole arrays, by its signature |
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.errors import SymdiffError
from symdiff.export.latex import latex
from symdiff.export.notation import integer
from symdiff.export.text import text
from symdiff.graph.binders import NAMES, put_back, taken_out
from symdiff.graph.bound import is_binder
from symdiff.graph.contraction import canonical, contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Array, Dim, Solution
from symdiff.limits import DEFAULT, Limits
from symdiff.table.arrays import CONTRACT, code_of_signature, is_array_function
from symdiff.table.functions import CONSTANTS, code_of, row_of
from symdiff.table.operators import CONSTANT, NUMBER, OPERATORS, PIECEWISE, SYMBOL, UNKNOWN

VERSION: Final = 1
_OPERATORS: Final = {row.name: op for op, row in enumerate(OPERATORS) if not row.leaf}


def json_text(expr: Expr, **extra: Any) -> str:
    """Return *expr* as one line of JSON, with the members *extra* (an Expr among them as its text).

    The text depends on the structure of the expression alone. Cost: linear in nodes and in the texts.
    """
    graph = expr.graph
    members: dict[str, Any] = {
        "format": "symdiff",
        "version": VERSION,
        "expression": text(expr),
        "latex": latex(expr),
        "variables": graph.symbols([expr.node]),
        "size": expr.size,
        "conditions": [text(condition) for condition in expr.conditions],
        "where": expr.where,
        "notes": list(expr.notes),
    }
    members |= extra
    members["nodes"], _ = nodes_of(graph, [expr.node])
    return json.dumps(members, ensure_ascii=False, allow_nan=False, default=_shown)


def tree(expr: Expr) -> dict[str, Any]:
    """Return the nodes of *expr* as an object that `from_json` reads. Cost: linear in nodes."""
    return {"format": "symdiff", "version": VERSION, "nodes": nodes_of(expr.graph, [expr.node])[0]}


def from_json(data: str | Mapping[str, Any], limits: Limits = DEFAULT) -> Expr:
    """Return the expression that `json_text` wrote, node by node as it was.

    Cost: linear in nodes. Raises SymdiffError saying which node is not understood.
    """
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError as error:
            raise SymdiffError(f"this is not JSON: {error}") from None
    if not isinstance(data, Mapping) or data.get("format") != "symdiff":
        raise SymdiffError('this JSON is not symdiff\'s: its "format" is not "symdiff"')
    if data.get("version") != VERSION:
        raise SymdiffError(
            f"version {data.get('version')} of the format, and this symdiff reads version {VERSION}"
        )
    graph, nodes = from_nodes(data.get("nodes"), limits)
    return Expr(graph, nodes[-1])


def from_nodes(listed: object, limits: Limits = DEFAULT) -> tuple[Graph, list[int]]:
    """Return a graph with the nodes that `nodes_of` listed, each as it was.

    Cost: linear in nodes. Raises SymdiffError saying which node is not understood.
    """
    if not isinstance(listed, list) or not listed:
        raise SymdiffError('the member "nodes" is not a list of nodes')
    graph = Graph(limits)
    nodes: list[int] = []
    for place, entry in enumerate(listed):
        try:
            nodes.append(_rebuilt(graph, entry, nodes))
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError):
            shown = json.dumps(entry)[:100]
            raise SymdiffError(f"node {place} is not understood: {shown}") from None
    return graph, nodes


_BINDERS: Final = {name: kind for kind, name in NAMES.items()}


def _shown(value: object) -> str:
    if isinstance(value, Expr):
        return text(value)
    raise TypeError(f"{type(value).__name__} is nothing JSON can hold")


def nodes_of(graph: Graph, roots: Sequence[int]) -> tuple[list[list[Any]], dict[int, int]]:
    """Return the nodes below *roots*, in an order that depends on structure alone, and where each is."""
    numbers: dict[int, int] = {}
    entries: list[list[Any]] = []
    for node in graph.postorder(roots):
        numbers[node] = len(entries)
        entries.append(_entry(graph, node, [numbers[child] for child in graph.children[node]]))
    return entries, numbers


def _entry(graph: Graph, node: int, arguments: list[int]) -> list[Any]:
    op = graph.ops[node]
    if op == NUMBER:
        value = graph.value(node)
        if isinstance(value, Fraction):
            return ["rational", integer(value.numerator), integer(value.denominator)]
        return ["float", value] if isinstance(value, float) else ["integer", integer(value)]
    if op == SYMBOL:
        name = graph.name(node)
        if name in graph.arrays:
            shape, kind, solves = graph.arrays[name]
            if solves is not None:
                inside = nodes_of(solves.graph, [solves.node])[0]
                return ["solution", name, list(shape), solves.kind, inside]
            return ["array", name, list(shape), kind]
        return ["symbol", name]
    if op == CONSTANT:
        return ["constant", graph.name(node)]
    if op == UNKNOWN:
        name, orders = graph.operator(node)
        if is_binder(graph, node):
            alone, root, letter, _ = taken_out(graph, node)
            inside = nodes_of(alone, [root])[0]
            return [NAMES[name[0]], alone.names[letter], name[1:3], inside, *arguments]
        return ["unknown", name, list(orders), *arguments]
    if op == CONTRACT:
        return ["contract", graph.operator(node)[0], *arguments]
    if is_array_function(op):
        return ["whole", row_of(op).signature, *arguments]
    return [row_of(op).name, *arguments]


def _rebuilt(graph: Graph, entry: list[Any], nodes: list[int]) -> int:
    """Return the node of one entry. Raises ValueError and its like where it is none."""
    kind, *rest = entry
    if kind == "integer":
        [digits] = rest
        return graph.number(_integer(digits))
    if kind == "rational":
        return graph.number(Fraction(_integer(rest[0]), _integer(rest[1])))
    if kind == "float":
        [value] = rest
        if not isinstance(value, float | int) or not math.isfinite(value):
            raise ValueError
        return graph.number(float(value))
    if kind in ("symbol", "constant"):
        [name] = rest
        if not isinstance(name, str) or (kind == "constant" and CONSTANTS.get(name) != name):
            raise ValueError
        return graph.symbol(name) if kind == "symbol" else graph.constant(name)
    if kind == "array":
        return graph.array(rest[0], Array(tuple([_dim(dim) for dim in rest[1]]), rest[2]))
    if kind == "solution":
        name, sizes, how, listed = rest
        inside, found = from_nodes(listed, graph.limits)
        if how not in ("argmin", "root"):
            raise ValueError
        solves = Solution(how, inside, found[-1])
        return graph.array(name, Array(tuple([_dim(dim) for dim in sizes]), "", solves))
    if kind in _BINDERS:
        letter, ends, listed, *rest = rest
        inside, found = from_nodes(listed, graph.limits)
        if len(ends) != 2 or not {*ends} <= {*".+-"} or not isinstance(letter, str):
            raise ValueError
        children = tuple([nodes[place] for place in rest])
        return put_back(graph, inside, found[-1], inside.symbol(letter), _BINDERS[kind] + ends, children)
    of_arrays = ""
    if kind in ("contract", "whole"):
        of_arrays, *rest = rest
        if not isinstance(of_arrays, str):
            raise ValueError
    orders: tuple[int, ...] = ()
    if kind == "unknown":
        name, orders, *rest = rest[0], tuple(rest[1]), *rest[2:]
        if not isinstance(name, str) or len(orders) != len(rest) or not orders:
            raise ValueError
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in (*orders, *rest)):
        raise ValueError
    children = tuple([nodes[place] for place in rest])
    if kind == "contract":
        return _checked(graph, graph.contracted(str(canonical(contraction(of_arrays))), children))
    if kind == "whole":
        return _checked(graph, graph.call(code_of_signature(of_arrays), children))
    if kind == "unknown":
        return graph.unknown(name, orders, children)
    code = _OPERATORS.get(kind, -1)
    if code < 0:
        code = code_of(kind, len(children))
    if code < 0 or code == UNKNOWN:
        raise ValueError
    arity = row_of(code).arity
    if (arity >= 0 and arity != len(children)) or not children or (code == PIECEWISE and len(children) % 2):
        raise ValueError
    return graph.intern(code, children)


def _dim(dim: object) -> Dim:
    if not isinstance(dim, int | str) or isinstance(dim, bool) or not dim:
        raise ValueError
    return dim


def _checked(graph: Graph, node: int) -> int:
    """Return *node*, whose arguments have shapes that fit. Raises WrongShape."""
    graph.shape(node)
    return node


def _integer(digits: str) -> int:
    """Return an integer of any number of digits (Python refuses beyond 4300 at once)."""
    sign, digits = (-1, digits[1:]) if digits[:1] == "-" else (1, digits)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError
    value = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        value = value * 10 ** len(part) + int(part)
    return sign * value


__all__ = ["VERSION", "from_json", "from_nodes", "json_text", "nodes_of", "tree"]
