"""Generated code at extreme arguments: every function of the table and its first derivatives, in every target
that can be run here, held to 50 digits.

Each row is tried in a process of its own, since a library may hang; the parent ends one that says nothing for
30 seconds and starts it again without what it was busy with. A result is

- wrong: the true value is finite, and the result is off by more than 1e-9 of it, beyond what one ulp of the
  arguments moves;
- missing: the true value is finite and a float, and the result is NaN, infinite, an exception or too late;
- spurious: a finite number where there is no value, or where it is too large for a float, or for a NaN.

    python benchmarks/extremes.py                       all rows, all targets; takes an hour
    python benchmarks/extremes.py --rows sinc,beta --targets python,numpy --show 3
    python benchmarks/extremes.py --keep FOLDER         true values are kept there for the next run
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

import mpmath

import symdiff
from symdiff import SymdiffError, code, derive, evaluate, parse
from symdiff.table.functions import FUNCTIONS
from symdiff.verbs.python_code import source

TARGETS: Final = (
    "python", "numpy", "native", "chunks", "c", "javascript", "rust", "fortran", "octave", "julia",
)  # fmt: skip
TOOLS: Final = {"c": "gcc", "javascript": "node", "rust": "rustc", "fortran": "gfortran",
                "octave": "octave-cli", "julia": "julia"}  # fmt: skip
ONE: Final = [
    0.0, 1e-300, 1e-160, 1e-20, 1e-8, 1e-3, 0.3, 0.7, 1.0, 1 - 2**-53, 1 + 2**-52, 1.6, 2.5, 7.0, 12.3,
    30.0, 710.0, 800.0, 1e8, 1e20, 1e160, 1e300, math.inf,
]  # fmt: skip
SEVERAL: Final = [0.0, 1e-300, 1e-160, 1e-8, 0.3, 1.0, 2.5, 40.0, 1e8, 1e160, 1e300]
WHOLE: Final = [0.0, 1.0, 2.0, 5.0, -1.0, 40.0]
MOST: Final = 150
"""Points of a function of several arguments, drawn from all pairs (or triples) of those above."""
SMALLEST: Final = 1e-307
"""Below the smallest normal float, digits are gone whatever one does."""
QUIET: Final = 30


class Late(Exception):
    """A call took too long."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def late(*_: Any) -> None:
        raise Late

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# One row ------------------------------------------------------------------------------------------


