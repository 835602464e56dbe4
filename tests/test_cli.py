"""The command line: what is printed where, and the exit status."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from symdiff.cli import cli
from symdiff.export.formats import FORMATS
from symdiff.parser.tables import load
from symdiff.verbs.check import WITNESSES

ROOT = Path(__file__).parents[1]


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command in this process; the last test starts real ones."""
    result = CliRunner().invoke(cli, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["diff", "x**3*sin(x)", "x"], "x**2*(x*cos(x) + 3*sin(x))"),
        (["diff", "x^2 y^3", "x", "y"], "6*x*y**2"),
        (["diff", "x^5", "x", "--order", "3"], "60*x**2"),
        (["diff", "-x**2", "x"], "-2*x"),
        (["diff", "e^2", "e"], "2*e"),
        (["diff", "f(g(x))", "x", "--function", "f", "--function", "g"], "f'(g(x))*g'(x)"),
        (["diff", "a*exp(-b*t)", "t", "--at", "a=2", "--at", "b=0.5", "--at", "t=1"],
         "-a*b*exp(-b*t)\n-0.6065306597126334"),
        (["diff", "sin(x)", "x", "--at", "x=pi/3", "--digits", "30"],
         "cos(x)\n0.5"),
        (["diff", "x*y", "x", "--simplify", "none"], "y"),
        (["diff", "x**2", "x", "--order", "0"], "x**2"),
        (["eval", "gamma(x)/x", "--at", "x=2.5"], "0.5317361552716549"),
        (["eval", "gamma(x)/x", "--at", "x=2.5", "--digits", "40"],
         "0.5317361552716548081894502450023435548393"),
        (["eval", "x**2/3", "--at", "x=1/2", "--exact"], "1/12"),
        (["eval", "0.1*x", "--at", "x=0.1", "--digits", "20"], "0.01"),
        (["eval", "(1 - cos(x))/x^2", "--at", "x=1e-9"], "0.5"),
        (["eval", "x < 2", "--at", "x=1"], "True"),
        (["eval", "sqrt(x)", "--at", "x=2i"], "1 + 1*I"),
        (["simplify", "sin(x)^2 + cos(x)^2"], "1"),
        (["diff", "x/(x**2 + 1)", "x", "--latex"], r"\frac{1 - x^{2}}{\left(x^{2} + 1\right)^{2}}"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_command_prints_its_result_alone(arguments: list[str], printed: str) -> None:
    done = run(*arguments)
    assert (done.stdout, done.stderr, done.returncode) == (printed + "\n", "", 0)


TRIED = {
    "check": (["check", "x^2", "x"], "agrees"),
    "completion": (["completion", "zsh"], "_SYMDIFF_COMPLETE"),
    "diff": (["diff", "x^2", "x"], "2*x"),
    "eval": (["eval", "x^2", "--at", "x=3"], "9"),
    "functions": (["functions", "sin"], "cos(x)"),
    "gradient": (["gradient", "x^2*y", "x", "y"], "d/d(y): x**2"),
    "help": (["help", "diff"], "--order"),
    "hessian": (["hessian", "x^2*y", "x", "y"], "d2/d(x)d(y): 2*x"),
    "implicit": (["implicit", "x^2 + y^2 = 1", "y", "x", "--order", "2"], "-1/y**3"),
    "jacobian": (["jacobian", "x^2, x*y", "x", "y"], "d(2)/d(y): x"),
    "judge": (
        ["judge", str(ROOT / "tests" / "data" / "answers.csv"), "--jobs", "1"],
        ",equal on,x > 0,true,",
    ),
    "minimize": (["minimize", "(x - 3)^2", "--over", "x"], "x = 3"),
    "plot": (["plot", "abs(x)", "x", "--from", "-1", "--to", "1"], "◆"),
    "points": (["points", "1/(x - 7)", "x"], "7"),
    "prox": (["prox", "abs(x)", "x", "--at", "x=3", "--step", "1"], "2"),
    "quiz": (
        ["quiz", "--rules", "power", "--seed", "1", "--count", "2", "--format", "json"],
        '"variable": "x"',
    ),
    "shell": (["shell", "--help"], "Ask for formulas"),
    "simplify": (["simplify", "x*x"], "x**2"),
    "study": (["study", "steps", "sin(x)", "x", "--at", "x=1"], "central"),
    "taylor": (["taylor", "exp(x)", "x", "--order", "2"], "x**2/2"),
    "web": (["web", "--licences"], "katex "),
}
"""A call of each command, and a part of what it prints."""


def test_every_command_is_tried() -> None:
    assert list(TRIED) == cli.list_commands(click.Context(cli))


def test_implicit_says_what_it_took_for_granted() -> None:
    done = run("implicit", "x^2 + y^2 = 1", "y", "--at", "x=0.6, y=0.8")
    assert (done.stdout, done.returncode) == ("-x/y\n-0.7499999999999999\n", 0)
    assert done.stderr == "note: by x, the only other name\n"
    done = run("implicit", "x^2 + y^2", "y", "x", "--at", "x=3, y=4", "--digits", "20")
    assert done.stdout == "-x/y\n-0.75\n"
    assert "read as x**2 + y**2 == 0" in done.stderr
    assert "not on the curve: the sides are 25 and 0 there" in done.stderr
    done = run("implicit", "x*y = 1", "y", "x", "--steps", "--ascii")
    assert done.stdout.splitlines()[0] == "x*y = 1,  y = y(x)"
    assert done.stdout.splitlines()[-1] == "  y' = -y/x       divided by x"
    assert "align*" in run("implicit", "x*y = 1", "y", "x", "--steps", "--format", "latex").stdout
    for arguments, message in (
        (["x*y = 1", "y", "x", "--ascii"], "--ascii is for --steps"),
        (["x*y = 1", "y", "x", "--steps", "--format", "python"], "choose text or latex"),
        (["x*y = 1", "y", "x", "--steps", "--simplify", "basic"], "simplified in full"),
        (["x^2 + y^2 = r", "y"], "by which variable?"),
        (["x^2 + u^2 = 1"], "which name is the function?"),
        (["x^2 = 1", "y", "x"], "does not depend on y"),
    ):
        done = run("implicit", *arguments)
        assert (done.stdout, done.returncode) == ("", 2)
        assert message in done.stderr


@pytest.mark.parametrize("command", TRIED)
def test_a_command_does_its_work_and_describes_itself(command: str) -> None:
    arguments, part = TRIED[command]
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert part in done.stdout
    described = run(command, "--help")
    assert (described.returncode, described.stderr) == (0, "")
    assert len(described.stdout.splitlines()) > 4


BAD = {
    "empty": ["diff", "", "x"],
    "blank": ["diff", "   ", "x"],
    "unbalanced": ["diff", "sin(x", "x"],
    "closed too often": ["diff", "x)", "x"],
    "unknown function": ["diff", "sine(x)", "x"],
    "wrong arity": ["diff", "sin(x, y)", "x"],
    "two operators": ["diff", "x +* 2", "x"],
    "control character": ["diff", "x\x07", "x"],
    "invalid UTF-8": ["diff", "x\udcff", "x"],
    "too large a number": ["diff", "9**9**9**9", "x"],
    "too large a factorial": ["diff", "factorial(10**9)", "x"],
    "an attack": ["diff", "__import__('os')", "x"],
    "a number as variable": ["diff", "x", "3"],
    "a value that is no number": ["diff", "x", "x", "--at", "x=abc"],
    "a value without a name": ["eval", "x*y", "--at", "5"],
    "no function of that name": ["functions", "sine"],
    "unknown limit": ["diff", "x", "x", "--limit", "size=3"],
    "a limit that is no plain number": ["diff", "x", "x", "--limit", "nodes=5²"],
    "unknown format": ["diff", "x", "x", "--format", "pdf"],
    "which variable": ["diff", "x*y"],
    "no variable": ["diff", "e^2"],
    "degree of a polynomial": ["diff", "legendre(n, x)", "n"],
}


@pytest.mark.parametrize("arguments", BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_with_a_message_and_status_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["(" * 10**6, "x+" * 5_000_000 + "x", "x" * 10**7])
def test_huge_texts_are_refused_by_a_named_limit(text: str) -> None:
    done = run("diff", "-", "x", stdin=text.encode())
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "limit `" in done.stderr


def test_a_million_signs_are_no_trouble() -> None:
    assert run("diff", "-", "x", stdin=b"-" * 10**6 + b"x").stdout == "1\n"


def test_the_caret_points_at_the_place() -> None:
    lines = run("diff", "x +* 2", "x").stderr.splitlines()
    assert lines[1].index("*") == lines[2].index("^")


def test_lines_of_stdin_are_done_one_by_one() -> None:
    done = run("diff", "-", "x", stdin=b"x^2\nsin(\n\n\xff\nx*y\n")
    assert done.stdout == "2*x\ny\n"
    assert "line 2:" in done.stderr
    assert "line 4:" in done.stderr
    assert done.returncode == 1


def test_a_reading_that_was_chosen_is_stated_on_stderr() -> None:
    done = run("diff", "1/2x", "x")
    assert done.stdout == "1/2\n"
    assert done.stderr == "note: read as 1/2*x: 1/2 is the coefficient of what follows\n"
    assert done.returncode == 0


def test_a_value_that_does_not_exist_is_said_with_status_1() -> None:
    done = run("diff", "log(x)", "x", "--at", "x=0")
    assert done.returncode == 1
    assert done.stdout == "1/x\n"
    assert "outside the domain" in done.stderr


def test_where_a_formula_has_no_value_floats_beside_it_are_not_asked():
    for formula, point in (
        ("tan(x)", "pi/2"),
        ("1/tan(x)", "pi/2"),
        ("cot(x)", "pi"),
        ("acot(cot(x))", "pi/2"),
    ):
        for more in ((), ("--digits", "30")):
            result = run("eval", formula, "--at", f"x={point}", *more)
            assert (result.returncode, result.stdout) == (1, "")
            assert "has no value" in result.stderr
    assert run("eval", "cot(x)", "--at", "x=pi/2").stdout == "0\n"
    assert run("eval", "floor(x)", "--at", "x=3").stdout == "3\n"


def test_a_limit_can_be_raised() -> None:
    assert run("eval", "2^20000 - 2^20000 + 1", "--exact").returncode == 2
    assert run("eval", "2^20000 - 2^20000 + 1", "--exact", "--limit", "bits=30000").stdout == "1\n"


def test_check_exits_1_where_a_witness_disagrees() -> None:
    good = run("check", "x**3*sin(x)", "x")
    assert (good.returncode, good.stdout.count("agrees")) == (0, len(WITNESSES))
    bad = run("check", "x**3*sin(x)", "x", "--answer", "3*x**2*cos(x)", "--witnesses")
    assert (bad.returncode, bad.stdout.count("DISAGREES")) == (1, len(WITNESSES))


@pytest.mark.parametrize(
    ("arguments", "status", "printed", "said"),
    [
        (["tan(x)", "x", "--answer", "1+tan(x)^2"], 0, "equal\nthe difference simplifies to 0 (proof)\n", ""),
        (
            ["sqrt(x^2)", "x", "--answer", "1"],
            0,
            "equal on x > 0\n",
            "note: the answer is right only where x > 0",
        ),
        (
            ["x^3", "x", "--answer", "x^2"],
            1,
            "different\nat x = 1 the right value is 3, and the answer has 1",
            "",
        ),
        (["x^2", "x", "--answer", "2X"], 3, "undecided\nX is no name of the question: did you mean x?", ""),
        (["(x^2-1)/(x-1)", "--answer", "x+1"], 0, "equal\n", ""),
        (["1/x", "x", "--answer", "ln|x|+c", "--antiderivative"], 0, "equal\n", ""),
        (["x^3", "x", "--answer", "3x^2+1", "--up-to-constant"], 0, "equal\n", ""),
        (["x^4", "x", "--order", "2", "--answer", "12x^2"], 0, "equal\n", ""),
        (["x^2+y^2=1", "x", "--answer", "-x/y"], 0, "equal\n", ""),
        (["-x^2", "x", "--answer", "-2x"], 0, "equal\n", ""),
        (["x^2", "x", "--answer", "x", "--reveal"], 1, "different\n", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_answer_gets_one_word_first_and_a_status(
    arguments: list[str], status: int, printed: str, said: str
) -> None:
    done = run("check", *arguments)
    assert done.returncode == status
    assert done.stdout.startswith(printed)
    assert done.stderr.startswith(said)
    assert ("the right answer: 2*x" in done.stdout) == ("--reveal" in arguments)


def test_a_verdict_as_json() -> None:
    done = run("check", "sin(x^2)", "x", "--answer", "cos(x^2)", "--json")
    found = json.loads(done.stdout)["verdict"]
    assert (done.returncode, found["verdict"], found["witness"]["at"]) == (1, "different", {"x": "1"})
    assert "right" not in found
    done = run("check", "sin(x^2)", "x", "--answer", "cos(x^2)", "--json", "--reveal")
    assert json.loads(done.stdout)["verdict"]["right"] == "2*x*cos(x**2)"


@pytest.mark.parametrize("flag", ["--antiderivative", "--up-to-constant", "--reveal"])
def test_what_needs_an_answer_says_so(flag: str) -> None:
    done = run("check", "x^2", "x", flag)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs --answer" in done.stderr


def test_answers_are_judged_without_sympy() -> None:
    code = "import sys, symdiff; symdiff.judge('tan(x)', 'x', '1+tan(x)^2'); print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


def test_formulas_from_stdin_have_the_status_of_the_worst() -> None:
    assert run("check", "-", "x", "--answer", "2*x", stdin=b"x^2\nx^2 + 1\n").returncode == 0
    assert run("check", "-", "x", "--answer", "2*x", stdin=b"x^2\nx^3\n").returncode == 1
    assert run("check", "-", "x", "--answer", "2*x*k", stdin=b"x^2\nk*x^2\n").returncode == 3


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_printed(form: str) -> None:
    done = run("diff", "x**x", "x", "--format", form)
    assert done.returncode == 0
    assert done.stdout.strip()
    if form == "json":
        assert json.loads(done.stdout)["expression"] == "x**x*(log(x) + 1)"


def test_the_table_is_printed() -> None:
    everything = run("functions").stdout
    assert "besselj(n, x)" in everything
    assert "no closed form" in everything
    one = run("functions", "arcsin").stdout
    assert "d/dx: 1/sqrt(1 - x**2)" in one
    assert "next to x = 1: pi/2 - 2*asin(sqrt((1 - x)/2))" in one
    assert "for x to oo: pi/2 - atan(1/x)" in run("functions", "atan").stdout
    assert "mpmath airyai(x, derivative=1)" in run("functions", "airyaiprime").stdout
    assert "source: " in one


def test_a_study_of_steps_is_printed_and_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    picture = tmp_path / "steps.png"
    done = run("study", "steps", "sin(x)", "x", "--at", "x=1", "--plot", str(picture))
    assert done.returncode == 0
    assert "central" in done.stdout
    assert picture.stat().st_size > 10_000


def test_a_real_process_refuses_invalid_utf_8_with_status_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symdiff", "diff", b"x\xff", "x"], capture_output=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"unexpected character" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("start", [["-m", "symdiff"], ["cli.py"]], ids=" ".join)
def test_every_way_to_start_it_works(start: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *start, "diff", "x^2", "x"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "2*x\n"


def test_the_main_job_imports_nothing_heavy() -> None:
    load()  # stores the tables of a checkout, so that Lark is not needed either
    code = (
        "import sys; sys.argv = ['symdiff', 'diff', 'x**3*sin(x)', 'x']\n"
        "from symdiff.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sympy', 'numpy', 'mpmath', 'scipy', 'matplotlib', 'lark'} & set(sys.modules)\n"
        "print(sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "x**2*(x*cos(x) + 3*sin(x))\n[]\n"


class _Broken(Exception):
    """What no command expects."""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each derivation of the command line fail as a fault of symdiff would."""

    def derivatives(text: str, *_: object, **__: object) -> None:
        raise KeyboardInterrupt if text == "stop" else _Broken("no such node")

    monkeypatch.setattr("symdiff.verbs.derivatives.derivatives", derivatives)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_is_said_to_be_ours_with_status_70() -> None:
    done = run("diff", "x**2", "x")
    assert (done.returncode, done.stdout) == (70, "")
    assert "_Broken: no such node" in done.stderr
    assert "our fault" in done.stderr
    assert "report" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("arguments", [["--debug", "diff", "x", "x"], ["diff", "x", "x", "--debug"]])
def test_debug_shows_where_it_happened(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert "_Broken" in done.stderr


@pytest.mark.usefixtures("broken")
def test_a_fault_on_one_line_stops_that_line_only() -> None:
    done = run("diff", "-", "x", stdin=b"x^2\nx^3\n")
    assert done.returncode == 70
    assert "line 1: error: symdiff failed" in done.stderr
    assert "line 2: error: symdiff failed" in done.stderr


@pytest.mark.usefixtures("broken")
def test_interrupted_is_status_130() -> None:
    done = run("diff", "stop", "x")
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


@pytest.mark.parametrize("command", ["diff", "check", "jacobian", "hessian", "points", "taylor"])
@pytest.mark.parametrize("condition", ["x == 2", "x < 2 and x > 1", "True"])
def test_a_condition_is_no_formula(command: str, condition: str) -> None:
    done = run(command, condition, "x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a condition" in done.stderr


def test_a_derivative_of_order_1000_is_no_recursion_and_takes_no_seconds(at_most) -> None:
    with at_most(2):
        assert run("diff", "sin(x)", "x", "--order", "1000").stdout == "sin(x)\n"


def test_a_number_too_large_for_a_float_is_no_fault() -> None:
    done = run("diff", "log(x)", "x", "--order", "300")
    assert done.returncode == 0
    assert done.stdout == f"-{math.factorial(299)}/x**300\n"
