"""Unknown functions of arrays, definitions before a formula, and formulas in the place of functions."""

from __future__ import annotations

import subprocess
import sys

import numpy
import pytest

from symdiff import (
    Expr,
    SymdiffError,
    Unsupported,
    WrongArity,
    WrongShape,
    derive,
    hessian,
    hvp,
    jvp,
    parse,
    simplify,
    vjp,
)
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Array
from symdiff.graph.unknowns import Unknown, declared_functions
from symdiff.witness.directions import checked

SHAPES = "t[n] s[n] c[k] a b z[d] x[m] M[n,p]"
FUNCTIONS = "L g J R, D[d] -> [m], W[n][k] -> [p,q], F[n,p] -> [p]"
T1 = "t - a*g'(t)"

# formula, variables, derivative
DERIVED = [
    ("L(t)", "t", "L'(t)"),
    ("L(t)", "t t", "L''(t)"),
    (f"L({T1})", "t", f"L'({T1}) - a*g''(t) @ L'({T1})"),
    (f"L({T1})", "a", f"-g'(t).T @ L'({T1})"),
    ("L(t - a*stop(g'(t)))", "t", f"L'({T1})"),
    ("L(t - s .* g'(t))", "s", "-g'(t) .* L'(t - s .* g'(t))"),
    ("L(t - s .* g'(t))", "t", "L'(t - s .* g'(t)) - g''(t) @ (s .* L'(t - s .* g'(t)))"),
    ("J(t + b*D[1](R)(t, c))", "c", "b*D[1,2](R)(t, c).T @ J'(t + b*D[1](R)(t, c))"),
    ("norm(x - D(z))^2", "z", "2*D'(z).T @ (D(z) - x)"),
    ("L(a)", "a a", "L''(a)"),
    ("sum(F(M))", "M", "[i,j]: sum[l](F'(M)[l,i,j])"),
]
# What is compared with the derivative of a formula in their place, beyond those.
OTHERS = [
    (f"L({T1})", "t t"),
    (f"L({T1})", "t a"),
    (f"u = {T1}; v = u - a*g'(u); L(v)", "t"),
    ("J(t + b*D[1](R)(t, c))", "t"),
    ("J(t + b*D[1](R)(t, c))", "c t"),
    ("norm(D(z) - x)^2", "z z"),
    ("sum(W(t, c) .* W(t, c))", "c"),
    ("sum(W(t, c))", "t c"),
    ("sum(D[2,1,2](W)(t, c))", "t"),
    ("L(F(M))", "M"),
]
FORMULAS = {
    "L(u)": "sum(exp(u/2)) + (u @ u)^2/9",
    "g(u)": "sum(sin(u)) + norm(u)^4/5",
    "J(u)": "sum(cos(u)) + sum(u)^3/7",
    "R(u, v)": "sum(u)*sum(sin(v)) + norm(u)^2*(v @ v)",
    "D(u)": "[i<m]: sum[j](sin(K[i,j]*u[j]))",
    "W(u, v)": "[i<p,j<q]: sum[r](u[r]^2*H[i,r])*sum[s](exp(v[s]*Q[j,s]))",
    "F(u)": "[j]: sum[i](sin(u[i,j])*u[i,j])",
}
OF_FORMULAS = {
    "L(u)": "u[n]", "g(u)": "u[n]", "J(u)": "u[n]", "R(u, v)": "u[n] v[k]", "D(u)": "u[d] K[m,d]",
    "W(u, v)": "u[n] v[k] H[p,n] Q[q,k]", "F(u)": "u[n,p]",
}  # fmt: skip
SIZES = {"n": 3, "k": 2, "d": 4, "m": 5, "p": 2, "q": 3}


def read(text, functions=FUNCTIONS):
    return parse(text, shapes=SHAPES, functions=functions)


def formulas(names):
    """Return a formula for each function, on the shapes of what it is given."""
    found = {}
    for call, text in FORMULAS.items():
        if call[0] in names:
            shapes = OF_FORMULAS[call]
            found[call] = parse(text, shapes=shapes)
    return found


def point(*exprs):
    generator = numpy.random.default_rng(5)
    at = {}
    for expr in exprs:
        for name in expr.graph.symbols([expr.node]):
            array = expr.graph.arrays.get(name, Array())
            if name not in at and name not in SIZES:
                shape = tuple([SIZES.get(dim, dim) for dim in array.shape])
                at[name] = generator.normal(size=shape)[()]
    return at


@pytest.mark.parametrize(("text", "by", "wanted"), DERIVED)
def test_derivatives_have_the_derivatives_of_functions_in_them(text, by, wanted):
    found = derive(read(text), by)
    assert str(found) == wanted


def used(text):
    return {name for name in "LgJRDWF" if f"{name}(" in text or f"{name}'" in text or f"({name})" in text}


