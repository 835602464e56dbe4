"""The README's examples do what it says."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def console() -> list[tuple[str, str]]:
    """Return each command of the ```console blocks with what it prints."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.S):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), console(), ids=[command for command, _ in console()])
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


@pytest.mark.parametrize("page", ["points.md", "steps.md", "proximal.md", "judging.md", "practice.md"])
def test_the_examples_of_a_page_run(page: str) -> None:
    result = doctest.testfile(str(README.parent / "docs" / page), module_relative=False)
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_the_places_that_a_page_names_are_there(page: str) -> None:
    """Files and folders, links, and functions named with their module."""
    text = (README.parent / page).read_text(encoding="utf-8")
    places = set(re.findall(r"`((?:symdiff|tests|benchmarks|grammar|docs)/[\w/.*-]*)`", text))
    places |= {str(Path(page).parent / link) for link in re.findall(r"\]\(([\w/.]+)\)", text)}
    assert len(places) > 3
    assert [place for place in sorted(places) if not list(README.parent.glob(place.rstrip("/")))] == []


@pytest.mark.parametrize(
    "path", sorted((README.parent / "examples").glob("*.py")), ids=lambda path: path.stem
)
def test_an_example_runs(path: Path) -> None:
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) >= 1
