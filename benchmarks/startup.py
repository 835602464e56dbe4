"""Cold start: the main job as a whole process, against importing click and against SymPy.

    python benchmarks/startup.py

Medians and minima of alternating runs, of which the minima say more where other programs run; `symdiff` must
be installed (not run from the checkout).
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
    print(f"{'':<16}{'median':>11}{'minimum':>11}")
    kinds = (statistics.median, min)
    for name, values in times.items():
        print(f"{name:<16}" + "".join([f"{1e3 * kind(values):8.1f} ms" for kind in kinds]))
    for over, under in (("symdiff diff", "import click"), ("SymPy", "symdiff diff")):
        ratios = [kind(times[over]) / kind(times[under]) for kind in kinds]
        print(f"{over} / {under}: " + ", ".join([f"{ratio:.2f}" for ratio in ratios]))


if __name__ == "__main__":
    main()