@pytest.mark.parametrize(("text", "by"), [*[row[:2] for row in DERIVED if "stop" not in row[0]], *OTHERS])
def test_they_are_those_of_a_formula_in_the_place_of_the_function(text, by):
    f = read(text)
    put = formulas(used(text))
    if text == "L(a)":
        put = {"L(u)": parse("exp(u)*sin(u)")}
    if text == "L(F(M))":
        put["L(u)"] = parse("sum(exp(u/2))", shapes="u[p]")
    derived = derive(f, by)
    found, wanted = derived.subs(put), derive(f.subs(put), by)
    at = point(f.subs(put))
    one, other = found(**at), wanted(**at)
    assert read(str(derived)).subs(put)(**at) == pytest.approx(one)
    assert numpy.shape(one) == numpy.shape(other)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-9)
    assert numpy.max(numpy.abs(other)) > 1e-6


@pytest.mark.parametrize(
    ("text", "by"), [row[:2] for row in DERIVED if "stop" not in row[0] and " " not in row[1]]
)
def test_a_slip_in_the_derivative_is_seen(text, by):
    f = read(text)
    right = derive(f, by)
    assert checked(f, by, right)
    graph = Graph()
    graph.arrays.update(right.graph.arrays)
    node = graph.take(right.graph, right.node)
    with pytest.raises(SymdiffError, match="does not stand up"):
        checked(f, by, Expr(graph, graph.mul(graph.number(2), node)))


def test_the_axes_of_each_argument_come_in_its_place():
    assert read("W(t, c)").shape == ("p", "q")
    assert read("D[2,1,2](W)(t, c)").shape == ("p", "q", "n", "k", "k")
    assert derive(read("W(t, c)"), "c", "t").shape == ("p", "q", "k", "n")
    assert read("F'(M)").shape == ("p", "n", "p")
    assert read("L'''(t)").shape == ("n", "n", "n")


def test_a_second_derivative_is_symmetric():
    assert str(simplify(read("L''(t).T @ s - L''(t) @ s"))) == "zeros(n)"
    assert str(simplify(read("t.T @ L''(t) @ s - s.T @ L''(t) @ t"))) == "0"
    free = parse("B(t).T @ s - B(t) @ s", shapes="t[n] s[n]", functions="B[n] -> [n,n]")
    assert str(simplify(free)) != "zeros(n)"


def test_other_verbs():
    f = read(f"L({T1})")
    assert str(hessian(read("L(t)"), "t")) == "L''(t)"
    assert str(jvp(read("L(t)"), "t")[0]) == "L'(t).T @ v_t"
    assert str(vjp(read("L(t)"), "t")[0]) == "w_1*L'(t)"
    assert str(hvp(read("L(t)"), "t")[0]) == "L''(t) @ v_t"
    assert f.latex() == r"L\left(t - a \, g'\left(t\right)\right)"
    assert read("D[1,2](R)(t, c)").latex() == r"R^{(1,1)}\left(t, c\right)"


def test_definitions():
    f = parse("u = A @ x; v = u .* u; sum(v) + norm(u)", shapes="A[n,m] x[m]")
    assert f == parse("sum((A @ x) .* (A @ x)) + norm(A @ x)", shapes="A[n,m] x[m]")
    assert parse("u = A @ x\nnorm(u)^2", shapes="A[n,m] x[m]").shape == ()
    assert str(derive(parse("y = [i]: x[i]^2; y @ x", shapes="x[n]"), "x")) == "3*x^2"
    delta = parse("y = A @ x; [i,j]: delta[i,j]*y[j]", shapes="A[n,m] x[m]")
    assert delta == parse("[i,j]: delta[i,j]*(A @ x)[j]", shapes="A[n,m] x[m]")


REFUSED = [
    ("L(t) + L(a)", "L takes [n], and is given a scalar", 7),
    ("L(t, t) + L(t)", "L takes 2 arguments, not 1", 10),
    ("D(t)", "D takes [d], and is given [n]", 0),
    ("D[3](L)(t)", "L has no argument 3", 0),
    ("R'(t, c)", "a derivative by which of 2 arguments", 0),
    ("q'(t)", "q is not declared as a function", 0),
    ("[i]: L(t[i])", "is given one with indices", 7),
    ("t = a; L(t)", "t has a meaning already", 0),
    ("n = a; L(t)", "n has a meaning already", 0),
    ("u = t; u = a; L(t)", "u has a meaning already", 7),
    ("L(t); a", "a definition is expected", 0),
    ("u = t", "=", 2),
    ("u = t;", "the formula itself is missing", 0),
    ("u = t @; L(t)", "the formula ends", 7),
    ("u = t; L(v)", "v is not declared", 9),
    ("L''''''''''(", "the formula ends", 12),
]


@pytest.mark.parametrize(("text", "said", "column"), REFUSED)
def test_what_is_refused_and_where(text, said, column):
    with pytest.raises(SymdiffError) as caught:
        read(text)
    assert said in str(caught.value)
    assert caught.value.text == text
    assert caught.value.column == column


def test_what_has_no_value_says_so():
    f = read("L(t)")
    with pytest.raises(Unsupported, match="unknown function L"):
        f(t=[1.0, 2.0])
    with pytest.raises(Unsupported, match="unknown function D "):
        read("D(z)").source("numpy")


