"""Slips: each that is named gives the answer, by derivatives of `witness`, which shares nothing with symdiff;
every row of mistakes is named in a formula where it was made; nothing is named where no mistake was made."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from parts import in_parts

from symdiff import Expr, derive, evaluate, judge, parse
from symdiff.cli import cli
from symdiff.explain.teacher import Teacher
from symdiff.parser.templates import put, template
from symdiff.verdict.bulk import Options, judged, rows
from symdiff.verdict.mistakes import INNER, MISTAKES, Mistake, mistakes
from symdiff.verdict.slips import slips
from symdiff.verdict.verdict import Verdict, Wrong

DATA = Path(__file__).parent / "data"
ROWS = [json.loads(line) for line in (DATA / "slips.jsonl").read_text().splitlines()]
Row = dict[str, Any]


def verdict(row: Row) -> Verdict:
    kind = row.get("kind", "derivative")
    return judge(
        row["question"],
        "" if kind == "expression" else "x",
        row["answer"],
        order=row.get("order", 1),
        antiderivative=kind == "antiderivative",
        functions="f" if "f(" in row["question"] else (),
    )


@in_parts
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['question']}: {row['answer']}")
def test_a_slip_is_named_in_plain_words(row: Row) -> None:
    found = verdict(row)
    assert found.verdict == "different"
    if row["slip"]:
        assert any(row["slip"] in each for each in found.slips), found.slips
    else:
        assert found.slips == ()
    assert len(found.slips) <= 3


# Every row of mistakes ------------------------------------------------------------------------------

SAMPLES = {
    "product": "x^2*sin(x)", "product of three": "x^2*sin(x)*exp(x)", "quotient": "sin(x)/(x^2 + 1)",
    "reciprocal": "1/(sin(x) + 2)", "power": "(x^2 + x)^5", "power in the denominator": "1/(x^2 + x)^3",
    "exponential": "3^(x^2)", "natural exponential": "E^(x^2)", "absolute value": "abs(-x^2 - 1)",
    "logarithmic differentiation": "x^sin(x)", "constant multiple": "-3*sin(x)",
}  # fmt: skip
LETTERS = {
    "product": ("x^2", "sin(x)"), "product of three": ("x^2", "sin(x)", "exp(x)"),
    "quotient": ("sin(x)", "x^2 + 1"), "reciprocal": ("sin(x) + 2",), "power": ("x^2 + x", "5"),
    "power in the denominator": ("x^2 + x", "3"), "exponential": ("3", "x^2"),
    "natural exponential": ("x^2",), "absolute value": ("-x^2 - 1",),
    "logarithmic differentiation": ("x", "sin(x)", "sin(x)*log(x)"), "constant multiple": ("-3", "sin(x)"),
}  # fmt: skip
"""What the letters of the rule stand for."""


@in_parts
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda row: f"{row.rule.name}: {row.right}")
def test_each_mistake_is_named_where_it_was_made(mistake: Mistake) -> None:
    rule, parts = mistake.rule, LETTERS[mistake.rule.name]
    names = {**dict(zip(rule.letters, parts, strict=True))}
    for letter, part in list(names.items()):
        names[f"d{letter}"] = str(derive(part, "x")) if "x" in part else "0"
    text = template(mistake.right, tuple(names))
    whole = parse("x")
    nodes = [whole.graph.take(one.graph, one.node) for one in map(parse, names.values())]
    wrong = Expr(whole.graph, put(whole.graph, text, tuple(nodes)))
    found = judge(SAMPLES[rule.name], "x", wrong)
    assert mistake.words in found.slips
    if len(set(found.slips)) > 1:  # said outermost first, and each of them gives the answer
        assert all(_gives(SAMPLES[rule.name], words, wrong) for words in found.slips)


def _gives(question: str, words: str, wrong: Expr) -> bool:
    """Return whether a mistake of these words gives the answer, by values in floats."""
    expr = parse(question)
    teacher = Teacher(expr.graph, expr.node, "x")
    for node in teacher.order:
        for name, slip in mistakes(teacher, node):
            if words.startswith(name):
                made = Expr(expr.graph, teacher.full({node: slip})[expr.node])
                if all(evaluate(made - wrong, x=x) == pytest.approx(0, abs=1e-9) for x in (1.3, 2.7)):
                    return True
    return False


def test_no_inner_derivative_is_missing_where_there_is_none() -> None:
    expr = parse("sin(x) + x**2 + exp(x)")
    teacher = Teacher(expr.graph, expr.node, "x")
    assert not [words for node in teacher.order for words, _ in mistakes(teacher, node) if words == INNER]


# Wrong answers without a mistake that is known -----------------------------------------------------

FORMULAS = [
    ("x^3*sin(x)", "x"), ("exp(-x^2/2)", "x"), ("log(x + sqrt(x^2 + 1))", "x"), ("tan(x)/x", "x"),
    ("(x^2 + 1)^5*(x - 3)", "x"), ("x^x", "x"), ("a*exp(b*x)*cos(c*x)", "x"), ("atan(1/x)", "x"),
    ("1/(1 + exp(-x))", "x"), ("sqrt((1 + x)/(2 - x))", "x"), ("2^x*log(x)", "x"), ("sinh(x)*cosh(x)", "x"),
]  # fmt: skip


@in_parts
@pytest.mark.parametrize("seed", range(48))
def test_nothing_is_named_where_no_mistake_was_made(seed: int) -> None:
    chance = random.Random(seed)
    question, variable = FORMULAS[seed % len(FORMULAS)]
    odd = f"{chance.randint(1, 6)}/{chance.choice((7, 11, 13, 17))}"
    right = derive(question, variable)
    forms = (f"{right} + {odd}*x^{chance.randint(0, 4)}", f"({right})*(1 + {odd}*x)", f"({right})*{odd}")
    answer = forms[seed // len(FORMULAS) % 3]
    found = judge(question, variable, answer)
    assert (found.verdict, found.slips) == ("different", ())


def test_a_right_answer_has_no_slip() -> None:
    assert judge("x**2", "x", "x + x").slips == ()
    assert judge("sqrt(x**2)", "x", "1").slips == ()
    assert judge("x**2", "x", "2*X").slips == ()


def test_nothing_is_looked_for_in_long_formulas() -> None:
    long = parse(" + ".join(f"x**{n}" for n in range(60)))
    assert slips(Wrong(long, parse("1"), ("x",))) == ()


# What a user sees -----------------------------------------------------------------------------------


def test_the_command_prints_a_line() -> None:
    result = CliRunner().invoke(cli, ["check", "x^2*sin(1/x)", "x", "--answer", "2*x*sin(1/x) + cos(1/x)"])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == (
        "slip: one of: the product rule has a plus, not a minus; the derivative of sin has the other sign, "
        "in sin(1/x); the sign of the derivative of 1/v is minus, in 1/x"
    )


def test_the_json_has_them() -> None:
    result = CliRunner().invoke(cli, ["check", "sin(x^2)", "x", "--answer", "cos(x^2)", "--json"])
    found = json.loads(result.output)["verdict"]
    assert found["slips"] == ["the inner derivative was forgotten (chain rule)"]
    result = CliRunner().invoke(cli, ["check", "x^2", "x", "--answer", "2*x", "--json"])
    assert "slips" not in json.loads(result.output)["verdict"]


def test_in_bulk_they_are_named_where_it_is_asked_for() -> None:
    [plain] = judged(rows(["sin(x^2),x,cos(x^2)"]))
    [named] = judged(rows(["sin(x^2),x,cos(x^2)"]), Options(slips=True))
    assert "slips" not in plain.verdict
    assert named.verdict["slips"] == ["the inner derivative was forgotten (chain rule)"]
    assert named.cells()[-1] == "the inner derivative was forgotten (chain rule)"


def test_the_command_in_bulk_has_a_column_for_them(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("x^2,x,2*x\nx^5,x,5*x^5\n")
    result = CliRunner().invoke(cli, ["judge", str(file), "--slips", "--jobs", "1"])
    lines = result.output.splitlines()
    assert lines[0].endswith(",notes,slips")
    assert lines[1].endswith(",")
    assert lines[2].endswith(",the exponent was not lowered by one")


def test_a_verdict_is_pickled_with_its_question() -> None:
    found = pickle.loads(pickle.dumps(judge("sin(x^2)", "x", "cos(x^2)")))
    assert found.slips == ("the inner derivative was forgotten (chain rule)",)
