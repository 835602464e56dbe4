"""LaTeX: what a textbook prints, what SymPy prints, and what two typesetters take."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from parts import in_parts
from strategies import ELEMENTARY, FUNCTIONS, grown, label
from written import EDGES

from symdiff import apply, symbols
from symdiff.export.latex import latex, symbol_latex
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.verbs.derivatives import derive
from symdiff.witness.oracle import to_sympy

TABLE = {
    "x^2": r"x^{2}",
    "x^(-2)": r"x^{-2}",
    "x^(1/2)": r"x^{1/2}",
    "x^y^z": r"x^{y^{z}}",
    "(x^y)^z": r"\left(x^{y}\right)^{z}",
    "(x + y)^2": r"\left(x + y\right)^{2}",
    "(-2)^x": r"\left(-2\right)^{x}",
    "(1/3)^x": r"\left(\frac{1}{3}\right)^{x}",
    "(x/y)^2": r"\left(\frac{x}{y}\right)^{2}",
    "sin(x)^2": r"\sin^{2}\left(x\right)",
    "sin(x)^n": r"\sin^{n}\left(x\right)",
    "1/sin(x)": r"\frac{1}{\sin\left(x\right)}",
    "(sin(x))^(-1)": r"\left(\sin\left(x\right)\right)^{-1}",
    "log(x)^2": r"\log^{2}\left(x\right)",
    "erf(x)^2": r"\operatorname{erf}^{2}\left(x\right)",
    "elliptic_k(m)": r"\operatorname{K}\left(m\right)",
    "LambertW(x)": r"\operatorname{W}\left(x\right)",
    "exp(x)*y": r"e^{x} y",
    "loggamma(x)^2": r"\left(\operatorname{log\Gamma}\left(x\right)\right)^{2}",
    "trigamma(x)^2": r"\operatorname{{\psi}}_{1}^{2}\left(x\right)",
    "polygamma(1, x)^2": r"\left(\psi^{\left(1\right)}\left(x\right)\right)^{2}",
    "sigmoid(x)^2": r"\operatorname{{\sigma}}^{2}\left(x\right)",
    "Heaviside(x)": r"\operatorname{{\theta}}\left(x\right)",
    "chebyshevt(n, x)^2": r"\operatorname{T}_{n}^{2}\left(x\right)",
    "conjugate(x)": r"\operatorname{conj}\left(x\right)",
    "besselj(n, x)^2": r"J_{n}^{2}\left(x\right)",
    "gamma(x)^2": r"\Gamma^{2}\left(x\right)",
    "sqrt(x)": r"\sqrt{x}",
    "sqrt(x)^3": r"\left(\sqrt{x}\right)^{3}",
    "cbrt(x)": r"\sqrt[3]{x}",
    "exp(x)": r"e^{x}",
    "exp(-x^2/2)": r"e^{-x^{2}/2}",
    "exp(x/(y z))": r"e^{x/\left(y z\right)}",
    "exp(x)^2": r"\left(e^{x}\right)^{2}",
    "|x|^3": r"\left|{x}\right|^{3}",
    "floor(x) + ceil(x)": r"\left\lfloor{x}\right\rfloor + \left\lceil{x}\right\rceil",
    "n!": r"n!",
    "(n + 1)!": r"\left(n + 1\right)!",
    "n!^2": r"\left(n!\right)^{2}",
    "2 x": r"2 x",
    "2*3^x": r"2 \cdot 3^{x}",
    "2*x*y/3": r"\frac{2 x y}{3}",
    "x*(1/3)": r"x \frac{1}{3}",
    "2.5e-5*x": r"2.5 \cdot 10^{-5} x",
    "-2.5e-5*x": r"-2.5 \cdot 10^{-5} x",
    "x**(-2.5e-5)": r"x^{-2.5 \cdot 10^{-5}}",
    "0.25*x": r"0.25 x",
    "-x": r"-x",
    "-(x + y)": r"-\left(x + y\right)",
    "x - (y - z)": r"x - \left(y - z\right)",
    "-2*x*(1 - x)": r"-2 x \left(1 - x\right)",
    "x > -1": r"x > -1",
    "f*(x + 1)": r"f \cdot \left(x + 1\right)",
    "psi*(x + 1)": r"\psi \cdot \left(x + 1\right)",
    "x*(y + 1)": r"x \left(y + 1\right)",
    "x*sin(x)": r"x \sin\left(x\right)",
    "sin(x)*(x + 1)": r"\sin\left(x\right) \left(x + 1\right)",
    "x/y/z": r"\frac{\frac{x}{y}}{z}",
    "pi*E*i + oo": r"\pi e i + \infty",
    "e^x": r"e^{x}",
    "x <= y": r"x \leq y",
    "x >= y and x != 2 or not x == 1": r"x \geq y \land x \neq 2 \lor \lnot x = 1",
    "not (x < 1 or y > 2)": r"\lnot \left(x < 1 \lor y > 2\right)",
    "Max(x, y, 1)": r"\max\left(x, y, 1\right)",
    "atan2(y, x)": r"\operatorname{atan2}\left(y, x\right)",
    "asinh(x)": r"\operatorname{arsinh}\left(x\right)",
    "binomial(n, k)": r"{\binom{n}{k}}",
    "Piecewise((x, x > 0), (0, True))": (
        r"\begin{cases} x & \text{for}\: x > 0 \\ 0 & \text{otherwise} \end{cases}"
    ),
    "2*Piecewise((x, x > 0))": (
        r"2 \left(\begin{cases} x & \text{for}\: x > 0 \end{cases}\right)"
    ),
    "u'(x)^2 + u''(x)": r"\left(u'\left(x\right)\right)^{2} + u''\left(x\right)",
    "u''''(x)": r"u^{(4)}\left(x\right)",
    "D[1, 2](u)(x, y)": r"u^{(1,1)}\left(x, y\right)",
    "u(x)^2 + u'(x)*0": r"u^{2}\left(x\right) + u'\left(x\right) \cdot 0",
    "x**2*x": r"x^{2} \cdot x",
    "2*x*x*y": r"2 x \cdot x y",
}  # fmt: skip
NAMES = {
    "x": "x", "x_1": "x_{1}", "x12": "x_{12}", "theta0": r"\theta_{0}", "theta_10": r"\theta_{10}",
    "speed": r"\mathrm{speed}", "v_max": r"v_{\mathrm{max}}", "alpha_beta": r"\alpha_{\beta}",
    "lambda": r"\lambda", "lamda": r"\lambda", "Omega": r"\Omega", "Alpha": r"\mathrm{A}",
    "omicron": r"\mathrm{o}", "θ": r"\theta", "Ω": r"\Omega", "λ": r"\lambda", "ς": r"\varsigma",
    "x_i_j": "x_{i, j}", "ab1": r"\mathrm{ab1}", "_x": "x", "__": r"\mathrm{\_\_}", "ñ": r"\text{ñ}",
    "a$b": r"\mathrm{a\$b}", "varepsilon": r"\varepsilon",
}  # fmt: skip


@pytest.mark.parametrize("formula", TABLE)
def test_textbook(formula):
    functions = ["u"] if "u" in formula and "'" in formula else []
    assert latex(parse(formula, functions=functions)) == TABLE[formula]


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    assert symbol_latex(name) == NAMES[name]


def test_a_symbol_that_looks_like_a_constant_is_told_from_it():
    graph = Graph()
    expr = Expr(graph, graph.add(graph.symbol("e"), graph.constant("E")))
    assert latex(expr) == r"e + \exp\left(1\right)"


def rows():
    """Return every row at symbols, and its square and derivative."""
    found = {}
    for row in FUNCTIONS:
        count = row.arity if row.arity > 0 else 2
        expr = apply(row.name, *symbols("a b c x")[-count:])
        found[label(row)] = [expr, expr**2, expr**-1 * 2]
        if row.arity > 0 and row.partials[-1:] != (None,) and row.partials:
            found[label(row)].append(derive(expr, "x"))
    return found


ROWS = rows()
FORMULAS = [grown(seed, 8, rows=ELEMENTARY).expr for seed in range(60)]
FORMULAS += [e for name in EDGES for e in (parse(EDGES[name]), derive(EDGES[name], "x"))]


def balanced(text):
    depth = 0
    for character in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, text
    return depth == 0 and text.count(r"\left") == text.count(r"\right")


@in_parts
@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_balanced(name):
    assert all(balanced(latex(expr)) for expr in ROWS[name])


def test_random_formulas_are_balanced():
    assert all(balanced(latex(expr)) for expr in FORMULAS)


@in_parts
@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_taken_by_matplotlib(name):
    mathtext = pytest.importorskip("matplotlib.mathtext", reason="matplotlib is not installed")
    parser = mathtext.MathTextParser("path")
    for expr in ROWS[name]:
        text = latex(expr)
        if r"\begin{cases}" not in text:  # mathtext knows no environments
            parser.parse(f"${text}$")


def test_random_formulas_are_taken_by_matplotlib():
    mathtext = pytest.importorskip("matplotlib.mathtext", reason="matplotlib is not installed")
    parser = mathtext.MathTextParser("path")
    for expr in FORMULAS:
        text = latex(expr)
        if r"\begin{cases}" not in text and len(text) < 3000:
            parser.parse(f"${text}$")


def plain(text):
    """Return LaTeX without what two printers may do differently: spaces and empty groups."""
    text = re.sub(r"\\left|\\right|\s|\\,", "", text)
    text = re.sub(r"\{\(([^{}()]*)\)\}", r"(\1)", text)
    return text.replace(r"{|", "|").replace(r"|}", "|").replace(r"|{x}|", "|x|")


@pytest.mark.parametrize(
    "formula",
    ["x**2", "x**2 + x", "sin(x)**2", "x/y", "sqrt(x)", "exp(x)", "x*y", "2*x*y/3",
     "log(x)", "tan(x)**3", "x**y", "(x + y)**3", "gamma(x)", "besselj(n, x)", "zeta(s)",
     "factorial(n)", "Abs(x)", "floor(x)", "sinh(x)/cosh(x)",
     "Piecewise((x, x > 0), (0, True))", "x < y", "theta0 + x_1", "binomial(n, k)",
     "polylog(s, x)", "pi*x", "sqrt(x + 1)/x"],
)  # fmt: skip
def test_sympy_prints_the_same_where_conventions_agree(formula):
    import sympy

    expr = parse(formula)
    ours, theirs = plain(latex(expr)), plain(sympy.latex(to_sympy(expr)))
    assert ours == theirs


def test_a_formula_too_large_for_a_line_is_a_list_of_equations():
    x, y = symbols("x y")
    expr = x
    for _ in range(400):
        expr = expr * y + expr
    text = latex(expr)
    assert text.startswith(r"\begin{aligned}")
    assert text.endswith(r"\end{aligned}")
    assert len(text) < 400 * 80
    assert balanced(text)


def test_the_same_expression_prints_the_same_whatever_its_history():
    graph = Graph()
    y, x = graph.symbol("y"), graph.symbol("x")
    assert latex(Expr(graph, graph.add(x, y))) == latex(parse("x + y"))


TEX = next((name for name in ("tectonic", "pdflatex") if shutil.which(name)), None)


@pytest.mark.skipif(TEX is None, reason="neither tectonic nor pdflatex is on the PATH")
def test_every_row_compiles(tmp_path):
    formulas = [latex(expr) for name in ROWS for expr in ROWS[name]] + [*TABLE.values()]
    lines = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}"]
    lines += [f"\\[{formula}\\]" for formula in formulas]
    (tmp_path / "rows.tex").write_text("\n".join([*lines, r"\end{document}"]))
    command = [TEX, "rows.tex"] if TEX == "tectonic" else [TEX, "-halt-on-error", "rows.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_beside_a_symbol_e_the_exponential_function_is_written_by_its_name():
    assert parse("e*exp(x)", symbols=["e"]).latex() == r"e \exp\left(x\right)"
    assert parse("e^x*exp(-x)", symbols=["e"]).latex() == r"e^{x} \exp\left(-x\right)"
