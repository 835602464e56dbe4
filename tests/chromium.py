"""A real browser for tests: Debian's Chromium, driven by Playwright; it asks nobody but the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-domain-reliability", "--no-first-run", "--no-pings", "--mute-audio",
    "--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication,Translate",
]  # fmt: skip
"""As root there is no sandbox, and what Chromium would fetch for itself is left out."""
SLOW = 20_000
"""Milliseconds after which a test gives up waiting: a machine may be busy."""


def found() -> str:
    """Return the path of Chromium; skip where there is none, or no Playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (pip install playwright)")
    return path


@contextmanager
def browser() -> Iterator[Any]:
    """Start the browser."""
    path = found()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@contextmanager
def opened(started: Any, address: str, patience: int = SLOW, **context: Any) -> Iterator[Any]:
    """Open a page, and fail where it asked another host for anything, or wrote a warning or an error on its
    console. What is to be seen there stands before the block ends."""
    asked: list[str] = []
    said: list[str] = []
    one = started.new_context(**context)
    one.set_default_timeout(patience)
    page = one.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    try:
        yield page
    finally:
        one.close()
    origin = address.partition("#")[0]
    assert asked
    assert [url for url in asked if not url.startswith((origin, "data:", "blob:"))] == []
    assert [line for line in said if line.startswith(("error", "warning"))] == []
