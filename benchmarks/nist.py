"""The NIST StRD nonlinear regression problems: certified parameters, by `symdiff.minimize`.

    python benchmarks/nist.py FOLDER

FOLDER has the .dat files as NIST publishes them (https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml);
the source distribution of lmfit carries them in NIST_STRD. Each problem is started from both of NIST's
starting points; printed are the digits to which the worst parameter agrees with the certified one (LRE).
"""

from __future__ import annotations

import math
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from symdiff import minimize

MODELS = {
    "Bennett5": "b1*(b2 + x)**(-1/b3)",
    "BoxBOD": "b1*(1 - exp(-b2*x))",
    "Chwirut1": "exp(-b1*x)/(b2 + b3*x)",
    "Chwirut2": "exp(-b1*x)/(b2 + b3*x)",
    "DanWood": "b1*x**b2",
    "ENSO": "b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4) + b6*sin(2*pi*x/b4)"
    " + b8*cos(2*pi*x/b7) + b9*sin(2*pi*x/b7)",
    "Eckerle4": "b1/b2*exp(-((x - b3)/b2)**2/2)",
    "Gauss1": "b1*exp(-b2*x) + b3*exp(-(x - b4)**2/b5**2) + b6*exp(-(x - b7)**2/b8**2)",
    "Gauss2": "b1*exp(-b2*x) + b3*exp(-(x - b4)**2/b5**2) + b6*exp(-(x - b7)**2/b8**2)",
    "Gauss3": "b1*exp(-b2*x) + b3*exp(-(x - b4)**2/b5**2) + b6*exp(-(x - b7)**2/b8**2)",
    "Hahn1": "(b1 + b2*x + b3*x**2 + b4*x**3)/(1 + b5*x + b6*x**2 + b7*x**3)",
    "Kirby2": "(b1 + b2*x + b3*x**2)/(1 + b4*x + b5*x**2)",
    "Lanczos1": "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
    "Lanczos2": "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
    "Lanczos3": "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
    "MGH09": "b1*(x**2 + x*b2)/(x**2 + x*b3 + b4)",
    "MGH10": "b1*exp(b2/(x + b3))",
    "MGH17": "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)",
    "Misra1a": "b1*(1 - exp(-b2*x))",
    "Misra1b": "b1*(1 - (1 + b2*x/2)**(-2))",
    "Misra1c": "b1*(1 - (1 + 2*b2*x)**(-1/2))",
    "Misra1d": "b1*b2*x*(1 + b2*x)**(-1)",
    "Rat42": "b1/(1 + exp(b2 - b3*x))",
    "Rat43": "b1/(1 + exp(b2 - b3*x))**(1/b4)",
    "Roszman1": "b1 - b2*x - atan(b3/(x - b4))/pi",
    "Thurber": "(b1 + b2*x + b3*x**2 + b4*x**3)/(1 + b5*x + b6*x**2 + b7*x**3)",
    "Nelson": "b1 - b2*x1*exp(-b3*x2)",
}
"""The models of NIST's pages; of Nelson the logarithm of y is fitted."""


class Problem(NamedTuple):
    """What a .dat file says."""

    starts: list[dict[str, float]]
    certified: dict[str, float]
    columns: dict[str, np.ndarray]


def read(path: Path) -> Problem:
    """Return the problem of a .dat file."""
    lines = path.read_text(encoding="latin-1").splitlines()
    rows = [re.match(r"\s*(b\d+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+\S+\s*$", line) for line in lines]
    found = [match.groups() for match in rows if match]
    header = max(i for i, line in enumerate(lines) if re.match(r"\s*Data:?\s+y\s", line))
    names = lines[header].split(":")[-1].split()
    data = np.array([[float(v) for v in line.split()] for line in lines[header + 1 :] if line.strip()])
    return Problem(
        [{name: float(start) for name, start in pairs}
         for pairs in ([(row[0], row[k]) for row in found] for k in (1, 2))],
        {row[0]: float(row[3]) for row in found},
        {name: data[:, i] for i, name in enumerate(names)},
    )  # fmt: skip


def solved(name: str, problem: Problem, start: dict[str, float]) -> tuple[float, float, str]:
    """Return the digits of the worst parameter, the seconds it took, and why it stopped."""
    left = "log(y)" if name == "Nelson" else "y"
    over = list(problem.certified)
    began = time.perf_counter()
    found = minimize(f"({left} - ({MODELS[name]}))**2", over, problem.columns, start=start)
    seconds = time.perf_counter() - began
    errors = [abs(found.values[b] - value) / abs(value) for b, value in problem.certified.items()]
    worst = max(errors)
    return (11.0 if worst == 0 else min(11.0, -math.log10(worst))), seconds, f"{found.method}: {found.reason}"


def main() -> None:
    """Print a line for each problem."""
    for name in MODELS:
        problem = read(Path(sys.argv[1], f"{name}.dat"))
        parts = []
        for start in problem.starts:
            digits, seconds, reason = solved(name, problem, start)
            parts.append(f"{digits:5.1f} digits {1000 * seconds:6.0f} ms")
        print(f"{name:10} {'  |  '.join(parts)}   {reason}")


if __name__ == "__main__":
    main()
