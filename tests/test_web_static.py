"""The page without a server, as files with Python in the browser. SYMDIFF_SITE names the folder that
`symdiff web --static FOLDER` has written; without it, it is not tried, since that fetches 14 MB."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from chromium import browser, opened

pytestmark = pytest.mark.xdist_group("web")


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    folder = os.environ.get("SYMDIFF_SITE")
    if not folder:
        pytest.skip("SYMDIFF_SITE names no folder that symdiff web --static FOLDER has written")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def shown(page: Any, place: str) -> str:
    return str(page.wait_for_selector(f"{place} annotation", state="attached").text_content())


def test_python_in_the_browser_answers_as_the_server_does(site: str) -> None:
    with browser() as chromium, opened(chromium, site, patience=120_000) as page:
        assert not page.is_visible("#starting")
        page.fill("#formula", "|x^2 - 1|/x")
        page.press("#formula", "Enter")
        page.wait_for_selector("#points:not([hidden])")
        assert shown(page, "#answer .result").startswith(r"= \left(1 + \frac{1}{x^{2}}\right)")
        assert page.locator("#steps .lines li").count() > 2
        assert page.locator("#points .kind").all_text_contents() == ["corner", "pole", "corner"]
        page.wait_for_selector("#graph svg")
        assert page.locator("#graph svg .corner").count() == 2
        page.fill("#formula", "sin(x^2)")
        page.click("#try")
        page.fill("#mine", "cos(x^2)")
        page.press("#mine", "Enter")
        page.wait_for_selector(".judged.wrong")
        assert "the inner derivative was forgotten" in page.text_content(".judged")
        page.fill("#formula", "x^2 +* 3")
        page.press("#formula", "Enter")
        page.wait_for_selector("#formula-said .place")
        page.click("#to-practice")
        page.wait_for_selector("[data-exercise] .katex")
