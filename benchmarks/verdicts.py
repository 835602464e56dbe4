"""Verdicts on answers: how many are right, by what, and how long they take.

    python benchmarks/verdicts.py [--rows 2000] [--list]

The pairs of the corpora and of `tests/data`; antiderivatives of Rubi, whose derivative is to be the
integrand; the same with a sign or a number of the integrand changed, which mpmath confirms to be another
function, as it does the values of the witness; answers in bulk, by two processes; the command, cold.
Milliseconds are those of the processor. With --list every row that is wrong, or equal without a proof, is
printed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import mpmath
from corpora import rows
from mpmath import mp

from symdiff import Verdict, judge
from symdiff.errors import SymdiffError
from symdiff.verdict.bulk import Row as BulkRow
from symdiff.verdict.bulk import judged

Row = dict[str, Any]
OWN = Path(__file__).parents[1] / "tests" / "data" / "verdicts.jsonl"
PLACES = re.compile(r"(?<![\w.])\d+(?![\w.])|(?<![*(,])[+-](?=[^+-])")
"""Numbers and signs that are changed."""
CLOSE = 1e-6
COLD = 7
"""Times that the command is run; the least is printed."""


class Times:
    """Milliseconds of many verdicts."""

    def __init__(self) -> None:
        self.each: list[float] = []

    def of(self, *arguments: Any, **options: Any) -> Verdict | None:
        """Return a verdict, None where a formula is refused."""
        start = time.process_time()
        try:
            return judge(*arguments, **options)
        except SymdiffError as error:
            print(f"refused: {arguments}: {error.message}")
            return None
        finally:
            self.each.append(1000 * (time.process_time() - start))

    def __str__(self) -> str:
        ordered = sorted(self.each)
        high = ordered[int(0.95 * (len(ordered) - 1))]
        return f"median {median(ordered):.1f} ms, 95 % below {high:.0f} ms, at most {ordered[-1]:.0f} ms"


def pairs(name: str, found: list[Row], listed: bool) -> None:
    """Print how many of recorded verdicts are found."""
    times, right, mixed, proofs = Times(), 0, 0, 0
    for row in found:
        wanted = row["verdict"].replace("_", " ")
        verdict = times.of(
            row["question"], row["var"], row["answer"], antiderivative=row["kind"] == "antiderivative"
        )
        word = verdict.verdict if verdict is not None else "refused"
        right += word == wanted
        mixed += {word, wanted} == {"equal", "different"}
        proofs += verdict is not None and verdict.proof
        if listed and word != wanted:
            print(f"  {row['question']} | {row['answer']}: {word}, not {wanted}")
    print(f"{name}: {right} of {len(found)} right, {proofs} by proof; equal taken for different: {mixed}")
    print(f"  {times}")


def antiderivatives(found: list[Row], listed: bool) -> None:
    """Print what is said of F where F' is f, and of the same with f changed."""
    times, words, proofs = Times(), Counter[str](), 0
    for row in found:
        verdict = times.of(row["f"], row["var"], row["F"], antiderivative=True, symbols=names(row))
        words[verdict.verdict if verdict is not None else "refused"] += 1
        proofs += verdict is not None and verdict.proof
        if listed and (verdict is None or not verdict or not verdict.proof):
            print(f"  {row['id']}: {verdict}")
    total = len(found)
    good = words["equal"] + words["equal on"]
    print(f"F' and f, {total} rows: {dict(words)}; equal {good / total:.1%}, by proof {proofs / total:.1%}")
    print(f"  {times}")
    times, words, true = Times(), Counter[str](), 0
    for row in found:
        changed = another(row)
        if changed is None:
            continue
        verdict = times.of(changed, row["var"], row["F"], antiderivative=True, symbols=names(row))
        words[verdict.verdict if verdict is not None else "refused"] += 1
        is_true = verdict is not None and confirmed(verdict, changed, row)
        true += is_true
        if listed and not is_true:
            print(f"  {row['id']}: {changed} | {verdict}")
    total = sum(words.values())
    print(f"f changed, {total} rows: {dict(words)}; different with a true witness {true / total:.1%}")
    print(f"  {times}")


def names(row: Row) -> list[str]:
    return [*row["params"], row["var"]]


# What mpmath says ---------------------------------------------------------------------------


