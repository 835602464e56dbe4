"""The table of identities: both sides of each have one value at random points of its domain, its condition
is needed, and the simplifier uses it by its name."""

from __future__ import annotations

import ast
import random
import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from parts import in_parts

from symdiff import Expr, SymdiffError, evaluate, parse, simplify
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import walk
from symdiff.simplifier import identities
from symdiff.simplifier.arrays.identities import LAWS
from symdiff.simplifier.identities import IDENTITIES, Identity, find

DOCS = Path(__file__).parents[1] / "docs"
WHOLE = ("n", "m", "k")
RANGES = ((0.1, 1.0), (-1.0, -0.1), (-0.95, 0.95), (1.05, 4.0), (-4.0, -1.05), (-0.2, 0.2))
CORNERS = (0, 1, -1, 2, -2, 0.5, -0.5, 4, -4)
POINTS = 36
LEAST = 10
DIGITS = 30
COMPLEX = Multiprecision(DIGITS, real=False)
HUGE = 1e18
"""What is larger is a pole that rounding has missed, and has no value."""

NOT_SHARP: dict[str, str] = {}
"""Rows whose condition no sample point breaks, with the reason."""

ids = [identity.name for identity in IDENTITIES]


@cache
def read(text: str) -> Expr:
    return parse(text)


@cache
def symbols_of(text: str) -> list[str]:
    expr = read(text)
    return expr.graph.symbols([expr.node])


def names(identity: Identity) -> list[str]:
    texts = [identity.left, identity.right, *([identity.condition] if identity.condition else [])]
    return sorted({name for text in texts for name in symbols_of(text)})


def value(text: str, at: dict[str, complex]) -> Any:
    """Return the principal value at a point to 30 digits, None where there is none."""
    expr = read(text)
    own = {name: at[name] for name in symbols_of(text)}
    for point in (own, {name: x.real for name, x in own.items() if not x.imag}):
        if point.keys() != own.keys():
            continue
        try:
            found = evaluate(expr, point, digits=DIGITS)
        except (SymdiffError, ArithmeticError, ValueError):
            continue  # a function of real arguments alone
        return found if abs(found) < HUGE else None
    return None


def quick_value(text: str, at: dict[str, complex]) -> Any:
    """Return the principal value at a point in numbers of 38 digits, however many of them rounding takes;
    None where there is none, or only one of real arguments."""
    expr = read(text)
    own = {name: at[name] for name in symbols_of(text)}
    try:
        [found] = walk(
            expr.graph, [expr.node], {name: COMPLEX.convert(x) for name, x in own.items()}, COMPLEX, own
        )
    except (SymdiffError, ArithmeticError, ValueError):
        return None
    return found if abs(found) < HUGE else None


def holds(condition: str, at: dict[str, complex]) -> bool:
    if not condition:
        return True
    expr = read(condition)
    own = {name: at[name] if at[name].imag else at[name].real for name in symbols_of(condition)}
    return bool(evaluate(expr, own, digits=DIGITS))


def same(left: Any, right: Any) -> bool:
    return bool(abs(left - right) <= 1e-18 * max(1, abs(left), abs(right)))


def corners(identity: Identity) -> Iterator[dict[str, complex]]:
    """Yield points of few small numbers, zeros among them, each once."""
    generator = random.Random(identity.name)
    drawn = [
        tuple(
            [
                complex(generator.randint(-2, 3) if name in WHOLE else generator.choice(CORNERS))
                for name in names(identity)
            ]
        )
        for _ in range(3 * POINTS if names(identity) else 1)
    ]
    for values in dict.fromkeys(drawn):
        yield dict(zip(names(identity), values, strict=True))


def points(identity: Identity, complex_too: bool = False) -> Iterator[dict[str, complex]]:
    """Yield points, the first ones with all coordinates of one range."""
    generator = random.Random(identity.name)
    real = set(WHOLE)
    if any(sign in identity.condition for sign in "<>"):
        real.update(symbols_of(identity.condition))
    for attempt in range(POINTS if names(identity) else 1):
        at = {}
        for name in names(identity):
            low, high = generator.choice(RANGES) if attempt >= len(RANGES) else RANGES[attempt]
            if name in WHOLE:
                at[name] = complex(generator.randint(-4, 8))
            elif complex_too and name not in real:
                at[name] = complex(generator.uniform(low, high), generator.uniform(-1.4, 1.4))
            else:
                at[name] = complex(generator.uniform(low, high))
        yield at


def compare(identity: Identity, at: dict[str, complex]) -> bool:
    """Return whether both sides have a value at a point; fail where the values differ or where the right
    side, which is put for the left one, has lost it.

    Numbers without a bound on their error come first, at a third of the cost: twenty digits that both sides
    have in common are no chance. Whatever else they say is asked of proved digits."""
    left, right = quick_value(identity.left, at), quick_value(identity.right, at)
    if left is not None and right is not None and same(left, right):
        return True
    left, right = value(identity.left, at), value(identity.right, at)
    if left is None:
        return False
    assert right is not None, f"{identity.left} is {left}, {identity.right} has no value at {at}"
    assert same(left, right), f"{identity.left} is {left}, {identity.right} is {right} at {at}"
    return True


