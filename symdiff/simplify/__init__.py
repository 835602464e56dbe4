"""Shorter forms of the same expression, by one stated cost: the size of the printed tree.

>>> from symdiff.parse import parse
>>> str(simplify(parse("x*x + x*x")))
'2*x**2'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.expr import Expr
from symdiff.functions import ABS, ADD, CONSTANT, DIV, LOG, MUL, NUMBER, POW, SIGN, SQRT, SUB, SYMBOL, UNKNOWN
from symdiff.graph import Graph
from symdiff.simplify.absolute import with_plain_logarithms, without_signs
from symdiff.simplify.agree import agree, keeps_values
from symdiff.simplify.angles import in_base_angle, in_double_angle, in_exponentials
from symdiff.simplify.domain import lost
from symdiff.simplify.factor import Factored
from symdiff.simplify.habits import Habits, arguments_of, cost_of, habits_of, is_root, radicands_of
from symdiff.simplify.normal import Normal, Unsettled
from symdiff.simplify.rational import Fractions
from symdiff.simplify.roots import in_few_roots
from symdiff.simplify.trig import FAMILY, PAIRS, RELATIONS, in_pair, is_one_pair, kinds, outside

Level = Literal["none", "basic", "full"]
LEVELS: Final = ("none", "basic", "full")

_ROUNDS: Final = 6
"""Times the normal form is taken at most; two or three are the rule."""
_TURNS: Final = 4
"""Times the candidates are made at most."""
_MUCH: Final = 1.5
"""Times that a form must be shorter to be taken with a pole that is removable."""
_SMALL: Final = 400
"""Nodes up to which "full" does more than "basic"."""
_LARGE: Final = 50_000
"""Nodes from which on it is taken once."""


class _Candidate(NamedTuple):
    """A form, and what must be tested before it is taken."""

    graph: Graph
    node: int
    zeros: Sequence[str] | None
    """None where it holds wherever the input does, else the symbols at whose zero it is in doubt."""
    conjugated: bool
    """Whether it may have new denominators."""


def simplify(expr: Expr, level: Level = "full") -> Expr:
    """Return *expr* in a form that is never larger than it was.

    "none" leaves it, "basic" is the normal form with common factors pulled out where that is
    shorter, "full" also tries one fraction in lowest terms. `conditions` of the result are those that
    were lost on the way, and those of *expr*: x/x is 1 where x != 0.

    Domain: real symbols; equal wherever *expr* has a value.
    Cost: "basic" linear in nodes, but for the sorting of terms; "full" that of multivariate greatest
    common divisors, of polynomials of bounded length. Raises SymdiffError for an unknown level.
    """
    if level not in LEVELS:
        raise SymdiffError(f"unknown level {level!r}", hint=f"choose one of {', '.join(LEVELS)}")
    if level == "none":
        return expr
    graph, [node] = simplified(expr.graph, [expr.node], level)
    return Expr(graph, node, expr.notes, lambda: lost(expr.graph, expr.node, graph, node, expr.conditions))


def simplified(
    graph: Graph, roots: list[int], level: Level, habits: Habits | None = None
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, sharing what they share.

    *habits* are those of the formula that *roots* come from; by default their own.
    """
    if level == "none":
        return graph, roots
    if level == "full" and len(graph.below(roots)) <= _SMALL:
        source, origins = graph, roots
        graph, roots = _basic(graph, roots, rounds=1)
        if _size(graph, roots) <= 2 * _SMALL:
            return _full(graph, roots, habits or hand(source, origins))
    return _basic(graph, roots)


def hand(graph: Graph, roots: list[int]) -> Habits:
    """Return the habits of *roots* as they stand and with terms and factors in order."""
    habits = habits_of(graph, roots)
    form = Factored(graph)
    try:
        arguments = form.sweep(arguments_of(graph, roots))
        radicands = form.sweep(radicands_of(graph, roots))
    except (Unsettled, OverflowError, RecursionError):
        return habits
    return habits._replace(
        arguments=habits.arguments.union([form.graph.digest(node) for node in arguments]),
        radicands=habits.radicands.union([form.graph.digest(node) for node in radicands]),
    )


