"""Every row of the corpora: is it read, and does its derivative have the recorded values?

    python benchmarks/corpora_report.py [NAME ...]

The printed derivative is read back and evaluated with 30 digits at the points marked real. A miss is
printed with both values.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from corpora import rows

from symdiff import DomainError, SymdiffError, derive, evaluate, parse

NAMES = ("pairs", "rubi_elementary", "rubi_special", "formulas")


def value_at(text: str, names: list[str], at: dict[str, float]) -> complex:
    """Return the value of *text* at a real point, complex on the way where it must be."""
    expr = parse(text, symbols=names)
    try:
        return complex(evaluate(expr, at, digits=30))
    except DomainError:
        return complex(evaluate(expr, {name: complex(v) for name, v in at.items()}, digits=30))


def cases(name: str, row: dict[str, Any]) -> list[tuple[str, int, dict[str, float], complex, float]]:
    """Return what a row records: variable, order, point, value, tolerance."""
    if name == "formulas":
        gradient = row.get("grad_fd") or {}
        return [(v, 1, row["point"], complex(value), 1e-4) for v, value in gradient.items()]
    key = "d" if name == "pairs" else "f"
    return [
        (row["var"], row.get("order", 1), point["at"], complex(*point[key]), 1e-6)
        for point in row["points"]
        if point.get("real", True)
    ]


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        right = missed = unread = 0
        start = time.perf_counter()
        for row in rows(name):
            names = row.get("vars") or [*row["params"], row["var"]]
            formula = row.get("F") or row["expr"]
            try:
                expr = parse(formula, symbols=names)
            except SymdiffError as error:
                unread += 1
                print(f"  {row['id']}: not read: {error.message}")
                continue
            bad = ""
            found = cases(name, row)
            for variable, order, at, recorded, tolerance in found:
                try:
                    text = str(derive(expr, variable, order=order, simplify="basic"))
                    value = value_at(text, names, at)
                except SymdiffError as error:
                    bad = error.message
                    break
                if abs(value - recorded) > tolerance * max(1, abs(recorded)):
                    bad = f"by {variable} at {at}: {value}, recorded {recorded}"
                    break
            if bad:
                missed += 1
                print(f"  {row['id']}: {bad}")
            elif found:
                right += 1
        share = 100 * right / max(1, right + missed)
        seconds = time.perf_counter() - start
        print(f"{name}: {right} right, {missed} missed ({share:.2f} %), {unread} not read, {seconds:.0f} s")


if __name__ == "__main__":
    main()
