"""The forms that users ask for by name: expanded, factored, one quotient, partial fractions, a
polynomial in what is named, the shortest in one pair of trigonometric functions.

The arithmetic is that of polynomials over the rationals (python-flint) whose generators are the
kernels: symbols, sin u, sqrt u, exp u, …; a float is a generator too, so that it stays a float. Results
are written by the plain normal form, which neither multiplies out nor pulls factors.

>>> from symdiff.parser.formula import parse
>>> str(factor(parse("x**2 - y**2")))
'(x + y)*(x - y)'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from symdiff.errors import SymdiffError, TooLarge, Unsettled, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.limits import Limits
from symdiff.simplifier.levels import Level, simplify
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.form import Factors, Normal, Terms
from symdiff.simplifier.rewrite.trig import PAIRS, in_pair
from symdiff.simplifier.ring.rational import Fractions
from symdiff.table.operators import ADD, CONSTANT, NUMBER, SUB, SYMBOL

_ROUNDS: Final = 6
"""Times a formula is expanded at most: roots that meet leave a new product of sums."""
_WORK: Final = 5_000
"""Products of two terms that all multiplications of one form may take, for each term of the limit."""
_MANY: Final = 200
"""Kernels of a formula that is made one quotient."""
_COEFFICIENTS: Final = 100
"""Coefficients of a collected polynomial up to which each is tried in its shortest form."""
_SHORT: Final = 400
"""Terms up to which a product of factors is multiplied out to see whether that is shorter."""

Kernel = tuple[int, int, int]
"""Base, symbolic part of the exponent or -1, and -1 where the generator is the inverse."""
Powers = dict[tuple[int, int], Fraction]
"""(base, symbolic part of the exponent) → its rational coefficient."""
Polynomial = Any
"""A flint.fmpq_mpoly."""
Fractional = tuple[Polynomial, Polynomial]
"""Numerator and denominator."""
Split = tuple[Fraction, list[tuple[Polynomial, int]]]
"""A number and distinct polynomials with their exponents."""

P = ParamSpec("P")


def _form(function: Callable[Concatenate[Expr, P], Expr]) -> Callable[Concatenate[Expr, P], Expr]:
    """Let *function* report as an error of ours that a part has no value, and keep the notes."""

    @wraps(function)
    def reported(expr: Expr, /, *args: P.args, **options: P.kwargs) -> Expr:
        try:
            answer = function(expr, *args, **options)
        except Unsettled as error:
            raise Unsupported(
                f"a part of the formula has no value: {error}", hint="look for 0 in a denominator, and for oo"
            ) from None
        except (OverflowError, RecursionError):
            raise TooLarge("the formula is too large for this form", hint="take it in parts") from None
        graph = Graph(answer.graph.limits)
        node = graph.copy(answer.graph, [answer.node])[answer.node]
        return Expr(graph, node, expr.notes)

    return reported


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
    form, [node] = _expanded(expr.graph, [expr.node], deep=True)
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
    found = [Expr(form.graph, ring.written(*split)) for ring, split in _splits(form, root)]
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
    for ring, (number, parts) in _splits(form, root):
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
    ring = _Quotients(form, root)
    place, (number, parts) = _place(ring, what), ring.split(root)
    if place < 0:
        return Expr(form.graph, ring.written(number, parts))
    terms: Terms = {}
    for top, bottom in _partial(ring, place, number, parts):
        node = ring.written(*_over(ring, place, top, bottom))
        _add(terms, form.terms(node), 1)
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
    form, [root, *nodes] = _expanded(graph, roots, deep=False)
    units = [_unit(form, node) for node in nodes]
    groups: dict[tuple[tuple[tuple[int, int], Fraction], ...], Terms] = {}
    for monomial, number in form.terms(root).items():
        scale, powers = _powers(form, monomial)
        taken: Powers = {}
        for unit in units:
            _take(powers, unit, taken)
        rest = _product(form, scale, powers)
        group = groups.setdefault(tuple(sorted(taken.items())), {})
        _add(group, form.terms(rest), number)
    level: Level = "full" if len(groups) <= _COEFFICIENTS else "basic"
    answer = Graph(graph.limits)
    total = answer.number(0)
    for key, terms in groups.items():
        coefficient = Expr(form.graph, form.sum(terms))
        if len(terms) > 1:
            coefficient = _shortest(coefficient, level)
        power = _product(form, 1, dict(key))
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
            if found.size < best.size:
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
            hint=f'name it: {form}(formula, "{names[0] if names else "x"}"), or --by on the command line',
        )
    graph = Graph(expr.graph.limits)
    return Expr(graph, graph.symbol(names[0]))


def _unit(form: Normal, node: int) -> Powers:
    """Return the powers that *node* is made of. Raises SymdiffError for a number or a multiple."""
    number, powers = (1, {(node, -1): Fraction(1)}) if _is_sum(form, node) else _powers(form, node)
    if number != 1 or not powers:
        shown = Expr(form.graph, node)
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


def _place(ring: _Quotients, what: int) -> int:
    """Return the generator that *what* is, -1 where it does not occur. Raises where it is no generator,
    or stands inside of one."""
    form, graph = ring.form, ring.form.graph
    number, powers = _powers(form, what)
    if number != 1 or len(powers) != 1 or _is_sum(form, what):
        raise SymdiffError(
            f"no partial fractions by {Expr(graph, what)}", hint="name a symbol, or a function of symbols"
        )
    [((base, symbolic), power)] = powers.items()
    found = -1
    for i, (kernel, root) in enumerate(zip(ring.kernels, ring.roots, strict=True)):
        if kernel[:2] == (base, symbolic) and power * root == 1:
            found = i
        elif base in graph.below([node for node in kernel[:2] if node >= 0]) and graph.ops[base] != CONSTANT:
            inside = Expr(graph, _product(form, 1, {kernel[:2]: Fraction(1, root)}))
            shown = Expr(graph, what)
            raise Unsupported(
                f"no partial fractions by {shown}: it occurs in {inside}",
                hint=f"give {inside} a name of its own and write {shown} by it, or use together",
            )
    return found


# Normal forms as powers ------------------------------------------------------------------------


def _is_sum(form: Normal, node: int) -> bool:
    return form.graph.ops[node] in (ADD, SUB) and len(form.terms(node)) > 1


def _powers(form: Normal, node: int) -> tuple[Number, Powers]:
    """Return a product as a rational number and powers; a float is a power of itself."""
    graph, found = form.graph, Powers()
    if node == form.one:
        return 1, found
    number, factors = form.factors(node)
    if isinstance(number, float):
        found[graph.number(number), -1] = Fraction(1)
        number = 1
    for base, exponent in factors.items():
        for monomial, coefficient in form.terms(exponent).items():
            if isinstance(coefficient, float):
                monomial, coefficient = form.scaled(monomial, coefficient), 1
            symbolic = -1 if monomial == form.one else monomial
            found[base, symbolic] = found.get((base, symbolic), Fraction(0)) + Fraction(coefficient)
    return number, found


def _product(form: Normal, number: Number, powers: Powers) -> int:
    """Return the node of a product of powers. I**2 is -1."""
    graph, factors = form.graph, Factors()
    for (base, symbolic), power in powers.items():
        if graph.ops[base] == CONSTANT and graph.name(base) == "I" and symbolic < 0:
            if power.denominator == 1:
                power %= 4
                number, power = (-number, power - 2) if power > 1 else (number, power)
        if power:
            scale = _plain(power)
            exponent = form.scaled(symbolic, scale) if symbolic >= 0 else graph.number(scale)
            number = number * form.raised(factors, base, exponent)
    return form.product(_plain(number), factors)


def _add(into: Terms, terms: Terms, number: Number) -> None:
    """Add *number* times a sum to a sum."""
    for monomial, inner in terms.items():
        into[monomial] = _plain(into.get(monomial, 0) + number * inner)


def _plain(value: Number) -> Number:
    """Return a whole fraction as an integer. Raises Unsettled for an infinite float."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unsettled("an overflow")
        return value
    return value.numerator if value.denominator == 1 else value