def _full(graph: Graph, roots: list[int], habits: Habits) -> tuple[Graph, list[int]]:
    """Return the shortest candidate for each root; what is left is taken again while it shrinks."""
    results: list[tuple[Graph, int]] = []
    for root in roots:
        best, [node] = _compact(graph, [root])
        best, node = _inside(best, node, habits)
        results.append(_turned(best, node, habits))
    shared = Graph(graph.limits)
    return shared, [shared.copy(best, [node])[node] for best, node in results]


def _inside(source: Graph, root: int, habits: Habits) -> tuple[Graph, int]:
    """Return *root* with the arguments of functions in their shortest form, inner ones first."""
    inside: set[int] = set()
    for node in source.below([root]):
        if source.ops[node] > UNKNOWN and source.ops[node] != SQRT:
            inside.update(source.children[node])
    if not any(_promises(source, node, kinds(source, node)) for node in inside):
        return source, root
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        found = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
        if node in inside:
            alone, [copy] = _compact(graph, [found])
            best, copy = _turned(alone, copy, habits)
            if best is not alone:
                found = graph.copy(best, [copy])[copy]
        mapping[node] = found
    graph, [root] = _basic(graph, [mapping[root]])
    return graph, root


def _turned(graph: Graph, root: int, habits: Habits) -> tuple[Graph, int]:
    """Return the shortest form of *root*: without new poles, unless one with them is much shorter.

    sin(x)/(1 + cos(x)) has a value at 0, where csc(x) - cot(x) has none; a form on the way there may.
    """
    shorter, node, conjugated = _shrunk(graph, root, habits, False)
    if shorter is graph or keeps_values(graph, root, shorter, node, conjugated):
        return shorter, node
    other, found, _ = _shrunk(graph, root, habits, True)
    much = _MUCH * shorter.size(node) <= other.size(found)
    return (shorter, node) if much else (other, found)


def _shrunk(graph: Graph, root: int, habits: Habits, strict: bool) -> tuple[Graph, int, bool]:
    """Return the shortest candidate for *root*, what is left being taken again while it shrinks, and
    whether it may have new denominators. Where *strict* holds, no step may bring a pole.

    One fraction in lowest terms comes first, since it is what the others are made of; they start from
    it, where it is shorter.
    """
    conjugated = False
    for turn in range(2 * _TURNS):
        candidates = _rewritten(graph, root, habits) if turn % 2 else _plain(graph, root, habits)
        other, found, divided = _shortest(graph, root, habits, strict, candidates)
        if other is not graph:
            graph, root = other, found
            conjugated = conjugated or divided
        elif turn % 2:
            break
        elif not turn:  # it was put in order once only
            graph, [root] = _basic(graph, [root])
    return graph, root, conjugated


def _shortest(
    graph: Graph, root: int, habits: Habits, strict: bool, candidates: Iterable[_Candidate]
) -> tuple[Graph, int, bool]:
    """Return the shortest of *root* and *candidates*, the first of equals, that stands its tests.

    A candidate that holds where every part is real must also agree with *root* at sample points where
    it is the value alone that is real; one that divides by what may be zero, at its zero.
    """
    largest, least = graph.size(root), cost_of(habits, graph, root)
    found = []
    for candidate in candidates:
        if candidate.graph.size(candidate.node) <= largest:
            cost = cost_of(habits, candidate.graph, candidate.node)
            if cost < least:
                found.append((cost, candidate))
    for _, candidate in sorted(found, key=itemgetter(0)):
        sure, node, zeros, conjugated = candidate
        if zeros is not None and not agree(graph, root, sure, node, zeros):
            continue
        if not strict or keeps_values(graph, root, sure, node, conjugated):
            break
    else:
        return graph, root, False
    # Its terms and factors are put in order, unless that makes it longer.
    other, [copy] = _basic(sure, [node])
    if other.size(copy) <= sure.size(node):
        return other, copy, conjugated
    alone, [node] = _compact(sure, [node])
    return alone, node, conjugated


def _plain(graph: Graph, root: int, habits: Habits) -> Iterator[_Candidate]:
    """Return *root* as one fraction in lowest terms, over the kernels that are there."""
    if _promises(graph, root, kinds(graph, root)):
        yield from _fractions(graph, root, habits)


