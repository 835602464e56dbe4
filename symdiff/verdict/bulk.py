"""Answers in bulk: rows of a CSV file, each with its verdict, in the order of the input.

A row has a question, a variable, an answer, and perhaps an order. A row that cannot be judged says so, and
stops no other.

>>> [found] = judged(rows(["x^2,x,2*x"]))
>>> found.verdict["verdict"], found.row.fields
('equal', {'question': 'x^2', 'variable': 'x', 'answer': '2*x'})
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from multiprocessing import get_context
from typing import Any, Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.limits import DEFAULT, Limits
from symdiff.verdict.deadline import TooLate, stopped_after
from symdiff.verdict.judging import judge
from symdiff.verdict.verdict import SCHEMA

COLUMNS: Final = ("question", "variable", "answer", "order")
"""The columns of an input without a header."""
ADDED: Final = ("verdict", "where", "proof", "witness", "reason", "notes")
"""The columns that an output has beside them; behind them stands "slips", where mistakes are looked for."""
_KEPT: Final = 4096
"""Verdicts that are kept: many give the same answer."""
_CHUNK: Final = 8
"""Rows that a process is given at a time."""


class Options(NamedTuple):
    """What holds of all rows."""

    antiderivative: bool = False
    up_to_constant: bool = False
    symbols: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    limits: Limits = DEFAULT
    seconds: float = 10.0
    """After so long an answer is undecided, where the system can interrupt a computation."""
    slips: bool = False
    """Whether the mistakes behind wrong answers are looked for."""


PLAIN: Final = Options()


class Row(NamedTuple):
    """A row as it was read."""

    fields: dict[str, str]
    names: tuple[str, ...] = COLUMNS
    """The columns of the file."""
    fault: str = ""
    """Why it cannot be judged."""


class Judged(NamedTuple):
    """A row and what is said of it."""

    row: Row
    verdict: dict[str, Any]
    """As `Verdict.as_json` has it; of a row that could not be judged the verdict is "error"."""

    @property
    def failed(self) -> bool:
        """Whether the row could not be judged."""
        return bool(self.verdict["verdict"] == "error")

    def cells(self) -> list[str]:
        """Return the values of the columns that are added in CSV, the mistakes last."""
        found = self.verdict
        witness = found.get("witness")
        seen = ""
        if witness:
            at = ", ".join(f"{name} = {value}" for name, value in witness["at"].items())
            seen = f"{at}: {witness['expected']} and {witness['given']}".removeprefix(": ")
        proof = "" if self.failed else str(found["proof"]).lower()
        return [
            found["verdict"], found.get("where", ""), proof, seen, found["reason"], "; ".join(found["notes"]),
            " or ".join(found.get("slips", ())),
        ]  # fmt: skip


def rows(lines: Iterable[str]) -> Iterator[Row]:
    """Return the rows of a CSV text, one for each record, a header left out.

    A first row with the names `question` and `answer` in it is a header: columns may have any order then, and
    others are kept. Without one they are question, variable, answer and, perhaps, order.
    """
    names: tuple[str, ...] = COLUMNS
    reader = csv.reader(lines)
    is_first = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row({}, names, f"no line of a CSV file: {error}")
            continue
        plain = [cell.strip().lower() for cell in cells]
        if is_first and "question" in plain and "answer" in plain:
            names = tuple([cell if cell in COLUMNS else cells[i] for i, cell in enumerate(plain)])
            is_first = False
            continue
        is_first = False
        fields = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        yield Row(fields, names, _fault(fields, cells, names))


def _fault(fields: dict[str, str], cells: list[str], names: tuple[str, ...]) -> str:
    """Return why a row cannot be judged, "" where it can."""
    if not any(cells):
        return "an empty line"
    if len(cells) > len(names):
        return f"{len(cells)} columns where {len(names)} are known: a text with commas needs quotes"
    if not (fields.get("question") and fields.get("answer")):
        return f"a question and an answer are needed; the columns are {', '.join(names)}"
    return ""


def judged(found: Iterable[Row], options: Options = PLAIN, jobs: int = 1) -> Iterator[Judged]:
    """Return each row with its verdict, in order. With several *jobs* rows are judged in as many
    processes."""
    one = partial(_judged, options)  # answers that are given often are judged once in a process
    if jobs <= 1:
        yield from map(one, found)
        return
    with get_context().Pool(jobs) as pool:
        yield from pool.imap(one, found, _CHUNK)


def _judged(options: Options, row: Row) -> Judged:
    if row.fault:
        return _error(row, row.fault)
    order = row.fields.get("order") or "1"
    if not order.isdecimal():
        return _error(row, f"order {order!r} is no whole number")
    texts = [row.fields.get(name, "") for name in COLUMNS[:3]]
    try:
        with stopped_after(options.seconds):
            return Judged(row, _verdict(options, *texts, int(order)))
    except TooLate:
        return _said(row, "undecided", f"not decided within {options.seconds:g} seconds")
    except SymdiffError as error:
        return _error(row, error.message)
    except Exception as error:  # a fault of ours must not stop the others
        return _error(row, f"symdiff failed here ({type(error).__name__}: {error}); please report it")


@lru_cache(maxsize=_KEPT)
def _verdict(options: Options, question: str, variable: str, answer: str, order: int) -> dict[str, Any]:
    found = judge(
        question,
        variable,
        answer,
        order=order,
        antiderivative=options.antiderivative,
        up_to_constant=options.up_to_constant,
        symbols=options.symbols,
        functions=options.functions,
        limits=options.limits,
    )
    return found.as_json(slips=options.slips)


def _error(row: Row, message: str) -> Judged:
    return _said(row, "error", message)


def _said(row: Row, word: str, reason: str) -> Judged:
    return Judged(
        row, {"schema": SCHEMA, "verdict": word, "reason": reason, "proof": False, "read": "", "notes": []}
    )


def as_line(found: Judged) -> Mapping[str, Any]:
    """Return a row of JSON Lines: what was read, then the verdict."""
    return {**found.row.fields, **found.verdict}


__all__ = ["ADDED", "COLUMNS", "Judged", "Options", "Row", "as_line", "judged", "rows"]
