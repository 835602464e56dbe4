"""What a drawing has: where curves are broken, their marks and ranges, and the SVG that is written of it."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from parts import in_parts

from symdiff import SymdiffError, parse
from symdiff.cli import cli
from symdiff.plot.curves import Curve, Drawing, curves
from symdiff.plot.dots import dots
from symdiff.plot.lines import seen, ticks
from symdiff.plot.svg import Extra, described, svg

SVG = "{http://www.w3.org/2000/svg}"


def marks(curve: Curve, kind: str) -> list[tuple[float, float]]:
    """Return where the marks of a kind are, rounded; of asymptotes the place twice."""
    return [
        (round(mark.x, 6), round(mark.x if math.isnan(mark.y) else mark.y, 6))
        for mark in curve.marks
        if mark.kind == kind
    ]


def places(curve: Curve, kind: str) -> list[float]:
    return [x for x, _ in marks(curve, kind)]


HALF = round(math.pi / 2, 6)

# A formula, an interval; then of the function and of its derivative: asymptotes, open, closed, corners.
MARKS = [
    ("tan(x)", (-2, 2), ([-HALF, HALF], [], [], []), ([-HALF, HALF], [], [], [])),
    ("1/x", (-1, 1), ([0], [], [], []), ([0], [], [], [])),
    ("log(abs(x))", (-1, 1), ([0], [], [], []), ([0], [], [], [])),
    ("1/(x^2 - 1)", (-2, 2), ([-1, 1], [], [], []), ([-1, 1], [], [], [])),
    (
        "abs(x^2 - 1)",
        (-2, 2),
        ([], [], [], [(-1, 0), (1, 0)]),
        ([], [(-1, -2), (-1, 2), (1, -2), (1, 2)], [], []),
    ),
    ("sign(x)", (-1, 1), ([], [(0, -1), (0, 1)], [(0, 0)], []), ([], [(0, 0)], [], [])),
    (
        "floor(x)",
        (-0.5, 1.5),
        ([], [(0, -1), (1, 0)], [(0, 0), (1, 1)], []),
        ([], [(0, 0), (1, 0)], [], []),
    ),
    ("sqrt(x)", (-1, 4), ([], [], [(0, 0)], []), ([0], [], [], [])),
    ("cbrt(x)", (-1, 1), ([], [], [], [(0, 0)]), ([0], [], [], [])),
    ("x^x", (-1, 2), ([], [], [(0, 1)], []), ([0], [], [], [])),
    ("sin(x)/x", (-9, 9), ([], [(0, 1)], [], []), ([], [(0, 0)], [], [])),
    ("(x^2 - 1)/(x - 1)", (-3, 3), ([], [(1, 2)], [], []), ([], [(1, 1)], [], [])),
    (
        "Piecewise((x^2, x < 1), (3 - x, True))",
        (-1, 3),
        ([], [(1, 1)], [(1, 2)], []),
        ([], [(1, 2), (1, -1)], [], []),
    ),
    ("Piecewise((1/x, x != 0), (2, True))", (-1, 1), ([0], [], [(0, 2)], []), ([0], [], [], [])),
    ("x*abs(x)", (-1, 1), ([], [], [], []), ([], [], [], [])),
    ("exp(x)", (-1, 1), ([], [], [], []), ([], [], [], [])),
    ("exp(1/x)", (-1, 1), ([0], [(0, 0)], [], []), ([0], [(0, 0)], [], [])),
]


@pytest.mark.parametrize(("text", "between", "function", "slope"), MARKS, ids=[row[0] for row in MARKS])
def test_special_points_have_their_marks(text, between, function, slope):
    drawing = curves(text, "x", between)
    for curve, (asymptotes, opened, closed, corners) in zip(drawing.curves, (function, slope), strict=True):
        assert places(curve, "asymptote") == asymptotes
        assert marks(curve, "open") == opened
        assert marks(curve, "closed") == closed
        assert marks(curve, "corner") == corners


@pytest.mark.parametrize("text", [row[0] for row in MARKS])
def test_no_piece_goes_across_a_break(text):
    drawing = curves(text, "x", (-3.1, 3.2))
    for curve in drawing.curves:
        ends = [(float(piece.x[0]), float(piece.x[-1])) for piece in curve.pieces]
        assert [ends[0][0], *[end for _, end in ends]] == sorted({x for pair in ends for x in pair})
        assert (ends[0][0], ends[-1][1]) == (-3.1, 3.2)
        for mark in curve.marks:
            assert any(mark.x in pair for pair in ends)


@pytest.mark.parametrize("text", ["tan(x)", "x^3 - x", "sin(20*x)", "exp(-50*x^2)", "log(x)", "1/x"])
def test_points_are_values_and_lines_between_them_are_near_the_curve(text):
    expr = parse(text)
    drawing = curves(expr, "x", (-2.0, 2.5), derivative=False)
    values = expr.numpy("x")
    height = drawing.top - drawing.bottom
    count = 0
    for piece in drawing.curves[0].pieces:
        inner = slice(1, -1)
        with np.errstate(all="ignore"):
            assert piece.y[inner] == pytest.approx(values(piece.x[inner]), rel=1e-12, nan_ok=True)
            middle = (piece.x[:-1] + piece.x[1:]) / 2
            there = values(middle)
        line = (piece.y[:-1] + piece.y[1:]) / 2
        steep = np.abs(np.diff(piece.y) / np.diff(piece.x)) * 4.5 / height
        is_seen = (there > drawing.bottom) & (there < drawing.top) & np.isfinite(line)
        count += is_seen.sum()
        away = np.abs(there - line) / height / np.sqrt(1 + steep**2)
        assert (away[is_seen] < 4e-3).all()  # two of 480 points of a screen
    assert count > 200


def test_an_equation_that_is_not_solved_is_looked_for_by_signs():
    drawing = curves("1/(x - cos(x)*exp(-x))", "x", (0, 2))
    assert drawing.unsolved
    [place] = places(drawing.curves[0], "asymptote")
    assert place - math.cos(place) * math.exp(-place) == pytest.approx(0, abs=1e-5)
    assert places(drawing.curves[1], "asymptote") == [place]
    jump = curves("floor(x + exp(x))", "x", (0, 0.5))
    [unsolved] = [mark for mark in jump.curves[0].marks if mark.kind == "open"] or [None]
    assert unsolved is None or math.floor(unsolved.x + math.exp(unsolved.x) + 1e-9) == 2


# A formula, what is to be inside of the interval, and what it is to be inside of.
INTERVALS = [
    ("abs(x^2 - 1)", (-1.5, 1.5), (-4, 4)),
    ("tan(x)", (-4.8, 4.8), (-7, 7)),
    ("sin(100*x)", (-0.05, 0.05), (-0.2, 0.2)),
    ("exp(-10^6*x^2)", (-0.001, 0.001), (-0.01, 0.01)),
    ("exp(x)", (-2, 2), (-5, 5)),
    ("sqrt(x)", (0, 4), (-0.5, 10)),
    ("asin(x)", (-1, 1), (-1.2, 1.2)),
    ("log(x - 1000)", (1000, 1001), (999.5, 1010)),
    ("x*(x - 100)", (0, 100), (-200, 300)),
    ("(x - 3)^2", (0, 4), (-5, 10)),
    ("floor(1000*x)", (-0.002, 0.002), (-0.01, 0.01)),
    ("x^x", (0, 1.2), (-0.3, 5)),
    ("x^5 - x", (-1.1, 1.1), (-2, 2)),
    ("sqrt(x^2 - 4)", (-3, 3), (-10, 10)),
    ("2", (-1, 1), (-10, 10)),
    ("x/(1 + x^2)", (-1.5, 1.5), (-4, 4)),
    ("sqrt(-1 - x^2)", (-1, 1), (-10, 10)),
]


@pytest.mark.parametrize(("text", "inside", "outside"), INTERVALS, ids=[row[0] for row in INTERVALS])
def test_without_an_interval_what_is_worth_seeing_is_drawn(text, inside, outside):
    drawing = curves(text, "x")
    assert outside[0] <= drawing.low <= inside[0]
    assert inside[1] <= drawing.high <= outside[1]


def test_one_end_may_be_left_to_be_found():
    assert curves("x^2", "x", (1, None)).low == 1
    assert curves("x^2", "x", (None, "-pi")).high == -math.pi
    assert curves("x^2", "x", (100, None)).high > 100
    assert curves("x^2", "x", ("1/2", 1)).low == 0.5


def test_heights_without_bound_are_cut_off_and_others_are_not():
    drawing = curves("1/x", "x", (-5, 5))
    assert -20 < drawing.bottom < -2 < 2 < drawing.top < 20
    drawing = curves("x^2", "x", (-5, 5))
    assert drawing.bottom < -10
    assert drawing.top > 25


def test_what_is_slow_has_fewer_points():
    drawing = curves("zeta(x)", "x", (2, 6))
    fast, slow = (sum(len(piece.x) for piece in curve.pieces) for curve in drawing.curves)
    assert fast > 400 > 300 > slow > 100  # the derivative of zeta is no function of SciPy


def test_a_tall_derivative_does_not_hide_the_function():
    drawing = curves("sin(1000*x)", "x")
    assert 2 < drawing.top < 20


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("a*x", {}, "which is the variable"),
        ("a*x", {"variable": "x"}, "a has no value"),
        ("x", {"between": (1, 1)}, "nothing is between"),
        ("x", {"between": (1, math.inf)}, "nothing is between"),
        ("x", {"between": ("1", "b")}, "'b' is no end of an interval"),
        ("x", {"between": (1, 2, 3)}, "is no interval"),
        ("floor(1000*x)", {"between": (-5, 5)}, "too many to draw"),
        ("x +", {"variable": "x"}, "formula ends"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_words(text, arguments, said):
    with pytest.raises(SymdiffError, match=said):
        curves(text, **arguments)


def test_values_are_given_to_other_symbols():
    drawing = curves("a*x^2", "x", (-1, 1), at={"a": 3})
    assert drawing.curves[0].pieces[0].y[-1] == pytest.approx(3)
    assert drawing.curves[0].label == "f(x) = 3x²"
    assert drawing.curves[1].label == "f′(x) = 6x"


# Lines and ticks ------------------------------------------------------------------------------------


def test_lines_end_where_they_leave_the_drawing():
    drawing = curves("x^3", "x", (-2, 2), derivative=False)._replace(bottom=-1.0, top=1.0)
    [piece] = drawing.curves[0].pieces
    [run] = seen(drawing, piece)
    assert run[0] == pytest.approx((-1, -1), abs=1e-3)
    assert run[-1] == pytest.approx((1, 1), abs=1e-3)
    assert all(-1 <= y <= 1 for _, y in run)


@pytest.mark.parametrize(
    ("low", "high", "in_pi", "texts"),
    [
        (-5, 5, False, ["−4", "−2", "0", "2", "4"]),
        (0, 1, False, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0, 6.5e6, False, ["0", *[f"{k}·10⁶".removeprefix("1·") for k in range(1, 7)]]),
        (-2e-5, 1.5e-5, False, ["−2·10⁻⁵", "−10⁻⁵", "0", "10⁻⁵"]),
        (1000, 1000.45, False, ["1000", "1000.1", "1000.2", "1000.3", "1000.4"]),
        (-math.pi, math.pi, True, ["−π", "−π/2", "0", "π/2", "π"]),
        (-40, 40, True, ["−12π", "−8π", "−4π", "0", "4π", "8π", "12π"]),
        (-0.5, 0.5, True, ["−0.4", "−0.2", "0", "0.2", "0.4"]),
    ],
)
def test_ticks_are_round(low, high, in_pi, texts):
    found = ticks(low, high, 7, in_pi)
    assert [tick.text for tick in found if low <= tick.at <= high] == [tick.text for tick in found]
    assert [tick.text for tick in found] == texts


# SVG ------------------------------------------------------------------------------------------------


def drawn(drawing: Drawing, **more) -> ElementTree.Element:
    return ElementTree.fromstring(svg(drawing, **more))


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if name in one.get("class", "").split()]


def test_svg_has_each_mark_at_its_place():
    drawing = curves("abs(x^2 - 1)", "x", (-2, 2))
    root = drawn(drawing, width=640, height=420)
    assert root.get("role") == "img"
    assert len(of_class(root, "corner")) == 2
    circles = of_class(root, "open")
    assert len(circles) == 4
    left = sorted(float(circle.get("cx")) for circle in circles)
    middle = (52 + 640 - 18) / 2
    assert left[0] == left[1] == pytest.approx(middle - (left[2] - middle), abs=0.02)
    titles = [one.find(f"{SVG}title").text for one in circles]
    assert "f′: jump at x = -1: -2, not taken" in titles


def test_svg_has_an_asymptote_once_though_both_curves_have_it():
    root = drawn(curves("tan(x)", "x", (-2, 2)))
    assert len(of_class(root, "asymptote")) == 2
    assert all(one.get("stroke-dasharray") for one in of_class(root, "asymptote"))


def test_an_asymptote_is_not_hidden_by_an_axis():
    [axes] = of_class(drawn(curves("1/x", "x", (-5, 5))), "axes")
    assert "V" not in axes.get("d")
    [axes] = of_class(drawn(curves("x", "x", (-5, 5))), "axes")
    assert "V" in axes.get("d")


def test_the_numbers_of_an_axis_are_not_cut_off():
    root = drawn(curves("log(x - 1000)", "x", (1000, 1002.5)))
    [last] = [one for one in root.iter(f"{SVG}text") if one.text == "1002.5"]
    assert float(last.get("x")) + 6.9 * len("1002.5") / 2 <= 640


def test_lines_of_svg_stay_inside():
    drawing = curves("1/x", "x", (-5, 5))
    root = drawn(drawing)
    for order in (0, 1):
        path = next(one for one in of_class(root, f"curve-{order}") if one.find(f"{SVG}title") is not None)
        runs = path.get("d").split("M")[1:]
        assert len(runs) == 2
        for run in runs:
            for pair in run.split("L"):
                x, y = map(float, pair.split())
                assert 51.9 <= x <= 622.1
                assert 33.9 <= y <= 390.1


def test_svg_says_in_words_what_is_seen():
    drawing = curves("1/x", "x", (-5, 5))
    root = drawn(drawing, extra=[Extra(1.0, 2.0, "your answer: 2 < 3 & more")], name="p7")
    said = root.find(f"{SVG}desc").text
    assert said == described(drawing, [Extra(1.0, 2.0, "your answer: 2 < 3 & more")])
    assert "pole at x = 0" in said
    assert root.get("aria-labelledby") == "p7-title p7-desc"
    assert root.find(f"{SVG}title").text == "f(x) = 1/x and f′(x) = −1/x²"
    assert [one.text for one in of_class(root, "witness")[0].iter(f"{SVG}text")] == [
        "your answer: 2 < 3 & more"
    ]


def test_a_point_outside_of_the_interval_is_not_drawn():
    drawing = curves("x", "x", (0, 1))
    assert of_class(drawn(drawing, extra=[Extra(2.0, 1.0, "far away")]), "witness") == []


def test_the_style_is_left_out_for_a_page():
    drawing = curves("x", "x", (0, 1))
    assert "<style>" in svg(drawing)
    text = svg(drawing, with_style=False)
    assert "<style" not in text
    assert " style=" not in text  # a page with a strict policy refuses it


# In the terminal, and the command -------------------------------------------------------------------


def test_dots_have_the_marks_and_stay_inside():
    drawing = curves("abs(x^2 - 2)/x", "x", (-3, 3))
    text = dots(drawing, 60, 16)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 60
    assert "".join(lines).count("◆") == 2
    assert "".join(lines).count("○") == 4
    assert sum("┊" in line for line in lines) == 16
    plain = dots(drawing, 60, 16, plain=True)
    assert plain.isascii()
    assert (plain.count("^"), plain.count(":")) == (2, 16)


@in_parts
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("text", [row[0] for row in MARKS] + ["3e7*x^2", "x*1e-9", "7", "sqrt(-1 - x^2)"])
def test_each_drawing_fits_its_size(text, plain):
    for width, height in ((24, 5), (78, 22)):
        lines = dots(curves(text, "x"), width, height, plain=plain).splitlines()
        named = [line for line in lines if line.startswith(("━", "┅", "* f", ". f"))]
        assert len(lines) == len(named) + max(4, height) + 2
        assert all(len(line) <= max(width, 14) for line in lines[len(named) :])
        if plain:
            assert all(line.isascii() for line in lines)


def test_a_straight_line_is_drawn_where_it_is():
    lines = dots(curves("x", "x", (-1, 1), derivative=False), 33, 10, plain=True).splitlines()[1:11]
    columns = [line.index("*") for line in lines]
    assert columns == sorted(columns, reverse=True)
    assert columns[0] - columns[-1] > 20


def test_curves_are_painted_in_their_colours():
    painted = dots(
        curves("x^2", "x", (-1, 1)), 30, 8, paint=lambda text, order: f"<{order}>" if order >= 0 else text
    )
    assert "<0>" in painted
    assert "<1>" in painted


def call(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command on a terminal of usual width, whatever that of the tests has."""
    usual = {"COLUMNS": "80", "LINES": "24", **environment}
    result = CliRunner().invoke(cli, ["plot", *arguments], prog_name="symdiff", env=usual)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_draws_in_the_terminal():
    code, out, said = call("tan(x)", "--derivative", "--from", "-pi", "--to", "pi", "--height", "8")
    assert (code, said) == (0, "")
    assert out.splitlines()[0] == "━━ f(x) = tan(x)   ┅┅ f′(x) = sec(x)²"
    assert out.splitlines()[-1].split() == ["−π", "−3π/4", "−π/2", "−π/4", "0", "π/4", "π/2", "3π/4", "π"]
    assert "\x1b[" not in out
    assert call("1/x", "--ascii")[1].isascii()


