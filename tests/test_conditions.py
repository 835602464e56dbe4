"""Conditions: what simplification loses of the domain is said, and no more than that."""

from __future__ import annotations

import copy
import json
import pickle
import time
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from parts import in_parts
from strategies import ELEMENTARY, dense, edge_points, examples, samples, wild

from symdiff import DomainError, Expr, SymdiffError, derive, evaluate, parse, simplify, symbols
from symdiff.at.solved import solved
from symdiff.cli import cli
from symdiff.export.json import json_text
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain import same_values
from symdiff.simplifier.domain.lost import conditions_of, lost
from symdiff.simplifier.levels import Level, simplified
from symdiff.table.operators import POW

SIMPLIFIED = (
    # quotients
    ("x/x", "1", ["x != 0"]),
    ("x**2/x", "x", ["x != 0"]),
    ("x*x**(-1)", "1", ["x != 0"]),
    ("1/(1/x)", "x", ["x != 0"]),
    ("1/x - 1/x", "0", ["x != 0"]),
    ("(x**2 - 1)/(x - 1)", "x + 1", ["x != 1"]),
    ("(x**3 - x)/(x**2 - x)", "x + 1", ["x != 0", "x != 1"]),
    ("(x - 1)/(x - 1)**2", "1/(x - 1)", []),
    ("(x**2 - y**2)/(x - y)", "x + y", ["x - y != 0"]),
    ("0/(2*x - 1)", "0", ["x != 1/2"]),
    ("0/(a*x)", "0", ["a != 0", "x != 0"]),
    ("0/(x**2 - 2)", "0", ["x != -sqrt(2)", "x != sqrt(2)"]),
    ("0/(x*y - 1)**2", "0", ["x*y != 1"]),
    ("0/(0.5*x - 1)", "0", ["x != 2"]),
    ("f(x)/f(x)", "1", ["f(x) != 0"]),
    ("0/Abs(x)", "0", ["x != 0"]),
    ("0/(x - pi)", "0", ["x != pi"]),
    # never zero, or never negative
    ("cosh(x)/cosh(x)", "1", []),
    ("0/(x**2 + 1)", "0", []),
    ("0/(1 + exp(x))", "0", []),
    ("0/2**x + 0/pi", "0", []),
    ("0/(cos(x) + 2)", "0", []),
    ("0*sqrt(x**2 + y**4)", "0", []),
    ("0/(tanh(x) - 1) + 0/(tanh(x) + 1)", "0", []),
    ("0*log(atan(x) + pi/2)", "0", []),
    # zero, or of one sign, where the argument is
    ("0/erfi(x)", "0", ["x != 0"]),
    ("0*log(erfi(2*x))", "0", ["x > 0"]),
    ("0/acosh(x)", "0", ["x > 1"]),
    ("0*sqrt(acos(x))", "0", ["-1 <= x <= 1"]),
    ("0/logit(x)", "0", ["0 < x < 1", "x != 1/2"]),
    ("0/tan(x)", "0", ["cos(x) != 0", "sin(x) != 0"]),
    ("0/sqrt(1 + x**2) + 0*log(x + sqrt(1 + x**2))", "0", []),
    # logarithms and exponentials
    ("exp(log(x))", "x", ["x > 0"]),
    ("log(exp(x))", "x", []),
    ("exp(2*log(x))", "x**2", ["x > 0"]),
    ("log(x) - log(x)", "0", ["x > 0"]),
    ("log(x)/log(x)", "1", ["x > 0", "x != 1"]),
    ("0*log(-2*x)", "0", ["x < 0"]),
    ("0*log(x - 2*y + 1/2)", "0", ["x - 2*y > -1/2"]),
    ("0*log(x)*log(x + 1)/(x + 2)", "0", ["x > 0"]),
    ("0*log(x**2*y)", "0", ["x != 0", "y > 0"]),
    ("0*log(x/y)", "0", ["x*y > 0"]),
    ("0*log(1 - x**2)", "0", ["-1 < x < 1"]),
    ("0*sqrt(log(x))", "0", ["x >= 1"]),
    # powers
    ("sqrt(x)**2", "x", ["x >= 0"]),
    ("sqrt(x)*sqrt(x)", "x", ["x >= 0"]),
    ("sqrt(x - 1)**2", "x - 1", ["x >= 1"]),
    ("sqrt(x)/x", "1/sqrt(x)", []),
    ("0*sqrt(x)/x", "0", ["x > 0"]),
    ("sqrt(x)*x/x", "sqrt(x)", ["x != 0"]),
    ("sqrt(x*y)**2", "x*y", ["x*y >= 0"]),
    ("sqrt(x**2 - 1)**2", "x**2 - 1", ["x <= -1 or x >= 1"]),
    ("(x**(1/3))**3", "x", ["x >= 0"]),
    ("x**a/x**b", "x**(a - b)", []),
    ("x**y/x**y", "1", ["x > 0"]),
    ("x**3 - x**3 + y**0", "1", []),
    # trigonometric
    ("tan(x)*cos(x)", "sin(x)", ["cos(x) != 0"]),
    ("sin(x)/tan(x)", "cos(x)", ["cos(x) != 0", "sin(x) != 0"]),
    ("asin(x) - asin(x)", "0", ["-1 <= x <= 1"]),
    ("0*asin(x)/sqrt(1 - x**2)", "0", ["-1 < x < 1"]),
    ("sin(asin(x - 1))", "x - 1", ["0 <= x <= 2"]),
    # conditions that are more than one comparison
    ("asec(x) - asec(x)", "0", ["x <= -1 or x >= 1"]),
    ("(asec(x) - asec(x))*log(x)", "0", ["x >= 1"]),
    ("(asec(x) - asec(x))*log(x - 2)", "0", ["x > 2"]),
    ("gamma(x)/gamma(x)", "1", ["x > 0 or x != floor(x)"]),
    ("0*gamma(x)*log(x)", "0", ["x > 0"]),
    ("atan2(y, x) - atan2(y, x)", "0", ["x != 0 or y != 0"]),
    # sums of squares, and of decimals
    ("0/(x**2 - x*y + y**2 + 1)", "0", []),
    ("0/(x**2 - 6*x + y**2 - 6*y + 20)", "0", []),
    ("0/(x**2 - 6*x + y**2 - 6*y + 18)", "0", ["x != 3 or y != 3"]),
    ("0*log(x**2 - 2*x*y + y**2 + z**2)", "0", ["x - y != 0 or z != 0"]),
    ("0*log(y**2 + 2*x*y + 1 + x**2)", "0", []),
    ("0/(x**2 - 3*x*y + y**2)", "0", ["x**2 - 3*x*y + y**2 != 0"]),
    ("0/(0.5*x**2 + 1.5*x*y)", "0", ["x != 0", "0.5*x + 1.5*y != 0"]),
    # which of two is larger, of which one is a root
    ("0*log(sqrt(x) - sqrt(y))", "0", ["y >= 0", "x - y > 0"]),
    ("0*atanh(x/sqrt(x**2 + y))", "0", ["y > 0"]),
    # what the real or the imaginary part tells
    ("0/(x + I)", "0", []),
    ("0/(x + I*y + 3*I)", "0", ["x != 0 or y != -3"]),
    ("0/(I*tan(x) + 2)", "0", ["cos(x) != 0"]),
    ("0/(I + sqrt(x))", "0", []),
    ("0/(I - sqrt(x))", "0", ["sqrt(x) - I != 0"]),
    # what is asked for only where a branch is taken
    ("Piecewise((log(x) - log(x), x > 1), (2, True))", "Piecewise((0, x > 1), (2, True))", []),
    # the complex plane is not ordered
    ("0*log(x + I)/(x - 1)", "0", ["x != 1"]),
)


