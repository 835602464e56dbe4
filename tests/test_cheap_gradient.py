"""The cheap gradient principle on models of science: operations of derivatives, and of the function."""

from __future__ import annotations

import itertools

import pytest

from symdiff import Expr, derive, gradient, hessian, hvp, jacobian, parse
from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.graph.graph import Graph
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.sweep import pull, push

MODELS = {
    "Rosenbrock": "100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2",
    "van der Waals": "n*R*T/(V - n*b) - a*n^2/V^2",
    "Black-Scholes call": (
        "S*(1 + erf((log(S/K) + (r + s^2/2)*T)/(s*sqrt(2*T))))/2"
        " - K*exp(-r*T)*(1 + erf((log(S/K) + (r - s^2/2)*T)/(s*sqrt(2*T))))/2"
    ),
    "Lennard-Jones": "4*q*((s/sqrt(x^2 + y^2 + z^2))^12 - (s/sqrt(x^2 + y^2 + z^2))^6)",
    "normal density": "exp(-((x - m)/s)^2/2)/(s*sqrt(2*pi))",
    "logistic loss": "log(1 + exp(-t*(a*x + b*y + c)))",
    "competitive inhibition": "V*S/(K*(1 + J/L) + S)",
    "Arrhenius": "A*(T/T0)^n*exp(-E0/(R*T))",
    "damped oscillation": "A*exp(-d*t)*cos(w*t + p)",
    "gravitation": "G*m*M/((x - u)^2 + (y - v)^2 + (z - w)^2)",
    "haversine": "2*R*asin(sqrt(sin((b - a)/2)^2 + cos(a)*cos(b)*sin((d - c)/2)^2))",
    "Planck": "2*h*f^3/(c^2*(exp(h*f/(k*T)) - 1))",
    "thin lens": "1/((n - 1)*(1/r - 1/R + (n - 1)*d/(n*r*R)))",
    "relativistic sum": "(u + v)/(1 + u*v/c^2)*w",
    "neuron": "tanh(c*tanh(a*x + b) + d)^2",
    "nested quotients": "x/(y + a/(z + b/(x + c/(y + z))))",
    "softmax loss": "log(exp(x - z) + exp(y - z) + 1) - t*x - u*y",
}

TWELVE = {"van der Waals", "Arrhenius", "thin lens"}
"""Models that are little but products: the Hessian product of a multiplication has 12 operations."""


def texts(name: str) -> tuple[Expr, list[str]]:
    """Return a model and its variables."""
    expr = parse(MODELS[name])
    names = sorted(map(str, expr.free_symbols))
    assert len(names) >= 3
    return expr, names


def operations(found: tuple[Graph, list[int]]) -> int:
    graph, roots = found
    return graph.operations(roots)


def counted(exprs: list[Expr]) -> int:
    return exprs[0].graph.operations([expr.node for expr in exprs])


@pytest.mark.parametrize("name", MODELS)
def test_a_function_and_its_gradient_are_at_most_four_times_the_function(name):
    expr, names = texts(name)
    J = jacobian([expr], names, level="basic")
    graph, roots = simplified_together(expr.graph, [expr.node], "basic")
    assert counted([*J.outputs, *J.rows[0]]) <= 4 * graph.operations(roots)


def test_the_bound_holds_for_quotients_of_quotients():
    """Of one function: what several share is kept at "basic" as it comes, and may be more."""
    expr, names = parse("(c - x/a)/b"), ["a", "b", "c", "x"]
    J = jacobian([expr], names, level="basic")
    assert counted([*J.outputs, *J.rows[0]]) <= 4 * counted([expr])


@pytest.mark.parametrize("name", ["van der Waals", "Arrhenius", "competitive inhibition", "relativistic sum"])
def test_in_full_second_derivatives_have_the_forms_that_derive_returns(name):
    expr, names = texts(name)
    H = hessian(expr, names)
    for i, j in itertools.combinations_with_replacement(range(len(names)), 2):
        one = derive(expr, names[i], names[j])
        assert (str(H[i, j]), H[i, j].where) == (str(one), one.where)
        assert H[j, i] == H[i, j]


