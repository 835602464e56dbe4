"""Many outputs, many variables: Jacobians, Hessians and their products with vectors.

>>> J = jacobian(["x*y", "sin(x)"], ["x", "y"])
>>> [[str(entry) for entry in row] for row in J.rows]
[['y', 'x'], ['cos(x)', '0']]
>>> H = hessian("x^2*y", ["x", "y"], sparse=True)
>>> H.rows, H.columns, [str(value) for value in H.values]
((0, 0, 1), (0, 1, 0), ['2*y', '2*x', '2*x'])
>>> [str(entry) for entry in hvp("x^2*y", ["x", "y"])]
['2*(v_x*y + v_y*x)', '2*v_x*x']

**The mode.** Going up with one variable visits the nodes that depend on it; going down from one output
visits those it depends on. Both are counted on the graph before anything is derived (of what stands below a
Piecewise, Max or Min, which goes up even then, the branch alone), for outputs that share nothing separately:
each such part goes the way that visits fewer nodes. An output that shares nothing always goes down, since
its nodes depend on one variable at least; what pays to go up is a common part of many outputs.

**Colours.** Several variables can go up at once where no output depends on two of them. This is what
compressed Jacobians are computed by, and it is sound for formulas as it is for numbers: a node below an
output depends on no more of the variables of a group than the output does, so on one at most. Its tangent
is then that of this one variable, no two variables ever meet in a sum, and an entry is read off as it is.
With two variables of one row in a group the entry would be a sum of two derivatives, and formulas cannot be
told apart again as numbers cannot. But what numbers gain by it, formulas have already: a sweep visits only
the nodes above its variables, so a group visits together what its members visit one by one. Colouring saves
the sweeps, not the visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Final, Literal, overload

from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.errors import SymdiffError, TooLarge
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import Variables, expressions, names_of
from symdiff.simplifier.domain.lost import lost
from symdiff.simplifier.levels import Level, level_of
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.sparsity import Links, Pattern, colours, cone, pattern
from symdiff.sweeps.sweep import Slopes, pull, push

Entries = dict[tuple[int, int], int]
"""(output, variable) → the node of the derivative, where it is not zero."""

_GRADIENT: Final = 4
"""Times the operations of a function that it may have with its gradient, before texts get longer for it."""
_PRODUCT: Final = 10
"""The same for the product of its Hessian with a vector."""


class _Matrix:
    """What dense and sparse matrices of derivatives have in common."""

    shape: tuple[int, int]

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries that are not identically zero with their places, row by row."""
        raise NotImplementedError

    def to_numpy(self, at: Mapping[Any, Any]) -> Any:
        """Return a NumPy array of the values at a point (names or symbols → numbers), shared parts once.

        Cost: linear in nodes, and in the entries of the array. Raises DomainError naming what has no value.
        """
        numpy = import_module("numpy")
        rows, columns, values = _coordinates(self, at)
        result = numpy.zeros(self.shape, dtype=numpy.result_type(float, *values[:1]))
        result[rows, columns] = values
        return result

    def to_scipy(self, at: Mapping[Any, Any]) -> Any:
        """Return a sparse SciPy array in coordinates (`.tocsr()` for algebra) of the values at a point.

        What is not identically zero is stored, if its value is 0, too: all points have one structure.
        Cost: linear in nodes. Raises DomainError naming what has no value.
        """
        sparse = import_module("scipy.sparse")
        rows, columns, values = _coordinates(self, at)
        return sparse.coo_array((values, (rows, columns)), shape=self.shape, dtype=type((values or [0.0])[0]))

    def sympy(self) -> Any:
        """Return a SymPy Matrix, with real symbols."""
        return import_module("symdiff.judge.oracle").to_matrix(self.shape, dict(self.items()))

    def latex(self) -> str:
        """Return a matrix in LaTeX; it needs amsmath.

        >>> print(jacobian(["x*y"], ["x", "z"]).latex())
        \\begin{pmatrix} y & 0 \\end{pmatrix}
        """
        known = {place: entry.latex() for place, entry in self.items()}
        height, width = self.shape
        lines = [" & ".join([known.get((i, j), "0") for j in range(width)]) for i in range(height)]
        body = " \\\\ ".join(lines)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


