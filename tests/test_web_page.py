"""The page in a real browser: what a reader does, and what is to be seen then.

Each test fails where the page asked another host for anything, or something was wrong on its console. With
SYMDIFF_PICTURES=FOLDER the pictures of the manual are kept there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from chromium import browser, opened
from web_server import Served, served

pytest.importorskip("uvicorn", reason='the page is not installed (pip install "symdiff-engine[web]")')
pytest.importorskip("starlette")

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.long]
DESK = {"viewport": {"width": 1000, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as one:
        yield one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as one:
        yield one


@pytest.fixture
def page(server: Served, chromium: Any) -> Iterator[Any]:
    with opened(chromium, server.address, **DESK) as one:
        yield one


def shown(page: Any, place: str) -> str:
    """Return the LaTeX of the first formula that is shown at a place, from what is kept for copying."""
    kept = page.wait_for_selector(f"{place} annotation", state="attached")
    return str(kept.text_content())


def derived(page: Any, text: str) -> str:
    """Type a formula, press Enter, and return the derivative as it is shown."""
    page.fill("#formula", text)
    page.press("#formula", "Enter")
    page.wait_for_selector("#points:not([hidden])")
    page.wait_for_selector("#steps:not([hidden])")
    return shown(page, "#answer .result")


def test_a_formula_is_shown_as_it_is_read_while_it_is_typed(page: Any) -> None:
    page.type("#formula", "x(x+1)/2", delay=5)
    page.wait_for_selector("#formula-said .note")
    assert shown(page, "#ask [data-preview]") == r"\frac{x \left(x + 1\right)}{2}"
    assert "x(...) is x*(...)" in page.text_content("#formula-said")
    page.fill("#formula", "a t^2")
    page.wait_for_function("() => document.querySelector('#by').placeholder === 't'")


def test_a_derivative_has_conditions_steps_and_special_points(page: Any) -> None:
    assert derived(page, "|x^2 - 1|/x").startswith(r"= \left(1 + \frac{1}{x^{2}}\right)")
    assert page.text_content("#answer .checked") == "Checked"
    assert "where" in page.text_content("#answer .where")
    steps = page.locator("#steps .lines li")
    assert steps.count() > 2
    assert "quotient rule" in steps.first.text_content()
    page.click("#steps summary")
    assert not page.is_visible("#steps .lines")
    kinds = page.locator("#points .kind").all_text_contents()
    assert kinds == ["corner", "pole", "corner"]
    assert "slopes 2 and −2" in page.text_content("#points li")


def test_a_wrong_answer_is_judged_with_a_point_and_the_slip(page: Any) -> None:
    page.fill("#formula", "sin(x^2)")
    page.click("#try")
    page.keyboard.type("cos(x^2)")
    page.keyboard.press("Enter")
    page.wait_for_selector(".judged.wrong")
    said = page.text_content(".judged")
    assert "Not right" in said
    assert "At" in said
    assert "the derivative is 1.0806, and your answer gives 0.5403" in said
    assert "It looks as if the inner derivative was forgotten (chain rule)." in said
    assert not page.is_visible("#answer")
    page.fill("#mine", "2x cos(x^2)")
    assert page.text_content("[data-verdict]") == ""
    page.press("#mine", "Enter")
    page.wait_for_selector(".judged.right")
    page.click(".judged button")
    assert shown(page, "#answer .result") == r"= 2 x \cos\left(x^{2}\right)"


CENTRES = """(kind) => [...document.querySelectorAll(`#graph svg ${kind}`)].map((one) => {
  const { x, width } = one.getBoundingClientRect();
  return x + width / 2;
})"""


def test_the_graph_has_its_marks_where_they_belong(page: Any) -> None:
    derived(page, "|x^2 - 1|/x")
    page.wait_for_selector("#graph svg")
    texts = page.locator("#graph svg text").all_text_contents()
    ticks = dict(zip(texts, page.evaluate(CENTRES, "text"), strict=True))
    left, right = ticks["−1"], ticks["1"]
    middle = (left + right) / 2
    for kind, expected in (
        (".corner", [left, right]),
        (".asymptote", [middle]),
        (".open", [left, left, right, right]),
        (".closed", []),
    ):
        found = page.evaluate(CENTRES, kind)
        assert len(found) == len(expected), kind
        assert all(abs(one - two) < 2.5 for one, two in zip(sorted(found), expected, strict=True)), kind
    assert "pole at x = 0" in page.text_content("#graph svg desc")
    page.click("[data-zoom='2']")
    page.wait_for_function("() => document.querySelector('[data-low]').value === '−5'")
    page.fill("[data-high]", "pi")
    page.press("[data-high]", "Enter")
    page.wait_for_function("() => document.querySelector('[data-high]').placeholder === '3.1416'")


def test_a_wrong_answer_is_shown_in_the_graph_without_the_derivative(page: Any) -> None:
    page.fill("#formula", "sin(a x^2)")
    page.fill("#by", "x")
    page.click("#try")
    page.fill("#mine", "cos(a x^2)")
    page.press("#mine", "Enter")
    page.wait_for_selector("#graph .witness")
    assert page.locator("#graph .witness text").all_text_contents() == ["the derivative", "your answer"]
    assert page.locator("[data-letter=a]").input_value() == "1"
    assert "2x" not in page.text_content("#graph")


@pytest.mark.parametrize("call", ["derive", "draw", "judge"])
def test_what_comes_too_late_is_not_shown(page: Any, call: str) -> None:
    held: list[Any] = []
    page.route(f"**/api/{call}", lambda route: held.append(route))
    page.fill("#formula", "x^3")
    if call == "judge":
        page.click("#try")
        page.fill("#mine", "x")
        page.press("#mine", "Enter")
    else:
        page.press("#formula", "Enter")
    for _ in range(400):
        if held:
            break
        page.wait_for_timeout(50)
    page.fill("#formula", "x^4")
    with page.expect_response(f"**/api/{call}"):
        held[0].continue_()
    page.wait_for_timeout(100)
    for place in ("#answer", "#graph", ".judged"):
        assert not page.is_visible(place)


def test_bad_input_has_its_place_and_breaks_nothing(page: Any) -> None:
    page.fill("#formula", "x^2 +* 3")
    page.press("#formula", "Enter")
    page.wait_for_selector("#formula-said .place")
    assert page.text_content("#formula-said .message") == "Unexpected '*'."
    assert page.text_content("#formula-said .place") == "x^2 +* 3\n     ^"
    page.wait_for_function("() => document.activeElement.selectionEnd === 6")
    assert page.evaluate("document.activeElement.id") == "formula"
    assert page.evaluate("document.activeElement.selectionStart") == 5
    assert page.get_attribute("#formula", "aria-invalid") == "true"
    assert not page.is_visible("#answer")
    assert derived(page, "x^2 + 3") == "= 2 x"
    assert page.get_attribute("#formula", "aria-invalid") is None
    page.click("#try")
    page.fill("#mine", "2 x)")
    page.press("#mine", "Enter")
    page.wait_for_selector("#mine-said .place")
    page.fill("#by", "x y")
    page.press("#by", "Enter")
    page.wait_for_selector("#answer .fault")
    assert not page.is_visible("#answer .copies")
    page.fill("#by", "")
    page.fill("#formula", "<img src=x onerror=alert(1)>")
    page.press("#formula", "Enter")
    page.wait_for_selector("#formula-said .fault")
    assert page.locator("main img").count() == 0


def test_a_name_that_is_not_known_can_be_declared(page: Any) -> None:
    page.fill("#formula", "g(sinx)")
    page.press("#formula", "Enter")
    page.wait_for_selector("#formula-said .hint")
    assert "under Names" in page.text_content("#formula-said .hint")
    page.fill("#symbols", "sinx")
    page.fill("#functions", "g")
    page.press("#functions", "Enter")
    page.wait_for_selector("#answer:not([hidden])")
    assert shown(page, "#answer .result") == r"= g'\left(\mathrm{sinx}\right)"
    page.wait_for_function("() => document.querySelector('#by').placeholder === 'sinx'")


def test_latex_is_pasted_into_the_line(page: Any) -> None:
    assert derived(page, r"\frac{x^2+1}{\sqrt{x}}") == r"= \frac{3 \sqrt{x} - \frac{1}{x^{3/2}}}{2}"
    assert derived(page, "x^2 + x y + y^2 = 7") == r"= \frac{-2 x - y}{x + 2 y}"
    page.fill("#formula", "x^6")
    page.fill("#order", "3")
    page.press("#order", "Enter")
    page.wait_for_selector("#answer:not([hidden])")
    assert shown(page, "#answer .result") == "= 120 x^{3}"


def test_the_keyboard_of_signs_writes_into_the_line(page: Any) -> None:
    page.fill("#formula", "x/(x+1)")
    page.wait_for_selector("#ask [data-preview] .katex")
    page.click("#ask [data-keyboard]")
    page.wait_for_selector("math-field:focus-within")
    page.wait_for_function("() => window.mathVirtualKeyboard.visible")
    page.wait_for_timeout(300)  # a new field loses the first keys
    page.keyboard.press("End")
    page.keyboard.type("+sin(x)", delay=10)
    page.wait_for_function(r"() => document.querySelector('#formula').value.includes('\\sin(x)')")
    assert page.input_value("#formula") == r"\frac{x}{x+1}+\sin(x)"
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer:not([hidden])")
    assert r"\cos" in shown(page, "#answer .result")
    page.click("#ask [data-keyboard]")
    page.wait_for_function("() => !window.mathVirtualKeyboard.visible")
    assert page.evaluate("document.activeElement.id") == "formula"


PICTURES = {("desk", "light"), ("phone", "dark")}
"""Those that the manual has."""
TYPED = [
    ("x^10", "x**10"), ("a/b/c", "a/(b/c)"), ("sqrt(x)", "sqrt(x)"), ("abs(x)", "Abs(x)"),
    ("e^x", "E**x"), ("arctan(x)/x", "atan(x)/x"), ("pi*x", "pi*x"),
]  # fmt: skip
"""What is typed into the line of signs, and what it is read as."""


def test_what_is_typed_as_in_a_textbook_is_read_as_it_is_shown(page: Any) -> None:
    page.click("#ask [data-keyboard]")
    page.wait_for_selector("math-field:focus-within")
    page.wait_for_timeout(300)
    for keys, read in TYPED:
        page.evaluate("document.querySelector('math-field').setValue('')")
        page.keyboard.type(keys, delay=5)
        for _ in range(200):  # the line of signs tells of the last key a moment later
            page.wait_for_timeout(50)
            latex = page.input_value("#formula")
            found = page.evaluate(
                "async (formula) => (await fetch('api/read', {method: 'POST',"
                " body: JSON.stringify({formula}), headers: {'content-type': 'application/json'}})).json()",
                latex,
            )
            if found.get("text") == read:
                break
        assert found.get("text") == read, latex


def test_a_link_has_all_that_was_asked(page: Any, chromium: Any) -> None:
    page.fill("#formula", "f(e t)")
    page.click(".names summary")
    page.fill("#symbols", "e")
    page.fill("#functions", "f")
    page.fill("#by", "t")
    page.fill("#order", "2")
    page.press("#order", "Enter")
    page.wait_for_selector("#answer:not([hidden])")
    latex = shown(page, "#answer .result")
    with opened(chromium, page.url, **DESK) as other:
        assert shown(other, "#answer .result") == latex
        assert other.input_value("#symbols") == "e"
    link = page.url.partition("#")[0] + "#f=x%5E2&answer=3x"
    with opened(chromium, link, **DESK) as other:
        other.wait_for_selector(".judged.wrong")
        assert not other.is_visible("#answer")


def test_the_derivative_is_copied_as_text_latex_and_code(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    derived(page, "x sin(x)")

    def copied() -> str:
        page.wait_for_function("() => document.querySelector('[data-done]').textContent")
        page.evaluate("document.querySelector('[data-done]').textContent = ''")
        return str(page.evaluate("navigator.clipboard.readText()"))

    page.click("[data-copy=text]")
    assert copied() == "x*cos(x) + sin(x)"
    page.click("[data-copy=latex]")
    assert copied() == r"x \cos\left(x\right) + \sin\left(x\right)"
    page.click("[data-copy=python]")
    assert "return x*math.cos(x) + math.sin(x)" in copied()
    page.click("#share")
    assert copied() == page.url
    page.select_option("#code", "c")
    page.wait_for_selector("#answer .code pre")
    assert "double f(double x)" in page.text_content("#answer .code pre")


def test_exercises_are_asked_judged_and_shown_with_their_steps(page: Any) -> None:
    page.click("#to-practice")
    assert shown(page, "[data-exercise]").startswith(r"\frac{d}{dx}")
    page.check("[name=level][value=medium]", force=True)
    page.wait_for_function("() => document.querySelector('[data-score]').textContent === '0 right of 2'")
    page.select_option("#rules", "product")
    page.wait_for_function("() => document.querySelector('[data-score]').textContent === '0 right of 3'")
    page.fill("#solution", "x^1000")
    page.press("#solution", "Enter")
    page.wait_for_selector("#practice .judged.wrong")
    page.click("#give-up")
    page.wait_for_selector("#way .lines li")
    assert "product rule" in page.text_content("#way")
    lines = page.locator("#way .lines li .formula annotation").all_text_contents()
    page.fill("#solution", lines[-1].removeprefix(" ="))
    page.press("#solution", "Enter")
    page.wait_for_selector("#practice .judged.right")
    assert page.text_content("[data-score]").startswith("0 right of")  # the steps were shown before
    page.keyboard.press("Enter")  # the button for the next one has the focus
    page.wait_for_selector("#way", state="hidden")
    page.wait_for_function("() => document.querySelector('#solution').value === ''")


def test_everything_is_done_by_keys_alone(page: Any) -> None:
    def until(place: str) -> None:
        for _ in range(40):
            if page.evaluate("(place) => document.activeElement.matches(place)", place):
                return
            page.keyboard.press("Tab")
        pytest.fail(f"Tab does not come to {place}")

    assert page.evaluate("document.activeElement.id") == "formula"
    page.keyboard.type("x^3")
    page.keyboard.press("Enter")
    page.wait_for_selector("#points:not([hidden])")
    until("#try")
    page.keyboard.press("Space")
    page.keyboard.type("3x^2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".judged.right")
    until("#steps summary")
    page.keyboard.press("Enter")
    assert not page.is_visible("#steps .lines")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    until("#to-practice")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-exercise] .katex")
    page.wait_for_function("() => document.activeElement.id === 'solution'")


def test_what_changes_is_told_to_those_who_listen(page: Any) -> None:
    derived(page, "x^2")
    for place in ("#formula-said", "#mine-said", "[data-verdict]", "[data-answer]"):
        assert page.get_attribute(place, "aria-live") == "polite"
    assert page.locator("#answer .result math").count() == 1
    named = page.evaluate(
        "[...document.querySelectorAll('input, select, button')].filter((one) => !(one.labels?.length"
        " || one.ariaLabel || one.textContent.trim())).map((one) => one.outerHTML)"
    )
    assert named == []


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_page_fits_and_is_readable(server: Served, chromium: Any, width: str) -> None:
    size = DESK if width == "desk" else PHONE
    link = f"{server.address}#f={quote('x^2 sin(x) / (x + 1)')}&answer={quote('2x cos(x)')}"
    with opened(chromium, link, **size) as page:
        page.wait_for_selector(".judged")
        page.click(".judged button")
        page.wait_for_selector("#graph svg")
        page.wait_for_selector("#points:not([hidden])")
        page.wait_for_selector("#steps:not([hidden])")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(READABLE) == []
            kept = os.environ.get("SYMDIFF_PICTURES")
            if kept and (width, scheme) in PICTURES:
                Path(kept).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=str(Path(kept) / f"page-{width}-{scheme}.png"), full_page=True)


READABLE = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const one = part / 255;
      return one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  const texts = "p, label, a, button, summary, h2, li, select, mark, pre, .maths";
  for (const node of document.querySelectorAll(texts)) {
    if (!node.checkVisibility() || !node.textContent.trim()) continue;
    const [one, two] = [light(rgb(getComputedStyle(node).color)), light(behind(node))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`);
  }
  return found;
}
"""
"""Texts whose contrast with what is behind them is below 4.5, what readers with weak eyes need."""
