"""The examples of the README and of the manual do what is said there."""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import symdiff
from symdiff import Limits, SymdiffError
from symdiff.cli import cli
from symdiff.table.functions import FUNCTIONS

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")
DOCS = README.parent / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if page.parent.name != "reference")
"""What is written by hand of the manual; Sphinx makes the pages of `reference` when it builds it."""
SYMDIFF = f'symdiff() {{ {shlex.quote(sys.executable)} -P -m symdiff "$@"; }}; '
"""The command for a shell."""


def console(page: Path) -> list[tuple[str, str]]:
    """Return each command of the ```console blocks with what it prints."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@cache
def made() -> dict[str, Any]:
    """Return what the script has that makes the pages of `reference`."""
    return runpy.run_path(str(DOCS / "write_reference.py"))


@cache
def reference() -> dict[str, str]:
    """Return the pages of `reference`, by the names of their files: to make them takes two seconds."""
    pages: dict[str, str] = made()["pages"]()
    return pages


def named(page: Path) -> str:
    """Return the name of a page, for the name of a test."""
    return page.relative_to(README.parent).as_posix()


@pytest.mark.parametrize(
    ("command", "output"), console(README), ids=[command for command, _ in console(README)]
)
def test_a_command_of_the_readme_prints_what_stands_there(command: str, output: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == "symdiff"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "symdiff", *arguments], capture_output=True, text=True, cwd=README.parent
    )
    assert done.stdout == output


def test_the_python_session_of_the_readme_runs() -> None:
    result = doctest.testfile(str(README), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 5
    assert result.failed == 0


def test_the_readme_opens_with_two_commands() -> None:
    block = re.search(r"```sh\n(.*?)```", TEXT, re.S)
    assert block is not None
    assert len(block[1].strip().splitlines()) == 2


@pytest.mark.parametrize("page", [page for page in PAGES if console(page)], ids=named)
def test_the_commands_of_a_page_print_what_stands_there(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal, so that messages are there, too; beside the files that pages speak of."""
    shutil.copytree(DOCS / "files", tmp_path / "files")
    monkeypatch.chdir(tmp_path / "files")
    for command, output in console(page):
        assert (command, counted(on_the_terminal(command))) == (command, counted(output))


def counted(output: str) -> str:
    """Return what is printed without the number of iterations, which depends on a machine's own exp."""
    return re.sub(r"\b\d+ iterations", "some iterations", output)


def on_the_terminal(command: str) -> str:
    """Return all that a command prints: in this process, or by a shell where it is more than a command."""
    if command.startswith("symdiff ") and not set(shlex.split(command, posix=False)) & {
        "|",
        "<",
        ">",
        "||",
        "&&",
    }:
        found = CliRunner().invoke(cli, shlex.split(command)[1:], prog_name="symdiff")
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found.output
    done = subprocess.run(
        ["bash", "-c", SYMDIFF + command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.stdout


@pytest.mark.parametrize("page", [page for page in PAGES if ">>> " in page.read_text("utf-8")], ids=named)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DOCS / "files", tmp_path / "files")
    monkeypatch.chdir(tmp_path / "files")
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted == len(re.findall(r"^ *>>> ", page.read_text(encoding="utf-8"), re.M))
    assert result.failed == 0


@pytest.mark.parametrize("page", [*PAGES, README], ids=named)
def test_what_looks_like_an_example_is_run(page: Path) -> None:
    """A command stands in a console block, and Python has prompts: nothing else is tried."""
    assert re.findall(r"^ +\$ ", page.read_text(encoding="utf-8"), re.M) == []
    blocks = re.findall(r"^ *```(\S*)\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.S | re.M)
    for language, block in blocks:
        assert (language == "console") == bool(re.search(r"^\$ ", block, re.M)), block
        assert (language in ("python", "pycon")) == (">>> " in block), block


@pytest.mark.parametrize("page", [*PAGES, README, README.parent / "CONTRIBUTING.md"], ids=named)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))
    pages = {f"reference/{name}" for name in reference()}
    for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        place = (page.parent / link).resolve()
        assert place.exists() or place.relative_to(DOCS).as_posix() in pages, link


def broken_rows(text: str) -> list[str]:
    """Return the rows of tables with other numbers of cells than the row above: a bar needs a backslash."""
    found = []
    above = 0
    for line in re.sub(r"^ *```.*?^ *```", "", text, flags=re.S | re.M).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if above and cells and cells != above:
            found.append(line)
        above = cells
    return found


