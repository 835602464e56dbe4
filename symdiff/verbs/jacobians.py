"""All first derivatives of many outputs, all second derivatives of one: `jacobian` and `hessian`.

>>> J = jacobian(["x*y", "sin(x)"], ["x", "y"])
>>> [[str(entry) for entry in row] for row in J.rows]
[['y', 'x'], ['cos(x)', '0']]
>>> H = hessian("x^2*y", ["x", "y"], sparse=True)
>>> H.rows, H.columns, [str(value) for value in H.values]
((0, 0, 1), (0, 1, 0), ['2*y', '2*x', '2*x'])
"""

from __future__ import annotations

from typing import Final, Literal, overload

from symdiff.errors import TooLarge
from symdiff.graph.expr import Expr
from symdiff.graph.stored import is_large
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Formulas, Names, Variables
from symdiff.parser.inputs import as_read, names_of
from symdiff.simplifier.levels import Level, level_of
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.sharing import GRADIENT
from symdiff.sweeps.entries import Entries, hessian_entries, jacobian_entries
from symdiff.sweeps.sparsity import pattern
from symdiff.verbs.derived import derived, each_by_itself, on_one_graph
from symdiff.verbs.matrices import Jacobian, SparseJacobian
from symdiff.verbs.provenance import provenance, with_edges
from symdiff.verbs.system import System

_SMALL: Final = 60
"""Nodes of the formulas up to which the shortest form of each entry is searched for."""
_FEW: Final = 36
"""Entries up to which it is."""
_WORK: Final = 1_200
"""Sizes of all first derivatives, times the variables, up to which second ones are made by themselves."""


