"""Answers in bulk: a row out for each row in, in order, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from symdiff import judge
from symdiff.cli import cli
from symdiff.verdict.bulk import ADDED, Options, judged, rows

ANSWERS = Path(__file__).parent / "data" / "answers.csv"
GOOD = [
    ("x^2", "2*x"), ("x^3", "x^2"), ("sin(x)", "cos x"), ("sqrt(x^2)", "1"), ("x^2", "2*k"),
    ("tan(x)", "sec(x)^2"),
]  # fmt: skip
BAD = [
    "", "x^2", "x^2,x", "sine(x),x,1", "x^2,x,2x+", "x^2,x,2*x,two", "x^2,x,2,1,5", ",x,2*x", "x^2,1,2",
    "\\frac,x,1",
]  # fmt: skip


def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["judge", *arguments], input=stdin.encode())
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_there_is_a_row_out_for_each_row_in_and_in_order(jobs: int) -> None:
    chance = random.Random(jobs)
    lines = [f"{question},x,{answer}" for question, answer in GOOD] * 6 + BAD
    chance.shuffle(lines)
    found = list(judged(rows(lines), Options(slips=True), jobs))
    assert len(found) == len(lines)
    for line, one in zip(lines, found, strict=True):
        assert one.failed == (line in BAD)
        if not one.failed:
            question, _, answer = line.split(",")
            assert one.verdict == judge(question, "x", answer).as_json()
        assert one.verdict["reason"]


def test_csv_out_reads_as_csv_with_the_columns_of_the_input() -> None:
    status, text, said = run(str(ANSWERS), "--jobs", "1")
    table = list(csv.DictReader(io.StringIO(text)))
    given = list(csv.DictReader(ANSWERS.read_text(encoding="utf-8").splitlines()))
    assert (status, said) == (0, "")
    assert [{name: row[name] for name in given[0]} for row in table] == given
    assert set(table[0]) == {*given[0], *ADDED}
    assert [row["verdict"] for row in table] == ["equal", "equal on", "different", "equal", "equal", "equal"]
    assert table[1]["where"] == "x > 0"
    assert table[2]["witness"] == "x = 1: 3 and 1"


def test_a_header_may_have_other_columns_in_any_order() -> None:
    text = "Name,Answer,Question,variable\nAda,2x,x^2,x\nBob,x,x^2,x\n"
    status, out, _ = run("-", "--format", "jsonl", "--jobs", "1", stdin=text)
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(row["Name"], row["verdict"]) for row in found] == [("Ada", "equal"), ("Bob", "different")]


def test_a_bad_line_stops_nothing_and_is_said_at_the_end() -> None:
    text = "x^2,x,2*x\n" + "\n".join(BAD) + "\nx,x,1\n"
    status, out, said = run("-", "--format", "jsonl", "--jobs", "1", stdin=text)
    found = [json.loads(line)["verdict"] for line in out.splitlines()]
    assert found == ["equal", *["error"] * len(BAD), "equal"]
    assert status == 1
    assert f"{len(BAD)} of {len(BAD) + 2} rows could not be judged" in said


def test_options_hold_of_all_rows() -> None:
    status, out, _ = run("-", "--antiderivative", "--jobs", "1", stdin="2*x,x,x^2 + C\n1/x,x,ln(x)\n")
    assert status == 0
    assert [line.split(",")[4:6] for line in out.splitlines()[1:]] == [["equal", ""], ["equal on", "x > 0"]]


def test_an_answer_that_takes_long_is_undecided_and_the_next_is_judged() -> None:
    long = "+".join(f"sin({n}*x)^{n}*cos(x/{n})^7*exp(x^{n})" for n in range(2, 40))
    lines = [f"{long},x,{long}*cos(x)^2+{long}*sin(x)^2", "x^2,x,2*x"]
    first, second = judged(rows(lines), Options(seconds=0.01))
    assert (first.verdict["verdict"], second.verdict["verdict"]) == ("undecided", "equal")
    assert "0.01 seconds" in first.verdict["reason"]


def test_what_is_no_text_is_a_bad_line() -> None:
    status, out, _ = run("-", "--format", "jsonl", "--jobs", "1", stdin="x^2,x,2*x\0\nx^2,x,2*x\n")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["error", "equal"]
    assert status == 1


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    place = tmp_path / "verdicts.csv"
    status, out, _ = run(str(ANSWERS), "--output", str(place), "--jobs", "1")
    assert (status, out) == (0, "")
    assert place.read_text(encoding="utf-8").count("\n") == 7