def test_formulas_that_do_not_fit_are_refused():
    f = read(f"L({T1})")
    with pytest.raises(SymdiffError, match="is of p"):
        f.subs({"g(p)": "p^2"})
    with pytest.raises(SymdiffError, match="has the shape"):
        f.subs({"g(p)": parse("2*p", shapes="p[n]")})
    with pytest.raises(SymdiffError, match="has 1 argument"):
        f.subs({"g(p, q)": "p*q"})
    with pytest.raises(SymdiffError, match="is no function"):
        f.subs({"g(p": "p"})
    circle = parse("g(p)", shapes="p[n]", functions="g")
    with pytest.raises(SymdiffError, match="by one another"):
        f.subs({"g(p)": circle})


def test_of_scalars_formulas_are_put_in_the_place_of_functions_too():
    f = parse("f(x*y, y)", functions="f")
    put = derive(f, "y").subs({"f(u, v)": "sin(u)*v^2"})
    assert str(simplify(f"({simplify(put)}) - ({derive('sin(x*y)*y^2', 'y')})")) == "0"
    assert str(simplify(parse("D[1,2](f)(x, y)", functions="f").subs({"f(u, v)": "u^2*v^3"}))) == "6*x*y**2"


def test_declarations():
    assert declared_functions("L, D[d] -> [m] W[n][2,k] -> [] s[] -> [3]") == {
        "L": Unknown(), "D": Unknown((("d",),), ("m",)), "W": Unknown((("n",), (2, "k"))),
        "s": Unknown(((),), (3,)),
    }  # fmt: skip
    for wrong in ("D -> [m]", "L L", "D[-1]", "3", "D[d] -> [m"):
        with pytest.raises(SymdiffError):
            declared_functions(wrong)
    with pytest.raises(WrongArity):
        read("D(z, z)")


def test_the_command():
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "symdiff", "diff", *arguments], capture_output=True, text=True, check=False
        )

    found = run(f"L({T1})", "a", "--shape", "t[n] a", "--function", "L g")
    assert found.stdout == f"-g'(t).T @ L'({T1})\n"
    found = run("norm(x - D(z))^2", "z", "--shape", "x[m] z[d]", "--function", "D[d] -> [m]")
    assert found.stdout == "2*D'(z).T @ (D(z) - x)\n"
    found = run("u = A @ x - L(x)*b; norm(u)^2", "x", "--vector", "x,b", "--matrix", "A", "--function", "L")
    assert found.returncode == 0, found.stderr
    assert "read as A[n,m] b[n] x[m]" in found.stderr


def test_arrays_are_put_in_the_place_of_arrays_all_at_once():
    f = parse("norm(A @ x - r*b)^2", shapes="A[n,m] x[m] b[n] r")
    x, y, b = (parse(name, shapes="x[m] y[m] b[n]") for name in "xyb")
    put = f.subs({"x": x - y, "b": parse("A @ x", shapes="A[n,m] x[m]"), "r": 2, "q": 7})
    assert str(put) == "norm(A @ (x - y) - 2*A @ x)^2"
    assert str(f.subs("r", "s + 1")) == "norm(A @ x - (s + 1)*b)^2"
    for wrong in ({"x": b}, {"x": 2}, {"r": x}, {"x": parse("x[0]", shapes="x[m]")}):
        with pytest.raises(WrongShape, match="is to be replaced by"):
            f.subs(wrong)
    noisy = parse("expect[e](norm(x + e)^2)", shapes="x[m] e[m]")
    for name, new in (("e", x), ("x", parse("expect[u](u .* y)", shapes="u[m] y[m]"))):
        with pytest.raises(SymdiffError, match="noise"):
            noisy.subs(name, new)
    with pytest.raises(SymdiffError, match="solves something"):
        f.subs("r", parse("root[r](r^3 + r - s)", shapes="r s"))


def test_what_is_put_for_an_array_has_the_property_that_it_was_declared_with():
    shapes = "A[n,n] p[n] S[n,n]:symmetric T[n,n]:spd D[n,n]:diagonal Q[n,n]:orthogonal"
    f = parse("p.T @ S @ p + p.T @ D @ T @ p", shapes=shapes)
    for name, text, kind in (("S", "A", "symmetric"), ("T", "S", "spd"), ("D", "S", "diagonal")):
        with pytest.raises(SymdiffError, match=f"{name} is said to be {kind}, and {text} is not"):
            f.subs({name: parse(text, shapes=shapes)})
    new = {"S": "A + A.T", "T": "A @ A.T", "D": "diag(p)"}
    put = f.subs({name: parse(text, shapes=shapes) for name, text in new.items()})
    assert put.notes == ()
    assert str(put) == "((A + A.T) @ p).T @ p + ((A @ A.T) @ (diag(p) @ p)).T @ p"
    unknown = f.subs({"S": parse("L(p)", shapes="p[n]", functions="L[n] -> [n,n]")})
    assert unknown.notes == ("S is symmetric, and it is not known whether L(p) is",)
