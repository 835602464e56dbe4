"""Verdicts on answers, judged by `witness`, which shares nothing with symdiff: values of question and
answer at seeded points, derivatives by difference quotients, sets by their conditions."""

from __future__ import annotations

import json
import os
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import witness
from mpmath import mp
from parts import in_parts
from witness import Undefined, Unknown

from symdiff import SymdiffError, Verdict, evaluate, judge, parse
from symdiff.verdict.verdict import Word

HERE = Path(__file__).parent
ROWS = [json.loads(line) for line in (HERE / "data" / "verdicts.jsonl").read_text().splitlines()]
CORPORA = Path(os.environ.get("SYMDIFF_CORPORA", HERE.parents[1] / "shared" / "corpora"))
PAIRS = CORPORA / "verdict_pairs.jsonl"
Row = dict[str, Any]
CLOSE = {"expression": 1e-200, "derivative": 1e-20, "antiderivative": 1e-20}
"""Values have 260 digits, quotients 80."""
POINTS = 12
RANGES = ((-3, 3), (0, 1), (-1, 1), (1, 12), (-12, -1), (90, 130), (4, 6))


def judged(row: Row) -> Verdict:
    return judge(row["question"], row["var"], row["answer"], antiderivative=row["kind"] == "antiderivative")


def points(row: Row) -> list[dict[str, str]]:
    """Return seeded points for the names of a row, as decimals."""
    names = set()
    for text in (row["question"], row["answer"]):
        names.update(_names(witness.read(text)))
    chance = random.Random(row["question"] + row["answer"])
    found = []
    for place in range(POINTS):
        ranges = [RANGES[place % len(RANGES)] if place < 7 else chance.choice(RANGES[:5]) for _ in names]
        found.append({
            name: f"{chance.uniform(*limits):.5f}" for name, limits in zip(sorted(names), ranges, strict=True)
        })  # fmt: skip
    return found if names else [{}]


def _names(tree: Any) -> set[str]:
    if not isinstance(tree, tuple):
        return set()
    if tree[0] == "name":
        return {tree[1]} - {"pi", "E", "True", "False"}
    return {name for part in tree[1:] for name in _names(part)}


def _value(tree: Any, at: dict[str, str], by: str) -> Any:
    """Return the value of a formula, or of its derivative; None where it has none. Raises Unknown."""
    if by:
        found = witness.verdict(tree, by, at)
        if found.kind == "unknown":
            raise Unknown
        return found.slope if found.kind == "smooth" else None
    with mp.workdps(witness.DIGITS):
        try:
            return witness.value(tree, {name: mp.mpf(text) for name, text in at.items()})
        except Undefined:
            return None


def values(row: Row, at: dict[str, str]) -> tuple[Any, Any]:
    """Return what is asked for and what is answered at a point."""
    question, answer = witness.read(row["question"]), witness.read(row["answer"])
    by = row["var"]
    if row["kind"] == "antiderivative":
        return _value(question, at, ""), _value(answer, at, by)
    return _value(question, at, by if row["kind"] == "derivative" else ""), _value(answer, at, "")


def are_one(one: Any, two: Any, row: Row) -> bool:
    with mp.workdps(witness.DIGITS):
        return bool(abs(one - two) <= CLOSE[row["kind"]] * max(abs(one), abs(two), mp.mpf(10) ** -70))


def _label(row: Row) -> str:
    return f"{row['question']} | {row['answer']}"


ROUNDED = ("3.14159", "0.3333")


EXACT = [row for row in ROWS if row["answer"] not in ROUNDED and row["verdict"] != "undecided"]