def said(expr: Expr) -> list[str]:
    return [str(condition) for condition in expr.conditions]


@pytest.mark.parametrize(("formula", "printed", "conditions"), SIMPLIFIED, ids=[row[0] for row in SIMPLIFIED])
def test_what_is_lost_is_said(formula: str, printed: str, conditions: list[str]) -> None:
    shorter = simplify(parse(formula, functions=["f"]))
    assert (str(shorter), said(shorter)) == (printed, conditions)
    again = simplify(shorter)
    assert (again, said(again)) == (shorter, conditions)
    assert said(simplify(parse(formula, functions=["f"]), level="none")) == []


@pytest.mark.parametrize(
    ("formula", "printed", "conditions"),
    [
        ("x*(sinh(x)*cosh(x) + sinh(x)**2)", "x*exp(x)*sinh(x)", []),
        ("2*sin(u)/(sin(u) + cos(u))", "2/(cot(u) + 1)", ["sin(u) + cos(u) != 0", "sin(u) != 0"]),
        ("sin(x)/(1 + cos(x))", "sin(x)/(cos(x) + 1)", []),
    ],
)
def test_a_pole_taken_into_the_bargain_is_said(formula: str, printed: str, conditions: list[str]) -> None:
    shorter = simplify(parse(formula))
    assert (str(shorter), said(shorter)) == (printed, conditions)


