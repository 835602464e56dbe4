"""Judging a derivative by witnesses that did not make it.

>>> from symdiff.parser.formula import parse
>>> report = check(parse("x**3*sin(x)"), "x", witnesses=["dual numbers", "jets"])
>>> report.ok, [w.name for w in report.witnesses]
(True, ['dual numbers', 'jets'])
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.ball import NONE, Ball, both, size_of
from symdiff.arithmetic.balls import Balls, deep
from symdiff.arithmetic.evaluation import exactly
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.sample import concrete, plain, sample
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import (
    DomainError,
    NotDifferentiable,
    SymdiffError,
    TooLarge,
    Unclear,
    Unsupported,
    WrongShape,
)
from symdiff.graph.bound import binders_below, is_over_letter
from symdiff.graph.entries import refuse_entries
from symdiff.graph.expr import Expr
from symdiff.graph.shapes import shown
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.table.functions import row_of
from symdiff.table.operators import PIECEWISE, is_function
from symdiff.verbs.derivatives import derivatives
from symdiff.witness.proof import DIGITS, Point, agree, by_duals, digits_of, loosely, value_of

_KNOWN: Final = 15
"""Digits that must be known of two values for their agreement to tell."""
_GUARD: Final = 15
"""Digits that SymPy gets more of a point than it is to return."""
_WIDE: Final = 40.0
"""How much larger one term may be than another, as a binary logarithm, for 30 digits to see both well."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What one independent method says of a derivative: whether it agrees, None where it says nothing.

    >>> [witness] = check("x^2", "x", answer="3*x", witnesses=["jets"]).witnesses
    >>> witness.name, witness.agrees, witness.points
    ('jets', False, 5)
    """

    name: str
    points: int
    """Points at which it was compared."""
    worst: float
    """Largest disagreement, relative to the larger of the two values."""
    agrees: bool | None
    """None where it could not speak."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A derivative and what the witnesses say of it. True where all that spoke agree.

    >>> report = check("x^2", "x", witnesses=["jets"])
    >>> bool(report), report.derivative, [witness.name for witness in report.witnesses]
    (True, Expr('2*x'), ['jets'])
    """

    expr: Expr
    derivative: Expr
    variables: tuple[str, ...]
    points: list[dict[str, float]]
    witnesses: list[Witness] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether at least one witness spoke and none disagrees."""
        spoken = [witness.agrees for witness in self.witnesses if witness.agrees is not None]
        return bool(spoken) and all(spoken)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        lines = [f"d/d{' d'.join(self.variables)} of {self.expr} is {self.derivative}"]
        if self.points:
            lines += [f"at {len(self.points)} points: " + "; ".join(plain(p) for p in self.points[:3])]
        if len(self.points) > 3:
            lines[-1] += "; …"
        width = max([len(w.name) for w in self.witnesses], default=0)
        for witness in self.witnesses:
            verdict = {True: "agrees", False: "DISAGREES", None: "silent"}[witness.agrees]
            worst = f"{witness.worst:.1e}" if witness.points else "-"
            line = f"  {witness.name:<{width}}  {verdict:<9}  {witness.points} points  {worst:>8}"
            lines.append(f"{line}  {witness.note}".rstrip())
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.report(self)


