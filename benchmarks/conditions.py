"""Conditions of the derivatives of real formulas: whether each is needed, solved and short, and whether
points are left out at which there is a derivative, or points let in at which there is none.

    python benchmarks/conditions.py [CORPUS ...] [--every N] [--first N] [--excluded] [--sound] [--lists]

Without a CORPUS all are taken: formulas, pairs, textbook_pairs, verdict_pairs, rubi_elementary and
rubi_special; with --every, each N-th row, from the row --first. Of the texts of `where` each is tried at
10,000 points: it is counted where it holds at all of them, and where it holds wherever the others do, at
the edge of a strict comparison, too. The zeros of what is not to be zero are found on lines between
points. With --excluded, points at which the conditions do not hold are drawn and the function is asked
there, by tests/witness.py, which shares nothing with symdiff, for a slope. With --sound, the formula is
compared with quotients on both sides at 10,000 points at which the conditions hold, and where it is far
from one of them the witness is asked: what it denies is printed, and makes the exit status 1. --lists
names what was counted. The corpus `random` has formulas with many corners and roots, 300 of them.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from corpora import rows

from symdiff import Expr, SymdiffError, derive, parse
from symdiff.at.solved import Solved, solved
from symdiff.export.where import NOWHERE

POINTS = 10_000
FEW = 20
"""Points at which others hold, from which on it is said that a condition follows from them."""
TURNS = range(-12, 13)
"""Integers that the letter of a family is tried for."""
WHOLE = 9
"""The largest whole number that is drawn often, so that the letter of a family reaches it."""
SECONDS = 20
GRID = ("-2", "-3/2", "-1", "-1/2", "0", "0", "1/2", "1", "3/2", "2", "3")
TRIES = 30
ROUNDED = 1e-9
"""How far a slope may be off, since decimals of a formula are rounded when they are multiplied out,"""
VAST = 1e30
"""and values beyond which they change it too much to tell."""
STEP = 1e-20
"""How far beside a point values are looked for, to tell whether it is an end of the domain."""
ASKED = 40
"""Points at which the witness is asked."""
RANDOM = 300
KINKED = (
    "abs({})", "abs({})", "sign({})", "cbrt({})", "sqrt(abs({}))", "sqrt(({})**2)", "max({}, 0)", "relu({})",
    "abs({})**(3/2)", "(({})**2)**(3/2)", "sqrt({})", "abs(sin({}))", "floor({})",
)  # fmt: skip
WAVES = ("sin", "cos", "sec", "cosh", "exp", "tanh")
CHAIN = re.compile(r"([^<>=!]+? <=?) ([^<>=!]+?) (<=? (?:(?! or | and )[^<>=!])+)")
"""Two comparisons that meet in the middle, which the witness does not read."""
CORPORA = ("formulas", "pairs", "textbook_pairs", "verdict_pairs", "rubi_elementary", "rubi_special")


class Task(NamedTuple):
    """A derivative that is asked for."""

    corpus: str
    text: str
    by: str
    order: int
    symbols: list[str]


class _Slow(BaseException):
    """The time of one derivative is over."""


def tasks(corpus: str, every: int, first: int = 0) -> list[Task]:
    """Return the derivatives of a corpus: of each row whose number is *first* and a multiple of *every*."""
    if corpus == "random":
        return [kinked(seed) for seed in range(first, RANDOM, every)]
    given = rows(corpus)
    found = []
    for row in given[first::every]:
        if corpus == "formulas":
            found += [Task(corpus, row["expr"], name, 1, row["vars"]) for name in row["vars"]]
        elif corpus == "pairs":
            found.append(Task(corpus, row["expr"], row["var"], row.get("order", 1), row["vars"]))
        elif corpus.startswith("rubi"):
            found.append(Task(corpus, row["F"], row["var"], 1, [*row["params"], row["var"]]))
        elif corpus == "textbook_pairs":
            text = row.get("meant", row["formula"])
            found.append(Task(corpus, text, row["var"], row.get("order", 1), [row["var"]]))
        elif row["kind"] == "derivative":
            found.append(Task(corpus, row["question"], row["var"], 1, [row["var"]]))
    return found


def kinked(seed: int) -> Task:
    """Return a formula whose corners are smoothed by factors, or not."""
    random = Random(seed)
    names = ["x", "y", "a"][: random.choice([1, 2, 2, 3])]

    def plain() -> str:
        one, two = random.choice(names), random.choice([*names, "1", "2"])
        kinds = [one, one, f"({one} - {two})", f"({one} + {two})", f"{one}*{two}", f"({one}**2 - {two}**2)"]
        return random.choice(kinds)

    def rooted() -> str:
        """Return a root of a product, which may have single points in its domain."""
        waves = [f"(1 - {random.choice(WAVES)}({plain()}))", f"({plain()} - {random.choice(WAVES)}(x))"]
        parts = [random.choice([plain(), plain(), plain(), *waves]) for _ in range(random.randint(1, 3))]
        inside = "*".join([f"{part}**{random.choice([1, 1, 2, 3])}" for part in parts])
        return f"({random.choice(['', '-'])}{inside})**({random.choice([1, 3, 3, 5])}/2)"

    def factor() -> str:
        inner = plain()
        kinks = [random.choice(KINKED).format(inner) for _ in range(3)]
        found = random.choice([inner, *kinks[:2], f"{kinks[2]}*{inner}", f"{inner}**2", rooted()])
        return random.choice([found, found, found, f"({found})**{random.randint(2, 3)}", f"(1 + {found})"])

    terms = []
    for _ in range(random.choice([1, 1, 2])):
        product = "*".join([factor() for _ in range(random.randint(1, 3))])
        outer = ["{}", "{}", "{}", "exp({})", "sin({})", "({})/(1 + x**2)", "cos({})", "({})/" + plain()]
        terms.append(random.choice(outer).format(product))
    return Task("random", " + ".join(terms), "x", 1, names)


# Sampling -----------------------------------------------------------------------------------------


class Said:
    """A text of `where`, and whether it holds at points."""

    def __init__(self, text: str, letter: str, names: list[str]) -> None:
        self.text = text
        tuples = re.fullmatch(r"\(([^()]*)\) != \(([^()]*)\)", text)
        if tuples:
            pairs = zip(tuples[1].split(", "), tuples[2].split(", "), strict=True)
            text = " or ".join(f"{one} != {two}" for one, two in pairs)
        self.expr = parse(text, symbols=[*names, *([letter] if letter else [])])
        names = self.expr.graph.symbols([self.expr.node])
        self.letter = letter if letter in names else ""
        self.names = [name for name in names if name != self.letter]
        self.gap = self.edge = None
        sides = re.fullmatch(r"([^<>=!]*) (!=|>|<) ([^<>=!]*)", text)
        if sides and " or " not in text:
            left, right = (sides[3], sides[1]) if sides[2] == "<" else (sides[1], sides[3])
            gap = parse(f"({left}) - ({right})", symbols=[*names, *([letter] if letter else [])])
            self.gap, self.edge = (gap, None) if sides[2] == "!=" else (None, gap)

    def holds(self, at: dict[str, Any], near: float = 0.0) -> Any:
        """Return where it holds; a gap of *near* is none."""
        size = len(next(iter(at.values())))
        if self.gap is not None:
            return np.all([np.abs(gap) > near for gap in self.gaps(at)], axis=0)
        turns = TURNS if self.letter else (0,)
        found = [np.broadcast_to(_values(self.expr, at, self.letter, turn), (size,)) == 1 for turn in turns]
        together = np.all if "!=" in self.text else np.any
        return together(found, axis=0)

    def gaps(self, at: dict[str, Any]) -> list[Any]:
        """Return the differences of two sides that are not to be equal."""
        size = len(next(iter(at.values())))
        turns = TURNS if self.letter else (0,)
        return [self._gap(at, turn, size) for turn in turns]

    def zeros(self, at: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield points at which two sides are equal, between a point and the same with another value of one
        symbol; of those of a strict comparison, which are rounded, those where it holds."""
        for name in self.names:
            for turn in TURNS if self.letter else (0,):
                yield self._zeros(at, name, turn)

    def _zeros(self, at: dict[str, Any], name: str, turn: int) -> dict[str, Any]:
        size = len(at[name])
        low, high = at[name], np.roll(at[name], 1)
        left, right = [self._gap({**at, name: end}, turn, size) for end in (low, high)]
        crossed = np.isfinite(left) & np.isfinite(right) & (np.sign(left) * np.sign(right) <= 0)
        chosen = np.flatnonzero(crossed)[:600]
        part = {other: values[chosen] for other, values in at.items()}
        low, high, sign = low[chosen], high[chosen], np.sign(left[chosen])
        for _ in range(80):
            middle = (low + high) / 2
            same = np.sign(self._gap({**part, name: middle}, turn, len(chosen))) == sign
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        scale = np.maximum(np.abs(left), np.abs(right))[chosen]
        if self.gap is None:
            low = np.where(self._gap({**part, name: low}, turn, len(chosen)) > 0, low, high)
        gap = self._gap({**part, name: low}, turn, len(chosen))
        zero = np.abs(gap) <= 1e-9 * np.maximum(scale, 1e-9)
        if self.gap is None:
            zero &= gap > 0
        return {other: values[zero] for other, values in {**part, name: low}.items()}

    def _gap(self, at: dict[str, Any], turn: int, size: int) -> Any:
        expr = self.edge if self.gap is None else self.gap
        return np.broadcast_to(_values(expr, at, self.letter, turn), (size,))