@in_parts
@pytest.mark.parametrize("row", EXACT, ids=_label)
def test_the_row_says_what_is_true(row: Row) -> None:
    where = witness.read(row["where"]) if row["where"] else None
    inside = outside = 0
    for at in points(row):
        try:
            expected, given = values(row, at)
        except Unknown:
            continue
        if expected is None:
            continue
        with mp.workdps(30):
            holds = where is None or witness.value(where, {name: mp.mpf(x) for name, x in at.items()})
        equal = given is not None and are_one(expected, given, row)
        if row["verdict"] == "different":
            outside += not equal
        else:
            assert equal == holds, (at, expected, given)
            inside += 1
    assert outside if row["verdict"] == "different" else inside


@in_parts
@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_the_verdict_is_right(row: Row) -> None:
    found = judged(row)
    assert found.verdict == row["verdict"], str(found)
    if found.verdict == "equal on":
        assert found.where
        assert found.outside
        known = witness.read(row["where"])
        for at in points(row):
            try:
                expected, _ = values(row, at)
            except Unknown:
                continue
            if expected is None:
                continue
            with mp.workdps(30):
                holds = witness.value(known, {name: mp.mpf(x) for name, x in at.items()})
            exact = {name: Fraction(x) for name, x in at.items()}
            said = all(evaluate(one, {k: exact[k] for k in _free(one)}) for one in found.conditions)
            assert said == holds, (found.where, at)
    if found.witness is not None:
        _is_true(found.witness, row)


def _free(condition: Any) -> list[str]:
    return [symbol.name for symbol in condition.free_symbols]


def _is_true(seen: Any, row: Row) -> None:
    """Assert that both values of a witness are those of `witness`, and differ."""
    with mp.workdps(witness.DIGITS):
        at = {name: mp.nstr(mp.mpf(x.numerator) / x.denominator, 200) for name, x in seen.at.items()}
    expected, given = values(row, at)
    with mp.workdps(100):
        assert abs(expected - mp.mpf(seen.expected)) <= abs(expected) * mp.mpf(10) ** -8
        if seen.given == "no value":
            assert given is None
        else:
            assert abs(given - mp.mpf(seen.given)) <= abs(given) * mp.mpf(10) ** -8
            assert not are_one(expected, given, row)


@pytest.mark.skipif(not PAIRS.exists(), reason=f"needs {PAIRS}")
def test_recorded_pairs_get_their_verdicts() -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    wrong = []
    for row in rows:
        found = judged(row)
        if found.verdict != row["verdict"].replace("_", " "):
            wrong.append((row["id"], found.verdict))
        assert {found.verdict, row["verdict"]} != {"equal", "different"}, row["id"]
    assert len(wrong) <= 0.02 * len(rows), wrong


IDENTITIES = [
    ("sin(2*x)", "2*sin(x)*cos(x)", "equal", ""), ("sec(x)^2", "1 + tan(x)^2", "equal", ""),
    ("sqrt(x^2)", "abs(x)", "equal", ""), ("sqrt(x^2)", "x", "equal on", "x >= 0"),
    ("log(x^2)", "2*log(abs(x))", "equal", ""), ("log(x^2)", "2*log(x)", "equal on", "x > 0"),
    ("atan(x) + atan(1/x)", "pi/2*sign(x)", "equal", ""),
    ("1/(1 + exp(-x))", "(1 + tanh(x/2))/2", "equal", ""),
    ("acosh(x)", "log(x + sqrt(x^2 - 1))", "equal", ""), ("asin(x) + acos(x)", "pi/2", "equal", ""),
    ("x + 1", "(x^2 - 1)/(x - 1)", "equal on", "x != 1"), ("sign(x)", "abs(x)/x", "equal on", "x != 0"),
    ("sin(7*x)/sin(6*x)", "csc(6*x)*sin(7*x)", "equal", ""),
    ("1/(1 + e^(-x))", "e^x/(e^x + 1)", "equal", ""), ("x", "x + 1e-30", "different", ""),
    ("x^x", "e^(x*log(x))", "equal", ""), ("sqrt(3 + 2*sqrt(2))", "1 + sqrt(2)", "equal", ""),
    ("tan(x/2)", "(1 - cos(x))/sin(x)", "equal on", "x != k*pi (k an integer)"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "word", "where"), IDENTITIES)
