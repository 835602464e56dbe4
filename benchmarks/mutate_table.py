"""Break THE TABLE on purpose and see that its tests object.

    python benchmarks/mutate_table.py            every mutant of every partial and field
    python benchmarks/mutate_table.py sin gamma  of these rows only

A mutant is one row with one text changed: a sign, a factor, a sibling function, an exponent, a branch. A
mutant of a partial that has the values of the original at 40 points, complex ones among them, is the same
formula in other words and is dropped, as is a condition that is true of the same points. The claims of
tests/test_functions.py are then made of the changed row, in this process; a claim that fails of the row as
it is counts for nothing. One line for each mutant that nobody objects to; exit 1 where there is one.
"""

from __future__ import annotations

import ast
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any

import pytest

if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(here), str(here / "tests")]

import rows

from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.errors import SymdiffError
from symdiff.parser import templates as rules
from symdiff.table import functions, operators
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, PIECEWISE
from symdiff.table.row import Function

Mutant = tuple[str, Function]
"""What was done, and the changed row."""

SIBLINGS = {
    "sin": "cos", "cos": "sin", "tan": "cot", "cot": "tan", "sec": "csc", "csc": "sec", "sinh": "cosh",
    "cosh": "sinh", "tanh": "coth", "coth": "tanh", "sech": "csch", "csch": "sech", "sqrt": "cbrt",
    "cbrt": "sqrt", "exp": "exp2", "exp2": "exp10", "exp10": "exp2", "expm1": "exp", "log": "log2",
    "log1p": "log", "asin": "acos", "acos": "asin", "atan": "acot", "asinh": "acosh", "acosh": "asinh",
    "atanh": "acoth", "gamma": "factorial", "digamma": "trigamma", "trigamma": "digamma", "sign": "Abs",
    "Abs": "sign", "floor": "ceiling", "sinc": "sin", "sigmoid": "tanh", "erf": "erfc", "erfc": "erf",
    "erfi": "erf", "erfinv": "erf", "erfcinv": "erfinv", "erfcx": "erfc", "dawson": "erf",
    "besselj": "bessely", "bessely": "besselj", "besseli": "besselk", "besselk": "besseli",
    "hankel1": "hankel2", "hankel2": "hankel1", "airyai": "airybi", "airybi": "airyai",
    "airyaiprime": "airybiprime", "airybiprime": "airyaiprime", "elliptic_k": "elliptic_e",
    "elliptic_e": "elliptic_f", "elliptic_f": "elliptic_e", "chebyshevt": "chebyshevu",
    "chebyshevu": "chebyshevt", "legendre": "chebyshevt", "hermite": "chebyshevt", "laguerre": "legendre",
    "polylog": "zeta", "zeta": "polylog", "polygamma": "zeta", "LambertW": "log1p", "Ei": "li",
    "hypot": "beta",
}  # fmt: skip
"""What a function is mistaken for."""
NAMESAKES = {
    "math": ("sin", "cos"), "cmath": ("sin", "cos"), "mpmath": ("sin", "cos"),
    "numpy": ("numpy.sin", "numpy.cos"), "sympy": ("sin", "cos"),
}  # fmt: skip
"""A wrong name in each library, and one more for the row whose name the first is."""


# Mutants of a formula -----------------------------------------------------------------------


