"""One Hypothesis profile for all tests: the same examples on every run, on every machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings

from symdiff.graph import graph

settings.register_profile(
    "symdiff",
    derandomize=True,  # a failure is the same failure for everyone
    deadline=None,  # the time of an example depends on the machine
    print_blob=True,
    max_examples=100,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # to explain takes longer than to look
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("symdiff")


def pytest_report_header() -> str:
    """Say which symdiff is tested: the checkout, interpreted, or an installed wheel, compiled."""
    return f"symdiff: {graph.__file__}"


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