@pytest.mark.parametrize("name", MODELS)
def test_in_full_a_gradient_of_a_short_formula_has_the_forms_that_derive_returns(name):
    expr, names = texts(name)
    parts, each = gradient(expr, names), [derive(expr, by) for by in names]
    assert [(str(part), part.where) for part in parts] == [(str(one), one.where) for one in each]


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("x/y", ["1/y", "-x/y**2"]),
        ("1/(x*y)", ["-1/(x**2*y)", "-1/(x*y**2)"]),
        ("x/(y*z)", ["1/(y*z)", "-x/(y**2*z)", "-x/(y*z**2)"]),
        (
            "V*S^n/(K^n + S^n)",
            [
                "-K**(n - 1)*S**n*V*n/(K**n + S**n)**2",
                "K**n*S**(n - 1)*V*n/(K**n + S**n)**2",
                "S**n/(K**n + S**n)",
                "K**n*S**n*V*(log(S) - log(K))/(K**n + S**n)**2",
            ],
        ),
    ],
)
def test_the_entries_of_a_gradient_are_as_short_as_derivatives(formula, parts):
    names = sorted(map(str, parse(formula).free_symbols))
    assert [str(part) for part in gradient(formula, names)] == parts
    assert [str(part) for part in jacobian([formula], names).rows[0]] == parts


@pytest.mark.parametrize("name", MODELS)
def test_a_gradient_and_its_jacobian_are_at_most_four_times_its_entries(name):
    H = hessian(*texts(name))
    assert counted([*H.outputs, *itertools.chain(*H.rows)]) <= 4 * sum([counted([o]) for o in H.outputs])


@pytest.mark.parametrize("name", MODELS)
def test_with_a_hessian_product_they_are_at_most_ten_or_twelve_times_the_function(name):
    expr, names = texts(name)
    graph = Graph()
    f = graph.copy(expr.graph, [expr.node])[expr.node]
    places = [graph.symbol(text) for text in names]
    parts = pull(graph, graph.below([f]), {f: graph.number(1)}, places, {})
    gradient = [parts[place] for place in places]
    seeds = {place: graph.symbol(f"v_{text}") for place, text in zip(places, names, strict=True)}
    tangent = push(graph, graph.below(gradient), seeds, {}, few=True)
    product = [tangent[part] for part in gradient if part in tangent]
    alone = operations(simplified_together(graph, [f], "basic"))
    most = (12 if name in TWELVE else 10) * alone
    assert operations(simplified_together(graph, [f, *gradient, *product], "basic", times=10)) <= most
    assert counted(hvp(expr, names)) <= most


@pytest.mark.parametrize("name", MODELS)
def test_few_operations_and_short_texts_have_the_same_values(name):
    expr, names = texts(name)
    at = {name: 1.3 + place / 10 for place, name in enumerate(names)}
    at |= {f"v_{name}": 1 - place / 3 for place, name in enumerate(names)}
    for verb in (lambda **options: hvp(expr, names, **options),
                 lambda **options: list(jacobian([expr], names, **options).rows[0])):  # fmt: skip
        values = evaluate_all(verb(simplify="none"), at)
        assert evaluate_all(verb(simplify="basic"), at) == pytest.approx(values, rel=1e-9, abs=1e-9)
        assert evaluate_all(verb(simplify="full"), at) == pytest.approx(values, rel=1e-9, abs=1e-9)


def test_sharing_comes_before_short_texts_only_where_the_bound_asks_for_it():
    expr = parse("(c - x/a)/b")
    names = ["a", "b", "c", "x"]
    graph = Graph()
    f = graph.copy(expr.graph, [expr.node])[expr.node]
    parts = pull(graph, graph.below([f]), {f: graph.number(1)}, [graph.symbol(name) for name in names], {})
    roots = [f, *parts.values()]
    plain = simplified_together(graph, roots, "basic")
    most = simplified_together(graph, roots, "basic", times=4)
    alone = operations(simplified_together(graph, [f], "basic"))
    assert operations(plain) > 4 * alone >= operations(most)
    free = simplified_together(graph, roots, "basic", times=100)
    assert [str(Expr(free[0], node)) for node in free[1]] == [str(Expr(plain[0], node)) for node in plain[1]]


def test_the_adjoint_of_a_quotient_is_divided_once():
    graph = Graph()
    a, b, c = (graph.symbol(name) for name in "abc")
    f = graph.mul(c, graph.div(a, b))
    parts = pull(graph, graph.below([f]), {f: graph.number(1)}, [a, b, c], {})
    # c/b for a, -(c/b)*(a/b) for b, a/b for c
    assert graph.operations([f, *parts.values()]) == 5
    assert parts[a] == graph.div(c, b)


def test_a_slope_of_one_over_u_divides():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    [slope] = pull(graph, graph.below([x, y]), {x: y}, [x], {}).values()
    assert slope == y
    expr = parse("y*log(x)")
    g = expr.graph
    parts = pull(g, g.below([expr.node]), {expr.node: g.number(1)}, [g.symbol("x")], {})
    assert parts[g.symbol("x")] == g.div(g.symbol("y"), g.symbol("x"))
