"""Random formulas of vectors, matrices and tensors by the thousand, judged by NumPy and by differences.

    python benchmarks/arrays.py 0 2000           the formulas with the seeds 0 to 1999
    python benchmarks/arrays.py 0 2000 --depth 4

Read, evaluated, printed and read back, written as LaTeX and as NumPy, derived once and twice, and multiplied
with vectors; each derivative against differences of the value by NumPy. Each fault is printed with its seed;
the exit status is 1 where there is one.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

SECONDS = 20


class _Slow(BaseException):
    """The time of one formula is over."""


def main() -> int:
    """Run the seeds that were asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("first", type=int)
    arguments.add_argument("end", type=int)
    arguments.add_argument("--depth", type=int, default=2)
    given = arguments.parse_args()
    here = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(here), str(here / "tests")]
    from judged_arrays import Judged, judged

    def stop(*_: Any) -> None:
        raise _Slow

    signal.signal(signal.SIGALRM, stop)
    start = time.perf_counter()
    kinds: Counter[str] = Counter()
    for seed in range(given.first, given.end):
        found = Judged("slow", "")
        signal.alarm(SECONDS)
        try:
            found = judged(seed, given.depth)
        except _Slow:
            pass
        except Exception:
            found = Judged("wrong", traceback.format_exc())
        signal.alarm(0)
        kinds[found.kind] += 1
        if found.kind in ("wrong", "slow"):
            print(f"{found.kind.upper()} {seed}: {found.words}", flush=True)
    seconds = time.perf_counter() - start
    print(f"{dict(kinds)} in {seconds:.0f} s")
    return 1 if kinds["wrong"] or kinds["slow"] else 0


if __name__ == "__main__":
    sys.exit(main())
