"""Templates of calls: what is written is what is computed, and nothing else is evaluated."""

from __future__ import annotations

import math
import re

import mpmath
import pytest

from symdiff.export.python import python
from symdiff.parser.formula import parse
from symdiff.table.functions import FUNCTIONS
from symdiff.table.row import Function
from symdiff.table.targets import callable_of, head, is_template, written

TEMPLATES = [(row, row.mpmath) for row in FUNCTIONS if is_template(row.mpmath)]


@pytest.mark.parametrize(("row", "form"), TEMPLATES, ids=lambda value: getattr(value, "name", ""))
def test_a_template_is_written_and_called_alike(row: Function, form: str) -> None:
    arguments = ["1.5", "2", "0.75"][-row.arity :]
    numbers = [1.5, 2, 0.75][-row.arity :]
    source = written(form, arguments, "mpmath.")
    assert not re.search(r"(?<![\w.])[A-Za-z_]\w*\(", source), "a function without its library"
    value = eval(source, {"mpmath": mpmath})  # noqa: S307 - the witness
    assert value == callable_of(form, mpmath)(*numbers)


def test_a_name_is_called_on_the_arguments_in_order() -> None:
    assert written("atan2", ["y", "x"], "math.") == "math.atan2(y, x)"
    assert callable_of("atan2", math)(1.0, 0.0) == math.pi / 2


def test_the_first_function_of_a_template_is_what_is_imported() -> None:
    assert head("hyper(({0}, {1}), ({2},), {3})") == "hyper"
    assert head("sin") == "sin"


@pytest.mark.parametrize("form", ["f({0})[0]", "f({0}).real", "(lambda: f({0}))()", "f(*{0})", "[f({0})]"])
def test_what_is_no_call_or_arithmetic_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="not part of the language of templates"):
        callable_of(form, type("Library", (), {"f": staticmethod(lambda x: x)}))(1)


def test_code_has_the_value_of_a_polynomial_of_degree_minus_one() -> None:
    names: dict[str, object] = {}
    exec(python(parse("chebyshevu(n, x)")), names)  # noqa: S102 - the code is symdiff's
    assert names["f"](-1, 0.3) == 0
