"""The forms that users ask for by name: expanded, factored, one quotient, partial fractions, a
polynomial in what is named, the shortest in one pair of trigonometric functions.

The arithmetic is that of polynomials over the rationals (python-flint) whose generators are the
kernels: symbols, sin u, sqrt u, exp u, …; decimals are the fractions that they stand for. Results are written
by the plain normal form, which neither multiplies out nor pulls factors.

>>> from symdiff.parser.formula import parse
>>> str(factor(parse("x**2 - y**2")))
'(x + y)*(x - y)'
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from symdiff.errors import SymdiffError, TooLarge, Unsettled, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.same_values import agree
from symdiff.simplifier.levels import Level, lost_later, simplify
from symdiff.simplifier.normal.decimals import has_decimals, with_decimals, with_fractions
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.families import PAIRS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Terms
from symdiff.simplifier.rewrite.trig import in_pair
from symdiff.simplifier.ring.expanding import expanded
from symdiff.simplifier.ring.kernels import Powers, Reading, add, product_of
from symdiff.simplifier.ring.partial import over, partial_fractions
from symdiff.simplifier.ring.quotients import Quotients, quotients_of, splits
from symdiff.simplifier.ring.rational import Fractions
from symdiff.table.operators import CONSTANT

_COEFFICIENTS: Final = 100
"""Coefficients of a collected polynomial up to which each is tried in its shortest form."""

P = ParamSpec("P")


def _form(function: Callable[Concatenate[Expr, P], Expr]) -> Callable[Concatenate[Expr, P], Expr]:
    """Let *function* report as an error of ours that a part has no value, keep the notes, say what it lost
    of the domain, and take decimals as the fractions that they are."""

    @wraps(function)
    def reported(expr: Expr, /, *args: P.args, **options: P.kwargs) -> Expr:
        given = has_decimals(expr.graph, [expr.node])
        try:
            if given:
                others = [_exact(one) if isinstance(one, Expr) else one for one in args]
                exact: Any = function  # no type says that what others are of other parameters fits
                answer: Expr = exact(_exact(expr), *others, **options)
            else:
                answer = function(expr, *args, **options)
        except Unsettled as error:
            raise Unsupported(
                f"a part of the formula has no value: {error}", hint="look for 0 in a denominator, and for oo"
            ) from None
        except (OverflowError, RecursionError):
            raise TooLarge("the formula is too large for this form", hint="take it in parts") from None
        if given:
            graph, [node] = with_decimals(answer.graph, [answer.node], expr.graph)
            answer = Expr(graph, node)
        graph = Graph(answer.graph.limits)
        node = graph.copy(answer.graph, [answer.node])[answer.node]
        return Expr(graph, node, expr.notes, lost_later(expr, graph, node))

    return reported


def _exact(expr: Expr) -> Expr:
    graph, [node] = with_fractions(expr.graph, [expr.node])
    return Expr(graph, node)


# The forms -------------------------------------------------------------------------------------


@_form
def expand(expr: Expr) -> Expr:
    """Return *expr* with products of sums and whole positive powers multiplied out, also inside of
    functions. Denominators stay products.

    Cost: that of the terms written. Raises TooLarge beyond `limits.terms`.

    >>> from symdiff.parser.formula import parse
    >>> str(expand(parse("(x + y)**2")))
    'x**2 + 2*x*y + y**2'
    """
    form, [node] = expanded(expr.graph, [expr.node], deep=True)
    return Expr(form.graph, node)


@_form
def factor(expr: Expr) -> Expr:
    """Return *expr* as a product of irreducible factors over the rationals in its kernels.

    Cost: multivariate factoring of polynomials of bounded length and degree. Raises TooLarge beyond
    `limits.terms` or `limits.degree`.

    >>> from symdiff.parser.formula import parse
    >>> str(factor(parse("sin(x)**2 - 1/4*cos(x)**4")))
    '(2*sin(x) + cos(x)**2)*(2*sin(x) - cos(x)**2)/4'
    """
    form = Normal(expr.graph)
    [root] = form.sweep([expr.node])
    found = [Expr(form.graph, ring.written(*split)) for ring, split in splits(form, root)]
    return min(found, key=lambda answer: answer.size)


@_form
def together(expr: Expr) -> Expr:
    """Return *expr* as one quotient without a common factor, numerator and denominator as they are
    shorter, multiplied out or factored.

    Cost and errors: those of `factor`.

    >>> from symdiff.parser.formula import parse
    >>> str(together(parse("1/(x - 1) - 1/(x + 1)")))
    '2/(x**2 - 1)'
    """
    form = Normal(expr.graph)
    [root] = form.sweep([expr.node])
    found = []
    for ring, (number, parts) in splits(form, root):
        top = ring.shorter([(part, power) for part, power in parts if power > 0])
        bottom = ring.shorter([(part, -power) for part, power in parts if power < 0])
        whole = [*top, *[(part, -power) for part, power in bottom]]
        found.append(Expr(form.graph, ring.written(number, whole)))
    return min(found, key=lambda answer: answer.size)


@_form
def apart(expr: Expr, variable: Expr | None = None) -> Expr:
    """Return the partial fractions of *expr* in *variable*, over the rationals; what is free of it is
    a parameter. Without *variable* it is the one symbol there is.

    A polynomial, and for each irreducible factor of the denominator a term over each power of it.
    Cost: extended Euclid on polynomials of bounded degree. Raises Unsupported where the variable stands
    inside of another function or under a root, TooLarge as `factor` does.

    >>> from symdiff.parser.formula import parse
    >>> str(apart(parse("(x**3 + 1)/(x**2 - x)")))
    'x + 2/(x - 1) + 1 - 1/x'
    """
    variable = _only(expr, "apart") if variable is None else variable
    graph, [root, what] = _joined(expr, variable)
    form = Normal(graph)
    [root, what] = form.sweep([root, what])
    ring = quotients_of(form, root)
    place, (number, parts) = _place(ring, what), ring.split(root)
    if place < 0:
        return Expr(form.graph, ring.written(number, parts))
    terms: Terms = {}
    for top, bottom in partial_fractions(ring, place, number, parts):
        node = ring.written(*over(ring, place, top, bottom))
        add(terms, form.terms(node), 1)
    return Expr(form.graph, form.sum(terms))


@_form
def collect(expr: Expr, *what: Expr) -> Expr:
    """Return *expr* as a polynomial in *what* (symbols, functions, powers, sums), each coefficient in
    its shortest form. Without *what* it is the one symbol there is. Denominators stay as they are.

    Cost: that of `expand`, and of "full" for each of up to 100 coefficients. Raises TooLarge as `expand`
    does, SymdiffError for a number as *what*.

    >>> from symdiff.parser.formula import parse
    >>> str(collect(parse("a*x + b*x + c"), parse("x")))
    'c + x*(a + b)'
    """
    graph, roots = _joined(expr, *(what or [_only(expr, "collect")]))
    form, [root, *nodes] = expanded(graph, roots, deep=False)
    reading = Reading(form)
    units = [_unit(reading, node) for node in nodes]
    groups: dict[tuple[tuple[tuple[int, int], Fraction], ...], Terms] = {}
    for monomial, number in form.terms(root).items():
        scale, powers = reading.powers(monomial)
        taken: Powers = {}
        for unit in units:
            _take(powers, unit, taken)
        rest = product_of(form, scale, powers)
        group = groups.setdefault(tuple(sorted(taken.items())), {})
        add(group, form.terms(rest), number)
    level: Level = "full" if len(groups) <= _COEFFICIENTS else "basic"
    answer = Graph(graph.limits)
    total = answer.number(0)
    for key, terms in groups.items():
        coefficient = Expr(form.graph, form.sum(terms))
        if len(terms) > 1:
            coefficient = _shortest(coefficient, level)
        power = product_of(form, 1, dict(key))
        left = answer.copy(coefficient.graph, [coefficient.node])[coefficient.node]
        right = answer.copy(form.graph, [power])[power]
        total = answer.add(total, answer.mul(left, right))
    last = Normal(answer)
    [node] = last.sweep([total])
    return Expr(last.graph, node)


@_form
def trig(expr: Expr) -> Expr:
    """Return the shortest of *expr* simplified and of the same written in sin and cos, in tan and sec,
    in cot and csc, and of those in another pair once more; hyperbolic functions likewise.

    Cost: that of the level "full", thirteen times at most.

    >>> from symdiff.parser.formula import parse
    >>> str(trig(parse("1/cos(x)**2 - 1")))
    'tan(x)**2'
    """
    best = simplify(expr)
    for pair in PAIRS:
        graph, node, _ = in_pair(expr.graph, expr.node, pair)
        for found in (simplify(Expr(graph, node)), _one_fraction(graph, node)):
            if found.size < best.size and agree(best.graph, best.node, found.graph, found.node):
                best = found
    return best


def _one_fraction(graph: Graph, node: int) -> Expr:
    """Return *node* as one fraction, its trigonometric relations used whether or not that promises
    anything."""
    try:
        form = Factored(graph)
        [start] = form.sweep([node])
        return simplify(Expr(form.graph, Fractions(form).lowest(start)), "basic")
    except (Unsettled, OverflowError, RecursionError):
        return Expr(graph, node)


def _shortest(expr: Expr, level: Level) -> Expr:
    """Return *expr* simplified, or its factors where they are shorter."""
    plain = simplify(expr, level)
    try:
        return min(plain, factor(expr), key=lambda answer: answer.size)
    except SymdiffError:
        return plain


# What was asked for ----------------------------------------------------------------------------


def _joined(*exprs: Expr) -> tuple[Graph, list[int]]:
    """Return one graph of nothing but *exprs*, and the node of each in it."""
    graph = Graph(exprs[0].graph.limits)
    return graph, [graph.copy(expr.graph, [expr.node])[expr.node] for expr in exprs]


def _only(expr: Expr, form: str) -> Expr:
    """Return the one symbol of *expr*. Raises SymdiffError where there is not just one."""
    names = expr.graph.symbols([expr.node])
    if len(names) != 1:
        listed = f"has {len(names)} symbols" if names else "has no symbol"
        raise SymdiffError(
            f"{form} by which variable? The formula {listed}",
            hint=f'name it: {form}(formula, "{names[0] if names else "x"}")',
        )
    graph = Graph(expr.graph.limits)
    return Expr(graph, graph.symbol(names[0]))


def _unit(reading: Reading, node: int) -> Powers:
    """Return the powers that *node* is made of. Raises SymdiffError for a number or a multiple."""
    if reading.sum_of(node) is not None:
        return {(node, -1): Fraction(1)}
    number, powers = reading.powers(node)
    if number != 1 or not powers:
        shown = Expr(reading.graph, node)
        raise SymdiffError(f"cannot collect by {shown}", hint="name a symbol, a function or a power of one")
    return powers


def _take(powers: Powers, unit: Powers, taken: Powers) -> None:
    """Move the highest power of *unit* from *powers* to *taken*."""
    [first, *others] = unit.items()
    (base, symbolic), power = first
    if not others and symbolic < 0 and power == 1:
        for key in [key for key in powers if key[0] == base]:  # x**n too is a power of x
            taken[key] = powers.pop(key)
        return
    times = min([powers.get(key, Fraction(0)) / power for key, power in unit.items()])
    if others or times > 0:
        times = Fraction(max(0, math.floor(times)))
    if times.denominator == 1 and times:
        for key, power in unit.items():
            taken[key] = taken.get(key, Fraction(0)) + times * power
            powers[key] -= times * power
            if not powers[key]:
                del powers[key]


def _place(ring: Quotients, what: int) -> int:
    """Return the generator that *what* is, -1 where it does not occur. Raises where it is no generator,
    or stands inside of one."""
    form, graph, reading = ring.form, ring.graph, ring.reading
    number, powers = reading.powers(what)
    if number != 1 or len(powers) != 1 or reading.sum_of(what) is not None:
        raise SymdiffError(
            f"no partial fractions by {Expr(graph, what)}", hint="name a symbol, or a function of symbols"
        )
    [((base, symbolic), power)] = powers.items()
    found = -1
    for i, (kernel, root) in enumerate(zip(ring.kernels, ring.roots, strict=True)):
        if kernel == (base, symbolic) and power * root == 1:
            found = i
        elif base in graph.below([node for node in kernel if node >= 0]) and graph.ops[base] != CONSTANT:
            inside = Expr(graph, product_of(form, 1, {kernel: Fraction(1, root)}))
            shown = Expr(graph, what)
            raise Unsupported(
                f"no partial fractions by {shown}: it occurs in {inside}",
                hint=f"give {inside} a name of its own and write {shown} by it, or use together",
            )
    return found