@in_parts
@pytest.mark.parametrize("identity", IDENTITIES)
def test_both_sides_have_one_value_at_real_points(identity: Identity) -> None:
    inside = [at for at in (*points(identity), *corners(identity)) if holds(identity.condition, at)]
    compared = sum([compare(identity, at) for at in inside])
    assert compared >= (LEAST if names(identity) else 1)


@in_parts
@pytest.mark.parametrize("identity", [i for i in IDENTITIES if i.complex])
def test_both_sides_have_one_value_at_complex_points(identity: Identity) -> None:
    inside = [at for at in points(identity, complex_too=True) if holds(identity.condition, at)]
    compared = sum([compare(identity, at) for at in inside])
    assert compared >= (LEAST if names(identity) else 1)


@in_parts
@pytest.mark.parametrize("identity", [i for i in IDENTITIES if i.condition])
def test_a_condition_is_needed(identity: Identity) -> None:
    outside = [at for at in (*corners(identity), *points(identity)) if not holds(identity.condition, at)]
    for at in outside:
        left, right = value(identity.left, at), value(identity.right, at)
        if (left is None) != (right is None) or (left is not None and not same(left, right)):
            assert identity.name not in NOT_SHARP
            return
    assert identity.name in NOT_SHARP, "it holds at every sample point outside of its condition, too"


@in_parts
@pytest.mark.parametrize("identity", [i for i in IDENTITIES if not i.complex])
def test_what_is_said_of_real_numbers_alone_fails_for_complex_ones(identity: Identity) -> None:
    for at in points(identity, complex_too=True):
        wide = {name: complex(x.real, 4 * x.imag) for name, x in at.items()}
        left, right = value(identity.left, wide), value(identity.right, wide)
        if left is None or right is None or not same(left, right):
            return
    assert identity.condition, "more could be claimed"


def shown(identity: Identity) -> list[str]:
    """Return formulas in which the simplifier is to use a law: its example, or its left side, alone and with
    the right side subtracted, each whole number as 3."""
    if identity.example:
        return [identity.example]
    left, right = [re.sub(r"\b[nmk]\b", "3", side) for side in (identity.left, identity.right)]
    return [left, f"{left} - ({right})"]


@cache
def traced(text: str, level: Any) -> tuple[Expr, list[str]]:
    """Return what a formula is simplified to, and the names of the laws."""
    return simplify(text, level=level, trace=True)


@in_parts
@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_trace_has_its_name(identity: Identity) -> None:
    tried = []
    for text in shown(identity):
        short, names = traced(text, "full")
        assert set(names) <= set(ids)
        if identity.name in names:
            return
        tried.append((text, str(short), names))
    pytest.fail(f"it is not used in {tried}")


BASIC = [i for i in IDENTITIES if i.module in ("normal", "factor", "conditions", "exact")]


@in_parts
@pytest.mark.parametrize("identity", BASIC)
def test_a_law_of_the_normal_form_is_used_by_the_normal_form(identity: Identity) -> None:
    assert any(identity.name in traced(text, "basic")[1] for text in shown(identity))


@in_parts
@pytest.mark.parametrize("level", ["basic", "full"])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_answer_is_the_same_with_and_without_a_trace(identity: Identity, level: Any) -> None:
    """Small formulas have a form of their own, which notes no names: a law must be known to both."""
    for text in shown(identity):
        assert traced(text, level)[0] == simplify(text, level=level)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sqrt(x**2)", "x"),
        ("log(x*y)", "log(x) + log(y)"),
        ("(x**2)**(1/4)", "sqrt(x)"),
        ("cos(x)", "x*cos(x)/x"),
    ],
)
def test_a_wrong_identity_is_found_out_with_its_point(left: str, right: str) -> None:
    wrong = Identity("wrong", left, right, "", False, "normal", "arithmetic")
    with pytest.raises(AssertionError, match=r"at \{'x': "):
        [compare(wrong, at) for at in (*points(wrong), *corners(wrong))]


def written(source: str) -> Iterator[str]:
    """Yield the texts that code adds to a set of names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add":
            if ast.unparse(node.func.value).split(".")[-1] in ("used", "laws", "names", "reasons"):
                for argument in node.args:
                    branches = [argument]
                    if isinstance(argument, ast.IfExp):
                        branches = [argument.body, argument.orelse]
                    for branch in branches:
                        if isinstance(branch, ast.Constant):
                            yield str(branch.value)


def test_every_name_that_code_adds_has_a_row() -> None:
    package = Path(identities.__file__).parent
    found = {name for path in package.rglob("*.py") for name in written(path.read_text(encoding="utf-8"))}
    assert len(found) > 60
    assert found <= {*ids, *[law.name for law in LAWS]}


def test_names_are_unique_and_plain() -> None:
    assert len(set(ids)) == len(ids)
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in ids)
    assert all(find(name).name == name for name in ids)


def test_every_row_has_a_source_and_a_module_that_is_there() -> None:
    package = Path(identities.__file__).parents[1]
    places = {path.stem for path in package.rglob("*.py")} | {
        path.parent.name for path in package.rglob("*.py")
    }
    for identity in IDENTITIES:
        assert identity.source
        assert identity.module in places


def test_the_document_is_in_step_with_the_table() -> None:
    """`python docs/write_identities.py` writes it."""
    written = runpy.run_path(str(DOCS / "write_identities.py"))["document"]()
    assert (DOCS / "identities.md").read_text(encoding="utf-8") == written
