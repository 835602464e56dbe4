"""One convention of arguments: formulas first, then variables, each in every way it may be given; the rest by
keyword."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy
import pytest
import sympy

import symdiff
from symdiff import Expr, SymdiffError, UnknownName, apply, derive, hessian, parse, symbols
from symdiff.parser.inputs import name_of, names_of

TWO = "x**2*y"
AT = {"x": 1.5, "y": 2.0}
IN_TWO: dict[str, Callable[..., Any]] = {
    "derive": lambda f, v: derive(f, v),
    "steps": lambda f, v: symdiff.steps(f, v).answer,
    "gradient": lambda f, v: symdiff.gradient(f, v),
    "jacobian": lambda f, v: symdiff.jacobian(f, v).rows,
    "hessian": lambda f, v: hessian(f, v).rows,
    "jvp": lambda f, v: symdiff.jvp(f, v),
    "vjp": lambda f, v: symdiff.vjp(f, v),
    "hvp": lambda f, v: symdiff.hvp(f, v, [1, 2]),
    "directional": lambda f, v: symdiff.directional(f, v, [1, 2]),
    "collect": lambda f, v: symdiff.collect(f, v),
    "code": lambda f, v: symdiff.code(f, "c", v, wanted="gradient").split("*/")[1],
    "compile": lambda f, v: symdiff.compile(f, v, wanted="gradient", target="numpy")(1.5, 2.0),
    "gradient_at": lambda f, v: symdiff.gradient_at(f, v, AT),
    "directional_at": lambda f, v: symdiff.directional_at(f, v, AT, [1, 2]),
    "clarke_element": lambda f, v: symdiff.clarke_element(f, v, AT),
    "check": lambda f, v: symdiff.check(f, v, witnesses=["dual numbers"]).derivative,
    "judge": lambda f, v: str(symdiff.judge(f, v, "2*x")),
}
"""Verbs that take a formula and several variables."""
IN_ONE: dict[str, Callable[..., Any]] = {
    "derive": lambda f, v: derive(f, v),
    "implicit": lambda f, v: symdiff.implicit(f, "y", v),
    "implicit_steps": lambda f, v: symdiff.implicit_steps(f, "y", v).answer,
    "at_kinks": lambda f, v: symdiff.at_kinks(f, v, "left"),
    "derive_distribution": lambda f, v: symdiff.derive_distribution(f, v),
    "derivative_at": lambda f, v: symdiff.derivative_at(f, v, AT),
    "jet": lambda f, v: symdiff.jet(f, v, AT, 2).coefficients,
    "special_points": lambda f, v: [str(point) for point in symdiff.special_points(f, v)],
    "taylor": lambda f, v: str(symdiff.taylor(f, v, order=2)),
    "apart": lambda f, v: symdiff.apart(f, v),
}
"""Verbs that take a formula and one variable."""
IN_NONE: dict[str, Callable[..., Any]] = {
    "evaluate": lambda f: symdiff.evaluate(f, AT),
    "simplify": lambda f: symdiff.simplify(f),
    "stable": lambda f: symdiff.evaluate(symdiff.stable(f), AT),
    "expand": lambda f: symdiff.expand(f),
    "factor": lambda f: symdiff.factor(f),
    "together": lambda f: symdiff.together(f),
    "trig": lambda f: symdiff.trig(f),
}
NO_FORMULA = {
    "apply",
    "generate",
    "is_compiled",
    "parse",
    "symbols",
    "tensors",
    "gradcheck",
    "minimize",
    "minimize_composite",
    "prox",
}
"""Not verbs on a formula and its variables; `minimize` and `prox` have tests of their own."""


def test_every_verb_is_tried_here():
    verbs = {name for name in symdiff.__all__ if inspect.isfunction(getattr(symdiff, name))}
    assert verbs - NO_FORMULA == set(IN_TWO) | set(IN_ONE) | set(IN_NONE)


def formulas() -> list[Any]:
    x, y = sympy.symbols("x y")
    return [TWO, parse(TWO), x**2 * y]


def ways() -> list[Any]:
    x, y = symbols("x y")
    return ["x y", "x, y", " x,y ", ["x", "y"], ("x", "y"), [x, y], [x, "y"], iter(["x", "y"]),
            sympy.symbols("x y")]  # fmt: skip


@pytest.mark.parametrize("verb", sorted(IN_TWO))
def test_a_verb_takes_a_text_an_expr_or_a_sympy_expression(verb):
    first, *others = [IN_TWO[verb](formula, "x y") for formula in formulas()]
    assert others == [first] * len(others)


@pytest.mark.parametrize("verb", sorted(IN_TWO))
def test_variables_are_given_in_every_way(verb):
    first, *others = [IN_TWO[verb](TWO, way) for way in ways()]
    assert others == [first] * len(others)


@pytest.mark.parametrize("verb", sorted(IN_ONE))
def test_one_variable_is_given_in_every_way(verb):
    x = symbols("x")
    found = [IN_ONE[verb](f, v) for f in formulas() for v in ("x", " x ", x, ["x"], sympy.Symbol("x"))]
    assert found == [found[0]] * len(found)


@pytest.mark.parametrize("verb", sorted(IN_NONE))
def test_a_verb_without_variables_takes_them_all(verb):
    first, *others = [IN_NONE[verb](formula) for formula in formulas()]
    assert others == [first] * len(others)


@pytest.mark.parametrize("verb", sorted({*IN_TWO, *IN_ONE, *IN_NONE}))
def test_what_can_be_left_out_is_given_by_keyword(verb):
    operands = {"at", "variable", "vector", "direction", "directions"}
    operands |= {"variables", "function", "over"}  # asked for in words where they are missing
    for parameter in inspect.signature(getattr(symdiff, verb)).parameters.values():
        is_operand = parameter.name in operands or (verb, parameter.name) in (
            ("compile", "order"),
            ("code", "order"),
        )
        if parameter.default is not inspect.Parameter.empty and not is_operand:
            assert parameter.kind == inspect.Parameter.KEYWORD_ONLY, parameter.name


@pytest.mark.parametrize("verb", ["derive", "gradient", "jacobian", "hessian", "jvp", "vjp", "hvp"])
def test_the_old_name_of_the_level_is_still_read(verb):
    call = getattr(symdiff, verb)
    text, variables = "x*x*x + x*x*x", ["x"]
    given = ({"simplify": "none"}, {"level": "none"}, {})
    old, new, default = [call(text, variables, **options) for options in given]
    assert str(old) == str(new) != str(default)
    with pytest.raises(SymdiffError, match="unknown level 'most'"):
        call(text, variables, level="most")


def test_a_text_of_two_letters_is_one_name():
    """A string is never taken letter by letter."""
    assert hessian("x*y", "xy").variables == ("xy",)
    assert symdiff.gradient("x*y", "xy") == [0]
    assert symdiff.gradient("x*y", "x y") == [parse("y"), parse("x")]
    assert parse("gamma*x", symbols="gamma") == parse("gamma*x", symbols=["gamma"])


def test_names_are_read_alike_and_refused_alike():
    x = symbols("x")
    assert names_of("") == []
    assert names_of([["x", x], "y z"]) == ["x", "x", "y", "z"]
    assert names_of("x₁, 𝑥 θ") == ["x_1", "x", "θ"]
    assert str(derive("𝑥² + x₁", "𝑥")) == "2*x"
    for wrong in ("2x", "x+y", 3, [None], "x;y"):
        with pytest.raises(SymdiffError, match="is not a variable"):
            names_of(wrong)
    for wrong in ("x y", "", [x, x]):
        with pytest.raises(SymdiffError, match="where one variable is expected"):
            name_of(wrong)


@pytest.mark.parametrize(
    "number", [3, 0.5, Fraction(1, 3), Decimal("0.5"), numpy.int64(3), numpy.float32(0.5)]
)
def test_a_number_of_any_kind_is_a_formula(number):
    assert symdiff.evaluate(symdiff.simplify(number)) == float(number)
    assert derive(number, "x") == 0


@pytest.mark.parametrize(
    "formula", ["(x - 3)**2 + abs(x)", parse("(x - 3)**2 + abs(x)")], ids=["text", "Expr"]
)
def test_minimize_and_prox_take_formulas_and_variables_in_every_way(formula):
    x = symbols("x")
    [found] = {round(symdiff.minimize(formula, way).values["x"], 6) for way in ("x", [x], sympy.symbols("x"))}
    assert found == 2.5
    assert symdiff.minimize(sympy.Abs(sympy.Symbol("x") - 1), "x").values["x"] == 1
    abs_x = sympy.Abs(sympy.Symbol("x", real=True))
    for penalty in ("abs(x)", abs(x), abs_x, ["abs(x)"], (abs_x,)):
        assert symdiff.prox(penalty, 3.0) == 2.0
        assert symdiff.minimize("(x - 3)**2/2", "x", penalty=penalty).values["x"] == pytest.approx(2)
    for over in ways():
        assert symdiff.prox("abs(x) + abs(y)", [3, 1], over=over) == [2, 0]


def test_points_have_names_or_symbols():
    x, y = symbols("x y")
    assert symdiff.evaluate("x*y", {x: 2, "y": 3}) == symdiff.evaluate("x*y", x=2, y=3) == 6
    assert symdiff.derivative_at("x*y", x, {x: 2, y: 3}) == 3
    assert symdiff.evaluate("e*m", {"e": 2, "m": 3}) == 6  # a name with a value is no constant


def test_a_replacement_may_be_a_text():
    assert parse("x + y").subs({"x": "y", "y": "2*z"}) == parse("y + 2*z")


WRONG = {
    "parse(5)": "a formula is read from a text", "parse('x', shapes=5)": "shapes are read from a text",
    "tensors(5)": "expected a text, not int", "symbols(5)": "5 is no name",
    "symbols('2x')": "'2x' is no name", "symbols(['a', 3])": "3 is no name",
    "apply('sine', 3)": "did you mean sin", "apply('sin')": "does not take 0 arguments",
    "derivative_at('x', 'x', {'x': 1}, digits='many')": "'many' digits",
    "derivative_at('x', 'x', {'x': 1}, digits=0)": r"limit `digits` is 1 to 10000",
    "evaluate('x', {'x': 1}, digits='many')": "'many' digits",
    "evaluate('sin(x)', {'x': 1}, exact=True)": "evaluate without exact=True",
    "evaluate('acos(x)', {'x': 1.0000001})": "x = 1.0000001",
    "check('x^2', 'x', points=0)": "0 sample points", "check('x^2', 'x', order=0)": "a check of order 0",
    "apart('1/(x^2 - 1)', 'x y')": "by one variable", "generate(variable='x y')": "one variable is expected",
    "minimize('x^2', 'x', tolerance='a')": "a tolerance of 'a'", "minimize('x^2', 'x', step='a')": "'a'",
    "code('x', 'julia', dtype='float32')": "Julia is written in double precision",
    "code('besselj(2, x)', 'rust')": "besselj cannot be computed here",
    "compile('x', dtype='int32')": "results of the type int32", "compile('x', threads=0)": "0 threads",
    "compile('x*y')([1, 2], [1, 2, 3])": "do not fit together",
    "directional_at('x*y', 'x y', AT, [1])": "a direction of 1 for 2 variables",
    "gradient('x*y')": "give them as a list, such as ['x', 'y']",
    "jacobian(['x*t', 't'])": "give them as a list, such as ['t', 'x']",
    "hessian('a*b')": "give them as a list, such as ['a', 'b']", "minimize('x^2')": "minimise over what?",
    "implicit('x*y = 1')": 'for example implicit(f, "y", "x")', "check('x^2', 'x', '2x')": "judged by judge",
    "derive('x^2', '2')": "the order, as in x and order=2",
    "jacobian({'a': 'x'}, 'x')": "a dict where formulas",
    "jvp('x*y', 'x y', {'x': 1})": "a vector of x for the variables x, y",
    "code('x', 'python')": "is written by f.python()",
    "clarke_element('abs(x)', 'x', {'x': 0}, [[1, 2]])": "give 1 direction, with 1 number each",
}  # fmt: skip
"""A call, and what its refusal says."""


@pytest.mark.parametrize("call", WRONG)
def test_what_is_of_the_wrong_kind_is_refused(call):
    with pytest.raises(SymdiffError) as caught:
        eval(call, {name: getattr(symdiff, name) for name in symdiff.__all__} | {"AT": AT})  # noqa: S307
    assert WRONG[call] in str(caught.value)


def test_a_direction_may_have_names():
    assert [str(d) for d in symdiff.jvp("x^2*y", "x y", {"y": 1, parse("x"): 0})] == ["x**2"]


def test_a_text_makes_no_expression_by_itself():
    with pytest.raises(TypeError, match=r"by parse: write parse\('x\*\*2'\)"):
        symdiff.Expr("x**2")


def test_a_row_of_a_matrix_is_had_by_its_number():
    found = symdiff.hessian("x^2*y", "x y")
    assert found[0] == found.rows[0]
    assert found[0][1] == found[0, 1] == parse("2*x")


def test_an_expression_is_simplified_by_its_own_verb_as_by_that_of_the_package():
    assert parse("x/x").simplify() == 1
    assert parse("x/x").simplify().where == "x != 0"
    assert parse("x + x").simplify("none") == parse("x + x")


def test_a_name_that_is_near_a_public_one_is_told():
    with pytest.raises(AttributeError) as caught:
        symdiff.deriv  # noqa: B018
    assert (caught.value.name, caught.value.obj) == ("deriv", symdiff)  # what Python looks for a name by


def test_what_is_missing_is_said():
    with pytest.raises(UnknownName, match="no function 'sine'"):
        apply("sine", 3)
    assert isinstance(derive("x", "x"), Expr)


OLD = {
    "directions": "clarke_element directional_at gradient_at", "distributions": "derive_distribution",
    "evaluate": "evaluate", "expr": "Expr apply symbols", "gradcheck": "gradcheck", "kinks": "at_kinks",
    "local": "derivative_at", "named": "apart collect expand factor together trig", "parse": "parse",
    "points": "special_points", "series": "taylor", "verbs": "derive gradient simplify",
    "several": "Jacobian SparseJacobian directional hessian hvp jacobian jvp vjp",
    "witnesses": "Report Witness check", "arithmetic.dual": "Dual", "arithmetic.jet": "Jet jet",
    "proximal": "minimize minimize_composite prox", "limits": "Limits", "errors": "SymdiffError ParseError",
}  # fmt: skip
"""The modules that public names once stood in."""


@pytest.mark.parametrize("module", OLD)
def test_public_names_are_found_in_their_old_modules(module):
    old = import_module(f"symdiff.{module}")
    for name in OLD[module].split():
        assert getattr(old, name) is getattr(symdiff, name)


def test_no_old_module_hides_a_verb():
    """In a fresh process, after the modules of the names of verbs are imported."""
    program = (
        "from symdiff.parse import parse; from symdiff.simplify import simplify\n"
        "import symdiff.evaluate, symdiff.gradcheck, symdiff.simplifier.identities as identities\n"
        "assert symdiff.parse is parse and callable(symdiff.evaluate) and callable(symdiff.gradcheck)\n"
        "assert str(symdiff.simplify('x + x')) == '2*x' and identities.IDENTITIES\n"
        "try: import symdiff.parse.tables\n"
        "except ModuleNotFoundError: print('no package')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("no package\n", "")


def test_no_package_has_the_name_of_a_public_name():
    place = Path(symdiff.__file__).parent
    packages = {
        path.stem for path in place.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert "parser" in packages
    assert packages.isdisjoint(symdiff.__all__)
