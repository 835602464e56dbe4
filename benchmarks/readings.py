"""How texts that people typed are read: as their authors meant, with or without a note, or refused.

    python benchmarks/readings.py [--all]

The rows of textbook_pairs of the corpora: `meant` where a row has it, else the derivative that its source
gives is compared with ours at seeded points. Rows whose answer cannot be read are counted apart. Those are
listed, with all that are refused or read otherwise; with --all the notes, too.
"""

from __future__ import annotations

import sys
from random import Random

from corpora import rows

from symdiff import Expr, SymdiffError, derive, evaluate, parse
from symdiff.parser.notes import Aside

POINTS = 12
CLOSE = 1e-7


def same(one: Expr, other: Expr) -> bool:
    """Return whether two formulas have the same values at seeded points, where both have one."""
    if one == other:
        return True
    random = Random(20240607)
    names = sorted({symbol.name for symbol in one.free_symbols | other.free_symbols})
    agree = []
    for _ in range(POINTS):
        at = {name: random.uniform(0.2, 1.7) for name in names}
        try:
            left, right = complex(evaluate(one, at)), complex(evaluate(other, at))
        except SymdiffError:
            continue
        agree.append(abs(left - right) <= CLOSE * max(1.0, abs(left)))
    return bool(agree) and all(agree)


def main() -> None:
    count = {"as meant": 0, "refused": 0, "otherwise, told": 0, "otherwise, in silence": 0, "not known": 0}
    for row in rows("textbook_pairs"):
        text, by = row["formula"], row["var"]
        try:
            expr = parse(text, symbols=by)
        except SymdiffError as error:
            count["refused"] += 1
            print(f"refused: {text}\n  {error.message}; {error.hint}")
            continue
        notes = [note for note in expr.notes if not isinstance(note, Aside)]
        try:
            if "meant" in row:
                right = same(expr, parse(row["meant"], symbols=by))
            else:
                answer = derive(text, by, order=row.get("order", 1), level="basic")
                right = same(answer, parse(row["expected"], symbols=by))
        except SymdiffError as error:
            count["not known"] += 1
            print(f"read as {expr}: {text}\n  nothing to compare with: {error.message}")
            continue
        if right:
            count["as meant"] += 1
        else:
            count["otherwise, told" if notes else "otherwise, in silence"] += 1
            print(f"read as {expr}: {text}")
        if "--all" in sys.argv and notes:
            print(f"{text}\n  {notes[0]}")
    total = sum(count.values())
    print(*[f"{name}: {number} of {total}" for name, number in count.items()], sep="\n")


if __name__ == "__main__":
    main()
