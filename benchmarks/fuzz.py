"""Formulas at hard scales and points, by the thousand, judged by a witness that shares nothing with symdiff.

    python benchmarks/fuzz.py 0 5000            the calls of the formulas with the seeds 0 to 4999
    python benchmarks/fuzz.py 0 500 --check     the check before printing on the same

Each wrong answer is printed with its seed; the exit status is 1 where there is one. A formula that takes
longer than ten seconds is printed, too.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

SECONDS = 10


class _Slow(BaseException):
    """The time of one formula is over."""


def main() -> int:
    """Run the seeds that were asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("first", type=int)
    arguments.add_argument("end", type=int)
    arguments.add_argument("--check", action="store_true", help="judge the check before printing")
    given = arguments.parse_args()
    here = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(here), str(here / "tests")]
    from hard_formulas import drawn, misjudged, wrong

    def stop(*_: Any) -> None:
        raise _Slow

    signal.signal(signal.SIGALRM, stop)
    start, bad, slow = time.perf_counter(), 0, 0
    for seed in range(given.first, given.end):
        case = drawn(seed)
        signal.alarm(SECONDS)
        try:
            found = (misjudged if given.check else wrong)(case)
        except _Slow:
            slow += 1
            print(f"SLOW {seed}: {case.formula} at {case.at}", flush=True)
            continue
        except Exception:
            found = traceback.format_exc()
        finally:
            signal.alarm(0)
        if found:
            bad += 1
            print(f"{seed}: {case.formula} at {case.at}: {found}", flush=True)
    count = given.end - given.first
    print(f"{count} formulas, {bad} wrong, {slow} slow, {time.perf_counter() - start:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
