"""Simplified derivatives: their size against a known short form, symdiff beside its peers in one run.

    python benchmarks/simplify.py CORPUS.jsonl [--rows 25] [--seed 1] [--timeout 60]

A line of the corpus has an antiderivative F, its derivative f, the variable, params, chapter, nodes (of F)
and points with the value of f. symdiff: `derive` at the level "full". SymPy: `simplify(diff(F, x))`, its
symbols real. Maxima: `factor(radcan(trigsimp(diff(F, x))))`. Giac: `simplify(diff(F, x))`. A peer that is
not installed is left out, with a line that says so. Seconds are from text to text; Maxima and Giac start anew
for each row, and theirs include that. Answers of all systems are judged by one walk at the real points.

Size: one for each leaf, operator and call of the answer; a number with its sign is one leaf, and a power of
E is a call of exp. Only an answer that agrees with f can be no larger than f.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import multiprocessing
import random
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from symdiff import DomainError, SymdiffError, derive, evaluate, parse

LARGEST = 160
"""Nodes of an antiderivative, at most."""
TOLERANCE = 1e-6
START = 120.0
"""Seconds in which a system must be ready for its first row."""
MARK = "answer:"
"""Stands before an answer on a peer's output; it is written in two parts so that an echo has it not."""

Row = dict[str, Any]


class Answer(NamedTuple):
    """What a system gave for a row: a text (empty if none), its seconds, why there is none."""

    text: str
    seconds: float
    reason: str = ""


class System(Protocol):
    """A system under test: `plain` where it takes any name as a symbol."""

    name: str
    plain: bool

    def answer(self, formula: str, variable: str, names: list[str], timeout: float) -> Answer: ...


# The systems ----------------------------------------------------------------------------------


def by_symdiff(formula: str, variable: str, names: list[str]) -> str:
    return str(derive(formula, variable, symbols=names))


def by_sympy(formula: str, variable: str, names: list[str]) -> str:
    """Return SymPy's answer. Raises ValueError where it reads the name of a function as an unknown one."""
    import sympy

    sympy.core.cache.clear_cache()
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    expr = sympy.sympify(formula, locals=symbols)
    if expr.atoms(sympy.core.function.AppliedUndef):
        raise ValueError("a function it does not know")
    return str(sympy.simplify(sympy.diff(expr, symbols[variable])))


WORK: dict[str, Callable[[str, str, list[str]], str]] = {"symdiff": by_symdiff, "SymPy": by_sympy}


def serve(name: str, connection: Connection) -> None:
    """Answer rows in a process of its own, the first one only to load what the system needs."""
    WORK[name]("x**2*sin(x)", "x", ["x"])
    connection.send(Answer("", 0.0))
    while True:
        try:
            row = connection.recv()
        except EOFError:  # the parent has closed its end
            return
        start = time.perf_counter()
        try:
            text, reason = WORK[name](*row), ""
        except Exception as error:  # whatever a system does, the run goes on
            text, reason = "", type(error).__name__
        connection.send(Answer(text, time.perf_counter() - start, reason))


class InProcess:
    """A system that is a Python package, in one process that is replaced where a row takes too long."""

    def __init__(self, name: str, plain: bool) -> None:
        self.name, self.plain = name, plain
        self.start()

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=serve, args=(self.name, other), daemon=True)
        self.process.start()
        other.close()
        if not self.connection.poll(START):
            raise SystemExit(f"{self.name} does not start")
        self.connection.recv()

    def answer(self, formula: str, variable: str, names: list[str], timeout: float) -> Answer:
        self.connection.send((formula, variable, names))
        start = time.perf_counter()
        try:
            if self.connection.poll(timeout):
                answer: Answer = self.connection.recv()
                return answer
            reason = "time"
        except EOFError:
            reason = "died"
        self.process.kill()
        self.process.join()
        self.connection.close()
        self.start()
        return Answer("", timeout if reason == "time" else time.perf_counter() - start, reason)


