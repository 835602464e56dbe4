"""Formulas at hard scales and points, by the thousand, judged by a witness that shares nothing with symdiff.

    python benchmarks/fuzz.py 0 5000            the calls of the formulas with the seeds 0 to 4999
    python benchmarks/fuzz.py 0 500 --check     the check before printing on the same
    python benchmarks/fuzz.py 0 500 --family roots --family kinks
                                                simplified forms and derivatives, without that check, of
                                                formulas made of few kernels; "all" for every family
    python benchmarks/fuzz.py 0 5000 --family all --level basic
                                                the same at one level; "full" takes five times as long
    python benchmarks/fuzz.py 0 500 --family all --more
                                                derivatives of higher order and by y, Hessians, steps, and
                                                forms that are simplified again, of the same formulas

Each wrong answer is printed with its seed; the exit status is 1 where there is one. A formula that takes
longer than ten seconds is printed, too. Where symdiff says that it cannot tell, and where the witness
cannot, is counted apart from what is right.
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

SECONDS = 10


class _Slow(BaseException):
    """The time of one formula is over."""


def main() -> int:
    """Run the seeds that were asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("first", type=int)
    arguments.add_argument("end", type=int)
    arguments.add_argument("--check", action="store_true", help="judge the check before printing")
    arguments.add_argument("--family", action="append", default=[], help="a family of tests/families.py")
    arguments.add_argument("--level", action="append", choices=["basic", "full"], help="of forms of families")
    arguments.add_argument("--more", action="store_true", help="judge further answers about a family")
    given = arguments.parse_args()
    here = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(here), str(here / "tests")]

    def stop(*_: Any) -> None:
        raise _Slow

    signal.signal(signal.SIGVTALRM, stop)
    start = time.perf_counter()
    if given.family:
        return _families(given, start)
    from hard_formulas import Judged, drawn, judged, misjudged

    kinds: Counter[str] = Counter()
    for seed in range(given.first, given.end):
        case = drawn(seed)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            if given.check:
                words = misjudged(case)
                found = Judged("wrong" if words else "right", words)
            else:
                found = judged(case)
        except _Slow:
            kinds["slow"] += 1
            print(f"SLOW {seed}: {case.formula} at {case.at}", flush=True)
            continue
        except Exception:
            found = Judged("wrong", traceback.format_exc())
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        kinds[found.kind] += 1
        if found.words:
            print(f"{seed}: {case.formula} at {case.at}: {found.words}", flush=True)
    said = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(f"{given.end - given.first} formulas: {said}; {time.perf_counter() - start:.0f} s")
    return 1 if kinds["wrong"] else 0


def _families(given: argparse.Namespace, start: float) -> int:
    """Run the seeds of some families, or of all."""
    from coincidences import faults, more_faults
    from families import ALL, drawn

    levels = tuple(given.level or ("basic", "full"))
    kinds: Counter[str] = Counter()
    for family in ALL if "all" in given.family else given.family:
        for seed in range(given.first, given.end):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                found = list(more_faults(family, seed) if given.more else faults(family, seed, levels=levels))
            except _Slow:
                kinds["slow"] += 1
                print(f"SLOW {family} {seed}: {drawn(family, seed)}", flush=True)
                continue
            except Exception:
                found = [traceback.format_exc()]
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            kinds["wrong" if found else "right"] += 1
            for words in found:
                print(f"{family} {seed}: {words}", flush=True)
    said = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(f"{said}; {time.perf_counter() - start:.0f} s")
    return 1 if kinds["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