def formulas(text: str, by: str) -> Iterator[tuple[str, str]]:
    """Yield changes of a derivative by the parameter *by*: what was done, and the new text."""
    yield "sign", f"-({text})"
    yield "factor 2", f"2*({text})"
    yield "plus 1", f"({text}) + 1"
    yield "times argument", f"{by}*({text})"
    tree = ast.parse(text, mode="eval")
    for place, node in enumerate(ast.walk(tree)):
        for what, new in _changed(node):
            yield what, ast.unparse(_Replace(place, new).visit_tree(deepcopy(tree)))


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may stand in the place of one node."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id != "Piecewise":
        name, arguments = node.func.id, node.args
        sibling = SIBLINGS.get(name)
        if sibling and functions.code_of(sibling, len(arguments)) >= 0:
            yield f"{name} for {sibling}", ast.Call(ast.Name(sibling), arguments, [])
        elif functions.code_of(name, len(arguments) - 1) >= 0:
            yield "argument dropped", ast.Call(node.func, arguments[1:], [])
        if len(arguments) > 1:
            yield "arguments swapped", ast.Call(node.func, [arguments[1], arguments[0], *arguments[2:]], [])
        if name == "sqrt":  # the same on half of the plane
            below = ast.UnaryOp(ast.USub(), arguments[0])
            yield "branch", ast.BinOp(ast.Name("I"), ast.Mult(), ast.Call(node.func, [below], []))
    elif isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Pow):
            yield (
                "exponent",
                ast.BinOp(node.left, ast.Pow(), ast.BinOp(node.right, ast.Add(), ast.Constant(1))),
            )
            yield "exponent dropped", node.left
        elif isinstance(node.op, ast.Mult):
            yield "factor dropped", node.right
            yield "product for quotient", ast.BinOp(node.left, ast.Div(), node.right)
            if _is_sqrt(node.left) and _is_sqrt(node.right):
                inside = ast.BinOp(node.left.args[0], ast.Mult(), node.right.args[0])  # type: ignore[attr-defined]
                yield "branch", ast.Call(ast.Name("sqrt"), [inside], [])
            elif _is_sqrt(node.right):  # u*sqrt(v) and sqrt(u**2*v): the same on half of the plane
                square = ast.BinOp(node.left, ast.Pow(), ast.Constant(2))
                inside = ast.BinOp(square, ast.Mult(), node.right.args[0])  # type: ignore[attr-defined]
                yield "branch", ast.Call(ast.Name("sqrt"), [inside], [])
        elif isinstance(node.op, ast.Div):
            yield "divisor dropped", node.left
            yield "quotient upside down", ast.BinOp(node.right, ast.Div(), node.left)
        else:
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "sign inside", ast.BinOp(node.left, other, node.right)
            yield "term dropped", node.left
    elif isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        yield "number", ast.Constant(node.value + 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign dropped", node.operand


def _is_sqrt(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sqrt"


class _Replace(ast.NodeTransformer):
    """Puts a node in the place of the one that comes at a number in breadth."""

    def __init__(self, place: int, new: ast.AST) -> None:
        self.place, self.new = place, new

    def visit_tree(self, tree: ast.Expression) -> ast.AST:
        self.old = list(ast.walk(tree))[self.place]
        return self.visit(tree)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().generic_visit(node)


def of_partials(row: Function) -> Iterator[Mutant]:
    """Yield a row with a changed partial, for each change of each."""
    for place, text in enumerate(row.partials):
        if text is None:
            continue
        seen = {text}
        for what, new in formulas(text, row.parameters[place]):
            if new not in seen:
                seen.add(new)
                changed = (*row.partials[:place], new, *row.partials[place + 1 :])
                yield f"partials[{place}], {what}: {new}", row._replace(partials=changed)
        others = [p for i, p in enumerate(row.partials) if p is not None and p not in seen and i != place]
        for other in others[:1]:
            changed = (*row.partials[:place], other, *row.partials[place + 1 :])
            yield f"partials[{place}], that of another parameter: {other}", row._replace(partials=changed)


def of_fields(row: Function) -> Iterator[Mutant]:
    """Yield a row with another field changed, once or twice for each field that is not empty."""

    def made(field: str, new: Any) -> Mutant:
        return f"{field}: {new}", row._replace(**{field: new})

    for field in ("domain", "smooth", "poles", "kinks", "jumps", "zeros", "range"):
        text = getattr(row, field)
        if text and text != "False":
            yield made(field, f"not ({text})")
            other = _one_changed(text)
            if other and (field != "range" or len(other) < len(text)):  # a range may be wider than the values
                yield made(field, other)
            if field not in ("range", "zeros"):  # none need be stated
                yield made(field, "")
    if any(row.alone):
        yield made("alone", tuple(row.smooth if text else "" for text in row.alone))
    if row.sign:
        yield made("sign", f"-({row.sign})")
        yield made("sign", f"({row.sign}) - 1/8")
    if row.cut:
        axis, _, where = row.cut.partition(": ")
        yield made("cut", f"{ {'re': 'im', 'im': 're'}[axis] }: {where}")
        yield made("cut", f"{axis}: not ({where})")
        yield made("cut", "")
    if row.definition:
        yield made("definition", f"2*({row.definition})")
        yield made("definition", f"({row.definition}) + 1")
    if row.parity:
        yield made("parity", "odd" if row.parity == "even" else "even")
    if row.period:
        yield from (made("period", text) for text in (f"2*({row.period})", f"({row.period})/2", ""))
    if row.mirror:
        yield made("mirror", f"{row.mirror} + 1")
    if row.jump:
        yield from (made("jump", text) for text in (f"-({row.jump})", f"2*({row.jump})", ""))
    for place, (end, text) in enumerate(row.ends):
        for new in ((end, f"({text}) + 1/1000"), (f"({end})/2", text)):
            yield made("ends", (*row.ends[:place], new, *row.ends[place + 1 :]))
    if row.beside:
        yield made("beside", f"({row.beside})*(1 + 1/1000)")
    if row.power_series:
        start, first, ratio = row.power_series
        for new in (
            (f"{start}0", first, ratio),
            (start, f"2*({first})", ratio),
            (start, first, f"k*({ratio})"),
        ):
            yield made("power_series", new)
    for place, text in enumerate(row.far):
        if text:
            for new in (f"-({text})", f"({text}) + 1/x**2"):
                yield made("far", (*row.far[:place], new, *row.far[place + 1 :]))
    if row.family:
        yield made("family", "circular" if row.family != "circular" else "hyperbolic")
        yield made("powers", (row.powers[0], -row.powers[1]) if row.powers[1] else (2, 0))
    if row.arity > 0 and row not in operators.OPERATORS:
        yield from (made(flag, not getattr(row, flag)) for flag in ("integer_valued", "complex_valued"))
    if row.inverse:
        yield made("inverse", "cosh" if row.inverse != "cosh" else "sinh")
    for place, (arguments, said) in enumerate(row.special[:2]):
        changed = [*row.special]
        changed[place] = (arguments, f"{said} + 1/1000")
        yield made("special", tuple(changed))
    if row.integers:
        yield made("integers", ("unheard_of",))
    if row.holomorphic is False and row.arity > 0 and row.partials[0] != "0":
        yield made("holomorphic", True)
    elif row.arity == 1 and row.partials[0] not in ("0", None) and row not in operators.OPERATORS:
        yield made("holomorphic", False)
    if row.arity > 0:
        yield made("partials", row.partials[:-1])
    if row not in operators.OPERATORS:
        yield made("aliases", (*row.aliases, "cosh" if row.name != "cosh" else "sinh"))
        yield made("aliases", (*row.aliases, "pi"))
    if row.source:
        yield made("source", "")
    for field, names in NAMESAKES.items():
        if getattr(row, field) and row.arity > 0:
            yield made(field, names[0] if getattr(row, field) != names[0] else names[1])
    if "{0}" in row.latex and row not in operators.OPERATORS:
        yield made("latex", row.latex.replace("{0}", f"{{{row.arity}}}"))
        yield made("latex", row.latex + "{{")
    elif row.latex and row.arity > 0:
        others = [f.latex for f in functions.FUNCTIONS if f.arity == row.arity and "{" not in f.latex]
        yield made("latex", next(text for text in others if text and text != row.latex))


def _one_changed(text: str) -> str:
    """Return a condition with its first sign replaced: < by <=, == by a bound, or nothing."""
    for old, new in ((" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "), (" == 0", " == 1")):
        if old in text:
            return text.replace(old, new, 1)
    return ""


# The changed table --------------------------------------------------------------------------


@contextmanager
def changed(code: int, row: Function) -> Iterator[None]:
    """Put *row* in the place of the one of *code* while the block runs."""
    original = row_of(code)
    values_change = row.definition != row_of(code).definition or row.mpmath != row_of(code).mpmath
    functions.ROWS[code] = row
    _clear(values_change)
    try:
        yield
    finally:
        functions.ROWS[code] = original
        _clear(values_change)


def _clear(values_change: bool) -> None:
    for cached in (rules.partial, rules.definition, rules.condition, rules.specials):
        cached.cache_clear()
    type(FLOAT).native.cache_clear()  # type: ignore[attr-defined]
    type(COMPLEX).native.cache_clear()  # type: ignore[attr-defined]
    if values_change:
        rows.forget()


def objections(code: int, claims: list[rows.Claim], first: bool = True) -> list[str]:
    """Return the names of the claims that fail of the row as it is now: the first one, or all."""
    failed = []
    for of, claim in claims:
        try:
            if of(code):
                claim(code)
        except pytest.skip.Exception:
            pass
        except (Exception, pytest.fail.Exception):
            failed.append(claim.__name__)
            if first:
                break
    return failed


def is_same(code: int, mutant: Function) -> bool:
    """Return whether each partial of *mutant* has the values of the original, and is undefined with it.

    At 40 points of the complex plane (or the real line, where the row is real only), other ones than
    the claims look at, and where formulas change: -1, 0, 1.
    """
    row = row_of(code)
    random = rows.random_of(code, "same")
    edges = [rows.mp.mpf(edge) for edge in (-1, 0, 1)]
    points = []
    for attempt in range(400):
        point = rows.drawn(row, random)
        if attempt % 4 == 0:
            point = (*point[:-1], edges[attempt // 4 % 3])
        if rows.regular(code, point) or not rows.is_real(row):
            points.append((point, rows.REAL if rows.is_real(row) else rows.COMPLEX))
        if len(points) == 24:
            break
    if row.holomorphic and not rows.is_condition(row):
        points += [(point, rows.COMPLEX) for point in rows.complex_points(code, 4)]
    for place in range(row.arity):
        if row.partials[place] == mutant.partials[place]:
            continue
        for point, arithmetic in points:
            at = dict(zip(row.parameters, point, strict=True))
            said = []
            for text in (row.partials[place], mutant.partials[place]):
                try:
                    said.append(rows.of_text(text, arithmetic, **at))
                except (SymdiffError, ArithmeticError, ValueError, TypeError):
                    said.append(None)
            if (said[0] is None) != (said[1] is None):
                return False
            if said[0] is not None and not rows.close(said[1], said[0], 1e-25, 0):
                return False
    return True


def is_same_condition(code: int, what: str, mutant: Function) -> bool:
    """Return whether the condition that was changed is true of the same points in the domain.

    At those of the grid of halves and at drawn ones, 400 at most; a domain and poles anywhere.
    """
    field = what.partition(":")[0]
    if field not in ("domain", "smooth", "poles", "kinks", "jumps", "zeros"):
        return False
    row = row_of(code)
    random = rows.random_of(code, "conditions")
    halves = [rows.mp.mpf(half) / 2 for half in range(-6, 7)]
    points = list(product(halves, repeat=row.arity)) if row.arity < 3 else []
    points += [tuple(random.choices(halves, k=row.arity)) for _ in range(200 if row.arity > 2 else 0)]
    points += [rows.drawn(row, random) for _ in range(100)] + rows.grid_points(code)
    if field in ("smooth", "kinks", "jumps", "zeros"):
        points = [point for point in points if rows.holds(code, "domain", point)]
    truth = [rows.holds(code, field, point, rows.NEARLY) for point in points]
    is_empty = not getattr(row, field), not getattr(mutant, field)
    if is_empty[0] != is_empty[1] and field not in ("domain", "smooth"):
        return False
    with changed(code, mutant):
        return truth == [rows.holds(code, field, point, rows.NEARLY) for point in points]


def main(names: list[str]) -> int:
    """Print the mutants that survive, and return the number of them, at most 1."""
    import test_functions  # noqa: F401 - fills CLAIMS

    made, caught, same = Counter[str](), Counter[str](), 0
    by: Counter[str] = Counter()
    start = time.perf_counter()
    for code in range(ADD, rows.LAST):
        row = row_of(code)
        if code == PIECEWISE or (names and row.name not in names):
            continue
        already = objections(code, rows.CLAIMS, first=False)
        if already:
            print(f"{rows.label(code)}: fails as it is: {', '.join(already)}", flush=True)
        claims = [pair for pair in rows.CLAIMS if pair[1].__name__ not in already]
        mutants = [("partials", *mutant) for mutant in of_partials(row)]
        mutants += [("fields", *mutant) for mutant in of_fields(row)]
        for kind, what, mutant in mutants:
            if is_same(code, mutant) if kind == "partials" else is_same_condition(code, what, mutant):
                same += 1
                continue
            made[kind] += 1
            with changed(code, mutant):
                failed = objections(code, claims)
            if failed:
                caught[kind] += 1
                by[failed[0]] += 1
            else:
                print(f"survives: {rows.label(code)}, {what}", flush=True)
    for name, count in by.most_common():
        print(f"{count:6} {name}")
    for kind in made:
        print(f"{kind}: {made[kind]} mutants, {caught[kind]} caught")
    total, found = sum(made.values()), sum(caught.values())
    taken = time.perf_counter() - start
    print(f"{total} mutants, {found} caught; {same} dropped as the same formula; {taken:.0f} s")
    return int(found < total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