def test_a_root_of_a_square_loses_nothing() -> None:
    assert said(simplify(parse("sqrt(x**2)"))) == []


@pytest.mark.parametrize("formula", ["x/x", "sqrt(x)**2", "exp(log(x))", "x**2/x + log(y) - log(y)"])
def test_the_basic_level_says_it_too(formula: str) -> None:
    expr = parse(formula)
    assert said(simplify(expr, level="basic")) == said(simplify(expr))


DERIVED = (
    ("x*log(x) - x", "log(x)", ["x > 0"]),
    ("x/x", "0", ["x != 0"]),
    ("x**3*sin(x)", "x**2*(x*cos(x) + 3*sin(x))", []),
    ("sqrt(x)*sqrt(x)", "1", ["x > 0"]),
    ("log(x) - log(x)", "0", ["x > 0"]),  # not x != 0, which follows from it
    ("log(x/y)", "1/x", ["x*y > 0"]),
    ("exp(log(x))", "1", ["x > 0"]),
    ("log(x + sqrt(x**2 + 1))", "1/sqrt(x**2 + 1)", []),
    ("log(x + sqrt(x**2 - 1))", "1/sqrt(x**2 - 1)", ["x > 1"]),
    ("atan(1/x)", "-1/(x**2 + 1)", ["x != 0"]),
    ("log(cosh(x))", "tanh(x)", []),
    ("asin(sin(x))", "sign(cos(x))", ["cos(x) != 0"]),
    # where the function is smooth, nothing is asked for
    ("x**3*sin(x)", "x**2*(x*cos(x) + 3*sin(x))", []),
    ("x/(x**2 + 1)", "(1 - x**2)/(x**2 + 1)**2", []),
    # domains, poles, kinks
    ("1/x", "-1/x**2", ["x != 0"]),
    ("sqrt(x)", "1/(2*sqrt(x))", ["x > 0"]),
    ("tan(x)", "sec(x)**2", ["cos(x) != 0"]),
    ("Abs(x)", "sign(x)", ["x != 0"]),
    ("Abs(x - 1/2) + log(y)", "sign(x - 1/2)", ["y > 0", "x != 1/2"]),
    ("Abs(a)*x", "Abs(a)", []),
    ("log(log(x))", "1/(x*log(x))", ["x > 1"]),
    # a kink of a part that the whole has not
    ("x*Abs(x)", "2*Abs(x)", []),
    # an alternative that is about numbers says nothing of the other
    ("atan2(cosh(1), x) + hypot(x, x)", "2*x/hypot(x, x) - cosh(1)/(x**2 + cosh(1)**2)", ["x != 0"]),
    ("atan2(sin(1), x + x**2)", "(-2*x - 1)*sin(1)/((x**2 + x)**2 + sin(1)**2)", []),
    ("sqrt(x**4)", "2*x", []),
)


@pytest.mark.parametrize(("formula", "printed", "conditions"), DERIVED, ids=[row[0] for row in DERIVED])
def test_a_derivative_says_where_it_holds(formula: str, printed: str, conditions: list[str]) -> None:
    derived = derive(formula, "x")
    assert (str(derived), said(derived)) == (printed, conditions)
    assert set(said(derive(formula, "x", simplify="none"))) >= set(conditions) - {"x*y > 0"}


def test_a_derivative_keeps_the_conditions_of_what_is_derived() -> None:
    line = simplify(parse("x**2/x"))
    assert said(derive(line, "x")) == ["x != 0"]
    assert said(derive(line, "x", simplify="none")) == ["x != 0"]
    assert said(derive(line, "x", order=0)) == ["x != 0"]
    assert said(derive("x**2/x", "x", order=2)) == ["x != 0"]