@overload
def jacobian(
    exprs: Formulas,
    variables: Variables,
    *,
    sparse: Literal[False] = False,
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian: ...
@overload
def jacobian(
    exprs: Formulas,
    variables: Variables,
    *,
    sparse: Literal[True],
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> SparseJacobian: ...
def jacobian(
    exprs: Formulas,
    variables: Variables = (),
    *,
    sparse: bool = False,
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian | SparseJacobian | Expr:
    """Return the derivatives of each of *exprs* by each of *variables*.

    *exprs* are texts, Exprs, SymPy expressions or numbers; one text with commas, "x*y, sin(x)"; or a SymPy
    matrix of one row or column. A variable that does not occur has a column of zeros. The level is "full"
    where nothing else is said and the formulas are small, up to 60 nodes and 36 entries, and "basic" beyond.
    At "full" the entries of such small formulas are the forms that `derive` returns. "basic" gives up nothing
    that entries share, so a long common part stays as derived; of larger formulas "full" does so where the
    matrix would have more than a hundred operations, and more than four times those of the outputs. Entries
    have the conditions that `derive` gives its result; those of more than 1,000 nodes together, what
    simplification lost.

    Shape: an output a row, a variable a column; dense unless *sparse* is asked for. Of a formula of arrays,
    by one variable, it is one Expr with the shape of the formula, then that of the variable.
    Cost: the nodes visited in the mode that visits fewer (`sweeps.entries`), dense the size of the matrix.
    Raises SymdiffError for bad input, TooLarge above `limits.entries` entries, and as `derive` does.

    >>> from symdiff import symbols
    >>> x, y = symbols("x y")
    >>> J = jacobian([x**2 + y, x], [x, y], sparse=True)
    >>> [(*place, str(entry)) for place, entry in J.items()]
    [(0, 0, '2*x'), (0, 1, '1'), (1, 0, '1')]
    """
    exprs = as_read(exprs)
    if isinstance(exprs, Expr) and exprs.graph.uses_arrays(exprs.node):
        from symdiff.verbs import tensors

        return tensors.jacobian(exprs, names_of(variables), level_of(level or "full", simplify))
    system = System(exprs, variables, level_of(level or "full", simplify), symbols, functions, limits)
    if level is None and simplify is None:
        system.level = _level_for(system, len(system.roots))
    found = pattern(system.graph, system.roots, system.places)
    _check_entries(system, found.rows, sparse)
    if _is_brief(system):
        return _first_by_themselves(system, sparse)
    entries = jacobian_entries(system.graph, system.roots, system.places, found)
    return _matrix(system, system.roots, entries, sparse)


@overload
def hessian(
    expr: Formula,
    variables: Variables,
    *,
    sparse: Literal[False] = False,
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian: ...
@overload
def hessian(
    expr: Formula,
    variables: Variables,
    *,
    sparse: Literal[True],
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> SparseJacobian: ...
def hessian(
    expr: Formula,
    variables: Variables = (),
    *,
    sparse: bool = False,
    level: Level | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian | SparseJacobian | Expr:
    """Return the second derivatives of *expr* by each pair of *variables*: the Jacobian of its gradient.

    The matrix is symmetric: a pair is derived once, and both its entries are one node. Where mixed
    derivatives differ by their order (only at points where they are not continuous), the matrix has one.
    Arguments, the level, cost and errors are those of `jacobian`; `outputs` is the gradient.
    Shape: a variable a row, a variable a column.

    >>> [[str(entry) for entry in row] for row in hessian("x*y + y^3", "x y").rows]
    [['0', '1'], ['1', '6*y']]
    """
    expr = as_read(expr)
    if isinstance(expr, Expr) and expr.graph.uses_arrays(expr.node):
        from symdiff.verbs import tensors

        return tensors.hessian(expr, names_of(variables), level_of(level or "full", simplify))
    system = System([expr], variables, level_of(level or "full", simplify), symbols, functions, limits)
    if level is None and simplify is None:
        system.level = _level_for(system, len(system.names))
    gradient = system.gradient()
    found = pattern(system.graph, gradient, system.places)
    _check_entries(system, found.rows, sparse)
    if _is_brief(system) and (found_apart := _second_by_themselves(system, sparse)) is not None:
        return found_apart
    entries = hessian_entries(system.graph, gradient, system.places, found)
    return _matrix(system, gradient, entries, sparse, second=True)


def _level_for(system: System, rows: int) -> Level:
    """Return the level for a matrix of so many *rows* where none is asked for."""
    small = len(system.graph.below(system.roots)) <= _SMALL and rows * len(system.names) <= _FEW
    return "full" if small else "basic"


def _is_brief(system: System) -> bool:
    """Return whether each entry is to be what `derive` returns, whatever others share with it."""
    order = system.graph.below(system.roots)
    return system.level == "full" and len(order) <= _SMALL and len(system.names) ** 2 <= _FEW


def _first_by_themselves(system: System, sparse: bool) -> Jacobian | SparseJacobian:
    """Return the first derivatives of short outputs, each as `derive` has it."""
    rows = [each_by_itself(first, system.names, None) for first in _firsts(system)]
    entries = {(i, j): entry for i, row in enumerate(rows) for j, entry in enumerate(row)}
    return _together(system, system.results(system.roots), entries, sparse)


def _second_by_themselves(system: System, sparse: bool) -> Jacobian | SparseJacobian | None:
    """Return the second derivatives of a short output, each as `derive` has it by the earlier variable, then
    by the later one; None where the first ones are long, and nobody reads the second ones."""
    [first], names = _firsts(system), system.names
    slopes = each_by_itself(first, names, None)
    if len(names) * sum([slope.graph.size(slope.node) for slope in slopes]) > _WORK:
        return None
    style = Style(first.graph, [first.node])
    entries: dict[tuple[int, int], Expr] = {}
    for i, slope in enumerate(slopes):
        for j in range(i, len(names)):
            entry = derived(first, (names[i], names[j]), slope, "full", style, None)
            entries[i, j] = entries[j, i] = entry
    return _together(system, slopes, entries, sparse)


def _firsts(system: System) -> list[Expr]:
    """Return the outputs with their notes and conditions."""
    pairs = zip(system.sources, system.roots, strict=True)
    return [Expr(system.graph, root, source.notes, source.unasked) for source, root in pairs]


def _together(
    system: System, outputs: list[Expr], entries: dict[tuple[int, int], Expr], sparse: bool
) -> Jacobian | SparseJacobian:
    """Return the matrix of *entries*, which has them and *outputs* on one graph."""
    every = on_one_graph([*outputs, *entries.values()], system.graph.limits)
    tops, found = tuple(every[: len(outputs)]), dict(zip(entries, every[len(outputs) :], strict=True))
    shape, names = (len(outputs), len(system.names)), tuple(system.names)
    if not sparse:
        rows = [tuple([found[i, j] for j in range(len(names))]) for i in range(len(outputs))]
        return Jacobian(shape, tops, names, tuple(rows))
    left = [(*place, found[place]) for place in sorted(found) if not _is_zero(found[place])]
    rows_of, columns, kept = zip(*left, strict=True) if left else ((), (), ())
    return SparseJacobian(shape, tops, names, rows_of, columns, kept)


def _is_zero(expr: Expr) -> bool:
    return expr.graph.is_zero(expr.node)


def _check_entries(system: System, rows: list[tuple[int, ...]], sparse: bool) -> None:
    """Raise TooLarge where the matrix is larger than `limits.entries`."""
    limit = system.graph.limits.entries
    count = sum(map(len, rows)) if sparse else len(rows) * len(system.places)
    if count > limit:
        hint = "raise it with Limits(entries=...)"
        if not sparse and sum(map(len, rows)) <= limit:
            hint = f"with sparse=True there are {sum(map(len, rows))}, or {hint}"
        raise TooLarge(f"a matrix with {count} entries (limit `entries` is {limit})", hint=hint)


def _matrix(
    system: System,
    outputs: list[int],
    entries: Entries,
    sparse: bool,
    second: bool = False,
) -> Jacobian | SparseJacobian:
    """Return the matrix of *entries*, simplified together with *outputs*, which for *second* derivatives are
    the gradient."""
    order = sorted(entries)
    raws = [entries[place] for place in order]
    # At "basic" what several outputs share is kept in any case.
    times = GRADIENT if system.level == "full" or (len(outputs) == 1 and not second) else None
    exprs = system.results([*outputs, *raws], times, len(outputs))
    graph = exprs[0].graph
    zero = Expr(graph, graph.number(0))
    if not sparse and not is_large(system.graph):
        flat = _flat(system, outputs, entries)
        order += flat
        raws += [system.graph.number(0)] * len(flat)
        exprs += [zero] * len(flat)
    tops, values = exprs[: len(outputs)], exprs[len(outputs) :]
    if not is_large(system.graph):
        tops, values = _with_conditions(system, outputs, list(zip(order, raws, strict=True)), exprs, second)
    shape, names = (len(outputs), len(system.names)), tuple(system.names)
    left = [(*place, value) for place, value in zip(order, values, strict=True) if not _is_zero(value)]
    if sparse:
        rows, columns, kept = zip(*left, strict=True) if left else ((), (), ())
        return SparseJacobian(shape, tuple(tops), names, rows, columns, kept)
    dense = [[zero] * len(names) for _ in outputs]
    for (i, j), value in zip(order, values, strict=True):
        dense[i][j] = value
    return Jacobian(shape, tuple(tops), names, tuple(map(tuple, dense)))


def _flat(system: System, outputs: list[int], entries: Entries) -> list[tuple[int, int]]:
    """Return the places of the entries that are 0 although the output depends on the variable, such as that
    of floor(x): their conditions say where; or what was given has a condition on it."""
    known = [condition for source in system.sources for condition in source.unsolved]
    asked = {name for condition in known for name in condition.graph.symbols([condition.node])}
    return [
        (i, j)
        for i, output in enumerate(outputs)
        for j, name in enumerate(system.names)
        if (i, j) not in entries and (name in asked or name in system.graph.symbols([output]))
    ]


def _with_conditions(
    system: System,
    outputs: list[int],
    entries: list[tuple[tuple[int, int], int]],
    exprs: list[Expr],
    second: bool,
) -> tuple[list[Expr], list[Expr]]:
    """Return *exprs*, which are what *outputs* and *entries* came to, with the conditions and the origin that
    `derive` gives its result: those of outputs that are derivatives themselves, and those of the entries."""
    graph, names = system.graph, system.names
    known = tuple(dict.fromkeys([condition for source in system.sources for condition in source.unsolved]))
    firsts = [Expr(graph, root, exprs[0].notes, known) for root in system.roots]
    tops, values = exprs[: len(outputs)], exprs[len(outputs) :]
    before = firsts
    if second:
        [first] = firsts
        rows = list(zip(names, outputs, tops, strict=True))
        before = [_held(Expr(graph, raw, first.notes), first, (name,), first, raw) for name, raw, _ in rows]
        tops = [_held(top, first, (name,), first, raw) for name, raw, top in rows]
    found = []
    for ((i, j), raw), value in zip(entries, values, strict=True):
        by = (names[i], names[j]) if second else (names[j],)
        start = firsts[0] if second else firsts[i]
        found.append(_held(value, start, by, before[i], raw))
    return tops, found


def _held(value: Expr, first: Expr, by: tuple[str, ...], last: Expr, raw: int) -> Expr:
    """Return *value*, which *raw* came to, the derivative of *last* by the last of *by*, with its conditions
    and its origin."""
    held = provenance(first, by, last, raw, value.graph, value.node)
    return Expr(
        value.graph, value.node, value.notes, *with_edges(held, last, by[-1], value.graph, value.node)
    )


__all__ = ["hessian", "jacobian"]