def test_colours_are_there_where_they_are_asked_for():
    result = CliRunner().invoke(cli, ["--color", "always", "plot", "x"], prog_name="symdiff", color=True)
    assert "\x1b[34m" in result.stdout


def test_the_command_writes_a_file(tmp_path):
    path = tmp_path / "f.svg"
    assert call("1/x", "x", "-o", str(path)) == (0, "", "")
    assert len(of_class(ElementTree.fromstring(path.read_text("utf-8")), "asymptote")) == 1
    pytest.importorskip("matplotlib")
    path = tmp_path / "f.png"
    assert call("1/x", "x", "--derivative", "-o", str(path)) == (0, "", "")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_png_is_refused_with_what_helps(monkeypatch, tmp_path):
    monkeypatch.setattr("symdiff.cli.plot.find_spec", lambda name: None)
    code, out, said = call("1/x", "-o", str(tmp_path / "f.png"))
    assert (code, out) == (2, "")
    assert said == (
        "error: PNG is drawn by Matplotlib, which is not installed\n"
        "pip install matplotlib, or write SVG, which needs nothing: -o f.svg\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "-o", "f.jpg"], "a picture is .svg, .png or .pdf"),
        (["x", "-o", "f.svg", "--ascii"], "for the terminal"),
        (["x", "-o", "/nothing/here/f.svg"], "No such file"),
        (["a*x", "x"], "x --at a=2"),
        (["a*x"], "which is the variable"),
        (["x", "--to", "b"], "'b' is no end of an interval\nfor example --from -2 --to 3"),
        (["floor(1000*x)", "--from", "0", "--to", "9"], "--from low --to high"),
        (["x +"], "^"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_command_refuses_with_words(arguments, said):
    code, out, message = call(*arguments)
    assert (code, out) == (2, "")
    assert said in message


def test_the_picture_of_the_manual_is_what_the_command_writes(tmp_path):
    page = Path(__file__).parents[1] / "docs"
    [command] = [line for line in (page / "plots.md").read_text("utf-8").splitlines() if "plot.svg" in line][
        :1
    ]
    arguments = shlex.split(command)[2:]
    arguments[-1] = str(tmp_path / arguments[-1])
    assert call(*arguments)[0] == 0
    assert (tmp_path / "plot.svg").read_text("utf-8") == (page / "plot.svg").read_text("utf-8")