@dataclass(frozen=True)
class Jacobian(_Matrix):
    """A matrix of derivatives, every entry on one graph: `rows[i][j]` is that of output i by variable j.

    *outputs* are what was derived, on the same graph, so that values and derivatives can be computed
    together. Those of a Hessian are the gradient.
    """

    shape: tuple[int, int]
    outputs: tuple[Expr, ...]
    variables: tuple[str, ...]
    rows: tuple[tuple[Expr, ...], ...]

    def __getitem__(self, place: tuple[int, int]) -> Expr:
        return self.rows[place[0]][place[1]]

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries that are not identically zero with their places, row by row."""
        for i, row in enumerate(self.rows):
            for j, entry in enumerate(row):
                if not entry.graph.is_zero(entry.node):
                    yield (i, j), entry


@dataclass(frozen=True)
class SparseJacobian(_Matrix):
    """The entries of a matrix of derivatives that are not identically zero, row by row.

    `values[k]` is the derivative of output `rows[k]` by variable `columns[k]`; all else is as in `Jacobian`.
    """

    shape: tuple[int, int]
    outputs: tuple[Expr, ...]
    variables: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    values: tuple[Expr, ...]

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries with their places, row by row."""
        return zip(zip(self.rows, self.columns, strict=True), self.values, strict=True)


def _coordinates(matrix: _Matrix, at: Mapping[Any, Any]) -> tuple[list[int], list[int], list[Any]]:
    """Return rows, columns and values of the entries at a point."""
    places: list[tuple[int, int]] = []
    entries: list[Expr] = []
    for place, entry in matrix.items():
        places.append(place)
        entries.append(entry)
    values = evaluate_all(entries, at)
    if any(isinstance(value, complex) for value in values):
        values = [complex(value) for value in values]
    return [i for i, _ in places], [j for _, j in places], values


# The verbs ------------------------------------------------------------------------------------