def check(
    expr: Formula,
    *variables: Variables,
    order: int = 1,
    answer: Formula | None = None,
    points: int = 5,
    seed: int = 0,
    witnesses: Iterable[str] = (),
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Report:
    """Return what independent witnesses say of the derivative of *expr*.

    The derivative is symdiff's own, or *answer* where one is given. Witnesses: SymPy's derivative,
    dual numbers, jets, Richardson extrapolation at 30 digits, and the complex step where the
    formula is holomorphic; *witnesses* names those wanted.

    Domain: seeded points inside the natural domain. Cost: seconds, not milliseconds.
    Raises as `derive` does.

    >>> bool(check("x*sin(x)", "x", witnesses=["jets", "dual numbers"]))
    True
    """
    if not isinstance(order, int) or order < 1:
        raise SymdiffError(f"a check of order {order!r}", hint="give a whole number, 1 or more")
    if not isinstance(points, int) or points < 1:
        raise SymdiffError(f"{points!r} sample points", hint="give a whole number, 1 or more")
    chain = derivatives(expr, *variables, order=order, symbols=symbols, functions=functions, limits=limits)
    refuse_entries(chain[0][1], [name for name, _ in chain[1:]])
    names = tuple([name for name, _ in chain[1:]])
    if chain[0][1].graph.uses_arrays(chain[0][1].node):
        return _of_arrays(chain, names, answer)
    whole = exactly(concrete(chain[0][1]))
    before = exactly(concrete(chain[-2][1]))
    derived = chain[-1][1]
    if answer is not None:
        derived = expression(answer, [*names, *names_of(symbols)], functions, limits)
    judged = concrete(derived)
    job = _Job(whole, before, judged, names, sample(whole, points, seed))
    wanted = set(witnesses)
    unknown = wanted - set(WITNESSES)
    if unknown:
        raise SymdiffError(f"unknown witness {sorted(unknown)[0]!r}", hint=f"one of {', '.join(WITNESSES)}")
    found = [job.ask(name, method) for name, method in WITNESSES.items() if not wanted or name in wanted]
    return Report(chain[0][1], derived, names, job.points, found)


def _of_arrays(chain: list[tuple[str, Expr]], names: tuple[str, ...], answer: Any) -> Report:
    """Return what tangents in random directions say of a derivative of arrays."""
    from symdiff.witness.directions import checked

    derived = chain[-1][1] if answer is None else expression(answer, arrays=True)
    if derived.shape != chain[-1][1].shape:
        said = [shown(name, each.shape) for name, each in (("", derived), ("", chain[-1][1]))]
        raise WrongShape(f"the answer is {said[0]}, and the derivative {said[1]}")
    try:
        points = checked(chain[-2][1], names[-1], derived)
    except SymdiffError as error:
        found = Witness("tangents", 1, math.inf, False, error.message.splitlines()[-1])
    else:
        found = Witness("tangents", points, 0.0, True if points else None)
    return Report(chain[0][1], derived, names, [], [found])


class _Job:
    """One derivative to be judged, at points inside the domain."""

    def __init__(
        self,
        whole: Expr,
        before: Expr,
        judged: Expr,
        names: tuple[str, ...],
        points: list[dict[str, float]],
    ) -> None:
        self.whole = whole
        """The function itself."""
        self.before = before
        """Its derivative but for the last step."""
        self.judged = judged
        self.names = names
        self.points = points
        self.complex = is_complex(whole) or is_complex(judged)
        self.cache: dict[str, Any] = {}

    def ask(self, name: str, method: Callable[[_Job, Point, int], Ball]) -> Witness:
        """Return what the witness *name* says at all points."""
        worst, compared, note = 0.0, 0, ""
        agrees = True
        for point in self.points:
            try:
                apart, same = self._compare(method, point)
            except (DomainError, NotDifferentiable, Unsupported, TooLarge) as error:
                note = error.message
                continue
            except Unclear as error:
                note = str(error)
                continue
            compared += 1
            worst = max(worst, apart)
            if not same:
                agrees = False
                note = f"at {plain(point)}"
        if not self.points:
            note = "no sample point was found inside the domain"
        silent = compared == 0
        shown = note if silent or not agrees else ""
        return Witness(name, compared, worst, None if silent else agrees, shown)

    def _compare(self, method: Callable[[_Job, Point, int], Ball], point: Point) -> tuple[float, bool]:
        """Return the relative disagreement at *point*, and whether the errors of both sides explain it."""
        apart, same = math.inf, False
        digits = DIGITS
        for _ in range(3):
            expected = method(self, point, digits)
            numbers = self.numbers(digits)
            digits = 2 * digits + digits_of(numbers.spread)
            try:
                value = value_of(self.judged, point, numbers)
            except DomainError:
                continue  # the witness has a value where the derivative has none
            same = agree(value, expected)
            if not same:
                loose = loosely(self.judged, point, numbers)
                same = loose is not None and agree(loose, expected)
            apart = _apart(value, expected)
            known = min(value.digits(), expected.digits())
            hidden = 0 if numbers.spread < _WIDE else digits_of(numbers.spread)
            if known >= _KNOWN + hidden:  # of the smallest of terms, too
                break
        return apart, same

    def numbers(self, digits: int) -> Balls:
        return deep(digits, real=not self.complex)


def _apart(value: Ball, expected: Ball) -> float:
    """Return the distance of two values, relative to the larger; 0 for two that may be zero."""
    gap = value - expected
    size = max(value.size(), expected.size())
    if gap.mid == 0 or size <= max(value.error, expected.error):
        return 0.0
    return math.ldexp(1.0, math.ceil(min(gap.size() - size, 1000)))


def _by_sympy(job: _Job, point: Point, digits: int) -> Ball:
    from symdiff.witness import oracle

    if "sympy" not in job.cache:
        derived = oracle.to_sympy(job.whole)
        for name in job.names:
            derived = oracle.derivative(derived, name)
        if oracle.is_open(derived):
            raise Unsupported("SymPy does not carry the derivative out")
        job.cache["sympy"] = derived
    # SymPy folds powers of rationals however large they become, so that only whole numbers are given as such.
    wide = Multiprecision(digits + _GUARD)
    at = {name: int(value) if value == int(value) else wide.number(Fraction(repr(value)))
          for name, value in point.items()}  # fmt: skip
    found = oracle.value(job.cache["sympy"], at, digits)
    return _within(job.numbers(digits), found, 10.0 ** (3 - digits))


def _by_duals(job: _Job, point: Point, digits: int) -> Ball:
    return by_duals(job.before, {job.names[-1]: 1}, point, job.numbers(digits))


def _by_jets(job: _Job, point: Point, digits: int) -> Ball:
    from symdiff.arithmetic.jet import jet

    numbers = job.numbers(digits)
    at = {name: numbers.ball(value) for name, value in point.items()}
    name, source, order = job.names[-1], job.before, 1
    if len(set(job.names)) == 1:
        source, order = job.whole, len(job.names)
    found: Ball = jet(source, name, at, order, arithmetic=numbers).derivatives[-1]
    return found


def _by_richardson(job: _Job, point: Point, digits: int) -> Ball:
    from symdiff.numeric.quotients import richardson

    if job.complex:
        raise Unsupported("needs a real function")
    name = job.names[-1]
    numbers = Multiprecision(3 * digits)
    at = {key: numbers.number(Fraction(repr(value))) for key, value in point.items()}
    # Its bound is absolute for what is small, so the function is made to have the size 1.
    scale = abs(walk(job.before.graph, [job.before.node], at, numbers)[0]) or numbers.context.one

    def f(x: Any) -> Any:
        here = {**at, name: numbers.convert(x)}
        return walk(job.before.graph, [job.before.node], here, numbers)[0] / scale

    estimate = richardson(f, Fraction(repr(point[name])), digits=digits)
    found = numbers.convert(estimate.value) * scale
    return _within(job.numbers(digits), found, 0.0, numbers.convert(estimate.error) * scale)


def _by_complex_step(job: _Job, point: Point, digits: int) -> Ball:
    graph = job.before.graph
    if any(not is_over_letter(graph.operator(node)[0]) for node in binders_below(graph, [job.before.node])):
        raise Unsupported("an integral is taken along real numbers")
    for node in graph.below([job.before.node]):
        op = graph.ops[node]
        if op == PIECEWISE or (is_function(op) and not row_of(op).holomorphic):
            raise Unsupported(f"{row_of(op).name} is not holomorphic")
    if job.complex:
        raise Unsupported("needs a function that is real on the real axis")
    name = job.names[-1]
    numbers = Multiprecision(4 * digits, real=False)
    context = numbers.context
    at = {key: numbers.number(Fraction(repr(value))) for key, value in point.items()}
    found = []
    for more in (0, 1):  # a step ten times as long shows how much the step matters
        step = abs(at[name]) * context.mpf(10) ** (more - digits)
        moved = {**at, name: context.mpc(at[name], step)}
        [value] = walk(graph, [job.before.node], moved, numbers)
        found.append(context.im(value) / step)
    rounding = abs(value) / step * context.mpf(10) ** (-3 * digits)
    return _within(job.numbers(digits), found[0], 0.0, abs(found[1] - found[0]) + rounding)


def _within(numbers: Balls, value: Any, relative: float, absolute: Any = 0) -> Ball:
    """Return a value of which an error is known, as a ball."""
    number = numbers.base.convert(value)  # type: ignore[attr-defined]
    error = size_of(number) + math.log2(relative) if relative else NONE
    return Ball(numbers, number, both(both(error, size_of(absolute)), size_of(number) - numbers.bits))


WITNESSES: Final[dict[str, Callable[[_Job, Point, int], Ball]]] = {
    "SymPy": _by_sympy,
    "dual numbers": _by_duals,
    "jets": _by_jets,
    "Richardson": _by_richardson,
    "complex step": _by_complex_step,
}