def _functions() -> dict[str, Any]:
    every = "sqrt log exp sin cos tan sec csc cot asin acos atan asec acsc acot sinh cosh tanh sech csch coth"
    found = {name: getattr(mp, name) for name in (every + " asinh acosh atanh asech acsch acoth").split()}
    return {**found, "pi": mp.pi, "I": mp.mpc(0, 1), "E": mp.e, "mpf": mp.mpf, "__builtins__": {}}


FUNCTIONS = _functions()


def value(text: str, at: dict[str, Any]) -> Any:
    """Return the value of a formula of Rubi by mpmath and Python alone."""
    exact = re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"mpf(\1)", text)
    return eval(exact, {**FUNCTIONS, **at})  # noqa: S307 - formulas of the corpora, no functions but these


def another(row: Row) -> str | None:
    """Return the integrand with a sign or a number changed that changes its values, None where none was
    found."""
    chance = random.Random(row["id"])
    places = list(PLACES.finditer(row["f"]))
    chance.shuffle(places)
    for place in places:
        old = place.group()
        new = {"+": "-", "-": "+"}.get(old) or str(int(old) + 1)
        changed = row["f"][: place.start()] + new + row["f"][place.end() :]
        if any(differ(changed, row["f"], point["at"]) for point in row["points"]):
            return changed
    return None


def differ(one: str, two: str, at: dict[str, Any]) -> bool:
    with mp.workdps(30):
        point = {name: mp.mpc(*x) if isinstance(x, list) else mp.mpf(x) for name, x in at.items()}
        try:
            first, second = value(one, point), value(two, point)
        except (ArithmeticError, ValueError):
            return False
        return bool(abs(first - second) > CLOSE * max(abs(first), abs(second)))


def confirmed(verdict: Verdict, changed: str, row: Row) -> bool:
    """Return whether both values of a witness are those of the integrand and of the slope of F."""
    seen = verdict.witness
    if verdict.verdict != "different" or seen is None:
        return False
    with mp.workdps(60):
        at = {name: mp.mpf(x.numerator) / x.denominator for name, x in seen.at.items()}
        try:
            expected = value(changed, at)
            slope = mp.diff(lambda x: value(row["F"], {**at, row["var"]: x}), at[row["var"]])
        except (ArithmeticError, ValueError, KeyError):
            return False
        given = None if seen.given == "no value" else number(seen.given)
        if given is None:  # it has no real value there
            return bool(abs(mp.im(slope)) > 0 or abs(mp.im(value(row["F"], at))) > 0)
        return near(expected, number(seen.expected)) and near(slope, given) and not near(expected, slope)


def number(text: str) -> Any:
    """Return a number as it is written, perhaps a complex one."""
    exact = re.sub(r"\d+(\.\d+)?(e[+-]?\d+)?", r"mpf('\g<0>')", text)
    return eval(exact, dict(FUNCTIONS))  # noqa: S307 - a number that symdiff wrote


def near(one: Any, two: Any) -> bool:
    return bool(abs(one - two) <= CLOSE * max(abs(one), abs(two), mp.mpf(10) ** -20))


# In bulk, and cold --------------------------------------------------------------------------------


def bulk() -> None:
    """Print how many different answers two processes judge in a second."""
    known = [row for row in [*rows("verdict_pairs"), *own()] if row["kind"] == "derivative"]
    found = [
        BulkRow({"question": row["question"], "variable": row["var"], "answer": f"{row['answer']} + 0*{n}"})
        for n in range(10)
        for row in known
    ]
    start = time.perf_counter()
    count = sum(1 for _ in judged(found, jobs=2))
    print(f"in bulk, two processes: {count / (time.perf_counter() - start):.0f} answers a second")


def cold() -> None:
    """Print how long the command takes, started anew."""
    least = min(_run() for _ in range(COLD))
    print(f"symdiff check, cold: {least:.3f} s")


def _run() -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "symdiff", "check", "tan(x)", "x", "--answer", "1+tan(x)^2"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def own() -> Iterator[Row]:
    for line in OWN.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=2000, help="how many rows of Rubi")
    arguments.add_argument("--list", action="store_true", help="print what is wrong or not proved")
    given = arguments.parse_args()
    mpmath.mp.dps = 30
    pairs("pairs of the corpora", list(rows("verdict_pairs")), given.list)
    pairs("pairs of the tests", list(own()), given.list)
    every = list(rows("rubi_elementary"))
    step = max(1, len(every) // given.rows)
    antiderivatives(every[::step][: given.rows], given.list)
    bulk()
    cold()


if __name__ == "__main__":
    main()