class Row:
    def __init__(self, index: int, out: Path, keep: Path, targets: list[str], skipped: set[str]) -> None:
        self.row = FUNCTIONS[index]
        self.out = out.open("a", buffering=1)
        self.place = out.with_suffix(".files")
        self.targets = targets
        self.skipped = skipped
        self.file = keep / f"{index}.jsonl"
        self.truths: dict[str, str] = {}
        if self.file.exists():
            for line in self.file.read_text().splitlines():
                key, value = json.loads(line)
                self.truths[key] = value
        parameters = self.row.parameters if self.row.parameters != ("*",) else ("x", "y")
        self.names = ["x", "y", "z", "w"][: len(parameters)]
        self.whole = [parameter in self.row.integers for parameter in parameters]
        self.points = self.drawn(index)

    def say(self, **record: Any) -> None:
        self.out.write(json.dumps(record) + "\n")

    def busy(self, what: str) -> bool:
        """Note what begins; return whether it is to be left out, since it hung before."""
        if what in self.skipped:
            return False
        self.say(busy=what)
        return True

    def drawn(self, index: int) -> list[tuple[float, ...]]:
        import itertools

        random = Random(index)
        if len(self.names) == 1:
            values = [sign * value for value in ONE for sign in (1, -1)]
            for arguments, _ in self.row.special:
                try:
                    end = float(evaluate(parse(arguments), {}))
                except (SymdiffError, TypeError):
                    continue
                values += [math.nextafter(end, math.inf), math.nextafter(end, -math.inf)]
            if self.row.domain:
                values += [-math.exp(-1), math.nextafter(-math.exp(-1), 1.0)]
            return [(value,) for value in dict.fromkeys([*values, -0.0, math.nan])]
        sets = [
            WHOLE if whole else [sign * value for value in SEVERAL for sign in (1, -1)]
            for whole in self.whole
        ]
        points = list(dict.fromkeys(itertools.product(*sets)))
        return points if len(points) <= MOST else random.sample(points, MOST)

    # The truth ------------------------------------------------------------------------------------

    def truth(self, expr: symdiff.Expr, point: tuple[float | Fraction, ...]) -> str:
        """Return a value as text, or "" where there is none, "late" where it takes too long, "far" for an
        infinite argument."""
        if not all(math.isfinite(value) for value in point):
            return "far"
        key = f"{expr} at {point}"
        if key not in self.truths:
            at = dict(zip(self.names, point, strict=True))
            used = {name: at[name] for name in expr.graph.symbols([expr.node])}
            try:
                with limited(3):
                    value = evaluate(expr, used, digits=50)
                    text = mpmath.nstr(value.real, 40) if not value.imag else ""
            except Late:
                text = "late"
            except SymdiffError as error:
                text = "late" if type(error).__name__ not in ("DomainError", "SymdiffError") else ""
            except (ArithmeticError, ValueError, TypeError):
                text = "late"
            self.truths[key] = text
            with self.file.open("a") as file:
                file.write(json.dumps([key, text]) + "\n")
        return self.truths[key]

    def verdict(self, expr: symdiff.Expr, point: tuple[float, ...], found: float | str, truth: str) -> str:
        """Return "" for a result that is right, else what it is."""
        if truth == "late":
            return ""
        if any(math.isnan(value) for value in point):
            constant = not expr.graph.symbols([expr.node])
            return "" if isinstance(found, str) or constant or not math.isfinite(found) else "spurious"
        if truth == "far":
            return ""
        finite = isinstance(found, float) and math.isfinite(found)
        if not truth:
            return "spurious" if finite else ""
        with mpmath.workdps(60):
            true = mpmath.mpf(truth)
            largest = mpmath.mpf(sys.float_info.max)
            if abs(true) > largest * (1 + mpmath.mpf(2) ** -54):
                return "spurious" if finite and abs(abs(found) - largest) > 1e-9 * largest else ""
            if not finite:
                return "" if abs(true) > 0.999999 * largest else "missing"
            error = abs(mpmath.mpf(found) - true)
            if error <= 1e-9 * abs(true) or error <= SMALLEST:
                return ""
            moved = mpmath.mpf(0)
            for place, value in enumerate(point):
                for step in (2.0**-52, -(2.0**-52), 0.37 * 2.0**-53, -0.61 * 2.0**-53):
                    near: list[Any] = [*point]
                    if not self.whole[place]:
                        near[place] = Fraction(value) * (1 + Fraction(step))
                    beside = self.truth(expr, tuple(near))
                    if beside and beside not in ("late", "far"):
                        moved = max(moved, abs(mpmath.mpf(beside) - true))
            return "" if error <= 64 * moved else "wrong"

    # The targets ----------------------------------------------------------------------------------

    def run(self) -> None:
        text = f"{self.row.name}({', '.join(self.names)})"
        exprs: dict[str, symdiff.Expr] = {}
        try:
            exprs["f"] = parse(text)
            for name, whole in zip(self.names, self.whole, strict=True):
                if not whole and self.busy(f"derive {name}"):
                    try:
                        with limited(20):
                            exprs[f"f_{name}"] = derive(text, name)
                    except (SymdiffError, Late) as error:
                        self.say(refused="derive", label=name, why=str(error)[:80])
        except SymdiffError as error:
            self.say(refused="parse", why=str(error))
        for label, expr in exprs.items():
            for point in self.points:
                if self.busy(f"truth {label} {point}"):
                    self.truth(expr, point)
        for target in self.targets:
            if target in ("python", "numpy", "native", "chunks"):
                for label, expr in exprs.items():
                    self.inside(target, label, expr)
            elif self.busy(f"file {target}"):
                self.outside(target, exprs)
        self.say(end=True)

    def inside(self, target: str, label: str, expr: symdiff.Expr) -> None:
        if not self.busy(f"make {target} {label}"):
            self.say(target=target, label=label, verdict="missing", at="all", found="hangs", truth="")
            return
        try:
            with limited(20):
                function = made(target, expr, self.names)
        except (SymdiffError, Late) as error:
            self.say(refused=target, label=label, why=str(error)[:80] or "late")
            return
        for point in self.points:
            what = f"{target} {label} {point}"
            found: float | str
            if not self.busy(what):
                found = "hangs"
            else:
                try:
                    with limited(2):
                        found = real(function(*point))
                except Late:
                    found = "late"
                except Exception as error:  # what a library raises, of whatever kind
                    found = f"{type(error).__name__}: {error}"[:50]
            self.judge(target, label, expr, point, found)

    def outside(self, target: str, exprs: dict[str, symdiff.Expr]) -> None:
        kept = {}
        for label, expr in exprs.items():
            try:
                code(expr, target, self.names)
                kept[label] = expr
            except SymdiffError as error:
                self.say(refused=target, label=label, why=str(error)[:80])
        if not kept:
            return
        asked = list(kept.values())
        if len(asked) == 1:
            asked = asked * 2  # so that the result is a list
        rows = ran(target, asked, self.names, self.points, self.place)
        for point, numbers in zip(self.points, rows, strict=True):
            for (label, expr), number in zip(kept.items(), numbers, strict=False):
                self.judge(target, label, expr, point, number)

    def judge(
        self, target: str, label: str, expr: symdiff.Expr, point: tuple[float, ...], found: float | str
    ) -> None:
        truth = self.truth(expr, point)
        verdict = self.verdict(expr, point, found, truth)
        if found == "hangs" and truth == "late":
            verdict = "missing"
        if not verdict:
            self.say(right=target)
        else:
            self.say(
                target=target, label=label, verdict=verdict, at=str(point), found=str(found), truth=truth[:24]
            )  # fmt: skip