def test_classical_identities_are_decided_by_proof(
    question: str, answer: str, word: Word, where: str
) -> None:
    found = judge(question, "", answer)
    assert (found.verdict, found.where, found.proof) == (word, where, True)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("sin(x)", "cos(x) + 1e-25"), ("x^3", "3*x^2 + 10^(-900)"), ("exp(x)", "exp(x)*(1 + 10^(-60))"),
        ("log(x)", "1/x + exp(-x - 1000)"), ("x^200", "199*x^199"), ("sin(x)^2", "2*sin(x)*cos(x) + x/10^40"),
    ],
)  # fmt: skip
def test_a_small_error_is_an_error(question: str, answer: str) -> None:
    found = judge(question, "x", answer)
    assert (found.verdict, found.proof) == ("different", True)


@pytest.mark.parametrize("place", range(8))
def test_a_changed_coefficient_is_seen(place: int) -> None:
    right = [3, 4, 5, 6, 7, 8, 9, 10]
    wrong = [n + (i == place) for i, n in enumerate(right)]
    formula = " + ".join(f"{n}*x^{i}*sin({i + 1}*x)" for i, n in enumerate(right))
    other = " + ".join(f"{n}*x^{i}*sin({i + 1}*x)" for i, n in enumerate(wrong))
    assert judge(formula, "", other).verdict == "different"
    assert judge(formula, "", formula).verdict == "equal"


# Ways to ask ------------------------------------------------------------------------------------


def test_higher_and_mixed_derivatives_are_judged() -> None:
    assert judge("x^4", "x", "12*x^2", order=2).verdict == "equal"
    assert judge("x^2*y^3", "x y", "6*x*y^2").verdict == "equal"
    assert judge("x^2*y^3", ["x", "y"], "6*x*y").verdict == "different"


def test_up_to_a_constant() -> None:
    assert judge("x^3", "x", "3*x^2 + 5", up_to_constant=True).verdict == "equal"
    assert judge("x^3", "x", "3*x^2 + x", up_to_constant=True).verdict == "different"
    assert judge("(x + 1)^2", "", "x^2 + 2*x", up_to_constant=True).verdict == "equal"
    assert judge("x^3", "x", "3*x^2 + 5").verdict == "different"


def test_a_constant_of_integration_is_free() -> None:
    for answer in ("x^2/2", "x^2/2 + C", "x^2/2 + 7", "(x^2 + k)/2"):
        found = judge("x", "x", answer, antiderivative=True)
        assert found.verdict == "equal"
        assert ("constant of integration" in str(found)) == (answer in ("x^2/2", "x^2/2 + 7"))
    assert judge("x", "x", "C*x^2/2", antiderivative=True).verdict == "different"


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("x^2", "2*X", "did you mean x?"), ("x^2*e", "2*x*k", "k is no name of the question"),
        ("a*x^2", "2*b*x", "b is no name"),
    ],
)  # fmt: skip
def test_a_name_that_the_question_lacks_is_asked_about(question: str, answer: str, said: str) -> None:
    found = judge(question, "x", answer)
    assert found.verdict == "undecided"
    assert said in found.reason


def test_an_antiderivative_need_have_no_derivative_at_the_ends_of_an_interval() -> None:
    answer = "x*sqrt(1 - x^2)/2 + asin(x)/2"
    assert judge("sqrt(1 - x^2)", "x", answer, antiderivative=True).verdict == "equal"
    assert judge("sqrt(x)", "x", "2/3*x^(3/2)", antiderivative=True).verdict == "equal"
    assert judge("abs(x)/x", "x", "abs(x)", antiderivative=True).verdict == "equal"
    assert judge("1", "x", "x + sign(x)", antiderivative=True).where == "x != 0"


def test_names_without_signs_between_them_are_told() -> None:
    found = judge("x^2*e/2", "x", "xe")
    assert found.verdict == "equal"
    assert any("xe is x*e" in note for note in found.notes)


