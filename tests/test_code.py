"""Files of code in other languages: compiled and run where the compiler is at hand, held to many digits."""

from __future__ import annotations

import importlib.util
import math
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from symdiff import (
    Expr,
    SymdiffError,
    Unsupported,
    apply,
    code,
    compile,
    derive,
    evaluate,
    jacobian,
    parse,
    symbols,
)
from symdiff.programs import c
from symdiff.programs.languages import LANGUAGES, writer
from symdiff.programs.program import program
from symdiff.table.functions import ROWS, code_of

WARNED = ["-O2", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]
BUILD = {
    "c": (["gcc", "-std=c11", *WARNED, "f.c", "-o", "f", "-lm"],
          ["./f"], "f.c"),
    "cpp": (["g++", "-std=c++17", *WARNED, "f.cpp", "-o", "f"],
            ["./f"], "f.cpp"),
    "rust": (["rustc", "--edition", "2021", "-O", "-D", "warnings", "f.rs", "-o", "f"], ["./f"], "f.rs"),
    "fortran": (["gfortran", "-std=f2018", "-O1", "-Wall", "-Wextra", "-Wno-compare-reals",
                 "-Werror", "f.f90", "-o", "f"], ["./f"], "f.f90"),
    "javascript": ([], ["node", "f.js"], "f.js"),
    "octave": ([], ["octave-cli", "--quiet", "f.m"], "f.m"),
    "julia": ([], ["julia", "f.jl"], "f.jl"),
    "jax": ([], [sys.executable, "f.py"], "f.py"),
    "torch": ([], [sys.executable, "f.py"], "f.py"),
    "triton": ([], [sys.executable, "f.py"], "f.py"),
}  # fmt: skip
"""Language → how a file is built, how it is run, and its name."""
POINTS = [(0.7, 0.4), (-0.6, 1.7), (2.5, -1.25), (-0.3, 0.5), (1.0, 1.0), (-3.0, 2.0)]


def is_missing(language: str) -> bool:
    """Return whether a language cannot be tried here. rustup has a `rustc` without a compiler, too."""
    if language in ("jax", "torch", "triton"):
        return importlib.util.find_spec(language) is None
    [program, *_] = BUILD[language][0] or BUILD[language][1]
    if shutil.which(program) is None:
        return True
    return program == "rustc" and subprocess.run([program, "--version"], capture_output=True).returncode != 0


MISSING = {language for language in LANGUAGES if is_missing(language)}
"""Languages that cannot be tried here."""


