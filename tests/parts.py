"""The rows of a long table in few tests: of each test pytest takes milliseconds, more than most rows do.

>>> @in_parts
... @pytest.mark.parametrize(("text", "value"), [("1 + 1", 2), ("2*3", 6), ("7", 7), ("-1", -1), ("0", 0)])
... def test_sums(text, value):
...     assert eval(text) == value
>>> [len(part.values[0]) for part in test_sums.pytestmark[0].args[1]]
[2, 1, 1, 1]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import Parameter, Signature, signature
from itertools import product
from typing import Any

import pytest

ParameterSet = type(pytest.param())
PARTS = 4
"""So many that the processes which run the tests have shares of about the same size."""


def in_parts(test: Callable[..., None]) -> Callable[..., None]:
    """Return a test that tries a quarter of its rows in each of four tests, in place of each row in one.

    The rows are those of its `pytest.mark.parametrize`, or what several of them make together; a row with a
    mark of its own stays a test of its own. All rows of a part are tried. An error has the number of its row
    and its values in a note; several errors are an ExceptionGroup of them. Fixtures are made once for a part.
    """
    marks = list(test.pytestmark)  # type: ignore[attr-defined]
    axes = [mark for mark in marks if mark.name == "parametrize"]
    rows, alone = [], []
    for number, chosen in enumerate(product(*[_axis(*mark.args) for mark in axes])):
        given = {name: value for values, _ in chosen for name, value in values.items()}
        own = [mark for _, several in chosen for mark in several]
        if own:
            alone.append(pytest.param([(number, given)], marks=own, id=f"row {number}"))
        else:
            rows.append((number, given))

    taken = {name for axis in axes for name in _names(axis.args[0])}
    fixtures = [each for name, each in signature(test).parameters.items() if name not in taken]

    def whole(part: list[tuple[int, dict[str, Any]]], **made: Any) -> None:
        failed: list[BaseException] = []
        for number, given in part:
            try:
                test(**given, **made)
            except pytest.skip.Exception:
                raise RuntimeError("a row that is left out goes unseen: mark it") from None
            except (Exception, pytest.fail.Exception) as error:
                shown = ", ".join([f"{name} = {value!r:.200}" for name, value in given.items()])
                error.add_note(f"in row {number}: {shown}")
                failed.append(error)
        if len(failed) == 1:
            raise failed[0]
        if failed:
            raise BaseExceptionGroup(f"{len(failed)} rows", failed)

    whole.__name__, whole.__qualname__, whole.__module__ = test.__name__, test.__qualname__, test.__module__
    whole.__doc__ = test.__doc__
    whole.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter("part", Parameter.POSITIONAL_OR_KEYWORD), *fixtures]
    )
    parts = [pytest.param(rows[part::PARTS], id=str(part)) for part in range(min(PARTS, len(rows)))]
    whole.pytestmark = [  # type: ignore[attr-defined]
        pytest.mark.parametrize("part", [*parts, *alone]).mark,
        *[mark for mark in marks if mark.name != "parametrize"],
    ]
    return whole


def by_day(nth: int, rows: Iterable[Any]) -> list[Any]:
    """Return *rows* for `pytest.mark.parametrize`: the first and each *nth* after it are tried every day, the
    others at night.

    >>> ["" if isinstance(row, str) else row.marks[0].name for row in by_day(2, "abc")]
    ['', 'nightly', '']
    """
    return [
        pytest.param(row, marks=pytest.mark.nightly) if number % nth else row
        for number, row in enumerate(rows)
    ]


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",")) if isinstance(given, str) else tuple(given)


def _axis(names: str | tuple[str, ...], rows: Any) -> list[tuple[dict[str, Any], list[Any]]]:
    """Return the rows of one `parametrize`, each with the marks of its own."""
    names, found = _names(names), []
    for row in rows:
        if isinstance(row, ParameterSet):
            values, own = row.values, list(row.marks)
        else:
            values, own = row if len(names) > 1 else (row,), []
        found.append((dict(zip(names, values, strict=True)), own))
    return found