# Expanding -------------------------------------------------------------------------------------


def _expanded(graph: Graph, roots: list[int], deep: bool) -> tuple[Normal, list[int]]:
    """Return the normal form of *roots*, the first of them expanded, where the others are not."""
    for _ in range(_ROUNDS):
        form = Normal(graph)
        nodes = form.sweep(roots)
        kept = {node for node in nodes[1:] if _is_sum(form, node)}
        node = _Expansion(form, deep, kept).node(nodes[0])
        if node == nodes[0]:
            break
        graph, roots = form.graph, [node, *nodes[1:]]
    return form, roots if node != nodes[0] else nodes


class _Expansion:
    """Expanded sums of the nodes of a normal form."""

    def __init__(self, form: Normal, deep: bool, kept: set[int]) -> None:
        self.form, self.graph = form, form.graph
        self.deep = deep
        """Whether what stands inside of functions, exponents and denominators is expanded as well."""
        self.kept = kept
        """Sums that are kernels."""
        self.terms: dict[int, Terms] = {}
        self.nodes: dict[int, int] = {}

    def node(self, root: int) -> int:
        """Return *root* expanded."""
        pending = [root]
        while pending:
            node = pending[-1]
            missing = [part for part in self._parts(node) if part not in self.terms]
            if missing:
                pending += missing
                continue
            pending.pop()
            if node not in self.terms:
                self.terms[node] = self._expanded(node)
        return self._written(root)

    def _written(self, node: int) -> int:
        known = self.nodes.get(node)
        if known is None:
            terms = self.terms[node]
            same = node in self.kept or terms == self.form.terms(node)
            known = self.nodes[node] = node if same else self.form.sum(dict(terms))
        return known

    def _parts(self, node: int) -> Iterable[int]:
        """Return what must be expanded before *node*."""
        form, graph = self.form, self.graph
        if node in self.kept or graph.ops[node] == NUMBER:
            return ()
        if _is_sum(form, node):
            return [monomial for monomial in form.terms(node) if monomial != form.one]
        factors = form.factors(node)[1]
        if factors.get(node) == form.one:
            return graph.children[node] if self.deep else ()
        return [*factors, *(factors.values() if self.deep else ())]

    def _expanded(self, node: int) -> Terms:
        form, graph = self.form, self.graph
        if node in self.kept:
            return {node: 1}
        if graph.ops[node] == NUMBER:
            return form.terms(node)
        if _is_sum(form, node):
            total: Terms = {}
            for monomial, number in form.terms(node).items():
                _add(total, {monomial: 1} if monomial == form.one else self.terms[monomial], number)
            return total
        number, factors = form.factors(node)
        if factors.get(node) == form.one:
            children = tuple([self._written(child) for child in graph.children[node]]) if self.deep else ()
            same = not self.deep or children == graph.children[node]
            return {node if same else graph.rebuild(graph, node, children): 1}
        rest: Factors = {}
        sums: list[tuple[Terms, int]] = []
        for base, exponent in factors.items():
            terms, whole = self.terms[base], self._whole(exponent)
            if len(terms) > 1 and whole > 0:
                sums.append((terms, whole))
                exponent = form.sum({**form.terms(exponent), form.one: 0} if exponent != form.one else {})
                if graph.is_zero(exponent):
                    continue
            if self.deep:
                exponent = self._written(exponent)
                base = base if graph.ops[base] == NUMBER else self._written(base)
            number = number * form.raised(rest, base, exponent)
        if not sums and not self.deep:
            return form.terms(node)
        first = form.terms(form.product(_plain(number), rest))
        return _multiplied(form, [(first, 1), *sums]) if sums else first

    def _whole(self, exponent: int) -> int:
        """Return the number in an exponent where it is whole: 2 of n + 2."""
        value = self.form.terms(exponent).get(self.form.one, 0)
        return value if isinstance(value, int) else 0


