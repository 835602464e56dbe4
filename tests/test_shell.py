"""Sessions: what lines print, how a line is read while it is typed, and the prompt itself by a pipe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from symdiff.cli.shell.command import typed, whole
from symdiff.cli.shell.completion import candidates
from symdiff.cli.shell.session import COMMANDS, Ended, Session, is_open, reworded
from symdiff.errors import NotDifferentiable, ParseError, SymdiffError

ROOT = Path(__file__).parents[1]


def said(*lines: str, plain: bool = True) -> str:
    """Return what the last of *lines* prints in a new session."""
    session = Session(plain)
    for line in lines[:-1]:
        session.run(line)
    return session.run(lines[-1])


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["f(x) = x^2", "f(3)"], "9"),
        (["f(x) = x^2", "f'(2)"], "4"),
        (["f(x) = x^2 sin x", "f'(pi)"], "   2\n-pi\n~ -9.869604401"),
        (["f(x) = x^3", "f''(2)"], "12"),
        (["f(x) = x^3", "f'''(t)"], "6"),
        (["f(x) = x^3", "f'(f(1))"], "3"),
        (["f(x) = log(x)", "f'(x) + 1"], "x + 1\n-----\n  x\nwhere x > 0"),
        (["f(x) = x^2", "g(t) = f(t) + f'(t)", "g(3)"], "15"),
        (["f(x) = x^2", "f(x) = f(x) + 1", "f(2)"], "5"),
        (["g(x, y) = x*y^2", "g(2, 3)"], "18"),
        (["g(x, y) = x*y^2", "diff g by y"], "d/dy = 2*x*y"),
        (["g(x, y) = x*y^2", "diff g, y"], "d/dy = 2*x*y"),
        (["a = 3", "a*x"], "3*x\nd/dx = 3"),
        (["a = 3", "f(a) = a^2", "f(5)"], "25"),
        (["a = 3", "forget a", "diff a*x by x"], "d/dx = a"),
        (["x*y"], "x*y"),
        (["1/3"], "1\n-\n3\n~ 0.3333333333"),
        (["2 + 3"], "5"),
        (["diff x^2"], "d/dx = 2*x"),
        (["x^2", "diff"], "d/dx = 2*x"),
        (["f(t) = log(t)", "diff f"], "        1\nf'(t) = -\n        t\nwhere t > 0"),
        (["simplify sin(x)^2 + cos(x)^2"], "1"),
        (["points abs(x - 2)"], "x = 2: corner"),
        (["points x^2"], "there is a derivative wherever it is defined"),
        (["names"], "nothing is defined: f(x) = x^2 defines f"),
        (["f(x) = x", "a = 2", "names"], "f(x) = x\na = 2"),
        (["f(x) = x", "f"], "f(x) = x"),
        (["judge x^2, 2x"], "equal\nit is the same formula (proof)"),
        (["f(x) = x^2", "judge 2x"], "equal\nit is the same formula (proof)"),
        ([r"\frac{x}{2}"], "note: read as x/2: LaTeX\nx\n-\n2\n       1\nd/dx = -\n       2"),
        (["x^2 +\n1"], " 2\nx  + 1\nd/dx = 2*x"),
        ([""], ""),
    ],
    ids=lambda value: " ; ".join(value) if isinstance(value, list) else "",
)
def test_a_line_prints_what_it_means(lines, printed):
    assert said(*lines) == printed


def test_judging_names_the_slip():
    text = said("f(x) = x^2 sin x", "judge f, 2x cos x")
    assert text.splitlines()[0] == "different"
    assert "slip: the product rule" in text


def test_steps_are_those_of_the_command():
    assert said("f(x) = sin(x^2)", "steps f").splitlines()[0] == "d/dx sin(x**2)"
    assert "chain rule" in said("steps sin(x^2)")


def test_a_plot_has_function_and_derivative():
    text = said("f(x) = abs(x)", "plot f from -1 to 2")
    assert text.splitlines()[:2] == ["* f(x) = Abs(x)   . f'(x) = sign(x)", text.splitlines()[1]]
    assert text.splitlines()[-1].split() == ["-1", "-0.5", "0", "0.5", "1", "1.5", "2"]
    assert text.isascii()
    assert "┅┅ f′(t) = 2t" in said("plot t^2", plain=False)


def test_in_unicode_formulas_have_two_dimensions():
    assert said("f(x) = x^2/2", plain=False) == "        2\n       x\nf(x) = ──\n       2"
    assert said("f(x) = x^2", "diff f", plain=False) == "f′(x) = 2·x"


def test_what_is_too_wide_stands_on_one_line():
    session = Session(True, 20)
    assert session.run("names").startswith("nothing")
    assert session.run("f(x) = x^2 + sin(x) + cos(x) + 1/x") == "f(x) = x**2 + sin(x) + cos(x) + 1/x"


def test_a_corner_has_no_derivative_though_the_formula_has_a_value():
    with pytest.raises(NotDifferentiable, match="corner"):
        said("f(x) = abs(x - 3)", "f'(3)")
    assert said("f(x) = abs(x - 3)", "f'(4)") == "1"
    assert said("f(x) = abs(x - 3)", "f'(x)").endswith("where x != 3")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["sin = 3"], "sin is a function of the table\n  sin = 3\n  ^\ngive another name"),
        (["pi(x) = x"], "pi is a constant"),
        (["f(x) = f(x) + 1"], "f is defined by itself"),
        (["a = a + 1"], "a is defined by itself"),
        (["a = b = 3"], "one name at a time\n  a = b = 3\n      ^"),
        (["f(x, x) = x"], "x is no variable of a function"),
        (["f(2) = x"], "2 is no variable of a function"),
        (["f() = x"], "nothing is no variable of a function"),
        (
            ["f(x) = x +"],
            "the formula ends where a number, a name or a function is expected\n  f(x) = x +\n            ^",
        ),
        (["f(x) = x", "f(1, 2)"], "f takes 1 argument, 2 given\nit is f(x)"),
        (["q(2)"], "define it: q(x) = ..."),
        (["diff"], "which formula?"),
        (["diff x*y"], "by which variable?\nby x, for example: diff x*y by x"),
        (["diff 3"], "it has none"),
        (["judge"], "which answer?"),
        (["judge 1, 2, 3"], "which answer?"),
        (["simplify"], "which formula?"),
        (["forget q"], "nothing is defined"),
        (["f(x) = x", "forget q"], "known are f"),
        (["plot x from 2 to 1"], "nothing is between"),
        (["plot floor(1000x) from 0 to 9"], "draw less of it: from low to high"),
        (["x^2 + y^2 = 1"], "an equation is no formula"),
        (["log(-1)"], "log(x) needs x > 0"),
    ],
    ids=lambda value: " ; ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_with_its_place(lines, message):
    with pytest.raises(SymdiffError) as caught:
        said(*lines)
    assert message in reworded(caught.value)


def test_a_failed_definition_leaves_the_old_one():
    session = Session(True)
    session.run("f(x) = x^2")
    with pytest.raises(ParseError):
        session.run("f(x) = x +")
    assert session.run("f(3)") == "9"


def test_each_command_is_in_the_help_and_runs():
    text = said("help")
    for name, command in COMMANDS.items():
        assert command.usage.startswith(name)
        assert f"{command.usage} " in text
    with pytest.raises(Ended):
        said("quit")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("check -2x", "write judge FORMULA, ANSWER"),
        ("eval -x^2", "define the names"),
        ("taylor exp(x)", "write symdiff taylor ... outside"),
        ("derive x^2", "write diff FORMULA by x"),
        ("gradient x^2+y^2", "write symdiff gradient ... outside"),
        ("order 2", "second derivative"),
    ],
)
def test_a_command_that_sessions_do_not_have_is_no_name(line: str, hint: str) -> None:
    with pytest.raises(ParseError, match="is no command of a session") as caught:
        said(line)
    assert hint in caught.value.hint
    name = line.split()[0]
    assert said(f"{name}*2 + 1") == f"2*{name} + 1\nd/d{name} = 2"
    assert said(f"{name} = 3", f"{name} - 1") == "2"


def test_a_name_hides_a_command():
    assert said("plot = 3", "plot*2") == "6"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("x^2 sin x", "x**2*sin(x)"),
        ("f(x) = 2x", "2*x"),
        ("f(e) = 2e", "2*e"),
        ("steps x^2", "x**2"),
        ("judge x^2, 2x", "2*x"),
        ("diff x^2 by x", "x**2"),
        ("plot x^2 from 0 to 1", "x**2"),
        ("diff", "the derivative"),
        ("names", "what is defined"),
        ("x +\n2", "x + 2"),
        ("", ""),
    ],
)
def test_a_line_is_read_while_it_is_typed(text, heard):
    assert Session(True).heard(text) == heard


@pytest.mark.parametrize(
    ("text", "column"),
    [("sine(x)", 0), ("f(x) = sine(x)", 7), ("diff x + sine(x) by x", 9), ("judge x, 2*sine(x)", 11)],
)
def test_what_is_wrong_is_shown_at_its_place_while_it_is_typed(text, column):
    with pytest.raises(SymdiffError) as caught:
        Session(True).heard(text)
    assert (caught.value.text, caught.value.column) == (text, column)


def test_words_are_completed_from_commands_names_and_the_table():
    session = Session(True)
    session.run("force(x) = x^2")
    session.run("rate = 3")
    words = lambda text: [word for word, _ in candidates(session, text)]  # noqa: E731
    assert words("ste") == ["steps"]
    assert words("2*ste") == []
    assert words("2*for") == ["force("]
    assert words("1 + ra") == ["rate"]
    assert "sinh(" in words("3*sin")
    assert words("3 + ") == []


def test_a_line_that_goes_on_is_put_together():
    lines = ["x +\n", "1\n", "Piecewise((x, x < 1),\n", "(2, True))\n", "sin(\n", "\n", "y"]
    assert list(whole(iter(lines))) == ["x +\n1", "Piecewise((x, x < 1),\n(2, True))", "sin(", "y"]
    assert not is_open("x)")


def test_ctrl_c_leaves_a_line_and_ctrl_d_the_session():
    answers = iter(["x", KeyboardInterrupt(), "y", EOFError()])

    def ask() -> str:
        found = next(answers)
        if isinstance(found, BaseException):
            raise found
        return found

    assert list(typed(ask)) == ["x", "y"]


# The command and the prompt -------------------------------------------------------------------------


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "symdiff", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=60)


def test_the_command_takes_lines_from_a_pipe():
    done = run("shell", "--ascii", stdin="f(x) = x^2\nf'(3)\nsine(x)\nf(2)\nquit\nf(1)\n")
    assert done.stdout == "        2\nf(x) = x\n6\n4\n"
    assert done.stderr.startswith("error: unknown function 'sine'")
    assert done.returncode == 1
    done = run("shell", stdin="2+3")
    assert (done.stdout, done.stderr, done.returncode) == ("5\n", "", 0)


def test_symdiff_alone_says_how_a_session_begins():
    done = run()
    assert "symdiff shell" in done.stdout + done.stderr


def test_a_session_without_a_terminal_needs_no_prompt_toolkit():
    program = (
        "import sys; sys.modules['prompt_toolkit'] = None; sys.argv[1:] = ['shell']; "
        "from symdiff.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input="1+1\n", capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_only_the_prompt_imports_prompt_toolkit():
    importing = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "symdiff").rglob("*.py"))
        if "from prompt_toolkit" in path.read_text("utf-8")
        or "import prompt_toolkit" in path.read_text("utf-8")
    ]
    assert importing == ["symdiff/cli/shell/prompt.py"]


class At:
    """A prompt that reads from a pipe."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("prompt_toolkit", reason="prompt_toolkit is not installed")
        monkeypatch.setenv("NO_COLOR", "1")
        self.history = tmp_path / "folder" / "history"
        self.session = Session(True)

    def lines(self, keys: str, count: int) -> list[str]:
        """Return so many lines that *keys* make."""
        from prompt_toolkit.input import create_pipe_input
        from prompt_toolkit.output import DummyOutput

        from symdiff.cli.shell.prompt import prompted

        with create_pipe_input() as pipe:
            ask = prompted(self.session, str(self.history), input=pipe, output=DummyOutput()).prompt
            pipe.send_text(keys)
            return [ask() for _ in range(count)]


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    return At(tmp_path, monkeypatch)


