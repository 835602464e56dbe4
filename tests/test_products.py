"""Products over a letter with bounds that are no numbers: how they are read and printed, their derivatives by
the sum of the logarithmic derivatives of their factors, and their values."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from symdiff import check, derive, evaluate, gradient, hessian, parse, simplify, steps, taylor
from symdiff.errors import DomainError, ParseError, SymdiffError, Unsupported, WrongArity
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.export.pretty import pretty
from symdiff.export.python import python
from symdiff.export.sympy import sympy_source
from symdiff.export.unicode import unicode
from symdiff.verbs.code import code
from symdiff.verbs.derivatives import derivatives
from symdiff.witness.proof import quick_check

READ = [
    ("∏_{k=1}^n (x + k)", "product(x + k, k, 1, n)"),
    ("∏ₖ₌₁ⁿ (x + k)", "product(x + k, k, 1, n)"),
    ("prod_{i=1}^n (y[i] - a)", "product(y_i - a, i, 1, n)"),
    ("product from k=1 to n of (x + k)", "product(x + k, k, 1, n)"),
    ("the product of (x + k) from k = 1 to n", "product(x + k, k, 1, n)"),
    ("Product(x + k, (k, 1, n))", "product(x + k, k, 1, n)"),
    ("Product[x + k, {k, 0, n}]", "product(x + k, k, 0, n)"),
    ("mul(x + k, k=0..n)", "product(x + k, k, 0, n)"),
    (r"\prod_{i=1}^{n} p^{x_i} (1-p)^{1-x_i}", "product(p^x_i*(1 - p)^(1 - x_i), i, 1, n)"),
    (r"\log\left(\prod_{i=1}^n \lambda e^{-\lambda x_i}\right)",
     "log(product(lambda*exp(-lambda*x_i), i, 1, n))"),
    ("Log[Product[t^Subscript[x, j], {j, 1, n}]]", "log(product(t^x_j, j, 1, n))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), READ)
def test_a_product_is_read_as_people_type_it(text: str, plain: str) -> None:
    assert parse(text) == parse(plain)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("∏ x_i", ParseError, "a product without bounds"),
        (r"\prod_i x_i", ParseError, "a product without its bounds"),
        (r"\prod_{1}^{3} x", ParseError, "without its letter"),
        ("product(x_i, 3, 1, n)", WrongArity, "its letter"),
        ("product(x^k, k, n, 5/2)", SymdiffError, ""),
    ],
)
def test_what_is_no_product_over_a_letter_is_refused(
    text: str, error: type[SymdiffError], message: str
) -> None:
    if message:
        with pytest.raises(error, match=message):
            parse(text)
    else:
        with pytest.raises(error):
            evaluate(parse(text), x=2, n=1)


def test_few_factors_between_numbers_are_written_out() -> None:
    short = parse("product(x + k, k, 1, 3)")
    assert short == parse("(x + 1)*(x + 2)*(x + 3)")
    assert "factors written out" in short.notes[0]
    assert parse("product(x + k, k, 1, n)").subs({"n": 2}) == parse("(x + 1)*(x + 2)")
    assert parse("product(x_i, i, 4, n)").subs({"n": 3}) == parse("1")
    assert parse("product(x + k, k, 1, n)") == parse("product(x + j, j, 1, n)")


DERIVATIVES = [
    ("product(x + k, k, 1, n)", "x", "product(k + x, k, 1, n)*sum(1/(k + x), k, 1, n)"),
    ("log(product(x + k, k, 1, n))", "x", "sum(1/(k + x), k, 1, n)"),
    ("product(p^x_i*(1 - p)^(1 - x_i), i, 1, n)", "p",
     "product(p**x_i*(1 - p)**(1 - x_i), i, 1, n)*sum(p - x_i, i, 1, n)/(p*(p - 1))"),
    ("log(product(lambda*exp(-lambda*x_i), i, 1, n))", "lambda", "sum(1/lambda - x_i, i, 1, n)"),
    ("product(exp(-lambda)*lambda^k_i/k_i!, i, 1, n)", "lambda",
     "exp(-lambda*n)*product(lambda**k_i/factorial(k_i), i, 1, n)*sum(k_i - lambda, i, 1, n)/lambda"),
    ("product(exp(-(x_i - mu)^2/2), i, 1, n)", "mu",
     "exp(-sum((mu - x_i)**2, i, 1, n)/2)*sum(x_i - mu, i, 1, n)"),
    ("product(x, k, 1, n)", "x", "n*x**(n - 1)"),
    ("product(x^k, k, 1, n)", "x", "product(x**k, k, 1, n)*sum(k, k, 1, n)/x"),
    ("product(sqrt(x + k), k, 1, n)", "x",
     "product(sqrt(k + x), k, 1, n)*sum(1/(k + x), k, 1, n)/2"),
    ("product(y_i, i, 1, n)", "x", "0"),
    ("sum(product(x + j, j, 1, k), k, 1, n)", "x",
     "sum(product(j + x, j, 1, k)*sum(1/(j + x), j, 1, k), k, 1, n)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "variable", "shown"), DERIVATIVES)
def test_a_product_is_derived_by_its_factors(text: str, variable: str, shown: str) -> None:
    found = derive(text, variable)
    assert str(found) == shown
    assert parse(shown, symbols=["lambda"]) == found


@pytest.mark.parametrize(("text", "variable", "shown"), DERIVATIVES)
def test_the_derivative_of_a_product_is_that_of_its_factors_written_out(
    text: str, variable: str, shown: str
) -> None:
    written = parse(text).subs({"n": 3})
    found = [derive(text, variable).subs({"n": 3}), derive(written, variable)]
    names = sorted({symbol.name for each in found for symbol in each.free_symbols})
    generator = random.Random(text)
    for _ in range(5):
        at = {name: generator.uniform(0.2, 0.8) for name in names}
        values = [evaluate(each, at) if each.free_symbols else float(each) for each in found]
        assert values[0] == pytest.approx(values[1], rel=1e-12, abs=1e-14)


def test_a_product_with_a_factor_0_has_a_derivative_where_the_answer_says_nothing() -> None:
    found = derive("product(x + k, k, 1, n)", "x")
    assert "each x + k is not 0, which is not decided" in found.notes[0]
    assert evaluate(derive(parse("product(x + k, k, 1, n)").subs({"n": 2}), "x"), x=-1) == 1
    with pytest.raises(DomainError):
        evaluate(found, x=-1, n=2)
    assert not derive("product(exp(k*x), k, 1, n)", "x").notes
    assert not derive("product(k*x, k, 1, n)", "x").notes


def test_witnesses_of_a_derivative_agree() -> None:
    found = check("product(x + k, k, 1, n)", "x")
    assert found
    names = [witness.name for witness in found.witnesses if witness.points]
    assert {"dual numbers", "jets", "Richardson", "complex step"} <= set(names)
    assert not check("product(x + k, k, 1, n)", "x", answer="sum(1/(x + k), k, 1, n)")
    with pytest.raises(SymdiffError, match="dual numbers"):
        quick_check([("", parse("product(x + k, k, 1, n)")), ("x", parse("product(x + k, k, 2, n)"))])
    expr = parse("product(1 - x/k^2, k, 1, oo)")
    assert quick_check([("", expr), ("x", derive(expr, "x"))]) == (
        "not checked: a product without end is not computed"
    )


def test_what_has_no_derivative_is_refused() -> None:
    with pytest.raises(Unsupported, match="a bound of a product is a whole number"):
        derive("product(x + k, k, 1, n)", "n")
    with pytest.raises(Unsupported, match="one of the entries x_k"):
        gradient("product(x_i, i, 1, n)*a", "a x_j")


ENTRIES = [
    ("product(x_i, i, 1, n)", "x_j", "product(x_i, i, 1, n)/x_j"),
    ("log(product(x_i, i, 1, n))", "x_j", "1/x_j"),
    ("product(1 + x_i^2, i, 1, n)", "x_3", "2*x_3*product(x_i**2 + 1, i, 1, n)/(x_3**2 + 1)"),
]


@pytest.mark.parametrize(("text", "variable", "shown"), ENTRIES)
def test_a_product_is_derived_by_an_entry(text: str, variable: str, shown: str) -> None:
    found = derivatives(text, variable)
    assert str(found[1][1]) == shown
    assert quick_check(found) == ""
    written, answer = [each.subs({"n": 5}) for each in (parse(text), found[1][1])]
    if variable == "x_j":
        answer = answer.subs({"x_j": "x_3"})
    derived = derive(written, "x_3")
    names = sorted({symbol.name for symbol in derived.free_symbols | answer.free_symbols})
    point = {name: 0.4 + 0.17 * place for place, name in enumerate(names)}
    assert evaluate(derived, point) == pytest.approx(evaluate(answer, point), rel=1e-12)


def test_values() -> None:
    assert evaluate("product(x + k, k, 1, n)", x=2, n=3) == 60
    assert evaluate("product(x, k, 5, n)", x=2, n=3) == 1
    with pytest.raises(DomainError, match="a bound of the product is no whole number"):
        evaluate("product(x + k, k, 1, n)", x=2, n=2.5)
    with pytest.raises(Unsupported, match="have no values here"):
        evaluate("product(b*x_i, i, 1, n)", b=1, n=3)
    with pytest.raises(DomainError, match="product without end"):
        evaluate("product(1 - x/k^2, k, 1, oo)", x=1)
    series = taylor("product(1 + k*x, k, 1, n)", "x", order=2)
    assert evaluate(series.polynomial, x=0.1, n=2) == pytest.approx(1 + 0.3 + 0.02)


def test_simplified_products() -> None:
    for text, shown in [
        ("product(2*k, k, 1, n)", "2**n*product(k, k, 1, n)"),
        ("product(a*exp(k*b), k, 1, n)", "a**n*exp(b*sum(k, k, 1, n))"),
        ("product(-k, k, 1, n)", "product(-k, k, 1, n)"),
        ("product(x, k, 0, n)", "x**(n + 1)"),
        ("product(2*k, k, 1, oo)", "product(2*k, k, 1, oo)"),
    ]:
        assert str(simplify(text)) == shown
        if "oo" not in text:
            at = {"a": 1.3, "b": 0.4, "x": 0.7, "n": 4}
            values = [
                evaluate(each, {name: at[name] for name in at if name in {s.name for s in each.free_symbols}})
                for each in (parse(text), parse(shown))
            ]
            assert values[0] == pytest.approx(values[1], rel=1e-14)


def test_python_and_numpy_multiply_and_others_refuse_by_name() -> None:
    numpy = pytest.importorskip("numpy")
    expr = parse("product(1 + k*x, k, 1, n)")
    expected = [math.prod(1 + k * x for k in range(1, n + 1)) for n, x in ((3, 0.4), (5, 0.9))]
    space: dict[str, Any] = {}
    exec(python(expr), space)  # noqa: S102
    assert space["f"](3, 0.4) == pytest.approx(expected[0], rel=1e-14)
    with pytest.raises(ValueError, match="whole numbers"):
        space["f"](2.5, 0.4)
    exec(numpy_source(expr), space)  # noqa: S102
    assert space["f"](numpy.array([3, 5]), numpy.array([0.4, 0.9])) == pytest.approx(expected, rel=1e-14)
    assert expr.numpy()(numpy.array([3, 5]), numpy.array([0.4, 0.9])) == pytest.approx(expected, rel=1e-14)
    with pytest.raises(SymdiffError, match="a product over a letter is not written in this language"):
        code(expr, "c")


def test_how_it_is_printed() -> None:
    text = parse("b*product((x_i + k)^2, i, 1, n)^2")
    assert text.latex() == r"b \left(\prod_{i=1}^{n} \left(x_{i} + k\right)^{2}\right)^{2}"
    assert unicode(text) == "b·(∏_(i=1)^n ((x_i + k)²))²"
    assert pretty(parse("product(x_i, i, 1, n)")) == "product(x_i, i, 1, n)"
    assert parse(parse("product((x_i - k)^2, i, 1, n)").latex()) == parse("product((x_i - k)^2, i, 1, n)")
    assert "Product((x__[i] + k)**2, (i, 1, n))" in sympy_source(text)
    assert from_json(json_text(text)) == text
    assert "over that factor" in str(steps("product(x + k, k, 1, n)", "x"))


def test_second_derivatives() -> None:
    rows = hessian("log(product(exp(-(y_i - a - b*x_i)^2/2), i, 1, n))", "a b")
    assert [[str(entry) for entry in row] for row in rows.rows] == [
        ["-n", "-sum(x_i, i, 1, n)"],
        ["-sum(x_i, i, 1, n)", "-sum(x_i**2, i, 1, n)"],
    ]
    found = derive("product(x + k, k, 1, n)", "x", 2).subs({"n": 3})
    assert evaluate(found, x=0.3) == pytest.approx(6 * 0.3 + 12, rel=1e-12)


_PARTS = st.sampled_from(["k", "x", "y_k", "a", "2", "x*k", "z_k"])


def _formulas(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})*({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})/({pair[1]})"),
        inner.map(lambda part: f"exp(-({part})/5)"),
        inner.map(lambda part: f"({part})^2"),
        inner.map(lambda part: f"sqrt({part})"),
        st.tuples(inner, inner).map(lambda pair: f"(1 + {pair[0]})^(({pair[1]})/7)"),
        inner.map(lambda part: f"product(1 + ({part})/9, k, 1, n)"),
    )


@examples(60)
@given(st.recursive(_PARTS, _formulas, max_leaves=5))
def test_random_products_are_derived_as_what_they_are_written_out(inside: str) -> None:
    text = f"product({inside}, k, 1, n)"
    found, written = derive(text, "x").subs({"n": 3}), derive(parse(text).subs({"n": 3}), "x")
    names = {symbol.name for symbol in found.free_symbols | written.free_symbols}
    at = {name: 0.3 + 0.07 * place for place, name in enumerate(sorted(names))}
    values = [evaluate(each, at) if each.free_symbols else float(each) for each in (found, written)]
    assert values[0] == pytest.approx(values[1], rel=1e-8, abs=1e-12)
    assert parse(str(derive(text, "x"))) == derive(text, "x")


@pytest.mark.parametrize(
    "text",
    [
        "product(x + k, k, 1, n)*sum(1/(k + x), k, 1, n)",
        "a*product(x + k, k, 1, n)*y",
        "-product(x + k, k, 1, n)*y",
        "product(x + k, k, 1, n)/y + a",
        "product(x + k, k, 1, n)*product(x - k, k, 1, m)",
        "y*product(x + k, k, 1, n)",
    ],
)
def test_a_factor_behind_a_product_stays_outside_of_it(text: str) -> None:
    expr = parse(text)
    assert parse(expr.latex()) == expr
    at = {"x": 0.3, "y": 1.7, "a": 0.4, "n": 3, "m": 2}
    values = {symbol.name: at[symbol.name] for symbol in expr.free_symbols}
    again = parse(unicode(expr))
    assert evaluate(again, values) == pytest.approx(evaluate(expr, values), rel=1e-14)
