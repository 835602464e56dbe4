"""A process that answers calls: one line of JSON in on stdin, one out on stdout, until stdin ends.

`python -m symdiff.web.worker` takes the limits as JSON on its command line, and the seconds that one call may
take. A call that takes longer is stopped, and the process goes on; whoever started it ends it where even that
fails. A fault of symdiff is the answer "fault", with a traceback on stderr.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import traceback
import warnings
from contextlib import nullcontext
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.limits import DEFAULT, Limits
from symdiff.verdict.deadline import TooLate, stopped_after
from symdiff.web.calls import answered
from symdiff.web.replies import FAULT, Reply, fault, late

_WARM: Final = (
    ("derive", {"formula": "x^2*sin(x)/(x+1)", "by": "x"}),
    ("steps", {"formula": "x^2*sin(x)", "by": "x"}),
    ("points", {"formula": "abs(x)/(x-1)", "by": "x"}),
    ("draw", {"formula": "x^2", "by": "x"}),
    ("judge", {"formula": "x^2", "by": "x", "answer": "3x"}),
)
"""Calls made at the start, so that a reader's first one finds everything imported."""


def done(line: bytes, limits: Limits, seconds: float) -> Reply:
    """Return the answer to one line: an object with the members "call" and "given"."""
    try:
        asked = json.loads(line)
        with stopped_after(seconds) if seconds < math.inf else nullcontext():
            return answered(asked["call"], asked["given"], limits)
    except TooLate:
        return late(seconds)
    except (ValueError, KeyError, TypeError, AttributeError, SymdiffError) as error:
        if isinstance(error, SymdiffError):
            return fault("request", error.message, error.hint)
        traceback.print_exc()
    except Exception:
        traceback.print_exc()
    return FAULT


def answer(line: str) -> str:
    """Return the answer to one line as a text, without a bound on its time: a browser that asks ends what
    takes too long itself."""
    return json.dumps(done(line.encode(), DEFAULT, math.inf), allow_nan=False)


def main() -> None:
    """Answer lines until there are no more."""
    limits, seconds = Limits(**json.loads(sys.argv[1])), float(sys.argv[2])
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # what is printed on the way is no answer
    warnings.simplefilter("ignore")  # what NumPy says of single values is nothing to act on
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its processes
    for call, given in _WARM:
        answered(call, given)
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        out.write(json.dumps(done(line, limits, seconds), allow_nan=False).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    main()
