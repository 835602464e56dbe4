"""A formula rewritten where the signs of its parts are known: roots, logarithms and absolute values of
products by those of their factors.

sqrt(u)*sqrt(v) is sqrt(u*v) where u and v are positive, log|x**2 - 9| is log(x - 3) + log(x + 3) where x > 3.
So an identity that holds for some signs of parts is seen by the normal form, once for each choice of signs.

>>> from symdiff.parser.formula import parse
>>> e = parse("Abs(x**2 - 4) - Abs(x - 2)*Abs(x + 2)")
>>> Signs(e.graph).proves(e.node)
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Final

from symdiff.arithmetic.ranges import Ranges
from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.forms import factor
from symdiff.simplifier.ordered import in_order
from symdiff.simplifier.vanishing import vanishes
from symdiff.table.functions import ABS, CBRT, LOG, MAX, MIN, SIGN, SQRT, code_of
from symdiff.table.operators import DIV, MUL, NEG, NUMBER, POW

_PARTS: Final = 4
"""Parts whose signs are tried in all combinations, at most."""
_LONG: Final = 120
"""Size of an argument beyond which it is not factored."""
_ATANH, _ASINH, _ACOSH = [code_of(name, 1) for name in ("atanh", "asinh", "acosh")]
_BY_ANOTHER: Final = {
    code_of(name, 1): code_of(other, 1)
    for name, other in (
        ("acot", "atan"), ("asec", "acos"), ("acsc", "asin"), ("asech", "acosh"), ("acsch", "asinh"),
        ("acoth", "atanh"),
    )
}  # fmt: skip
"""Functions that are another one of one over their argument, as their rows define them."""
_HEAVISIDE: Final = code_of("Heaviside", 1)
_BY_OTHERS: Final = frozenset((MAX, MIN, _HEAVISIDE))
_INVERSE: Final = frozenset((_ATANH, _ASINH, _ACOSH, *_BY_ANOTHER))
_SMALLEST_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


class Factored:
    """A rational number times powers of parts."""

    def __init__(self) -> None:
        self.content = Fraction(1)
        self.powers: dict[int, int] = {}


class Signs:
    """Rewriting of formulas of one graph, with the factors that were found."""

    def __init__(self, graph: Graph) -> None:
        self.work = Graph(graph.limits)
        self.source = graph
        self.known: dict[int, Factored | None] = {}
        self.fixed: dict[int, int] = {}
        """Signs that parts have wherever they have a value."""

    def parts(self, root: int) -> list[int]:
        """Return the parts of *root* that may have either sign, as nodes of `work`; some are found only where
        others are written with one of their signs."""
        found: dict[int, None] = {}
        self.rewritten(root, {}, found)
        return list(found)

    def proves(self, root: int) -> bool:
        """Return whether *root*, a node of the first graph, is zero wherever it has a value, whatever
        signs its parts have. Cost: a zero test for each choice of signs."""
        parts = self.parts(root)
        if len(parts) > _PARTS:
            return False
        for choice in product((1, -1), repeat=len(parts)):
            signs = dict(zip(parts, choice, strict=True))
            found = self.rewritten(root, signs, {})
            if found == -1:
                continue
            if found is None or not vanishes(self.work, found):
                return False
        return True

    def rewritten(self, root: int, signs: Mapping[int, int], met: dict[int, None]) -> int | None:
        """Return *root* where its parts have *signs*, positive where none is given; None where it has no real
        value then is -1, and None where a part could not be factored. *met* takes up parts of either sign."""
        work, source = self.work, self.source
        nowhere = False

        def change(node: int, children: tuple[int, ...]) -> int:
            nonlocal nowhere
            op = source.ops[node]
            if op in _BY_OTHERS and source.symbols([node]) and len(children) < 3:
                return self._of_kinked(op, children, take)
            if op in _INVERSE and source.symbols([node]):
                return self._of_inverse(op, children[0], take)
            if op not in (SQRT, CBRT, ABS, SIGN, LOG) and not (op == POW and _is_root(source, node)):
                return -1
            if not source.symbols([node]):
                return self._of_constant(op, children[0]) if op == LOG else -1
            return take(op, children)

        def take(op: int, children: tuple[int, ...]) -> int:
            nonlocal nowhere
            split = self.factors(children[0])
            if split is None:
                return -1
            sign = 1 if split.content > 0 else -1
            bases: list[tuple[int, int]] = []
            for base, power in split.powers.items():
                own = self.sign_of(base)
                if not own:
                    met[base] = None
                    own = signs.get(base, 1)
                sign *= own if power % 2 else 1
                bases.append((base if own > 0 else work.neg(base), power))
            if op == SIGN:
                return work.number(sign)
            if op == CBRT:
                third = (*children, work.number(Fraction(1, 3)))
                size = self._by_factors(POW, third, abs(split.content), bases)
                return size if sign > 0 else work.neg(size)
            if sign < 0 and op != ABS:
                nowhere = True
                return -1
            return self._by_factors(op, children, abs(split.content), bases)

        mapping = work.mapped(source, source.below([root]), change, build=True)
        return -1 if nowhere else mapping[root]

    def _of_kinked(
        self, op: int, children: tuple[int, ...], take: Callable[[int, tuple[int, ...]], int]
    ) -> int:
        """Return the larger or the smaller of two, or a step, by an absolute value or a sign."""
        work, two = self.work, self.work.number(2)
        if op == _HEAVISIDE:
            sign = take(SIGN, children)
            return -1 if sign < 0 else work.div(work.add(work.number(1), sign), two)
        one, other = children
        apart = take(ABS, (work.sub(one, other),))
        if apart < 0:
            return -1
        both = work.add(one, other)
        return work.div(work.add(both, apart) if op == MAX else work.sub(both, apart), two)

    def _of_inverse(self, op: int, argument: int, take: Callable[[int, tuple[int, ...]], int]) -> int:
        """Return an inverse function by others, the hyperbolic ones by logarithms of factors."""
        work = self.work
        one = work.number(1)
        if op in _BY_ANOTHER:
            op, argument = _BY_ANOTHER[op], work.div(one, argument)
        if op == _ATANH:
            logs = [take(LOG, (part,)) for part in (work.add(one, argument), work.sub(one, argument))]
            return -1 if -1 in logs else work.div(work.sub(*logs), work.number(2))
        if op == _ASINH:
            root = take(SQRT, (work.add(work.mul(argument, argument), one),))
        elif op == _ACOSH:
            roots = [take(SQRT, (part,)) for part in (work.sub(argument, one), work.add(argument, one))]
            root = -1 if -1 in roots else work.mul(*roots)
        else:
            return work.call(op, (argument,))
        return -1 if root < 0 else work.call(LOG, (work.add(argument, root),))

    def _of_constant(self, op: int, argument: int) -> int:
        value = self.work.numbers.get(argument)
        if op != LOG or value is None or isinstance(value, float) or value <= 0:
            return -1
        return self._log_of(Fraction(value))

    def _by_factors(
        self, op: int, children: tuple[int, ...], content: Fraction, bases: list[tuple[int, int]]
    ) -> int:
        """Return a root, a logarithm or an absolute value by those of positive factors."""
        work = self.work
        if op == LOG:
            found = self._log_of(content)
            for base, power in bases:
                found = work.add(found, work.mul(work.number(power), work.call(LOG, (base,))))
            return found
        exponent = children[1] if op == POW else work.number(Fraction(1, 2) if op == SQRT else 1)
        found = self._power(work.number(content), exponent)
        for base, power in bases:
            if op == SQRT:
                one = work.call(SQRT, (base,))
                factor = work.pow(one, work.number(abs(power)))
                found = work.mul(found, factor) if power > 0 else work.div(found, factor)
            else:
                found = work.mul(found, self._power(base, work.mul(work.number(power), exponent)))
        return found

    def _power(self, base: int, exponent: int) -> int:
        work = self.work
        if exponent in work.numbers or base not in work.numbers:
            return work.number(1) if work.numbers.get(exponent) == 0 else work.pow(base, exponent)
        found = work.number(1)  # 4**x is 2**(2*x)
        for prime, times in _primes(Fraction(work.value(base))):
            power = work.pow(work.number(prime), work.mul(work.number(times), exponent))
            found = work.mul(found, power)
        return found

    def _log_of(self, content: Fraction) -> int:
        """Return the logarithm of a positive rational number by those of primes, as far as these are
        small."""
        work = self.work
        found = work.number(0)
        for prime, times in _primes(content):
            found = work.add(found, work.mul(work.number(times), work.call(LOG, (work.number(prime),))))
        return found

    def sign_of(self, base: int) -> int:
        """Return the sign that a part has wherever it has a value and is not zero, 0 where it may be any."""
        if base not in self.fixed:
            held = Ranges(self.work).of(base)
            self.fixed[base] = 1 if held.low >= 0 else -1 if held.high <= 0 else 0
        return self.fixed[base]

    def factors(self, argument: int) -> Factored | None:
        """Return the factors of a node of `work`, each in one of its two signs."""
        if argument not in self.known:
            self.known[argument] = self._factored(argument)
        return self.known[argument]

    def _factored(self, argument: int) -> Factored | None:
        work = self.work
        if work.size(argument) > _LONG:
            return None
        try:
            whole = factor(Expr(work, argument))
            top = work.take(whole.graph, whole.node)
            found = Factored()
            pending = [(top, 1)]
            while pending:
                node, power = pending.pop()
                op, children = work.ops[node], work.children[node]
                if op == NUMBER and not isinstance(work.value(node), float):
                    if work.value(node) == 0:
                        return None
                    found.content *= Fraction(work.value(node)) ** power
                elif op == NEG:
                    found.content *= 1 if power % 2 == 0 else -1
                    pending.append((children[0], power))
                elif op in (MUL, DIV):
                    pending += [(children[0], power), (children[1], power if op == MUL else -power)]
                elif op == POW and _whole(work, children[1]) is not None:
                    pending.append((children[0], power * (_whole(work, children[1]) or 0)))
                else:
                    base, sign = self._canonical(node)
                    found.content *= 1 if power % 2 == 0 else sign
                    found.powers[base] = found.powers.get(base, 0) + power
        except (SymdiffError, Unsettled, ArithmeticError):
            return None
        return found

    def _canonical(self, node: int) -> tuple[int, int]:
        """Return the normal form of a part or of its negative, whichever is the same for both, and the
        sign."""
        work = self.work
        graph, [one, other] = in_order(work, [node, work.neg(node)])
        if graph.size(one) > graph.size(other) or (
            graph.size(one) == graph.size(other) and graph.digest(one) > graph.digest(other)
        ):
            return work.take(graph, other), -1
        return work.take(graph, one), 1


def _primes(number: Fraction) -> list[tuple[int, int]]:
    """Return primes, as far as they are small, and what is left, with the powers whose product is
    *number*."""
    found = []
    for sign, rest in ((1, number.numerator), (-1, number.denominator)):
        for prime in _SMALLEST_PRIMES:
            times = 0
            while rest % prime == 0:
                rest //= prime
                times += 1
            if times:
                found.append((prime, sign * times))
        if rest > 1:
            found.append((rest, sign))
    return found


def _is_root(graph: Graph, node: int) -> bool:
    """Return whether a power is one of a positive base: its exponent is no whole number."""
    exponent = graph.numbers.get(graph.children[node][1])
    return exponent is None or (not isinstance(exponent, float) and exponent % 1 != 0)


def _whole(graph: Graph, node: int) -> int | None:
    value = graph.numbers.get(node)
    return int(value) if isinstance(value, int | Fraction) and value == int(value) else None


__all__ = ["Factored", "Signs"]
