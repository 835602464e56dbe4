"""What notebooks show of each result: the MIME types, what they say, and a notebook that is run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import symdiff
from symdiff import ParseError, derive, jacobian, parse, special_points, steps, taylor
from symdiff.export.notebook import Line, Math, Table, bundle

TABLES = {"div", "span", "table", "thead", "tbody", "tr", "th", "td"}
LISTS = {"details", "summary", "p", "code", "ol", "li"}
KEYS = {"text/plain", "text/latex", "text/markdown", "text/html"}
SHOWN: dict[str, Any] = {
    "Expr": lambda: derive("log(x)/sqrt(a - x)", "x"),
    "Jacobian": lambda: jacobian("x*abs(y), sin(x)/x", "x y"),
    "SparseJacobian": lambda: jacobian("x*y, sin(x)/x", "x y", sparse=True),
    "Hessian": lambda: symdiff.hessian("x**2*y/(x - y)", "x y"),
    "Taylor": lambda: taylor("x*log(x)", "x", order=2, side="right"),
    "Report": lambda: symdiff.check("x**3", "x", witnesses=["jets", "dual numbers"]),
    "Verdict": lambda: symdiff.judge("x**2", "x", "3*x"),
    "SpecialPoint": lambda: special_points("abs(x)", "x")[0],
    "SpecialPoints": lambda: special_points("abs(x)/(x - 1) + tan(x)", "x"),
    "Minimum": lambda: symdiff.minimize("(a_1 - 3)**2", "a_1"),
    "Steps": lambda: steps("sin(x^2)/(1 + x)", "x"),
}


class Page(HTMLParser):
    """What is in a piece of HTML: its tags, its texts, and whether each tag is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def math(text: str) -> list[str]:
    """Return the formulas of a text."""
    return [one.removeprefix("\\displaystyle ") for one in re.findall(r"\$(.*?)\$", text)]


@pytest.mark.parametrize("kind", SHOWN)
def test_a_result_is_shown_in_four_languages(kind):
    result = SHOWN[kind]()
    found = result._repr_mimebundle_()
    assert set(found) == KEYS
    page = Page(found["text/html"])
    assert set(page.tags) <= (LISTS if kind == "Steps" else TABLES)
    assert all(text.strip() for text in found.values())
    if kind != "Steps":  # in HTML they are without LaTeX
        in_html, in_markdown = "".join(page.texts), found["text/markdown"]
        assert math(in_html.replace("|", r"\vert ")) == math(in_markdown.replace("|", r"\vert "))
    for brackets in ("{}", "()"):
        assert found["text/latex"].count(brackets[0]) == found["text/latex"].count(brackets[1])


@pytest.mark.parametrize("text", ["log(x)/sqrt(a - x)", "sqrt(x**2)/x", "x**3*sin(x)", "Abs(x) + a"])
def test_formula_and_conditions_are_read_back_as_they_are(text):
    answer = derive(text, "x")
    for language in ("text/latex", "text/markdown"):
        first, *conditions = math(answer._repr_mimebundle_()[language])
        assert parse(first, language="latex") == answer
        assert [parse(one, language="latex") for one in conditions] == list(answer.conditions)
    assert answer.conditions == () or answer.where in answer._repr_mimebundle_()["text/plain"]


def test_notes_say_how_a_text_was_read():
    found = parse("xe^x + 2")._repr_mimebundle_()
    assert found["text/plain"].splitlines()[1] == "  note: read as x*E**x + 2: xe is x*e"
    assert r"x\*E\*\*x" in found["text/markdown"]
    assert found["text/html"].endswith("<div>note: read as x*E**x + 2: xe is x*e</div>")


def test_a_matrix_has_the_conditions_of_all_its_entries():
    found = SHOWN["Jacobian"]()._repr_mimebundle_()
    assert found["text/plain"].splitlines() == [
        "[Abs(y)                    x*sign(y)]",
        "[(x*cos(x) - sin(x))/x**2  0        ]",
        "  where y != 0, x != 0",
    ]
    assert found["text/html"].endswith(r"<div>where $y \neq 0$, $x \neq 0$</div>")


def test_special_points_are_a_table_with_the_slopes():
    rows = re.findall("<tr>(.*?)</tr>", SHOWN["SpecialPoints"]()._repr_mimebundle_()["text/html"])
    cells = [re.findall("<t[dh]>(.*?)</t[dh]>", row) for row in rows]
    assert cells[0] == ["where", "kind", "slope on the left", "slope on the right"]
    assert cells[1] == [r"$\displaystyle x = 0$", "corner", "2", "0"]
    assert cells[3][0] == r"$\displaystyle x = \frac{\pi}{2} + k \cdot \pi$"
    assert special_points("x", "x")._repr_mimebundle_()["text/plain"] == "no special points"


def test_steps_are_shown_as_they_write_themselves():
    found = steps("sin(x^2)", "x")
    shown = found._repr_mimebundle_()
    assert list(shown.values()) == [found.text(), found.latex(), found.markdown(), found.html()]


def test_what_is_no_formula_is_never_typeset_or_taken_for_markup():
    found = bundle([Line(("costs $5 & <b>", Math("x"))), Table(("a|b",), (("_c_",), (Math("|x|"),)))], "")
    assert Page(found["text/html"]).tags[:2] == ["div", "span"]
    assert "<b>" not in found["text/html"]
    assert 'mathjax_ignore">costs $5 &amp; &lt;b&gt;</span>$x$' in found["text/html"]
    assert found["text/markdown"].splitlines() == [
        r"costs \$5 & \<b\>$x$", "", r"| a\|b |", "| --- |", r"| \_c\_ |",
        r"| $\displaystyle \vert x\vert $ |",
    ]  # fmt: skip
    assert found["text/latex"].startswith(r"costs \$5 \& <b>$x$")


def test_a_bad_text_is_shown_with_its_caret_and_no_traceback():
    with pytest.raises(ParseError) as caught:
        parse("2*(x + sin(x)")
    lines = caught.value._render_traceback_()
    assert lines[0].startswith("ParseError: ")
    assert lines[1:3] == ["  2*(x + sin(x)", " " * 15 + "^"]
    assert len(lines) <= 4


def test_a_notebook_runs_and_shows_all_of_it():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    cells = [
        "from symdiff import *",
        'derive("log(x)/x", "x")',
        'jacobian("x*y, sin(x)", "x y")',
        'special_points("1/x", "x")',
        'derive("sin(x", "x")',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=True, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert outputs[0] == []
    for [output] in outputs[1:4]:
        assert output.output_type == "execute_result"
        assert set(output.data) == KEYS
    assert outputs[1][0].data["text/plain"] == "(1 - log(x))/x**2\n  where x > 0"
    [error] = outputs[4]
    assert error.output_type == "error"
    assert len(error.traceback) <= 4
    assert error.traceback[2].strip() == "^"
