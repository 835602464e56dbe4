"""The steps of derivatives over the corpora: what is promised of them, counted.

    python benchmarks/steps.py [--every N] [CORPUS ...]

For each corpus: how often the last line is what `derive` returns, how many nodes are proved, in how many
derivations values were compared, lines of rules and of simplification, the widest line, and the time beside
that of `derive`. The corpora are `formulas`, `pairs` and `rubi_elementary`, where benchmarks/corpora.py finds
them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from corpora import rows

from symdiff import Expr, SymdiffError, derive, steps
from symdiff.explain.proof import NotShown

CORPORA = ("formulas", "pairs", "rubi_elementary")


def formulas(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the formulas of a row with a variable."""
    if "var" in row:
        yield row.get("expr") or row["F"], row["var"]
    else:
        yield row["expr"], row["vars"][0]


def report(name: str, every: int) -> None:
    """Print the figures of one corpus."""
    count = failed = refused = same = nodes = proved = compared = 0
    widest, rules, forms, over, ratios, extra = 0, [], [], 0, [], []
    for row in rows(name)[::every]:
        for text, variable in formulas(row):
            start = time.process_time()
            try:
                answer = derive(text, variable)
            except SymdiffError:
                refused += 1
                continue
            middle = time.process_time()
            count += 1
            try:
                found = steps(text, variable)
            except NotShown as error:
                failed += 1
                print("NOT SHOWN", text, variable, error)
                continue
            end = time.process_time()
            [derivation] = found
            same += Expr(derivation.graph, derivation.lines[-1].node) == answer
            nodes += derivation.checked.nodes
            proved += derivation.checked.proved
            compared += derivation.checked.points > 0
            rules.append(len(derivation.rule_lines))
            forms.append(len(derivation.forms))
            try:
                derivation.answer.conditions  # noqa: B018 - are found when they are asked for
            except SymdiffError as error:
                print("NO CONDITIONS", text[:60], error)
                continue
            widths = [len(line) for plain in (False, True) for line in found.text(plain).splitlines()]
            widest, over = max(widest, *widths), over + (max(widths) > 100)
            ratios.append((end - middle) / (middle - start))
            extra.append(1000 * (end - middle - 1.5 * (middle - start)))
    few = sum(1 for rule, form in zip(rules, forms, strict=True) if rule <= 8 and form <= 3)
    print(f"{name}: {count} derivations ({refused} formulas refused), {failed} not shown")
    print(f"  last line is the answer: {same}; nodes proved: {proved} of {nodes} ({proved / nodes:.2%})")
    print(f"  with values at real points: {compared}")
    print(
        f"  lines of rules: median {median(rules)}, most {max(rules)}; of simplification: most {max(forms)}"
    )
    print(f"  at most 8 and 3 of them: {few / len(rules):.2%}")
    print(f"  widest line: {widest}, derivations with one over 100: {over}")
    print(
        f"  time: {median(ratios):.2f} times that of derive; over 1.5 times it, median {median(extra):.2f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, help="take each N-th row alone")
    given = parser.parse_args()
    steps("x", "x")
    for name in given.corpora:
        report(name, given.every)


if __name__ == "__main__":
    main()
