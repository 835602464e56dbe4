"""Judging a derivative by witnesses that did not make it.

>>> from symdiff.parser.formula import parse
>>> report = check(parse("x**3*sin(x)"), "x", witnesses=["dual numbers", "jets"])
>>> report.ok, [w.name for w in report.witnesses]
(True, ['dual numbers', 'jets'])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from symdiff.arithmetic.sample import concrete, plain, sample
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, TooLarge, Unsupported
from symdiff.graph.expr import Expr
from symdiff.judge.proof import AGREE, DIGITS, Point, by_duals, distance, noise, value_of
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import Variables, expression, names_of
from symdiff.table.functions import row_of
from symdiff.table.operators import PIECEWISE, is_function
from symdiff.verbs.derivatives import derivatives


@dataclass(frozen=True, slots=True)
class Witness:
    """What one independent method says of a derivative."""

    name: str
    points: int
    """Points at which it was compared."""
    worst: float
    """Largest disagreement, relative to max(1, |derivative|)."""
    agrees: bool | None
    """None where it could not speak."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A derivative and what the witnesses say of it. True where all that spoke agree."""

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


def check(
    expr: Any,
    *variables: Variables,
    order: int = 1,
    answer: Any = None,
    points: int = 5,
    seed: int = 0,
    witnesses: Iterable[str] = (),
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Report:
    """Return what independent witnesses say of the derivative of *expr*.

    The derivative is symdiff's own, or *answer* where one is given. Witnesses: SymPy's derivative,
    dual numbers, jets, Richardson extrapolation at 30 digits, and the complex step where the
    formula is holomorphic; *witnesses* names those wanted.

    Domain: seeded points inside the natural domain. Cost: seconds, not milliseconds.
    Raises as `derive` does.
    """
    if not isinstance(order, int) or order < 1:
        raise SymdiffError(f"a check of order {order!r}", hint="give a whole number, 1 or more")
    chain = derivatives(expr, *variables, order=order, symbols=symbols, functions=functions, limits=limits)
    names = tuple([name for name, _ in chain[1:]])
    whole = concrete(chain[0][1])
    before = concrete(chain[-2][1])
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

    def ask(self, name: str, method: Callable[[_Job, Point, int], tuple[Any, float]]) -> Witness:
        """Return what the witness *name* says at all points."""
        worst, compared, note = 0.0, 0, ""
        agrees = True
        for point in self.points:
            try:
                distance, allowed = self._compare(method, point)
            except (DomainError, NotDifferentiable, Unsupported, TooLarge) as error:
                note = error.message
                continue
            compared += 1
            worst = max(worst, distance)
            if distance > allowed:
                agrees = False
                note = f"at {plain(point)}"
        if not self.points:
            note = "no sample point was found inside the domain"
        silent = compared == 0
        shown = note if silent or not agrees else ""
        return Witness(name, compared, worst, None if silent else agrees, shown)

    def _compare(
        self, method: Callable[[_Job, Point, int], tuple[Any, float]], point: Point
    ) -> tuple[float, float]:
        """Return the disagreement at *point* and how much of it the method explains."""
        gap, allowed = float("inf"), 0.0
        for digits in (DIGITS, 2 * DIGITS):
            expected, error = method(self, point, digits)
            allowed = max(AGREE, error / max(1.0, abs(complex(expected))))
            try:
                value = value_of(self.judged, point, self.numbers(digits))
            except DomainError:
                continue  # the witness has a value where the derivative has none
            gap = min(gap, distance(value, expected))
            if gap > allowed:
                allowed = max(allowed, noise(self.judged, point, self.numbers(digits)))
            if gap <= allowed:
                break
        return gap, allowed

    def numbers(self, digits: int) -> Any:
        from symdiff.arithmetic.multiprecision import Multiprecision

        return Multiprecision(digits, real=not self.complex)


def _by_sympy(job: _Job, point: Point, digits: int) -> tuple[Any, float]:
    from symdiff.judge import oracle

    if "sympy" not in job.cache:
        derived = oracle.to_sympy(job.whole)
        for name in job.names:
            derived = oracle.derivative(derived, name)
        job.cache["sympy"] = derived
    return oracle.value(job.cache["sympy"], point, digits), 0.0


def _by_duals(job: _Job, point: Point, digits: int) -> tuple[Any, float]:
    return by_duals(job.before, job.names[-1], point, job.numbers(digits)), 0.0


def _by_jets(job: _Job, point: Point, digits: int) -> tuple[Any, float]:
    from symdiff.arithmetic.jet import jet

    numbers = job.numbers(digits)
    at = {name: numbers.convert(value) for name, value in point.items()}
    name = job.names[-1]
    if len(set(job.names)) == 1:
        return jet(job.whole, name, at, len(job.names), arithmetic=numbers).derivatives[-1], 0.0
    return jet(job.before, name, at, 1, arithmetic=numbers).derivatives[-1], 0.0


def _by_richardson(job: _Job, point: Point, digits: int) -> tuple[Any, float]:
    from symdiff.numeric.quotients import richardson

    if job.complex:
        raise Unsupported("needs a real function")
    name = job.names[-1]
    numbers = job.numbers(3 * digits)

    def f(x: Any) -> Any:
        return value_of(job.before, {**point, name: x}, numbers)

    estimate = richardson(f, point[name], digits=digits)
    return estimate.value, float(estimate.error)


def _by_complex_step(job: _Job, point: Point, digits: int) -> tuple[Any, float]:
    from symdiff.arithmetic.multiprecision import Multiprecision

    graph = job.before.graph
    for node in graph.below([job.before.node]):
        op = graph.ops[node]
        if op == PIECEWISE or (is_function(op) and not row_of(op).holomorphic):
            raise Unsupported(f"{row_of(op).name} is not holomorphic")
    if job.complex:
        raise Unsupported("needs a function that is real on the real axis")
    name = job.names[-1]
    numbers = Multiprecision(3 * digits, real=False)
    step = numbers.context.mpf(10) ** (-digits)
    at = {key: numbers.convert(value) for key, value in point.items()}
    at[name] = numbers.context.mpc(at[name], step)
    [value] = walk(graph, [job.before.node], at, numbers)
    # The error is h**2 f'''/6: 10**(-2 digits) times a third derivative.
    return numbers.context.im(value) / step, 10.0 ** (-digits)


WITNESSES: Final[dict[str, Callable[[_Job, Point, int], tuple[Any, float]]]] = {
    "SymPy": _by_sympy,
    "dual numbers": _by_duals,
    "jets": _by_jets,
    "Richardson": _by_richardson,
    "complex step": _by_complex_step,
}
