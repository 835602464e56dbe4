"""A method begun again until it ends at a minimum, or until it is known that there is none.

>>> from symdiff.minimise.methods import fista
>>> from symdiff.minimise.objective import Formula
>>> from symdiff.proximal.separable import Separable
>>> f, g = Formula("cos(x)", "x"), Separable(1, [])
>>> def method(x, iterations, watch):
...     return fista(f, g, x, iterations=iterations, watch=watch), "fista"
>>> run, _ = settled(method, f, g, np.zeros(1), 1000, ["x"], None, True)  # from a top
>>> abs(run.x).round(6).tolist(), run.converged
([3.141593], True)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from symdiff.minimise.curves import along_a_curve
from symdiff.minimise.objective import DENSE, Formula, Smooth
from symdiff.minimise.runs import DIVERGED, INTERRUPTED, LEVEL, SPENT, STOPPED, STUCK, Run, Watch, further
from symdiff.minimise.verdict import judged, without_end
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

FLAT: Final = "no step makes it less, but it is not a minimum as far as can be seen"
_AGAIN: Final = 256
"""Times that a method is begun again at most where it ended at no minimum."""


def settled(
    once: Callable[[Array, int, Watch | None], tuple[Run, str]],
    f: Smooth,
    g: Proximable,
    start: Array,
    iterations: int,
    names: Sequence[str],
    watch: Watch | None,
    jumps: bool,
) -> tuple[Run, str]:
    """Return a run, begun again while its end is no minimum: it stopped by what a far start was, or on a top.

    With *jumps* it is begun again at a lower point, where one was seen. It ends without having converged
    where there is no minimum, or where no lower point is found.
    """
    run, name = _settled(once, f, g, start, iterations, names, watch, jumps)
    alone = isinstance(g, Separable) and not g.blocks
    if isinstance(f, Formula) and alone and (run.converged or run.reason in (SPENT, FLAT)):
        try:
            said = along_a_curve(f, run.x, start, names)
        except KeyboardInterrupt:
            said = INTERRUPTED
        f.stay(run.x)
        if said:
            run = run._replace(converged=False, reason=said)
    return run, name


def _settled(
    once: Callable[[Array, int, Watch | None], tuple[Run, str]],
    f: Smooth,
    g: Proximable,
    start: Array,
    iterations: int,
    names: Sequence[str],
    watch: Watch | None,
    jumps: bool,
) -> tuple[Run, str]:
    """Return what `settled` does, as far as straight walks tell."""
    paths: list[Array] = []
    spent, again, x = 0, 0, start
    while True:
        f.stay(x)
        run, name = once(x, iterations - spent, further(watch, spent))
        f.stay(run.x)
        begun = float(run.path[0])
        paths.append(run.path[1:] if paths else run.path)
        spent += run.iterations
        run = run._replace(path=np.concatenate(paths), iterations=spent)
        if run.reason in (STOPPED, INTERRUPTED):
            return run, name
        if run.reason == DIVERGED:
            return run._replace(reason=without_end(f, g, start, run, names) or DIVERGED), name
        try:
            verdict = judged(f, g, run.x, x, begun, names)
        except KeyboardInterrupt:
            return run._replace(converged=False, reason=INTERRUPTED), name
        if verdict.said and not verdict.minimum:
            return run._replace(converged=False, reason=verdict.said), name
        if run.reason == SPENT and spent < iterations:
            x = run.x
            continue
        known = isinstance(f, Formula) and f.size <= DENSE
        if not run.converged and not (run.reason == STUCK and known):
            return run, name
        if verdict.minimum:
            f.stay(verdict.x)
            return run._replace(x=verdict.x, converged=True, reason=verdict.said or run.reason), name
        again += 1
        next_x = verdict.x if jumps else run.x
        value, slope = f.value_and_gradient(next_x)
        if name != "subgradient" and not (math.isfinite(value) and np.all(np.isfinite(slope))):
            run = run._replace(x=next_x)  # a kink that is hidden: no method begins there
            next_x = x
        if spent >= iterations or again > _AGAIN or np.array_equal(next_x, x):
            # Beside the start, all that is left to gain may be nothing.
            done = judged(f, g, run.x, start, float(paths[0][0]), names).minimum
            return run._replace(converged=done, reason=LEVEL if done else FLAT), name
        x = next_x
