"""Messages speak the language of the caller: keywords in the library, options on the command line."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from click.testing import CliRunner
from test_layers import every, modules

import symdiff
from symdiff import SymdiffError
from symdiff.cli import cli
from symdiff.cli.words import reworded

OPTION = re.compile(r"(?<!\w)--[a-z]|command line|\bsymdiff (diff|prox|functions|minimize|taylor|check)\b")
KEYWORD = re.compile(
    r"\b(symbols|functions|digits|side|sparse|start|over|order|level|at|by)=|Limits\(|\bf\.|\bderive\("
)


@cache
def texts(tree: ast.AST) -> list[str]:
    """Return the texts of a module that are no docstrings."""
    nodes = [node for node in every(tree) if isinstance(node, ast.Expr | ast.Constant)]
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in told]
    return [text for text in constants if isinstance(text, str)]


@pytest.mark.source
def test_the_library_names_no_option():
    library = [name for name in modules() if name.split(".")[0] not in ("cli", "web", "__main__")]
    assert [(name, text) for name in library for text in texts(modules()[name]) if OPTION.search(text)] == []


def test_the_reader_of_texts_sees_options():
    tree = ast.parse('"""--at in a docstring"""\nhint = f"declare it (--symbol {name})"')
    assert [bool(OPTION.search(text)) for text in texts(tree)] == [True, False]


CALLS = [
    (lambda: symdiff.parse("sine(x)"), ["eval", "sine(x)"], "functions='sine'", "--function sine"),
    (lambda: symdiff.parse("f(x)"), ["eval", "f(x)"], "symbols='f'", "--symbol f"),
    (lambda: symdiff.derive("x", "x", order=2000), ["diff", "x", "x", "--order", "2000"],
     "Limits(order=...)", "--limit order=..."),
    (lambda: symdiff.taylor("abs(x)", "x"), ["taylor", "abs(x)", "x"], "side='right'", "--side right"),
    (lambda: symdiff.parse("exp(x)")(x=1000), ["eval", "exp(x)", "--at", "x=1000"],
     "digits=30", "--digits 30"),
    (lambda: symdiff.apart("1/(x*y)"), ["simplify", "1/(x*y)", "--form", "apart"],
     'apart(formula, "x")', "--by x"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "command", "keyword", "option"), CALLS, ids=[case[-1] for case in CALLS])
def test_a_hint_is_in_the_words_of_the_caller(call, command, keyword, option):
    with pytest.raises(SymdiffError) as caught:
        call()
    assert keyword in str(caught.value)
    assert reworded(str(caught.value)).count(option) == str(caught.value).count(keyword)
    said = CliRunner().invoke(cli, command)
    assert said.exit_code in (1, 2)
    assert not KEYWORD.search(said.stderr.replace("--limit order=", "").replace("--form", ""))


def test_a_note_is_in_the_words_of_the_command_line():
    noted = [note for note in symdiff.parse("i*x").notes if "symbols='i'" in note]
    said = CliRunner().invoke(cli, ["eval", "i*x", "--at", "x=1"])
    assert noted
    assert "--symbol i" in said.stderr
    assert not KEYWORD.search(said.stderr)


HINT = re.compile(r"Limits\(\w+=\.\.\.\)|\bdigits=\d|\bside='")


@pytest.mark.source
def test_every_keyword_of_a_hint_has_its_option():
    ours = [texts(tree) for name, tree in modules().items() if name.split(".")[0] != "cli"]
    hints = {text for found in ours for text in found if HINT.search(text)}
    assert len(hints) > 10
    assert [hint for hint in hints if KEYWORD.search(re.sub(r"--\w+ \w+=", "", reworded(hint)))] == []