@pytest.mark.parametrize("page", [*PAGES, README], ids=named)
def test_the_rows_of_a_table_have_the_cells_of_its_head(page: Path) -> None:
    assert broken_rows(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", [*PAGES, README], ids=named)
def test_an_example_below_a_list_is_not_part_of_it(page: Path) -> None:
    """Lines of four columns behind an entry of a list are read as its text, not as code."""
    assert (
        re.findall(r"^(?:[-*]|\d+\.) .*\n(?:  .*\n)*\n {4}>>> .*", page.read_text(encoding="utf-8"), re.M)
        == []
    )


def test_the_rows_of_tables_that_are_made_are_whole() -> None:
    assert {name: broken_rows(text) for name, text in reference().items() if broken_rows(text)} == {}
    assert broken_rows("| a | b |\n| `|x|` | c |\n") == ["| `|x|` | c |"]


def test_the_manual_says_what_the_code_says() -> None:
    """Every public name, command, option, function, error and limit stands in the pages that are made."""
    names = [name for names in made()["LIBRARY"].values() for name in names.split()]
    assert sorted(names) == sorted(symdiff.__all__)
    pages = reference()
    context = click.Context(cli)
    for command in cli.list_commands(context):
        assert f"\n## symdiff {command}" in pages["commands.md"]
        found = cli.get_command(context, command)
        for inner in getattr(found, "commands", {"": found}).values():
            for option in (name for param in inner.params for name in param.opts if name.startswith("--")):
                assert f"`{option}" in pages["commands.md"] or f", {option}" in pages["commands.md"]
    for row in FUNCTIONS:
        assert f"\n## {row.name}(" in pages["functions.md"]
    for error in names:
        if isinstance(getattr(symdiff, error), type) and issubclass(getattr(symdiff, error), SymdiffError):
            assert f"`{error}`" in pages["errors.md"]
    for path in Path(symdiff.__file__).parent.rglob("[!_]*.py"):
        row = rf"^\| `{path.stem}` \| \S.*[.:?…] \|$"
        assert re.search(row, pages["modules.md"], re.M), f"what is {path}?"
    for limit in Limits._fields:
        assert re.search(rf"^\| `{limit}` \| [\d,]+ \| [A-Z]", pages["limits.md"], re.M)


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_the_places_that_a_page_names_are_there(page: str) -> None:
    """Files and folders, links, and functions named with their module."""
    text = (README.parent / page).read_text(encoding="utf-8")
    places = set(re.findall(r"`((?:symdiff|tests|benchmarks|grammar|docs)/[\w/.*-]*)`", text))
    places |= {str(Path(page).parent / link) for link in re.findall(r"\]\(([\w/.]+)\)", text)}
    made = (README.parent / "docs" / "write_reference.py").read_text(encoding="utf-8")
    places -= {place for place in places if "/reference/" in place and f'"{Path(place).name}"' in made}
    assert len(places) > 3
    assert [place for place in sorted(places) if not list(README.parent.glob(place.rstrip("/")))] == []


@pytest.mark.parametrize(
    "path", sorted((README.parent / "examples").glob("*.py")), ids=lambda path: path.stem
)
def test_an_example_runs(path: Path) -> None:
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) >= 1


def test_what_stands_for_other_programs_gives_what_stands_there() -> None:
    """Rows of three: what was typed there, what is typed here, what that gives."""
    rows = re.findall(
        r"^\| .* \| `(.+)` \| (.*) \|$", (DOCS / "coming_from.md").read_text(encoding="utf-8"), re.M
    )
    assert len(rows) > 50
    session = ">>> import sympy\n>>> from symdiff import *\n"
    for typed, given in rows:
        command = typed.replace(r"\|", "|")
        if command.startswith("symdiff "):
            lines = on_the_terminal(command).splitlines()
            assert (typed, given) == (typed, ", ".join(f"`{line.strip()}`" for line in lines))
        else:
            session += f">>> {command}\n{given.strip('`')}\n"
    test = doctest.DocTestParser().get_doctest(session, {}, "coming_from", "coming_from.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


LANGUAGE = (DOCS / "language.md").read_text(encoding="utf-8")


def rows_of(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table of a page whose first row is *heading*."""
    table = page.partition(f"{heading}\n")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row[2:-1].split(" | ")] for row in table.splitlines()[1:]]


def spans(cell: str) -> list[str]:
    """Return what stands in backquotes."""
    return [span.replace(r"\|", "|") for span in re.findall(r"`([^`]+)`", cell)]


READ = [
    (language, text, meaning, by)
    for language, heading in (("latex", "| LaTeX | read as |"), ("auto", "| text | read as |"))
    for texts, meanings in rows_of(LANGUAGE, heading)
    if not meanings.startswith("the same")
    for by in [(re.findall(r" by (\w)$", texts) or ["x"])[0]]
    for text, meaning in zip(spans(texts), spans(meanings), strict=True)
]


@pytest.mark.parametrize(("language", "text", "meaning", "by"), READ, ids=[text for _, text, _, _ in READ])
def test_a_text_is_read_as_the_language_says(language: Any, text: str, meaning: str, by: str) -> None:
    assert symdiff.parse(text, symbols=by, language=language) == symdiff.parse(meaning)


@pytest.mark.parametrize(
    "text", [text for texts, _ in rows_of(LANGUAGE, "| text | because |") for text in spans(texts)]
)
def test_a_text_is_refused_as_the_language_says(text: str) -> None:
    with pytest.raises(SymdiffError):
        symdiff.derive(text, "x")


@pytest.mark.parametrize(("text", "shorter", "where"), rows_of(LANGUAGE, "| formula | shorter | where |"))
def test_a_shorter_form_holds_where_the_language_says(text: str, shorter: str, where: str) -> None:
    found = symdiff.simplify(text.strip("`"))
    assert (str(found), found.where) == (shorter.strip("`"), where.strip("`| "))


@pytest.mark.parametrize(
    ("formula", "result"), [row[:2] for row in rows_of(LANGUAGE, "| formula | comes to | because |")]
)
def test_a_decimal_comes_to_what_the_language_says(formula: str, result: str) -> None:
    [text] = spans(formula)
    found = symdiff.derive(text, "x") if formula.startswith("derivative") else symdiff.simplify(text)
    assert [str(found)] == spans(result)


def test_a_wheel_is_tried_by_commands_that_a_shell_reads() -> None:
    settings = tomllib.loads((README.parent / "pyproject.toml").read_text(encoding="utf-8"))
    commands = settings["tool"]["cibuildwheel"]["test-command"]
    assert commands
    for command in commands:
        assert subprocess.run(["sh", "-n", "-c", command]).returncode == 0
