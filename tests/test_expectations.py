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
from symdiff.simplifier.arrays.moments import closed
from symdiff.witness.directions import checked

SHAPES = "x y s p[n] q[n] A[n,n] B[m,n] e[n] u[n] v[m] w N[n,m]"


def read(text, functions="F"):
    return parse(text, shapes=SHAPES, functions=functions)


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
