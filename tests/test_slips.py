"""Mistakes are named where they were made, and nowhere else."""

from __future__ import annotations

import random
import re

import pytest

from symdiff import derive, judge, parse
from symdiff.verdict.slips import BROKEN, Broken, named

LETTERS = {"u": "(x^3 + 2*x)", "v": "sin(2*x)", "w": "exp(x/2)", "c": "3", "n": "5"}
"""What the letters of a rule stand for."""

MADE = [
    ("tan(x)", "cot(x)", "wrong row of the table"),
    ("atan(x)", "1/cos(x)^2", "wrong row of the table: tan' for atan'"),
    ("exp(-x^2/2)/sqrt(2*pi)", "-x/sqrt(2pi) exp(-x^2/2)", "parentheses dropped"),
    ("cosh(x)", "-sinh(x)", "sign of cosh'"),
    ("ln(2*x)", "1/2x *2", "parentheses dropped"),
    ("e^(x^2)", "x^2*e^(x^2 - 1)", "power rule on an exponential"),
    ("tan(x)", "1/sin(x)^2", "sine for cosine"),
    ("exp(sqrt(x) - 8)", "exp(sqrt(x - 8))/(2*sqrt(x - 8))", "the question was read as exp(sqrt(x - 8))"),
    ("exp(x) + 2", "exp(x) + 2", "a constant term was not differentiated"),
    ("(x - a)^6000", "5999*(x - a)^5999", "coefficient after lowering the exponent"),
    ("sin(x^2)", "cos(x^2)", "inner derivative forgotten"),
    ("2^x", "x*2^(x - 1)", "power rule on an exponential"),
    ("log(2*x + 1)", "1/(2*x + 1)", "inner derivative forgotten"),
    ("cos(3*x)", "3*sin(3*x)", "sign of cos'"),
    ("sin(pi*x/180)", "cos(pi*x/180)", "degrees"),
    ("3*x*(x - 2)^2", "3*(x - 2)^2 + 3*x*2*x - 2", "parentheses dropped"),
    ("x^x", "x*x^(x - 1)", "power rule on an exponential"),
    ("x^x", "x^x*log(x)", "exponential rule alone"),
    ("x^3 + 5*x", "x^4/4 + 5*x^2/2", "integrated instead"),
    ("x^3 + 5*x", "x^3 + 5*x", "not differentiated"),
    ("sqrt(x^2 + 1)", "2*x/sqrt(x^2 + 1)", "factor 1/2 of the root forgotten"),
    ("x^2 - 3*x", "2*x + 3", "sign of the derivative"),
    ("x^2 + sin(x)", "cos(x)", "is missing"),
    ("sin(5*x)^3", "3*sin(5*x)^2*cos(5*x)", "inner derivative forgotten"),
    ("sin(x)", "cos(x)^2", ""),
    ("x^3", "17*x^2 + cos(x)", ""),
    ("sin(2*x)", "2*cos(x)^2", "cos(x)**2 for cos(2*x)"),
    ("exp(sin(x))", "exp(cos(x))", "the argument was differentiated inside"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "words"), MADE)
def test_a_mistake_that_was_made_is_named(question: str, answer: str, words: str) -> None:
    found = judge(question, "x", answer)
    assert found.verdict == "different"
    if words:
        assert any(words in slip for slip in found.slip), found.slip
        assert words in str(found)
        assert found.as_json()["slip"] == list(found.slip)
    else:
        assert found.slip == ()


def _label(row: Broken) -> str:
    return f"{row.words}: {row.right}"


@pytest.mark.parametrize("row", BROKEN, ids=_label)
def test_each_row_is_found_where_it_was_made(row: Broken) -> None:
    letters = {**LETTERS, "c": "7" if "c**u" in row.rule.left else "3"}
    slopes = {f"d{letter}": f"({derive(text, 'x')})" for letter, text in letters.items()}

    def put_in(text: str) -> str:
        return re.sub(r"\bd?[cnuvw]\b", lambda found: {**letters, **slopes}[found[0]], text)

    question, answer = put_in(row.rule.left), put_in(row.right)
    assert row.words in named(parse(question), "x", parse(answer))


def test_random_wrong_answers_have_no_name() -> None:
    chance = random.Random(7)
    pool = [
        "x^2*sin(x)", "exp(x)/(x + 1)", "log(x^2 + 1)", "sqrt(1 + x)", "atan(3*x)", "x^5 - 4*x", "cos(x)^3",
        "tan(x/2)", "x*log(x)", "2^x", "sinh(x)*x", "1/(1 + exp(-x))", "asin(x/2)", "(2*x + 1)^7", "x^x",
    ]  # fmt: skip
    for _ in range(300):
        question, other = chance.sample(pool, 2)
        answer = f"{chance.randint(2, 9)}*({derive(other, 'x')}) + {chance.randint(2, 9)}*x"
        assert named(parse(question), "x", parse(answer), question, answer) == (), (question, answer)


def test_a_wrong_sign_is_seen_in_other_tasks() -> None:
    found = judge("1/(2*x^2 - 6*x + 5)", "x", "atan((x - 1)/(x - 2)) + c", antiderivative=True)
    assert found.slip == ("sign of the whole",)
    assert judge("x - y", "", "y - x").slip == ("sign of the whole",)
    assert judge("x - y", "", "x + y").slip == ()


def test_what_is_right_has_no_slip() -> None:
    assert judge("sin(x^2)", "x", "2*x*cos(x^2)").slip == ()
    assert judge("sqrt(x^2)", "x", "1").slip == ()
