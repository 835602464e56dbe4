"""A time limit ends what it stands around, wherever the signal comes."""

from __future__ import annotations

import gc
import signal
import time

import pytest

from symdiff.verdict.deadline import TooLate, stopped_after

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timers")


def busy(seconds: float) -> None:
    """Compute for so many seconds."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_the_block_is_left_and_nothing_comes_after_it() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooLate), stopped_after(0.05):
        busy(10)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before
    with stopped_after(60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def collected_and_busy() -> None:
    gc.collect()
    busy(10)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_signal_that_is_lost_in_a_collection_of_garbage_comes_again() -> None:
    lost = []

    def waits(phase: str, _: object) -> None:
        if phase == "start" and not lost:
            lost.append(phase)
            busy(2 * seconds)  # the time is over in here, where Python drops what is raised

    for seconds in (0.05, 0.5, 5):  # on a busy machine it may be over before the collection begins
        gc.callbacks.append(waits)
        try:
            with pytest.raises(TooLate), stopped_after(seconds):
                collected_and_busy()
        finally:
            gc.callbacks.remove(waits)
        if lost:
            break
    assert lost
