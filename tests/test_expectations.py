"""`expect[e](f)`: values by quadrature, derivatives inside, closed forms of polynomials in the noise."""

from __future__ import annotations

import math

import numpy
import pytest

import symdiff
from symdiff import Expr, SymdiffError, Unsupported, check, derive, evaluate, gradient, jvp, parse, simplify
from symdiff.arithmetic.expectations import grid, sampled
from symdiff.errors import DomainError
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.moments import closed
from symdiff.verbs.scores import checked_score, scored
from symdiff.witness.directions import checked

SHAPES = "x y s p[n] q[n] A[n,n] B[m,n] e[n] u[n] v[m] w N[n,m]"


def read(text, functions="F"):
    return parse(text, shapes=SHAPES, functions=functions)


def drawn(found, at, noise, shape=()):
    """Return the mean of a formula over 6000 draws of its noise, and its error: by its source in NumPy, which
    is written once and has the formula's own value at the first draw."""
    space = {}
    exec(numpy_source(found, order=sorted([*at, noise])), space)  # noqa: S102
    calls = []

    def one(values):
        value = space["f"](**at, **values)
        if not calls:
            assert value == pytest.approx(found(**at, **values), rel=1e-12)
        calls.append(values)
        return value

    return sampled(numpy, one, {noise: shape}, 6000, 5)


# formula → the same without noise
CLOSED = [
    ("expect[w](w)", "0"),
    ("expect[w](w^2*x + w + y)", "x + y"),
    ("expect[w](w^4)*x", "3*x"),
    ("expect[w](w^6)*x", "15*x"),
    ("expect[e](e @ A @ e)", "tr(A)"),
    ("expect[e](e .* e .* p)", "p"),
    ("expect[e](e^4 .* p)", "3*p"),
    ("expect[e](e @ e.T)", "eye(n)"),
    ("expect[e](e[0]*e[1]*x + e[1]^2*y)", "y"),
    ("expect[e]((p @ e)^2*(q @ e)^2)", "(p @ p)*(q @ q) + 2*(p @ q)^2"),
    ("expect[e,u]((e @ u)^2)", "n"),
    ("expect[e](p @ e)*expect[u](q @ u) + x", "x"),
    ("expect[e](norm(q - A @ (p + s*e))^2)", "norm(q - A @ p)^2 + s^2*sum(A .* A)"),
    ("expect[N](tr(N.T @ A @ N))", "m*tr(A)"),
    ("expect[e](sum(e)^2*sum(e)^2)", "3*n^2"),
    ("expect[v]((B.T @ v) @ (B.T @ v))", "sum(B .* B)"),
]


@pytest.mark.parametrize(("text", "wanted"), CLOSED)
def test_polynomials_in_noise_have_closed_forms(text, wanted):
    f = read(text)
    graph, node = closed(f.graph, f.node)
    found = Expr(graph, node)
    at = point(2)
    assert found(**at) == pytest.approx(read(wanted)(**at), rel=1e-12, abs=1e-12)
    short = simplify(f)
    assert "expect" not in str(short)
    assert short(**at) == pytest.approx(read(wanted)(**at), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "wanted"), [row for row in CLOSED if "N" not in row[0] and "e,u" not in row[0]]
)
def test_the_quadrature_has_their_values(text, wanted):
    at = {name: value for name, value in point(2).items() if name != "N"}
    assert read(text)(**at) == pytest.approx(numpy.asarray(read(wanted)(**at)), rel=1e-10, abs=1e-10)


def point(size):
    generator = numpy.random.default_rng(size)
    shapes = {"x": (), "y": (), "s": (), "p": (size,), "q": (size,), "A": (size, size), "B": (3, size)}
    return {name: generator.normal(size=shape)[()] for name, shape in shapes.items()}


def test_what_is_no_polynomial_is_computed():
    assert evaluate("expect[e](exp(x*e))", x=0.5) == pytest.approx(math.exp(0.125), rel=1e-12)
    assert evaluate("expect[e](cos(x*e))", x=1.0) == pytest.approx(math.exp(-0.5), rel=1e-12)
    assert str(derive("expect[e](cos(x*e))", "x")) == "expect[e](-e*sin(x*e))"
    assert derive("expect[e](cos(x*e))", "x")(x=1.0) == pytest.approx(-math.exp(-0.5), rel=1e-12)
    assert str(derive("y + expect[e](x*cos(e) + x^2)", "x")) == "2*x + expect[e](cos(e))"


