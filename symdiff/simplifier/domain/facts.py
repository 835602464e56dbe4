"""The calculus of conditions: what comparisons say of the parts of a formula, and what follows from what.

A condition is kept as what it allows a part to be: bounds and holes. Parts are in the normal form, without
their content and their constant term, so that 1 - 2*x > 0 and x < 1/2 meet, and joining two conditions or
asking whether one implies another is a matter of numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from types import MappingProxyType
from typing import Final

from symdiff.arithmetic.ranges import (
    ANY,
    MIRRORED,
    Range,
    compared,
    ratio,
)
from symdiff.errors import TooLarge, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import condition
from symdiff.records import NamedTuple
from symdiff.simplifier.domain.asked import Asked, has_unit
from symdiff.simplifier.domain.isolated import Along
from symdiff.simplifier.domain.products import without_known_signs
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.domain.squares import completed, without_roots
from symdiff.simplifier.domain.sums import common, is_never_zero
from symdiff.simplifier.normal.form import Normal, put_alone
from symdiff.simplifier.normal.written import Factors
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.simplifier.ring.vectors import vector_of
from symdiff.table.operators import (
    AND,
    CONSTANT,
    GE,
    GT,
    LE,
    LT,
    NE,
    OR,
    SYMBOL,
    is_condition,
    is_function,
)

_NOTHING: Final[Mapping[int, Range]] = MappingProxyType({})
_MANY: Final = 64
"""Parts from which on none is factored: what is factored on one side only does not meet."""
_LONG: Final = 200
"""Size of a sum beyond which it is not factored."""


def unimplied(
    work: Graph,
    wanted: dict[Asked, None],
    known: dict[Asked, None],
    given: dict[Asked, None],
    along: str = "",
) -> list[Expr]:
    """Return the conditions *wanted*, nodes of *work*, that do not follow from those *known* or from one
    another, each as a person writes it; one that is *given* stands in the place of weaker ones. `False` alone
    where it is seen that there is no point at which they hold. Points near which they do not hold along the
    variable *along* are left out where they are seen.

    All of them as they stand where a part has no value, or is too large.
    Cost: a normal form of what is compared, a bounded number of factorings.
    """
    shown = Graph(work.limits)
    try:
        domain = _Domain(work, [*wanted, *known, *given], along)
        had = domain.facts(known)
        asked = domain.facts(wanted, had.ranges)
        pieces = list(domain.pieces(asked, had, domain.facts(given)))
    except _Nowhere:
        return [Expr(shown, shown.constant("False"))]
    except (Unsettled, OverflowError, RecursionError, TooLarge):
        # A constant part has no value or no bounds: all is said as it stands.
        graph = work
        pieces = [n if op < 0 else work.intern(op, (n, work.number(0))) for op, n in wanted]
    else:
        graph = domain.graph
    mapping = shown.copy(graph, pieces)
    return [Expr(shown, mapping[piece]) for piece in pieces]


class _Nowhere(Exception):
    """There is no point at which the conditions hold."""


class _Facts(NamedTuple):
    ranges: dict[int, Range]
    """What parts may be."""
    wholes: dict[int, None]
    """Conditions that are more than one comparison."""
    brought: dict[int, Range]
    """What the parts of those parts may be then: no factor of what is above 1 is zero."""


class _Domain:
    """Conditions in one normal form."""

    def __init__(self, work: Graph, raws: Sequence[Asked], along: str = "") -> None:
        nodes = list(dict.fromkeys([node for _, node in raws]))
        self.form = Normal(work)
        self.graph = self.form.graph
        self.normal = dict(zip(nodes, self.form.sweep(nodes), strict=True))
        self.is_ordered = not has_unit(work)
        self._is_short = len(nodes) <= _MANY
        self._has_floats = any(isinstance(value, float) for value in work.numbers.values())
        self._split: dict[int, tuple[Number, list[tuple[int, Number | None]]]] = {}
        self.ranges = RealRanges(self.form, self.is_ordered)
        self._along = Along(self.graph, self.ranges, along)
        self._short: dict[int, int] = {}
        """Products and the shorter sums that they are."""
        self._odd: dict[int, tuple[int, list[int]]] = {}
        """Products whose sign is that of a shorter product, where other factors are not zero."""

    def facts(self, raws: Iterable[Asked], kept: Mapping[int, Range] = _NOTHING) -> _Facts:
        """Return what conditions say of the parts of the expression; what is *kept* of products stays. Raises
        _Nowhere for one of numbers that does not hold, and for False."""
        found: dict[int, list[Range]] = {}
        wholes: dict[int, None] = {}
        raws = list(raws)
        strict = {self.normal[node] for op, node in raws if op == GT}
        for op, node in raws:
            node = self.normal[node]
            if op == GE and node in strict:
                continue
            if op < 0:
                if self.graph.names.get(node) == "False":
                    raise _Nowhere
                if self.ranges.has_symbol(node):
                    wholes[node] = None
            elif op == NE or self.is_ordered:
                if not self.ranges.has_symbol(node):
                    if self.ranges.of(node).meet(compared(op, 0)).is_empty:
                        raise _Nowhere
                    continue
                for part, allowed in self._parts(op, node):
                    found.setdefault(part, []).append(allowed)
        ranges = {part: ANY.meet(*every) for part, every in found.items()}
        of_roots = without_roots(self.form, self.ranges, ranges)
        for parts, op, node in chain(of_roots, without_known_signs(self.form, ranges, kept, self._along)):
            if parts <= ranges.keys() and self.graph.size(node) <= _LONG:
                for part in parts:
                    del ranges[part]
                for part, allowed in self._parts(op, node):
                    ranges[part] = ranges.get(part, ANY).meet(allowed)
        for product, (odd, others) in self._odd.items():
            one = ranges.get(product, ANY)
            if one not in (Range(0), Range(high=0)):
                continue
            said = list(self._fact(GE if one.low == 0 else LE, odd))
            known = all(ranges.get(part, ANY).meet(allowed) == ranges.get(part) for part, allowed in said)
            if known or not any(ranges.get(other, ANY).has(0) for other in others):
                del ranges[product]
                for part, allowed in said:
                    ranges[part] = ranges.get(part, ANY).meet(allowed)
        if self.is_ordered:
            self._apart(ranges, wholes)
        away = [part for part, allowed in ranges.items() if not allowed.has(0)]
        return _Facts(ranges, wholes, self._brought([*away, *self._nonzero(wholes)]))

    def _apart(self, ranges: dict[int, Range], wholes: dict[int, None]) -> None:
        """Say of sums of squares that are not zero that one of what is squared is not."""
        for part, allowed in list(ranges.items()):
            values = allowed.holes or {allowed.low}
            if len(values) > 1 or allowed.high != math.inf or allowed.has(min(values)):
                continue
            found = completed(self.form, part)
            if found is None or found.number != min(values) or len(found.squares) < 2:
                continue
            facts = [fact for square in found.squares for fact in self._fact(NE, square)]
            if len(facts) == len(found.squares):
                del ranges[part]
                whole = -1
                for square, gap in facts:
                    other = self._comparison(square, NE, min(gap.holes))
                    whole = other if whole < 0 else self.graph.intern(OR, (whole, other))
                wholes[whole] = None

    def _brought(self, parts: Iterable[int]) -> dict[int, Range]:
        """Return what is not zero where products, *parts*, are not."""
        found: dict[int, Range] = {}
        for part in parts:
            for factor, allowed in self._parts(NE, part):
                found[factor] = found.get(factor, ANY).meet(allowed)
        return found

    def _nonzero(self, wholes: Iterable[int]) -> Iterator[int]:
        """Return the parts that are not zero in any alternative of conditions that speak of one part."""
        graph = self.graph
        for whole in wholes:
            said = list(self._compared(whole))
            if len(said) < sum([graph.ops[node] in MIRRORED for node in graph.below([whole])]):
                continue  # an alternative is about numbers, or none that is known
            if len({part for _, part, _ in said}) == 1 and not any(allowed.has(0) for _, _, allowed in said):
                ops = {graph.ops[node] for node in graph.below([whole])}
                if all(op == OR or op in MIRRORED for op in ops if is_condition(op)):
                    yield said[0][1]

    # From comparisons to parts --------------------------------------------------------------

    def _parts(self, op: int, node: int) -> Iterator[tuple[int, Range]]:
        """Return what *node* op 0 says of which parts: a product is not zero where no factor is, and
        has the sign of its factors."""
        form, pending, opened = self.form, [(op, node)], {node}
        while pending:
            op, node = pending.pop()
            if op == LT or op == LE:
                op, node = MIRRORED[op], form.scaled(node, -1)
            number, powers = self._powers(node)
            if op == NE:
                if any(exponent is None and self.graph.is_zero(base) for base, exponent in powers):
                    yield from self._fact(op, node)  # 0**u is zero where u is not
                    continue
                for base in [base for base, exponent in powers if exponent is not None]:
                    if not self.is_ordered and is_never_zero(self.form, base):
                        continue
                    other = self._same_zeros(base)
                    if other == base and (base in opened or self._powers(base)[1] == [(base, 1)]):
                        yield from self._fact(NE, base)
                    else:
                        opened.add(other)
                        pending.append((NE, other))
                continue
            if any(exponent is None and not self.ranges.is_positive_power(base) for base, exponent in powers):
                yield from self._fact(op, node)  # (-1)**n has a sign that is not known
                continue
            odd: list[int] = []
            kept: Factors = {}
            alone = False
            for base, exponent in powers:
                found = self.ranges.of(base)
                if exponent is None:
                    continue  # a power with a symbolic exponent is one of what is positive
                has_sign = found.low >= 0 or found.high <= 0
                if exponent % 2 == 1 and has_sign and not found.has(0):
                    number = number if found.low >= 0 else -number
                    continue
                if op == GE and (exponent % 2 == 0 or has_sign) and self._along.has_isolated_zeros(base):
                    number = -number if exponent % 2 and found.high <= 0 else number
                    alone = True
                    continue
                if exponent % 2 == 1 and found.low < 0:
                    side = self._along.sided(form, base) if op == GE else None
                    number *= 1 if side is None else side[0]
                    odd.append(base if side is None else side[1])
                elif op == GT:
                    pending.append((NE, base))
                elif exponent > 0:
                    kept[base] = self.graph.number(2 if exponent % 2 == 0 else 1)
            if not odd:
                if number < 0:  # never, or where what is left is zero
                    if alone and not kept:
                        raise _Nowhere
                    yield from self._fact(op, form.product(-1, kept) if alone else node)
            elif len(odd) == 1 and not kept:
                other = self._same_sign(odd[0])
                if other == odd[0]:
                    yield from self._fact(op if number > 0 else MIRRORED[op], other)
                else:
                    pending.append((op, form.scaled(other, 1 if number > 0 else -1)))
            else:
                product = form.product(1, {**kept, **dict.fromkeys(odd, form.one)})
                if kept:
                    self._odd[product] = form.product(1, dict.fromkeys(odd, form.one)), list(kept)
                if not kept and len(odd) == len(powers) and all(e == 1 for _, e in powers):
                    whole = form.scaled(node, ratio(1, number))
                    if self.graph.size(whole) <= self.graph.size(product):
                        self._short[product] = whole
                yield from self._fact(op if number > 0 else MIRRORED[op], product)
                if op == GT:
                    pending += [(NE, base) for base in odd]

    def _powers(self, node: int) -> tuple[Number, list[tuple[int, Number | None]]]:
        """Return *node* as a number and powers of what is no product; None is a symbolic exponent."""
        found = self._split.get(node)
        if found is not None:
            return found
        number, factors = self.form.factors(node)
        powers: list[tuple[int, Number | None]] = []
        for base, exponent in factors.items():
            value = self.graph.numbers.get(exponent)
            inner = self._irreducible(base) if value is not None and value % 1 == 0 else None
            if inner is None or value is None:
                powers.append((base, value))
            else:
                number = number * inner[0] ** int(value)
                powers += [(part, None if e is None else e * value) for part, e in inner[1]]
        if len({base for base, _ in powers}) < len(powers):
            powers = _collected(powers)
        self._split[node] = number, powers
        return number, powers

    def _irreducible(self, node: int) -> tuple[Fraction, list[tuple[int, Number | None]]] | None:
        """Return the factors of a sum, None where it has none or is too long to find them."""
        graph, form = self.graph, self.form
        terms = form.terms(node)
        if len(terms) < 2 or all(m == form.one or graph.ops[m] == SYMBOL for m in terms):
            return None
        if not self._is_short or graph.size(node) > _LONG:
            return None
        if self._has_floats and any(isinstance(number, float) for number in terms.values()):
            return common(self.form, terms)
        reading = Related(form)
        try:
            ring = Ring(reading, *reading.kernels_and_twins(node))
            given = ring.fraction(node)
            fraction = ring.reduced(given)
            if ring.doubt:  # a conjugate above and below has zeros that are none of the sum
                fraction = ring.folded(given[0]), given[1]
            if fraction[0] == 0:
                return None
            vector = vector_of(*fraction, len(ring.kernels))
            powers: list[tuple[int, Number | None]] = []
            for (base, symbolic), root, power in zip(ring.kernels, ring.roots, vector.powers, strict=True):
                if power:
                    powers.append((base, None if symbolic >= 0 else Fraction(power, root)))
            return vector.number, powers + [(ring.node(p), e) for p, e in vector.sums]
        except (TooLong, Unsettled, OverflowError, RecursionError):
            return None

    def _same_sign(self, node: int) -> int:
        """Return something simpler that has the sign of *node*, or *node*."""
        graph, op = self.graph, self.graph.ops[node]
        rule = condition(op, "sign") if is_function(op) else None
        return node if rule is None else self.form.normal_of(*put_alone(rule, graph, graph.children[node]))

    def _same_zeros(self, node: int) -> int:
        """Return something simpler that is zero where *node* is, or *node*."""
        graph, op = self.graph, self.graph.ops[node]
        rule = condition(op, "zeros") if is_function(op) else None
        if rule is None:
            return self._same_sign(node)
        alone, equation = put_alone(rule, graph, graph.children[node])
        return self.form.normal_of(alone, alone.sub(*alone.children[equation]))

    def _fact(self, op: int, node: int) -> Iterator[tuple[int, Range]]:
        """Return what *node* op 0 says of *node* without its content and its constant term."""
        form = self.form
        terms = dict(form.terms(node))
        constant = terms.pop(form.one, 0)
        if not self.ranges.has_symbol(node):
            return
        scale = form.content(terms) if len(terms) > 1 else next(iter(terms.values()))
        if scale == 1:
            part = form.plain(terms)
        else:
            part = form.scaled(form.plain(terms), ratio(1, scale))
        value = ratio(-constant, scale)
        if scale < 0:
            op = MIRRORED[op]
        yield part, compared(op, value)

    # From parts to what is said ---------------------------------------------------------------

    def pieces(self, asked: _Facts, had: _Facts, given: _Facts) -> Iterator[int]:
        """Return the conditions *asked* that neither *had* nor one another imply, as comparisons.

        One sweep: what parts may be is known from what stands below them, from what was *had*, and
        from what was asked of the parts below. Raises _Nowhere where nothing is left of what a part may be.
        """
        inside = {whole: list(self._compared(whole)) for whole in asked.wholes}
        said: dict[tuple[int, int, Number], None] = {}
        roots = {*asked.ranges, *had.ranges}
        for comparisons in inside.values():
            roots.update([part for _, part, _ in comparisons])
        ranges: dict[int, Range] = {}
        away: list[int] = []
        """Parts of which it is said that they are above zero, or below."""
        for node in self.graph.below(roots):
            known = self.ranges.inferred(node, ranges).meet(had.ranges.get(node, ANY))
            known = known.meet(had.brought.get(node, ANY))
            wanted = asked.ranges.get(node, ANY)
            if self.is_ordered and known.meet(wanted) != known:
                known = known.meet(self._of_squares(node))
            full = known.meet(wanted)
            if full.is_empty and not known.is_empty:
                raise _Nowhere
            if full.low == full.high and full != known and self._along.has_isolated_zeros(node):
                raise _Nowhere
            if full != known:
                full = full.meet(given.ranges.get(node, ANY))
                more = list(_differences(node, known, full))
                said.update(dict.fromkeys(more))
                if not ANY.meet(*[compared(op, value) for _, op, value in more if op != NE]).has(0):
                    away.append(node)
            ranges[node] = full.thinned()
        kept = [w for w in asked.wholes if w not in had.wholes and not self._holds(w, inside[w], ranges)]
        for factor, allowed in self._brought([*away, *self._nonzero(kept)]).items():
            for hole in allowed.holes:
                said.pop((factor, NE, hole), None)
        for part, op, value in said:
            yield self._comparison(part, op, value)
        yield from kept

    def _of_squares(self, node: int) -> Range:
        """Return what a sum may be that is a sum of squares and a number, or minus one."""
        low, high = completed(self.form, node), completed(self.form, self.form.scaled(node, -1))
        return Range(
            -math.inf if low is None else ratio(low.number, 1),
            math.inf if high is None else ratio(-high.number, 1),
        )

    def _compared(self, whole: int) -> Iterator[tuple[int, int, Range]]:
        """Return the comparisons inside a condition, the part that each speaks of, and what it says."""
        graph, form = self.graph, self.form
        for node in graph.below([whole]):
            op = graph.ops[node]
            if op in MIRRORED:
                left, right = graph.children[node]
                for part, found in self._fact(op, form.added(left, form.scaled(right, -1))):
                    yield node, part, found

    def _holds(self, whole: int, inside: list[tuple[int, int, Range]], ranges: dict[int, Range]) -> bool:
        """Return whether a condition follows from what its parts may be."""
        graph, form = self.graph, self.form
        true = {node: ranges[part].meet(found) == ranges[part] for node, part, found in inside}
        for node in graph.below([whole]):
            op, children = graph.ops[node], graph.children[node]
            if op in MIRRORED and node not in true:
                apart = form.added(children[0], form.scaled(children[1], -1))
                if not self.ranges.has_symbol(apart):
                    value = self.ranges.of(apart)
                    true[node] = value.meet(compared(op, 0)) == value
            elif op == OR or op == AND:
                held = [true.get(child, False) for child in children]
                true[node] = any(held) if op == OR else all(held)
            elif op == CONSTANT:
                true[node] = graph.name(node) == "True"
        return true.get(whole, False)

    def _comparison(self, part: int, op: int, value: Number) -> int:
        """Return *part* op *value* as a person writes it: solved for a symbol, or against zero."""
        if isinstance(value, float) and value.is_integer() and not self._has_floats:
            value = int(value)  # the end of a range
        form, graph = self.form, self.graph
        terms = form.terms(part)
        variable = [monomial for monomial in terms if self.ranges.has_symbol(monomial)]
        if len(variable) == 1 and graph.ops[variable[0]] == SYMBOL:
            number = terms[variable[0]]
            rest = {m: -ratio(n, number) for m, n in terms.items() if m != variable[0]}
            rest[form.one] = ratio(value, number)
            return graph.intern(op if number > 0 else MIRRORED[op], (variable[0], form.plain(rest)))
        if value == 0:
            left = self._short.get(part, part)
        else:
            size = 1 if isinstance(value, float) else value.denominator
            moved = dict(form.terms(form.scaled(part, size)))
            moved[form.one] = -value * size
            left = form.plain(moved)
        if op in (LT, LE) and any(number < 0 for number in form.terms(left).values()):
            left, op = form.scaled(left, -1), MIRRORED[op]
        return graph.intern(op, (left, graph.number(0)))


def _collected(powers: list[tuple[int, Number | None]]) -> list[tuple[int, Number | None]]:
    """Return each base once, with the sum of its exponents, which may be 0: (a - b/m)/m is (a*m - b)/m**2."""
    exponents: dict[int, Number] = {}
    symbolic: dict[int, None] = {}
    for base, exponent in powers:
        if exponent is None:
            symbolic[base] = None
        else:
            exponents[base] = exponents.get(base, 0) + exponent
    return [*exponents.items(), *[(base, None) for base in symbolic]]


def _differences(part: int, known: Range, full: Range) -> Iterator[tuple[int, int, Number]]:
    """Return what *full* says of *part* more than *known* does, bound by bound."""
    if (full.low, full.above) != (known.low, known.above):
        # To be above a bound that was there already is not to be at it.
        strict = NE if full.low == known.low else GT
        yield part, strict if full.above else GE, full.low
    if (full.high, full.below) != (known.high, known.below):
        strict = NE if full.high == known.high else LT
        yield part, strict if full.below else LE, full.high
    for hole in sorted(full.holes - known.holes):
        yield part, NE, hole