def _values(expr: Expr, at: dict[str, Any], letter: str, turn: int) -> Any:
    names, function = _function(expr)
    given = [float(turn) if name == letter else at[name] for name in names]
    return function(*given) if names else float(expr())


@lru_cache(maxsize=64)
def _function(expr: Expr) -> tuple[list[str], Any]:
    names = expr.graph.symbols([expr.node])
    return names, expr.numpy(*names) if names else None


def drawn(random: Any, scale: float = 1.0) -> Any:
    """Return values of a symbol: small and large ones, some of which are as large as *scale* and its root,
    and many that are whole."""
    part = POINTS // 4
    large = np.exp(random.normal(size=part) * random.choice([2.0, 8.0], part)) * random.choice(
        [-1.0, 1.0], part
    )
    large *= random.choice([1.0, scale, np.sqrt(scale)], part)
    some = random.choice([-2.0, -1.5, -1.0, -0.5, 0.0, 0.0, 0.0, 0.5, 1.0, 2.0, 3.0], part)
    halves = random.integers(-2 * WHOLE, 2 * WHOLE + 1, POINTS - 3 * part - part // 2) / 2
    wide = random.normal(size=part // 2) * 10
    return np.concatenate([random.uniform(-3, 3, part), wide, large, some, halves])


def sampled(said: list[Said], random: Any) -> tuple[list[str], list[str]]:
    """Return the texts that hold at all points, and those that hold wherever all the others do."""
    names = sorted({name for one in said for name in one.names})
    if not names:
        return [one.text for one in said], []
    numbers = [float(number) for one in said for number in one.expr.graph.numbers.values()]
    scale = max([1.0, *[min(abs(number), 1e30) for number in numbers]])
    at = {name: drawn(random, scale) for name in names}
    holds = [one.holds(at) for one in said]
    always, follows = [], []
    for place, one in enumerate(said):
        others = [other for other in said if other is not one]
        together = np.logical_and.reduce([holds[other] for other in range(len(said)) if other != place])
        is_met = bool(others) and together.sum() >= FEW
        is_true = True
        for where in _edges(one, at, holds[place]):
            if len(where[names[0]]):
                is_true = False
                if not is_met or np.logical_and.reduce([o.holds(where, 1e-8) for o in others]).any():
                    is_met = False
                    break
        if is_true:
            is_near = one.gap is not None and min(np.nanmin(np.abs(gap)) for gap in one.gaps(at)) < 1e-2
            always += [] if is_near else [one.text]
        elif is_met:
            follows.append(one.text)
    return always, follows


def _edges(one: Said, at: dict[str, Any], holds: Any) -> Iterator[dict[str, Any]]:
    """Yield points at which a text does not hold, and at its edge."""
    false = ~holds
    yield {name: values[false] for name, values in at.items()}
    if one.gap is not None or (one.edge is not None and false.any()):
        yield from one.zeros(at)


# One variable ---------------------------------------------------------------------------------------


def is_solved(one: Said) -> bool:
    """Return whether the variable stands alone beside numbers in each part of a text."""
    [name] = one.names
    free = r"[^<>=!]*"
    number = rf"(?:(?!\b{re.escape(name)}\b){free})"
    part = rf"(?:{re.escape(name)} (?:<|<=|>|>=|!=|==) {number}|{number} <=? {re.escape(name)} <=? {number})"
    return all(re.fullmatch(part, text) for text in re.split(r" or | and ", one.text))


# Points left out --------------------------------------------------------------------------------------


def left_out(task: Task, answer: Expr, random: Random) -> tuple[int, list[str], list[str]]:
    """Return how many points were refused, at which of them there is a slope, and at which of these the
    formula of the derivative says it."""
    import mpmath
    from witness import DIGITS, Undefined, Unknown, read, value, verdict

    function = read(str(parse(task.text, symbols=task.symbols)))
    formula = read(str(answer))
    conditions = [read(CHAIN.sub(r"(\1 \2 and \2 \3)", str(condition))) for condition in answer.conditions]
    names = sorted({*parse(task.text, symbols=task.symbols).free_symbols, *answer.free_symbols}, key=str)
    refused, smooth, right = 0, [], []
    seen = set()
    for _ in range(TRIES):
        texts = {str(name): random.choice(GRID) for name in names}
        key = tuple(texts.values())
        if key in seen:
            continue
        seen.add(key)
        with mpmath.workdps(DIGITS):
            point = {name: value(read(text), {}) for name, text in texts.items()}
            try:
                if all(value(condition, point) for condition in conditions):
                    continue
            except Undefined:
                pass
            except (TypeError, KeyError, Unknown):
                continue
            refused += 1
            try:
                found = verdict(function, task.by, texts)
            except (TypeError, KeyError, Unknown):
                refused -= 1
                continue
            if found.kind != "smooth":
                continue
            slope = mpmath.nstr(found.slope, 8)
            words = f"{task.text} by {task.by} at {texts}: slope {slope}; where {answer.where}"
            smooth.append(words)
            try:
                there = value(formula, point)
                if abs(there - found.slope) <= mpmath.mpf("1e-20") * max(1, abs(there)):
                    right.append(words)
            except (Undefined, TypeError, KeyError, Unknown):
                pass
    return refused, smooth, right


# Points let in ------------------------------------------------------------------------------------------


def let_in(task: Task, answer: Expr, random: Any) -> list[str]:
    """Return the points at which the conditions hold and the formula is not the slope of the function."""
    from witness import read

    whole = parse(task.text, symbols=task.symbols)
    names = sorted({*map(str, whole.free_symbols), *map(str, answer.free_symbols)})
    if task.order != 1 or task.by not in names:
        return []
    at = {name: drawn(random) for name in names}
    for name in names:
        at[name] = random.permutation(at[name])
        at[name][: POINTS // 2] = random.choice([float(Fraction(text)) for text in GRID], POINTS // 2)
    holds = np.ones(POINTS, bool)
    for condition in answer.conditions:
        holds &= np.broadcast_to(_values(condition, at, "", 0), (POINTS,)) == 1
    at = {name: values[holds] for name, values in at.items()}
    far = _far(whole, answer, at, task.by)
    function, formula = read(str(whole)), read(str(answer))
    conditions = [read(CHAIN.sub(r"(\1 \2 and \2 \3)", str(condition))) for condition in answer.conditions]
    points = {tuple([repr(float(at[name][place])) for name in names]): None for place in far}
    found = []
    for texts in list(points)[:ASKED]:
        point = dict(zip(names, texts, strict=True))
        words = _denied(function, formula, conditions, task.by, point)
        if words:
            found.append(f"{task.text} by {task.by} at {point}: {words}; {answer} where {answer.where}")
    return found


def _far(whole: Expr, answer: Expr, at: dict[str, Any], by: str) -> Any:
    """Return the places of the points at which a formula is far from a quotient on one side."""
    size = len(at[by])
    if not size:
        return ()
    said, here = [np.broadcast_to(_values(expr, at, "", 0), (size,)) for expr in (answer, whole)]
    if np.iscomplexobj(said) or np.iscomplexobj(here):
        return ()
    far = np.zeros(size, bool)
    for side in (-1e-6, 1e-6):
        step = side * np.maximum(1e-3, np.abs(at[by]))
        beside = np.broadcast_to(_values(whole, {**at, by: at[by] + step}, "", 0), (size,))
        far |= ~(np.abs((beside - here) / step - said) <= 1e-3 * (1 + np.abs(said)))
    return np.flatnonzero(far)


def _denied(function: Any, formula: Any, conditions: list[Any], by: str, texts: dict[str, str]) -> str:
    """Return how a slope differs from what is said of it at a point where conditions hold, "" where not."""
    import mpmath
    from witness import DIGITS, Undefined, Unknown, value, verdict

    try:
        with mpmath.workdps(DIGITS):
            point = {name: mpmath.mpf(text) for name, text in texts.items()}
            if not all(value(condition, point) for condition in conditions):
                return ""
            slope = verdict(function, by, texts)
            try:
                there = value(formula, point)
            except Undefined:
                return "" if slope.kind == "unknown" else f"no value, and not {slope.kind}"
            near = ROUNDED * max(1, abs(there)) + slope.noise
            if slope.kind == "unknown" or abs(there) > VAST:
                return ""
            if slope.kind == "smooth" and abs(there - slope.slope) <= near:
                return ""
            if slope.kind == "none" and _is_end(function, by, point, there):
                return ""
            return f"{mpmath.nstr(there, 8)}, and not {slope.kind} {mpmath.nstr(slope.slope, 8)}"
    except (Undefined, TypeError, KeyError, Unknown):
        return ""


def _is_end(function: Any, by: str, point: dict[str, Any], there: Any) -> bool:
    """Return whether a function has values on one side of a point alone, and the slope *there* on that: at an
    end of its domain that is the one that is meant."""
    from witness import Undefined, value

    here, sides = value(function, point), []
    for side in (-1, 1):
        far = []
        for step in (STEP, STEP**1.5):
            try:
                beside = value(function, {**point, by: point[by] + side * step})
            except Undefined:
                break
            if abs(beside.imag) > abs(beside.real) * STEP**2:
                break
            far.append(abs((beside - here) / (side * step) - there))
        else:
            sides.append(far[1] <= 1e-4 * (1 + abs(there)) or far[1] <= 1e-3 * far[0])
    return sides == [True]


# The figures ------------------------------------------------------------------------------------------


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus", nargs="*", default=CORPORA)
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--excluded", action="store_true")
    arguments.add_argument("--sound", action="store_true")
    arguments.add_argument("--lists", action="store_true")
    given = arguments.parse_args()
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
    warnings.filterwarnings("ignore")

    def stop(*_: Any) -> None:
        raise _Slow

    signal.signal(signal.SIGALRM, stop)
    random, chance = np.random.default_rng(1), Random(1)
    always: Counter[str] = Counter()
    follows: Counter[str] = Counter()
    unsolved: Counter[str] = Counter()
    lines: list[int] = []
    each: list[int] = []
    single = refused = failed = unread = 0
    smooth: list[str] = []
    right: list[str] = []
    wrong: list[str] = []
    known: dict[tuple[Any, ...], tuple[list[str], list[str]]] = {}
    longest = 0.0
    for task in [one for corpus in given.corpus for one in tasks(corpus, given.every, given.first)]:
        try:
            signal.alarm(SECONDS)
            answer = derive(task.text, task.by, order=task.order, symbols=task.symbols)
            raw = answer.unsolved
            begin = time.perf_counter()
            found: Solved = solved(raw, answer.graph.symbols([answer.node]))
            longest = max(longest, time.perf_counter() - begin)
            signal.alarm(0)
            if given.sound:
                signal.alarm(3 * SECONDS)
                try:
                    wrong += let_in(task, answer, random)
                except SyntaxError:
                    unread += 1
                signal.alarm(0)
            if not found.texts or found.texts == (NOWHERE,):
                continue
            said = [Said(text, found.letter, task.symbols) for text in found.texts]
            key = (found.texts, found.letter)
            if key not in known:
                known[key] = sampled(said, random)
        except _Slow:
            print(f"SLOW {task}")
            failed += 1
            continue
        except SymdiffError as error:
            failed += 1
            if given.lists:
                print(f"{task.text}: {error.message}")
            continue
        finally:
            signal.alarm(0)
        line = ", ".join(found.texts)
        always.update(f"{text} | {line}" for text in known[key][0])
        follows.update(f"{text} | {line}" for text in known[key][1])
        lines.append(len(found.text))
        each += [len(text) for text in found.texts]
        for one in said:
            if len(one.names) == 1:
                single += 1
                if not is_solved(one):
                    unsolved[one.text] += 1
        if given.excluded:
            try:
                signal.alarm(3 * SECONDS)
                count, slopes, says = left_out(task, answer, chance)
            except (_Slow, SyntaxError, SymdiffError):
                continue
            finally:
                signal.alarm(0)
            refused += count
            smooth += slopes
            right += says
    open_ones = sum(unsolved.values())
    print(f"{len(lines)} derivatives with conditions, {len(each)} texts; {failed} formulas without an answer")
    print(f"always true at {POINTS} points: {sum(always.values())}")
    print(f"follow from the others: {sum(follows.values())}")
    print(f"of one variable: {single}, solved {100 * (1 - open_ones / max(1, single)):.1f} %")
    print(f"characters: median {median(each)} of a text, {median(lines)} of a whole line")
    print(f"the longest took {longest:.2f} s")
    if given.excluded:
        shares = [100 * len(some) / max(1, refused) for some in (smooth, right)]
        print(f"refused points: {refused}; with a slope {len(smooth)} ({shares[0]:.1f} %),", end=" ")
        print(f"which the formula says at {len(right)} ({shares[1]:.1f} %)")
    if given.sound:
        print(f"points let in without that slope: {len(wrong)}; formulas not read by the witness: {unread}")
        for words in wrong:
            print(f"WRONG: {words}")
    if given.lists:
        for title, counted in (("always", always), ("follows", follows), ("unsolved", unsolved)):
            for text, times in counted.most_common():
                print(f"{title} {times}: {text}")
        for title, some in (("slope", smooth), ("said", right)):
            for words in some:
                print(f"{title}: {words}")
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