def _multiplied(form: Normal, sums: list[tuple[Terms, int]]) -> Terms:
    """Return the product of powers of sums, multiplied out."""
    roots: dict[Kernel, int] = {}
    split: list[list[tuple[Number, dict[Kernel, Fraction]]]] = []
    for terms, _ in sums:
        split.append([])
        for monomial, number in terms.items():
            scale, powers = _powers(form, monomial)
            if isinstance(number, float):
                key = (form.graph.number(number), -1)
                powers[key] = powers.get(key, Fraction(0)) + 1
                number = 1
            signed = {(*key, 1 if power > 0 else -1): abs(power) for key, power in powers.items()}
            split[-1].append((scale * number, signed))
            for kernel, power in signed.items():
                roots[kernel] = math.lcm(roots.get(kernel, 1), power.denominator)
    ring = _Ring(form, roots)
    product = ring.one
    for (_, exponent), terms_of in zip(sums, split, strict=True):
        product = ring.times(product, ring.power(ring.polynomial(terms_of), exponent))
    return ring.terms(product)


# Polynomials -----------------------------------------------------------------------------------


class _Ring:
    """The polynomial ring of some kernels; a root of a kernel is its generator, where roots occur."""

    def __init__(self, form: Normal, roots: dict[Kernel, int]) -> None:
        from flint import Ordering, fmpq, fmpq_mpoly_ctx

        self.form = form
        self.limits: Limits = form.graph.limits
        self.kernels = sorted(roots)
        self.roots = [roots[kernel] for kernel in self.kernels]
        self.index = {kernel: i for i, kernel in enumerate(self.kernels)}
        if len(roots) > max(10, self.limits.terms // 10):
            raise self.too_long(f"a polynomial in {len(roots)} kernels")
        names = [f"k{i}" for i in range(len(roots))] or ["k"]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.width = len(names)
        self.generators = self.context.gens()
        self.rational = fmpq
        self.spent = 0
        self.zero, self.one = self.context.constant(0), self.context.constant(1)

    def too_long(self, what: str) -> TooLarge:
        return TooLarge(
            f"{what} (limit `terms` is {self.limits.terms})",
            hint="raise it with Limits(terms=...) or --limit terms=...",
        )

    def constant(self, value: Number) -> Polynomial:
        assert not isinstance(value, float)
        return self.context.constant(self.rational(value.numerator, value.denominator))

    def polynomial(self, terms: list[tuple[Number, dict[Kernel, Fraction]]]) -> Polynomial:
        """Return the sum of numbers times powers of kernels, none of them negative."""
        found: dict[tuple[int, ...], Any] = {}
        for number, powers in terms:
            assert not isinstance(number, float)
            exponents = [0] * self.width
            for kernel, power in powers.items():
                i = self.index[kernel]
                exponents[i] = int(power * self.roots[i])
            key = tuple(exponents)
            value = self.rational(number.numerator, number.denominator)
            found[key] = found[key] + value if key in found else value
        return self.checked(self.context.from_dict(found))

    def checked(self, polynomial: Polynomial) -> Polynomial:
        if len(polynomial) > self.limits.terms:
            raise self.too_long(f"a polynomial of {len(polynomial)} terms")
        return polynomial

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return a * b. Raises TooLarge where all that was multiplied so far took long."""
        self.spend(a, b)
        return self.checked(a * b)

    def spend(self, a: Polynomial, b: Polynomial) -> None:
        self.spent += len(a) * len(b)
        if self.spent > _WORK * self.limits.terms:
            raise self.too_long(f"products of polynomials of {len(a)} and {len(b)} terms, and more before")

    def power(self, a: Polynomial, exponent: int) -> Polynomial:
        """Return a ** exponent."""
        numbers = [max(int(c.p).bit_length(), int(c.q).bit_length()) for c in a.coeffs()]
        bits = max(numbers, default=0)
        if (bits > 1 and bits * exponent > 2 * self.limits.bits) or exponent.bit_length() > 40:
            raise self.too_long(f"numbers of {bits} bits to the power {exponent}")
        if len(a) <= 1:
            return a**exponent
        if exponent >= self.limits.terms:
            raise self.too_long(f"a sum of {len(a)} terms to the power {exponent}")
        result = self.one
        for digit in bin(exponent)[2:]:
            result = self.times(result, result)
            if digit == "1":
                result = self.times(result, a)
        return result

    def terms(self, polynomial: Polynomial) -> Terms:
        """Return a polynomial as terms of the normal form."""
        form, terms = self.form, Terms()
        for exponents, coefficient in polynomial.to_dict().items():
            powers: Powers = {}
            for (base, symbolic, sign), root, times in zip(self.kernels, self.roots, exponents, strict=False):
                if times:
                    key = (base, symbolic)
                    powers[key] = powers.get(key, Fraction(0)) + Fraction(sign * int(times), root)
            number = Fraction(int(coefficient.p), int(coefficient.q))
            _add(terms, form.terms(_product(form, 1, powers)), number)
        return terms

    def node(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a node of the normal form."""
        return self.form.sum(self.terms(polynomial))


class _Quotients(_Ring):
    """Quotients of polynomials in the kernels of one node."""

    def __init__(self, form: Normal, root: int) -> None:
        roots = _kernels(form, root)
        if len(roots) > _MANY:
            raise TooLarge(f"a quotient in {len(roots)} kernels (at most {_MANY})", hint="take it in parts")
        super().__init__(form, roots)
        self.known: dict[int, Fractional] = {}

    def fraction(self, root: int) -> Fractional:
        """Return *root* as numerator and denominator."""
        pending = [root]
        while pending:
            node = pending[-1]
            missing = [part for part in _inside(self.form, node) if part not in self.known]
            if missing:
                pending += missing
                continue
            pending.pop()
            if node not in self.known:
                self.known[node] = self._sum(node) if _is_sum(self.form, node) else self._power_product(node)
        return self.known[root]

    def _sum(self, node: int) -> Fractional:
        parts: list[Fractional] = []
        for monomial, number in self.form.terms(node).items():
            n, d = (self.one, self.one) if monomial == self.form.one else self.known[monomial]
            if isinstance(number, float):
                parts.append((n * self._generator((self.form.graph.number(number), -1), 1), d))
            else:
                parts.append((n * self.constant(number), d))
        while len(parts) > 1:  # in pairs, so that long sums are added to long sums
            parts = [self._added(*parts[i : i + 2]) for i in range(0, len(parts), 2)]
        return parts[0]

    def _added(self, left: Fractional, right: Fractional | None = None) -> Fractional:
        if right is None:
            return left
        if left[1] == right[1]:
            return self.checked(left[0] + right[0]), left[1]
        common = self.gcd(left[1], right[1])
        a, b = _divided(right[1], common), _divided(left[1], common)
        return self.checked(self.times(left[0], a) + self.times(right[0], b)), self.times(left[1], a)

    def _power_product(self, node: int) -> Fractional:
        number, powers = _powers(self.form, node)
        top, bottom = self.constant(number), self.one
        for (base, symbolic), power in powers.items():
            if _is_composite(self.form, base, symbolic, power):
                n, d = self.known[base]
            else:
                n, d = self._generator((base, symbolic), abs(power)), self.one
                power = Fraction(1 if power > 0 else -1)
            if power < 0:
                n, d = d, n
            top = self.times(top, self.power(n, abs(int(power))))
            bottom = self.times(bottom, self.power(d, abs(int(power))))
        return top, bottom

    def _generator(self, key: tuple[int, int], power: Fraction | int) -> Polynomial:
        return self.polynomial([(1, {(*key, 1): Fraction(power)})])

    def gcd(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return the greatest common divisor. Raises TooLarge where it could take long."""
        if a.is_constant() or b.is_constant():
            return self.one
        self.check_degree(a)
        self.check_degree(b)
        self.spend(a, b)
        return a.gcd(b)

    def check_degree(self, polynomial: Polynomial) -> None:
        """Raise TooLarge for a degree at which factoring and common divisors could take long."""
        low = polynomial.term_content().degrees()
        degrees = [int(n - m) for n, m in zip(polynomial.degrees(), low, strict=True) if n > m]
        most = self.limits.degree if len(degrees) <= 2 else self.limits.degree // 2
        if sum(degrees) > most and polynomial.total_degree() - sum(map(int, low)) > most:
            raise TooLarge(
                f"a polynomial of degree {polynomial.total_degree()} in {len(degrees)} kernels "
                f"(limit `degree` is {self.limits.degree}, half of it from three kernels on)",
                hint="raise it with Limits(degree=...) or --limit degree=...",
            )

    # Factors ------------------------------------------------------------------------------------

    def split(self, root: int) -> Split:
        """Return *root* as a number and irreducible factors; powers of sums are not multiplied out."""
        form = self.form
        if _is_sum(form, root):
            number, powers = 1, {(root, -1): Fraction(1)}
        else:
            number, powers = _powers(form, root)  # type: ignore[assignment]
        pieces: list[tuple[Polynomial, int]] = []
        for (base, symbolic), power in powers.items():
            if _is_composite(form, base, symbolic, power):
                n, d = self.fraction(base)
                pieces += [(n, int(power)), (d, -int(power))]
            else:
                sign = 1 if power > 0 else -1
                pieces.append((self._generator((base, symbolic), abs(power)), sign))
        found, parts = self.factored(pieces)
        return found * Fraction(number), parts

    def factored(self, pieces: list[tuple[Polynomial, int]]) -> Split:
        """Return a product of powers as a number and irreducible factors."""
        number, parts = Fraction(1), list[tuple[Polynomial, int]]()
        for polynomial, power in pieces:
            if polynomial == 0:
                if power < 0:
                    raise Unsettled("a division by zero")
                return Fraction(0), []
            self.check_degree(polynomial)
            content, factors = polynomial.factor()
            value = Fraction(int(content.p), int(content.q))
            bits = max(value.numerator.bit_length(), value.denominator.bit_length())
            if bits > 1 and bits * abs(power) > 2 * self.limits.bits:
                raise self.too_long(f"a number to the power {power}")
            number *= value**power
            for factor, times in factors:
                _merge(parts, factor, int(times) * power)
        return number, parts

    def expanded(self, parts: list[tuple[Polynomial, int]]) -> Polynomial:
        """Return the product of powers, none of them negative."""
        product = self.one
        for part, power in parts:
            product = self.times(product, self.power(part, power))
        return product

    def shorter(self, parts: list[tuple[Polynomial, int]]) -> list[tuple[Polynomial, int]]:
        """Return the same product multiplied out where that is shorter."""
        length = 1
        for part, power in parts:
            length *= len(part) ** min(power, 20)
        if length > _SHORT or sum([power for _, power in parts]) < 2 or length == 1:
            return parts
        whole = [(self.expanded(parts), 1)]
        graph = self.form.graph
        sizes = [graph.size(self.written(Fraction(1), these)) for these in (whole, parts)]
        return whole if sizes[0] < sizes[1] else parts

    def product(self, number: Fraction, parts: list[tuple[Polynomial, int]]) -> tuple[Number, Factors]:
        """Return a product of powers as the normal form has it."""
        factors: Factors = {}
        total: Number = number
        for part, power in parts:
            exponent = self.form.graph.number(power)
            total = total * self.form.raised(factors, self.node(part), exponent)
        return _plain(total), factors

    def written(self, number: Fraction, parts: list[tuple[Polynomial, int]]) -> int:
        """Return a product of powers as a node. A number stays in front of a sum, and below it."""
        form, graph = self.form, self.form.graph
        if number == 0:
            return graph.number(0)
        total, factors = self.product(number, parts)
        if len(factors) == 1 and not isinstance(total, float) and abs(total) != 1:
            [(base, exponent)] = factors.items()
            if exponent == form.one and _is_sum(form, base):
                if total < 0 and any(value > 0 for value in form.terms(base).values()):
                    if any(value < 0 for value in form.terms(base).values()):
                        total, base = -total, form.scaled(base, -1)
                top = graph.mul(graph.number(total.numerator), base)
                return graph.div(top, graph.number(total.denominator))
        return form.product(total, factors)


def _splits(form: Normal, root: int) -> Iterator[tuple[_Quotients, Split]]:
    """Return *root* as a number and irreducible factors, and where relations between kernels may bear
    on it (sqrt(2)**2 == 2, sin**2 + cos**2 == 1) the same multiplied out and factored again."""
    ring = _Quotients(form, root)
    number, parts = ring.split(root)
    yield ring, (number, parts)
    if all(form.graph.ops[base] == SYMBOL for base, _, _ in ring.kernels):
        return
    try:
        top = ring.expanded([(part, power) for part, power in parts if power > 0])
        bottom = ring.expanded([(part, -power) for part, power in parts if power < 0])
    except TooLarge:
        return
    again = form.product(*ring.product(number, [(top, 1), (bottom, -1)]))
    other = _Quotients(form, again)
    yield other, other.split(again)


def _is_composite(form: Normal, base: int, symbolic: int, power: Fraction) -> bool:
    return symbolic < 0 and power.denominator == 1 and _is_sum(form, base)


def _inside(form: Normal, node: int) -> Iterator[int]:
    """Return the nodes whose quotients make that of *node*."""
    if _is_sum(form, node):
        yield from [monomial for monomial in form.terms(node) if monomial != form.one]
        return
    for (base, symbolic), power in _powers(form, node)[1].items():
        if _is_composite(form, base, symbolic, power):
            yield base


def _kernels(form: Normal, root: int) -> dict[Kernel, int]:
    """Return the kernels below *root* and the root that is taken of each."""
    roots: dict[Kernel, int] = {}
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        for part in _inside(form, node):
            if part not in seen:
                seen.add(part)
                pending.append(part)
        if _is_sum(form, node):
            for number in form.terms(node).values():
                if isinstance(number, float):
                    roots[form.graph.number(number), -1, 1] = 1
            continue
        for (base, symbolic), power in _powers(form, node)[1].items():
            if not _is_composite(form, base, symbolic, power):
                kernel = (base, symbolic, 1)
                roots[kernel] = math.lcm(roots.get(kernel, 1), power.denominator)
    return roots


def _merge(parts: list[tuple[Polynomial, int]], factor: Polynomial, power: int) -> None:
    """Multiply a power of an irreducible polynomial into *parts*."""
    for i, (part, known) in enumerate(parts):
        if part == factor:
            if known + power:
                parts[i] = (part, known + power)
            else:
                del parts[i]
            return
    parts.append((factor, power))


def _divided(a: Polynomial, b: Polynomial) -> Polynomial:
    """Return a / b where b divides a."""
    quotient, rest = divmod(a, b)
    assert not rest
    return quotient


# Partial fractions -----------------------------------------------------------------------------


def _partial(
    ring: _Quotients, place: int, number: Fraction, parts: list[tuple[Polynomial, int]]
) -> Iterator[tuple[Polynomial, list[tuple[Polynomial, int]]]]:
    """Return the partial fractions by generator *place*: numerators, and powers of denominators.

    For a factor f**e of the denominator with the cofactor g, the numerator over f**e is a = top/g modulo
    f; what is left, (top - a*g)/f, stands over f**(e - 1)*g, and so on.
    """
    top = ring.expanded([(part, power) for part, power in parts if power > 0]) * ring.constant(number)
    free = [(part, -power) for part, power in parts if power < 0 and not _degree(part, place)]
    poles = [(part, -power) for part, power in parts if power < 0 and _degree(part, place)]
    bottom = ring.expanded(poles)
    ring.check_degree(bottom)
    quotient, top, scale = _pseudo(ring, top, bottom, place)
    free = [*free, (scale, 1)]
    for power, coefficient in _coefficients(ring, quotient, place).items():
        yield coefficient * ring.generators[place] ** power, free
    for pole, power in poles:
        cofactor = _divided(bottom, ring.power(pole, power))
        inverse, value = ring.one, ring.one  # of the cofactor: inverse*cofactor == value modulo pole
        for other, times in poles:
            if other != pole:
                one, factor = _inverse(ring, other, pole, place)
                for _ in range(times):
                    _, inverse, scale = _pseudo(ring, ring.times(inverse, one), pole, place)
                    value = ring.times(value, ring.times(factor, scale))
        left, below = top, free
        for exponent in range(power, 0, -1):
            _, digit, scale = _pseudo(ring, left, pole, place)
            _, digit, more = _pseudo(ring, ring.times(digit, inverse), pole, place)
            by = ring.times(value, ring.times(scale, more))
            if digit != 0:
                yield digit, [*below, (by, 1), (pole, exponent)]
            rest = ring.checked(ring.times(left, by) - ring.times(digit, cofactor))
            left = _divided(rest, pole)
            common = ring.gcd(_content(ring, [left], place), by) if left != 0 else by
            left = _divided(left, common)
            below = [*below, (_divided(by, common), 1)]


def _over(ring: _Quotients, place: int, top: Polynomial, bottom: list[tuple[Polynomial, int]]) -> Split:
    """Return a partial fraction in lowest terms; of its numerator the coefficients' content is factored."""
    content = _content(ring, [top], place)
    rest = _divided(top, content)
    number, parts = ring.factored([(content, 1), *[(part, -power) for part, power in bottom]])
    _merge(parts, rest, 1)
    return number, parts


def _degree(polynomial: Polynomial, place: int) -> int:
    return int(polynomial.degrees()[place])


def _coefficients(ring: _Quotients, polynomial: Polynomial, place: int) -> dict[int, Polynomial]:
    """Return the coefficients of the powers of one generator."""
    pieces: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        rest = (*exponents[:place], 0, *exponents[place + 1 :])
        pieces.setdefault(int(exponents[place]), {})[rest] = coefficient
    return {power: ring.context.from_dict(terms) for power, terms in pieces.items()}


def _content(ring: _Quotients, polynomials: list[Polynomial], place: int) -> Polynomial:
    """Return the greatest common divisor of all coefficients by one generator."""
    common: Polynomial = ring.zero
    for polynomial in polynomials:
        for coefficient in _coefficients(ring, polynomial, place).values():
            common = coefficient if common == 0 else ring.gcd(common, coefficient)
            if common.is_constant():
                return ring.one
    return common


def _pseudo(ring: _Quotients, a: Polynomial, b: Polynomial, place: int) -> tuple[Polynomial, ...]:
    """Return q, r, s with s*a == q*b + r, where s is free of the generator and r of lower degree."""
    degree = _degree(b, place)
    lead = _coefficients(ring, b, place)[degree]
    quotient, rest, scale = ring.zero, a, ring.one
    while rest != 0 and _degree(rest, place) >= degree:
        power = _degree(rest, place)
        first = _coefficients(ring, rest, place)[power]
        common = lead if lead.is_constant() else ring.gcd(lead, first)
        by = _divided(lead, common)
        term = _divided(first, common) * ring.generators[place] ** (power - degree)
        quotient = ring.checked(ring.times(quotient, by) + term)
        rest = ring.checked(ring.times(rest, by) - ring.times(term, b))
        scale = ring.times(scale, by)
    return quotient, rest, scale


def _inverse(
    ring: _Quotients, a: Polynomial, modulus: Polynomial, place: int
) -> tuple[Polynomial, Polynomial]:
    """Return t and c with t*a == c modulo *modulus*, where c is free of the generator.

    Extended Euclid with pseudo-division; the content is divided out at each step.
    """
    _, right, factor = _pseudo(ring, a, modulus, place)
    left, before = modulus, ring.zero
    while right != 0 and _degree(right, place):
        quotient, rest, scale = _pseudo(ring, left, right, place)
        after = ring.checked(ring.times(scale, before) - ring.times(quotient, factor))
        common = _content(ring, [rest, after], place)
        left, right = right, _divided(rest, common)
        before, factor = factor, _divided(after, common)
    if right == 0:
        raise Unsettled("two factors of the denominator have a common root")
    return factor, right