@pytest.mark.parametrize("by", ["p", "s", "A"])
def test_derivatives_are_those_of_the_expectation(by):
    f = read("s + expect[e](sum(cos(A @ (p + s*e))))")
    at = {name: 0.6 * value for name, value in point(2).items() if name in ("p", "s", "A")}
    along = numpy.random.default_rng(3).normal(size=numpy.shape(at[by]))[()]
    step = 1e-3
    values = [f(**{**at, by: at[by] + t * step * along}) for t in (-2, -1, 1, 2)]
    wanted = (8 * (values[2] - values[1]) - values[3] + values[0]) / (12 * step)
    assert numpy.sum(derive(f, by)(**at) * along) == pytest.approx(wanted, rel=1e-8)


def test_with_a_value_for_the_noise_it_is_one_draw():
    f = read("expect[e](sum(exp(p + s*e)))")
    p, e = numpy.array([0.3, -1.0]), numpy.array([0.7, 1.5])
    assert f(p=p, s=0.5, e=e) == pytest.approx(numpy.sum(numpy.exp(p + 0.5 * e)))
    space = {}
    exec(derive(f, "s").source("numpy"), space)  # noqa: S102
    assert space["f"](e=e, p=p, s=0.5) == pytest.approx(derive(f, "s")(p=p, s=0.5, e=e))


def test_it_is_written_and_read_back():
    for text in ("expect[e](F(p + s*e))", "x + expect[e,u](e.T @ u)", "expect[e]([i,j,k]: e[i]*A[j,k])"):
        f = read(text)
        assert str(f) == text
        assert str(read(str(f))) == text
        assert str(from_json(json_text(f))) == text
    assert read("expect[e](F(e))").latex() == r"\operatorname{expect}_{e} F\left(e\right)"
    assert str(read("2*expect[w](w*x) + y - expect[w](x*w^2)")) == "y + expect[w](2*w*x - x*w^2)"


def test_other_verbs():
    f = read("expect[e](F(p + s*e))")
    assert [str(each) for each in gradient(f, "p s")] == [
        "expect[e](F'(p + s*e))", "expect[e](e.T @ F'(p + s*e))"
    ]  # fmt: skip
    assert str(jvp(f, "p")[0]) == "expect[e](F'(p + s*e).T @ v_p)"
    assert check(f, "p").ok
    assert any("inside of the expectation" in note for note in derive(f, "p").notes)