def test_a_condition_that_follows_from_what_is_left_is_not_kept() -> None:
    line = simplify(parse("x**2/x"))
    for formula, conditions in (("x + log(x)", []), ("x + log(y)", ["x != 0"]), ("x + sqrt(x)", ["x != 0"])):
        expr = parse(formula)
        assert said(simplify(Expr(expr.graph, expr.node, (), line.conditions))) == conditions


def test_conditions_go_with_the_handle() -> None:
    expr = simplify(parse("sqrt(x)/sqrt(x) + 0/y"))
    assert said(expr) == ["x > 0", "y != 0"]
    for twin in (pickle.loads(pickle.dumps(expr)), copy.copy(expr), copy.deepcopy(expr)):
        assert twin == expr
        assert twin.conditions == expr.conditions
    assert expr.conditions[0](x=2.0, y=1.0) is True
    assert expr == parse("1")
    assert hash(expr) == hash(parse("1"))
    assert parse("x/x").conditions == ()
    with pytest.raises(AttributeError):
        expr.conditions = ()  # type: ignore[misc]


def test_the_conditions_of_a_domain_are_as_simple_as_they_come() -> None:
    def domain(formula: str) -> list[str]:
        expr = parse(formula)
        return sorted(map(str, conditions_of(expr.graph, expr.node)))

    assert domain("x + sin(x)**2/3") == []
    assert domain("1/(1/x)") == ["x != 0"]
    assert domain("log(x)/(x**2*(x + 1))") == ["x > 0"]
    assert domain("sqrt(x)/x") == ["x > 0"]
    assert domain("atanh(x/2)") == ["x < 2", "x > -2"]
    assert domain("1/(x**4 - 5*x**2 + 4)") == ["x != -1", "x != -2", "x != 1", "x != 2"]
    assert domain("Piecewise((1/x, log(y) > 0), (1/z, True))") == ["y > 0"]
    assert domain("sqrt(-x**2 - 1)") == ["False"]
    assert domain("sqrt((-1)**n*x)") == ["(-1)**n*x >= 0"]


def test_the_order_of_what_is_lost_depends_on_structure_alone() -> None:
    x, y = symbols("x y")
    for graph in (Graph(), x.graph, (y + x).graph):
        one = parse("y/y + x/x + log(z) - log(z)")
        node = graph.copy(one.graph, [one.node])[one.node]
        other, [found] = simplified(graph, [node], "full")
        assert list(map(str, lost(graph, node, other, found))) == ["y != 0", "x != 0", "z > 0"]


# No enlargement without a condition -----------------------------------------------------------


def value(expr: Expr, at: dict[str, Any]) -> Any:
    """Return the value, None where there is none."""
    try:
        return evaluate(expr, at, digits=30)
    except (SymdiffError, NotImplementedError, ArithmeticError):
        return None


def positive_bases(expr: Expr, at: dict[str, Any]) -> bool:
    """Return whether every base below a symbolic exponent is positive, which is where such a power is a
    function of both: at (-2)**n it happens to have a value where n is whole."""
    graph = expr.graph
    for node in graph.below([expr.node]):
        if graph.ops[node] == POW and graph.children[node][1] not in graph.numbers:
            base = value(Expr(graph, graph.children[node][0]), at)
            if base is not None and (base.imag or not base.real > 0):
                return False
    return True


def constants_have_values(expr: Expr) -> bool:
    graph = expr.graph
    return all(
        value(Expr(graph, node), {}) is not None
        for node in graph.below([expr.node])
        if not graph.symbols([node])
    )


def never_enlarged(expr: Expr, at: dict[str, Any]) -> None:
    try:
        shorter = simplify(expr)
    except SymdiffError:
        return
    if not constants_have_values(expr) or not (positive_bases(expr, at) and positive_bases(shorter, at)):
        return
    found = value(shorter, at)
    if found is None:
        return
    if found.imag:  # it is written with I, and so a value of complex numbers
        at = {name: complex(number) for name, number in at.items()}
    if not all(value(condition, at) for condition in shorter.conditions):
        return
    try:
        evaluate(expr, at, digits=60)
    except DomainError as error:
        pytest.fail(f"{expr} at {at}: {error}; {shorter} where {said(shorter)}")
    except SymdiffError:
        return


@given(dense(), edge_points())
@examples(300)
def test_where_the_shorter_form_and_its_conditions_hold_the_formula_has_a_value(expr, point) -> None:
    never_enlarged(expr, point)