def ran(language: str, text: str, place: Path, at: dict[str, float]) -> list[float]:
    """Build a file, unless that was done, and return the numbers that it prints."""
    build, run, name = BUILD[language]
    file = place / name
    if not file.exists():
        file.write_text(text)
        if build:
            done = subprocess.run(build, cwd=place, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[:3000]
    arguments = [f"{symbol}={value!r}" for symbol, value in at.items()]
    done = subprocess.run([*run, *arguments], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:3000]
    return [float(line.replace("inf", "Infinity")) for line in done.stdout.split()]


def ran_at(language: str, text: str, place: Path, points: list[dict[str, float]]) -> list[list[float]]:
    """Return what a file prints at each point: of Python in one process, which loads a library once."""
    if BUILD[language][1][0] != sys.executable:
        return [ran(language, text, place, at) for at in points]
    (place / "f.py").write_text(text)
    each = [["f.py", *[f"{symbol}={value!r}" for symbol, value in at.items()]] for at in points]
    whole = f"""import runpy, sys
for sys.argv in {each!r}:
    runpy.run_path("f.py", run_name="__main__")
    print(";")
"""
    done = subprocess.run([sys.executable, "-c", whole], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:3000]
    return [[float(line) for line in part.split()] for part in done.stdout.split(";")[:-1]]


TRUTHS: dict[tuple[str, ...], float] = {}
"""Values by formula and point, which all languages are held to."""


def truth(expr: Expr, at: dict[str, float]) -> float:
    """Return the value to many digits, NaN where there is none."""
    key = (str(expr), *[f"{name}={value!r}" for name, value in at.items()])
    if key not in TRUTHS:
        TRUTHS[key] = computed(expr, at)
    return TRUTHS[key]


def computed(expr: Expr, at: dict[str, float]) -> float:
    try:
        value = evaluate(expr, at, digits=40)
    except SymdiffError:
        return math.nan
    return float(value.real) if not value.imag else math.nan


def same(found: float, expected: float, expr: Expr, at: dict[str, float]) -> bool:
    """Return whether a number is right: to rounding, scaled by what small changes of the point change."""
    if math.isnan(expected):
        return not math.isfinite(found)
    if math.isinf(expected):
        return found == expected
    if abs(found - expected) <= 1e-11 * abs(expected) + 1e-13:
        return True
    moved = truth(expr, {name: value * (1 + 1e-15) for name, value in at.items()})
    return abs(found - expected) <= 100 * abs(moved - expected)


def of_rows(language: str) -> list[Expr]:
    """Return each function that a language has, and the derivatives that can be written in it."""
    kind = writer(language)
    found: list[Expr] = []
    x, y = symbols("x y")
    for row in ROWS:
        if row.arity not in (1, 2, -1) or row.arithmetic or row.comparison or row.leaf or row.connective:
            continue
        arguments = (x,) if row.arity == 1 else (x, y)
        if row.name in ("Piecewise", "unknown") or row.complex_valued or row.integers:
            continue
        if code_of(row.name, len(arguments)) < 0:
            continue
        expr = apply(row.name, *arguments)
        for wanted in (expr, *(derivative(expr, v) for v in "xy"[: len(arguments)])):
            if wanted is not None and takes(language, wanted):
                found.append(wanted)
    assert kind.functions
    return found


def derivative(expr: Expr, name: str) -> Expr | None:
    try:
        return derive(expr, name, level="none")
    except SymdiffError:
        return None


CONSTRUCTS = [
    "x - (y - 1)", "x/(y/3)", "x/(y*3)", "-(x*y)", "-x**2", "(-x)**3", "2**70*x", "x**(1/3)", "x**y",
    "x**(-3/2)",
    "(x + 4)*exp(-x - 3)", "1/3*x", "1e300*x*1e300", "1e-320*x", "x**65", "x**0.1", "abs(x)**y", "cbrt(x)",
    "Max(x, y, 1)", "Min(x, -y)", "sign(x)", "floor(x) + ceiling(y)", "Heaviside(x)", "relu(x)", "pi*x",
    "x/7 - E",
    "Piecewise((x, x > y), (y**2, x < -1), (x*y, True))", "Piecewise((log(x), x > 0))",
    "Piecewise((1/x, not (x == 0 or y > 1)), (2, True))", "x*y*(x + y)*(x - y)/(x*x + y*y)",
    "sin(x)*cos(x)*tan(x) + sin(y)**3*sinh(x)", "log(x*x + 1)/(1 + exp(-y))", "atan2(y, x)", "hypot(x, y)",
    "expm1(x) + log1p(y)", "exp2(x)", "log2(x) + log10(x) + log(x)",
    "sqrt(x) - asin(x) + acos(y) + acosh(x) + atanh(x)",
    "erf(x) + erfc(y)", "gamma(x) + loggamma(y)", "(1 + 1/x)**x", "(x**2 - 1)/(x - 1)",
]  # fmt: skip


def random_formulas(count: int) -> list[str]:
    random = Random(11)
    forms = [
        "({} + {})",
        "({} - {})",
        "({}*{})",
        "({}/(1 + {}**2))",
        "sin({} - {})",
        "tanh({}*{})",
        "(-{})/(2 + sin({}))",
    ]
    found = []
    for _ in range(count):
        parts = [random.choice(["x", "y", "2", "0.3", "7/3"]) for _ in range(9)]
        while len(parts) > 1:
            a, b = parts.pop(random.randrange(len(parts))), parts.pop(random.randrange(len(parts)))
            parts.append(random.choice(forms).format(a, b))
        found.append(parts[0])
    return found


def takes(language: str, expr: Expr | str) -> bool:
    """Return whether a language has what a formula needs. Two of them are asked for: one alone is an operator
    of arrays in some languages, with derivatives and a test, which takes them a hundred times as long."""
    try:
        code([expr, expr], language, "x y", stable=False)
    except Unsupported:
        return False
    return True


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_is_written_computes_what_is_meant(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    exprs = [parse(text) for text in CONSTRUCTS + random_formulas(90) if takes(language, text)]
    exprs += [derive(expr, "x", level="none") for expr in exprs]
    exprs = [expr for expr in exprs if takes(language, str(expr))] + of_rows(language)
    assert len(exprs) > 300
    text = code(exprs, language, "x y", main=True)
    wrong = []
    points = [{"x": x, "y": y} for x, y in POINTS]
    for at, found in zip(points, ran_at(language, text, tmp_path, points), strict=True):
        assert len(found) == len(exprs)
        for expr, number in zip(exprs, found, strict=True):
            if not same(number, truth(expr, at), expr, at):
                wrong.append(f"{expr} at {at}: {number!r}, not {truth(expr, at)!r}")
    assert not wrong, "\n".join(wrong)


FAR = [
    ("erfcinv(x)", 1e-8), ("erfcinv(x)", 1e-200), ("erfinv(x)", 1e-9), ("expm1(x)", 1e-10),
    ("expm1(x)", 700.0), ("log1p(x)", -1e-12), ("cbrt(x)", -1e-300), ("tanh(x)", 1e-9),
    ("softplus(x)", 800.0), ("softplus(x)", -40.0), ("gamma(x)", 30.25), ("loggamma(x)", 1e-9),
    ("hypot(x, 1)", 1e200), ("atan2(x, -1)", 1e-17), ("asinh(x)", -1e200), ("sigmoid(x)", -700.0),
    ("erfc(x)", 20.0), ("erfcx(x)", 15.0), ("atanh(x)", 1e-10), ("sin(x)", 1e15),
]  # fmt: skip
"""Functions at arguments that are small, large or next to an end, where some libraries lose digits."""


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_functions_keep_their_digits_far_out(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    there = [(text, value) for text, value in FAR if takes(language, text)]
    assert len(there) > 10
    exprs = [parse(text).subs("x", symbols(f"x{k}")) for k, (text, _) in enumerate(there)]
    at = {f"x{k}": value for k, (_, value) in enumerate(there)}
    found = ran(language, code(exprs, language, list(at), main=True), tmp_path, at)
    for (text, value), number in zip(there, found, strict=True):
        assert number == pytest.approx(truth(parse(text), {"x": value}), rel=1e-13), (text, value)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_value_gradient_and_hessian_come_from_one_call(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    text = code("exp(x*y)*sin(x)", language, "x y", wanted=("value", "gradient", "hessian"), main=True)
    found = ran(language, text, tmp_path, {"x": 0.3, "y": 0.7})
    expr = parse("exp(x*y)*sin(x)")
    wanted = [expr, *[derive(expr, v) for v in "xy"], *[derive(expr, u, v) for u in "xy" for v in "xy"]]
    assert found == pytest.approx([truth(e, {"x": 0.3, "y": 0.7}) for e in wanted], rel=1e-13)


@pytest.mark.parametrize(
    "language", sorted(set(LANGUAGES) - {"javascript", "julia", "octave", "jax", "torch", "triton"})
)
def test_single_precision(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    text = code(
        "exp(-x**2)*Max(x, y)/3", language, "x y", wanted=("value", "gradient"), dtype="float32", main=True
    )
    found = ran(language, text, tmp_path, {"x": 0.5, "y": 0.25})
    expr = parse("exp(-x**2)*Max(x, y)/3")
    expected = [truth(e, {"x": 0.5, "y": 0.25}) for e in (expr, derive(expr, "x"), derive(expr, "y"))]
    assert found == pytest.approx(expected, rel=3e-6, abs=1e-7)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_names_that_a_language_keeps_for_itself_are_changed(language: str, tmp_path: Path) -> None:
    names = ["lambda", "in", "X", "x", "α", "end", "t1", "class", "exp_", "value", "hypot", "f", "floor"]
    expr = sum((k + 1) * symbols(name) for k, name in enumerate(names))
    written = code(expr, language, names, main=True)
    assert written == code(expr, language, names, main=True)  # the same text each time
    if language in MISSING:
        return
    kind: Any = writer(language)
    given = kind(program([expr], names, kind.has)).names
    lower = [name.lower() for name in given.values()]
    assert len(set(lower if kind.folds_case else given.values())) == len(names)
    found = ran(language, written, tmp_path, {given[name]: float(k) for k, name in enumerate(names)})
    assert found == [float(sum((k + 1) * k for k in range(len(names))))]


MATRIX = ("x*y + sin(z), x*exp(y)/3, z**2, x*z", "x y z")
AT = {"x": 0.7, "y": 0.3, "z": -1.2}
"""A matrix with zeros, and a point."""


@pytest.mark.parametrize("layout", ["rows", "columns"])
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_matrix_is_its_entries_in_order(language: str, sparse: bool, layout: Any, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    matrix = jacobian(*MATRIX, sparse=sparse)
    found = ran(language, matrix.code(language, outputs=True, layout=layout, main=True), tmp_path, AT)
    dense = matrix.to_numpy(AT)
    places = (
        [place for place, _ in matrix.items()] if sparse else [(i, j) for i in range(4) for j in range(3)]
    )
    places.sort(key=lambda place: place if layout == "rows" else place[::-1])
    outputs = [truth(output, AT) for output in matrix.outputs]
    assert found == pytest.approx([*outputs, *[dense[place] for place in places]], rel=1e-14)


PATTERN = {
    "c": """#include <stdio.h>
int main(void)
{
    for (int k = 0; k < 8; k++) printf("%d %d ", J_rows[k], J_columns[k]);
    for (int k = 0; k < 5; k++) printf("%d ", J_starts[k]);
    return 0;
}""",
    "rust": """fn main() {
    for k in 0..8 { print!("{} {} ", J_ROWS[k], J_COLUMNS[k]); }
    for start in J_STARTS { print!("{} ", start); }
}""",
    "fortran": """program shown
  use J_module, only: J_rows, J_columns, J_starts
  implicit none
  integer :: k
  write (*, *) (J_rows(k), J_columns(k), k = 1, 8), J_starts
end program shown""",
    "javascript": "const places = J_rows.map((row, k) => [row, J_columns[k]]);\n"
    "console.log(places.flat().concat(J_starts).join(' '))",
    "julia": "println(join([vec([J_rows J_columns]'); J_starts], ' '))",
    "octave": "printf('%d ', [J_rows(); J_columns()](:), J_starts())",
}
PATTERN["cpp"] = PATTERN["c"]
PATTERN["jax"] = PATTERN["torch"] = PATTERN["triton"] = """for row, column in zip(J_rows, J_columns):
    print(row, column)
print(*J_starts)"""
"""What prints the rows and the columns of 8 entries, and where the 4 rows of the matrix start."""


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_pattern_of_a_sparse_matrix_stands_beside_it(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    matrix = jacobian(*MATRIX, sparse=True)
    text = matrix.code(language, name="J")
    found = ran(language, f"{text}\n{PATTERN[language]}\n", tmp_path, {})
    first = writer(language).first
    places = [number + first for place, _ in matrix.items() for number in place]
    assert found == [*places, *[start + first for start in (0, 3, 5, 6, 8)]]


USED = """#include "slope.h"
#include <stdio.h>
int main(void)
{
    double x[2] = {1, 2}, y[2] = {3, 4}, entries[6], product[2] = {0, 0};
    slope(1, 3, entries);
    for (int row = 0; row < 2; row++)
        for (int k = slope_starts[row]; k < slope_starts[row + 1]; k++)
            product[row] += entries[k]*(slope_columns[k] == 0 ? 10 : 100);
    printf("%g %g\\n", product[0], product[1]);
    slope_batch(2, x, y, entries);
    for (int k = 0; k < 6; k++) printf("%g ", entries[k]);
    return 0;
}
"""


@pytest.mark.parametrize(("source", "user"), [("c", "c"), ("c", "cpp"), ("cpp", "cpp")])
def test_a_header_declares_what_the_source_has(source: str, user: str, tmp_path: Path) -> None:
    if shutil.which("gcc") is None or shutil.which("g++") is None:
        pytest.skip("gcc and g++ are not installed")
    matrix = jacobian("x*y, y**2", "x y", sparse=True)
    header = "slope.h" if source == "c" else "slope.hpp"
    (tmp_path / header).write_text(matrix.code(source, name="slope", unit="header"))
    (tmp_path / f"slope.{source}").write_text(matrix.code(source, name="slope", unit="source"))
    (tmp_path / f"main.{user}").write_text(USED.replace("slope.h", header))
    standards = {"c": ["gcc", "-std=c11"], "cpp": ["g++", "-std=c++17"]}
    for language, name in ((source, "slope"), (user, "main")):
        build = [*standards[language], *WARNED, "-c", f"{name}.{language}", "-o", f"{name}.o"]
        subprocess.run(build, cwd=tmp_path, check=True)
    subprocess.run(["g++", "main.o", "slope.o", "-o", "main"], cwd=tmp_path, check=True)
    found = subprocess.run(["./main"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert found.split() == ["130", "600", "3", "1", "6", "4", "2", "8"]


BATCHES = {
    "rust": """fn main() {
    let (mut value, mut gradient) = ([0.0; 3], [0.0; 6]);
    f_batch(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &mut value, &mut gradient);
    for number in value { println!("{:?}", number); }
    for number in gradient { println!("{:?}", number); }
}""",
    "fortran": """program shown
  use f_module, only: f_batch
  use, intrinsic :: iso_fortran_env, only: dp => real64
  implicit none
  real(dp) :: value(3), gradient(2, 3)
  call f_batch(3, [1.0_dp, 2.0_dp, 3.0_dp], [4.0_dp, 5.0_dp, 6.0_dp], value, gradient)
  write (*, *) value, gradient
end program shown""",
}


@pytest.mark.parametrize("language", sorted(BATCHES))
def test_many_points_at_once(language: str, tmp_path: Path) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    text = code("x**2*y", language, wanted=("value", "gradient"))
    found = ran(language, f"{text}\n{BATCHES[language]}\n", tmp_path, {})
    assert found == [4, 20, 54, 8, 1, 20, 4, 36, 9]


@pytest.mark.parametrize("language", ["c", "cpp"])
def test_a_long_program_is_cut_into_functions_with_the_same_values(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if language in MISSING:
        pytest.skip(f"{language} is not installed")
    monkeypatch.setattr(c, "_LONG", 50)
    monkeypatch.setattr(c, "_PIECE", 20)
    names = [f"x{k}" for k in range(5)]
    terms = " + ".join(
        f"Piecewise((sin({a}*{b})*exp({a}/{k + 2}), {a} > {b} + 1/10), ({a} - {b}, True))"
        for a in names
        for k, b in enumerate(names)
        if a != b
    )
    at = {name: math.sin(3 * k) for k, name in enumerate(names)}
    text = code(terms, language, names, wanted=("value", "gradient"), name="long_one", main=True)
    assert text.count("APART static") > 4
    assert "? 1.0 : 0.0" in text  # a truth that a later piece needs
    found = ran(language, text, tmp_path, at)
    value, slopes = compile(terms, names, wanted=("value", "gradient"), target="numpy")(**at)
    assert found == pytest.approx([value, *slopes], rel=1e-12, abs=1e-12)


def test_a_missing_value_is_said(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    ran("c", code("x + y", "c", main=True), tmp_path, {"x": 1.0, "y": 2.0})
    done = subprocess.run(["./f", "x=1"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "give y=1" in done.stderr


def test_c_computes_many_points_in_place(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    (tmp_path / "f.c").write_text(
        code("x**2*y", "c", wanted=("value", "gradient"))
        + """
#include <stdio.h>
int main(void)
{
    double x[3] = {1, 2, 3}, y[3] = {4, 5, 6}, gradient[6];
    f_batch(3, x, y, x, gradient);
    for (int k = 0; k < 3; k++) printf("%g %g %g\\n", x[k], gradient[2*k], gradient[2*k + 1]);
    f_batch(3, x, y, NULL, NULL);
    return 0;
}
"""
    )
    subprocess.run(["gcc", "-Wall", "-Werror", "f.c", "-o", "f", "-lm"], cwd=tmp_path, check=True)
    found = subprocess.run(["./f"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert found.split() == ["4", "8", "1", "20", "20", "4", "54", "36", "9"]


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("x", "cobol"), {}, "unknown language 'cobol'"),
        (("besselj(1/2, x)", "c"), {}, "besselj"),
        (("erf(x)", "rust"), {}, "erf"),
        (("I*x", "c"), {}, "complex"),
        (("g(x)", "c"), {}, "g"),
        (("x", "c"), {"name": "2f"}, "cannot be the name"),
        (("x", "c"), {"name": "double"}, "cannot be the name of a function in C"),
        (("x", "rust"), {"name": "match"}, "cannot be the name"),
        (("x", "octave"), {"name": "nthroot"}, "cannot be the name"),
        (("x", "c"), {"dtype": "int"}, "no 'int'"),
        (("x", "rust"), {"unit": "header"}, "Rust has no headers"),
        (("x", "c"), {"unit": "half"}, "no unit 'half'"),
        (("x", "torch"), {"dtype": "float32"}, "types of their own"),
        (("x", "jax"), {"unit": "header"}, "JAX has no headers"),
        (("zeta(x)", "torch"), {}, "zeta"),
        (("besselj(3, x)", "torch"), {}, "besselj of this order"),
        (("gamma(x)", "triton"), {}, "gamma"),
        (("1, 2", "triton"), {}, "no array without an argument"),
        (("2", "jax", "x"), {}, "a constant is no operator"),
        (("log(-1 - x**2)", "torch"), {}, "no point was found"),
        (("x", "c"), {"unit": "header", "main": True}, "a header is no whole program"),
        (("x*y", "c", "x"), {}, "leaves out y"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(arguments, options, message):
    with pytest.raises(SymdiffError, match=message):
        code(*arguments, **options)


@pytest.mark.parametrize(
    ("matrix", "options", "message"),
    [
        (jacobian("1, 2", "x", sparse=True), {}, "all entries are zero"),
        (jacobian("x*y", "x"), {"layout": "both"}, "no layout 'both'"),
        (jacobian("x*y, x", "x"), {"order": "x"}, "leaves out y"),
        (jacobian("x, x", "x"), {"name": "int"}, "cannot be the name"),
    ],
)
def test_a_matrix_that_cannot_be_written_is_refused(matrix, options, message):
    with pytest.raises(SymdiffError, match=message):
        matrix.code("c", **options)