@pytest.mark.parametrize(
    ("question", "variable", "answer", "word"),
    [
        ("x/3", "x", "0.333", "equal"), ("x/3", "x", "0.334", "different"), ("x/3", "x", "0.3", "different"),
        ("pi*x^2", "x", "6.283*x", "equal"), ("pi*x^2", "x", "6.284*x", "different"),
        ("0.5*x^2", "x", "x", "equal"), ("0.5*x^2", "x", "1.1*x", "different"),
        ("26.2*x + 2", "", "2*(13.1*x + 1)", "equal"), ("26.2*x + 2", "", "26.21*x + 2", "different"),
        ("0.1*x + 0.2*x", "", "0.3*x", "equal"), ("sin(0.017453*x)", "x", "pi/180*cos(pi*x/180)", "equal"),
        ("sin(0.02*x)", "x", "pi/180*cos(pi*x/180)", "different"),
    ],
)  # fmt: skip
def test_decimals_are_right_within_their_rounding(
    question: str, variable: str, answer: str, word: Word
) -> None:
    assert judge(question, variable, answer).verdict == word


def test_a_derivative_of_a_relation_is_judged_on_the_curve() -> None:
    assert judge("x^2 + y^2 = 1", "x", "-x/y").proof
    found = judge("x^2 + y^2 = 1", "x", "-x/y + x^2 + y^2 - 1")
    assert (found.verdict, found.where) == ("equal on", "x**2 + y**2 == 1")
    found = judge("x^2 + x*y + y^2 = 7", "x", "(2*x + y)/(x + 2*y)")
    assert found.verdict == "different"
    assert found.witness is not None
    x, y = [float(found.witness.at[name]) for name in "xy"]
    assert abs(x * x + x * y + y * y - 7) < 1e-9
    assert float(found.witness.expected) == pytest.approx(-(2 * x + y) / (x + 2 * y))
    found = judge("x^2 + y^2 = 25", "x", "-x/sqrt(25 - x^2)")
    assert (found.verdict, found.where) == ("equal on", "x**2 + y**2 == 25, y > 0")
    assert found.outside["y"] < 0
    assert judge("x^2 + y^2 = 1", "x", "-(x^2 + y^2)/y^3", order=2).verdict == "equal"
    assert judge("x^2 + y^2 = 1", "x", "-1/y^3", order=2).verdict == "equal on"


def test_complex_formulas_are_compared_as_such() -> None:
    assert judge("exp(I*x)", "", "cos(x) + I*sin(x)").verdict == "equal"
    assert judge("exp(I*x)", "", "cos(x) - I*sin(x)").verdict == "different"
    found = judge("1/sqrt(-1 - x^2)", "x", "asin(x/I)/I*sqrt(-1)", antiderivative=True)
    assert found.verdict in ("equal", "different", "undecided")  # whatever it is, it is one of the words


def test_unknown_functions_are_compared() -> None:
    assert judge("x*f(x)", "x", "f(x) + x*f'(x)", functions="f").verdict == "equal"
    assert judge("x*f(x)", "x", "f'(x)", functions="f").verdict == "different"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("airyai(x)", "airyaiprime(x)"), ("polygamma(1, x)", "polygamma(2, x)"),
        ("zeta(2, x)", "-2*zeta(3, x)"),
        ("beta(x, 2)", "beta(x, 2)*(digamma(x) - digamma(x + 2))"),
        ("besselj(2, x)", "(besselj(1, x) - besselj(3, x))/2"),
        ("factorial(x)", "gamma(x + 1)*digamma(x + 1)"), ("chebyshevt(5, x)", "5*chebyshevu(4, x)"),
        ("hermite(3, x)", "6*hermite(2, x)"), ("erf(x)", "2/sqrt(pi)*exp(-x^2)"),
        ("LambertW(x)", "1/(x + exp(LambertW(x)))"),
        ("loggamma(x)", "digamma(x)"), ("uppergamma(2, x)", "-x*exp(-x)"), ("Si(x)", "sinc(x)"),
        ("elliptic_f(x, 1/3)", "1/sqrt(1 - sin(x)^2/3)"),
    ],
)  # fmt: skip
def test_special_functions_are_judged(question: str, answer: str) -> None:
    assert judge(question, "x", answer).verdict == "equal"
    assert judge(question, "x", f"-({answer})").verdict == "different"


