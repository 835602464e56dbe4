"""`argmin[p](f)` and `root[p](F)`: values by Newton's method, derivatives by implicit functions."""

from __future__ import annotations

import subprocess
import sys

import numpy
import pytest

from symdiff import DomainError, SymdiffError, Unsupported, check, derive, hvp, jvp, parse, simplify, vjp
from symdiff.arithmetic.tensors import solutions_at
from symdiff.export.json import from_json, json_text
from symdiff.witness.directions import checked

RIDGE = "argmin[p](norm(X @ p - y)^2/2 + r*norm(p)^2/2)"
OF_RIDGE = "p[d] X[n,d] y[n] r w[d]"
INNER = "p = argmin[p](g(p) + r*norm(p - t)^2/2); "


def read(text, shapes="p[n] t[n] r A[n,n] b[n] x s", functions="L g"):
    return parse(text, shapes=shapes, functions=functions)


# formula, shapes, variable, derivative without its definitions, conditions
DERIVED = [
    (INNER + "L(p)", "p[n] t[n] r", "t", "r*inv(g''(p) + r*eye(n)) @ L'(p)", "det(g''(p) + r*eye(n)) != 0"),
    (INNER + "L(p)", "p[n] t[n] r", "r", "(t - p).T @ inv(g''(p) + r*eye(n)) @ L'(p)",
     "det(g''(p) + r*eye(n)) != 0"),
    (RIDGE, OF_RIDGE, "y", "inv(X.T @ X + r*eye(d)) @ X.T", "det(X.T @ X + r*eye(d)) != 0"),
    (RIDGE, OF_RIDGE, "r", "-inv(X.T @ X + r*eye(d)) @ p", "det(X.T @ X + r*eye(d)) != 0"),
    ("root[p](A @ p - b)", "p[n] A[n,n] b[n]", "b", "inv(A)", "det(A) != 0"),
    ("root[p](A.T @ A @ p - b)", "p[n] A[n,n] b[n]", "b", "inv(A) @ inv(A).T", "det(A) != 0"),
    ("root[x](x^3 - s)", "x s", "s", "1/(3*x^2)", "x != 0"),
    ("root[x](exp(x) + x - s)", "x s", "s s", "-sigmoid(-x)^2*sigmoid(x)", ""),
    ("argmin[x]((x - s)^2 + x^4)", "x s", "s", "2/(2 + 12*x^2)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "by", "wanted", "where"), DERIVED)
def test_derivatives_by_the_implicit_function_theorem(text, shapes, by, wanted, where):
    found = derive(read(text, shapes), *by.split())
    written = str(found).rpartition("; ")[2]
    assert str(simplify(read(f"{definition(text)}({written}) - ({wanted})", shapes))).rpartition("; ")[2] in (
        "0", "zeros(n)", "zeros(d)", "zeros(d,n)", "zeros(n,n)",
    )  # fmt: skip
    assert found.where == where
    assert any("is the only minimum" in note or "that is meant" in note for note in found.notes)
    assert not any(note.startswith("not checked") for note in found.notes)


def definition(text):
    if ";" in text:
        return text.rpartition("; ")[0] + "; "
    name = text[text.index("[") + 1]
    return f"{name} = {text}; "


def slope(f, at, name, along, step=1e-3):
    def value(t):
        return f(**{**at, name: at[name] + t * along})

    return (8 * (value(step) - value(-step)) - value(2 * step) + value(-2 * step)) / (12 * step)


@pytest.mark.parametrize("by", ["X", "y", "r", "w"])
def test_values_and_derivatives_are_those_of_the_closed_form(by):
    generator = numpy.random.default_rng(4)
    at = {
        "X": generator.normal(size=(5, 3)),
        "y": generator.normal(size=5),
        "r": 0.7,
        "w": generator.normal(size=3),
    }
    f = read(f"w @ sin({RIDGE})", OF_RIDGE)
    closed = read("w @ sin(inv(X.T @ X + r*eye(d)) @ X.T @ y)", OF_RIDGE)
    assert f(**at) == pytest.approx(closed(**at), rel=1e-10)
    assert derive(f, by)(**at) == pytest.approx(derive(closed, by)(**at), rel=1e-9)
    along = generator.normal(size=numpy.shape(at[by]))[()]
    assert numpy.sum(derive(f, by)(**at) * along) == pytest.approx(slope(f, at, by, along), rel=1e-7)


def test_second_derivatives_go_through_the_solution():
    f = read("root[x](x^3 + x - s)", "x s")
    closed = [derive(f, *["s"] * order)(s=3.7) for order in (1, 2, 3)]
    x = f(s=3.7)
    first = 1 / (3 * x**2 + 1)
    second = -6 * x * first**3
    third = -6 * first**4 - 18 * x * first**2 * second
    assert closed == pytest.approx([first, second, third])


def test_a_problem_inside_of_a_problem():
    f = parse("q = argmin[q](norm(q - t)^2 + norm(q)^2); p = argmin[p](norm(p - q)^2 + r*norm(p)^2); p @ p",
              shapes="p[n] q[n] t[n] r")  # fmt: skip
    at = {"t": numpy.array([1.0, -2.0, 0.5]), "r": 0.4}
    assert f(**at) == pytest.approx(at["t"] @ at["t"] / (4 * 1.4**2))
    assert derive(f, "t")(**at) == pytest.approx(at["t"] / (2 * 1.4**2))
    assert derive(f, "r")(**at) == pytest.approx(-2 * f(**at) / 1.4)
    again = parse(str(f), shapes="p[n] q[n] t[n] r")
    assert again(**at) == pytest.approx(f(**at))


CHAIN = "x = root[x](x + exp(x) - s); y = root[y](y^3 + y - x); z = root[z](z + z^5 - y); "


@pytest.mark.parametrize("last", ["z", "z*s", "x*y*z*s"])
def test_a_chain_of_problems(last):
    f = parse(CHAIN + last, shapes="x y z s")
    found = derive(f, "s")
    assert not any(note.startswith("not checked") for note in found.notes)
    step = 1e-4
    assert found(s=1.2) == pytest.approx((f(s=1.2 + step) - f(s=1.2 - step)) / (2 * step), rel=1e-6)


def test_a_solution_that_the_derivative_is_without():
    found = derive(parse("argmin[x]((x - t)^2)", shapes="x t"), "t")
    assert str(found) == "1"
    assert not any(note.startswith("not checked") for note in found.notes)


def test_it_is_written_and_read_back():
    f = read(INNER + "L(p)")
    assert str(f) == INNER + "L(p)"
    assert str(read(str(f))) == str(f)
    assert str(from_json(json_text(f))) == str(f)
    assert f.latex() == (
        r"p = \operatorname*{arg\,min}_{p} \left(g\left(p\right) + "
        r"\frac{r \, \left\|p - t\right\|^{2}}{2}\right),\quad L\left(p\right)"
    )
    found = derive(read(RIDGE, OF_RIDGE), "r")
    space = {}
    exec(found.source("numpy"), space)  # noqa: S102
    generator = numpy.random.default_rng(4)
    at = {"X": generator.normal(size=(5, 3)), "y": generator.normal(size=5), "r": 0.7}
    p = solutions_at(found, at)["p"]
    assert space["f"](X=at["X"], p=p, r=0.7) == pytest.approx(found(**at))
    assert read(RIDGE, OF_RIDGE).numpy()(at["X"], 0.7, at["y"]) == pytest.approx(p)


def test_formulas_for_functions_are_put_into_what_is_solved():
    f = read(INNER + "L(p)").subs({
        "g(u)": parse("norm(B @ u - c)^2/2", shapes="u[n] B[m,n] c[m]"),
        "L(u)": parse("sum(exp(u))", shapes="u[n]"),
    })  # fmt: skip
    generator = numpy.random.default_rng(1)
    at = {
        "B": generator.normal(size=(4, 3)),
        "c": generator.normal(size=4),
        "t": generator.normal(size=3),
        "r": 0.8,
    }
    p = numpy.linalg.solve(at["B"].T @ at["B"] + 0.8 * numpy.eye(3), at["B"].T @ at["c"] + 0.8 * at["t"])
    assert f(**at) == pytest.approx(numpy.sum(numpy.exp(p)))


def test_a_slip_is_seen():
    f = read(RIDGE, OF_RIDGE)
    right = derive(f, "r")
    assert checked(f, "r", right)
    with pytest.raises(SymdiffError, match="does not stand up"):
        checked(f, "r", -right)
    assert check(f, "r").ok


REFUSED = [
    ("p + argmin[p](norm(p - t)^2)", "stands outside of it"),
    ("argmin[q](norm(q - t)^2)", "q is not declared"),
    ("argmin[A](norm(A)^2)", "a scalar or a vector"),
    ("argmin[p](p - t)", "a scalar is to be least"),
    ("root[p](norm(p))", "as many equations"),
    ("argmin[p,t](norm(p - t)^2)", "looks for one name"),
    ("argmin[p]", "what is the argmin of"),
    ("argmin[p](norm(p - stop(p + t))^2)", "two readings"),
    ("argmin[p](norm(p - root[b](b - p))^2)", "depends on p, which is looked for"),
    ("argmin[p](norm(p - t)^2) + argmin[p](norm(p + t)^2)", "another name"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_refused(text, said):
    with pytest.raises(SymdiffError, match=said):
        read(text)


def test_verbs_that_do_not_go_through_solutions_refuse_them():
    f = read(RIDGE, OF_RIDGE)
    for verb in (jvp, vjp):
        with pytest.raises(Unsupported, match="solution of something"):
            verb(f, "r")
    with pytest.raises(Unsupported, match="solution of something"):
        hvp(read(f"norm({RIDGE})^2", OF_RIDGE), "r")
    with pytest.raises(SymdiffError, match="no variable"):
        derive(f, "p")
    with pytest.raises(Unsupported, match="solved"):
        f.subs({"r": 2})
    with pytest.raises(Unsupported):
        parse("root[x](x^2 - t)").code("c")


def test_several_solutions_and_none_are_said():
    f = read("root[x](x^2 - s)", "x s")
    with pytest.raises(DomainError, match="one of several"):
        f(s=4.0)
    assert f(s=4.0, x=2.0) == 2.0
    with pytest.raises(DomainError, match="no solution"):
        f(s=-1.0)
    low = read("argmin[x]((x^2 - 1)^2 + s*x)", "x s")
    with pytest.raises(DomainError, match="as low"):
        low(s=0.0)
    assert low(s=0.1) == pytest.approx(-1.0123, abs=1e-3)
    with pytest.raises(DomainError, match="no minimum"):
        read("argmin[x](-x^2 + s)", "x s")(s=1.0)
    with pytest.raises(SymdiffError, match="s has no value"):
        f()


def test_scalars_need_no_shapes():
    found = derive("root[x](x^3 + x - t)", "t")
    assert str(found) == "x = root[x](x^3 + x - t); 1/(1 + 3*x^2)"
    assert found(t=2.0) == pytest.approx(0.25)


def test_the_command():
    found = subprocess.run(
        [sys.executable, "-m", "symdiff", "diff", INNER + "L(p)", "t", "--shape", "p[n] t[n] r",
         "--function", "L g"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == f"{INNER}r*inv(g''(p) + r*eye(n)) @ L'(p)\n"
    assert "where det(g''(p) + r*eye(n)) != 0" in found.stderr
    assert "p is the only minimum of g(p) + r*norm(p - t)^2/2" in found.stderr