REFUSED = [
    ("log(expect[w](w*x))", "in log, which is not linear"),
    ("expect[w](w*x)^2", "in a power"),
    ("x/expect[w](w*x)", "below a line"),
    ("expect[w](w*x)*expect[w](w)", "times another over the same noise"),
    ("expect[e](e) @ expect[e](e)", "times another over the same noise"),
    ("max(0, expect[w](w*x))", "in Max"),
    ("expect[w](expect[e](e @ p)^2*w)", "in a power"),
    ("w + expect[w](w*x)", "stands outside of it"),
    ("expect[z](x)", "z is not declared"),
    ("expect(w)", "over what"),
    ("argmin[x](expect[w]((x - w)^2))", "inside of argmin"),
    ("expect[w](argmin[x]((x - w)^2))", "depends on the noise"),
    ("F(expect[w](w*x))", "which is not linear"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_not_linear_is_refused(text, said):
    with pytest.raises(SymdiffError, match=said):
        read(text)


def test_in_python_only_what_is_linear_is_made_of_an_expectation():
    f, x = read("expect[w](w^2*x)"), read("x")
    assert simplify(2 * f - x + x * f / 3)(x=3.0) == pytest.approx(6.0)
    for make in (lambda: f**2, lambda: f * f, lambda: x / f, lambda: symdiff.exp(f), lambda: abs(f)):
        with pytest.raises(Unsupported, match="made of an expectation"):
            make()
    g = read("expect[e](e)")
    with pytest.raises(Unsupported, match="made of an expectation"):
        g @ g
    with pytest.raises(SymdiffError, match="is an expectation"):
        read("F(x)^2").subs({"F(u)": parse("expect[w](w*u)", shapes="u w")})


def test_what_cannot_be_computed_is_refused():
    f = read("expect[e](sum(exp(e)))")
    with pytest.raises(Unsupported, match="over 5 numbers"):
        f(n=5)
    with pytest.raises(DomainError, match="do not agree"):
        evaluate("expect[e](max(0, e - x))", x=0.3)
    with pytest.raises(SymdiffError, match="noise"):
        derive(read("expect[e](e @ p)"), "e")
    with pytest.raises(Unsupported):
        parse("expect[e](x*e)").code("c")


def test_a_slip_in_a_closed_form_is_seen_by_quadrature_and_by_draws():
    for text in ("expect[e](norm(p + s*e)^2)", "expect[e,u,v]((p + s*e + s*u) @ (p + s*e) + v @ v)"):
        f = read(text)
        right = derive(f, "s")
        assert "expect" not in str(right)
        assert checked(f, "s", right)
        with pytest.raises(SymdiffError, match="does not stand up"):
            checked(f, "s", right + right)


def test_the_rule_is_exact_for_polynomials_and_draws_say_their_error():
    nodes, weights = grid(numpy, 2, 6)
    assert weights @ (nodes[:, 0] ** 4 * nodes[:, 1] ** 6) == pytest.approx(45)
    mean, error = sampled(numpy, lambda noise: noise["e"] ** 2, {"e": (2,)}, 4000, 1)
    assert numpy.all(numpy.abs(mean - 1) < 5 * error)
    assert error == pytest.approx(math.sqrt(2 / 4000), rel=0.2)


def density(x):
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


# formula, variable, derivative in the score form, its value at x = 0.4, y = 0.7, s = 1.3
JUMPS = [
    (
        "expect[w](where(x + s*w > 0, 1, 0))",
        "x",
        "expect[w](w*where(x + s*w > 0, 1, 0)/s)",
        density(0.4 / 1.3) / 1.3,
    ),
    (
        "expect[w](where(x + s*w > 0, 1, 0))",
        "s",
        "expect[w](where(x + s*w > 0, 1, 0)*(w^2 - 1)/s)",
        -0.4 / 1.3**2 * density(0.4 / 1.3),
    ),
    (
        "expect[w](where(w > x, x^2, 0))",
        "x",
        "expect[w](2*x*where(w - x > 0, 1, 0) - w*where(w - x > 0, x^2, 0))",
        2 * 0.4 * math.erfc(0.4 / math.sqrt(2)) / 2 - 0.4**2 * density(0.4),
    ),
    (
        "expect[w](where(x + w > 0, w, 0))",
        "x",
        "expect[w](w*where(w + x > 0, w, 0) - where(w + x > 0, 1, 0))",
        -0.4 * density(0.4),
    ),
    (
        "y*x + expect[w](sign(x + w)*x)",
        "x",
        "y + expect[w](sign(x + w)*(1 + x*w))",
        0.7 + math.erf(0.4 / math.sqrt(2)) + 2 * 0.4 * density(0.4),
    ),
    (
        "expect[w](floor(w - x))",
        "x",
        "expect[w](-w*floor(w - x))",
        -sum(density(k + 0.4) for k in range(-12, 12)),
    ),
]


@pytest.mark.parametrize(("text", "by", "wanted", "value"), JUMPS)
def test_what_jumps_is_derived_in_the_score_form(text, by, wanted, value):
    found = derive(read(text), by)
    assert str(found) == wanted
    assert any("score form" in note for note in found.notes)
    at = {
        name: number
        for name, number in (("x", 0.4), ("y", 0.7), ("s", 1.3))
        if name in found.graph.symbols([found.node])
    }
    mean, error = drawn(found, at, "w")
    assert abs(mean - value) < 5 * error
    assert error < 0.05


def test_a_jump_that_does_not_move_is_derived_inside():
    assert str(derive(read("expect[w](where(w > 0, x*w, 0))"), "x")) == "expect[w](w*where(w > 0, 1, 0))"
    assert str(derive(read("expect[w](max(0, x + w))"), "x")) == "expect[w](heaviside(x + w))"
    second = derive(read("expect[w](max(0, x + w))"), "x", order=2)
    mean, error = drawn(second, {"x": 0.4}, "w")
    assert abs(mean - density(0.4)) < 5 * error


SCORES = [
    ("expect[e](F(p + s*e))", "p", "expect[e](F(p + s*e)*e/s)"),
    ("expect[e](F(p + s*e))", "s", "expect[e](F(p + s*e)*sum(e^2 - 1)/s)"),
    ("expect[e](F(p + q .* e))", "q", "expect[e](F(p + q .* e)*(e^2 - 1)/q)"),
    ("expect[e](F(p + e) + norm(p)^2)", "p", "2*p + expect[e](F(p + e)*e)"),
    ("expect[e](p @ (p + s*e)*F(p + s*e))", "p", ""),
]


@pytest.mark.parametrize(("text", "by", "wanted"), SCORES)
def test_the_score_form_has_the_values_of_the_other(text, by, wanted):
    f = read(text)
    found = derive(f, by, score=True)
    if wanted:
        assert str(found) == wanted
    put = {"F(u)": parse("cos(u @ r)/2 + sum(u .* u)", shapes="u[n] r[n]")}
    at = {name: abs(value) + 0.2 for name, value in point(2).items() if name in ("p", "q", "s")}
    at = {name: value for name, value in at.items() if name in f.graph.symbols([f.node])} | {
        "r": numpy.array([0.4, -0.3])
    }
    one, other = found.subs(put)(**at), derive(f, by).subs(put)(**at)
    assert one == pytest.approx(other, rel=1e-8, abs=1e-9)


def test_a_slip_in_a_score_is_seen():
    f = read("expect[e](F(p + s*e))")
    graph = Graph()
    graph.arrays.update(f.graph.arrays)
    node = graph.take(f.graph, f.node)
    made = scored(graph, node, "s")
    assert checked_score(graph, "s", made, Expr(graph, made.node))
    with pytest.raises(SymdiffError, match="does not stand up"):
        checked_score(graph, "s", made, Expr(graph, graph.neg(made.node)))
    [(z, score)] = made.drawn
    for wrong in (graph.neg(score), graph.add(score, graph.number(1)), graph.mul(score, graph.symbol("s"))):
        with pytest.raises(SymdiffError, match="does not stand up"):
            checked_score(graph, "s", made._replace(drawn=((z, wrong),)), Expr(graph, made.node))


def test_where_there_is_no_score_form_it_is_refused():
    with pytest.raises(Unsupported, match="several places"):
        derive(read("expect[w](where(x + w > 0, where(x + 2*w > 0, 1, 2), 0))"), "x")
    with pytest.raises(Unsupported, match="several places"):
        derive(read("expect[w](where(x + w^2 > 0, 1, 0))"), "x")
    with pytest.raises(SymdiffError, match="is of expectations"):
        derive("x^2", "x", score=True)
    with pytest.raises(SymdiffError, match="is of expectations"):
        derive(parse("tr(X)", shapes="X[n,n]"), "X", score=True)
    jumps = read("expect[w](where(x + w > 0, 1, 0))")
    for verb in (symdiff.jvp, symdiff.vjp, symdiff.hvp):
        with pytest.raises(Unsupported, match="a jump depends on x"):
            verb(jumps, "x")


def test_the_largest_entry_of_what_has_noise_jumps():
    f = parse("expect[e](sum(largest(p + 2*e) .* q))", shapes="p[n] q[n] e[n]")
    found = derive(f, "p")
    at = {"p": numpy.array([0.2, 0.5]), "q": numpy.array([1.0, 3.0])}
    mean, error = drawn(found, at, "e", (2,))
    slope = density(0.3 / math.sqrt(8)) / math.sqrt(8)
    assert numpy.all(numpy.abs(mean - numpy.array([-2.0, 2.0]) * slope) < 5 * error)
    assert numpy.all(error < 0.05)
    second = derive(parse("expect[e](max(p + e))", shapes="p[n] e[n]"), "p", order=2)
    assert "largest(p + e)" in str(second)
    assert "score form" in second.notes[-1]


def test_what_is_said_of_parts_of_an_expectation_has_none_around_it():
    found = derive(parse("expect[e](max(p + e) + norm(p + 2*e))", shapes="p[n] e[n]"), "p")
    assert "where one entry of p + e is the largest" in found.notes
    assert found.where == "p + 2*e != 0"