@given(wild(7, tuple(row for row in ELEMENTARY if row.name != "gamma")), edge_points())
@examples(200)
def test_so_it_is_with_every_function(expr, point) -> None:
    never_enlarged(expr, point)


@given(samples(5, ELEMENTARY))
@examples(150)
def test_a_condition_holds_wherever_the_formula_has_a_value(sample) -> None:
    """What is said is not too much, either."""
    for condition in simplify(sample.expr).conditions:
        assert value(condition, sample.point) is not False, str(condition)


# Cost -----------------------------------------------------------------------------------------


def chain(length: int, quotient: bool) -> Expr:
    x = symbols("x")
    expr = x
    for i in range(length):
        expr = (x / (expr + i) if quotient else expr * x) + 1
    return expr


def test_many_nodes_are_no_recursion_and_cost_in_proportion() -> None:
    for quotient in (False, True):
        seconds = []
        for length in (2_500, 10_000):
            expr = chain(length, quotient)
            start = time.process_time()
            conditions_of(expr.graph, expr.node)
            seconds.append(time.process_time() - start)
        assert seconds[1] < 16 * seconds[0] + 0.5


# The command line -----------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, list(arguments))


def test_the_command_line_says_conditions_beside_the_answer() -> None:
    done = run("simplify", "x/x")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "1\n", "where x != 0\n")
    done = run("simplify", "log(x)*sqrt(y)**2/log(x)")
    assert (done.stdout, done.stderr) == ("y\n", "where x > 0, x != 1, y >= 0\n")
    done = run("diff", "x/x", "x")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "0\n", "where x != 0\n")
    done = run("diff", "x*log(x) - x", "x")
    assert (done.stdout, done.stderr) == ("log(x)\n", "where x > 0\n")


def test_json_lists_conditions() -> None:
    data = json.loads(run("simplify", "sqrt(x)/sqrt(x) + 0/y", "--format", "json").stdout)
    assert (data["expression"], data["conditions"]) == ("1", ["x > 0", "y != 0"])
    assert json.loads(json_text(parse("x/x")))["conditions"] == []


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("atan(x*(1 + I*sqrt(3))**(1/3))", ""),
        ("log(x**2 + x*(1 - I*sqrt(3))**(1/3) + I)", ""),
        ("1/(x**2 - (1 - I*sqrt(3))**(1/3)*x)", "x != 0"),
        ("1/(2**(2/3)*x**2 + 2**(1/3)*x*(1 + I*sqrt(3))**(1/3) + (1 + I*sqrt(3))**(2/3))", ""),
        ("1/(x - I*sqrt(x + 1))", "x != -1"),  # 0 for no principal root
        ("1/(sqrt(x) - I)", "x != 0, sqrt(x) != I"),  # 0 at -1
        ("1/(x**3 + I*x + 1 + I)", "x != -1"),
    ],
)
def test_a_condition_with_complex_numbers_is_said_unless_it_holds(formula: str, where: str) -> None:
    """It was no real number that its places were looked for by."""
    assert derive(formula, "x").where == where


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("1/(conjugate(sqrt(x)) + I)", "x > 0, I + conjugate(sqrt(x)) != 0"),
        ("1/(conjugate(log(x + y)) + I*y)", "I*y + conjugate(log(x + y)) != 0, x + y > 0"),
    ],
)
def test_a_condition_does_not_follow_from_one_with_the_imaginary_unit(formula: str, where: str) -> None:
    """sqrt(x) has a value for x < 0 there, and its conjugate another slope than is printed."""
    assert derive(formula, "x").where == where


@pytest.mark.parametrize(
    ("formula", "form", "where"),
    [
        ("y**z/y", "y**(z - 1)", "y != 0"),
        ("x**n/x**2", "x**(n - 2)", "x != 0"),
        ("(x - 1)**n/(x - 1)", "(x - 1)**(n - 1)", "x != 1"),
        ("x**a*x**b", "x**(a + b)", ""),
    ],
)
def test_a_zero_that_a_power_may_have_a_value_at_is_said(formula: str, form: str, where: str) -> None:
    short = simplify(formula)
    assert (str(short), short.where) == (form, where)


