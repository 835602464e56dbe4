"""Products of Jacobians and Hessians with vectors, by sweeps, without the matrix.

>>> [str(entry) for entry in hvp("x^2*y", ["x", "y"])]
['2*(v_x*y + v_y*x)', '2*v_x*x']
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Formulas, Names, Variables
from symdiff.parser.inputs import as_read, names_of
from symdiff.simplifier.levels import Level, level_of
from symdiff.verbs.system import System

_PRODUCT: Final = 10
"""Times the operations of a function that it may have with the product of its Hessian, before texts get
longer for it."""


def jvp(
    exprs: Formulas,
    variables: Variables,
    vector: Formulas | None = None,
    *,
    level: Level = "basic",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of the Jacobian of *exprs* with *vector*, by one sweep up.

    *vector* has an entry for each variable: a text, an Expr or a number, constant as far as derivatives
    go; by default the symbol v_x for a variable x. Cost: linear in nodes. Raises SymdiffError for another
    number of entries; the rest, other errors too, is as in `jacobian`.

    >>> [str(entry) for entry in jvp("x*y, sin(x)", ["x", "y"])]
    ['v_x*y + v_y*x', 'v_x*cos(x)']
    """
    exprs = as_read(exprs)
    if isinstance(exprs, Expr) and exprs.graph.uses_arrays(exprs.node):
        from symdiff.verbs import tensor_products  # with the check, of no use for scalars

        return tensor_products.jvp(exprs, names_of(variables), vector, level_of(level, simplify))
    system = System(exprs, variables, level_of(level, simplify), symbols, functions, limits)
    return system.results(system.pushed(system.roots, system.seeds(vector)))


def vjp(
    exprs: Formulas,
    variables: Variables,
    vector: Formulas | None = None,
    *,
    level: Level = "basic",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of *vector* with the Jacobian of *exprs*, by one sweep down.

    *vector* has an entry for each output, by default the symbols w_1, w_2, …; the rest, cost and errors too,
    is as in `jvp`.

    >>> [str(entry) for entry in vjp("x*y, sin(x)", ["x", "y"], [1, "a"])]
    ['a*cos(x) + y', 'x']
    """
    exprs = as_read(exprs)
    if isinstance(exprs, Expr) and exprs.graph.uses_arrays(exprs.node):
        from symdiff.verbs import tensor_products  # with the check, of no use for scalars

        return tensor_products.vjp(exprs, names_of(variables), vector, level_of(level, simplify))
    system = System(exprs, variables, level_of(level, simplify), symbols, functions, limits)
    graph = system.graph
    names = [f"w_{place}" for place in range(1, len(system.roots) + 1)]
    seeds: dict[int, int] = {}
    for root, weight in zip(system.roots, system.vector(vector, names, "output"), strict=True):
        seeds[root] = graph.add(seeds[root], weight) if root in seeds else weight  # an output given twice
    return system.results(system.pulled(seeds))


def hvp(
    expr: Formula,
    variables: Variables,
    vector: Formulas | None = None,
    *,
    level: Level = "basic",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the product of the Hessian of *expr* with *vector*: a sweep up through the sweep down.

    Cost: linear in nodes, whatever the number of variables. The rest, errors too, is as in `jvp`.

    >>> [str(entry) for entry in hvp("x*y + y^3", ["x", "y"], [1, "a"])]
    ['a', '6*a*y + 1']
    """
    expr = as_read(expr)
    if isinstance(expr, Expr) and expr.graph.uses_arrays(expr.node):
        from symdiff.verbs import tensor_products  # with the check, of no use for scalars

        return tensor_products.hvp(expr, names_of(variables), vector, level_of(level, simplify))
    system = System([expr], variables, level_of(level, simplify), symbols, functions, limits)
    seeds = system.seeds(vector)
    product = system.pushed(system.gradient(), seeds, few=True)
    return system.results([system.roots[0], *product], _PRODUCT)[1:]


def directional(
    expr: Formula,
    variables: Variables,
    direction: Formulas | None = None,
    *,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Expr:
    """Return the derivative of *expr* along *direction*, which is taken as it is: no length is divided by.

    One result, so the level is "full" unless said otherwise. The rest, cost and errors too, is as in `jvp`.

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


__all__ = ["directional", "hvp", "jvp", "vjp"]
