"""What `--json` and `--jsonl` print: one object for each formula, of the form that docs/schema.json has."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from parts import in_parts
from schema import faults

from symdiff.cli import cli
from symdiff.cli.answer import CODES
from symdiff.export.formats import FORMATS
from symdiff.export.json import from_json
from symdiff.parser.formula import parse
from symdiff.programs.languages import LANGUAGES

DOCS = Path(__file__).parents[1] / "docs"
FILES = DOCS / "files"
SCHEMA = json.loads((DOCS / "schema.json").read_text(encoding="utf-8"))
REQUEST = {"$ref": "#/$defs/request"}


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]]]:
    """Return the exit status and the objects that are printed, each held to the schema."""
    result = CliRunner().invoke(cli, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.stderr == ""
    found = [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]
    for one in found:
        assert list(faults(one, SCHEMA, SCHEMA)) == []
    return result.exit_code, found


def one(*arguments: str) -> dict[str, Any]:
    _, [found] = run(*arguments)
    return found


CALLS = [
    (["diff", "x^3 sin x", "x"], 0),
    (["diff", "x^2 y^3", "x", "y", "--order", "2"], 0),
    (["diff", "log(x)", "x", "--at", "x=0"], 1),
    (["diff", "abs(x)", "x", "--at", "x=0"], 1),
    (["diff", "sin(x)", "x", "--at", "x=pi/3", "--digits", "30"], 0),
    (["diff", "exp(i*x)", "x", "--at", "x=1"], 0),
    (["diff", "abs(x)", "x", "--kink", "left"], 0),
    (["diff", "abs(x)", "x", "--distributions", "--order", "2"], 0),
    (["diff", "sin(x^2)", "x", "--steps"], 0),
    (["diff", "sin(x^2)", "x", "--steps", "--ascii", "--at", "x=1"], 0),
    (["diff", "abs(x^2 - 2) + log(x)", "x", "--special-points"], 0),
    (["diff", "sin(x)", "x", "--order", "40"], 0),
    (["diff", "x", "x", "--no-check", "--simplify", "none", "--timing"], 0),
    *[(["diff", "x**x", "x", "--format", form], 0) for form in (*FORMATS, *LANGUAGES)],
    (["diff", "sin(", "x"], 2),
    (["diff", "sine(x)", "x"], 2),
    (["diff", "sin(x, y)", "x"], 2),
    (["diff", "x*y"], 2),
    (["diff", "legendre(n, x)", "n"], 2),
    (["diff", "9**9**9**9", "x"], 2),
    (["diff", "x\udcff", "x"], 2),
    (["diff", "x", "x", "--at", "x=abc"], 2),
    (["diff", "x", "x", "--ordr", "2"], 2),
    (["diff", "x", "x", "--latex", "--format", "python"], 2),
    (["diff"], 2),
    (["diff", "x*tanh(softplus(x))", "x", "--stable", "--order", "0"], 0),
    (["diff", "x^3", "x", "--latex"], 0), (["diff", "x^3", "x", "--pretty"], 0),
    (["diff", r"x^{10}", "x", "--latex-input"], 0),
    (["diff", "e^2*f(x)", "x", "--symbol", "e", "--function", "f", "--limit", "depth=99"], 0),
    (["diff", "sin(x^2)", "x", "--steps", "--format", "html"], 0),
    (["diff", "sin(x^2)", "x", "--steps", "--format", "markdown"], 0),
    (["diff", "x*y", "x", "--format", "c", "--name", "g", "--main", "--unit", "source"], 0),
    (["diff", "norm(A @ x - b)^2", "x", "--shape", "A[n,m] x[m] b[n]"], 0),
    (["diff", "norm(A @ x)^2", "x", "--shape", "A[2,3] x[3]", "--no-check"], 0),
    *[
        (["diff", "A @ x", "x", "--shape", "A[n,m] x[m]", "--format", form, "--layout", "denominator"], 0)
        for form in ("text", "matrix", "index", "latex", "numpy", "json")
    ],
    (["diff", "x.T @ S @ x", "S", "--shape", "S[n,n]:symmetric x[n]", "--entries"], 0),
    (["diff", "x'*A*x", "x", "--matrix", "A", "--vector", "x", "--syntax", "matlab"], 0),
    (["diff", "A @ x", "x", "--shape", "A[n,m] x[n]"], 2),
    (["jacobian", "A @ x, tr(A)", "x", "A", "--shape", "A[n,n] x[n]"], 0),
    (["jacobian", "A @ x", "x", "--vector", "x", "--matrix", "A", "--format", "index"], 0),
    (["hessian", "x' A x", "x", "A", "--shape", "A[n,n] x[n]", "--layout", "denominator"], 0),
    (["eval", "A x", "--shape", "A[n,m] x[m]", "--at", "A=[[1, 2], [3, 4]] x=[1, 1/2]"], 0),
    (["eval", "x' A x", "--shape", "A[n,n] x[n]", "--at", "A=[[1, 2], [3]] x=[1, 2]"], 2),
    (["eval", "logdet(A)", "--shape", "A[n,n]", "--at", "A=[[1, 2], [2, 4]]"], 1),
    (["simplify", "x' A x + x' A' x", "--shape", "A[n,n] x[n]", "--explain"], 0),
    (["simplify", "A x + A x", "--shape", "A[n,n] x[n]", "--format", "index"], 0),
    (["check", "x' A x", "x", "--answer", "2 A x", "--shape", "A[n,n]:symmetric x[n]"], 0),
    (["check", "x' A x", "x", "--answer", "2 A x", "--shape", "A[n,n] x[n]"], 1),
    (["check", "x' A x", "x", "--answer", "A", "--shape", "A[n,n] x[n]"], 2),
    (["eval", "exp(i*x)", "--at", "x=1", "--digits", "20"], 0), (["eval", "1/x", "--at", "x=0"], 1),
    (["eval", "gamma(x)/x", "--at", "x=2.5"], 0),
    (["eval", "x^2/3", "--at", "x=1/2", "--exact"], 0),
    (["eval", "x < 2", "--at", "x=1"], 0),
    (["eval", "exp(x)", "--at", "x=1000", "--digits", "5"], 0),
    (["simplify", "sin(x)^2 + cos(x)^2", "--explain"], 0),
    (["simplify", "1/(x^2 - y)", "--form", "apart", "--by", "x"], 0),
    *[(["simplify", "x + x", "--format", form], 0) for form in FORMATS],
    *[(["simplify", "x/x", "--level", level], 0) for level in ("none", "basic", "full")],
    *[(["simplify", "x^2 - 1", "--form", form], 0) for form in ("expand", "factor", "together", "trig")],
    (["simplify", "a*x + b*x", "--form", "collect", "--by", "x", "--pretty"], 0),
    (["taylor", "cos(x)", "x", "--about", "pi/2", "--latex"], 0),
    (["taylor", "sqrt(x)*log(x)", "x", "--side", "right"], 0),
    (["taylor", "exp(x)", "x", "--order", "3"], 0),
    (["taylor", "sqrt(x)", "x", "--side", "right"], 0),
    (["points", "tan(x) + abs(x - 7)/(x - 3)", "x"], 0),
    (["points", "sqrt(abs(x))", "x"], 0),
    (["plot", "abs(x)/(x - 1)", "x", "--derivative"], 0),
    (["plot", "x^2", "x", "--from", "-1", "--to", "1", "--ascii", "--width", "40", "--height", "9"], 0),
    (["plot", "a*log(x)", "x", "--from", "-2", "--to", "-1", "--at", "a=2"], 0),
    (["plot", "a*x", "x"], 2),
    (["jacobian", "abs(x), floor(x)", "x", "--format", "latex"], 0),
    (["jacobian", "x*y", "x", "--simplify", "none", "--no-check"], 0),
    (["hessian", "x^2*y", "x,y", "--format", "c", "--main"], 0),
    (["jacobian", "x^2, x*y", "x,y"], 0),
    (["jacobian", "x^2, x*y", "x,y", "--format", "c", "--sparse", "--unit", "header"], 0),
    (["hessian", "log(x*y)", "x y", "--sparse"], 0),
    (["implicit", "x^2 + y^2 = 1", "y", "x", "--order", "2", "--at", "x=0.6, y=0.8"], 0),
    (["implicit", "x^2 + y^2 = 1", "y", "x", "--steps", "--format", "latex"], 0),
    (["implicit", "x^2 + y^2 = 1", "y", "x", "--format", "python", "--simplify", "none", "--no-check"], 0),
    (["implicit", "x^2 + y^2 = 1", "y", "x", "--at", "x=1, y=0"], 1),
    (["implicit", "x^2 = 1", "y", "x"], 2),
    (["check", "2x", "x", "--answer", "x^2 + 1", "--antiderivative", "--up-to-constant", "--reveal"], 0),
    (["check", "x^2", "x"], 0),
    (["check", "x^2", "x", "--answer", "3*x", "--witnesses"], 1),
    (["check", "x^2", "x", "--answer", "3*x", "--reveal"], 1),
    (["check", "sqrt(x^2)", "x", "--answer", "1"], 0),
    (["check", "x^2 + y^2 = 1", "x", "--answer", "-x/y"], 0),
    (["check", "x^2", "x", "--answer", "2*X"], 3),
    (["minimize", "(x - 3)^2", "--over", "x", "--plus", "0.1*abs(x)"], 0),
    (["minimize", "-x^4", "--over", "x", "--start", "x=1", "--iterations", "50"], 1),
    (["minimize", "(degrees - a*exp(-k*minute))^2", "--data", str(FILES / "cooling.csv"), "--over", "a,k",
      "--start", "a=60, k=0.1", "--mean", "--tolerance", "1e-8", "--iterations", "500"], 0),
    (["minimize", "x^2", "--over", "x", "--method", "fista", "--step", "0.1"], 0),
    (["minimize", "log(x)", "--over", "x"], 2),
    *[(["prox", "abs(x)", "x", "--format", form], 0) for form in ("text", "latex", "python", "numpy")],
    (["prox", "abs(x)", "x", "--step", "2", "--plus", "x >= 0"], 0), (["prox", "sin(x)", "x"], 2),
    (["prox", "k*abs(x)", "x"], 0),
    (["prox", "abs(x) + abs(y)", "x,y", "--at", "x=3, y=1", "--step", "1"], 0),
    (["prox", "--list"], 0),
    (["functions"], 0),
    (["functions", "asin"], 0),
    (["functions", "sine"], 2),
    (["judge", str(FILES / "answers.csv"), "--jobs", "1"], 0),
    (["judge", str(FILES / "class.csv"), "--jobs", "1", "--slips"], 1),
    (["judge", str(FILES / "answers.csv"), "--jobs", "1", "--up-to-constant", "--seconds", "9"], 0),
    (["quiz", "--count", "1", "--level", "hard", "--seed", "3", "--title", "Monday"], 0),
    (["quiz", "--count", "1", "--rules", "nonsense", "--seed", "3"], 2),
    (["quiz", "--count", "2", "--seed", "1"], 0),
    (["quiz", "--count", "2", "--no-solutions", "--variable", "t"], 0),
    (["study", "steps", "sin(x)", "x", "--at", "x=1"], 0),
    (["study", "swell", "--to", "60", "--no-sympy"], 0),
]  # fmt: skip


@in_parts
@pytest.mark.parametrize(("arguments", "status"), CALLS, ids=[" ".join(call) for call, _ in CALLS])
def test_every_command_prints_one_object_of_the_schema(arguments: list[str], status: int) -> None:
    code, found = run(*arguments, "--json")
    assert (code, len(found)) == (status, 1)
    assert found[0]["command"] == " ".join(arguments[: 1 + (arguments[0] == "study")])
    assert (found[0]["error"] is not None) == (status == 2 or ("--at" in arguments and status == 1))


def test_a_class_is_judged_in_one_object() -> None:
    found = one("judge", str(FILES / "class.csv"), "--jobs", "1", "--slips", "--json")["answers"]
    assert [row["row"]["name"] for row in found] == ["Ada", "Ben", "Cho", "Dan", "Eve", "Fay"]
    words = [row["verdict"] and row["verdict"]["verdict"] for row in found]
    assert words == ["equal", "different", "different", "equal", "equal on", None]
    assert found[2]["verdict"]["slips"] == ["the inner derivative was forgotten (chain rule)"]
    assert found[5]["error"] == "the formula ends where a number, a name or a function is expected"
    assert one("judge", str(FILES / "class.csv"), "--format", "jsonl", "--json")["error"]["code"] == "refused"


def test_exercises_are_one_object() -> None:
    found = one("quiz", "--count", "2", "--seed", "1", "--json")
    assert [len(found["exercises"]), found["notes"]] == [2, []]
    assert one("quiz", "--count", "2", "--seed", "1", "--json") == found
    [first, _] = one("quiz", "--count", "2", "--no-solutions", "--json")["exercises"]
    assert "answer" not in first
    assert one("quiz", "--format", "latex", "--json")["error"]["code"] == "refused"
    assert one("quiz", "--rules", "chian", "--json")["error"]["code"] == "refused"


def test_a_derivative_has_all_that_is_known_of_it() -> None:
    found = one("diff", "ax^2 + log x", "x", "--at", "x=2, a=1", "--json")
    assert found["input"] == "ax^2 + log x"
    assert found["read"] == "a*x**2 + log(x)"
    assert found["notes"][0].startswith("read as a*x**2 + log(x): ax is a*x")
    assert (found["variables"], found["order"], found["line"]) == (["x"], 1, None)
    assert found["result"]["text"] == "2*a*x + 1/x"
    assert from_json(found["result"]["tree"]) == parse("2*a*x + 1/x")
    assert (found["conditions"], found["where"]) == (["x > 0"], "x > 0")
    assert found["value"] == {"text": "4.5", "real": 4.5, "imaginary": 0.0}
    assert found["checked"]["witnesses"] == [{"name": "dual numbers", "agrees": True}]
    assert found["error"] is None


def test_an_error_has_its_place_and_a_hint() -> None:
    found = one("diff", "x + sine(x)", "x", "--json")["error"]
    assert (found["code"], found["text"], found["span"]) == ("unknown_name", "x + sine(x)", [4, 8])
    assert "sin" in found["hint"]


def test_a_value_that_is_missing_leaves_the_derivative() -> None:
    found = one("diff", "abs(x)", "x", "--at", "x=0", "--json")
    assert found["result"]["text"] == "sign(x)"
    assert found["error"]["code"] == "not_differentiable"
    assert (found["error"]["reason"], found["error"]["left"], found["error"]["right"]) == ("corner", -1, 1)


def test_special_points_come_on_request() -> None:
    call = ("diff", "abs(x^2 - 2) + log(x)", "x", "--json")
    assert "special_points" not in one(*call)
    texts = [point["text"] for point in one(*call, "--special-points")["special_points"]]
    assert texts == ["x = 0: end of the domain", "x = sqrt(2): corner"]


def test_infinities_are_texts() -> None:
    points = one("points", "sqrt(abs(x))", "x", "--json")["special_points"]
    assert (points[0]["left"], points[0]["right"]) in ((None, None), ("-oo", "oo"))


def test_a_line_comes_out_for_each_line_in() -> None:
    lines = [
        b"x^2", b"", b"sin(", b'{"formula": "x^2 y", "variable": "y", "id": 7}',
        b'{"formula": "e^2", "variables": ["e"], "symbols": "e", "order": 2}', b'"x^5"', b"{x + 1}^2",
        b'{"formula": "u(x)^2", "functions": ["u"]}', b'{"formula": "x^2", "at": {"x": 3}}',
        b'{"formula": 3}', b'{"formula": "x", "ordre": 2}', b'{"formula": "x", "order": -1}',
        b'{"formula": "x", "variables": 3}', b'{"formula": "x", ', b"\xff", b"x*y", b"[1]",
    ]  # fmt: skip
    code, found = run("diff", "--jsonl", stdin=b"\n".join(lines))
    assert code == 1
    assert [one["line"] for one in found] == list(range(1, len(lines) + 1))
    told = [one["result"]["text"] if one["result"] else one["error"]["code"] for one in found]
    assert told == [
        "2*x", "request", "syntax", "x**2", "2", "5*x**4", "2*x + 2", "2*u(x)*u'(x)", "2*x",
        "request", "request", "request", "request", "request", "syntax", "refused", "refused",
    ]  # fmt: skip
    assert found[3]["id"] == 7
    assert found[8]["value"]["real"] == 6


def test_several_processes_print_the_same() -> None:
    stdin = b"\n".join(b"x^%d + log(x)" % n for n in range(40)) + b"\nsin(\n"
    alone = CliRunner().invoke(cli, ["diff", "-", "x", "--jsonl"], input=stdin)
    several = CliRunner().invoke(cli, ["diff", "-", "x", "--jsonl", "--jobs", "2"], input=stdin)
    assert several.stdout == alone.stdout
    assert (several.exit_code, several.stderr) == (alone.exit_code, "")


def test_each_command_takes_what_it_can_use() -> None:
    code, [right, wrong] = run(
        "check", "--jsonl",
        stdin=b'{"formula": "x^2", "variable": "x", "answer": "2x"}\n'
        b'{"formula": "x^2", "variable": "x", "answer": "3x"}\n',
    )  # fmt: skip
    assert (code, right["verdict"]["verdict"], wrong["verdict"]["verdict"]) == (1, "equal", "different")
    code, [value] = run("eval", "--jsonl", stdin=b'{"formula": "x*y", "at": {"x": "1/2", "y": 4}}')
    assert (code, value["value"]["text"]) == (0, "2")
    code, [refused] = run("simplify", "--jsonl", stdin=b'{"formula": "x", "variable": "x"}')
    assert (code, refused["error"]["code"]) == (1, "request")


def test_the_schema_says_what_a_request_is() -> None:
    good = {"formula": "x", "variable": "x", "order": 2, "symbols": ["x"], "at": {"x": 1}, "id": [1]}
    assert list(faults(good, REQUEST, SCHEMA)) == []
    for bad in ({}, {"formula": 1}, {"formula": "x", "order": -1}, {"formula": "x", "ordre": 1}):
        assert list(faults(bad, REQUEST, SCHEMA))


def test_the_schema_has_every_code() -> None:
    assert set(SCHEMA["$defs"]["error"]["properties"]["code"]["enum"]) == {*CODES.values(), "fault"}


@pytest.mark.parametrize("member", SCHEMA["required"])
def test_the_schema_refuses_an_object_without_a_member_or_of_another_type(member: str) -> None:
    found = one("diff", "x^2", "x", "--json")
    assert list(faults({**found, member: {"no": "type"}}, SCHEMA, SCHEMA))
    assert list(faults({key: found[key] for key in found if key != member}, SCHEMA, SCHEMA))
    assert list(faults({**found, "more": 1}, SCHEMA, SCHEMA))


@pytest.mark.skipif(sys.platform == "win32", reason="no signal ends a computation there")
def test_a_formula_that_takes_long_is_given_up() -> None:
    for seconds in ("0.3", "3", "30"):  # on a busy machine the second one takes long as well
        code, [late, next_one] = run(
            "diff", "-", "x", "--jsonl", "--timeout", seconds, "--order", "400",
            "--limit", f"derived={10**12}",  # which is not met before the time is over
            stdin=b"exp(sin(x))*gamma(x)\n" + b'{"formula": "x^2", "order": 1}',
        )  # fmt: skip
        assert (code, late["error"]["code"]) == (1, "timeout")
        if next_one["error"] is None:
            break
    assert next_one["result"]["text"] == "2*x"
