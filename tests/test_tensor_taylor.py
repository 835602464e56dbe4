"""Taylor polynomials of formulas of arrays in a scalar, and what they say of methods of meta-learning."""

from __future__ import annotations

from itertools import product

import numpy
import pytest

from symdiff import SymdiffError, parse, taylor

LOSSES = {  # three batches of a task
    "sum(sin(p)) + (p @ p)^2/8": 0,
    "(c @ p)^3/6 + norm(p)^2": 1,
    "sum(exp(p/2)) - c @ p": 2,
}


def read(text, shapes="t[n] a x[n] y[n] A[n,n]", functions="L g"):
    return parse(text, shapes=shapes, functions=functions)


# formula, order → polynomial
EXPANDED = [
    ("L(t - a*g'(t))", 1, "L(t) - a*(g'(t).T @ L'(t))"),
    ("inv(eye(n) + a*A) @ x", 2, "x + A @ (a^2*A @ x - a*x)"),
    ("norm(y + a*x)", 1, "norm(y) + a*(y.T @ x)/norm(y)"),
    ("exp(a)*x", 2, "a^2*x/2 + a*x + x"),
]


@pytest.mark.parametrize(("text", "order", "wanted"), EXPANDED)
def test_polynomials_in_a_step(text, order, wanted):
    found = taylor(read(text), "a", order=order)
    at = {"t": numpy.array([0.3, 1.2]), "x": numpy.array([1.0, -0.5]), "y": numpy.array([2.0, 0.4]),
          "A": numpy.array([[0.2, 1.0], [0.5, -0.3]]), "a": 0.7}  # fmt: skip
    put = {"L(u)": read("sum(exp(u))", "u[n]"), "g(u)": read("norm(u)^4", "u[n]")}
    one, other = found.polynomial.subs(put), read(wanted).subs(put)
    assert one(**at) == pytest.approx(other(**at))
    assert str(found).endswith(f" + O(a**{order + 1})")


def test_about_another_number():
    found = taylor(read("log(a)*x"), "a", about=2, order=1).polynomial
    assert found(a=2.5, x=[1.0, 3.0]) == pytest.approx((numpy.log(2) + 0.25) * numpy.array([1.0, 3.0]))


@pytest.mark.parametrize(
    ("text", "by", "said"),
    [
        ("norm(a*x)", "a", "smooth"), ("x/a", "a", "smooth"), ("x*abs(a)", "a", "smooth"),
        ("x*log(a)", "a", "smooth"), ("norm(x)", "x", "in a scalar"), ("a*stop(x)", "a", "stop"),
        ("root[y](A @ y - a*x)", "a", "solution"),
    ],
)  # fmt: skip
def test_what_is_not_smooth_is_refused(text, by, said):
    with pytest.raises(SymdiffError, match=said):
        taylor(read(text), by, order=1)


def test_it_is_about_a_number():
    with pytest.raises(SymdiffError, match="about a number"):
        taylor(read("exp(a)*x"), "a", about="b", order=1)


def steps(count):
    """Return the definitions of steps of gradient descent on so many losses, and where they end."""
    text, last = "", "t"
    for place in range(1, count + 1):
        text += f"u{place} = {last} - a*F{place}'({last}); "
        last = f"u{place}"
    return text, ["t", *[f"u{place}" for place in range(1, count + 1)]]


def update(method, count):
    """Return the update of a method after so many batches as a formula."""
    names = " ".join(f"F{place}" for place in range(1, count + 1))
    text, points = steps(count - 1)
    if method == "reptile":
        total = " + ".join(f"F{place}'({points[place - 1]})" for place in range(1, count + 1))
        return parse(text + total, shapes="t[n] a", functions=names)
    last = points[count - 1]
    if method == "first order":
        return parse(text + f"F{count}'({last})", shapes="t[n] a", functions=names)
    from symdiff import derive

    return derive(parse(text + f"F{count}({last})", shapes="t[n] a", functions=names), "t")


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("method", ["maml", "first order", "reptile"])
def test_the_coefficients_of_meta_learning(method, count):
    """The mean over all draws of batches, one by one, is that of Nichol, Achiam and Schulman (2018)."""
    polynomial = taylor(update(method, count), "a", order=1).polynomial
    losses = [parse(text, shapes="p[n] c[n]") for text in LOSSES]
    t, c = numpy.array([0.4, -0.7]), numpy.array([1.1, 0.6])
    points = [-1e-3, 1e-3]  # the polynomial is linear in the step
    gradients, hessians = derivatives_of(losses, t, c)
    mean = {a: numpy.zeros(2) for a in points}
    for batches in product(range(len(losses)), repeat=count):
        put = {f"F{place}(p)": losses[batch] for place, batch in enumerate(batches, 1)}
        here = polynomial.subs(put)
        for a in points:
            mean[a] += here(t=t, c=c, a=a) / len(losses) ** count
    constant = (mean[points[0]] + mean[points[1]]) / 2
    slope = (mean[points[1]] - mean[points[0]]) / (points[1] - points[0])
    gradient = sum(gradients) / len(losses)
    inner = sum(H @ g for H in hessians for g in gradients) / len(losses) ** 2
    plain, less = {"maml": (1, 2 * (count - 1)), "first order": (1, count - 1),
                   "reptile": (count, count * (count - 1) / 2)}[method]  # fmt: skip
    assert constant == pytest.approx(plain * gradient, rel=1e-10)
    assert slope == pytest.approx(-less * inner, rel=1e-8)


def derivatives_of(losses, t, c):
    from symdiff import derive

    gradients = [derive(loss, "p")(p=t, c=c) for loss in losses]
    return gradients, [derive(loss, "p", "p")(p=t, c=c) for loss in losses]
