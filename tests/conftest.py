"""What all tests share: two Hypothesis profiles, a clock of CPU time, and which symdiff is tested.

The profile `ci` draws the same examples on every run, on every machine. `nightly` draws twenty times as many
from a seed that the first lines of the run print: `pytest -m "nightly or not nightly"
--hypothesis-profile=nightly`; `--hypothesis-seed=SEED` draws them again.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings

from symdiff.graph import graph

COMMON = settings(
    deadline=None,  # the time of an example depends on the machine
    print_blob=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # to explain takes longer than to look
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("ci", COMMON, derandomize=True, max_examples=50)
settings.register_profile("nightly", COMMON, max_examples=1000)
settings.load_profile("ci")  # --hypothesis-profile comes later


os.environ["SYMDIFF_CACHE"] = "off"  # each run makes its own machine code


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed of a nightly run, where none is given; workers get the one of the run. Let Ctrl-C be
    heard, which a shell has what it starts in the background ignore: tests send it to what they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if (
        config.getoption("--hypothesis-profile") == "nightly"
        and config.getoption("--hypothesis-seed") is None
    ):
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(2**32))


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which symdiff is tested, the checkout or an installed wheel, and what a nightly run draws from."""
    lines = [f"symdiff: {graph.__file__}"]
    if config.getoption("--hypothesis-seed") is not None:
        lines.append(f"drawn again by --hypothesis-seed={config.getoption('--hypothesis-seed')}")
    return lines


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no cycles among some ten thousand tests, nor at those tests while they run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first, the others as they were."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="module", autouse=True)
def young() -> None:
    """Put what the modules before have left, caches mostly, where no search for cycles goes again: in a
    process that has run many tests a search took a second, and tests of memory ask for many."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def at_most():
    """A context that fails where its block takes more than so many seconds of this process."""

    @contextmanager
    def measured(seconds: float) -> Iterator[None]:
        start = time.process_time()
        yield
        taken = time.process_time() - start
        assert taken < seconds, f"took {taken:.1f} s, of {seconds} s allowed"

    return measured