def test_enter_ends_a_line_that_is_whole(at):
    assert at.lines("x^2\rPiecewise((x, x < 1),\r(2, True))\r", 2) == [
        "x^2", "Piecewise((x, x < 1),\n(2, True))",
    ]  # fmt: skip
    assert at.lines("sin(\r\r", 1) == ["sin(\n"]


def test_alt_enter_makes_a_new_line(at):
    assert at.lines("x\x1b\r+ 1\r", 1) == ["x\n+ 1"]


def test_the_history_is_kept(at):
    assert at.lines("x^2\ry^3\r", 2) == ["x^2", "y^3"]
    assert at.lines("\x1b[A\r", 1) == ["y^3"]
    assert "x^2" in at.history.read_text("utf-8")


@pytest.mark.parametrize(("typed", "is_asked", "found"), [
    ("2*zeb", False, ["zebra"]), ("2*z", False, []), ("2*z", True, ["zeta(", "zebra"]), ("2*", True, []),
])  # fmt: skip
def test_words_are_completed_from_their_second_letter_on_or_when_asked(at, typed, is_asked, found):
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from symdiff.cli.shell.prompt import prompted

    at.session.run("zebra = 3")
    completer = prompted(at.session, str(at.history)).completer
    event = CompleteEvent(completion_requested=is_asked)
    shown = [one.text for one in completer.get_completions(Document(typed), event)]
    assert set(found) <= set(shown)
    assert bool(found) == bool(shown)


def test_a_history_that_cannot_be_written_is_done_without(at, tmp_path):
    at.history = tmp_path / "file" / "history"
    (tmp_path / "file").write_text("")
    assert at.lines("x\r", 1) == ["x"]


def test_the_toolbar_says_how_a_line_is_read(at):
    from symdiff.cli.shell.prompt import toolbar

    text = lambda line: "".join(part for _, part in toolbar(at.session, line))  # noqa: E731
    assert text("x^2 sin x") == "x**2*sin(x)"
    assert text("sine(x)").splitlines()[1:3] == ["  sine(x)", "  ^"]
    assert "help" in text("")
    assert text("x + " * 1000) == ""


def test_the_first_line_does_not_wait_for_what_derives():
    program = (
        "import sys; from symdiff.cli.shell import command; from symdiff.cli.shell.session import Session; "
        "Session().heard('x^2'); print([m for m in sys.modules if m.startswith('symdiff.simplifier')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
