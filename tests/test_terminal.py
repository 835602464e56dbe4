"""Manners at the terminal: what is assumed, what is refused, and what is left where a run is stopped."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE

import click
import pytest
from click.testing import CliRunner

from symdiff import __version__
from symdiff.cli import cli
from symdiff.table.functions import NAMES

ROOT = Path(__file__).parents[1]
START = [sys.executable, "-m", "symdiff"]
ENDLESS = ["--limit", f"derived={10**12}"]
"""What lets a high derivative run until it is stopped, however fast the machine is: no size is met before."""


def run(*arguments: str, stdin: bytes = b"", **more: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, arguments, input=stdin, env=more, color=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["diff", "x^2"], "2*x\n"),
        (["hessian", "t^3"], "d2/d(t)d(t): 6*t\n"),
        (["jacobian", "t^3, t"], "d(1)/d(t): 3*t**2\nd(2)/d(t): 1\n"),
        (["taylor", "exp(u)", "--order", "1"], "1 + u + O(u**2)\n"),
        (["points", "1/u"], "u = 0: pole\n"),
        (["prox", "abs(z)", "--step", "1"], "sign(z)*Max(Abs(z) - 1, 0)\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_only_variable_is_assumed_and_said(arguments: list[str], printed: str) -> None:
    code, out, said = run(*arguments)
    assert (code, out) == (0, printed)
    assert re.fullmatch(r"note: by \w, the only variable\n", said)


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["gradient", "x^2 y"], "d/d(x): 2*x*y\nd/d(y): x**2\n"),
        (["jacobian", "x*y, x"], "d(1)/d(x): y\nd(1)/d(y): x\nd(2)/d(x): 1\nd(2)/d(y): 0\n"),
        (["hessian", "x^2*y"], "d2/d(x)d(x): 2*y\nd2/d(x)d(y): 2*x\nd2/d(y)d(y): 0\n"),
        (["minimize", "(x - 1)^2 + y^2"], "x = 1\ny = 0\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_by_all_names_where_several_are_natural(arguments: list[str], printed: str) -> None:
    code, out, said = run(*arguments)
    assert (code, said) == (0, "note: by x, y, all its names\n")
    assert out.startswith(printed)


@pytest.mark.parametrize("words", ["wrt x", "by x", "with respect to x", "x"])
def test_words_between_a_formula_and_its_variable_are_left_out(words: str) -> None:
    assert run("diff", "x^2 a", *words.split()) == (0, "2*a*x\n", "")
    assert run("diff", "to^2", "to")[1] == "2*to\n"


def test_a_differential_is_told_the_variable() -> None:
    assert "dx does not occur in the formula; did you mean x?" in run("diff", "x^3", "dx")[2]


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (["gradient", "x^2 + y^2", "x", "y", "--at", "x=1, y=2"], "[2, 4]"),
        (["gradient", "x^2 + y^2", "y", "x", "--at", "2,1"], "[4, 2]"),
        (["gradient", "x^2", "--at", "3"], "[6]"),
        (["jacobian", "x^2*y, sin(y)", "x", "y", "--at", "x=1,y=pi"], "[[6.283185307179586, 1], [0, -1]]"),
        (["jacobian", "x^2, a*x", "x", "--at", "x=1/2,a=2"], "[[1], [2]]"),
        (["hessian", "x^2*y + y^3", "x", "y", "--at", "1,2"], "[[4, 2], [2, 12]]"),
        (["gradient", "abs(x)^3*y", "x", "y", "--at", "0,1"], "[0, 0]"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_matrices_of_derivatives_have_values_at_a_point(arguments: list[str], value: str) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    assert out.splitlines()[-1] == value
    data = json.loads(run(*arguments, "--json")[1])
    assert data["value"]["text"] == value


def test_a_matrix_has_no_value_at_a_corner() -> None:
    code, _, said = run("gradient", "abs(x)*y", "x", "y", "--at", "0,1")
    assert code == run("diff", "abs(x)", "x", "--at", "0")[0] == 1
    assert "no derivative at x = 0, a corner" in said


def test_a_gradient_is_that_of_one_formula() -> None:
    assert run("gradient", "x^2 y + a", "x", "y")[:2] == (0, "d/d(x): 2*x*y\nd/d(y): x**2\n")
    code, out, said = run("gradient", "x*y, x")
    assert (code, out) == (2, "")
    assert "symdiff jacobian FORMULAS VARIABLES" in said


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["diff", "sin(x)", "x", "--at", "0"], "cos(x)\n1\n"),
        (["diff", "x^2", "x", "--at", "-1"], "2*x\n-2\n"),
        (["diff", "a*x^2", "x", "--at", "a=3 x=1"], "2*a*x\n6\n"),
        (["eval", "x^2", "--at", "3"], "9\n"),
        (["eval", "x/3", "--at", "1", "--digits", "20"], "0.33333333333333333333\n"),
        (["eval", "x/3", "--at", "1/2", "--exact"], "1/6\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_number_alone_is_the_value_of_the_one_name(arguments: list[str], printed: str) -> None:
    assert run(*arguments) == (0, printed, "")


@pytest.mark.parametrize(
    "arguments",
    [["eval", "x*y", "--at", "3"], ["diff", "x", "x", "--at", "1, 2"], ["eval", "2", "--at", "1"]],
)
def test_a_number_alone_is_no_point_of_several_names(arguments: list[str]) -> None:
    code, _, said = run(*arguments)
    assert (code, "expected NAME=VALUE" in said) == (2, True)


def test_minimize_takes_its_variables_as_other_commands_do() -> None:
    assert run("minimize", "(x - a)^2", "x", "a")[0] == 0
    assert run("minimize", "(x - 3)^2", "x")[1] == run("minimize", "(x - 3)^2", "--over", "x")[1]
    assert run("minimize", "3") == (2, "", "error: by which variable?\nthe formula has none\n")


def test_of_x_and_y_alone_the_function_is_y() -> None:
    assert run("implicit", "x^2 + y^2 = 25")[1:] == (
        "-x/y\n",
        "note: y is the function\nnote: by x, the only other name\n",
    )
    assert (
        run("implicit", "u^2 + y^2 = 25")[2]
        == "error: which name is the function?\none of u, y, then a variable\n"
    )


def test_what_is_compared_is_said_where_no_variable_is_named() -> None:
    code, out, said = run("check", "x^2", "--answer", "2x")
    assert (code, out.splitlines()[0]) == (1, "different")
    assert said == "note: compared with the formula itself; for its derivative name the variable, such as x\n"
    assert run("check", "(x + 1)^2", "--answer", "x^2 + 2x + 1")[0::2] == (0, "")
    code, out, said = run("check", "2x", "--answer", "x^2 + 1", "--antiderivative")
    assert (code, out.splitlines()[0], said) == (0, "equal", "note: by x, the only variable\n")


def test_an_equation_leads_to_the_command_for_curves() -> None:
    said = run("diff", "x^2 + y^2 = 25", "x")[2]
    assert 'for dy/dx write symdiff implicit "x^2 + y^2 = 25" y x; else' in said
    assert "implicit" not in run("diff", "x^2 = 4", "x")[2]


def test_of_several_variables_none_is_assumed() -> None:
    assert run("diff", "x*y") == (2, "", "error: by which variable?\none of x, y\n")
    assert run("diff", "e^2") == (2, "", "error: by which variable?\nthe formula has none\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dif", "x"], "did you mean diff?"),
        (["x^2 sin(x)", "x"], 'for its derivative write symdiff diff "x^2 sin(x)" VARIABLE'),
        (["factor", "x"], "write symdiff simplify FORMULA --form factor"),
        (["nothing"], "symdiff help lists the commands"),
        (["diff", "x^2", "x", "--ordre", "2"], "no option --ordre: did you mean --order?"),
        (["diff", "x^2", "x", "--ordre=2"], "no option --ordre: did you mean --order?"),
        (["diff", "x^2", "x", "-order", "2"], "no option -order: did you mean --order?"),
        (["diff", "--symbols", "x", "x^2"], "did you mean --symbol"),
        (["diff", "x^2", "x", "--step"], "no option --step: did you mean --steps?"),
        (["diff", "--qqqq", "x"], "stands after --"),
        (["points", "x", "x", "--format", "latex"], "points --help lists them"),
        (["eval", "x", "--format", "latex"], "no option --format: did you mean --at?"),
        (["diff", "x^2", "x", "-o", "2"], "no option -o"),
        (["diff", "x", "x", "--order", "two"], "'two' is no whole number."),
        (["diff", "x", "x", "--order", "-1"], "-1 is below 0."),
        (["diff", "x", "x", "--timeout", "soon"], "'soon' is no number."),
        (["study", "swell", "--to", "0"], "0 is not from 1 to 500."),
        (["eval", "x/3", "--at", "x=pi", "--exact"], "pi is no rational number\nevaluate without --exact"),
        (["eval", "sin(x)", "--at", "x=1", "--exact"], "sin(1) is no rational number"),
        (["eval", "x", "--digits", "1000000", "--at", "x=1"], "raise it with --limit digits=..."),
        (["eval", "x"], "give one, such as --at x=1"),
        (["diff", "A @ x", "x"], 'as in --shape "A[n,m] x[m]"'),
        (["prox", "k*abs(x)", "x", "--at", "x=1", "--step", "1"], "neither a variable nor a number"),
        (["quiz", "--variable", "x y"], "2 names where one variable is expected"),
        (["judge", "nothing.csv"], "No such file"),
        (["judge", os.devnull], "there is no row to judge"),
        (["judge", os.devnull, "--json", "--seconds", "0"], "0.0 is below 0.001."),
        (["minimize", "(y - a*t)^2", "--over", "a", "--data", os.devnull], "is empty"),
        (["study", "steps", "x", "--plots", "a.png"], "did you mean --plot?"),
        (["differentiate", "x^2"], "write symdiff diff FORMULA VARIABLE"),
        (["max", "x"], 'write symdiff minimize "-(FORMULA)"'),
        (["diff", "x^2", "x", "--nth", "2"], "no option --nth: did you mean --order?"),
        (["diff", "x^2", "x", "-n", "2"], "no option -n\ndid you mean --order?"),
        (["taylor", "exp(x)", "x", "--at", "0"], "no option --at: did you mean --about?"),
        (["taylor", "exp(x)", "x", "0", "5"], "the place is given by --about, how far to go by --order"),
        (["eval", "x + y", "x=2", "y=3"], "a value is given by --at: --at x=2 --at y=3"),
        (["eval", "x^2", "3"], "a value is given by --at: --at x=3"),
        (["eval", "x", "+", "2"], "unexpected + 2: put a formula with spaces into quotes"),
        (["diff", "x^2", "+", "3x"], "put the whole formula into quotes"),
        (
            ["diff", "x^3", "x", "2"],
            "give a name, such as x; how often to derive is the order, as in x and --order 2",
        ),
        (["jacobian", "x^2 y", "sin(y)"], "several formulas are one text with commas\n"),
        (["check", "sin(x)", "x", "cos(x)"], 'an answer is given by --answer "cos(x)"'),
        (["gradient", "x^2", "--digits", "3"], "--digits is for --at"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_mistyped_is_said_with_what_may_be_meant(arguments: list[str], said: str) -> None:
    code, out, told = run(*arguments)
    assert (code, "--json" in arguments or out == "") == (2, True)
    assert said in told + out
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("-x**2", "-2*x"),
        ("-h*x", "-h"),
        ("--x", "1"),
        ("-sin(x)", "-cos(x)"),
        ("-sinh(x)", "-cosh(x)"),
        ("-(x + h)*2", "-2"),
        ("-cosh(h*x)", "-h*sinh(h*x)"),
    ],
)
def test_a_formula_may_begin_with_a_minus_sign(formula: str, printed: str) -> None:
    assert run("diff", formula, "x") == (0, printed + "\n", "")


def test_what_looks_like_an_option_stands_after_two_dashes() -> None:
    assert run("diff", "--", "--pi*x", "x")[:2] == (0, "pi\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["jacobian", "x*y, x", "x", "y"], ["jacobian", "x*y, x", "x,y"], ["jacobian", "x*y, x", "x, y"],
        ["jacobian", "x*y, x", "x y"],
    ],
)  # fmt: skip
def test_variables_are_parted_by_spaces_or_commas(arguments: list[str]) -> None:
    assert run(*arguments) == run("jacobian", "x*y, x", "x", "y")


@pytest.mark.parametrize(
    "point",
    [["--at", "x=2", "--at", "y=3"], ["--at", "x=2,y=3"], ["--at", "x=2 y=3"], ["--at", "x=max(1,2), y=3"]],
)
def test_points_are_parted_by_spaces_or_commas(point: list[str]) -> None:
    assert run("eval", "x*y", *point) == (0, "6\n", "")


@pytest.mark.parametrize(
    "names", [["--symbol", "e", "--symbol", "i"], ["--symbol", "e,i"], ["--symbol", "e i"]]
)
def test_names_are_parted_by_spaces_or_commas(names: list[str]) -> None:
    assert run("diff", "e*i*x", "x", *names) == (0, "e*i\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "x", "x", "--latex", "--format", "python"],
        ["diff", "x", "x", "--steps", "--format", "c"], ["diff", "x", "x", "--format", "html"],
        ["diff", "x", "x", "--ascii"], ["diff", "x", "x", "--kink", "left", "--distributions"],
        ["diff", "x", "x", "--timing"], ["diff", "x", "x", "--jobs", "2"],
        ["diff", "x", "x", "--special-points"], ["diff", "x", "x", "--digits", "9"],
        ["diff", "x", "x", "--name", "g"], ["eval", "x", "--exact", "--digits", "9", "--at", "x=1"],
        ["prox", "abs(x)", "x", "--list"], ["simplify", "x", "--by", "x"],
        ["check", "x^2", "x", "--answer", "2x", "--points", "9"], ["quiz", "--title", "Monday"],
        ["check", "x^2", "x", "--answer", "2x", "--seed", "9"], ["quiz", "--no-solutions"],
        ["simplify", "1/(x*y)", "--form", "apart", "--by", "x,y"], ["judge", os.devnull, "--output", "/"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_options_that_make_no_sense_together_are_refused(arguments: list[str]) -> None:
    code, out, said = run(*arguments)
    assert (code, out) == (2, "")
    assert said


def every() -> list[list[str]]:
    """Return the words of each command, those of groups too."""
    found = []
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        found += (
            [[name, inner] for inner in command.commands] if isinstance(command, click.Group) else [[name]]
        )
    return found


@pytest.mark.parametrize("words", every(), ids=" ".join)
def test_help_ends_in_an_example_that_runs(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = run(*words, "--help", COLUMNS="200")
    [example] = re.findall(r"Example: symdiff (.*)", out)
    (tmp_path / "answers.csv").write_text("x^2,x,2*x\n")
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(example.partition(" >> ")[0])
    assert arguments[: len(words)] == words
    assert run(*arguments)[0] == 0


@pytest.mark.parametrize("watched", ["", "sys.setprofile(lambda *_: None); "], ids=["alone", "profiled"])
def test_a_process_ends_with_all_that_is_to_be_done_at_its_end(watched: str) -> None:
    for arguments, status, printed in ((["x^2", "x"], 0, "2*x\n"), (["sine(x)", "x"], 2, "")):
        program = (
            f"import atexit, sys; atexit.register(print, 'the end'); "
            f"sys.argv[1:] = {['diff', *arguments]!r}; {watched}from symdiff.cli import process; process()"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
        assert (done.returncode, done.stdout) == (status, f"{printed}the end\n")


def test_help_is_a_command_too() -> None:
    assert run("help")[1] == run("--help")[1]
    assert run("help", "diff")[:2] == (0, run("diff", "--help")[1])
    code, _, said = run("help", "dif")
    assert (code, "did you mean diff?" in said) == (2, True)
    assert __version__ in run("-V")[1]


def test_a_command_is_told_in_a_line() -> None:
    """Nothing is cut off, neither of the commands nor of those of a group."""
    for group in ([], ["study"]):
        listed = run(*group, "--help")[1].partition("Commands:\n")[2]
        assert listed
        assert "..." not in listed


def test_help_fits_a_narrow_terminal() -> None:
    done = subprocess.run(
        [*START, "diff", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "60"},
    )
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if len(line) > 60 and len(line.split()) > 2] == []


def test_colours_are_for_terminals_and_for_who_asks() -> None:
    assert run("diff", "sin(", "x")[2].startswith("error:")
    assert run("diff", "sin(", "x", "--color", "always")[2].startswith("\x1b[")
    assert run("--color=always", "diff", "log(x)", "x", NO_COLOR="1")[2].startswith("\x1b[")
    assert run("diff", "log(x)", "x", "--color=never")[2] == "where x > 0\n"
    assert run("diff", "log(x)", "x", "--color", "always")[1] == "1/x\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_has_colours_unless_no_color_is_set(more: dict[str, str], coloured: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment = {**plain, "TERM": "xterm", **more}
    subprocess.run(
        [*START, "diff", "log(x)", "x"], stdout=subprocess.PIPE, stderr=theirs, env=environment, cwd=ROOT
    )
    os.close(theirs)
    said = b""
    with suppress(OSError):  # the end of it, on Linux
        while part := os.read(ours, 1000):
            said += part
    os.close(ours)
    assert b"where" in said
    assert (b"\x1b[" in said) == coloured


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert (code, "_SYMDIFF_COMPLETE" in out) == (0, True)


@pytest.mark.parametrize(
    ("words", "part", "expected"),
    [
        ("symdiff di", "1", ["diff"]),
        ("symdiff diff x --ord", "3", ["--order"]),
        ("symdiff diff x --kink le", "4", ["left"]),
        ("symdiff functions besselj", "2", sorted(name for name in NAMES if name.startswith("besselj"))),
    ],
)
def test_commands_options_choices_and_functions_are_completed(
    words: str, part: str, expected: list[str]
) -> None:
    environment = {"_SYMDIFF_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": part}
    result = CliRunner().invoke(cli, [], prog_name="symdiff", env=environment)
    assert result.stdout.split("\n")[1::3] == expected


def test_notes_and_conditions_of_a_batch_have_their_line() -> None:
    _, out, said = run("diff", "-", "x", stdin=b"x\n1/2x\nlog(x)\n")
    assert out == "1\n1/2\n1/x\n"
    assert said.splitlines() == [
        "line 2: note: read as 1/2*x: 1/2 is the coefficient of what follows", "line 3: where x > 0",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no signal ends a computation there")
def test_a_formula_that_takes_long_is_given_up_with_status_124() -> None:
    code, out, said = run("diff", "exp(sin(x))*gamma(x)", "x", "--order", "400", "--timeout", "0.2", *ENDLESS)
    assert (code, out) == (124, "")
    assert said == "error: no answer within 0.2 seconds\n--timeout gives more\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_done_at_ctrl_c_is_kept_with_status_130(jobs: str) -> None:
    slow = b"x^2\n" * 32 + b"exp(sin(x))*gamma(x)\n" * 32
    options = ["--order", "300", "--jobs", jobs, "--simplify", "none", "--no-check", *ENDLESS]
    command = [*START, "diff", "-", "x", *options]
    with subprocess.Popen(
        command, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=ROOT, start_new_session=True
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdin.write(slow)
        run.stdin.close()
        done = [run.stdout.readline() for _ in range(32)]
        time.sleep(0.3)  # in the midst of a slow line
        os.killpg(run.pid, signal.SIGINT)
        rest = run.stdout.read()
        assert run.stderr.read() == b"interrupted\n"
    assert run.returncode == 130
    assert (done, rest) == ([b"0\n"] * 32, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
@pytest.mark.parametrize("more", [[], ["--jsonl"], ["--jobs", "2"]], ids=["text", "jsonl", "jobs"])
def test_a_closed_pipe_is_no_message(more: list[str], tmp_path: Path) -> None:
    (tmp_path / "formulas").write_bytes(b"x^2\n" * 300)
    command = [*START, "diff", "-", "x", "--simplify", "basic", "--no-check", *more]
    with (
        open(tmp_path / "formulas", "rb") as formulas,
        subprocess.Popen(command, stdin=formulas, stdout=PIPE, stderr=PIPE, cwd=ROOT) as run,
    ):
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 1
