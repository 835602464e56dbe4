"""Numbers and powers multiplied into the sum beside them, where that is shorter: 2*(3*x - 5) is 6*x - 10.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("2*(3*x**2 - 5)/(sqrt(x)*(sqrt(x) - 1))")
>>> graph, node = spread(e.graph, e.node, set())
>>> str(Expr(graph, node))
'(6*x**2 - 10)/(x - sqrt(x))'
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.numbers import quotient, times
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.functions import SQRT
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_TERMS: Final = 12
"""Terms of a sum, at most."""
_ROUNDS: Final = 6
"""Products that are multiplied out in one formula, at most."""
_SIZE: Final = 200
"""Size of a formula up to which its products are looked at."""


def spread(graph: Graph, root: int, used: set[str], divided: bool = False) -> tuple[Graph, int]:
    """Return *root* with numbers and powers multiplied into sums where that is shorter, or as long and the
    product is then a polynomial in one symbol (12*x**3 - 18*x); *used* takes up the names of the laws.

    A number goes into a sum that stands alone with it: 2*(x + 1)**4*(3*x - 5) stays, by its factors. A power
    goes into a sum that has another power of the same base, since it makes every other term longer; of
    x*(x**2 + 1), two terms with whole powers, the factors stay. The sum stands to the first power, above the
    line or below it. With *divided*, exponentials may stand below the line.

    Cost: linear in nodes, and that of the normal form of each product that may become shorter.
    """
    for _ in range(_ROUNDS):
        if graph.size(root) > _SIZE:
            break
        tops = _products(graph, root)
        if not tops:
            break
        form = Factored(graph)
        form.divided = divided
        try:
            found = _first(form, graph, tops)
        except (Unsettled, OverflowError, RecursionError):
            break
        if found is None:
            break
        old, new, law = found
        whole = Graph(graph.limits)
        copy = whole.copy(form.graph, [new])[new]
        mapping: dict[int, int] = {}
        for node in graph.below([root]):
            children = () if node == old else tuple([mapping[c] for c in graph.children[node]])
            mapping[node] = copy if node == old else whole.rebuild(graph, node, children)
        graph, root = whole, mapping[root]
        used.add(law)
    return graph, root


def _products(graph: Graph, root: int) -> list[int]:
    """Return the products below *root*, each with all its factors, in which something may go into a sum."""
    ops = graph.ops
    inside: set[int] = set()
    tops = []
    for node in reversed(graph.below([root])):
        op = ops[node]
        if (
            (op == MUL or op == DIV or op == NEG)
            and node not in inside
            and _may_be_spread(graph, node, inside)
        ):
            tops.append(node)
    return tops


def _may_be_spread(graph: Graph, top: int, inside: set[int]) -> bool:
    """Return whether a product has a sum and a number or a power on the same side of the line that may make
    it shorter; *inside* takes up the products that it is made of."""
    ops = graph.ops
    pending = [(top, 0)]
    sums: list[tuple[int, int]] = []
    numbers, powers = [False, False], [0, 0]
    while pending:
        node, side = pending.pop()
        op = ops[node]
        if op == MUL or op == DIV:
            inside.add(node)
            left, right = graph.both(node)
            pending += [(left, side), (right, side if op == MUL else 1 - side)]
        elif op == NEG:
            inside.add(node)
            pending.append((graph.first(node), side))
        elif op == NUMBER:
            numbers[side] = numbers[side] or abs(graph.value(node)) != 1
        elif op == ADD or op == SUB:
            sums.append((node, side))
        else:
            powers[side] += 1
    counts = [powers[side] + sum([place == side for _, place in sums]) for side in (0, 1)]
    return any(
        _may_take(graph, node, numbers[side] and counts[side] - powers[side] == 1, powers[side] > 0)
        for node, side in sums
        if powers[side] or (numbers[side] and counts[side] == 1)
    )


def _may_take(graph: Graph, root: int, number: bool, power: bool) -> bool:
    """Return whether a sum may take up a number, since all terms have one, or a power: that makes other terms
    longer unless one of them is 1, or has a root or a divisor."""
    ops = graph.ops
    count, plain, one, rooted = 0, False, False, False
    pending = [root]
    while pending:
        node = pending.pop()
        op = ops[node]
        if op == ADD or op == SUB:
            pending += graph.both(node)
            continue
        count += 1
        if op == NUMBER:
            one = one or abs(graph.value(node)) == 1
            continue
        while op == MUL or op == DIV or op == NEG:
            rooted = rooted or op == DIV
            if op == MUL:
                rooted = rooted or _is_root(graph, graph.both(node)[1])
            node = graph.first(node)
            op = ops[node]
        plain = plain or op != NUMBER
        rooted = rooted or _is_root(graph, node)
    return (number and not plain and count < _TERMS) or (power and (rooted or (one and count > 2)))


def _is_root(graph: Graph, node: int) -> bool:
    op = graph.ops[node]
    return op == SQRT or (op == POW and not isinstance(graph.numbers.get(graph.both(node)[1]), int))


def _first(form: Factored, graph: Graph, tops: list[int]) -> tuple[int, int, str] | None:
    """Return the first product of *graph* that is better multiplied out in part, its form in the graph of
    *form*, and the name of the law."""
    for old, plain in zip(tops, form.sweep(tops), strict=True):
        length = graph.size(old)
        if form.graph.size(plain) != length:
            continue
        number, factors = form.factors(plain)
        if isinstance(number, float):
            continue
        best = None
        for base, exponent in factors.items():
            power = form.graph.numbers.get(exponent)
            if (power != 1 and power != -1) or form.graph.ops[base] not in (ADD, SUB):
                continue
            if len(form.terms(base)) > _TERMS:
                continue
            for node, law in _multiplied(form, number, factors, base, power == 1):
                size = form.graph.size(node)
                if size < length or (size == length and _is_polynomial(form, node)):
                    best, length = (old, node, law), size
        if best is not None:
            return best
    return None


def _is_polynomial(form: Factored, node: int) -> bool:
    """Return whether *node* is a sum of numbers times powers of kernels, one in each term."""
    if form.graph.ops[node] not in (ADD, SUB):
        return False
    return all(m == form.one or len(form.factors(m)[1]) == 1 for m in form.terms(node))


def _multiplied(
    form: Factored, number: Number, factors: Factors, base: int, above: bool
) -> list[tuple[int, str]]:
    """Return the product with its number in the sum *base*, and with each power that is in it by another
    exponent, too, each with the name of the law."""
    graph, terms = form.graph, form.terms(base)
    found: list[tuple[int, str]] = []
    assert not isinstance(number, float)
    content = abs(number.numerator if above else number.denominator)
    rest = {b: e for b, e in factors.items() if b != base}
    alone = not any((form.graph.numbers.get(e, 1) > 0) == above for e in rest.values())
    if content != 1:
        units = sum([abs(n) == 1 for monomial, n in terms.items() if monomial != form.one])
        scaled = {monomial: times(n, content) for monomial, n in terms.items()}
        left = quotient(number, content) if above else times(number, content)
        if alone and not units:
            found.append((_written(form, left, rest, scaled, above), "distribute-number"))
    within = {
        b: e for monomial in terms if monomial != form.one for b, e in form.factors(monomial)[1].items()
    }
    for other, exponent in rest.items():
        power, inner = graph.numbers.get(exponent), graph.numbers.get(within.get(other, -1))
        if power is None or isinstance(power, float) or (power > 0) != above or inner is None:
            continue
        if len(terms) == 2 and isinstance(inner, int) and (not above or len(rest) > 1):
            continue
        up = exponent if above else form.scaled(exponent, -1)
        less = {b: e for b, e in rest.items() if b != other}
        found.append((_written(form, number, less, _times(form, terms, other, up), above), "multiply-out"))
        if content != 1 and not any((graph.numbers.get(e, 1) > 0) == above for e in less.values()):
            both = _times(form, scaled, other, up)
            found.append((_written(form, left, less, both, above), "multiply-out"))
    return found


def _times(form: Factored, terms: Terms, base: int, exponent: int) -> Terms:
    """Return a sum times a power, term by term."""
    result: Terms = {}
    for monomial, number in terms.items():
        factors = dict(form.factors(monomial)[1]) if monomial != form.one else {}
        one = form.raised(factors, base, exponent)
        product = form.product(one, factors)
        for part, scale in form.terms(product).items():
            collect(result, part, times(number, scale))
    return result


def _written(form: Factored, number: Number, rest: Factors, terms: Terms, above: bool) -> int:
    """Return number * rest * sum, or number * rest / sum."""
    inner = form.plain(terms)
    if not rest and number == 1 and above:
        return inner
    exponent = form.one if above else form.graph.number(-1)
    if inner in rest:
        factors = dict(rest)
        return form.as_it_stands(times(number, form.raised(factors, inner, exponent)), factors)
    return form.as_it_stands(number, {**rest, inner: exponent})
