"""Practice: trees with equal chances, exercises that need what was asked for, sheets, a quiz."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from random import Random

import pytest
import witness
from click.testing import CliRunner
from mpmath import mp, mpf

from symdiff import Exercise, SymdiffError, derive, generate, parse
from symdiff.cli import cli
from symdiff.practice.levels import FUNCTIONS, LEVELS, RULES
from symdiff.practice.sheet import sheet
from symdiff.practice.trees import Tree, count, drawn

# Trees ----------------------------------------------------------------------------------------------


def all_trees(operators: int) -> list[Tree]:
    """Return all trees of so many operators, built from smaller ones."""
    if operators == 0:
        return [(0,)]
    found = [(1, *tree) for tree in all_trees(operators - 1)]
    for left in range(operators):
        for one in all_trees(left):
            found += [(2, *one, *two) for two in all_trees(operators - 1 - left)]
    return found


@pytest.mark.parametrize("operators", range(6))
def test_trees_are_counted_as_they_can_be_listed(operators: int) -> None:
    assert count(1, operators) == len(all_trees(operators)) == len(set(all_trees(operators)))


def test_trees_with_kinds_of_operators_are_counted() -> None:
    for operators in range(5):
        weights = [3 ** tree.count(1) * 2 ** tree.count(2) for tree in all_trees(operators)]
        assert count(1, operators, 3, 2) == sum(weights)


@pytest.mark.parametrize(("ones", "twos"), [(1, 1), (3, 2)])
def test_each_tree_has_the_chance_of_its_weight(ones: int, twos: int) -> None:
    trees = all_trees(3)
    draws = 20000
    seen = Counter(drawn(Random(seed), 3, ones, twos) for seed in range(draws))
    assert set(seen) == set(trees)
    whole = count(1, 3, ones, twos)
    chi = 0.0
    for tree in trees:
        expected = draws * ones ** tree.count(1) * twos ** tree.count(2) / whole
        chi += (seen[tree] - expected) ** 2 / expected
    assert chi < 55  # 21 degrees of freedom: one in 10**4 would be larger


def test_a_tree_is_whole() -> None:
    for seed in range(200):
        tree = drawn(Random(seed), seed % 12, 2, 3)
        empty = 1
        for arity in tree:
            assert empty > 0
            empty += arity - 1
        assert empty == 0
    with pytest.raises(ValueError, match="at most"):
        drawn(Random(0), 61)


# Exercises ------------------------------------------------------------------------------------------

ASKED = [
    ("easy", ""), ("medium", ""), ("hard", ""), ("easy", "power"), ("medium", "product"),
    ("hard", "quotient"), ("medium", "chain, trigonometric"), ("hard", "inverse chain"),
    ("easy", "hyperbolic"),
]  # fmt: skip


@cache
def made(level: str, rules: str) -> list[Exercise]:
    return generate(level, rules, count=9, seed=4)


@pytest.mark.parametrize("asked", ASKED)
def test_exercises_need_what_is_practised_and_nothing_else(asked: tuple[str, str]) -> None:
    level, rules = asked
    wanted = tuple(rules.replace(",", " ").split()) or LEVELS[level].rules
    found = made(*asked)
    assert len({str(one.question) for one in found}) == 9
    for place, one in enumerate(found):
        assert wanted[place % len(wanted)] in one.rules
        words = set(re.findall(r"[a-z]+(?=\()", str(one.question)))
        allowed = [name for name in FUNCTIONS if name in wanted] or [
            name for name in FUNCTIONS if name in LEVELS[level].rules
        ]
        assert words <= {function for name in allowed for function in FUNCTIONS[name]}
        if "quotient" not in one.rules:  # what is below is a number or a power
            assert not re.search(r"/\([^)]*[+-]", str(one.question))
        if "chain" not in wanted and rules:
            assert all(inside == "x" for inside in re.findall(r"[a-z]+\(([^()]*)\)", str(one.question)))


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_the_derivative_by_difference_quotients(asked: tuple[str, str]) -> None:
    step = mpf(10) ** -20
    for one in made(*asked):
        question, answer = [witness.read(str(expr)) for expr in (one.question, one.answer)]
        met = 0
        with mp.workdps(70):
            for place in range(-800, 800):
                x = (mpf(place) / 193 + mpf("0.00123")) / (1 if place % 2 else 100)
                try:
                    after, before = [witness.value(question, {"x": at}) for at in (x + step, x - step)]
                    found = witness.value(answer, {"x": x})
                except (ArithmeticError, ValueError, witness.Undefined):
                    continue
                quotient = (after - before) / (2 * step)
                assert abs(quotient - found) <= mpf(10) ** -20 * max(1, abs(found)), one
                met += 1
                if met == 6:
                    break
        assert met >= 3, one.question


def test_each_exercise_has_a_judge_and_steps() -> None:
    for asked in ASKED:
        one = made(*asked)[0]
        assert one.judge(str(one.answer)).verdict == "equal"
        assert one.judge(one.answer + one.question).verdict == "different"
        assert one.steps.answer == one.answer


def test_the_same_seed_makes_the_same_exercises_and_another_others() -> None:
    def texts(seed: int) -> list[str]:
        return [str(one.question) for one in generate("medium", count=6, seed=seed)]

    assert texts(5) == texts(5)
    assert texts(5) != texts(6)
    assert texts(5)[:3] == [str(one.question) for one in generate("medium", count=3, seed=5)]


def test_the_variable_can_be_another() -> None:
    for one in generate("medium", "chain", count=4, variable="t"):
        assert one.question.graph.symbols([one.question.node]) == ["t"]
        assert one.variable == "t"


def test_what_is_no_level_or_rule_is_refused_with_a_hint() -> None:
    with pytest.raises(SymdiffError, match="no level 'heavy'"):
        generate("heavy")
    with pytest.raises(SymdiffError, match="did you mean quotient"):
        generate("hard", "quotint")
    with pytest.raises(SymdiffError, match="exercises"):
        generate(count=-1)


def test_where_no_more_formulas_are_found_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symdiff.practice.exercises._TRIES", 40)
    with pytest.raises(SymdiffError, match="no more formulas"):
        generate("easy", "root", count=200, seed=0)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_can_be_practised(rule: str) -> None:
    [one] = generate("medium", rule, count=1)
    assert rule in one.rules


# Sheets ---------------------------------------------------------------------------------------------


def exercises() -> list[Exercise]:
    return made("medium", "")[:3]


def test_a_sheet_in_json_reads_back() -> None:
    found = json.loads(sheet(exercises(), "json", "One"))
    assert (found["schema"], found["title"]) == (1, "One")
    for row, one in zip(found["exercises"], exercises(), strict=True):
        assert parse(row["question"]) == one.question
        assert parse(row["answer"]) == one.answer
        assert row["steps"] == one.steps.text(ascii=True).splitlines()
        assert row["rules"] == list(one.rules)
    assert "answer" not in json.loads(sheet(exercises(), "json", solutions=False))["exercises"][0]


def test_a_sheet_in_latex_is_a_whole_document() -> None:
    text = sheet(exercises(), "latex", "50% & more_")
    assert text.startswith("\\documentclass")
    assert r"\section*{50\% \& more\_}" in text
    opened = re.findall(r"\\begin\{([a-z*]+)\}", text)
    assert Counter(opened) == Counter(re.findall(r"\\end\{([a-z*]+)\}", text))
    assert opened.count("align*") == 3
    assert text.count("{") == text.count("}")
    assert text.count("$") % 2 == 0
    items = re.findall(r"\\item \$\\displaystyle (.*)\$", text)
    assert [parse(item, language="latex") for item in items[:3]] == [one.question for one in exercises()]
    bare = sheet(exercises(), "latex", solutions=False)
    assert "Solutions" not in bare
    assert "align" not in bare


def test_a_sheet_in_markdown_has_steps_to_open() -> None:
    text = sheet(exercises(), "markdown")
    assert text.count("<details>") == text.count("</details>") == 3
    assert text.index("3. $") < text.index("## Solutions") < text.index("**1.**")
    assert "details" not in sheet(exercises(), "markdown", solutions=False)


def test_another_form_is_refused() -> None:
    with pytest.raises(SymdiffError, match="no form 'pdf'"):
        sheet(exercises(), "pdf")


@pytest.mark.parametrize("form", ["latex", "markdown", "json"])
def test_an_empty_sheet_is_a_sheet(form: str) -> None:
    assert "Practice" in sheet([], form)


# The quiz -------------------------------------------------------------------------------------------


def asked(lines: list[str], *options: str) -> str:
    result = CliRunner().invoke(
        cli, ["quiz", "--seed", "4", *options], input="".join(f"{x}\n" for x in lines)
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_a_right_answer_goes_on_and_is_counted() -> None:
    [one, two] = generate("medium", "chain", count=2, seed=4)
    text = asked([str(one.answer), str(two.answer)], "--level", "medium", "--rules", "chain", "--count", "2")
    assert str(one.question) in text
    assert text.endswith("2 of 2 right\n")


def test_a_wrong_answer_is_asked_again_with_its_slip() -> None:
    [one] = generate("easy", "power", count=1, seed=4)
    wrong = f"-({one.answer})"
    text = asked([wrong, "2 +", "", str(one.answer)], "--rules", "power", "--count", "1")
    assert "different\n" in text
    assert "slip: " in text
    assert "not read: " in text
    assert text.count("Type a derivative") == 2
    assert text.endswith("1 of 1 right\n")


def test_steps_are_shown_and_do_not_count() -> None:
    [one] = generate("easy", count=1, seed=4)
    text = asked(["steps", str(one.answer)], "--count", "1")
    assert one.steps.text().splitlines()[0] in text or one.steps.text(True).splitlines()[0] in text
    assert text.endswith("0 of 1 right\n")


def test_skip_shows_the_answer_and_the_end_of_the_input_ends_it() -> None:
    one, _ = generate("easy", count=2, seed=4)
    text = asked(["skip"], "--count", "2")
    assert f"the derivative is {one.answer}" in text
    assert text.endswith("0 of 1 right\n")


def test_without_a_seed_one_is_told_that_makes_them_again() -> None:
    first = CliRunner().invoke(cli, ["quiz", "--count", "2", "--format", "json"])
    [seed] = re.findall(r"--seed (\d+)", first.stderr)
    again = CliRunner().invoke(cli, ["quiz", "--count", "2", "--format", "json", "--seed", seed])
    assert again.stdout == first.stdout


def test_an_unknown_rule_is_refused() -> None:
    result = CliRunner().invoke(cli, ["quiz", "--rules", "chian", "--seed", "1"])
    assert result.exit_code == 2
    assert "did you mean chain?" in result.output


def test_an_exercise_asks_for_nothing_that_its_formula_does_not_ask_for() -> None:
    for seed in (1, 4, 11, 24):
        for level in ("easy", "medium", "hard"):
            for exercise in generate(level, count=3, seed=seed):
                assert exercise.question.where == ""
                assert exercise.answer == derive(str(exercise.question), "x")
                assert exercise.answer.where == derive(str(exercise.question), "x").where
