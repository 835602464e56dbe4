"""Sums over a letter with bounds that are no numbers: how they are read and printed, their derivatives term
by term, and their values."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from symdiff import (
    check,
    derive,
    evaluate,
    gradient,
    hessian,
    jacobian,
    parse,
    simplify,
    steps,
    taylor,
)
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
    ("sum((y[i] - a)^2, i, 1, n)", "sum((y_i - a)^2, i, 1, n)"),
    ("∑_{k=1}^n k x^k", "sum(k*x^k, k, 1, n)"),
    ("∑_(k=1)^(n-1) k x^k", "sum(k*x^k, k, 1, n - 1)"),
    ("∑ₖ₌₁ⁿ x^k", "sum(x^k, k, 1, n)"),
    ("Σ_{i=1}^{n} b*x_i^2", "sum(b*x_i^2, i, 1, n)"),
    ("sum_{i=1}^n (y_i - a - b x_i)^2", "sum((y_i - a - b*x_i)^2, i, 1, n)"),
    ("sum from k=1 to n of k x^k", "sum(k*x^k, k, 1, n)"),
    ("the sum of k x^k from k = 1 to n", "sum(k*x^k, k, 1, n)"),
    ("sum k=1 to n of x^k", "sum(x^k, k, 1, n)"),
    ("Sum(x**k, (k, 1, n))", "sum(x^k, k, 1, n)"),
    ("Sum[x^k, {k, 0, n}]", "sum(x^k, k, 0, n)"),
    ("Sum[x^k, {k, n}]", "sum(x^k, k, 1, n)"),
    ("sum(x^k, k=0..n)", "sum(x^k, k, 0, n)"),
    ("∑_{k=0}^∞ x^k/k!", "sum(x^k/k!, k, 0, oo)"),
    ("∑_{k=1}^n -k*x + 1", "sum(-k*x, k, 1, n) + 1"),
    ("2*∑_{j=1}^n ∑_{i=1}^m x_i z_j w", "2*sum(sum(x_i*z_j*w, i, 1, m), j, 1, n)"),
    (r"\sum_{k=1}^n k x^k", "sum(k*x^k, k, 1, n)"),
    (r"\sum_{i=1}^m (w x^{(i)} - y^{(i)})^2", "sum((w*x_i - y_i)^2, i, 1, m)"),
    (r"\sum_{i=1}^m w_j x_j^{(i)}", "sum(w_j*x_j_i, i, 1, m)"),
    (r"\sum_{i=1}^2 w x^{(i)}", "w*x_1 + w*x_2"),
    (r"\frac{1}{n}\sum_{i=1}^{n}(y_i-a-bx_i)^2", "1/n*sum((y_i - a - b*x_i)^2, i, 1, n)"),
    (r"\sum_{k=0}^{\infty}\frac{x^k}{k!}", "sum(x^k/k!, k, 0, oo)"),
    (r"\sum_{i=1}^{n}\sum_{j=1}^{m} x_i z_j w", "sum(sum(x_i*z_j*w, j, 1, m), i, 1, n)"),
]


@pytest.mark.parametrize(("text", "plain"), READ)
def test_a_sum_is_read_as_people_type_it(text: str, plain: str) -> None:
    assert parse(text) == parse(plain)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("∑ x_i", ParseError, "without bounds"),
        (r"\sum_i x_i", ParseError, "without its bounds"),
        (r"\sum_{i=1} x_i", ParseError, "without its bounds"),
        ("sum(x_i, 3, 1, n)", WrongArity, "its letter"),
        ("sum(x^k, k, 1, 5/2)", SymdiffError, "whole numbers"),
        ("exp(i*x) + sum(x_i, i, 1, n)", ParseError, "stands outside of it"),
        (r"e^{ix} + \sum_{i=1}^n x_i", ParseError, "stands outside of it"),
        ("sum(x_ij*w_j, j, 1, n)", SymdiffError, "x_ij depends on j"),
        ("sum(sum(x_i_j, j, 1, m), i, 1, n)", SymdiffError, "two places"),
        ("sum(sum(x_j_i, j, 1, m), i, 1, n)", SymdiffError, "two places"),
    ],
)
def test_what_is_no_sum_over_a_letter_is_refused(text: str, error: type[SymdiffError], message: str) -> None:
    with pytest.raises(error, match=message):
        parse(text)


def test_where_a_sum_ends_is_said() -> None:
    assert parse("∑_{k=1}^n k*x + 1").notes[0].endswith("the sum ends before this +")
    assert not [note for note in parse("∑_{k=1}^n k*x").notes if "ends" in note]


def test_names_that_look_like_sums_are_names() -> None:
    assert str(parse("3*sum + sum_x*total")) == "3*sum + sum_x*total"


def test_few_terms_between_numbers_are_written_out_and_many_are_not() -> None:
    short = parse("sum(k*x^k, k, 1, 3)")
    assert short == parse("x + 2*x^2 + 3*x^3")
    assert "terms written out" in short.notes[0]
    assert str(parse("sum(k*x^k, k, 1, 1000)")) == "sum(k*x**k, k, 1, 1000)"
    assert parse("sum(a_k*x^k, k, 0, 2)") == parse("a_0*x^0 + a_1*x + a_2*x^2")
    assert parse("sum(x^k, k, 3, 2)") == parse("0")
    assert parse("sum(x_i, i, 4, n)").subs({"n": 6}) == parse("x_4 + x_5 + x_6")
    assert parse("sum(sum(x_i*z_j, i, 1, j), j, 1, n)").subs({"n": 2}) == parse(
        "x_1*z_1 + (x_1*z_2 + x_2*z_2)"
    )


def test_the_letter_is_bound() -> None:
    assert parse("sum(x^k, k, 1, n)") == parse("sum(x^j, j, 1, n)")
    assert parse("sum(x^k, k, 1, n)").free_symbols == parse("n*x").free_symbols
    assert str(parse("b*sum(k*x^k, k, 1, n)").subs({"b": "k"})) == "k*sum(j*x**j, j, 1, n)"
    assert str(parse("sum(b*k*x^k, k, 1, n)").subs({"b": "k"})) == "sum(k*j*x**j, j, 1, n)"
    # an entry of the sum is none of the symbols
    moved = parse("sum(b*x_i, i, 1, n)").subs({"b": "x_i"})
    assert str(moved) == "sum(x_i*x_k, k, 1, n)"
    assert moved.subs({"n": 2}) == parse("x_i*x_1 + x_i*x_2")


DERIVATIVES = [
    ("sum(k*x^k, k, 1, n)", "x", "sum(k**2*x**(k - 1), k, 1, n)"),
    ("sum((y_i - a - b*x_i)^2, i, 1, n)", "b", "2*sum(x_i*(b*x_i + a - y_i), i, 1, n)"),
    ("sum((x_i - mu)^2, i, 1, n)/(2*sigma^2)", "sigma", "-sum((mu - x_i)**2, i, 1, n)/sigma**3"),
    ("log(sum(exp(-beta*E_i), i, 1, n))", "beta",
     "-sum(E_i*exp(-E_i*beta), i, 1, n)/sum(exp(-E_i*beta), i, 1, n)"),
    ("sum(x, k, 1, n)", "x", "n"),
    ("sum(sum(x_i*z_j*w, i, 1, n), j, 1, m)", "w", "sum(x_i, i, 1, n)*sum(z_j, j, 1, m)"),
    ("exp(sum(a_k*x^k, k, 0, n))", "x", "exp(sum(a_k*x**k, k, 0, n))*sum(a_k*k*x**(k - 1), k, 0, n)"),
    ("sum(y_i, i, 1, n)", "x", "0"),
    ("sum(k*x^k, k, 1, 1000)", "x", "sum(k**2*x**(k - 1), k, 1, 1000)"),
    ("integral(sum(t^k, k, 0, n), t, 0, x)", "x", "sum(x**k, k, 0, n)"),
    ("sum(integral(exp(-k*t), t, 0, x), k, 1, n)", "x", "sum(exp(-k*x), k, 1, n)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "variable", "shown"), DERIVATIVES)
def test_a_sum_is_derived_term_by_term(text: str, variable: str, shown: str) -> None:
    found = derive(text, variable)
    assert str(found) == shown
    assert parse(shown) == found


@pytest.mark.parametrize(("text", "variable", "shown"), DERIVATIVES)
def test_the_derivative_of_a_sum_is_that_of_its_terms_written_out(
    text: str, variable: str, shown: str
) -> None:
    ends = {"n": 3, "m": 2}
    written = parse(text).subs(ends)
    found = simplify(derive(text, variable).subs(ends) - derive(written, variable))
    names = sorted(symbol.name for symbol in found.free_symbols)
    generator = random.Random(text)
    for _ in range(5):
        at = {name: generator.uniform(0.3, 1.5) for name in names}
        assert abs(evaluate(found, at)) < 1e-12 if names else found == 0


def test_witnesses_of_a_derivative_agree() -> None:
    for text, variable in [("sum((y_i - a - b*x_i)^2, i, 1, n)", "b"), ("sum(k*sin(k*x), k, 0, n)", "x")]:
        found = check(text, variable)
        assert found
        assert [witness.name for witness in found.witnesses if witness.points] == [
            "SymPy", "dual numbers", "jets", "Richardson", "complex step",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sum(x^k/k!, k, 0, oo)", "a sum without end is not computed"),
        ("sum(x^k, k, 1, 10^6)", "a sum of 1000000 terms takes long"),
        ("sum(sum(x^j*k, j, 1, oo), k, 1, n)", "a sum without end is not computed"),
    ],
)
def test_what_is_not_checked_is_said(text: str, why: str) -> None:
    expr = parse(text)
    assert quick_check([("", expr), ("x", derive(expr, "x"))]) == f"not checked: {why}"


def test_a_wrong_derivative_of_a_sum_is_seen() -> None:
    assert not check("sum(k*x^k, k, 1, n)", "x", answer="sum(k*x^(k - 1), k, 1, n)")
    for text, wrong in [
        ("sum(k*x^k, k, 1, n)", "sum(k*x^(k - 1), k, 1, n)"),
        ("sum(b*x_i^2, i, 1, n)", "sum(x_i, i, 1, n)"),
    ]:
        with pytest.raises(SymdiffError, match="dual numbers"):
            quick_check([("", parse(text)), ("b" if "b" in text else "x", parse(wrong))])


def test_what_has_no_derivative_is_refused() -> None:
    with pytest.raises(Unsupported, match="whole number"):
        derive("sum(k*x^k, k, 1, n)", "n")
    for variable in ("x_j", "x_3"):
        with pytest.raises(Unsupported, match="one of the entries x_k"):
            gradient("sum(exp(x_i), i, 1, n)*a", f"a {variable}")
    for verb in (jacobian, hessian, steps, taylor, check):
        with pytest.raises(Unsupported, match="one of the entries x_k"):
            verb("log(sum(exp(x_i), i, 1, n))", "x_j")
    with pytest.raises(Unsupported, match="same entry"):
        derive("sum(x_i^2, i, 1, n)", "x_j", "x_k")
    with pytest.raises(Unsupported, match="sum of sums"):
        derive("sum(sum(x_i*z_j, i, 1, n), j, 1, m)", "x_k")


ENTRIES = [
    ("log(sum(exp(x_i), i, 1, n))", "x_j", "exp(x_j)/sum(exp(x_i), i, 1, n)", ""),
    ("exp(x_j)/sum(exp(x_i), i, 1, n)", "x_j",
     "(sum(exp(x_i), i, 1, n) - exp(x_j))*exp(x_j)/sum(exp(x_i), i, 1, n)**2", ""),
    ("exp(x_k)/sum(exp(x_i), i, 1, n)", "x_j", "-exp(x_j + x_k)/sum(exp(x_i), i, 1, n)**2", ""),
    ("sum((y_i - a - b*x_i)^2, i, 1, n)", "x_3", "2*b*(b*x_3 + a - y_3)", ""),
    ("sum(abs(x_i), i, 1, n)", "x_j", "sign(x_j)", "x_j != 0"),
    ("sum(log(x_i), i, 1, n)", "x_j", "1/x_j", "x_j > 0"),
    ("sqrt(sum((x_i - m)^2, i, 1, n))", "x_j", "(x_j - m)/sqrt(sum((m - x_i)**2, i, 1, n))",
     "sum((x_i - m)**2, i, 1, n) != 0"),
    ("sum(x_i, i, 4, n)", "x_3", "0", ""),
    ("sum(exp(x_i), i, 1, n) + z_j", "z_j", "1", ""),
    ("sum(i*x_i, i, 1, n - 1)", "x_j", "j", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "variable", "shown", "where"), ENTRIES)
def test_a_sum_is_derived_by_an_entry(text: str, variable: str, shown: str, where: str) -> None:
    found = derivatives(text, variable)
    assert (str(found[1][1]), found[1][1].where) == (shown, where)
    assert quick_check(found) == ""
    expected, at = parse(text).subs({"n": 5}), {"j": 3, "k": 2}
    renamed = {f"{stem}_{letter}": f"{stem}_{place}" for stem in "xyz" for letter, place in at.items()}
    values = {**renamed, **at}
    name = renamed.get(variable, variable)
    written = [
        each.subs({key: value for key, value in values.items() if key in {s.name for s in each.free_symbols}})
        for each in (expected, found[1][1].subs({"n": 5}))
    ]
    derived = derive(written[0], name)
    names = sorted({symbol.name for symbol in derived.free_symbols | written[1].free_symbols})
    point = {name: 0.4 + 0.17 * place for place, name in enumerate(names)}
    assert evaluate(derived, point) == pytest.approx(evaluate(written[1], point), rel=1e-12)


def test_what_is_taken_for_granted_of_an_entry_is_said() -> None:
    assert derivatives("sum(x_i^2, i, 1, n)", "x_j")[0][1].notes == (
        "x_j is one of the entries: 1 <= j <= n",
    )
    [note] = derive("sum(x_i^2, i, 1, n)", "x_j").notes
    assert note == "x_j is one of the entries: 1 <= j <= n"
    notes = derive("exp(x_k)/sum(exp(x_i), i, 1, n)", "x_j").notes
    assert "x_k is taken for another entry than x_j" in notes
    assert derive("sum(x_i^3, i, 1, n)^2", "x_j", 2) == parse("18*x_j**4 + 12*x_j*sum(x_i**3, i, 1, n)")


def test_a_wrong_derivative_by_an_entry_is_seen() -> None:
    source = parse("log(sum(exp(x_i), i, 1, n))")
    with pytest.raises(SymdiffError, match="dual numbers"):
        quick_check([("", source), ("x_j", parse("exp(x_j)/sum(x_i, i, 1, n)"))])


def test_several_variables() -> None:
    text = "sum((y_i - a - b*x_i)^2, i, 1, n)"
    assert [str(part) for part in gradient(text, "a b")] == [
        "2*sum(b*x_i + a - y_i, i, 1, n)",
        "2*sum(x_i*(b*x_i + a - y_i), i, 1, n)",
    ]
    rows = hessian(text, "a b")
    assert [[str(entry) for entry in row] for row in rows.rows] == [
        ["2*n", "2*sum(x_i, i, 1, n)"],
        ["2*sum(x_i, i, 1, n)", "2*sum(x_i**2, i, 1, n)"],
    ]


def test_conditions_and_notes() -> None:
    normal = derive("sum((x_i - mu)^2/(2*sigma^2), i, 1, n)", "mu")
    assert (normal.where, normal.notes) == ("sigma != 0", ())
    assert derive("sum(k*x^k, k, 1, n)", "x").where == ""
    assert derive("sum(k*log(x), k, 1, n)", "x").where == "x > 0"
    assert "each log(x + k) has one, which is not decided" in derive("sum(log(x + k), k, 1, n)", "x").notes[0]
    assert "each abs(x - k)".lower() in derive("sum(abs(x - k), k, 1, n)", "x").notes[0].lower()
    assert "the sums exist" in derive("sum(x^k/k!, k, 0, oo)", "x").notes[0]


def test_values() -> None:
    assert evaluate("sum(k*x^k, k, 1, n)", x=2, n=3) == 34
    assert evaluate("sum(1/k^2, k, 1, 100)") == pytest.approx(math.fsum(1 / k**2 for k in range(1, 101)))
    assert evaluate("sum(x, k, 5, n)", x=2, n=3) == 0
    with pytest.raises(DomainError, match="no whole number"):
        evaluate("sum(k*x^k, k, 1, n)", x=2, n=2.5)
    with pytest.raises(Unsupported, match="have no values here"):
        evaluate("sum(b*x_i, i, 1, n)", b=1, n=3)
    with pytest.raises(DomainError, match="without end"):
        evaluate("sum(x^k/k!, k, 0, oo)", x=1)
    with pytest.raises(DomainError, match="at most 10000 "):
        evaluate("sum(1/k, k, 1, n)", n=10**7)


def test_python_and_numpy_add_and_others_refuse_by_name() -> None:
    numpy = pytest.importorskip("numpy")
    derived = derive("sum(k*sin(k*x), k, 1, n)", "x")
    expected = [sum(k * k * math.cos(k * x) for k in range(1, n + 1)) for n, x in ((3, 0.4), (5, 0.9))]
    space: dict[str, Any] = {}
    exec(python(derived), space)  # noqa: S102
    assert space["f"](3, 0.4) == pytest.approx(expected[0], rel=1e-14)
    with pytest.raises(ValueError, match="whole numbers"):
        space["f"](2.5, 0.4)
    exec(numpy_source(derived), space)  # noqa: S102
    assert space["f"](numpy.array([3, 5]), numpy.array([0.4, 0.9])) == pytest.approx(expected, rel=1e-14)
    assert derived.numpy()(numpy.array([3, 5]), numpy.array([0.4, 0.9])) == pytest.approx(expected, rel=1e-14)
    assert numpy.isnan(derived.numpy()(2.5, 0.4))
    with pytest.raises(SymdiffError, match="a sum over a letter is not written in this language"):
        code(derived, "c")
    with pytest.raises(Unsupported, match="entries x_k of a sum have no values"):
        python(parse("sum(b*x_i, i, 1, n)"))


def test_how_it_is_printed() -> None:
    text = parse("b*sum((x_i + k)^2, i, 1, n)^2")
    assert text.latex() == r"b \left(\sum_{i=1}^{n} \left(x_{i} + k\right)^{2}\right)^{2}"
    assert unicode(text) == "b·(∑_(i=1)^n ((x_i + k)²))²"
    assert pretty(parse("sum(x_i, i, 1, n)")) == "sum(x_i, i, 1, n)"
    assert parse(parse("sum((x_i - k)^2, i, 1, n)").latex()) == parse("sum((x_i - k)^2, i, 1, n)")
    assert "Sum((x__[i] + k)**2, (i, 1, n))" in sympy_source(text)
    assert from_json(json_text(text)) == text
    assert "term by term" in str(steps("sum(k*x^k, k, 1, n)", "x"))


_PARTS = st.sampled_from(["k", "x", "y_k", "a", "2", "x*k", "sin(x)", "z_k"])


def _formulas(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]}*({pair[1]})"),
        inner.map(lambda part: f"exp(({part})/5)"),
        inner.map(lambda part: f"({part})^2"),
        inner.map(lambda part: f"sum({part}, k, 1, n)"),
    )


@examples(60)
@given(st.recursive(_PARTS, _formulas, max_leaves=6))
def test_random_sums_are_derived_as_what_they_are_written_out(inside: str) -> None:
    text = f"sum({inside}, k, 1, n)"
    found, written = derive(text, "x").subs({"n": 3}), derive(parse(text).subs({"n": 3}), "x")
    names = {symbol.name for symbol in found.free_symbols | written.free_symbols}
    at = {name: 0.3 + 0.07 * place for place, name in enumerate(sorted(names))}
    values = [evaluate(each, at) if each.free_symbols else float(each) for each in (found, written)]
    assert values[0] == pytest.approx(values[1], rel=1e-9)
    assert parse(str(derive(text, "x"))) == derive(text, "x")