@overload
def jacobian(
    exprs: Any,
    variables: Variables,
    *,
    sparse: Literal[False] = False,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian: ...
@overload
def jacobian(
    exprs: Any,
    variables: Variables,
    *,
    sparse: Literal[True],
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> SparseJacobian: ...
def jacobian(
    exprs: Any,
    variables: Variables,
    *,
    sparse: bool = False,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian | SparseJacobian:
    """Return the derivatives of each of *exprs* by each of *variables*: outputs × variables.

    *exprs* are texts, Exprs, SymPy expressions or numbers; one text with commas, "x*y, sin(x)"; or a SymPy
    matrix of one row or column. A variable that does not occur has a column of zeros. The level is "basic"
    unless said otherwise, since a search for the shortest form of each of many entries takes long; no level
    gives up what entries share, so a long common part stays as derived.

    Cost: the nodes visited in the mode that visits fewer (see the module), and dense the size of the matrix.
    Raises SymdiffError for bad input, TooLarge above `limits.entries` entries, and as `derive` does.

    >>> from symdiff import symbols
    >>> x, y = symbols("x y")
    >>> J = jacobian([x**2 + y, x], [x, y], sparse=True)
    >>> [(*place, str(entry)) for place, entry in J.items()]
    [(0, 0, '2*x'), (0, 1, '1'), (1, 0, '1')]
    """
    task = _Task(exprs, variables, level_of(level, simplify), symbols, functions, limits)
    found = pattern(task.graph, task.roots, task.places)
    task.check_entries(found.rows, sparse)
    entries = _entries(task.graph, task.roots, task.places, found)
    return task.matrix(task.roots, entries, sparse, _GRADIENT if len(task.roots) == 1 else None)


@overload
def hessian(
    expr: Any,
    variables: Variables,
    *,
    sparse: Literal[False] = False,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian: ...
@overload
def hessian(
    expr: Any,
    variables: Variables,
    *,
    sparse: Literal[True],
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> SparseJacobian: ...
def hessian(
    expr: Any,
    variables: Variables,
    *,
    sparse: bool = False,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Jacobian | SparseJacobian:
    """Return the second derivatives of *expr* by each pair of *variables*: the Jacobian of its gradient.

    The matrix is symmetric: a pair is derived once, and both its entries are one node. Where mixed
    derivatives differ by their order (only at points where they are not continuous), the matrix has one.
    Arguments, the level, cost and errors are those of `jacobian`; `outputs` is the gradient.

    >>> [[str(entry) for entry in row] for row in hessian("x*y + y^3", "x y").rows]
    [['0', '1'], ['1', '6*y']]
    """
    task = _Task([expr], variables, level_of(level, simplify), symbols, functions, limits)
    gradient = task.gradient()
    found = pattern(task.graph, gradient, task.places)
    task.check_entries(found.rows, sparse)
    entries = _pairs(task.graph, gradient, task.places, found)
    return task.matrix(gradient, entries, sparse)


def jvp(
    exprs: Any,
    variables: Variables,
    vector: Any = None,
    *,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of the Jacobian of *exprs* with *vector*, by one sweep up.

    *vector* has an entry for each variable: a text, an Expr or a number, constant as far as derivatives
    go; by default the symbol v_x for a variable x. Cost: linear in nodes. The rest is as in `jacobian`.

    >>> [str(entry) for entry in jvp("x*y, sin(x)", ["x", "y"])]
    ['v_x*y + v_y*x', 'v_x*cos(x)']
    """
    task = _Task(exprs, variables, level_of(level, simplify), symbols, functions, limits)
    return task.results(task.pushed(task.roots, task.seeds(vector)))


def vjp(
    exprs: Any,
    variables: Variables,
    vector: Any = None,
    *,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of *vector* with the Jacobian of *exprs*, by one sweep down.

    *vector* has an entry for each output, by default the symbols w_1, w_2, …; the rest is as in `jvp`.

    >>> [str(entry) for entry in vjp("x*y, sin(x)", ["x", "y"], [1, "a"])]
    ['a*cos(x) + y', 'x']
    """
    task = _Task(exprs, variables, level_of(level, simplify), symbols, functions, limits)
    graph = task.graph
    names = [f"w_{place}" for place in range(1, len(task.roots) + 1)]
    seeds: dict[int, int] = {}
    for root, weight in zip(task.roots, task.vector(vector, names, "output"), strict=True):
        seeds[root] = graph.add(seeds[root], weight) if root in seeds else weight  # an output given twice
    return task.results(task.pulled(seeds))


def hvp(
    expr: Any,
    variables: Variables,
    vector: Any = None,
    *,
    level: Level = "basic",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of the Hessian of *expr* with *vector*: a sweep up through the sweep down.

    Cost: linear in nodes, whatever the number of variables. The rest is as in `jvp`.

    >>> [str(entry) for entry in hvp("x*y + y^3", ["x", "y"], [1, "a"])]
    ['a', '6*a*y + 1']
    """
    task = _Task([expr], variables, level_of(level, simplify), symbols, functions, limits)
    seeds = task.seeds(vector)
    product = task.pushed(task.gradient(), seeds, few=True)
    return task.results([task.roots[0], *product], _PRODUCT)[1:]


def directional(
    expr: Any,
    variables: Variables,
    direction: Any = None,
    *,
    level: Level = "full",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Expr:
    """Return the derivative of *expr* along *direction*, which is taken as it is: no length is divided by.

    One result, so the level is "full" unless said otherwise. The rest is as in `jvp`.

    >>> str(directional("x^2 + y^2", ["x", "y"], [1, 2]))
    '2*x + 4*y'
    """
    [result] = jvp(
        [expr],
        variables,
        direction,
        level=level_of(level, simplify),
        symbols=symbols,
        functions=functions,
        limits=limits,
    )
    return result


# What they have in common ---------------------------------------------------------------------


class _Task:
    """Outputs and variables on one graph, and the way from nodes of it back to expressions."""

    def __init__(
        self,
        exprs: Any,
        variables: Variables,
        level: Level,
        symbols: str | Iterable[str],
        functions: str | Iterable[str],
        limits: Limits,
    ) -> None:
        self.names = names_of(variables)
        if not self.names:
            raise SymdiffError(
                "derivatives by which variables?", hint="give them as a list, such as ['x', 'y']"
            )
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise SymdiffError(f"the variable {name} is given twice", hint="name it once, for one column")
            seen.add(name)
        self.level = level
        self.known = [*self.names, *names_of(symbols)]
        self.functions = names_of(functions)
        self.limits = limits
        self.sources = self._read(exprs, "output")
        if not self.sources:
            raise SymdiffError(
                "derivatives of what?", hint="give a list of formulas, such as ['x*y', 'sin(x)']"
            )
        bounds = [source.graph.limits for source in self.sources]
        self.graph = Graph(Limits(*map(max, zip(*bounds, strict=True))))  # what could be built is taken
        self.roots = self._copied(self.sources)
        self.places = [self.graph.symbol(name) for name in self.names]

    def _read(self, exprs: Any, role: str) -> list[Expr]:
        """Return *exprs* as Exprs; an error says which it was, if there are several."""
        return expressions(exprs, self.known, self.functions, self.limits, role)

    def _copied(self, exprs: list[Expr]) -> list[int]:
        """Return the nodes of *exprs* in our graph, what stands on one graph copied at once."""
        groups: dict[int, list[Expr]] = {}
        for expr in exprs:
            groups.setdefault(id(expr.graph), []).append(expr)
        maps = {
            key: self.graph.copy(group[0].graph, [expr.node for expr in group])
            for key, group in groups.items()
        }
        return [maps[id(expr.graph)][expr.node] for expr in exprs]

    def vector(self, entries: Any, names: list[str], each: str) -> list[int]:
        """Return the nodes of a vector with one entry for *each* of *names*, which are the default."""
        if entries is None:
            taken = set(self.graph.symbols(self.roots)) | set(self.names)
            for name in names:
                if name in taken:
                    raise SymdiffError(
                        f"the symbol {name} of the vector occurs in the formula", hint="give the vector"
                    )
            return [self.graph.symbol(name) for name in names]
        listed = self._read(entries, "entry")
        if len(listed) != len(names):
            raise SymdiffError(
                f"a vector of {len(listed)} for {len(names)} {each}{'s' if len(names) != 1 else ''}",
                hint=f"give one entry for each {each}",
            )
        return self._copied(listed)

    def seeds(self, vector: Any) -> dict[int, int]:
        """Return the tangents of the variables that *vector* says; zeros move nothing."""
        nodes = self.vector(vector, [f"v_{name}" for name in self.names], "variable")
        pairs = zip(self.places, nodes, strict=True)
        return {place: node for place, node in pairs if not self.graph.is_zero(node)}

    def gradient(self) -> list[int]:
        """Return the derivatives of the one output."""
        return self.pulled({self.roots[0]: self.graph.number(1)})

    def pulled(self, seeds: dict[int, int]) -> list[int]:
        """Return the adjoints of the variables for those of outputs."""
        parts = pull(self.graph, self.graph.below(seeds), seeds, self.places)
        zero = self.graph.number(0)
        return [parts.get(place, zero) for place in self.places]

    def pushed(self, roots: list[int], seeds: dict[int, int], few: bool = False) -> list[int]:
        """Return the tangents of *roots* for those of variables."""
        tangent = push(self.graph, self.graph.below(roots), seeds, None, few)
        zero = self.graph.number(0)
        return [tangent.get(root, zero) for root in roots]

    def check_entries(self, rows: list[tuple[int, ...]], sparse: bool) -> None:
        """Raise TooLarge where the matrix is larger than `limits.entries`."""
        limit = self.graph.limits.entries
        count = sum(map(len, rows)) if sparse else len(rows) * len(self.places)
        if count > limit:
            hint = "raise it with Limits(entries=...) or --limit entries=..."
            if not sparse and sum(map(len, rows)) <= limit:
                hint = f"with sparse=True there are {sum(map(len, rows))}, or {hint}"
            raise TooLarge(f"a matrix with {count} entries (limit `entries` is {limit})", hint=hint)

    def matrix(
        self, outputs: list[int], entries: Entries, sparse: bool, times: float | None = None
    ) -> Jacobian | SparseJacobian:
        """Return the matrix of *entries*, simplified together with *outputs*; *times* as there."""
        order = sorted(entries)
        exprs = self.results([*outputs, *[entries[place] for place in order]], times)
        tops, values = exprs[: len(outputs)], exprs[len(outputs) :]
        shape, names = (len(outputs), len(self.names)), tuple(self.names)
        left = [
            (*place, value)
            for place, value in zip(order, values, strict=True)
            if not value.graph.is_zero(value.node)
        ]
        if sparse:
            rows, columns, kept = zip(*left, strict=True) if left else ((), (), ())
            return SparseJacobian(shape, tuple(tops), names, rows, columns, kept)
        graph = exprs[0].graph
        zero = Expr(graph, graph.number(0))
        dense = [[zero] * len(names) for _ in outputs]
        for (i, j), value in zip(order, values, strict=True):
            dense[i][j] = value
        return Jacobian(shape, tuple(tops), names, tuple(map(tuple, dense)))

    def results(self, nodes: list[int], times: float | None = None) -> list[Expr]:
        """Return *nodes* as expressions on one graph, simplified together; *times* as there."""
        raw = self.graph
        short, shorter = simplified_together(raw, nodes, self.level, self.roots, times)
        notes = tuple(dict.fromkeys([note for source in self.sources for note in source.notes]))
        carried = tuple(dict.fromkeys([known for source in self.sources for known in source.conditions]))
        if self.level == "none":
            return [Expr(short, node, notes, carried) for node in shorter]
        pairs = zip(nodes, shorter, strict=True)
        return [Expr(short, new, notes, partial(lost, raw, old, short, new, carried)) for old, new in pairs]


def _entries(graph: Graph, roots: list[int], variables: list[int], found: Pattern) -> Entries:
    """Return the derivatives of *roots*, each part of them in the mode that visits fewer nodes."""
    up = [place for part in found.parts if part.forward < part.reverse for place in part.outputs]
    down = [place for part in found.parts if part.forward >= part.reverse for place in part.outputs]
    slopes: Slopes = {}
    entries: Entries = {}
    rows = [found.rows[place] for place in up]
    inside = set(graph.below([roots[place] for place in up]))
    for group in colours(rows, len(variables)):
        members = set(group)
        seeds = {variables[column]: graph.number(1) for column in group}
        tangent = push(graph, cone(found.links, seeds, inside), seeds, slopes)
        for place, row in zip(up, rows, strict=True):
            for column in row:
                if column in members and roots[place] in tangent:
                    entries[place, column] = tangent[roots[place]]
    for place in down:
        root, row = roots[place], found.rows[place]
        chosen = [variables[column] for column in row]
        parts = pull(graph, graph.below([root]), {root: graph.number(1)}, chosen, slopes)
        for column, variable in zip(row, chosen, strict=True):
            if variable in parts:
                entries[place, column] = parts[variable]
    return {place: node for place, node in entries.items() if not graph.is_zero(node)}


def _pairs(graph: Graph, gradient: list[int], variables: list[int], found: Pattern) -> Entries:
    """Return the derivatives of *gradient* by *variables*, one for each pair, by sweeps up.

    The variables get ranks, those with the longest rows first, and a pair is found in the sweep of the one
    that ranks before the other: a long row is then never asked for by others, and the nodes that only it is
    made of are left out of their sweeps.
    """
    ranked = sorted(range(len(variables)), key=lambda v: -len(found.rows[v]))
    rank = {v: place for place, v in enumerate(ranked)}
    last: dict[int, int] = {}
    for column in ranked:  # the last rank of a row that needs a node, later ones written over
        last[gradient[column]] = rank[column]
    for node in reversed(graph.below(gradient)):
        top = last.get(node, -1)
        for child in graph.children[node]:
            if last.get(child, -1) < top:
                last[child] = top
    rows = [[column for column in row if rank[column] <= rank[v]] for v, row in enumerate(found.rows)]
    asked: list[list[int]] = [[] for _ in variables]
    for v, row in enumerate(rows):
        for column in row:
            asked[column].append(v)
    slopes: Slopes = {}
    entries: Entries = {}
    for group in colours(rows, len(variables)):
        nodes: set[int] = set()
        for column in group:
            nodes.update(_needed(found.links, variables[column], last, rank[column]))
        seeds = {variables[column]: graph.number(1) for column in group}
        tangent = push(graph, sorted(nodes), seeds, slopes)
        for column in group:
            for v in asked[column]:
                node = tangent.get(gradient[v], -1)
                if node >= 0 and not graph.is_zero(node):
                    entries[v, column] = entries[column, v] = node
    return entries


def _needed(links: Links, seed: int, last: dict[int, int], rank: int) -> set[int]:
    """Return the nodes above *seed* that a row of this *rank* or a later one needs."""
    pending = [seed]
    seen: set[int] = set()
    while pending:
        for user in links.get(pending.pop(), ()):
            if user not in seen and last.get(user, -1) >= rank:
                seen.add(user)
                pending.append(user)
    return seen


__all__ = [
    "Jacobian",
    "SparseJacobian",
    "directional",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "vjp",
]