def real(value: Any) -> float | str:
    """Return a result as a float, or as text if it is no real number."""
    number = complex(value)
    return f"{number}" if number.imag else number.real


def made(target: str, expr: symdiff.Expr, names: list[str]) -> Callable[..., Any]:
    if target == "python":
        space: dict[str, Any] = {}
        exec(expr.python("f", names), space)  # noqa: S102
        return space["f"]  # type: ignore[no-any-return]
    if target == "numpy":
        space = {}
        exec(source(expr, "numpy", order=names), space)  # noqa: S102
        return space["f"]  # type: ignore[no-any-return]
    return symdiff.compile(
        expr, names, target="llvm" if target == "native" else "numpy", cache=False
    ).call  # fmt: skip


DRIVERS: Final = {
    "c": ("c", ["gcc", "-std=c11", "-O2", "f.c", "-o", "f", "-lm"], ["./f"],
          "#include <stdio.h>\n#include <stdlib.h>\n{text}\nint main(int n, char **a) {{\n"
          " for (int k = 1; k + {n} <= n; k += {n}) {{\n  double value[{m}];\n  f({args}, value);\n"
          "  for (int j = 0; j < {m}; j++) printf(\"%.17g \", value[j]);\n  puts(\"\");\n }}\n}}\n",
          "strtod(a[k + {0}], NULL)"),
    "javascript": ("js", [], ["node", "f.js"],
                   "{text}\nconst a = process.argv.slice(2).map((t) => Number(t.replace('inf', 'Infinity')));"
                   "\nfor (let k = 0; k < a.length; k += {n}) console.log(f({args}).join(' '));\n",
                   "a[k + {0}]"),
    "rust": ("rs", ["rustc", "--edition", "2021", "-O", "f.rs", "-o", "f"], ["./f"],
             "{text}\nfn main() {{\n let a: Vec<f64> = std::env::args().skip(1).map(|t| t.parse().unwrap())"
             ".collect();\n for k in (0..a.len()).step_by({n}) {{\n  for v in f({args}) {{"
             " print!(\"{{:e}} \", v)"
             " }}\n  println!()\n }}\n}}\n", "a[k + {0}]"),
}  # fmt: skip


def ran(
    target: str, exprs: list[symdiff.Expr], names: list[str], points: list[tuple[float, ...]], place: Path
) -> list[list[float]]:
    """Return the numbers that a file in another language prints at each point."""
    place.mkdir(exist_ok=True)
    if target in DRIVERS:
        ending, build, run, frame, argument = DRIVERS[target]
        text = frame.format(
            text=code(exprs, target, names), n=len(names), m=len(exprs),
            args=", ".join([argument.format(k) for k in range(len(names))]),
        )  # fmt: skip
        (place / f"f.{ending}").write_text(text)
        if build:
            subprocess.run(build, cwd=place, check=True, capture_output=True, timeout=300)
        given = [repr(value) for point in points for value in point]
        lines = subprocess.run([*run, *given], cwd=place, check=True, capture_output=True, text=True).stdout
        return [[_read(word) for word in line.split()] for line in lines.splitlines()]
    ending, build, run = {
        "fortran": ("f90", ["gfortran", "-std=f2018", "-O1", "f.f90", "-o", "f"], ["./f"]),
        "octave": ("m", [], ["octave-cli", "--quiet", "f.m"]),
        "julia": ("jl", [], ["julia", "f.jl"]),
    }[target]
    (place / f"f.{ending}").write_text(code(exprs, target, names, main=True))
    if build:
        subprocess.run(build, cwd=place, check=True, capture_output=True)
    found = []
    for point in points:
        arguments = [f"{name}={value!r}" for name, value in zip(names, point, strict=True)]
        done = subprocess.run([*run, *arguments], cwd=place, capture_output=True, text=True, check=True)
        found.append([_read(word) for word in done.stdout.split()])
    return found


