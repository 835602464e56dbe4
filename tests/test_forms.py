"""The named forms: what each prints, that it keeps its value, that SymPy agrees, and what is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from click.testing import CliRunner
from parts import in_parts

import symdiff
from symdiff import (
    DomainError,
    Expr,
    Limits,
    SymdiffError,
    TooLarge,
    Unsupported,
    apart,
    collect,
    evaluate,
    expand,
    factor,
    parse,
    together,
    trig,
)
from symdiff.cli import cli

EXPANDED = {
    "(x + y)**2": "x**2 + 2*x*y + y**2",
    "(x + 1)*(x - 1)": "x**2 - 1",
    "(x + 1)**3": "x**3 + 3*x**2 + 3*x + 1",
    "x*(y + 1)/z": "x*y/z + x/z",
    "(x + 1/x)**2": "x**2 + 2 + 1/x**2",
    "(x + 1)**2/(y + 1)": "x**2/(y + 1) + 2*x/(y + 1) + 1/(y + 1)",
    "sin((x + 1)**2)": "sin(x**2 + 2*x + 1)",
    "1/(x*(y + 1) + 1)": "1/(x*y + x + 1)",
    "exp(x*(y + 1))": "exp(x*y + x)",
    "(exp(x) + 1)**2": "2*exp(x) + exp(2*x) + 1",
    "(sqrt(x) + 1)**2": "x + 2*sqrt(x) + 1",
    "(sqrt(x + 1) + 1)**2": "x + 2*sqrt(x + 1) + 2",
    "(sqrt(x + y)*sqrt(x - y) + 1)**2": "x**2 - y**2 + 2*sqrt(x + y)*sqrt(x - y) + 1",
    "(1 + I)**2": "2*I",
    "(x + I)*(x - I)": "x**2 + 1",
    "(x + 0.5)**2": "x**2 + x + 0.25",
    "(x + 1)**(n + 2)": "x**2*(x + 1)**n + 2*x*(x + 1)**n + (x + 1)**n",
    "(x - 1)*(x**4 + x**3 + x**2 + x + 1)": "x**5 - 1",
    "sqrt((x + 1)**2)": "Abs(x + 1)",
    "x*(x + 1) < y*(y + 1)": "x**2 + x < y**2 + y",
    "Piecewise((x*(x + 1), x > 0), (x, True))": "Piecewise((x**2 + x, x > 0), (x, True))",
    "sin((x + 1)**2 - x**2 - 2*x) - sin(1)": "0",
    "3": "3",
}
FACTORED = {
    "x**2 - y**2": "(x + y)*(x - y)",
    "x**3 - 1": "(x**2 + x + 1)*(x - 1)",
    "2*x + 2": "2*(x + 1)",
    "4 - 2*x": "2*(2 - x)",
    "x/2 + 1/3": "(3*x + 2)/6",
    "1 - x": "1 - x",
    "2*x - x**2 - 1": "-(x - 1)**2",
    "x**4 + 4": "(x**2 + 2*x + 2)*(x**2 - 2*x + 2)",
    "x*y + x + y + 1": "(x + 1)*(y + 1)",
    "(x**2 - 1)/(x**2 - 4)": "(x + 1)*(x - 1)/((x + 2)*(x - 2))",
    "1/x + 1/y": "(x + y)/(x*y)",
    "sin(x)**2 - sin(x)": "(sin(x) - 1)*sin(x)",
    "sin(x)**4 - cos(x)**4": "(sin(x) + cos(x))*(sin(x) - cos(x))",
    "exp(2*x) - 1": "(exp(x) + 1)*(exp(x) - 1)",
    "x - sqrt(x)": "sqrt(x)*(sqrt(x) - 1)",
    "(x + sqrt(2))**2 - 2": "x*(x + 2*sqrt(2))",
    "x**1000 + x**999": "x**999*(x + 1)",
    "(x + 1)**1000*(2*x + 2)": "2*(x + 1)**1001",
    "(x - y)**3*(y - x)": "-(x - y)**4",
    "x**2 + 1": "x**2 + 1",
    "x < 1": "x < 1",
    "0*x": "0",
    "6": "6",
}
TOGETHER = {
    "1/x + 1/y": "(x + y)/(x*y)",
    "1/(x - 1) - 1/(x + 1)": "2/(x**2 - 1)",
    "a/b + c/d": "(a*d + b*c)/(b*d)",
    "x/2 + 1/3": "(3*x + 2)/6",
    "(x**2 - 1)/(x - 1)": "x + 1",
    "1/x**2 - 1": "(1 - x**2)/x**2",
    "1/x + 1/x**2": "(x + 1)/x**2",
    "1 + 1/(1 + 1/x)": "(2*x + 1)/(x + 1)",
    "tan(x) + 1/tan(x)": "(tan(x)**2 + 1)/tan(x)",
    "1/sqrt(x + 1) + sqrt(x + 1)": "(x + 2)/sqrt(x + 1)",
    "(x - 1)/(sqrt(x) - 1)": "sqrt(x) + 1",
    "1/(sqrt(2) - x) + 1/(sqrt(2) + x)": "2*sqrt(2)/(2 - x**2)",
    "(x + 1)**500/(x**2 - 1)": "(x + 1)**499/(x - 1)",
    "0.5/x + 1/y": "(x + 0.5*y)/(x*y)",
    "(x - 1)*(x + 1)": "x**2 - 1",
}
APART = {
    ("1/(x*(x + 1))", "x"): "1/x - 1/(x + 1)",
    ("1/(x**2 - 1)", "x"): "1/(2*(x - 1)) - 1/(2*(x + 1))",
    ("(x**3 + 1)/(x**2 - x)", "x"): "x + 2/(x - 1) + 1 - 1/x",
    ("x**5/(x**2 + 1)**2", "x"): "x - 2*x/(x**2 + 1) + x/(x**2 + 1)**2",
    ("1/(x**3 - 1)", "x"): "1/(3*(x - 1)) - (x + 2)/(3*(x**2 + x + 1))",
    ("1/(x**3*(x + 1))", "x"): "1/x - 1/(x + 1) - 1/x**2 + 1/x**3",
    ("1/(x**4 + 1)", "x"): "1/(x**4 + 1)",
    ("1/(x*(x + a))", "x"): "1/(a*x) - 1/(a*(a + x))",
    ("1/(a*x**2 + b*x)", "x"): "1/(b*x) - a/(b*(a*x + b))",
    ("(a*x**2 + 1)/(a*(x + 1))", "x"): "x - 1 + (a + 1)/(a*(x + 1))",
    ("(x + y)**3/(x**2*y)", "x"): "x/y + 3*y/x + y**2/x**2 + 3",
    ("sin(a)/(x**2 - x)", "x"): "sin(a)/(x - 1) - sin(a)/x",
    ("1/(sin(x)*(sin(x) + 1))", "sin(x)"): "1/sin(x) - 1/(sin(x) + 1)",
    ("1/(exp(x)*(exp(x) + 1))", "exp(x)"): "exp(-x) - 1/(exp(x) + 1)",
    ("1/(x*(x - 0.5))", "x"): "2/(x - 0.5) - 2/x",
    ("1/y", "x"): "1/y",
    ("x", "x"): "x",
}
COLLECTED = {
    ("a*x + b*x + c", "x"): "c + x*(a + b)",
    ("(x + y)**2", "x"): "x**2 + 2*x*y + y**2",
    ("(a + b + x)**2", "x"): "x**2 + 2*x*(a + b) + (a + b)**2",
    ("x**2*y + x*y + x**2 + 1", "x"): "x*y + x**2*(y + 1) + 1",
    ("c - a*x - b*x", "x"): "c - x*(a + b)",
    ("a*x + b*x + a*y + b*y", "x", "y"): "x*(a + b) + y*(a + b)",
    ("a*sin(x) + b*sin(x) + 1", "sin(x)"): "(a + b)*sin(x) + 1",
    ("a*(x + 1) + b*(x + 1)", "x + 1"): "(a + b)*(x + 1)",
    ("a*x*y + b*x*y + x", "x*y"): "x*y*(a + b) + x",
    ("a*x**n + b*x**n + x", "x"): "x + x**n*(a + b)",
    ("a*x**2 + b*x**2 + x", "x**2"): "x**2*(a + b) + x",
    ("a*exp(2*x) + b*exp(2*x) + exp(x)", "exp(x)"): "exp(x) + (a + b)*exp(2*x)",
    ("a*sqrt(x) + b*sqrt(x) + x", "sqrt(x)"): "x + sqrt(x)*(a + b)",
    ("a/x + b/x", "x"): "(a + b)/x",
    ("x/y + x/z + 1/x", "x"): "1/x + x*(y + z)/(y*z)",
    ("x*(a**2 - b**2)/(a - b) + x**2", "x"): "x**2 + x*(a + b)",
    ("x*sin(t)**2 + x*cos(t)**2 + 1", "x"): "x + 1",
    ("0.5*x + a*x", "x"): "x*(a + 0.5)",
    ("a*b + a*c", "x"): "a*(b + c)",
}
TRIGONOMETRIC = {
    "sin(x)/cos(x)": "tan(x)",
    "cos(x)/sin(x)": "cot(x)",
    "1/sin(x)": "csc(x)",
    "tan(x)*cos(x)": "sin(x)",
    "sin(x)**2 + cos(x)**2": "1",
    "1 + tan(x)**2": "sec(x)**2",
    "1/cos(x)**2 - 1": "tan(x)**2",
    "(1 - cos(x)**2)/sin(x)": "sin(x)",
    "sec(x)**2 - tan(x)**2": "1",
    "csc(x) - cot(x)*cos(x)": "sin(x)",
    "sin(x)**3 + sin(x)*cos(x)**2": "sin(x)",
    "sinh(x)/cosh(x)": "tanh(x)",
    "tanh(x)**2 + sech(x)**2": "1",
    "x + 1": "x + 1",
}


def row(form: Callable[..., Expr], formula: str | tuple[str, ...], printed: str) -> Any:
    arguments = (formula,) if isinstance(formula, str) else formula
    return pytest.param(form, arguments, printed, id=f"{form.__name__} {' by '.join(arguments)}")


ROWS = [
    row(form, formula, printed)
    for form, table in (
        (expand, EXPANDED),
        (factor, FACTORED),
        (together, TOGETHER),
        (apart, APART),
        (collect, COLLECTED),
        (trig, TRIGONOMETRIC),
    )
    for formula, printed in table.items()
]


@in_parts
@pytest.mark.parametrize(("form", "arguments", "printed"), ROWS)
def test_a_form_is_printed_and_is_its_own_form(
    form: Callable[..., Expr], arguments: tuple[str, ...], printed: str
) -> None:
    answer = form(*arguments)
    assert str(answer) == printed
    assert form(answer, *arguments[1:]) == answer


def same_value(before: Expr, after: Expr, seed: int = 0) -> int:
    """Return at how many points of ten both had a value; they must be the same."""
    generator = random.Random(seed)
    names = sorted(symbol.name for symbol in before.free_symbols | after.free_symbols)
    found = 0
    for _ in range(10):
        at = {name: generator.randint(1, 10**6) / 7**6 for name in names}
        try:
            left = evaluate(before, at, digits=30)
        except DomainError:
            continue
        right = evaluate(after, at, digits=30)
        found += 1
        assert left == right or abs(left - right) <= 1e-20 * max(1, abs(left)), (str(after), at)
    return found


@in_parts
@pytest.mark.parametrize(("form", "arguments", "printed"), ROWS)
def test_a_form_keeps_the_value(form: Callable[..., Expr], arguments: tuple[str, ...], printed: str) -> None:
    assert same_value(parse(arguments[0]), parse(printed)) > 2


def random_sum(generator: random.Random, kernels: tuple[str, ...]) -> str:
    terms = [
        f"{generator.choice([-3, -1, 1, 2])}*{generator.choice(kernels)}**{generator.randint(0, 2)}"
        f"*{generator.choice(kernels)}"
        for _ in range(generator.randint(2, 3))
    ]
    return f"({' + '.join(terms)} + {generator.randint(1, 5)})"


@pytest.mark.parametrize("seed", range(15))
def test_partial_fractions_add_up_to_what_they_came_from(seed: int) -> None:
    generator = random.Random(seed)
    poles = generator.sample(["x", "(x + a)", "(x - 1)", "(x**2 + b)", "(c*x + 2)", "(x**2 + x + 1)"], 3)
    bottom = "*".join(f"{pole}**{generator.randint(1, 3)}" for pole in poles)
    formula = f"{random_sum(generator, ('x', 'a', 'x', 'exp(c)'))}**2/({bottom})"
    long = Limits(terms=10**6)
    answer = apart(formula, "x", limits=long)
    assert factor(answer - parse(formula, limits=long)) == 0
    assert same_value(parse(formula), answer, seed) > 2


@pytest.mark.parametrize(
    "formula", [f for f in EXPANDED if not any(sign in f for sign in ("<", ".", "I", "**(n", "sqrt((x", "P"))]
)
def test_expand_is_sympys(formula: str) -> None:
    import sympy

    difference = expand(formula).sympy() - parse(formula).sympy()
    assert sympy.expand(difference, complex=False) == 0


@pytest.mark.parametrize("formula", ["x**2 - y**2", "x**4 + 4", "x**3 - 1", "x**6 - 1", "x**12 - y**12"])
def test_factor_has_the_factors_of_sympy(formula: str) -> None:
    import sympy

    ours, theirs = factor(formula).sympy(), sympy.factor(parse(formula).sympy())
    assert sympy.expand(ours - theirs) == 0
    assert len(sympy.Mul.make_args(ours)) == len(sympy.Mul.make_args(theirs))


@pytest.mark.parametrize(
    "formula",
    ["1/(x**3 - 1)", "x**5/(x**2 + 1)**2", "(x**3 + 1)/(x**2 - x)", "1/(x**2 - 1)**3", "1/(x**6 - x**2)"],
)
def test_apart_is_sympys(formula: str) -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    ours, theirs = apart(formula).sympy(), sympy.apart(parse(formula).sympy(), x)
    assert sympy.expand(sympy.expand(ours) - sympy.expand(theirs)) == 0
    assert len(sympy.Add.make_args(ours)) == len(sympy.Add.make_args(theirs))


# What is accepted, and what is refused ---------------------------------------------------------


def test_a_form_takes_texts_expressions_and_sympys() -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    assert expand((x + 1) ** 2) == expand(parse("(x + 1)**2")) == expand("(x + 1)**2")
    assert collect("a*x + b*x", parse("x")) == collect("a*x + b*x", "x")
    assert expand("1/2x + 0").notes
    assert str(collect("a*e + b*e", "e")) == "e*(a + b)"
    assert str(factor("f(x)*y + f(x)", functions=["f"])) == "(y + 1)*f(x)"


def test_the_one_symbol_is_the_variable() -> None:
    assert apart("1/(x*(x + 1))") == apart("1/(x*(x + 1))", "x")
    assert collect("x*(x + 1)") == collect("x*(x + 1)", "x")


@pytest.mark.parametrize(
    ("form", "arguments", "error", "said"),
    [
        (apart, ("1/(x*y)",), SymdiffError, "by which variable"),
        (apart, ("1/2",), SymdiffError, "by which variable"),
        (collect, ("x*y",), SymdiffError, "by which variable"),
        (collect, ("x*y", "3"), SymdiffError, "cannot collect by 3"),
        (apart, ("1/(x**2 + x)", "2"), SymdiffError, "no partial fractions by 2"),
        (apart, ("1/(x**2 + x)", "x + 1"), SymdiffError, "no partial fractions by x + 1"),
        (apart, ("1/(x*sin(x))", "x"), Unsupported, "it occurs in sin(x)"),
        (apart, ("1/(x*sqrt(x) + 1)", "x"), Unsupported, "it occurs in sqrt(x)"),
        (apart, ("x**n/(x + 1)", "x"), Unsupported, "it occurs in x**n"),
        (apart, ("1/((x - sqrt(2))*(x**2 - 2))", "x"), Unsupported, "has no value"),
        (together, ("1/((1 + sqrt(2))**2 - 2*sqrt(2) - 3)",), Unsupported, "has no value"),
        (expand, ("1/0",), Unsupported, "a division by zero"),
        (factor, ("x + oo",), Unsupported, "an infinity"),
        (expand, ("(x + y)**20000",), TooLarge, "`terms`"),
        (expand, ("(x + y)**(10**9)",), TooLarge, "`terms`"),
        (expand, ("(a + b + c + d + g + h)**30",), TooLarge, "`terms`"),
        (expand, ("(99999999999999999999*x + 1)**5000",), TooLarge, "`terms`"),
        (factor, ("x**1000 - 1",), TooLarge, "`degree`"),
        (factor, ("+".join(f"x{i}" for i in range(500)),), TooLarge, "500 kernels"),
        (together, ("+".join(f"1/(x + a{i})" for i in range(40)),), TooLarge, "`terms`"),
    ],
    ids=lambda value: value[0][:30] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_had_is_refused_soon_with_a_hint(
    form: Callable[..., Expr],
    arguments: tuple[str, ...],
    error: type[SymdiffError],
    said: str,
    at_most: Any,
) -> None:
    with at_most(5), pytest.raises(error) as caught:
        form(*arguments)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_limit_can_be_raised() -> None:
    assert str(factor("x**1000 - 1", limits=Limits(degree=1000))).startswith("(")
    with pytest.raises(TooLarge, match="terms"):
        expand("(x + y)**20", limits=Limits(terms=20))


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 300 + "x" + "*(x + 1) + 1)" * 300,
        "sin(x*(x + 1) + " * 1000 + "x" + ")" * 1000,
        "+".join(f"x{i}" for i in range(3000)),
        "*".join(f"(x + {i})" for i in range(200)),
    ],
    ids=["nested products", "nested functions", "a long sum", "many factors"],
)
def test_a_deep_or_long_formula_is_expanded_or_refused_soon(formula: str, at_most: Any) -> None:
    with at_most(10), suppress(TooLarge):
        assert expand(formula).nodes


def test_partial_fractions_with_parameters_do_not_swell(at_most: Any) -> None:
    with at_most(10):
        assert apart("1/((x + a)**12*(x + b)**12)", "x").size < 2000


# The command line ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["(x + 1)^2", "--form", "expand"], "x**2 + 2*x + 1"),
        (["x^2 - 1", "--form", "factor"], "(x + 1)*(x - 1)"),
        (["1/x + 1/y", "--form", "together"], "(x + y)/(x*y)"),
        (["1/(x^2 - x)", "--form", "apart"], "1/(x - 1) - 1/x"),
        (["1/(x*(x + 2))", "--form", "apart", "--by", "x"], "1/(2*x) - 1/(2*(x + 2))"),
        (["a*x + b*x + y*a", "--form", "collect", "--by", "x", "--by", "y"], "a*y + x*(a + b)"),
        (["a*e + b*e", "--form", "collect", "--by", "e"], "e*(a + b)"),
        (["sin(x)/cos(x)", "--form", "trig"], "tan(x)"),
        (["-x^2 + 1", "--form", "factor", "--format", "latex"],
         r"\left(x + 1\right) \left(1 - x\right)"),
        (["x*x", "--level", "basic"], "x**2"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_command_prints_the_form_alone(arguments: list[str], printed: str) -> None:
    done = CliRunner().invoke(cli, ["simplify", *arguments])
    assert (done.stdout, done.stderr, done.exit_code) == (printed + "\n", "", 0)


def test_partial_fractions_say_where_they_have_no_value_and_the_fraction_has() -> None:
    done = CliRunner().invoke(cli, ["simplify", "1/(x*(x + a))", "--form", "apart", "--by", "x"])
    assert (done.stdout, done.stderr, done.exit_code) == ("1/(a*x) - 1/(a*(a + x))\n", "where a != 0\n", 0)
    assert apart("x/((x + a)*(x + b))", "x").where == "a != b"
    assert apart("1/((x + 1)*(x + 2))", "x").where == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1/(x*y)", "--form", "apart"], "--by"),
        (["x*y", "--form", "collect"], "--by"),
        (["x*y", "--form", "apart", "--by", "x", "--by", "y"], "one variable"),
        (["x*y", "--form", "expand", "--by", "x"], "--form apart"),
        (["x*y", "--by", "x"], "--form apart"),
        (["x*y", "--form", "factor", "--level", "full"], "exclude"),
        (["x*y", "--form", "shortest"], "shortest"),
        (["(x + y)^20000", "--form", "expand"], "--limit terms="),
        (["x +", "--form", "expand"], "x +"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_command_refuses_with_a_message_and_status_2(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(cli, ["simplify", *arguments])
    assert (done.stdout, done.exit_code) == ("", 2)
    assert said in done.stderr


def test_each_line_of_stdin_is_written_in_the_form() -> None:
    done = CliRunner().invoke(
        cli, ["simplify", "-", "--form", "apart"], input="1/(x^2 - x)\nx*y\n1/(t*t + t)\n"
    )
    assert done.stdout == "1/(x - 1) - 1/x\n1/t - 1/(t + 1)\n"
    assert "line 2" in done.stderr
    assert done.exit_code == 1


def test_the_forms_are_public() -> None:
    assert {"apart", "collect", "expand", "factor", "together", "trig"} <= set(symdiff.__all__)


def test_a_long_exponent_makes_no_long_polynomial() -> None:
    assert str(expand(parse("x**(2**70)*(x + 1)"))) == f"x**{2**70 + 1} + x**{2**70}"


@pytest.mark.parametrize(
    "form", [expand, factor, together, trig, apart, collect], ids=lambda form: form.__name__
)
def test_a_form_says_what_it_lost_of_the_domain(form: Any) -> None:
    by = ("x",) if form in (apart, collect) else ()
    assert list(map(str, form("sqrt(x)*sqrt(x)*y/y", *by).conditions)) == ["x >= 0", "y != 0"]
    assert form("x + 1", *by).conditions == ()
    assert str(form("0.5*x/x", *by).conditions[0]) == "x != 0"
