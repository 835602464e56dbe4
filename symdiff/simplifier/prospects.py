"""Whether a normal form can have a shorter form at all: necessary conditions, asked before a ring is built.

A search for one fraction in lowest terms, for fewer roots and for other functions costs a hundred times what
these conditions cost, and most formulas that people write pass through it unchanged. What is asked is whether
any of the laws that shorten could apply: whether something can cancel, vanish when multiplied out, have
factors, leave a root or enter one, or be named by another function. In doubt the answer is yes.

>>> from symdiff.parser.formula import parse
>>> from symdiff.simplifier.normal.style import Style
>>> def asked(text):
...     e = parse(text)
...     return may_shrink(e.graph, e.node, Style(e.graph, [e.node]))
>>> asked("a*(x + 1)/(b + y)**2"), asked("a*(x + 1)/(x**2 - 1)")
(False, True)
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from fractions import Fraction
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Style, is_root
from symdiff.simplifier.outline import (
    HasFloat,
    Outline,
    Product,
    Rational,
    are_coprime,
    content,
    is_irreducible,
    price,
    times,
    times_power,
)
from symdiff.simplifier.radicands import may_leave, may_turn
from symdiff.simplifier.reciprocals import SINES
from symdiff.simplifier.renamed import Perhaps, look_at_functions
from symdiff.simplifier.rewrite.completed import COMPLETED, GROUP, is_mirrored
from symdiff.simplifier.rewrite.contiguous import HYPERGEOMETRIC
from symdiff.simplifier.rewrite.cube_roots import CBRT
from symdiff.simplifier.rewrite.defined import MEETING, can_meet
from symdiff.simplifier.rewrite.filled import FILLED, LAMBERTW, may_be_opened
from symdiff.simplifier.rewrite.inverse import REPLACED, may_be_other
from symdiff.simplifier.rewrite.logarithmic import power_of
from symdiff.simplifier.rewrite.recurrences import STEPPED
from symdiff.table.functions import ABS, EXP, LOG, SIGN, SQRT
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NUMBER,
    POW,
    SUB,
    SYMBOL,
    is_function,
    is_leaf,
)

_TERMS: Final = 4
"""Terms of a numerator up to which they are written one by one over a denominator of one term."""


def are_there(graph: Graph, root: int, style: Style) -> bool:
    """Return whether *root*, a normal form, or an argument of a function in it might have a shorter form."""
    inside = arguments(graph, graph.below([root])) | {root}
    return any(may_shrink(graph, node, style) for node in inside if not is_leaf(graph.ops[node]))


def arguments(graph: Graph, nodes: Iterable[int]) -> set[int]:
    """Return what is written for itself in *nodes*: the arguments of functions but roots, and what stands
    apart in powers and roots."""
    found: set[int] = set()
    for node in nodes:
        op = graph.ops[node]
        if is_function(op) and op != SQRT:
            found.update(graph.children[node])
        elif op == SQRT or op == POW:
            inner = apart(graph, node)
            if inner >= 0:
                found.add(inner)
    return found


def apart(graph: Graph, node: int) -> int:
    """Return what stands in *node*, a power or a root, and may have a shorter form of its own: a sum below a
    root with a sine, a cosine or the like in a term, and an exponent that has a sum in a term of a sum. -1
    where there is nothing of the kind."""
    if is_root(graph, node):
        radicand = graph.children[node][0]
        return radicand if _is_sum_with(graph, radicand, FAMILY) else -1
    if graph.ops[node] == POW and not is_leaf(graph.ops[graph.children[node][1]]):
        exponent = graph.children[node][1]
        top = graph.first(exponent) if graph.ops[exponent] in (MUL, DIV) else exponent
        return exponent if _is_sum_with(graph, top, (ADD, SUB)) else -1
    return -1


def _is_sum_with(graph: Graph, top: int, wanted: Container[int]) -> bool:
    """Return whether a term of a sum has, in a factor or a power of one, an operator that is *wanted*."""
    if graph.ops[top] not in (ADD, SUB):
        return False
    pending = [(top, True)]
    while pending:
        node, outside = pending.pop()
        op = graph.ops[node]
        is_sum = op == ADD or op == SUB
        if op in wanted and not (outside and is_sum):
            return True
        if is_sum or op in (MUL, DIV, NEG, POW):
            pending += [(child, outside and is_sum) for child in graph.children[node]]
    return False


def may_shrink(graph: Graph, root: int, style: Style) -> bool:
    """Return whether some form of *root*, a normal form, might be shorter; what stands inside of functions
    is not looked at. False is certain. *style* is that of the formula that *root* comes from.

    Cost: linear in nodes, but for pairs of sums.
    """
    try:
        _Prospects(graph, root, style).look()
    except HasFloat:
        return False
    except Perhaps:
        return True
    return False


class _Prospects:
    """The products, sums and kernels of one formula."""

    def __init__(self, graph: Graph, root: int, style: Style) -> None:
        outline = Outline(graph, root)
        self.graph, self.root, self.style = graph, root, style
        self.outline, self.products = outline, outline.products
        plain = {node for node in outline.sums if outline.is_like_a_symbol(node)}
        self.sums = {node: terms for node, terms in outline.sums.items() if node not in plain}
        """Those that are not like a symbol."""
        self.places = outline.places
        self._plain = plain
        self._quotients: set[int] = set()
        """Radicands that were looked at with the sum in them."""

    def look(self) -> None:
        """Raise `Perhaps` where a shorter form cannot be ruled out."""
        outline = self.outline
        if outline.nested or not outline.in_order or (outline.has_decimals and outline.divides):
            raise Perhaps
        self._kernels()
        look_at_functions(outline, self.style)
        for node in self.sums:
            self._sum(node)
        if outline.has_decimals and sum([self._scaled(*item) for item in outline.sums.items()]) > 1:
            raise Perhaps  # the numbers in front of several sums are one
        self._pairs()
        for product in self.products:
            if product.owner not in self._plain:
                self._product(product)
        self._over_one_term(self.products[0])

    # Kernels --------------------------------------------------------------------------------

    def _kernels(self) -> None:
        graph = self.graph
        exponentials = stepped = raised = 0
        has_lambertw = graph.has(LAMBERTW)
        counts = dict[int, int]()
        groups = set[int]()
        for base, places in self.places.items():
            op = graph.ops[base]
            if op == ABS or op == SIGN or (op == CONSTANT and graph.name(base) == "I"):
                raise Perhaps
            if op == POW and (len(self.products) > 1 or len(places[0].powers) > 1):
                raise Perhaps
            if op in REPLACED and may_be_other(graph, base):
                raise Perhaps
            if op == LOG:
                inner = graph.children[base][0]
                if self.sums or graph.ops[inner] == POW:
                    raise Perhaps
            if op == CBRT and (graph.first(base) in self.places or graph.ops[graph.first(base)] == POW):
                raise Perhaps
            if op == EXP:
                exponentials += 1
                owners = {product.owner for product in places}
                if len(owners) < len(places):
                    raise Perhaps  # terms with it are collected
                if graph.ops[graph.first(base)] == NEG and any(
                    owner in product.powers for owner in owners for product in places
                ):
                    raise Perhaps  # exp(-u)/(exp(-u) + 1)**2 is exp(u)/(exp(u) + 1)**2
            if op in STEPPED:
                stepped += 1
            if op in FILLED and len(self.places) > 1 and may_be_opened(graph, base):
                raise Perhaps  # what it divides by may stand beside it
            if op == EXP and (has_lambertw or power_of(graph, base)):
                raise Perhaps  # x*exp(-LambertW(x)) is LambertW(x), and exp(asinh(x)) has a square root
            if op == HYPERGEOMETRIC:
                raised += 1
            if op in COMPLETED and (op in GROUP or is_mirrored(graph, base)):
                group = GROUP.get(op, op)
                if group in groups:
                    raise Perhaps  # two that may add up
                groups.add(group)
            if op in MEETING:
                counts[op] = counts.get(op, 0) + 1
            if op == NUMBER and (self.sums or len(places) > 1 or not self._is_alone(base, places[0])):
                raise Perhaps
        if (
            exponentials > 1
            or raised > 1
            or (stepped and len(self.places) > 1)
            or (len(counts) > 0 and can_meet(counts))
        ):
            raise Perhaps

    def _is_alone(self, base: int, product: Product) -> bool:
        """Return whether a root of a number meets no other root and no number to be joined with."""
        value = self.graph.value(base)
        return (
            isinstance(value, int)
            and value > 1
            and are_coprime(value, product.number)
            and all(e.denominator == 1 for other, e in product.powers.items() if other != base)
        )

    # Sums -----------------------------------------------------------------------------------

    def _sum(self, node: int) -> None:
        """Look at a sum: whether something could vanish when it is multiplied out or over one denominator,
        be contracted, or whether it might have factors."""
        graph, terms = self.graph, self.sums[node]
        if any(all(base in term.powers for term in terms) for base in terms[0].powers):
            raise Perhaps  # a factor of the whole
        exponents = [product.powers[node] for product in self.places[node]]
        below = any(e < 0 and e.denominator == 1 for e in exponents)
        root = any(e.denominator > 1 for e in exponents)
        radicand = node
        if self._is_in_root(node):
            place = self.places[node][0]
            root, radicand = True, place.node
            if any(base in self.sums for product in self.places[radicand] for base in product.powers):
                raise Perhaps
            self._quotients.add(radicand)
            beside = {base: e for base, e in place.powers.items() if base != node}
            terms = [Product(term.number, times(term.powers, beside), node, -1) for term in terms]
        arguments, fractions = set[int](), 0
        divisors = set[int]()
        for term in terms:
            fractions += term.number.denominator > 1
            for base, exponent in term.powers.items():
                op = graph.ops[base]
                if base in self.sums and not self._is_apart(terms, term, base):
                    raise Perhaps
                if exponent.denominator > 1 and (below or root or len(self.places[base]) > 1):
                    raise Perhaps
                if exponent < 0:
                    divisors.add(base)
                if op in FAMILY:
                    arguments.add(graph.children[base][0])
        if divisors and root:
            if may_leave(self.outline, self.style, radicand, terms):
                raise Perhaps
        elif divisors and below:
            raise Perhaps
        elif divisors:
            for product in self.places[node]:
                for base in product.powers:
                    if base in divisors or (base in self.sums and base != node and self._has(base, divisors)):
                        raise Perhaps
        if len(arguments) == 1 and len(terms) == 2 and self._may_be_half(node, terms):
            raise Perhaps
        if not self.outline.has_decimals and (fractions > 1 or (root and content(terms) != 1)):
            raise Perhaps
        if len(arguments) > 1 or (len(terms) > 2 and not is_irreducible(self.sums[node])):
            raise Perhaps

    def _is_apart(self, terms: list[Product], outer: Product, inner: int) -> bool:
        """Return whether a sum of *terms*, with the sum *inner* in *outer* of them, gains nothing by being
        multiplied out: no kernel of what comes of it is in another term, so that nothing is collected, what
        stands before *inner* is nowhere else, and stands there itself, so that there are no factors."""
        if outer.powers[inner] != 1 or len(self.places[inner]) > 1:
            return False
        if abs(outer.number) != 1 and all(abs(term.number) != 1 for term in self.sums[inner]):
            return False  # the number goes into these
        beside = {base: e for base, e in outer.powers.items() if base != inner}
        kernels = {base for term in self.sums[inner] for base in term.powers}
        others = {base for term in terms if term is not outer for base in term.powers}
        if any(base in others or base in self.outline.sums for base in (*beside, *kernels)):
            return False
        return 1 in beside.values() and all(
            len(self.places[base]) == 1 and base not in kernels for base in beside
        )

    def _scaled(self, node: int, terms: list[Product]) -> bool:
        """Look at a sum where there are decimals: whether it is shorter with a number of it in front. Return
        whether it is but for that number."""
        digits, places = self.outline.digits, self.places[node]
        numbers, powers = [term.number for term in terms], [term.powers for term in terms]

        def size(factor: Rational) -> int:
            return self.outline.size_of_sum([Fraction(number) / factor for number in numbers], powers)

        alone = size(1)
        now = alone + sum([digits(place.number) for place in places])
        is_root = any(place.powers[node].denominator > 1 for place in places)
        factors = [max(number, -number) for number in numbers if number not in (-1, 0, 1)]
        is_shorter = False
        for factor in factors:
            outside = [times_power(place.number, factor, place.powers[node]) for place in places]
            inside = size(factor)
            if inside < alone:
                is_shorter = True
                if any(place.owner >= 0 for place in places):
                    raise Perhaps  # the number in front may go into the sum around it
            then = inside + sum([2 if number is None else digits(number) for number in outside])
            if then < now and is_root and self.graph.digest(node) in self.style.traits.radicands:
                then += 2  # the cost of a new radicand
            if then < now:
                raise Perhaps
        return is_shorter

    def _may_be_half(self, node: int, terms: list[Product]) -> bool:
        """Return whether a sum is a number times 1 + cos(u) or 1 - cos(u), and there are functions of u/2, or
        u is an even multiple and the number 2 of 2*cos(u/2)**2 meets another."""
        number, other = sorted(terms, key=lambda term: len(term.powers))
        if number.powers or abs(number.number) != abs(other.number) or len(other.powers) > 1:
            return False
        [(function, exponent)] = other.powers.items()
        if exponent != 1 or self.graph.ops[function] not in (SINES[1], SINES[3]):
            return False
        argument = self.graph.first(function)
        if self._is_even(argument) and any(
            (place.number.denominator if place.powers[node] > 0 else place.number.numerator) % 2 == 0
            for place in self.places[node]
        ):
            return True
        known = self.style.traits.arguments
        if len(known) < 2:
            return False
        form = Normal(self.graph)
        [argument] = form.sweep([argument])
        return form.graph.digest(form.scaled(argument, Fraction(1, 2))) in known

    def _is_even(self, argument: int) -> bool:
        """Return whether an angle is written as an even number times something."""
        try:
            number = self.outline.factors(argument).number
        except HasFloat:
            return False
        return number.denominator == 1 and number.numerator % 2 == 0

    def _is_in_root(self, node: int) -> bool:
        """Return whether a sum stands below a root, over symbols and their powers: sqrt((x + 1)/y)."""
        product, *more = self.places[node]
        if more or product.owner >= 0 or product is self.products[0] or product.number != 1:
            return False
        return product.powers[node] == 1 and all(
            base == node or (self.graph.ops[base] == SYMBOL and e < 0) for base, e in product.powers.items()
        )

    def _has(self, node: int, kernels: set[int]) -> bool:
        return any(not kernels.isdisjoint(term.powers) for term in self.sums[node])

    def _pairs(self) -> None:
        """Look at every two sums: what could cancel, or be shorter when it is multiplied out."""
        kernels = {node: {b for term in terms for b in term.powers} for node, terms in self.sums.items()}
        for found in kernels.values():
            found.update([b for inner in found & kernels.keys() for b in kernels[inner]])
        sums = list(kernels)
        for place, one in enumerate(sums):
            for other in sums[:place]:
                if kernels[one].isdisjoint(kernels[other]):
                    continue
                if not self._are_coprime(one, other, kernels):
                    raise Perhaps
                if self.outline.has_decimals and self._are_alike(one, other):
                    raise Perhaps
                for product in self.places[one]:
                    beside = product.powers.get(other, 0)
                    if beside * product.powers[one] > 0 or (beside and beside.denominator > 1):
                        raise Perhaps
                    if beside and (
                        self._may_divide(one, other, product)
                        if beside < 0
                        else self._may_divide(other, one, product)
                    ):
                        raise Perhaps

    def _are_coprime(self, one: int, other: int, kernels: dict[int, set[int]]) -> bool:
        """Return whether two sums are known to have no factor in common: both have none, or one has none, and
        a kernel that the other lacks."""
        first, second = is_irreducible(self.sums[one]), is_irreducible(self.sums[other])
        if first and second:
            return True
        return (first and not kernels[one] <= kernels[other]) or (
            second and not kernels[other] <= kernels[one]
        )

    def _may_divide(self, above: int, below: int, product: Product) -> bool:
        """Return whether a quotient with remainder may have fewer terms than the sum above the line."""
        tops, bottoms = self.sums[above], self.sums[below]
        times = -product.powers[below]
        if len(tops) < 3 or product.powers[above] != 1 or times.denominator > 1:
            return False
        if self.style.written.fraction:
            return False
        for base in dict.fromkeys([base for term in bottoms for base in term.powers]):
            degree = max([term.powers.get(base, 0) for term in bottoms])
            if 0 < degree * times <= max([term.powers.get(base, 0) for term in tops]):
                return True
        return False

    def _are_alike(self, one: int, other: int) -> bool:
        """Return whether two sums have the same terms but for their numbers: perhaps one is a multiple."""
        left, right = [{frozenset(t.powers.items()) for t in self.sums[node]} for node in (one, other)]
        return left == right

    # Products -------------------------------------------------------------------------------

    def _product(self, product: Product) -> None:
        """Look at a product: what could go below a root or leave it, or into the power of a sum."""
        graph = self.graph
        for base, exponent in product.powers.items():
            op = graph.ops[base]
            if op == MUL or op == DIV or op == NEG:
                if base not in self._quotients and may_turn(self.outline, product, base):
                    raise Perhaps
            elif (op == ADD or op == SUB) and exponent.denominator == 1 and not -1 <= exponent <= 1:
                if any(
                    graph.ops[b] != ADD and graph.ops[b] != SUB and e % exponent == 0 and e * exponent > 0
                    for b, e in product.powers.items()
                ):
                    raise Perhaps  # a**2*(x + 1)**2 is (a*x + a)**2

    def _over_one_term(self, product: Product) -> None:
        """Compare (a*x + b)/x and a + b/x, what is beside them divided by term, too, or not."""
        graph = self.graph
        below = {base: e for base, e in product.powers.items() if e < 0}
        if any(base in self.sums or e.denominator > 1 for base, e in below.items()):
            return
        for node, exponent in product.powers.items():
            if exponent != 1 or node not in self.sums or len(self.sums[node]) > _TERMS:
                continue
            terms = self.sums[node]
            if not any(term.powers.get(base, 0) > 0 for term in terms for base in below):
                continue
            beside = {base: e for base, e in product.powers.items() if base != node}
            numbers = [term.number for term in terms]
            inside = self.outline.size_of_sum(numbers, [times(term.powers, below) for term in terms])
            alone = [number * product.number for number in numbers]
            apart = self.outline.size_of_sum(alone, [times(term.powers, beside) for term in terms])
            outside = sum([graph.size(base) + price(e) - 1 for base, e in below.items()])
            if inside < graph.size(node) + outside or apart < graph.size(self.root):
                raise Perhaps