def _rewritten(graph: Graph, root: int, habits: Habits) -> Iterator[_Candidate]:
    """Return other forms of *root*: by fewer roots, without signs, by one angle, in each pair of
    functions, each as one fraction in lowest terms."""
    functions = kinds(graph, root)
    if not _promises(graph, root, functions):
        return
    for rewritten, node, real in in_few_roots(graph, root):
        yield from _fractions(rewritten, node, habits, doubt=() if real else None)
    for rewritten, node in with_plain_logarithms(graph, root):
        yield from _fractions(rewritten, node, habits)
    for rewritten, node, zeros in without_signs(graph, root):
        yield from _fractions(rewritten, node, habits, doubt=zeros or None)
    if not functions:
        return
    for rewritten, node, squares in in_double_angle(graph, root):
        yield from _fractions(rewritten, node, habits, squares=squares)
    for rewrite in (in_base_angle, in_exponentials):
        for rewritten, node in rewrite(graph, root):
            yield from _fractions(rewritten, node, habits)
    if any(RELATIONS[code].second in taken for taken in functions.values() for code in taken):
        yield from _fractions(graph, root, habits, second=True)
    for pair in PAIRS:
        rewritten, node = in_pair(graph, root, pair)
        if not rewritten.same(node, graph, root):
            yield from _fractions(rewritten, node, habits)


def _promises(graph: Graph, root: int, functions: dict[int, set[int]]) -> bool:
    """Return whether *root* has parts enough for a fraction to be worth its price."""
    if len(functions) > 1 or any(not is_one_pair(taken) for taken in functions.values()):
        return True
    sums = products = quotients = powers = 0
    bases: set[int] = set()
    others: set[int] = set()
    for node in outside(graph, root):
        op, children = graph.ops[node], graph.children[node]
        sums += op == ADD or op == SUB
        products += op == MUL or op == DIV
        quotients += op == DIV
        if op == ABS or op == SIGN or op == LOG or (op == DIV and functions):
            return True
        if op == POW or op == SQRT:
            if graph.ops[children[0]] in FAMILY:
                return True
            powers += op == POW and graph.ops[children[1]] != NUMBER
            if powers or (is_root(graph, node) and graph.ops[children[0]] not in (SYMBOL, CONSTANT)):
                bases.add(children[0])
        else:
            others.update(children)
    if sums > 1 or quotients > 1 or powers > 1:
        return True
    return bool(bases) and (products > 1 or not bases.isdisjoint(others))


def _fractions(
    graph: Graph,
    root: int,
    habits: Habits,
    second: bool = False,
    doubt: Sequence[str] | None = None,
    squares: Mapping[int, int] | None = None,
) -> Iterator[_Candidate]:
    """Return *root* as one fraction, or nothing where that cannot be had."""
    try:
        form = Normal(graph)
        symbols = list(squares or ())
        [start, *found] = form.sweep([root, *symbols, *[squares[s] for s in symbols]] if squares else [root])
        known = dict(zip(found[: len(symbols)], found[len(symbols) :], strict=True))
        fractions = Fractions(form, second, habits, known)
        for node in fractions.forms(start):
            if not known or known.keys().isdisjoint(form.graph.below([node])):
                yield _Candidate(form.graph, node, doubt, fractions.conjugated)
    except (Unsettled, OverflowError, RecursionError):
        return


def _basic(graph: Graph, roots: list[int], rounds: int = _ROUNDS) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* simplified, sharing what they share.

    The form is taken until it no longer changes or no longer shrinks, so that taking it again
    changes nothing.
    """
    graph, roots = _compact(graph, roots)
    for _ in range(1 if len(graph) > _LARGE else rounds):
        form = Factored(graph)
        try:
            nodes = form.sweep(roots)
        except (Unsettled, OverflowError, RecursionError):
            break  # a constant part has no value: 1/0, oo - oo, or floats out of range
        if _size(form.graph, nodes) > _size(graph, roots):
            break
        same = all(form.graph.same(n, graph, r) for n, r in zip(nodes, roots, strict=True))
        graph, roots = _compact(form.graph, nodes)
        if same:
            break
    return graph, roots


def _compact(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* in a graph of nothing else, numbered by structure alone."""
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, roots)
    return alone, [mapping[root] for root in roots]


def _size(graph: Graph, roots: list[int]) -> int:
    return sum([graph.size(root) for root in roots])
