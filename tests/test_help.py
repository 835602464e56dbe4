"""What `help`, completion and a reader of signatures find: the same, compiled and interpreted."""

from __future__ import annotations

import inspect
import os
import pickle
import pydoc
import subprocess
import sys
from importlib import import_module

import pytest
from parts import in_parts

import symdiff
from symdiff import Expr, is_compiled
from symdiff.table.functions import NAMES

MEMBERS = sorted(name for name in vars(Expr) if not name.startswith("_"))
SLOTS = {"graph", "node", "notes"}
"""Attributes; the docstring of the class says what they are."""


def test_it_is_said_whether_the_modules_are_compiled():
    file = import_module("symdiff.graph.graph").__file__
    assert is_compiled() is not str(file).endswith(".py")


@pytest.mark.parametrize("name", symdiff.__all__)
def test_a_public_name_is_explained(name):
    assert len(inspect.getdoc(getattr(symdiff, name)) or "") > 20


@pytest.mark.parametrize("name", symdiff.__all__)
def test_a_public_name_has_an_example(name):
    """It runs: the modules are tried by doctest."""
    assert "\n>>> " in inspect.getdoc(getattr(symdiff, name))


@pytest.mark.parametrize(
    "name",
    [name for name in symdiff.__all__ if inspect.isroutine(getattr(symdiff, name)) and name != "is_compiled"],
)
def test_a_verb_says_what_it_costs_and_when_it_fails(name):
    said = inspect.getdoc(getattr(symdiff, name)).lower()
    assert "cost" in said
    assert "raise" in said or "errors" in said


@pytest.mark.parametrize("name", [name for name in MEMBERS if name not in SLOTS])
def test_a_member_of_an_expression_is_explained(name):
    assert len(inspect.getdoc(getattr(Expr, name)) or "") > 20


def test_the_class_explains_its_attributes():
    assert {"notes", "conditions", "origin"} <= set(MEMBERS)
    for name in ("notes", "conditions", "origin"):
        assert f"*{name}*" in (Expr.__doc__ or "")


@pytest.mark.parametrize("name", [name for name in symdiff.__all__ if callable(getattr(symdiff, name))])
def test_a_public_name_has_a_signature(name):
    signature = inspect.signature(getattr(symdiff, name))
    if inspect.isroutine(getattr(symdiff, name)) and name != "is_compiled":
        assert signature.parameters


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (symdiff.symbols, "names"), (symdiff.apply, "name arguments"), (symdiff.parse, "text symbols"),
        (Expr.subs, "self replacements value"), (Expr.diff, "self variables order level"),
        (Expr.source, "self target"), (Expr.numpy, "self order"),
    ],
)  # fmt: skip
def test_parameters_have_their_names(function, parameters):
    found = list(inspect.signature(function).parameters)
    assert found[: len(parameters.split())] == parameters.split()


@pytest.mark.parametrize("name", ["symdiff.graph.by_name", "symdiff.parser.inputs", "symdiff.verbs.chain"])
def test_a_module_is_explained(name):
    assert (import_module(name).__doc__ or "").strip()


@in_parts
@pytest.mark.parametrize("name", NAMES)
def test_a_function_of_the_table_is_explained_and_travels(name):
    function = getattr(symdiff, name)
    assert (function.__name__, function.__module__) == (name, "symdiff")
    assert function.__doc__.startswith("Return ")
    assert pickle.loads(pickle.dumps(function)) is function
    arities = set(NAMES[name])
    parameters = inspect.signature(function).parameters.values()
    given = [parameter for parameter in parameters if parameter.default is parameter.empty]
    if -1 in arities:
        assert [parameter.kind for parameter in parameters] == [inspect.Parameter.VAR_POSITIONAL]
    else:
        assert (len(given), len(parameters)) == (min(arities), max(arities))


def test_help_of_a_function_says_its_derivative_and_its_domain():
    text = pydoc.render_doc(symdiff.log, renderer=pydoc.plaintext)
    assert "log(x, /)" in text
    assert "Derivative by x: 1/x" in text
    assert "Domain: x > 0" in text


def test_help_shows_the_members_and_what_they_do():
    text = pydoc.render_doc(Expr, renderer=pydoc.plaintext)
    assert "Return the expression with symbols replaced" in text
    assert "The symbols the expression depends on." in text
    assert "subs(self, " in text


def test_completion_offers_verbs_and_functions():
    assert {*symdiff.__all__, *NAMES} <= set(dir(symdiff))
    assert {"sin", "derive", "taylor", "__version__"} <= set(dir(symdiff))


def test_names_that_are_offered_are_there():
    for name in dir(symdiff):
        assert getattr(symdiff, name) is not None or name.startswith("__")


def test_nothing_of_symdiff_stands_beside_its_package():
    """In a fresh process, so that nothing else has been imported."""
    program = (
        "import sys, symdiff\n"
        "symdiff.derive('x**2', 'x').latex()\n"
        "names = [name for name in sys.modules if not name.startswith('__editable__')]\n"
        "print(*[n for n in names if '.' not in n and ('symdiff' in n or '__mypyc' in n)])\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["symdiff"], done.stderr
