"""The n-ary normal form: sums of products of powers, like terms and like factors collected.

A node of the result is known as a sum {monomial: coefficient} and as a product
coefficient * {base: exponent}; exponents are nodes. `exp(u)` is the power of E to u and `sqrt(u)`
the power of u to 1/2, so their laws are those of powers.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*x + 2*x**2 - x*exp(x)*exp(-x)")
>>> from symdiff.graph.expr import Expr
>>> form = Normal(e.graph)
>>> str(Expr(form.graph, form.sweep([e.node])[0]))
'3*x**2 - x'
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Graph, Number
from symdiff.graph.nodes import NodeMap
from symdiff.parser.templates import put, special
from symdiff.simplifier.normal.chains import Uses, factors_of, terms_of
from symdiff.simplifier.normal.composed import INVERSES, name_of, template_of
from symdiff.simplifier.normal.conditions import compare, logic, piecewise
from symdiff.simplifier.normal.families import SHIFTED
from symdiff.simplifier.normal.numbers import (
    Coefficients,
    laws_of_collecting,
    product_of,
    without_point,
)
from symdiff.simplifier.normal.orders import Orders
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.exact import FOLDS
from symdiff.table.functions import ABS, CBRT, EXP, LOG, MAX, MIN, SIGN, SQRT, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_comparison,
    is_function,
)

_SHARED_TERMS: Final = 32
"""A sum with more terms that is used in several places is not flattened into each of them."""
_HALF: Final = Fraction(1, 2)


class Known:
    """What a sweep has found of the nodes of its source."""

    def __init__(self, source: Graph, count: int) -> None:
        self.done = NodeMap(len(source), count)
        """Their normal form."""
        self.sums = NodeMap(len(source), count)
        """The sum that a node is, where it is written as a product: whether a product is known to be a sum
        depends on how it was given."""
        self.products: dict[int, tuple[Number, Factors]] = {}
        """The number and the sum that a node is, where it is written as a sum."""


class Normal(Orders):
    """Builds normal forms in a graph of its own, out of nodes of *source*."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self._constant: dict[int, bool] = {}
        self._known: Known | None = None
        """What the last sweep has found."""

    def used_for(self, nodes: list[int]) -> set[str]:
        """Return the names of the identities by which the last sweep made *nodes*.

        A sum is often turned around and back again: whether one was is seen in what stands in *nodes*, and
        did not in the source. Cost: linear in nodes.
        """
        known, source = self._known, self.source
        if self.mirrored and known is not None:
            done, sums = known.done, known.sums
            sources = [n for n in range(len(source)) if source.ops[n] in (ADD, SUB) and n in done]
            given = {sums.get(node, done[node]) for node in sources}
            if any(node not in given for node in self.mirrored.intersection(self.graph.below(nodes))):
                return self.used | {"turned-difference"}
        return self.used

    # The sweep ------------------------------------------------------------------------------------

    def sweep(
        self, roots: list[int], order: list[int] | None = None, known: Known | None = None
    ) -> list[int]:
        """Return the normal form of each of *roots*.

        *known* takes up what is found of the nodes of the source. Where it has some already, *order* has the
        other nodes, arguments first. Cost: linear in nodes, but for sorting.
        """
        source = self.source
        if order is None:
            order = source.postorder(roots)  # numbers in the result depend on structure alone
        uses = Uses(source, order, roots)
        if known is None:
            known = Known(source, len(order))
        done, sums, products = known.done, known.sums, known.products
        for node in order:
            op = source.ops[node]
            if op == ADD or op == SUB:
                if uses.is_link(node):
                    continue
                plain = self.plain(self._chain_terms(node, done, uses, sums))
            elif op == MUL or op == DIV or op == NEG:
                if uses.is_link(node):
                    continue
                number, factors = self._settle(*self._chain_factors(node, done, sums, products))
                plain = self._settled(number, factors)
                if number != 1 and self.graph.ops[plain] in (ADD, SUB):
                    products[node] = number, factors
            else:
                plain = self._other(node, done, sums, products)
                if node not in products:
                    done[node] = plain
                    continue
            if node in products:
                number, factors = products[node]
                if self.factors(self.shortest(plain)) == (number, factors):
                    done[node], sums[node] = self.shortest(plain), plain
                    continue  # it was written as it is: multiplied out, and drawn together again
                self.used.add("distribute-number" if number != -1 else "minus-of-sum")
            new = done[node] = self.shortest(plain)
            if new != plain:
                sums[node] = plain
                self.note_shortest(plain)
        self._known = known
        return [done[root] for root in roots]

    def _chain_terms(self, top: int, done: NodeMap, uses: Uses, sums: NodeMap) -> Terms:
        """Return the terms of a chain of + and -."""
        terms = Coefficients()
        leaves, turned = terms_of(self.source, top, done)
        met: list[int] = []
        for leaf, sign in leaves:
            node = done[leaf]
            plain = sums.get(leaf, node)
            more = self.terms(plain)
            if len(more) > _SHARED_TERMS and uses.count(leaf) > 1:
                more = {node: 1}  # flattened into each of many sums it would be copied too often
            elif len(more) > 1:
                turned = turned or sign < 0
                if plain != node and self.source.ops[leaf] not in (ADD, SUB):
                    self.used.add("distribute-number")
            for monomial, number in more.items():
                if sign < 0:
                    if number < 0 and len(more) == 1:
                        self.used.add("double-negation")
                    number = -number
                if terms.add(monomial, number):
                    met.append(monomial)
        if turned:
            self.used.add("minus-of-sum")
        found = terms.rounded()
        if met:
            self.used |= laws_of_collecting(found, met)
        if found.get(self.one) == 0 and self.one not in met:
            self.used.add("zero-sum")
        return found

    def _chain_factors(
        self, top: int, done: NodeMap, sums: NodeMap, products: dict[int, tuple[Number, Factors]]
    ) -> tuple[Number, Factors]:
        """Return the number and the powers of a chain of * and /."""
        sign, leaves = factors_of(self.source, top, done)
        numbers: list[Number] = [sign] if sign < 0 else []
        divisors: list[Number] = []
        powers = Coefficients()
        factors: Factors = {}
        exponents: dict[int, Terms] = {}
        """Sums of exponents, written when all are known: as they grow it would cost the square of a chain."""
        met: dict[int, bool] = {}
        number: Number
        others = [leaf for leaf, _, _ in leaves if self.graph.ops[done[leaf]] != NUMBER]
        multiple = others[0] if len(others) == 1 and others[0] in sums else -1
        for leaf, direction, below in leaves:
            if leaf == multiple and direction > 0:  # a number times a sum is a sum
                number, inner = 1, {sums[leaf]: self.one}
            else:
                number, inner = products.get(leaf) or self.factors(done[leaf])
            if below and number == 0:
                raise Unsettled("a division by zero")
            if below and direction > 0:
                self.used.add("division-by-quotient")
            if number != 1 or isinstance(number, float):
                (numbers if direction > 0 else divisors).append(number)
                if number < 0 and self.is_signed(done[leaf]):
                    self.note_sign(sign, len(leaves), direction)
            elif not inner:
                self.note_unit(leaf)
            for base, exponent in inner.items():
                value = self.graph.numbers.get(exponent)
                if value is not None:
                    value = value if direction > 0 else -value
                    if powers.add(base, value):
                        before = powers.numbers[base] - value
                        met[base] = met.get(base, False) or (value < 0) != (before < 0)
                        if not isinstance(value, int):
                            self.lengthened = True
                else:
                    if base in factors:
                        met[base] = met.get(base, False) or direction < 0
                    elif direction < 0:
                        self.used.add("negative-power")
                        if base == self.e:
                            self.lengthened = True
                    more = exponent if direction > 0 else self.scaled(exponent, -1)
                    if base not in factors:
                        factors[base] = more
                        continue
                    if base not in exponents:
                        exponents[base] = dict(self.terms(factors[base]))
                    for monomial, times in self.terms(more).items():
                        collect(exponents[base], monomial, times)
        for base, terms in exponents.items():
            factors[base] = self.plain(terms)
            if self.graph.is_zero(factors[base]):
                del factors[base]
        for base, value in powers.rounded().items():
            if base in factors:
                met[base] = met.get(base, False) or value < 0
            self._multiply(factors, base, self.graph.number(without_point(value)))
        if met:
            self.note_collected(met, factors)
        return without_point(product_of(numbers, divisors)), factors

    # Everything else ------------------------------------------------------------------------------

    def _other(
        self, node: int, done: NodeMap, sums: NodeMap, products: dict[int, tuple[Number, Factors]]
    ) -> int:
        source, graph = self.source, self.graph
        op = source.ops[node]
        children = [done[child] for child in source.children[node]]
        if op == NUMBER:
            return graph.number(without_point(source.value(node)))
        if op == CONSTANT and source.name(node) == "oo":
            raise Unsettled("an infinity")
        if op == POW or is_function(op):
            # Exponents and arguments are sums that are known as such; they are written short in the end.
            plain = [sums.get(child, done[child]) for child in source.children[node]]
            if op == POW:
                value = graph.numbers.get(plain[1])
                if value is not None:
                    self.note_power(children[0], value)
                if children[0] == self.e:
                    self.used.add("exp-name")
                elif children[0] == self.one:
                    self.used.add("power-of-one")
                return self._power_of(node, children[0], plain[1], products)
            if op == EXP:
                new = self.power(self.e, plain[0])
                if new == self.one or new == self.e:
                    self.used.add("value-of-exp")
                return new
            if op != SQRT:
                return self.call(op, tuple(plain))
        if op == SQRT:
            if graph.numbers.get(children[0]) == -1:
                self.used.add("root-of-minus-one")
                return graph.constant("I")
            if children[0] == self.one:
                self.used.add("power-of-one")
            return self._power_of(node, children[0], self.half, products)
        if op == PIECEWISE:
            return piecewise(graph, children, self.used)
        if is_comparison(op):
            return compare(graph, op, children, self.used)
        if op == AND or op == OR or op == NOT:
            return logic(graph, op, children, self.used)
        return graph.rebuild(source, node, tuple(children))

    def _power_of(
        self, node: int, base: int, exponent: int, products: dict[int, tuple[Number, Factors]]
    ) -> int:
        number, factors = self.power_as_product(base, exponent)
        new = self._settled(number, factors)
        if number != 1 and self.graph.ops[new] in (ADD, SUB):
            products[node] = number, factors
        return new

    def call(self, code: int, arguments: tuple[int, ...]) -> int:
        """Return a function with its exact value, its parity or its inverse applied."""
        graph, row = self.graph, row_of(code)
        if row.special and self._is_constant(arguments[0]):
            value = special(graph, code, arguments)
            if value is not None:
                self.used.add(f"value-of-{row.name.lower().replace('_', '-')}")
                return self.normal_of(*put_alone(value, graph, arguments))
        if code in FOLDS and all(graph.ops[a] == NUMBER for a in arguments):
            folded = self._folded(code, arguments)
            if folded >= 0:
                self.used.add(f"exact-{row.name.lower()}")
                return folded
        last = arguments[-1]
        exact = graph.numbers.get(last)
        if code == LOG and isinstance(exact, Fraction) and exact.numerator == 1:
            self.used.add("log-of-reciprocal")
            return self.scaled(graph.call(LOG, (graph.number(exact.denominator),)), -1)
        if code in SHIFTED and self.pi in self.terms(last):
            shifted = self._shifted(code, last)
            if shifted is not None:
                return shifted
        if row.parity and self._is_negative(last):
            self.used.add(f"parity-{row.parity}-{row.name.lower()}")
            self.lengthened = True
            turned = self.call(code, (*arguments[:-1], self.scaled(last, -1)))
            return turned if row.parity == "even" else self.scaled(turned, -1)
        if len(arguments) == 2:
            known = self.of_order(code, arguments)
            if known >= 0:
                return known
        if len(arguments) == 1:
            inner = graph.ops[last]
            if row.inverse and is_function(inner) and row_of(inner).name == row.inverse:
                # Some hold on the real axis alone, log(exp(u)) among them.
                if self.is_real(graph.children[last][0]):
                    self.used.add(f"{row.name.lower()}-of-{row.inverse.lower()}")
                    return graph.children[last][0]
            if inner in INVERSES:
                composed = template_of(code, inner)
                if composed is not None:
                    self.used.add(name_of(code, inner))
                    return self.normal_of(*put_alone(composed, graph, (graph.first(last),)))
            if inner == ABS and row.parity == "even" and code != ABS and self.is_real(graph.first(last)):
                self.used.add("even-of-abs")
                return self.call(code, (graph.first(last),))
            if code == ABS and inner == ABS:
                self.used.add("abs-of-abs")
                return last
            if code == CBRT:
                found = self.of_cubes(last)
                if found is not None:
                    return found
            if code == ABS or code == SIGN:
                found = self.of_known_sign(code, last)
                if found is None:
                    found = self.of_factors(code, last)
                if found is not None:
                    return found
        return graph.call(code, [self.shortest(argument) for argument in arguments])

    def _folded(self, code: int, numbers: tuple[int, ...]) -> int:
        """Return a function of *numbers* as a number, -1 where it is none. Of decimals that is a whole one,
        or one of them."""
        graph = self.graph
        fold = FOLDS[code]
        if all(graph.is_exact(node) for node in numbers):
            number = fold(*[graph.value(node) for node in numbers])
            return -1 if number is None else graph.number(number)
        if code == MAX or code == MIN:
            values = [Fraction(*ratio(graph.value(node))) for node in numbers]
            return numbers[values.index(max(values) if code == MAX else min(values))]
        if not row_of(code).integer_valued:
            return -1
        value = Fraction(*ratio(graph.value(numbers[0])))
        whole = fold(value)
        if whole is None or whole == value:  # 1e300 stays as it is written
            return -1 if whole is None else numbers[0]
        return graph.number(whole)

    def absolute(self, node: int) -> int:
        """Return the absolute value of *node*, with its laws."""
        return self.call(ABS, (node,))

    def _shifted(self, code: int, argument: int) -> int | None:
        """Return a trigonometric function without whole multiples of pi/2 in its argument, None where
        there are none, and at a pole."""
        terms = dict(self.terms(argument))
        turns = terms[self.pi] * 2
        if isinstance(turns, float):
            return None
        quarters = int(turns) if turns.denominator == 1 else 4 * math.floor(turns / 4 + _HALF)
        if quarters == 0:
            return None
        row = row_of(code)
        whole = "half" if row.period == "pi" else "full"
        turn = (whole, "quarter", "half", "three-quarter")[quarters % 4]
        collect(terms, self.pi, Fraction(-quarters, 2))
        sign, turned = SHIFTED[code][quarters % 4]
        argument = self.plain(terms)
        if self.graph.is_zero(argument) and row_of(turned).powers[0] < 0:
            return None
        self.used.add(f"{turn}-turn-{row.name}")
        self.note_shortest(argument)
        return self.scaled(self.call(turned, (argument,)), sign)

    def normal_of(self, source: Graph, node: int) -> int:
        """Return the normal form of a node of another graph, in this graph."""
        outer, self.source = self.source, source
        try:
            [result] = self.sweep([node])
            return result
        finally:
            self.source = outer

    def _is_constant(self, node: int) -> bool:
        """Return whether no symbol stands below *node*."""
        known, graph = self._constant, self.graph
        for i in graph.news(node, known):
            known[i] = graph.ops[i] != SYMBOL and all(known[c] for c in graph.children[i])
        return known[node]

    def _is_negative(self, node: int) -> bool:
        """Return whether every term of *node* has a minus sign."""
        return all(number < 0 for number in self.terms(node).values())


def put_alone(template: object, graph: Graph, arguments: tuple[int, ...]) -> tuple[Graph, int]:
    """Return a value of the table in a graph of its own, its parameters at *arguments* of *graph*."""
    from symdiff.parser.templates import Template

    assert isinstance(template, Template)
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, arguments if template.place else ())
    return alone, put(alone, template, tuple([mapping.get(a, -1) for a in arguments]))