def test_nowhere_is_said_in_each_kind_of_output() -> None:
    said = "nowhere: it has no real value"
    assert said in run("diff", "log(-x^2)", "x").stderr
    assert said in run("diff", "log(-x^2)", "x", "--steps").stdout
    for form in ("latex", "html", "markdown"):
        assert said in run("diff", "log(-x^2)", "x", "--steps", "--format", form).stdout
    found = json.loads(run("diff", "x/0", "x", "--json").stdout)
    assert (found["conditions"], found["where"]) == (["False"], "nowhere")
    assert derive("x/0", "x")._repr_mimebundle_()["text/plain"].endswith(said)


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("1/(sqrt(x**y) - z)", "x > 0, z != sqrt(x**y)"),
        ("log(x**y - 1) + log(z - x**y)", "x > 0, x**y > 1, z > x**y"),
        ("1/(x**x - 2)", "x > 0, x**x != 2"),
    ],
)
def test_that_the_base_of_a_power_is_positive_does_not_follow_from_what_the_power_is(
    formula: str, where: str
) -> None:
    """0**2 and (-3)**2 have values, and sqrt(x**2) has a kink at 0."""
    assert derive(formula, "x").where == where


def test_a_place_without_a_slope_is_left_out_beside_a_power() -> None:
    """At x = -1 and y = 2 the power has a value, and so has the other condition."""
    found = derive("1/(x**Piecewise((2, y > 0), (3, True)) - z) + y*Max(-1, x)", "x")
    at = {"x": -1, "y": 2, "z": 3}
    assert not all(evaluate(condition, at) for condition in found.conditions)


@pytest.mark.parametrize("level", ["none", "basic", "full"])
@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("Piecewise((sqrt(x), abs(1/2) > 0), (y, True))", "x > 0"),
        ("Piecewise((sqrt(x), x - x <= 0), (y, True))", "x > 0"),
        ("Piecewise((y, x < x), (log(x)/y, True))", "x > 0, y != 0"),
        ("Piecewise((y, 2 < 1), (sqrt(x), x > -1), (x, True))", "x != -1"),
    ],
)
def test_what_a_branch_asks_for_that_is_always_taken_is_said(formula: str, where: str, level: Level) -> None:
    assert derive(formula, "x", level=level).where == where


def test_a_form_of_a_branch_that_is_always_taken_says_what_it_lost() -> None:
    assert simplify("Piecewise((sqrt(x)*sqrt(x), 1/2 > 0), (2, True))").where == "x >= 0"
    assert simplify("Piecewise((sqrt(x)*sqrt(x), y > 0), (2, True))").where == ""


SIGNS = [
    ("log((a - b/m)/m)", "m != 0, a*m > b"),
    ("log(m*(a - b/m))", "m != 0, a*m > b"),
    ("log(a - b/m)", "m*(a*m - b) > 0"),
    ("log((a - b/m)/m**2)", "m*(a*m - b) > 0"),
    ("log(m**2*(a - b/m))", "m*(a*m - b) > 0"),
    ("sqrt((b - a/m**3)*m)", "b*m**3 >= a, m != 0"),
    ("log((a/m - b)*(b/m + a))", "m != 0, (a*m + b)*(b*m - a) < 0"),
]


@pytest.mark.parametrize(("text", "where"), SIGNS)
def test_a_letter_beside_a_fraction_of_it_has_its_sign_once(text, where):
    source = parse(text)
    found = solved(conditions_of(source.graph, source.node))
    assert found.text == where
    inside = text[text.index("(") + 1 : -1]
    numbers = (-2.0, -1.0, -0.5, 0.5, 1.0, 3.0)
    for a, b, m in product(numbers, repeat=3):
        inner = eval(inside, {}, {"a": a, "b": b, "m": m})  # noqa: S307 - texts of ours
        holds = inner > 0 or (inner == 0 and text.startswith("sqrt"))
        at = {"a": a, "b": b, "m": m}
        said = [one(**{str(name): at[str(name)] for name in one.free_symbols}) for one in found.conditions]
        assert all(said) == holds, at