class Program:
    """A system that is a program: it gets a script on its input and prints one line with an answer."""

    plain = False

    def __init__(
        self, name: str, command: list[str], script: str, to: dict[str, str], back: dict[str, str]
    ) -> None:
        self.name, self.command, self.script, self.to, self.back = name, command, script, to, back

    def answer(self, formula: str, variable: str, names: list[str], timeout: float) -> Answer:
        known = KNOWN | set(self.to)
        if unknown := sorted(set(re.findall(r"[A-Za-z_]\w*(?=\()", formula)) - known):
            return Answer("", 0.0, f"no {unknown[0]}")
        script = self.script.format(formula=renamed(formula, self.to).replace("**", "^"), variable=variable)
        start = time.perf_counter()
        try:
            done = subprocess.run(self.command, input=script, capture_output=True, text=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            return Answer("", timeout, "time")
        seconds = time.perf_counter() - start
        line = re.search(rf"{MARK}(.*)", done.stdout)
        if line is None:
            return Answer("", seconds, "no answer")
        text = line[1].strip().strip('"').replace("^", "**")
        return Answer(renamed(text, self.back), seconds)


KNOWN = frozenset((
    "exp", "log", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh",
    "tanh", "asinh", "acosh", "atanh",
))  # fmt: skip
"""Functions that every peer has under the same name."""
MAXIMA = (
    "display2d:false$ keepfloat:true$\n"
    'printf(true, "~a~a~a~%", "ans", "wer:", '
    "string(factor(radcan(trigsimp(diff({formula}, {variable}))))))$\n"
    "quit()$\n"
)
MAXIMA_NAMES = {
    "Abs": "abs", "sign": "signum", "pi": "%pi", "E": "%e", "I": "%i", "acot": "acot", "asec": "asec",
    "acsc": "acsc", "coth": "coth", "sech": "sech", "csch": "csch", "acoth": "acoth", "asech": "asech",
    "acsch": "acsch", "erf": "erf",
}  # fmt: skip
MAXIMA_BACK = {"abs": "Abs", "signum": "sign", "%pi": "pi", "%e": "E", "%i": "I"}
GIAC = 'print("ans"+"wer:"+string(simplify(diff({formula},{variable}))))\n'
GIAC_DEFINED = {
    "acot": "atan(1/({0}))", "asec": "acos(1/({0}))", "acsc": "asin(1/({0}))", "coth": "(1/tanh({0}))",
    "sech": "(1/cosh({0}))", "csch": "(1/sinh({0}))", "acoth": "atanh(1/({0}))", "asech": "acosh(1/({0}))",
    "acsch": "asinh(1/({0}))",
}  # fmt: skip
"""Functions that Giac has not, or has with other branches, by those that it has."""
GIAC_NAMES = {"Abs": "abs", "E": "e", "I": "i", "log": "ln", "erf": "erf", "sign": "sign"}
GIAC_BACK = {"abs": "Abs", "e": "E", "i": "I", "ln": "log"}


class Giac(Program):
    """Giac, with the functions that it has not written as those that it has."""

    def answer(self, formula: str, variable: str, names: list[str], timeout: float) -> Answer:
        tree = Defined().visit(ast.parse(formula, mode="eval"))
        return super().answer(ast.unparse(tree), variable, names, timeout)


class Defined(ast.NodeTransformer):
    """Writes the calls of GIAC_DEFINED by their definitions."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        text = GIAC_DEFINED.get(ast.unparse(node.func))
        return node if text is None else ast.parse(text.format(ast.unparse(node.args[0])), mode="eval").body


def systems() -> Iterator[System]:
    """Start symdiff and each peer that is installed; print which are not."""
    yield InProcess("symdiff", plain=True)
    if find_spec("sympy"):
        yield InProcess("SymPy", plain=False)
    else:
        print("SymPy is left out: the package sympy is not installed")
    if maxima := shutil.which("maxima"):
        yield Program("Maxima", [maxima, "--very-quiet"], MAXIMA, MAXIMA_NAMES, MAXIMA_BACK)
    else:
        print("Maxima is left out: no program maxima on the PATH")
    if giac := shutil.which("giac"):
        yield Giac("Giac", [giac], GIAC, GIAC_NAMES, GIAC_BACK)
    else:
        print("Giac is left out: no program giac on the PATH")


# Texts, sizes and values ----------------------------------------------------------------------


def renamed(text: str, names: dict[str, str]) -> str:
    """Return *text* with each of *names* replaced by its value."""
    return re.sub(r"%?[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), text)


def safe(row: Row) -> dict[str, str]:
    """Return a name for each symbol of a row that no system takes for a constant or a function."""
    return {name: f"v{place:02d}" for place, name in enumerate(sorted([*row["params"], row["var"]]))}


def with_safe_symbols(text: str, names: dict[str, str]) -> str:
    """Return *text* with safe names for its symbols; a function of the same name stays."""
    return re.sub(r"\b[A-Za-z_]\w*\b(?!\s*\()", lambda found: names.get(found[0], found[0]), text)


def size(text: str) -> int:
    """Return the leaves, operators and calls of a formula in Python's syntax.

    A number with a sign is one leaf; E**u is exp(u). Raises SyntaxError where it is no formula.
    """
    total = 0
    left: list[ast.AST] = [ast.parse(text.strip(), mode="eval").body]
    while left:
        node = left.pop()
        total += 1
        match node:
            case ast.UnaryOp(operand=ast.Constant()) | ast.Constant() | ast.Name():
                pass
            case ast.UnaryOp(operand=operand):
                left.append(operand)
            case ast.BinOp(left=ast.Name(id="E"), op=ast.Pow(), right=exponent):
                left.append(exponent)
            case ast.BinOp(left=first, right=second):
                left += first, second
            case ast.Call(args=arguments):
                left += arguments
            case _:
                left += [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    return total


def agrees(text: str, row: Row, names: dict[str, str]) -> bool:
    """Return whether *text* has the value of f at each real point, in real or in complex arithmetic.

    *names* are those of the symbols in *text*. Raises SymdiffError where it cannot be read.
    """
    expr = parse(text, symbols=names.values())
    for point in row["points"]:
        if not point["real"]:
            continue
        at = {names[name]: value for name, value in point["at"].items()}
        expected = complex(*point["f"])
        try:
            try:
                value = complex(evaluate(expr, at, digits=30))
            except DomainError:
                value = complex(evaluate(expr, {name: complex(v) for name, v in at.items()}, digits=30))
        except (DomainError, OverflowError):
            return False
        if not abs(value - expected) <= TOLERANCE * max(1, abs(expected)):
            return False
    return True


# The run --------------------------------------------------------------------------------------


class Result(NamedTuple):
    """A row as a system answered it: size against f (infinite where there is no right answer)."""

    ratio: float
    seconds: float
    state: str  # right, wrong, or why there is no answer


def judged(system: System, row: Row, timeout: float) -> Result:
    names = safe(row)
    own = {name: name for name in names} if system.plain else names
    formula = with_safe_symbols(row["F"], own)
    answer = system.answer(formula, own[row["var"]], list(own.values()), timeout)
    if not answer.text:
        return Result(math.inf, answer.seconds, answer.reason)
    plain = with_safe_symbols(answer.text, names) if system.plain else answer.text
    try:
        right = agrees(answer.text, row, own)
        ratio = size(plain) / size(with_safe_symbols(row["f"], names))
    except (SymdiffError, SyntaxError):
        return Result(math.inf, answer.seconds, "not read")
    return Result(ratio if right else math.inf, answer.seconds, "right" if right else "wrong")


def sampled(path: Path, count: int, seed: int) -> dict[str, list[Row]]:
    """Return up to *count* rows of each chapter, drawn by *seed*."""
    chapters: dict[str, list[Row]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["nodes"] <= LARGEST and any(point["real"] for point in row["points"]):
            chapters.setdefault(row["chapter"], []).append(row)
    generator = random.Random(seed)
    drawn = {}
    for chapter in sorted(chapters):
        drawn[chapter] = generator.sample(chapters[chapter], min(count, len(chapters[chapter])))
    return drawn


def share(ratios: Iterable[float], bound: float) -> float:
    """Return how many per cent of *ratios* are within *bound*."""
    found = list(ratios)
    return 100 * sum(ratio <= bound for ratio in found) / len(found)


def print_shares(results: dict[str, dict[str, list[float]]]) -> None:
    """Print a line for each chapter and the mean of the chapters: per cent within f and 1.5 f."""
    chapters = list(next(iter(results.values())))
    width = max(map(len, [*chapters, "mean of chapters"]))
    print(" " * (width + 5) + "".join(f"{name:>18}" for name in results))
    print(f"{'':<{width}} rows" + f"{'<= f':>9}{'<= 1.5 f':>9}" * len(results))
    for chapter in chapters:
        rows = len(next(iter(results.values()))[chapter])
        cells = [share(of[chapter], bound) for of in results.values() for bound in (1, 1.5)]
        print(f"{chapter:<{width}} {rows:4}" + "".join(f"{cell:9.1f}" for cell in cells))
    means = [
        statistics.mean(share(ratios, bound) for ratios in of.values())
        for of in results.values()
        for bound in (1, 1.5)
    ]
    rows = sum(len(ratios) for ratios in next(iter(results.values())).values())
    print(f"{'mean of chapters':<{width}} {rows:4}" + "".join(f"{mean:9.1f}" for mean in means))


def print_summary(name: str, results: list[Result]) -> None:
    """Print the seconds of a system, its wrong answers and the reasons for missing ones."""
    seconds = sorted(result.seconds for result in results)
    slow = seconds[min(len(seconds) - 1, int(0.99 * len(seconds)))]
    states = [result.state for result in results]
    missing = sorted(set(states) - {"right", "wrong"})
    none = ", ".join(f"{states.count(reason)} {reason}" for reason in missing)
    print(
        f"{name:<10}{statistics.median(seconds):9.3f}{slow:9.3f}{seconds[-1]:9.3f}"
        f"{states.count('wrong'):7}{sum(map(states.count, missing)):11}{f'  ({none})' if none else ''}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description="size of simplified derivatives against a known form")
    arguments.add_argument("corpus", type=Path, help="JSON lines: F, f, var, params, chapter, nodes, points")
    arguments.add_argument("--rows", type=int, default=25, help="rows of each chapter")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--timeout", type=float, default=60.0, help="seconds a row, for each system")
    options = arguments.parse_args()
    if not options.corpus.is_file():
        raise SystemExit(f"{options.corpus} is absent")
    chapters = sampled(options.corpus, options.rows, options.seed)
    if not chapters:
        raise SystemExit(f"{options.corpus} has no rows with a real point and at most {LARGEST} nodes")
    tested = list(systems())
    results = {
        system.name: {
            chapter: [judged(system, row, options.timeout) for row in rows]
            for chapter, rows in chapters.items()
        }
        for system in tested
    }
    ratios = {
        name: {chapter: [result.ratio for result in found] for chapter, found in of.items()}
        for name, of in results.items()
    }
    peers = [of for name, of in ratios.items() if name != "symdiff"]
    if len(peers) > 1:
        ratios["best peer"] = {
            chapter: [min(row) for row in zip(*(of[chapter] for of in peers), strict=True)]
            for chapter in chapters
        }
    print(f"size of derivatives, per cent of rows; seed {options.seed}, {options.timeout:g} s a row")
    print_shares(ratios)
    print(f"\n{'seconds':<10}{'median':>9}{'p99':>9}{'worst':>9}{'wrong':>7}{'no answer':>11}")
    for name, of in results.items():
        print_summary(name, [result for found in of.values() for result in found])


if __name__ == "__main__":
    main()