def _read(word: str) -> float:
    return float(word)


# All rows -----------------------------------------------------------------------------------------


def tried(index: int, folder: Path, keep: Path, targets: list[str]) -> None:
    """Run one row in processes, until one comes to its end."""
    out = folder / f"{index}.jsonl"
    skipped: list[str] = []
    for _ in range(12):
        out.unlink(missing_ok=True)
        given = json.dumps([index, str(out), str(keep), targets, skipped])
        with (folder / f"{index}.err").open("w") as errors:
            worker = subprocess.Popen([sys.executable, __file__, "--worker", given], stderr=errors)
            size, since = -1, time.time()
            while worker.poll() is None:
                time.sleep(0.3)
                now = out.stat().st_size if out.exists() else 0
                if now != size:
                    size, since = now, time.time()
                if time.time() - since > (QUIET if "file" not in _last(out) else 400):
                    worker.kill()
                    worker.wait()
        if worker.returncode == 0:
            return
        what = _last(out)
        if worker.returncode > 0 or not what:
            print(f"{FUNCTIONS[index].name}: failed at {what}, see {folder}/{index}.err", file=sys.stderr)
        skipped.append(what)


def _last(out: Path) -> str:
    lines = out.read_text().splitlines() if out.exists() else []
    for line in reversed(lines):
        record = json.loads(line)
        if "busy" in record:
            return str(record["busy"])
    return ""


def table(folder: Path, indices: list[int], targets: list[str], show: int) -> None:
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for index in indices:
        row = FUNCTIONS[index]
        cells: dict[str, Counter[str]] = defaultdict(Counter)
        examples: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for line in (folder / f"{index}.jsonl").read_text().splitlines():
            record = json.loads(line)
            if "right" in record:
                cells[record["right"]]["right"] += 1
            elif "verdict" in record:
                cells[record["target"]][record["verdict"]] += 1
                examples[record["target"], record["label"], record["verdict"]].append(
                    f"{record['at']}: {record['found']}, not {record['truth'] or 'defined'}"
                )
            elif "refused" in record:
                cells[record["refused"]]["refused"] += 1
        parts = []
        for target in targets:
            totals[target] += cells[target]
            found = cells[target]
            bad = [f"{found[kind]} {kind}" for kind in ("wrong", "missing", "spurious") if found[kind]]
            if bad:
                parts.append(f"{target} {', '.join(bad)}")
        if parts:
            print(f"{index:3} {row.name}/{len(row.parameters)}: {'; '.join(parts)}")
            for (target, label, verdict), lines in examples.items():
                for text in lines[:show]:
                    print(f"        {target} {label} {verdict} ({len(lines)}) {text}")
    print(f"\n{'target':12}{'right':>8}{'wrong':>8}{'missing':>8}{'spurious':>9}{'refused':>8}")
    for target in targets:
        counts = totals[target]
        print(
            f"{target:12}{counts['right']:8}{counts['wrong']:8}{counts['missing']:8}{counts['spurious']:9}"
            f"{counts['refused']:8}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--rows", default="", help="names or numbers of rows, with commas; 40-80 is a range")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--keep", default="", help="a folder for true values and results")
    parser.add_argument("--show", type=int, default=1, help="examples of each kind")
    parser.add_argument("--table", action="store_true", help="print what the last run found")
    parser.add_argument("--worker", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        index, out, keep, targets, skipped = json.loads(given.worker)
        warnings.simplefilter("ignore")
        Row(index, Path(out), Path(keep), targets, set(skipped)).run()
        return
    targets = [
        target for target in given.targets.split(",")
        if target not in TOOLS or shutil.which(TOOLS[target]) is not None
    ]  # fmt: skip
    indices = []
    for word in given.rows.split(",") if given.rows else [f"0-{len(FUNCTIONS) - 1}"]:
        first, _, last = word.partition("-")
        if first.isdigit():
            indices += range(int(first), int(last or first) + 1)
        else:
            indices += [k for k, row in enumerate(FUNCTIONS) if row.name == word]
    keep = Path(given.keep or tempfile.mkdtemp(prefix="extremes"))
    keep.mkdir(exist_ok=True)
    folder = keep / "found"
    folder.mkdir(exist_ok=True)
    if not given.table:
        with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            list(pool.map(lambda index: tried(index, folder, keep, targets), indices))
    table(folder, indices, targets, given.show)


if __name__ == "__main__":
    main()
