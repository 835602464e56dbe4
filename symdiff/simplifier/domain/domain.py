"""The natural real domain of an expression as conditions, and what a simplification lost of it.

x/x is 1, but for x == 0 alone: the conditions of the one that do not follow from those of the other are
said beside the answer. A condition is kept as what it allows a part of the expression to be: bounds and
holes. Parts are in the normal form, without their content and their constant term, so that 1 - 2*x > 0
and x < 1/2 meet, and joining two conditions or asking whether one implies another is a matter of numbers.

>>> from symdiff.parser.formula import parse
>>> e, f = parse("sqrt(x)*x/sqrt(x - 1) - x/(2*x - 6)"), parse("x*y")
>>> sorted(map(str, conditions_of(e.graph, e.node)))
['x != 3', 'x > 1']
>>> [str(condition) for condition in lost(e.graph, e.node, f.graph, f.node)]
['x > 1', 'x != 3']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.errors import TooLarge, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import condition, put
from symdiff.simplifier.domain.ranges import (
    ANY,
    MIRRORED,
    NONZERO,
    POSITIVE,
    Range,
    compared,
    range_of,
    ratio,
)
from symdiff.simplifier.normal.form import Factors, Normal
from symdiff.simplifier.ring.rational import Fractions
from symdiff.simplifier.ring.ring import Ring, TooLong
from symdiff.simplifier.ring.written import Written
from symdiff.simplifier.same_values import has_value_at, keeps_values
from symdiff.table.functions import (
    ABS,
    ADD,
    AND,
    CONSTANT,
    DIV,
    FIRST_FUNCTION,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    ROWS,
    SQRT,
    SUB,
    SYMBOL,
    UNKNOWN,
    code_of,
    row_of,
)

_MANY: Final = 64
"""Parts from which on none is factored: what is factored on one side only does not meet."""
_POLES: Final = 800
"""Nodes up to which a form is asked whether it has poles that the first did not have."""
_LONG: Final = 200
"""Size of a sum beyond which it is not factored."""
_BOUNDED: Final = {code for code in range(FIRST_FUNCTION, len(ROWS)) if (row := ROWS[code]) and row.domain}
_SIGN_OF: Final = {
    code_of(name, 1): offset
    for offset, names in (
        (0, "sinh tanh asinh atanh asin atan cbrt expm1 log1p erf sign"),
        (1, "log log2 log10"),
    )
    for name in names.split()
}
"""Functions with the sign of their argument less a number."""
_ZEROS_OF: Final = {code_of("tan", 1): code_of("sin", 1), code_of("cot", 1): code_of("cos", 1)}
"""Quotients and the functions that they share their zeros with."""
_Raw = tuple[int, int]
"""A comparison and the node that is compared with zero, or -1 and a whole condition."""


def conditions_of(graph: Graph, root: int) -> set[Expr]:
    """Return the conditions of the natural real domain of *root*, each as simple as it comes.

    Denominators and bases of negative powers are not zero; bases of other powers that are not whole are
    not negative, and positive below a symbolic exponent; the arguments of a function are where its row says.
    What has no symbol is no condition. What stands inside a Piecewise, but for its first condition, counts
    only where its branch is taken, and is left out. Where the imaginary unit occurs nothing is ordered, and
    what remains are the zeros of denominators.

    Cost: linear in nodes, but for the normal form of what is compared and a bounded number of factorings.

    >>> from symdiff.parser.formula import parse
    >>> e = parse("log(-2*x) + 1/(x**2*y) + 1/(x**2 + 1)")
    >>> sorted(map(str, conditions_of(e.graph, e.node)))
    ['x < 0', 'y != 0']
    """
    if not _is_bounded(graph, root):
        return set()
    work = _work(graph)
    return set(_said(work, _raw(work, work.copy(graph, [root])[root]), {}, {}))


def lost(
    graph: Graph,
    root: int,
    other: Graph,
    other_root: int,
    carried: Iterable[Expr] = (),
    source: int = -1,
) -> tuple[Expr, ...]:
    """Return the conditions of *root*, and those *carried*, that the domain of *other_root* lacks.

    *source* is the node of *graph* that *root* is the derivative of. Where something is lost that follows
    from a stronger condition of its own, that one is said: the derivative of log(x) - log(x) is 0 where
    x > 0, not where x != 0. A pole that the second form alone has, and which is removable, is said too.

    Cost: that of `conditions_of`; one look at each node where there is nothing to lose.
    """
    carried = tuple(carried)
    if not carried and not _is_bounded(graph, root) and not _is_bounded(other, other_root):
        return ()
    work = _work(graph)
    mapping = work.copy(graph, [root] if source < 0 else [root, source])
    first = _raw(work, mapping[root])
    for known in carried:
        _take(work, first, work.copy(known.graph, [known.node])[known.node])
    second = _raw(work, work.copy(other, [other_root])[other_root])
    fresh = {raw: None for raw in first if raw not in second}
    given = _raw(work, mapping[source]) if source >= 0 and fresh else {}
    said = _said(work, fresh, second, given) if fresh else []
    if len(graph.below([root])) <= _POLES and not keeps_values(graph, root, other, other_root):
        said += _dropped(work, mapping[root], second, first)
    return tuple(said)


def holding(
    graph: Graph,
    root: int,
    source: int,
    name: str,
    other: Graph,
    other_root: int,
    carried: Iterable[Expr] = (),
) -> tuple[Expr, ...]:
    """Return the conditions under which *root*, a node of *graph*, is the derivative of *source* by the
    symbol *name*, and *other_root* of *other* is what it came to: the domains of both, those points left out
    at which a function that depends on *name* is not smooth, and those *carried*.

    Cost: that of `conditions_of`.

    >>> from symdiff.sweeps.sweep import tangents
    >>> from symdiff.parser.formula import parse
    >>> e = parse("Abs(x) + sqrt(y) + log(x + y)")
    >>> [d] = tangents(e.graph, [e.node], e.graph.symbol("x"))
    >>> [str(c) for c in holding(e.graph, d, e.node, "x", e.graph, d)]
    ['y >= 0', 'x != 0', 'x + y > 0']
    """
    carried = tuple(carried)
    work = _work(graph)
    mapping = work.copy(graph, [root, source])
    first = {**_raw(work, mapping[source]), **_raw(work, mapping[root])}
    for known in carried:
        _take(work, first, work.copy(known.graph, [known.node])[known.node])
    always = set(_always(work, mapping[source]))
    for node in sorted(work.depending(work.below([mapping[source]]), [work.symbol(name)])):
        op, children = work.ops[node], work.children[node]
        # In a branch a kink is left out wherever it is: the formula has a value there, and no slope.
        if op > UNKNOWN and (node in always or row_of(op).kinks or row_of(op).jumps):
            template = condition(op, "smooth")
            if template is not None:
                _take(work, first, put(work, template, children))
    if not first and not _is_bounded(other, other_root):
        return ()
    said = _said(work, first, {}, {})
    if len(graph.below([root])) <= _POLES and not keeps_values(graph, root, other, other_root):
        second = _raw(work, work.copy(other, [other_root])[other_root])
        said += _dropped(work, mapping[root], second, first)
    return tuple(said)


def _dropped(work: Graph, root: int, second: dict[_Raw, None], first: dict[_Raw, None]) -> list[Expr]:
    """Return what a form asks for (*second*) that *root*, which asks for *first*, has a value without: the
    removable poles that were taken into the bargain, as far as a short search finds them."""
    found = []
    for known in _said(work, {raw: None for raw in second if raw not in first}, first, {}):
        if known.graph.ops[known.node] == NE:
            zero = Graph(work.limits)
            sides = known.graph.children[known.node]
            mapping = zero.copy(known.graph, sides)
            if has_value_at(work, root, zero, zero.sub(*[mapping[side] for side in sides])):
                found.append(known)
    return found


def _work(graph: Graph) -> Graph:
    """Return a graph for our own use, with room for two expressions and their conditions."""
    return Graph(graph.limits._replace(nodes=8 * graph.limits.nodes))


# What the operators and functions ask for ------------------------------------------------------


def _always(graph: Graph, root: int) -> list[int]:
    """Return the nodes below *root* that have a value wherever it has, arguments first."""
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == PIECEWISE:
            children = children[1:2]
        for child in children:
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return sorted(seen)


def _is_bounded(graph: Graph, root: int) -> bool:
    """Return whether anything below *root* may ask for something."""
    ops = graph.ops
    for node in graph.below([root]):
        op = ops[node]
        if op == DIV:
            if ops[graph.children[node][1]] != NUMBER:
                return True
        elif op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            if exponent is None or exponent < 0 or exponent % 1:
                return True
        elif op in _BOUNDED:
            return True
    return False


def _raw(work: Graph, root: int) -> dict[_Raw, None]:
    """Return what the nodes below *root* ask for, as it stands, in order."""
    found: dict[_Raw, None] = {}
    for node in _always(work, root):
        op, children = work.ops[node], work.children[node]
        if op == DIV:
            found[NE, children[1]] = None
        elif op == POW:
            exponent = work.numbers.get(children[1])
            if exponent is None:
                found[GT, children[0]] = None
            elif exponent % 1:
                found[GT if exponent < 0 else GE, children[0]] = None
            elif exponent < 0:
                found[NE, children[0]] = None
        elif op in _BOUNDED:
            template = condition(op, "domain")
            assert template is not None
            _take(work, found, put(work, template, children))
    return found


def _take(work: Graph, found: dict[_Raw, None], node: int) -> None:
    """Add a condition, taken apart at each `and`."""
    pending = [node]
    while pending:
        node = pending.pop()
        op, children = work.ops[node], work.children[node]
        if op == AND:
            pending += reversed(children)
        elif op in MIRRORED:
            found[op, work.sub(*children)] = None
        else:
            found[-1, node] = None


# What they come to -----------------------------------------------------------------------------


def _said(
    work: Graph, wanted: dict[_Raw, None], known: dict[_Raw, None], given: dict[_Raw, None]
) -> list[Expr]:
    """Return the conditions *wanted* that do not follow from those *known*, or those *given* in the
    place of weaker ones."""
    shown = Graph(work.limits)
    try:
        domain = _Domain(work, [*wanted, *known, *given])
        asked, had = domain.facts(wanted), domain.facts(known)
        pieces = list(domain.pieces(asked, had, domain.facts(given)))
    except (Unsettled, OverflowError, RecursionError, TooLarge):
        # A constant part has no value or no bounds: all is said as it stands.
        graph = work
        pieces = [n if op < 0 else work.intern(op, (n, work.number(0))) for op, n in wanted]
    else:
        graph = domain.graph
    mapping = shown.copy(graph, pieces)
    return [Expr(shown, mapping[piece]) for piece in pieces]


class _Facts(NamedTuple):
    ranges: dict[int, Range]
    """What parts may be."""
    wholes: dict[int, None]
    """Conditions that are more than one comparison."""


class _Domain:
    """Conditions in one normal form."""

    def __init__(self, work: Graph, raws: Sequence[_Raw]) -> None:
        nodes = list(dict.fromkeys([node for _, node in raws]))
        self.form = Normal(work)
        self.graph = self.form.graph
        self.normal = dict(zip(nodes, self.form.sweep(nodes), strict=True))
        self.is_ordered = not any(
            work.ops[node] == CONSTANT and name == "I" for node, name in work.names.items()
        )
        self._is_short = len(nodes) <= _MANY
        self._has_floats = any(isinstance(value, float) for value in work.numbers.values())
        self._split: dict[int, tuple[Number, list[tuple[int, Number | None]]]] = {}
        self._symbolic: dict[int, bool] = {}
        self._alone: dict[int, Range] = {}
        self._short: dict[int, int] = {}
        """Products and the shorter sums that they are."""

    def facts(self, raws: Iterable[_Raw]) -> _Facts:
        """Return what conditions say of the parts of the expression."""
        found: dict[int, list[Range]] = {}
        wholes: dict[int, None] = {}
        for op, node in raws:
            node = self.normal[node]
            if op < 0:
                if self._has_symbol(node):
                    wholes[node] = None
            elif op == NE or self.is_ordered:
                for part, allowed in self._parts(op, node):
                    found.setdefault(part, []).append(allowed)
        return _Facts({part: ANY.meet(*ranges) for part, ranges in found.items()}, wholes)

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
                for base in [base for base, exponent in powers if exponent is not None]:
                    other = self._same_zeros(base)
                    if other == base and (base in opened or self._powers(base)[1] == [(base, 1)]):
                        yield from self._fact(NE, base)
                    else:
                        opened.add(other)
                        pending.append((NE, other))
                continue
            if any(exponent is None and not self._is_positive_base(base) for base, exponent in powers):
                yield from self._fact(op, node)  # (-1)**n has a sign that is not known
                continue
            odd: list[int] = []
            kept: Factors = {}
            for base, exponent in powers:
                found = self._range(base)
                if exponent is None or (exponent % 2 == 1 and found.low >= 0 and not found.has(0)):
                    continue  # a power with a symbolic exponent is one of what is positive
                if exponent % 2 == 1 and found.low < 0:
                    odd.append(base)
                elif op == GT:
                    pending.append((NE, base))
                elif exponent > 0:
                    kept[base] = self.graph.number(2 if exponent % 2 == 0 else 1)
            if not odd:
                if number < 0:  # never, or where what is left is zero
                    yield from self._fact(op, node)
            elif len(odd) == 1 and not kept:
                other = self._same_sign(odd[0])
                if other == odd[0]:
                    yield from self._fact(op if number > 0 else MIRRORED[op], other)
                else:
                    pending.append((op, form.scaled(other, 1 if number > 0 else -1)))
            else:
                product = form.product(1, {**kept, **dict.fromkeys(odd, form.one)})
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
        owner = Fractions(form)
        try:
            ring = Ring(owner, *owner.kernels(node))
            fraction = ring.reduced(ring.fraction(node))
            if fraction[0] == 0:
                return None
            vector = Written(ring).vector(*fraction)
            powers: list[tuple[int, Number | None]] = []
            for (base, symbolic), root, power in zip(ring.kernels, ring.roots, vector.powers, strict=True):
                if power:
                    powers.append((base, None if symbolic >= 0 else Fraction(power, root)))
            return vector.number, powers + [(ring.node(p), e) for p, e in vector.sums]
        except (TooLong, Unsettled, OverflowError, RecursionError):
            return None

    def _is_positive_base(self, node: int) -> bool:
        """Return whether a power of *node* is positive wherever it has a value."""
        return self._range(node).low >= 0 or self._has_symbol(node)

    def _same_sign(self, node: int) -> int:
        """Return something simpler that has the sign of *node*, or *node*."""
        offset = _SIGN_OF.get(self.graph.ops[node])
        if offset is None:
            return node
        argument = self.graph.children[node][0]
        return self.form.added(argument, self.graph.number(-offset))

    def _same_zeros(self, node: int) -> int:
        """Return something simpler that is zero where *node* is, or *node*."""
        op, children = self.graph.ops[node], self.graph.children[node]
        if op == ABS:
            return children[0]
        if op in _ZEROS_OF:
            return self.form.call(_ZEROS_OF[op], children)
        return self._same_sign(node)

    def _fact(self, op: int, node: int) -> Iterator[tuple[int, Range]]:
        """Return what *node* op 0 says of *node* without its content and its constant term."""
        form = self.form
        terms = dict(form.terms(node))
        constant = terms.pop(form.one, 0)
        if not self._has_symbol(node):
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

    def _has_symbol(self, node: int) -> bool:
        known, graph = self._symbolic, self.graph
        for i in graph.news(node, known):
            known[i] = graph.ops[i] == SYMBOL or any(known[c] for c in graph.children[i])
        return known[node]

    # From parts to what is said ---------------------------------------------------------------

    def pieces(self, asked: _Facts, had: _Facts, given: _Facts) -> Iterator[int]:
        """Return the conditions *asked* that neither *had* nor one another imply, as comparisons.

        One sweep: what parts may be is known from what stands below them, from what was *had*, and
        from what was asked of the parts below.
        """
        inside = {whole: list(self._compared(whole)) for whole in asked.wholes}
        said: dict[tuple[int, int, Number], None] = {}
        roots = {*asked.ranges, *had.ranges}
        for comparisons in inside.values():
            roots.update([part for _, part, _ in comparisons])
        ranges: dict[int, Range] = {}
        for node in self.graph.below(roots):
            known = self._inferred(node, ranges).meet(had.ranges.get(node, ANY))
            full = known.meet(asked.ranges.get(node, ANY))
            if full != known:
                full = full.meet(given.ranges.get(node, ANY))
                more = list(_differences(node, known, full))
                said.update(dict.fromkeys(more))
                for part, op, value in more:
                    if value == 0 and op in (LT, GT):  # its factors are not zero
                        for factor, allowed in self._parts(NE, part):
                            for hole in allowed.holes:
                                said.pop((factor, NE, hole), None)
            ranges[node] = full.thinned()
        for part, op, value in said:
            yield self._comparison(part, op, value)
        for whole in asked.wholes:
            if whole not in had.wholes and not self._holds(whole, inside[whole], ranges):
                yield whole

    def _range(self, node: int) -> Range:
        """Return what *node* may be wherever it has a value."""
        known = self._alone
        for i in self.graph.news(node, known):
            known[i] = self._inferred(i, known)
        return known[node]

    def _inferred(self, node: int, ranges: dict[int, Range]) -> Range:
        """Return what *node* may be, its arguments being in *ranges*."""
        graph = self.graph
        op = graph.ops[node]
        if op == NUMBER:
            return Range(graph.value(node), graph.value(node))
        if not self.is_ordered or op == SYMBOL or op == UNKNOWN or op == PIECEWISE:
            return ANY
        if op == CONSTANT:
            value = {"pi": math.pi, "E": math.e}.get(graph.name(node))
            return ANY if value is None else Range(value, value)
        parts = [ranges[child] for child in graph.children[node]]
        if op == ADD or op == SUB:
            found = parts[0].plus(parts[1] if op == ADD else parts[1].negated())
            return found.meet(self._by_conjugate(node)) if found.has(0) else found
        if op == NEG:
            return parts[0].negated()
        if op == MUL:
            return parts[0].by(parts[1])
        if op == DIV:
            number = graph.numbers.get(graph.children[node][1])
            return parts[0].times(ratio(1, number)) if number else parts[0].by(parts[1].inverse())
        if op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            if exponent is not None:
                return parts[0].power(exponent)
            return POSITIVE if self._is_positive_base(graph.children[node][0]) else ANY
        if op <= UNKNOWN:
            return ANY
        found = range_of(op)
        if op == SQRT or op == ABS:
            return found if parts[0].has(0) else found.meet(NONZERO)
        offset = _SIGN_OF.get(op)
        if offset is not None:
            if parts[0].low >= offset:
                found = found.meet(Range(0, above=not parts[0].has(offset)))
            elif parts[0].high <= offset:
                found = found.meet(Range(high=0, below=not parts[0].has(offset)))
        return found

    def _by_conjugate(self, node: int) -> Range:
        """Return what p + c*sqrt(u) may be, of which the sign of c**2*u - p**2 is known: x + sqrt(x**2 + 1)
        is positive."""
        graph, form = self.graph, self.form
        terms = form.terms(node)
        for root in terms if len(terms) == 2 else ():
            if graph.ops[root] == SQRT:
                rest = form.plain({m: number for m, number in terms.items() if m != root})
                square = form.scaled(graph.children[root][0], terms[root] ** 2)
                norm = form.added(square, form.scaled(form.power(rest, graph.number(2)), -1))
                if any(graph.ops[monomial] == SQRT for monomial in form.terms(norm)):
                    continue
                found = self._range(norm)
                if not found.has(0):
                    positive = POSITIVE if terms[root] > 0 else POSITIVE.negated()
                    return positive if found.low >= 0 else NONZERO
        return ANY

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
        graph = self.graph
        true = {node: ranges[part].meet(found) == ranges[part] for node, part, found in inside}
        for node in graph.below([whole]):
            op, children = graph.ops[node], graph.children[node]
            if op == OR or op == AND:
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
        variable = [monomial for monomial in terms if self._has_symbol(monomial)]
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


__all__ = ["conditions_of", "lost"]