ALONE = [
    ("(-x**2)**(3/2)", "nowhere"),
    ("(cos(x) - 1)**(5/2)", "nowhere"),
    ("x*(-(x - a)**2)**(5/2)", "nowhere"),
    ("(-x**2 - y**2)**(3/2)", "nowhere"),
    ("(x - 1)**(3/2) + (1 - x)**(3/2)", "nowhere"),
    ("(-a**2*x**2)**(3/2)", "a == 0"),
    ("(x**2*(x - 1))**(3/2)", "x >= 1"),
    ("(x**2*(x - 1))**(3/2)*log(x)", "x >= 1"),
    ("(x**2*(x - y))**(3/2)", "x >= y"),
    ("(a*x**2)**(3/2)", "a >= 0"),
    ("(y**2*x)**(3/2)", "x >= 0"),
    ("(-x**3*(y + 1)**2)**(3/2)", "x <= 0"),
    ("(y**2*x - y**2)**(3/2)", "y**2*(x - 1) >= 0"),
    ("(a + a*cos(c*x))**(3/2)", "a >= 0"),
    ("(c - c*sec(x))**(5/2)", "c*sec(x) <= 0"),
    ("sqrt(c - c*sec(x))", "c*sec(x) < c"),
    ("(1 - sec(x))**(3/2)", "pi/2 + 2*k*pi < x < 3*pi/2 + 2*k*pi (k an integer)"),
    ("(a*max(x, 0)**2)**(3/2)", "a*Max(x, 0)**2 >= 0"),
    ("(y**2*(2 - 3*y))**(3/2)*y**(1/2)*x", "0 <= y <= 2/3"),
]


@in_parts
@pytest.mark.parametrize(("formula", "where"), ALONE)
def test_a_point_with_no_values_near_it_is_left_out(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@in_parts
@pytest.mark.parametrize("seed", range(64))
def test_products_under_roots_have_slopes_where_it_is_said(seed: int) -> None:
    """By the signs of what stands under the roots at a point and on both sides of it."""
    random = Random(seed)
    names = ["x", "y"][: random.choice([1, 2])]
    factors = ["x", "(x - 1)", "(2 - 3*x)", "(x + 2)", "(x*x + 1)", "-1", "y", "(x - y)"]
    factors = factors[: 4 + 2 * len(names)]
    terms = []
    for _ in range(random.choice([1, 2, 2, 3])):
        chosen = random.sample(factors, random.choice([1, 2, 2, 3]))
        inside = "*".join([f"{one}**{random.choice([1, 1, 2, 3])}" for one in chosen])
        terms.append((inside, random.choice([1, 3, 3, 5])))
    text = "*".join([f"({inside})**({power}/2)" for inside, power in terms])
    derived = derive(text, "x", symbols=names)
    near = Fraction(1, 10**6)
    for values in product((-3, -2, -1, Fraction(-1, 2), 0, Fraction(2, 3), 1, 2, 5), repeat=len(names)):
        at = dict(zip(names, map(Fraction, values), strict=True))

        def inner(shift: Fraction, at: dict[str, Fraction] = at) -> list[Fraction]:
            here = {**at, "x": at["x"] + shift}
            return [eval(inside, {}, here) for inside, _ in terms]  # noqa: S307 - texts of ours

        values_there = inner(Fraction(0))
        holds = [one(**{str(name): at[str(name)] for name in one.free_symbols}) for one in derived.conditions]
        if all(holds):
            assert min(values_there) >= 0, (text, at)
            sides = [min(inner(shift)) >= 0 for shift in (-near, near)]
            assert any(sides) or len(names) > 1, (text, at)
        else:
            assert min(values_there) <= 0, (text, at, derived.where)


@pytest.mark.parametrize("level", ["basic", "full"])
def test_a_pole_is_said_beside_a_power_with_a_symbol_that_has_values_there(level: Level) -> None:
    for text, where in (
        ("(x + 1)/(x + 1)*x**a", "x != -1"),
        ("x**a*(x - 2)/(x - 2)", "x != 2"),
        ("x**a", ""),
    ):
        assert simplify(text, level=level).where == where
    assert derive("(x + 1)/(x + 1)*x**a", "x").where == "x > 0"


def test_what_takes_long_is_not_asked_for_a_value_at_a_pole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = parse("elliptic_pi(1/3, x, y)/x")
    asked: list[int] = []
    value_of = same_values._value

    def counted(graph: Graph, root: int, values: dict[str, complex]) -> complex | None:
        asked.append(root)
        return value_of(graph, root, values)

    monkeypatch.setattr(same_values, "_value", counted)
    assert not same_values.has_value_at(whole.graph, whole.node, whole.graph, whole.graph.symbol("x"))
    assert asked
    assert whole.node not in asked
