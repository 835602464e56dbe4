"""Cold start: the main job as a whole process, against importing click and against SymPy.

    python benchmarks/startup.py

Medians of alternating runs; `symdiff` must be installed (not run from the checkout).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

RUNS = 21
SYMPY = (
    "from sympy import sympify, diff, simplify, Symbol; "
    "print(simplify(diff(sympify('x**3*sin(x)'), Symbol('x'))))"
)


def main() -> None:
    command = shutil.which("symdiff")
    if command is None:
        raise SystemExit("the command symdiff is not installed: pip install .")
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "symdiff diff": [command, "diff", "x**3*sin(x)", "x"],
        "SymPy": [sys.executable, "-c", SYMPY],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, argv in commands.items():
            start = time.perf_counter()
            subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)
            if run:  # the first is a warm-up
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<14}{1e3 * seconds:8.1f} ms")
    print(f"symdiff / click   {medians['symdiff diff'] / medians['import click']:.2f}")
    print(f"SymPy / symdiff   {medians['SymPy'] / medians['symdiff diff']:.2f}")


if __name__ == "__main__":
    main()
