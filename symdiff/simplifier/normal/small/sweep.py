"""The sweep over a small formula: what each node is, as a packed product and as a sum of packed terms.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*x + 2*x**2 - x*exp(x)*exp(-x)")
>>> form = small_form(e.graph, [e.node])
>>> str(Expr(form.graph, form.nodes[0]))
'3*x**2 - x'
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from mypy_extensions import i64

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.simplifier.normal.composed import INVERSES
from symdiff.simplifier.normal.families import FAMILY, SHIFTED
from symdiff.simplifier.normal.small.kernels import NAME, PI, POWER_OF_E, ROOTED, SUM
from symdiff.simplifier.normal.small.known import Chain, Known, known, plain_form
from symdiff.simplifier.normal.small.products import (
    HIGHEST,
    MOST,
    NotSmall,
    Product,
    exponent,
    is_number,
    negated,
    number,
    overlap,
    raised,
    same_powers,
    times,
    unit,
    with_number,
)
from symdiff.simplifier.normal.small.sums import Sums
from symdiff.table.functions import ABS, CBRT, EXP, LOG, ROWS, SIGN, SQRT, code_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL, is_function

_OFTEN: Final = 1 << 16
"""More is not counted."""
_UNKNOWN: Final = 1 << 40
"""A gain that is not known."""
_NODES: Final = 120
"""Nodes of a formula, at most."""
_ONE: Final = Product(1, 1, 0, 0)
_PLAIN: Final = (2, 3, 5, 6, 7, 10)
"""Multiples of pi whose roots are covered."""
_UNARY: Final[dict[int, str]] = {}
"""Code of a function of one argument that is covered → its parity."""
_INVERSE: Final[dict[int, int]] = {}
"""Code → code of the inverse."""
for _code, _row in enumerate(ROWS):
    if _row is not None and len(_row.parameters) == 1 and _row.parameters != ("*",):
        if is_function(_code) and _code not in (ABS, CBRT, SIGN, SQRT):
            _UNARY[_code] = _row.parity
            if _row.inverse:
                _INVERSE[_code] = code_of(_row.inverse, 1)


class Form:
    """The normal form of some roots, and what was seen when it was made."""

    def __init__(self, graph: Graph, nodes: list[int], used: set[str]) -> None:
        self.graph = graph
        self.nodes = nodes
        self.used = used
        """Names of the identities that were used."""
        self.lengthened = False
        """Whether a law was used that may make a text longer."""
        self.led_by_sign = False
        """Whether a sum has minus signs alone."""
        self.is_final = False
        """Whether to take the form again changes nothing."""
        self.is_compact = False
        """Whether its graph has nothing else, numbered by structure alone."""
        self.gain: int | None = None
        """By how much what is given, with its terms and factors in order, may at most be shorter than it is
        without that; None where that was not seen."""


class _Sweep(Sums):
    """The forms of the nodes of one formula."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self.gain: i64 = 0
        """By how much what is given may be shorter in order."""

    def forms(self, roots: list[int]) -> list[Known]:
        """Return the forms of *roots*."""
        source = self.source
        ops = source.ops
        order = source.postorder(roots)
        count = i64(len(order))
        if count > _NODES:
            raise NotSmall
        at = NodeMap(len(source), len(order))
        above = [-1] * count
        """The operator of the only node that uses one, -1 where there are several."""
        uses = [0] * count
        for i in range(count):
            node = order[i]
            at[node] = int(i)
            op = ops[node]
            if op == ADD or op == SUB or op == MUL or op == DIV or op == POW:
                left, right = source.both(node)
                p: i64 = at[left]
                q: i64 = at[right]
                uses[p] += 1
                uses[q] += 1
                above[p] = above[q] = op
            elif op != NUMBER and op != SYMBOL and op != CONSTANT:
                if op != NEG and op != SQRT and op not in _UNARY:
                    raise NotSmall
                p = at[source.first(node)]
                uses[p] += 1
                above[p] = op
        written = self._times_written(order, at, roots)
        for root in roots:
            uses[at[root]] = 2
        forms: list[Known | None] = [None] * count
        sums: list[list[Product] | None] = [None] * count
        chains: list[Chain | None] = [None] * count
        for i in range(count):
            node = order[i]
            op = ops[node]
            over_it = above[i] if uses[i] == 1 else -1
            before = self.gain
            if op == ADD or op == SUB:
                left, right = source.both(node)
                p, q = at[left], at[right]
                terms = sums[p]
                if terms is None:
                    terms = list(known(forms[p]).terms)
                more = sums[q]
                if more is None:
                    more = known(forms[q]).terms
                met: i64 = 0
                for t in more:
                    found = self.collect(terms, t if op == ADD else negated(t))
                    met = max(met, found)
                if met > 0:
                    self.gain += self._gain(left, right, met == 2)
                if over_it == ADD or over_it == SUB:
                    sums[i] = terms
                else:
                    terms = self.plain(terms)
                    if len(terms) == 0:
                        self.gain = _UNKNOWN
                    short = self.sum(terms)
                    forms[i] = Known(short, terms if len(terms) > 0 else [short], short)
            elif op == MUL or op == DIV or op == NEG:
                if op == NEG:
                    p = at[source.first(node)]
                    chain = chains[p] or Chain(known(forms[p]))
                    chain.number = negated(chain.number)
                    self.gain += 1
                else:
                    left, right = source.both(node)
                    p, q = at[left], at[right]
                    chain = chains[p] or Chain(known(forms[p]))
                    factor = chains[q] or Chain(known(forms[q]))
                    self._look_at(chain, factor, left, right, op == DIV)
                    chain.join(factor, op == DIV)
                if over_it == MUL or over_it == DIV or over_it == NEG:
                    chains[i] = chain
                else:
                    forms[i] = self._chain_form(chain)
            elif op == SYMBOL:
                forms[i] = plain_form(unit(self.leaf(NAME, source.name(node)), 2))
            elif op == NUMBER:
                forms[i] = plain_form(self._number(node))
            elif op == CONSTANT:
                if source.name(node) != "pi":
                    raise NotSmall
                forms[i] = plain_form(unit(self.leaf(PI, "pi"), 2))
            elif op == POW:
                left, right = source.both(node)
                forms[i] = self._power(known(forms[at[left]]), self._exponent(right))
                if ops[left] == POW:
                    self.gain += 2
            elif op == SQRT:
                forms[i] = self._power(known(forms[at[source.first(node)]]), 1)
            else:
                forms[i] = self._call(op, known(forms[at[source.first(node)]]))
            if self.gain > before:
                self.gain = before + (self.gain - before) * written[i]
        return [known(forms[at[root]]) for root in roots]

    def _times_written(self, order: list[int], at: NodeMap, roots: list[int]) -> list[int]:
        """Return how often each node of *order* stands in the text of *roots*."""
        source = self.source
        ops = source.ops
        found = [0] * len(order)
        for root in roots:
            found[at[root]] += 1
        for i in range(i64(len(order) - 1), -1, -1):
            node = order[i]
            op = ops[node]
            times_here = min(found[i], _OFTEN)
            found[i] = times_here
            if op == ADD or op == SUB or op == MUL or op == DIV or op == POW:
                left, right = source.both(node)
                found[at[left]] += times_here
                found[at[right]] += times_here
            elif op != NUMBER and op != SYMBOL and op != CONSTANT:
                found[at[source.first(node)]] += times_here
        return found

    # Numbers and products -------------------------------------------------------------------------

    def _number(self, node: int) -> Product:
        value = self.source.numbers[node]
        if value == 1 or value < 0 or (isinstance(value, Fraction) and value.numerator == 1):
            self.gain += 2
        return with_number(value, 0, 0)

    def _exponent(self, node: int) -> i64:
        """Return twice the number that is an exponent."""
        if self.source.ops[node] != NUMBER:
            raise NotSmall
        value = self.source.numbers[node]
        if isinstance(value, float) or not -HIGHEST <= 2 * value <= HIGHEST:
            raise NotSmall
        num: i64 = value.numerator
        den: i64 = value.denominator
        if den > 2:
            raise NotSmall
        if num < 0:
            self.gain += 2
            self.lengthened = True
        return num * (3 - den)

    def _gain(self, left: int, right: int, vanish: bool) -> i64:
        """Return what is gained at most where parts of two nodes meet, or vanish and leave a number."""
        less = min(self.source.size(left), self.source.size(right))
        return 2 * less + 4 if vanish else less + 1

    def _look_at(self, chain: Chain, factor: Chain, left: int, right: int, divides: bool) -> None:
        """See what a product may do to the length of a text."""
        if overlap(chain.powers, factor.powers):
            vanish = False
            for k in range(self.count):
                e, f = exponent(chain.powers, k), exponent(factor.powers, k)
                if e != 0 and f != 0:
                    vanish = vanish or (e - f if divides else e + f) == 0
                    if (e | f) & 1 != 0:
                        self.lengthened = True
            self.gain += self._gain(left, right, vanish)
        if chain.is_numbered and factor.is_numbered:
            self.gain += 4
        if divides:
            for k in range(self.count):
                if self.kinds[k] == POWER_OF_E and exponent(factor.powers, k) != 0:
                    self.lengthened = True

    def _chain_form(self, chain: Chain) -> Known:
        only, powers = chain.only, chain.powers
        if only is not None:
            if len(only.terms) > 1 and not chain.is_divisor:
                powers = self.plain_product(only.terms)  # a number times a sum is a sum
            else:
                chain.count_only(chain, False)
        return self._settled_form(times(chain.front(), powers))

    def _settled_form(self, m: Product) -> Known:
        m = self.settled(m)
        terms = self.terms_of(m)
        if len(terms) == 1:
            return Known(m, terms, m)
        product = self.sum(terms)
        return Known(product, terms, product if m.num == 1 and m.den == 1 else m)

    # Powers and functions -------------------------------------------------------------------------

    def _power(self, form: Known, twice: i64) -> Known:
        m = form.product
        if is_number(m):
            raise NotSmall
        several = 0
        for k in range(self.count):
            if exponent(m, k) != 0:
                several += 1
        numbered = m.num != 1 or m.den != 1
        if twice & 1 == 0:
            whole = twice >> 1
            if several > 1 or numbered:
                self.lengthened = True
            for k in range(self.count):
                e = exponent(m, k) * whole
                if e > HIGHEST or e < -HIGHEST:
                    raise NotSmall
            front = raised(number(m), whole)
            return self._settled_form(
                Product(front.num, front.den, m.low * whole, m.high * whole, front.wide)
            )
        if several == 1 and not numbered:
            for k in range(self.count):
                e = exponent(m, k)
                if e != 0:
                    kind = self.kinds[k]
                    if kind == POWER_OF_E or kind == ROOTED or (e != 2 and e != -2):
                        raise NotSmall  # a power of a power has laws of its own
                    if e == 2:
                        return self._settled_form(unit(k, twice))
        return self._settled_form(unit(self._rooted(m), twice))

    def _rooted(self, m: Product) -> i64:
        """Return the kernel of a product below a root. Raises NotSmall for roots of numbers with laws."""
        constant = True
        for k in range(self.count):
            constant = constant and (self.kinds[k] == PI or exponent(m, k) == 0)
        found = self.rooted(m)
        if constant:
            if m.den != 1 or m.num not in _PLAIN or exponent(m, self.leaf(PI, "pi")) != 2:
                raise NotSmall
            if self.root_of_pi >= 0 and self.root_of_pi != found:
                raise NotSmall
            self.root_of_pi = found
        return found

    def _call(self, code: int, form: Known) -> Known:
        terms = form.terms
        negative = constant = True
        for t in terms:
            negative = negative and t.num < 0
            for k in range(self.count):
                e = exponent(t, k)
                if e != 0:
                    if self.kinds[k] != PI:
                        constant = False
                        if code == EXP and self.codes[k] == LOG and e == 2:
                            raise NotSmall
                    elif code in SHIFTED and same_powers(t, unit(k, 2)):
                        raise NotSmall
        if constant:
            raise NotSmall
        if code == EXP:
            return plain_form(self.exp_of(terms, form.product))
        argument = form.product
        sign: i64 = 1
        parity = _UNARY[code]
        if negative and parity:
            self.lengthened = True
            argument = self.sum(self.plain([negated(t) for t in terms]))
            sign = 1 if parity == "even" else -1
        if argument.num == 1 and argument.den == 1:
            for k in range(self.count):
                if exponent(argument, k) == 2 and same_powers(argument, unit(k, 2)):
                    if code in _INVERSE and self.codes[k] == _INVERSE[code]:
                        raise NotSmall
                    if code in FAMILY and self.codes[k] in INVERSES:
                        raise NotSmall
        return plain_form(times(unit(self.call(code, argument), 2), Product(sign, 1, 0, 0)))

    # The result -----------------------------------------------------------------------------------

    def result(self, forms: list[Known]) -> Form:
        """Return the nodes of *forms*, and what is known of them."""
        graph = Graph(self.source.limits)
        nodes = [-1] * MOST
        found = Form(graph, [self.emit(graph, form.product, nodes) for form in forms], set())
        found.lengthened, found.led_by_sign = self.lengthened, self.led_by_sign
        found.is_compact = True
        found.gain = int(self.gain) if self.gain < _UNKNOWN else None
        found.is_final = True
        for k in range(self.count):
            if nodes[k] >= 0 and self.kinds[k] == SUM:
                if not same_powers(self.sum(self.terms[k]), unit(k, 2)):
                    found.is_final = False
        return found


def small_form(source: Graph, roots: list[int]) -> Form | None:
    """Return the normal form of *roots*, None where it is not covered.

    Cost: linear in nodes, times the square of the number of kernels, of which there are few.
    """
    sweep = _Sweep(source)
    try:
        return sweep.result(sweep.forms(roots))
    except (NotSmall, Unsettled):
        return None