def test_an_absolute_value_of_complex_numbers_has_a_real_derivative() -> None:
    assert judge("abs(x + 2*I)", "x", "x/sqrt(x^2 + 4)").verdict == "equal"
    assert judge("abs(exp(I*x))", "x", "0").verdict == "equal"
    assert judge("abs(x + 2*I)", "x", "1").verdict == "different"


def test_decimals_of_the_question_are_not_rounded_in_the_answer() -> None:
    assert judge("7.98*x", "x", "7.98 + 1/1000").verdict == "different"
    assert judge("3.94*abs(x)", "x", "3.94*sign(x)*(1 + 1/10^4)").verdict == "different"


def test_a_difference_that_is_a_number_is_one_however_large_the_values_are() -> None:
    assert judge("exp((5*x - 3e37)/x)", "", "exp((5*x - 3e37)/x) + 1/1000").verdict == "different"


def test_formulas_that_change_at_many_places_are_judged() -> None:
    assert judge("acos(cos(x))", "x", "sign(sin(x)) + 1/1000").verdict == "different"


def test_an_answer_without_values_is_different() -> None:
    found = judge("log(x)", "x", "sqrt(-1 - x^2)")
    assert found.verdict == "different"


def test_a_question_that_is_real_at_single_points_is_compared_as_complex() -> None:
    found = judge("sqrt(-(1 + m)^2)*x", "x", "sqrt(-(1 + m)^2)*(1 + m)/(1 + m)")
    assert found.verdict == "equal"
    assert any("complex" in note for note in found.notes)


def test_a_question_without_values_is_undecided_or_compared_as_complex() -> None:
    found = judge("log(-1 - x^2)", "x", "2*x/(1 + x^2)")
    assert found.verdict == "equal"
    assert any("complex" in note for note in found.notes)


@pytest.mark.parametrize("arguments", [("x^2", "x", "2*"), ("x^2 +", "x", "2*x"), ("x = 2 = 3", "x", "1")])
def test_what_cannot_be_read_is_refused(arguments: tuple[str, str, str]) -> None:
    with pytest.raises(SymdiffError):
        judge(*arguments)


def test_words_come_first_and_the_right_answer_only_when_asked_for() -> None:
    found = judge("sin(x^2)", "x", "cos(x^2)")
    assert str(found).splitlines()[0] == "different"
    assert "right" not in found.as_json()
    assert found.as_json(reveal=True)["right"] == "2*x*cos(x**2)"
    assert parse(found.revealed()) == parse("2*x*cos(x**2)")
    assert json.loads(json.dumps(found.as_json())) == found.as_json()
    assert not found
    assert judge("sin(x^2)", "x", "2*x*cos(x^2)")


def test_mpmath_is_not_touched() -> None:
    before = mpmath.mp.dps
    judge("tan(x)", "x", "1 + tan(x)^2")
    assert mpmath.mp.dps == before


@pytest.mark.parametrize(
    ("question", "answer", "corner"),
    [
        ("abs(x^2 - 1)/x", "2x", 1),
        ("abs(x - 1)", "x - 5", 1),
        ("Max(x, 2)", "3", 2),
        ("abs(x)*exp(x)", "9", 0),
    ],
)
def test_a_wrong_answer_is_shown_where_there_is_a_derivative(question: str, answer: str, corner: int) -> None:
    found = judge(question, "x", answer)
    assert found.verdict == "different"
    assert found.witness is not None
    assert found.witness.at["x"] != corner
